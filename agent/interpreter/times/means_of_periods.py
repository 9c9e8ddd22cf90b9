"""Means of periods: "sales per month on average", "orders in a typical week"."""

from agent.interpreter.board import Board, DimensionSaid, GrainSaid, MeanSaid, MetricSaid, Noise
from agent.interpreter.figures.deeds import is_mean
from agent.interpreter.members.fields import is_key
from agent.interpreter.rows.order import Doubt, whole_units_of
from agent.interpreter.times.periods import Calendar
from agent.means import mean_objection
from agent.reading import Reading
from agent.time_groups import is_grain
from semantic.period import GRAINS
from semantic.view import View

_AVERAGING = frozenset(
    {"average", "averages", "averaged", "averaging", "avg", "mean", "typical", "typically", "usual"}
    | {"usually", "normal", "normally"}
)
_BEFORE = frozenset({"on", "in", "a", "an", "the", "our", "for"})


def mark_means(board: Board, view: View) -> None:
    """Mark "on average" beside a split by time, and "in a typical month". Call after periods.

    "The average customer" is left: the mean is per customer then, and not of the periods.
    """
    persons = {mark.start for mark, said in board.of(DimensionSaid)
               if all(is_key(view.dimensions.get(name)) for name in said.fields)}  # fmt: skip
    for place in list(board.rest()):
        if board.word(place) not in _AVERAGING or place + 1 in persons:
            continue
        if any(mark.start == place + 1 and all(is_mean(view.metrics[name]) for name in said.metrics)
               for mark, said in board.of(MetricSaid)):  # fmt: skip
            # "The average hours to fix by quarter" are that mean in each quarter.
            board.put(place, place + 1, Noise())
            continue
        grain = board.tokens[place + 1].stem if place + 1 < len(board.tokens) else ""
        if grain in GRAINS and board.free(place + 1, place + 2) and not board.has(GrainSaid):
            board.put(place + 1, place + 2, GrainSaid(grain))
        if board.has(GrainSaid):
            start = place
            while board.word(start - 1) in _BEFORE and board.free(start - 1, start):
                start -= 1
            board.put(start, place + 1, MeanSaid())
            return


def with_mean(board: Board, reading: Reading, calendar: Calendar, view: View) -> Reading | Doubt:
    """The reading with the mean of its periods, where that is asked for."""
    return averaged(reading, calendar, view) if board.has(MeanSaid) else reading


def averaged(reading: Reading, calendar: Calendar, view: View) -> Reading | Doubt:
    """The reading of whole periods with their mean, or why they have none."""
    single = len(reading.metrics) == 1 and len(reading.group_by) == 1
    plain = single and is_grain(reading.group_by[0]) and not (reading.limit or reading.having)
    if not plain or reading.share or reading.compare:
        return Doubt("I can tell a mean of one figure over one split by time. Which one?")
    why = mean_objection(view.metrics[reading.metrics[0]])
    if why:
        return Doubt(why, (reading.model_copy(update={"group_by": (), "order_by": ()}),))
    whole = whole_units_of(reading, calendar, "averaged")
    return whole.model_copy(update={"mean": True})
