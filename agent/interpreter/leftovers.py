"""Words that nothing has explained yet: members of large dimensions, or a reason to ask back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.interpreter.board import (
    Board,
    DimensionSaid,
    GrainSaid,
    MemberSaid,
    MetricSaid,
    Rank,
)
from agent.interpreter.fields import fitting
from agent.interpreter.grouping import CohortSaid, Grouped
from agent.interpreter.members import MOST_CHOICES, Members
from agent.interpreter.vocabulary import is_common
from agent.interpreter.words import MARKS, NEUTRAL
from semantic.view import View

# What customers do; how it is counted, a metric says.
_DOING = frozenset({"sold", "bought", "spent", "ordered", "purchased", "placed"})
_OF_COHORT = frozenset({"active", "still", "back", "share", "percent", "rate", "%", "returned"})
_WHERE = frozenset({"where", "who", "whom"})


@dataclass(frozen=True)
class Found:
    """Members that words of the question may stand for."""

    words: str
    choices: tuple[tuple[str, str], ...]
    too_many: bool = False


def mark_members(board: Board, members: Members, view: View) -> list[Found]:
    """Mark members of large dimensions that unexplained words name, such as products.

    Returns the words that several members hold, to be asked back.
    """
    several = []
    for start, end in list(_runs(board)):
        said = [token for token in board.tokens[start:end] if token.word not in MARKS]
        if all(is_common(token) for token in said):
            continue
        words = " ".join(token.word for token in said)
        found = _search(words, members, _fields(board, members, view))
        if found and len(found.choices) == 1:
            board.put(start, end, MemberSaid(found.choices))
        elif found:
            several.append(found)
    return several


def unexplained(board: Board) -> tuple[str, ...]:
    """Content words that stand for nothing, in order."""
    return tuple(
        board.tokens[place].word for place in board.rest() if not _is_ordinary(board, place)
    )


def _is_ordinary(board: Board, place: int) -> bool:
    token = board.tokens[place]
    if token.word in MARKS:
        return True
    if token.word in _WHERE:
        # Without a split, "where" and "who" ask for more than a total.
        ranked = bool(board.of(Rank)) and bool(board.of(DimensionSaid))
        return bool(board.of(Grouped) or board.of(GrainSaid) or ranked) or _joins(board, place)
    if token.word in NEUTRAL or token.word in _DOING:
        return True
    return bool(board.of(CohortSaid)) and bool({token.word, token.stem} & _OF_COHORT)


def _joins(board: Board, place: int) -> bool:
    """Whether "who" goes on about customers named before it."""
    return board.tokens[place - 1].stem == "customer" if place else False


def _runs(board: Board) -> Iterator[tuple[int, int]]:
    """Stretches of unexplained words, with the marks and numbers inside them."""
    start = None
    for place in range(len(board.tokens) + 1):
        free = place < len(board.tokens) and board.free(place, place + 1)
        content = free and (not _is_ordinary(board, place) or _inside(board, place, start))
        if content and start is None:
            start = place
        elif not content and start is not None:
            yield start, place
            start = None


def _inside(board: Board, place: int, start: int | None) -> bool:
    """Whether a mark or a small word stands between two unexplained ones."""
    following = place + 1
    if start is None or following >= len(board.tokens) or not board.free(following, following + 1):
        return False
    small = board.word(place) in ("-", "'", "/", "&", ".", "of", "and", "in", "the", "with", "on")
    return small and not _is_ordinary(board, following)


def _fields(board: Board, members: Members, view: View) -> list[str]:
    metrics = [said.metrics[0] for _, said in board.of(MetricSaid)]
    return fitting(members.large, metrics, view)


def _search(said: str, members: Members, fields: Sequence[str]) -> Found | None:
    exact = members.exactly(said, fields)
    if exact:
        return Found(said, tuple(exact[:1]))
    holding = tuple(members.containing(said, fields))
    if not holding:
        return None
    return Found(said, holding[:MOST_CHOICES], too_many=len(holding) > MOST_CHOICES)
