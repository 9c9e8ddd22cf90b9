"""Weeks by number: as ISO 8601 counts from Mondays, from other days by the two usual counts."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from agent.interpreter.times.calendar_grammar import A_MONTH, IN_YEAR, TO, year_of
from agent.interpreter.times.numeric_dates import Atom, Reader, whole
from agent.interpreter.times.today import Today
from agent.patterns import DIGIT, Pattern
from semantic.period import Period, step, unit
from semantic.week import MONDAY, Weekday, first_of_week

# The first week of a year has most of its days in the year, and so 4 January; or it has 1 January.
_IN_FIRST_WEEK = (4, 1)


_A_WEEK = "(?:weeks?|wks?|kw|cw)"


def numbered(year: int, number: int, week_start: Weekday) -> tuple[Period, ...]:
    """The weeks of the year that people give the number, one or two.

    Raises ValueError where the year has no such week.
    """
    if week_start == MONDAY:
        return (unit(date.fromisocalendar(year, number, 1), "week"),)
    counted = (_counted(date(year, 1, day), number, week_start) for day in _IN_FIRST_WEEK)
    found = tuple(dict.fromkeys(week for week in counted if week))
    if not found:
        raise ValueError(f"{year} has no week {number}")
    return found


def _counted(within_first: date, number: int, week_start: Weekday) -> Period | None:
    """The week, where the one with a day of January is the first; None where it is the next year's.

    That is the one in which the same day of the next January lies, or a later one.
    """
    first = first_of_week(within_first, week_start)
    start = step(first, "week", number - 1)
    next_year = first_of_week(within_first.replace(year=within_first.year + 1), week_start)
    return Period(start, step(start, "week")) if number and start < next_year else None


def _week_number(match: re.Match[str], today: Today) -> Atom:
    year, number = year_of(match["y"], today), int(match["w"])
    begins = _begins(match, today)
    weeks = numbered(year, number, begins)
    if not match["y"] and weeks[0].start >= today.day:
        weeks = numbered(year - 1, number, begins)
    kind = "ISO week" if begins == MONDAY else "week"
    first = weeks[0].start
    note = f"week {number} as the {kind} that begins on {first.day} {first:%B %Y}"
    return _atom(match, weeks, note)


def _week_numbers(match: re.Match[str], today: Today) -> Atom:
    year = year_of(match["y"], today)
    begins = _begins(match, today)
    firsts, lasts = (numbered(year, int(match[part]), begins) for part in ("w1", "w2"))
    spans = [Period(one.start, last.end) for one, last in zip(firsts, lasts, strict=True)]
    first = spans[0]
    if first.start >= first.end or (not match["y"] and first.start >= today.day):
        raise ValueError("these weeks are not in order, or not yet")
    note = f"weeks {match['w1']} to {match['w2']} as the ISO weeks of {year}"
    if begins != MONDAY:
        last = first.end - timedelta(days=1)
        note = f"weeks {match['w1']} to {match['w2']} as those up to {last.day} {last:%B %Y}"
    return _atom(match, spans, note)


def _week_range(match: re.Match[str], today: Today) -> Atom:
    """As in "weeks 36 to 39". Raises ValueError for "weeks 36 and 39", which are no range."""
    listed = " and " in match[0] and not match[0].startswith("between ")
    if listed and int(match["w2"]) != int(match["w1"]) + 1:
        raise ValueError("these weeks are not one after the other")
    return _week_numbers(match, today)


def _listed_weeks(match: re.Match[str], today: Today) -> Atom:
    """As in "weeks 36, 37 and 38". Raises ValueError where one does not follow the other."""
    numbers = [int(digits) for digits in re.findall(r"\d+", match["all"])]
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        raise ValueError("these weeks are not one after the other")
    return _week_numbers(match, today)


def _begins(match: re.Match[str], today: Today) -> Weekday:
    """The day that these weeks begin on: Monday where they are said to be ISO's."""
    return MONDAY if match["iso"] else today.week_start


def _atom(match: re.Match[str], weeks: Sequence[Period], note: str) -> Atom:
    """With a note, or with a choice where the two counts differ."""
    if len(weeks) > 1:
        return Atom(match.start(), match.end(), weeks[0], "week", choices=tuple(weeks))
    return Atom(match.start(), match.end(), weeks[0], "week", note=note)


WEEK_NUMBERS: tuple[tuple[Pattern, Reader], ...] = (
    (
        whole(
            rf"(?P<iso>iso (?:- )?)?(?P<all>(?:calendar )?{_A_WEEK} (?P<w1>\d{{1,2}})"
            rf"(?:(?: ,| and| &)+ (?:{_A_WEEK} )?\d{{1,2}})+(?: ,| and| &)+"
            rf" (?:{_A_WEEK} )?(?P<w2>\d{{1,2}})){IN_YEAR}(?! (?:of )?{A_MONTH})",
            "week|wk|w ",
            DIGIT,
        ),
        _listed_weeks,
    ),
    (
        whole(
            rf"(?P<iso>iso (?:- )?)?(?:(?:calendar )?week|wk|w|kw|cw)(?: number| n[or](?: \.)?| #)?"
            rf" ?(?P<w>\d{{1,2}})(?: /(?= \d{{4}}))?{IN_YEAR}",
            "w",
            DIGIT,
        ),
        _week_number,
    ),
    (
        whole(
            rf"(?:between |from )?(?P<iso>iso (?:- )?)?(?:(?:calendar )?weeks|wks|w|kw|cw)"
            rf" (?P<w1>\d{{1,2}}){TO}"
            rf" (?:(?:week|wk|w|kw|cw) )?(?P<w2>\d{{1,2}}){IN_YEAR}(?! (?:of )?{A_MONTH})",
            "weeks |wks |w ",
            DIGIT,
        ),
        _week_range,
    ),
)
