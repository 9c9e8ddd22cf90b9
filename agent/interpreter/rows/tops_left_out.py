"""Figures without the biggest of something: "sales without our two biggest customers"."""

from agent.interpreter.board import Board, DimensionSaid, Rank
from agent.interpreter.figures.metrics import rankable
from agent.interpreter.members.exclusions import leaving_out
from agent.interpreter.members.fields import fitting, is_key
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.rows.order import Doubt
from agent.interpreter.rows.ranking import is_descending, noun_is_plural
from agent.reading import Reading, field_label
from semantic.model import Filter
from semantic.record import record
from semantic.view import View


@record
class TopsLeftOut:
    """The first of a ranking of these dimensions are left out; `many` where several are."""

    rank: Rank
    fields: tuple[str, ...]
    many: bool


def mark_tops_left_out(board: Board) -> None:
    """Mark a ranking that words such as "without" leave out. Call after rankings are marked."""
    for mark, rank in board.of(Rank):
        start = leaving_out(board, mark.start)
        named = next((one for one in board.marks if one.start == mark.end), None)
        if start is None or named is None:
            continue
        if isinstance(named.meaning, Grouped | DimensionSaid):
            many = noun_is_plural(board, named)
            board.marks = [one for one in board.marks if one not in (mark, named)]
            board.put(start, named.end, TopsLeftOut(rank, named.meaning.fields, many))


def without_tops(board: Board, found: Reading, view: View) -> Reading | Doubt:
    """The reading without them, ranked by its own figure where that adds up; else it is asked."""
    for _, said in board.of(TopsLeftOut):
        return _left_out(said, found, view)
    return found


def _left_out(said: TopsLeftOut, found: Reading, view: View) -> Reading | Doubt:
    fields = fitting(said.fields, found.metrics, view)
    if not fields:
        return Doubt("These cannot be left out of that figure. Which figure is meant?")
    label = field_label(fields[0], view)
    if said.many and said.rank.limit is None:
        return Doubt(f"How many are left out? Say so, as in “without the top 5 {label}s”.")
    if found.among is not None or found.limit or found.ranks_change:
        return Doubt("Those are left out of one figure, and not of another list. Ask for it alone.")
    by = found.metrics if len(found.metrics) == 1 else ()
    if not set(by) & set(rankable(view, fields, counting=False)):
        by = (*rankable(view, fields, counting=False), *by)
    readings = tuple(_without(found, said.rank, fields[0], name, view) for name in by)
    if len(readings) == 1:
        return readings[0]
    return Doubt(f"Ranked by which figure is each {label} left out?", readings)


def _without(found: Reading, rank: Rank, field: str, by: str, view: View) -> Reading:
    """The reading without the first by a figure, in the same period and of the same rows."""
    falling = is_descending(rank, view.metrics[by]) is not False
    known = (Filter(field=field, op="not_null"),) if is_key(view.dimensions.get(field)) else ()
    listing = Reading(
        metrics=(by,),
        group_by=(field,),
        filters=(*(one for one in found.filters if one not in known), *known),
        period=found.period,
        order_by=(f"{'-' if falling else ''}{by}",),
        limit=rank.limit or 1,
    )
    return found.model_copy(update={"among": listing, "apart": True})
