"""Rows that a split has anyway: "all four", "UK included", "including those without a tier"."""

from agent.interpreter.board import Board, DimensionSaid, GrainSaid, MemberSaid, Noise
from agent.interpreter.members.fields import is_key
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.words.ordinary import NUMBERS
from agent.patterns import regex
from semantic.view import View

_INCLUDING = (
    r"(?:(?:and|also|plus|,) )*(?:including|include|incl(?: \.)?|inc(?: \.)?|plus|with|keep)"
)
_WITHOUT = r"(?:without|with no|with none|having no|(?:have|has) no|lacking|missing)"
_EMPTY = r"(?:blanks?|empt(?:y|ies)|nulls?|none|unassigned|unset|missing)"
_KEPT = regex(
    rf"(?:^|(?<= )){_INCLUDING} (?:also )?(?:(?:the|those|any|all) )*(?:(?:ones?|rows?|§) )?"
    rf"(?:(?:who|that|which) )?{_WITHOUT}(?: (?:a|an|any|one|§))*(?= [.,!?)]|$)"
    rf"|(?:^|(?<= )){_INCLUDING} (?:(?:the|any|all) )*{_EMPTY}(?: (?:ones?|values?|rows?))?"
    r"(?= [.,!?)]|$)"
    rf"|(?:^|(?<= )){_EMPTY}(?: (?:ones?|values?|rows?))? (?:included|too|as well)(?= [.,!?)]|$)",
    "without|with no|having no|ha|lacking|missing|blank|empt|null|none|unassigned|unset",
)
_LEADING = frozenset({"incl", "including", "include", "counting"})
_FOLLOWING = frozenset({"included", "incl", "inclusive"})
_ALL = regex(
    rf"(?:^|(?<=[.,;:(–-] ))all (?:of )?(?:(?:the|them|our) )?(?:\d+|{'|'.join(NUMBERS)})"
    r"(?: of (?:them|these|those))?(?= (?:please|pls|plz|thanks|thx|cheers|[.,!?)])|$)",
    "all ",
)


def mark_kept_rows(board: Board, view: View) -> None:
    """Mark words for rows that a split shows anyway. Call when its fields are marked.

    Splits by customers leave out what belongs to none, so these are asked back.
    """
    if board.has(Grouped) or board.has(GrainSaid):
        board.silence(_ALL)
    _mark_included(board)
    fields = [name for _, said in board.of(Grouped) for name in said.fields]
    if fields and not any(is_key(view.dimensions[name]) for name in fields):
        for first, last, _ in board.found(_KEPT)[:1]:
            _take(board, first, last)


def _mark_included(board: Board) -> None:
    """Mark "UK included" beside a split by country, which has its row anyway."""
    split = {name for _, said in board.of(Grouped) for name in said.fields}
    members = board.of(MemberSaid)
    if len(members) != 1 or not split & {name for name, _ in members[0][1].values}:
        return
    mark = members[0][0]
    before = mark.start - 2 if board.word(mark.start - 1) in ("the", "our") else mark.start - 1
    led = board.word(before) in _LEADING and board.free(before, mark.start)
    followed = board.word(mark.end) in _FOLLOWING and board.free(mark.end, mark.end + 1)
    if (led or followed) and not members[0][1].excluded:
        board.marks.remove(mark)
        board.put(before if led else mark.start, mark.end + followed, Noise())


def _take(board: Board, first: int, last: int) -> None:
    inside = [mark for mark in board.marks if first <= mark.start < last]
    if all(isinstance(mark.meaning, DimensionSaid | Grouped) for mark in inside):
        board.marks = [mark for mark in board.marks if mark not in inside]
        board.put(first, last, Noise())
