"""Rows that a split has anyway: "all four", "including those without a tier", "blanks included"."""

from agent.interpreter.board import Board, DimensionSaid, GrainSaid, Noise
from agent.interpreter.fields import is_key
from agent.interpreter.grouping import Grouped
from agent.interpreter.words import NUMBERS
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
    fields = [name for _, said in board.of(Grouped) for name in said.fields]
    if fields and not any(is_key(view.dimensions[name]) for name in fields):
        for first, last, _ in board.found(_KEPT)[:1]:
            _take(board, first, last)


def _take(board: Board, first: int, last: int) -> None:
    inside = [mark for mark in board.marks if first <= mark.start < last]
    if all(isinstance(mark.meaning, DimensionSaid | Grouped) for mark in inside):
        board.marks = [mark for mark in board.marks if mark not in inside]
        board.put(first, last, Noise())
