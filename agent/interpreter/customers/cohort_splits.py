"""Splits by when customers were new: "by the month they first ordered", "bought in which month"."""

from collections.abc import Sequence

from agent.interpreter.board import Board
from agent.interpreter.members.grouping import CohortLead, Grouped

_TELLING_WHO = frozenset(
    {"they", "the", "customer", "customers", "people", "someone", "in", "which"}
    | {"them", "that", "when", "each", "of", "their", "who", "was", "were", "had"}
)
_SPLITTING = {("according", "to"), ("depending", "on"), ("based", "on")}
_IN_WHICH = {("in", "which", "month"), ("in", "what", "month")}


def mark_cohort_splits(board: Board, cohorts: Sequence[str]) -> None:
    """Mark them as splits by these dimensions, where no period says which month it was."""
    for lead, _ in board.of(CohortLead) if cohorts else ():
        after = lead.end + 3
        place = lead.start - 1
        while board.word(place) in _TELLING_WHO:
            place -= 1
        if tuple(board.word(n) for n in range(lead.end, after)) in _IN_WHICH:
            _split(board, lead.start, after, cohorts)
        elif board.word(place) == "month":
            _split(board, _beginning(board, place), lead.end, cohorts)


def _split(board: Board, start: int, end: int, cohorts: Sequence[str]) -> None:
    board.marks = [mark for mark in board.marks if mark.end <= start or mark.start >= end]
    board.put(start, end, Grouped(tuple(cohorts)))


def _beginning(board: Board, place: int) -> int:
    """Where what leads to a split begins: "according to the", "depending on which"."""
    start = place
    while board.word(start - 1) in ("the", "which", "what"):
        start -= 1
    led = (board.word(start - 2), board.word(start - 1)) in _SPLITTING
    return start - 2 if led and board.free(start - 2, place) else place
