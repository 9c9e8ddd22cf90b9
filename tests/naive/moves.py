"""Rows at other times than their own: running totals, shifts, and the calendar that these go by."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from tests.naive.clock import Moment, day_of, floor, later, moved_back
from tests.naive.formulas import Frozen, Part
from tests.naive.random_rows import Given, Row
from tests.naive.random_worlds import World

STANDARD = ("day", "week", "month", "quarter", "year")
OWN_GRAINS = ("season", "month_445", "week_53", "trade_year")


@dataclass(frozen=True)
class Place:
    """A day of a calendar: which unit of how many days it is in, where in it, and when that ends.

    `nr` counts the units, `year` the years, and `seat` the units of a year.
    """

    day: date
    nr: int
    place: int
    size: int
    last: date
    year: int
    seat: int


@dataclass
class Moves:
    """The times at which rows of a world are shown, as of a day."""

    world: World
    as_of: date

    def days(self) -> list[date]:
        """Every day before the as-of day."""
        return [row["day"] for row in self._spine]

    def time_of(self, moment: Moment | None, key: str) -> Any:
        """A moment cut to the grain of a group."""
        grain = key.removeprefix("time.")
        if moment is None or grain not in OWN_GRAINS:
            return None if moment is None else floor(moment, grain, self.world.weeks)
        return self._unit_of[grain].get(day_of(moment))

    def shown_at(
        self, own: Moment, part: Part, keys: Sequence[str]
    ) -> Iterator[tuple[Moment, Moment]]:
        """Every moment at which a row of this time is shown in an answer by times.

        With it, the one that it is of before a comparison shows it a unit later.
        """
        moments: Iterable[Moment] = [own]
        if part.running:
            moments = self.running(part.running, own)
        before = [shift for shift in part.shifts if "unit_before" in shift.given]
        for shift in reversed(part.shifts[len(before) :]):
            moments = [at for moment in moments for at in self._shifted(shift.given, moment, keys)]
        for moment in moments:
            later = self._shifted(before[0].given, moment, keys) if before else [moment]
            yield from ((at, moment) for at in later)

    def running(self, name: str, moment: Moment) -> Iterator[date]:
        """The days at which a running total counts what was at a moment."""
        metric, own = self.world.metric(name), day_of(moment)
        for day in self.days():
            window, to_date = metric.get("window"), metric.get("grain_to_date")
            recent = not window or own > later(day, -window["count"], window["grain"])
            if (
                own <= day
                and recent
                and (not to_date or own >= floor(day, to_date, self.world.weeks))
            ):
                yield day

    @cached_property
    def _spine(self) -> list[Row]:
        return [row for row in self.world.tables["days"] if row["day"] < self.as_of]

    @cached_property
    def _unit_of(self) -> dict[str, dict[date, Any]]:
        return {grain: {row["day"]: row[grain] for row in self._spine} for grain in OWN_GRAINS}

    def _shifted(self, shift: Given, moment: Moment, keys: Sequence[str]) -> Iterator[date]:
        if "unit_before" in shift:
            yield from self._a_unit_later(day_of(moment), **shift["unit_before"])
            return
        by = shift["window"]["grain"] if "window" in shift else shift["to_grain"]
        shown = keys[0].removeprefix("time.")
        if by in OWN_GRAINS:
            found = self._by_units(shift, by, moment, shown)
        else:
            found = self._by_calendar(shift, by, moment, shown)
        # What is seen from a grain's start is no sum over the moments of a longer group.
        one_each = (
            "to_grain" in shift and shown not in ("day", by) and self._cut(shift, shown) == "day"
        )
        firsts = {self.time_of(day, shown): day for day in reversed(self.days())}
        yield from (day for day in found if not one_each or day == firsts[self.time_of(day, shown)])

    def _cut(self, shift: Given, shown: str) -> str:
        """The grain by which moments are matched: the shown one, or days where it does not fit."""
        by = shift["window"]["grain"] if "window" in shift else shift["to_grain"]
        if shown not in STANDARD or by not in STANDARD:
            return "day"
        whole = STANDARD.index(shown) <= STANDARD.index(by)
        as_weeks = shown != "week" or (by == "week" and "window" in shift)
        return shown if whole and as_weeks else "day"

    def _by_calendar(self, shift: Given, by: str, moment: Moment, shown: str) -> Iterator[date]:
        grain = self._cut(shift, shown)
        weeks, window = self.world.weeks, shift.get("window")
        for at in sorted({floor(day, grain, weeks) for day in self.days()}):
            seen = later(at, -window["count"], by) if window else floor(at, by, weeks)
            if floor(moment, grain, self.world.weeks) == seen:
                yield at

    def _by_units(self, shift: Given, by: str, moment: Moment, shown: str) -> Iterator[date]:
        """By units of the world's own calendar: the same place of a later one, or its first day."""
        day, units = day_of(moment), self._units(by)
        if "to_grain" in shift:
            if shown == by:
                yield day
                return
            yield from (other for unit in units if unit[0] == day for other in unit)
            return
        count = shift["window"]["count"]
        for nr, unit in enumerate(units[:-count]):
            if day in unit:
                place = 0 if shown == by else unit.index(day)
                yield from units[nr + count][place : place + 1]

    def _units(self, grain: str) -> list[list[date]]:
        """The days of each unit of a grain of the world's own, in order."""
        found: dict[Any, list[date]] = {}
        for day, unit in self._unit_of[grain].items():
            found.setdefault(unit, []).append(day)
        return list(found.values())

    def _a_unit_later(self, day: date, grain: str, year: str | None) -> Iterator[date]:
        """The day whose comparison a day belongs to: of units, whole ones with whole ones."""
        places = self._places(grain, year or grain)
        here = places.get(day)
        for there in places.values() if here else ():
            assert here is not None
            place = here.place
            if there.last < self.as_of:
                place = min(place, there.size)
            next_to = (
                (there.year, there.seat) == (here.year + 1, here.seat)
                if year
                else there.nr == here.nr + 1
            )
            if next_to and there.place == place and there.day < self.as_of:
                yield there.day

    def _places(self, grain: str, year: str) -> dict[date, Place]:
        """Where each day of the whole calendar lies, those to come included."""
        units: dict[Any, list[date]] = {}
        years: dict[Any, list[Any]] = {}
        for row in self.world.tables["days"]:
            units.setdefault(row[grain], []).append(row["day"])
            seats = years.setdefault(row[year], [])
            if row[grain] not in seats:
                seats.append(row[grain])
        return {
            row["day"]: Place(
                row["day"],
                list(units).index(row[grain]),
                units[row[grain]].index(row["day"]) + 1,
                len(units[row[grain]]),
                units[row[grain]][-1],
                list(years).index(row[year]),
                years[row[year]].index(row[grain]),
            )
            for row in self.world.tables["days"]
        }


def last_day(end: date, as_of: date) -> date:
    """The last day that is seen of what ends before `end`."""
    return min(end, as_of) - timedelta(days=1)


def period_moved(shifts: Sequence[Frozen], start: Moment | None, end: date) -> tuple[Any, date]:
    """The limits of a period, moved back as a whole by windows."""
    for shift in shifts:
        window = shift.given["window"]
        back = window["grain"], window["count"]
        first, end = moved_back(day_of(start or end), end, back)
        start = start and first
    return start, end
