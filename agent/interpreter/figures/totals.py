"""Totals beside what they are of: "by country with a total", "France and Spain, each and both"."""

from agent.interpreter.board import (
    Board,
    Comparing,
    Contrast,
    GrainSaid,
    MemberSaid,
    Rank,
    TimeSaid,
    TotalSaid,
)
from agent.interpreter.members.conditions import Filtered
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.rows.order import Doubt
from agent.interpreter.scope import says_several
from agent.patterns import regex
from agent.reading import Reading
from agent.totals import total_objection
from semantic.result import Value
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
_SEVERAL = 3
_LINKS = frozenset({",", "and", "&", "plus", "+", "the", "in"})
_AS_ONE = frozenset(
    {"together", "combined", "jointly", "altogether", "total", "sum", "overall", "each", "or"}
    | {"separately", "individually", "respectively", "than", "vs", "versus", "against", "between"}
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


def mark_listed_members(board: Board, view: View) -> None:
    """Take three members and more in a list as one row each, with their total: "A, B and C".

    Of two, or by "or", one figure may be meant; "rates for A, B and C" have none together. Call
    after members are marked.
    """
    kinds = (Grouped, GrainSaid, Rank, TotalSaid, Comparing, Contrast, Filtered)
    words = {token.word for token in board.tokens}
    if any(map(board.has, kinds)) or words & _AS_ONE or says_several(board, view):
        return
    run: list[tuple[str, Value]] = []
    end = 0
    for mark, said in board.of(MemberSaid):
        between = {board.word(place) for place in range(end, mark.start)} if run else set()
        linked = bool(between) and between <= _LINKS and not said.excluded
        run = [*run, *said.values] if linked else list(said.values)
        end = mark.end
    fields = [name for name, _ in run]
    if any(fields.count(name) >= _SEVERAL for name in fields):
        board.put(end, end, TotalSaid())


def with_total(
    board: Board, reading: Reading, before: Reading | None, view: View
) -> Reading | Doubt:
    """The reading with the figure of all its rows, where that is asked for here or was before."""
    asked = board.has(TotalSaid)
    kept = before is not None and before.total and bool(reading.group_by) and reading.limit != 1
    if not (asked or kept):
        return reading
    why = total_objection(reading, view)
    if why:
        return Doubt(why, (reading,)) if asked else reading
    return reading.model_copy(update={"total": True})
