"""Dates in figures, 2011-09-12, 12/9/2011 and 12.9., and what every period of a question has."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from agent.interpreter.times.today import Today
from agent.patterns import DIGIT, Pattern, regex
from semantic.model import Grain
from semantic.period import Period, add_months, describe, unit
from semantic.record import record
from semantic.week import MONDAY

# Round the clock, not the 24th of July.
_ALWAYS = "24 / 7"
_FIRST_YEAR, _AFTER_LAST_YEAR = 1900, 2200


@record
class Atom:
    """A period at `start:end` of the flat text.

    Without a year it is the latest one that has begun (`any_year`). `note` says how words that
    leave room were read; `choices` are set when there are two readings, the day before the month
    in the first; `day_first` where figures make one date only. `grain` is the unit named.
    """

    start: int
    end: int
    period: Period
    grain: Grain
    any_year: bool = False
    note: str = ""
    choices: tuple[Period, ...] = ()
    day_first: bool | None = None

    def holds(self, other: "Atom") -> bool:
        """Whether another period is a part of this one."""
        one, part = self.period, other.period
        return one != part and one.start <= part.start and part.end <= one.end


Reader = Callable[[re.Match[str], Today], Atom | None]


def atom_of(
    match: re.Match[str], today: Today, period: Period, grain: Grain, given_year: bool = True
) -> Atom:
    """The period at a match, in the latest year that it has begun in unless a year was given."""
    moved = latest(period, today, given_year)
    return Atom(match.start(), match.end(), moved, grain, not given_year)


def latest(period: Period, today: Today, given_year: bool) -> Period:
    """The period moved to the latest year in which it has begun, unless a year was given."""
    if given_year:
        return period
    while period.start >= today.day:
        period = Period(add_months(period.start, -12), add_months(period.end, -12))
    return period


def one_day(day: date) -> Period:
    """A day as a period. Raises ValueError for one that no figure can be of."""
    if not _FIRST_YEAR <= day.year < _AFTER_LAST_YEAR:
        raise ValueError(f"{day.year} is no year of any business")
    return Period(day, day + timedelta(days=1))


def whole(words: str, *needs: str) -> Pattern:
    """A pattern for whole words of the flat text, which fits none without its needs."""
    return regex(rf"(?<!\S){words}(?!\S)", *needs)


def _iso_day(match: re.Match[str], today: Today) -> Atom:
    return atom_of(match, today, one_day(date.fromisoformat(match[0])), "day")


def _iso_month(match: re.Match[str], today: Today) -> Atom:
    return atom_of(match, today, unit(date.fromisoformat(match[0] + "-01"), "month"), "month")


def _iso_week(match: re.Match[str], today: Today) -> Atom:
    """ISO 8601's own way to write a week, which begins on a Monday wherever it is written."""
    week = unit(date.fromisocalendar(int(match[1]), int(match[2]), 1), "week")
    found = atom_of(match, today, week, "week")
    if today.week_start == MONDAY:
        return found
    return replace(found, note=f"{match[0].upper()} as {describe(week)}, as ISO counts weeks")


def _dotted(match: re.Match[str], today: Today) -> Atom:
    """Where dates are written with full stops, the day comes first."""
    year = _full_year(match["y"]) if match["y"] else today.year
    day = date(year, int(match["m"]), int(match["d"]))
    found = atom_of(match, today, one_day(day), "day", bool(match["y"]))
    said = found.period.start
    return replace(found, note=f"{match[0]} as {said.day} {said:%B %Y}")


def slashed(match: re.Match[str], today: Today) -> Atom | None:
    """Either part may be the day; where both can be, both readings are given."""
    if match[0] == _ALWAYS:
        return None
    year = _full_year(match["y"]) if match["y"] else today.year
    found = [
        latest(one_day(day), today, bool(match["y"]))
        for day in _days(int(match["a"]), int(match["b"]), year)
    ]
    choices = tuple(dict.fromkeys(found))
    read = atom_of(match, today, choices[0], "day", bool(match["y"]))
    if len(choices) > 1:
        return replace(read, choices=choices)
    alike = match["a"].zfill(2) == match["b"].zfill(2)
    return replace(read, day_first=None if alike else int(match["b"]) <= 12)


def _days(first: int, second: int, year: int) -> Iterator[date]:
    found = [(day, month) for day, month in ((first, second), (second, first)) if month <= 12]
    if not found:
        raise ValueError(f"{first}/{second} is no date")
    yield from (date(year, month, day) for day, month in found)


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


NUMERIC: tuple[tuple[Pattern, Reader], ...] = (
    (whole(r"\d{4}-\d\d-\d\d", "-", DIGIT), _iso_day),
    (whole(r"(\d{4})-w(\d\d)", "-w", DIGIT), _iso_week),
    (whole(r"\d{4}-\d\d", "-", DIGIT), _iso_month),
    (whole(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4}|\d\d)?", ".", DIGIT), _dotted),
    (whole(r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4}|\d\d)", "/", DIGIT), slashed),
    (whole(r"(?P<a>\d{1,2}) / (?P<b>\d{1,2})(?P<y>)(?! of)", "/", DIGIT), slashed),
)
