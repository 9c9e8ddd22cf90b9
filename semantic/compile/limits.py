"""Which moments a scan covers: those of the question, or of what it is compared with."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import get_args

import sqlalchemy as sa
from sqlalchemy.sql.operators import ge, lt

from semantic import period as periods
from semantic.compile.expressions import Element, compared, fixed
from semantic.compile.rows import MOMENT
from semantic.compile.scope import midnight
from semantic.compile.source import Source
from semantic.compile.timeline import MOMENT_OF_SPINE, since_units
from semantic.definition import Grain
from semantic.dialects import to_grain
from semantic.errors import CannotCombine
from semantic.members import is_standard
from semantic.plan import Key, Moments, Plan, UnitBefore
from semantic.timing import Shift, Window
from semantic.week import Weekday

_LENGTHS: Mapping[str, timedelta] = {
    "nanosecond": timedelta(microseconds=1),
    "microsecond": timedelta(microseconds=1),
    "millisecond": timedelta(milliseconds=1),
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
}
_GRAINS: Mapping[str, Grain] = {grain: grain for grain in get_args(Grain)}


def limits_of(source: Source, plan: Plan) -> Moments:
    """The moments of the question; those of a comparison are its buckets."""
    if not source.scan.earlier:
        return plan.moments
    first, last = source.buckets[0].period.start, source.buckets[-1].period.end
    return Moments(midnight(first), midnight(last))


def between(moment: Element, limits: Moments) -> list[Element]:
    """The conditions that the moment lies within the limits."""
    found = [compared(moment, ge, fixed(limits.start))] if limits.start else []
    return [*found, compared(moment, lt, fixed(limits.end))] if limits.end else found


def within(source: Source, plan: Plan, times: Sequence[Key]) -> list[Element]:
    """The conditions on a row that it counts for the moments that are covered.

    Without a group by time a running total is that at the end of the period, and what is moved in
    time is of the period moved. Raises CannotCombine where that means nothing.
    """
    if source.moment is None or source.scan.kind == "FreshnessMetric":
        return []
    limits, timing = limits_of(source, plan), source.scan.timing
    if times or not (timing.running or timing.shifts):
        if limits.end and _ends_before(source, limits.end):
            limits = Moments(limits.start)
        return between(source.journey.moment, limits)
    end = limits.end or midnight(plan.as_of)
    for shift in timing.shifts:
        window = _window(shift)
        start = earlier(limits.start, window) if limits.start else None
        end = _end_earlier(end, window)
        limits = Moments(start, end)
    if timing.running is None:
        return between(source.moment, Moments(limits.start, end))
    return _running_at(source, min(end, midnight(plan.as_of)))


def _ends_before(source: Source, end: datetime) -> bool:
    """Whether the as-of date leaves no row that is shown at `end` or later."""
    own, moment = source.model.time, source.journey.moment
    if own is None or own.undated == "keep" or moment is not source.columns.get(MOMENT):
        return False
    return midnight(source.scope.as_of) <= end


def _running_at(source: Source, end: datetime) -> list[Element]:
    """What counts for a running total just before `end`."""
    running, grain = source.scan.timing.running, source.journey.grain
    assert running is not None
    assert source.moment is not None
    weeks = source.scope.week_start
    last = _last_before(end, grain, weeks)
    own = to_grain(grain, source.moment, weeks)
    found = [own <= _spelled(last, grain)]
    if running.window is not None and is_standard(running.window.grain):
        found.append(own > _spelled(earlier(last, running.window), grain))
    if running.to_date is not None and is_standard(running.to_date):
        since = periods.floor(last.date(), _GRAINS[running.to_date], weeks)
        found.append(own >= _spelled(midnight(since), grain))
    for begun in since_units(source.scope, running):
        at = begun.table.c[MOMENT_OF_SPINE] == _spelled(
            _floored(last, begun.grain, weeks), begun.grain
        )
        found.append(sa.exists().where(at, begun.holds(begun.table, own)))
    return found


def _last_before(end: datetime, grain: str, week_start: Weekday) -> datetime:
    """The beginning of the last unit of the grain that begins before `end`."""
    if grain in _LENGTHS:
        return end - _LENGTHS[grain]
    return midnight(periods.floor((end - timedelta.resolution).date(), _GRAINS[grain], week_start))


def _floored(moment: datetime, grain: str, week_start: Weekday) -> datetime:
    """Where a spine's unit begins that the moment lies in."""
    if grain in _LENGTHS:
        return moment
    return midnight(periods.floor(moment.date(), _GRAINS[grain], week_start))


def _spelled(moment: datetime, grain: str) -> Element:
    value: date = moment if grain in _LENGTHS else moment.date()
    return fixed(value)


def earlier(moment: datetime, window: Window) -> datetime:
    """The moment a window before; a month's last day where there is no such day."""
    if window.grain in _LENGTHS:
        return moment - window.count * _LENGTHS[window.grain]
    day = periods.step(moment.date(), _GRAINS[window.grain], -window.count)
    return datetime.combine(day, moment.time())


def _end_earlier(end: datetime, window: Window) -> datetime:
    """The end of a period a window before: that of a month stays one."""
    if end.time() != time() or end.day == 1:
        return earlier(end, window)
    return earlier(end - timedelta(days=1), window) + timedelta(days=1)


def _window(shift: Shift | UnitBefore) -> Window:
    assert isinstance(shift, Shift), "units are compared where the answer goes by them"
    if shift.window is None or not is_standard(shift.window.grain):
        by = shift.to_grain or (shift.window.grain if shift.window else "")
        raise CannotCombine(
            f"A figure as of another {by} is known for each moment, and the question has no group "
            "by time.",
            next_step=f"Group by time.{by}.",
        )
    return shift.window
