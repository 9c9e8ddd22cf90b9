"""Totals beside what they are of: "by country with a total", "France and Spain, each and both"."""

from agent.interpreter.board import Board, GrainSaid, TimeSaid, TotalSaid
from agent.interpreter.order import Doubt
from agent.patterns import regex
from agent.reading import Reading
from agent.totals import total_objection
from semantic.view import View

_SUM = "(?:(?:grand|overall|combined|joint) )?(?:totals?|sum|together|combined|altogether|overall)"
_APART = (
    "(?:separate(?:ly)?|individual(?:ly)?|apart|each|one by one|singly|(?:broken|split) (?:out|up))"
)
_BESIDE = regex(
    r"(?:^|(?<= ))(?:(?:and|plus|with|incl|including|as well as)(?: (?:also|then))?"
    rf" (?:(?:the|a|an|their|its|both|in|all|for|as) )*{_SUM}(?: (?:too|as well))?"
    rf"|(?:both )?(?:in )?{_SUM} (?:and|as well as) (?={_APART}(?: |$)|by |per |for each ))"
    r"(?=(?P<after> \S+)?)",
    "total|sum|together|combined|altogether|overall",
)
_FOLLOWING = frozenset(
    {"", ",", ".", "?", "!", ":", ";", "-", ")", "in", "for", "by", "per", "during", "on", "over"}
    | {"from", "since", "please", "each", "separately", "separate", "individually", "apart", "and"}
    | {"broken", "split"}
)


def mark_totals(board: Board, before: Reading | None) -> None:
    """Mark words that ask for all of a split together beside its rows. Call after periods.

    In a thread (`before`) "with a total" goes on from the split before, "and in total" ends it.
    """
    for first, last, match in board.found(_BESIDE)[:1]:
        after = (match["after"] or "").strip()
        dated = any(mark.start == last for mark, _ in board.of(TimeSaid))
        dated = dated or any(mark.start == last for mark, _ in board.of(GrainSaid))
        # "Orders and total sales" names another figure.
        goes_on = before is not None and board.word(first) not in ("and", "in")
        if (after in _FOLLOWING or dated) and (board.marks or goes_on):
            board.put(first, last, TotalSaid())


def with_total(
    board: Board, reading: Reading, before: Reading | None, view: View
) -> Reading | Doubt:
    """The reading with the figure of all its rows, where that is asked for here or was before."""
    asked = board.has(TotalSaid)
    kept = before is not None and before.total and bool(reading.group_by)
    if not (asked or kept):
        return reading
    why = total_objection(reading, view)
    if why:
        return Doubt(why, (reading,)) if asked else reading
    return reading.model_copy(update={"total": True})
