"""Rankings for each of something: "top 3 products per country", "best country in each month"."""

from collections.abc import Sequence

from agent.interpreter.board import Board, DimensionSaid, GrainSaid, Mark, Rank
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.words.ordinary import number
from agent.reading import Reading
from semantic.period import GRAINS

_EACH = frozenset({"per", "each", "every"})
_BETWEEN = frozenset({"of", "the", "our", "single", "one", "those", "these"})
_ASKING = frozenset({"which", "what"})


def each_of(board: Board, reading: Reading) -> str:
    """The group for each of whose values a ranking is wanted; empty where it is one list."""
    led = {name for mark, name in _named(board, reading) if is_led(board, mark)}
    return led.pop() if len(reading.group_by) == 2 and len(led) == 1 else ""


def for_each(board: Board, before: Reading, groups: Sequence[str]) -> bool:
    """Whether a follow-up wants the ranking before for each of something: "in each country"."""
    one = before.limit and not before.per and len(before.group_by) == len(groups) == 1
    if not one or board.has(Rank) or set(before.group_by) & set(groups):
        return False
    named = _named(board, before.model_copy(update={"group_by": tuple(groups)}))
    words = {token.word for token in board.tokens}
    return bool(words & _EACH) and any(is_led(board, mark) for mark, _ in named)


def by_each(board: Board, reading: Reading) -> str:
    """The other group where one is ranked beside "by": "top 3 products by country"."""
    ranked = {name for mark, name in _named(board, reading) if is_ranked(board, mark)}
    others = [name for name in reading.group_by if name not in ranked]
    return others[0] if len(reading.group_by) == 2 and len(ranked) == 1 else ""


def is_led(board: Board, mark: Mark) -> bool:
    """Whether a split is one list for each: "per country", "each of the countries", "monthly"."""
    if isinstance(mark.meaning, GrainSaid) and board.text(mark) not in GRAINS:
        return True
    before = mark.start - 1
    while board.word(before) in _BETWEEN and board.free(before, before + 1):
        before -= 1
    return board.word(before) in _EACH


def is_ranked(board: Board, mark: Mark) -> bool:
    """Whether a noun is what is ranked: "top 3 products", "which country"."""
    before = mark.start - 1
    while number(board.word(before)) is not None and board.free(before, before + 1):
        before -= 1
    ranked = any(other.end in (before + 1, mark.start) for other, _ in board.of(Rank))
    return ranked or board.word(before) in _ASKING


def ranked_beside(board: Board) -> list[tuple[str, ...]]:
    """The fields of nouns that a ranking is of, or for each of which, beside a split."""
    if not board.has(Rank) or not (board.has(Grouped) or board.has(GrainSaid)):
        return []
    return [
        said.fields
        for mark, said in board.of(DimensionSaid)
        if is_ranked(board, mark) or is_led(board, mark)
    ]


def _named(board: Board, reading: Reading) -> list[tuple[Mark, str]]:
    """The marks of the reading's groups, each with its group."""
    marks = [(mark, said.fields) for mark, said in board.of(Grouped)]
    marks += [(mark, said.fields) for mark, said in board.of(DimensionSaid)]
    marks += [(mark, (f"time.{said.grain}",)) for mark, said in board.of(GrainSaid)]
    return [(mark, name) for mark, fields in marks for name in reading.group_by if name in fields]
