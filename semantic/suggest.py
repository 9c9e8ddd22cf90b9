"""The only "did you mean" of the project."""

from collections.abc import Iterable, Sequence

CLOSE_ENOUGH = 65
# A word of a longer name counts, though less than the same name misspelt.
WEIGHT_OF_A_WORD = 0.85


def nearest(name: str, among: Iterable[str], limit: int = 5) -> tuple[str, ...]:
    """The names most like `name`, best first, at most `limit`; none when nothing is like it."""
    # Imported here because it takes 60 ms that only a wrong name should cost.
    from rapidfuzz import fuzz

    given = _spaced(name)
    scores = []
    for choice in set(among):
        spelled = _spaced(choice)
        words = WEIGHT_OF_A_WORD * fuzz.token_set_ratio(given, spelled)
        scores.append((-max(fuzz.ratio(given, spelled), words), choice))
    return tuple(choice for score, choice in sorted(scores) if -score >= CLOSE_ENOUGH)[:limit]


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
