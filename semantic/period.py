"""Calendar arithmetic on half-open periods of local dates.

Weeks begin on `week_start`, a Monday (ISO 8601) unless the workspace says otherwise.
"""

import calendar
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import get_args

from semantic.definition import Grain as Grain
from semantic.record import ordered
from semantic.week import MONDAY, Weekday, days_after_monday, first_of_week

GRAINS: tuple[Grain, ...] = get_args(Grain)


@ordered
class Period:
    """The days from `start` up to, not including, `end`."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.end - self.start).days

    def until(self, limit: date) -> "Period":
        """The part of the period before `limit`; the whole period when it ends earlier."""
        return Period(self.start, max(self.start, min(self.end, limit)))


def floor(day: date, grain: Grain, week_start: Weekday = MONDAY) -> date:
    """The first day of the day, week, month, quarter or year that `day` lies in."""
    match grain:
        case "day":
            return day
        case "week":
            return first_of_week(day, week_start)
        case "month":
            return day.replace(day=1)
        case "quarter":
            return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        case "year":
            return date(day.year, 1, 1)


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day when it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


_STEPS: Mapping[Grain, Callable[[date, int], date]] = {
    "day": lambda day, count: day + timedelta(days=count),
    "week": lambda day, count: day + timedelta(weeks=count),
    "month": add_months,
    "quarter": lambda day, count: add_months(day, 3 * count),
    "year": lambda day, count: add_months(day, 12 * count),
}


def step(day: date, grain: Grain, count: int = 1) -> date:
    """`day` moved by `count` grains, forwards or (negative) backwards."""
    return _STEPS[grain](day, count)


def unit(day: date, grain: Grain, week_start: Weekday = MONDAY) -> Period:
    """The whole day, week, month, quarter or year that `day` lies in."""
    return unit_from(floor(day, grain, week_start), grain)


def unit_from(first: date, grain: Grain) -> Period:
    """The unit of the grain whose first day is known, as that of a row's label is."""
    return Period(first, step(first, grain))


def whole_grain(period: Period, week_start: Weekday = MONDAY) -> Grain | None:
    """The grain of which the period is exactly one unit, if there is one."""
    return next((g for g in GRAINS if unit(period.start, g, week_start) == period), None)


Shift = tuple[Grain, int]


def to_previous(period: Period, grain: Grain | None = None) -> Shift:
    """How far back it is to the period before.

    One `grain`; without one, one unit for a whole month (quarter, year likewise), as many months
    for several whole months, otherwise as many days, which for a week are its own.
    """
    unit_of = grain or whole_grain(period)
    if unit_of is not None:
        return unit_of, -1
    months = _whole_months(period)
    return ("month", -months) if months else ("day", -period.days)


def to_year_before(
    period: Period, grain: Grain | None = None, week_start: Weekday = MONDAY
) -> Shift:
    """How far back it is to the same dates a year earlier; for weeks to the same weekdays."""
    begins = period.start.weekday() == days_after_monday(week_start)
    weeks = begins and period.days % 7 == 0 and not _whole_months(period)
    return ("week", -52) if grain == "week" or (grain is None and weeks) else ("month", -12)


def moved(period: Period, shift: Shift) -> Period:
    """The period moved as a whole. A month's end stays one, and no period becomes empty."""
    grain, count = shift
    end = period.end
    if grain in ("day", "week") or end.day == 1:
        return Period(step(period.start, grain, count), step(end, grain, count))
    last = step(end - timedelta(days=1), grain, count)
    return Period(step(period.start, grain, count), last + timedelta(days=1))


def year_before(period: Period, week_start: Weekday = MONDAY) -> Period:
    """The same dates a year earlier; whole weeks move by 52 weeks, so that weekdays match."""
    return moved(period, to_year_before(period, None, week_start))


def preceding(period: Period) -> Period:
    """What retention looks back on: the month before a whole month, otherwise as many days before.

    This is narrower than what a comparison goes back to: before a quarter of 92 days come 92 days.
    """
    if unit(period.start, "month") == period:
        return moved(period, ("month", -1))
    return moved(period, ("day", -period.days))


def _whole_months(period: Period) -> int:
    if period.start.day != 1 or period.end.day != 1:
        return 0
    return (period.end.year - period.start.year) * 12 + period.end.month - period.start.month


@lru_cache(maxsize=256)
def buckets(period: Period, grain: Grain, week_start: Weekday = MONDAY) -> tuple[Period, ...]:
    """The grain's units that the period touches, in order, each cut to the period.

    The first bucket keeps its natural label through `floor(bucket.start, grain, week_start)`.
    """
    found = []
    start = period.start
    while start < period.end:
        end = min(step(floor(start, grain, week_start), grain), period.end)
        found.append(Period(start, end))
        start = end
    return tuple(found)


def is_to_date(period: Period, as_of: date, week_start: Weekday = MONDAY) -> bool:
    """Whether the period is a month, quarter or year that has begun and not ended by `as_of`.

    1 to 2 October as of 3 October is the month so far; the week that ended yesterday is whole.
    """
    if period.end != as_of or whole_grain(period, week_start) in GRAINS[1:]:
        return False
    whole = (unit(period.start, grain, week_start) for grain in GRAINS[1:])
    return any(one.start == period.start and one.end > as_of for one in whole)


def iso_week(day: date) -> str:
    """The ISO week of a day as `2011-W39`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def describe(period: Period) -> str:
    """The period as people say it: `September 2011`, `January to April 2011`, `2 to 8 May 2011`."""
    last = period.end - timedelta(days=1)
    match whole_grain(period):
        case "day":
            return f"{last.day} {last:%B %Y}"
        case "month":
            return f"{last:%B %Y}"
        case "quarter":
            return f"Q{(last.month - 1) // 3 + 1} {last.year}"
        case "year":
            return str(last.year)
        case _ if period.start.day == 1 and period.end.day == 1:
            return _months(period.start, last)
        case _:
            return _span(period.start, last)


def _months(first: date, last: date) -> str:
    year = f" {first.year}" if first.year != last.year else ""
    return f"{first:%B}{year} to {last:%B %Y}"


def _span(first: date, last: date) -> str:
    if first.year != last.year:
        return f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"
    if first.month != last.month:
        return f"{first.day} {first:%B} to {last.day} {last:%B %Y}"
    return f"{first.day} to {last.day} {last:%B %Y}"
