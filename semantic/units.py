"""A period that is one unit of a workspace's own grain, beside the unit before it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from semantic import period as periods
from semantic.compile.scope import Scope, table_of
from semantic.period import Period
from semantic.query import PeriodAsked, Query
from semantic.record import record
from semantic.result import plain
from semantic.timing import TimeSpine
from semantic.week import Weekday


@record
class Unit:
    """A custom grain's unit: its days, its name, and the year that the calendar puts it in."""

    period: Period
    name: str
    year: Any


def may_be_a_unit(query: Query, period: Period, week_start: Weekday) -> bool:
    """Whether the question compares one period that is none of the calendar's own units."""
    if query.compare not in ("previous", "year") or not all(query.period.moments):
        return False
    by_time = any(name.partition(".")[0] == "time" for name in query.group_by)
    return not by_time and periods.whole_grain(period, week_start) is None


def units_of(spine: TimeSpine, grain: str, scope: Scope) -> sa.Select[Any]:
    """A row for each unit of the custom grain: first day, last day, name, and year or null."""
    year = _year(spine)
    names = dict.fromkeys((spine.column, spine.custom[grain], spine.custom[year or grain]))
    table = table_of(scope, spine.source, names)
    day, unit = table.c[spine.column], table.c[spine.custom[grain]]
    of_year = sa.func.min(table.c[spine.custom[year]]) if year else sa.null()
    return sa.select(sa.func.min(day), sa.func.max(day), unit, of_year).group_by(unit)


def read_units(rows: Sequence[Sequence[Any]]) -> tuple[Unit, ...]:
    """The units of such rows, in order."""
    found = [
        Unit(Period(_day(first), _day(last) + timedelta(days=1)), str(plain(name)), year)
        for first, last, name, year in rows
    ]
    return tuple(sorted(found, key=lambda unit: unit.period))


def cut_units(seen: Period, units: Sequence[Unit]) -> tuple[str, ...]:
    """The names of the units of which the days that are seen hold only a part."""
    return tuple(
        unit.name
        for unit in units
        if unit.period.start < seen.end
        and seen.start < unit.period.end
        and not (seen.start <= unit.period.start and unit.period.end <= seen.end)
    )


def before(
    query: Query, period: Period, as_of: date, grain: str, units: Sequence[Unit]
) -> PeriodAsked | None:
    """What a unit of the grain is compared with; None where the period is none, or has none.

    That is the unit before, or the one in the same place of the year before. A unit that the as-of
    date cuts is compared with as many days.
    """
    place = next((nr for nr, unit in enumerate(units) if unit.period == period), None)
    if place is None:
        return None
    if query.compare == "previous" or grain.endswith("year"):
        found = units[place - 1].period if place else None
    else:
        found = _a_year_before(units, place)
    if found is None:
        return None
    seen = period.until(as_of)
    cut = found.until(found.start + timedelta(days=seen.days)) if seen != period else found
    return PeriodAsked.model_validate({"from": cut.start, "to": cut.end})


def _a_year_before(units: Sequence[Unit], place: int) -> Period | None:
    years = list(dict.fromkeys(unit.year for unit in units))
    own = units[place].year
    if own is None or years.index(own) == 0:
        return None
    earlier = [unit for unit in units if unit.year == years[years.index(own) - 1]]
    seat = [unit for unit in units if unit.year == own].index(units[place])
    return earlier[seat].period if seat < len(earlier) else None


def _year(spine: TimeSpine) -> str | None:
    return next((name for name in spine.custom if name.endswith("year")), None)


def _day(given: Any) -> date:
    return date.fromisoformat(str(given)[:10])
