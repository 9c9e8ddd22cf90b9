"""The only "did you mean" of the project."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

CLOSE_ENOUGH = 65
# A word of a longer name counts, though less than the same name misspelt.
WEIGHT_OF_A_WORD = 0.85
_MOST_LETTERS = 200


def nearest(name: str, among: Iterable[str], limit: int = 5) -> tuple[str, ...]:
    """The names most like `name`, best first, at most `limit`; none when nothing is like it."""
    # Imported here because it takes 60 ms that only a wrong name should cost.
    from rapidfuzz import fuzz, process

    given = _spaced(name)[:_MOST_LETTERS]
    spelled = _all_spaced(frozenset(among))
    scores: dict[str, float] = {}
    for scorer, weight in ((fuzz.ratio, 1.0), (fuzz.token_set_ratio, WEIGHT_OF_A_WORD)):
        least = CLOSE_ENOUGH / weight
        for _, score, choice in process.extract_iter(
            given, spelled, scorer=scorer, score_cutoff=least
        ):
            scores[choice] = max(scores.get(choice, 0), weight * score)
    best = sorted((-score, choice) for choice, score in scores.items())
    return tuple(choice for _, choice in best[:limit])


@lru_cache(maxsize=8)
def _all_spaced(names: frozenset[str]) -> Mapping[str, str]:
    return {name: _spaced(name) for name in names}


def did_you_mean(name: str, among: Iterable[str]) -> str:
    """`; did you mean X?` to end a message with, or nothing when no name is near."""
    found = nearest(name, among, limit=1)
    return f"; did you mean `{found[0]}`?" if found else ""


def listed(names: Sequence[str], last: str = "or") -> str:
    """The names as people list them: `a, b or c`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def _spaced(name: str) -> str:
    return name.lower().replace("_", " ").replace(".", " ")
