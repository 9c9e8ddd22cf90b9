"""Calendar arithmetic for the naive evaluator, apart from the product's."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Moment = date | datetime
MONTHS = {"month": 1, "quarter": 3, "year": 12}
DAYS_OF = {"day": 1, "week": 7}


@dataclass(frozen=True)
class Bucket:
    """A period of an answer: label, days as far as they are seen, where the one before began."""

    label: date
    start: date
    end: date
    before: date


def bucket(whole: tuple[date, date], end: date, grain: str | None, weeks: int) -> Bucket:
    """The bucket of a period that is seen up to an end.

    Before a whole month comes a month, before anything else as many days.
    """
    start, until = whole
    month = start.day == 1 and later(start, 1, "month") == until
    before = later(start, -1, "month") if month else start - (until - start)
    return Bucket(floor(start, grain, weeks) if grain else start, start, end, before)


def day_of(moment: Moment) -> date:
    """The day of a moment."""
    return moment.date() if isinstance(moment, datetime) else moment


def midnight(moment: Moment) -> datetime:
    """A moment as a time; a date is its midnight."""
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time())


def floor(moment: Moment, grain: str, weeks: int) -> date:
    """The first day of the grain that a moment lies in; weeks begin `weeks` days after Monday."""
    day = day_of(moment)
    if grain == "week":
        while day.weekday() != weeks:
            day -= timedelta(days=1)
        return day
    months = MONTHS.get(grain)
    return day if months is None else date(day.year, (day.month - 1) // months * months + 1, 1)


def later(day: date, count: int, grain: str) -> date:
    """The day `count` grains later; the last of a month that has no such day."""
    if grain in DAYS_OF:
        return day + timedelta(days=count * DAYS_OF[grain])
    number = day.year * 12 + day.month - 1 + count * MONTHS[grain]
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def local(moment: datetime, zone: str, to: str) -> datetime:
    """Wall-clock time elsewhere. Of two equal times in autumn the later one is meant."""
    if zone in ("local", to):
        return moment
    early, late = (moment.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    twice = late.utcoffset() != early.utcoffset() and _exists(early)
    chosen = late if twice else early
    return chosen.astimezone(ZoneInfo("UTC")).astimezone(ZoneInfo(to)).replace(tzinfo=None)


def _exists(moment: datetime) -> bool:
    there_and_back = moment.astimezone(ZoneInfo("UTC")).astimezone(moment.tzinfo)
    return there_and_back.replace(tzinfo=None) == moment.replace(tzinfo=None)


def units(start: date, end: date, grain: str, weeks: int) -> Iterator[tuple[date, date]]:
    """The grain's units between two days, the first and last cut to them."""
    while start < end:
        until = min(later(floor(start, grain, weeks), 1, grain), end)
        yield start, until
        start = until


def earlier_span(
    start: date, end: date, how: str, grain: str | None, weeks: int
) -> tuple[str, int]:
    """How far back the period lies that another is compared with: a grain and a number of them."""
    months = 0
    if start.day == end.day == 1:
        months = (end.year - start.year) * 12 + end.month - start.month
    if how == "year":
        whole_weeks = (end - start).days % 7 == 0 and start.weekday() == weeks and not months
        return ("week", 52) if grain == "week" or (grain is None and whole_weeks) else ("month", 12)
    if grain:
        return grain, 1
    whole = (
        g for g in ("day", "week", "month", "quarter", "year") if floor(start, g, weeks) == start
    )
    for unit in whole:
        if later(start, 1, unit) == end:
            return unit, 1
    return ("month", months) if months else ("day", (end - start).days)


def moved_back(start: date, end: date, back: tuple[str, int]) -> tuple[date, date]:
    """The span so far back; the last day of a month stays one."""
    grain, count = back
    if grain in DAYS_OF or end.day == 1:
        return later(start, -count, grain), later(end, -count, grain)
    last = later(end - timedelta(days=1), -count, grain)
    return later(start, -count, grain), last + timedelta(days=1)
