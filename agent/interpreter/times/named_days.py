"""Days that the calendar tells by a rule: the last Friday of May, its first weekend, Easter."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from agent.interpreter.times.calendar_grammar import (
    A_NUMBER,
    A_UNIT,
    A_YEAR,
    AN_ORDINAL,
    DAY_NUMBER,
    ENDS,
    IN_YEAR,
    MONTH_NEED,
    MONTHS,
    ORDINALS,
    THE_MONTH,
    WEEK_THAT,
    WEEKDAY_NEED,
    WEEKDAYS,
    count_of,
    day_of,
    grain_of,
    year_of,
)
from agent.interpreter.times.dates import week_of
from agent.interpreter.times.numeric_dates import Atom, Reader, latest, one_day, slashed, whole
from agent.interpreter.times.parts_of_periods import OF_A_PERIOD, container
from agent.interpreter.times.today import Today
from agent.patterns import DIGIT, Pattern
from semantic.period import Period, describe, step, unit

_THURSDAY, _SATURDAY = 3, 5
_LEADS = frozenset(
    {"on", "over", "during", "at", "in", "for", "around", "since", "before", "after", "until"}
    | {"till", "from", "between", "to", "and", "vs", "than", "the", "of", "versus", "against"}
)
_FIXED = {
    "christmas eve": (12, 24), "christmas day": (12, 25), "boxing day": (12, 26),
    "new year eve": (12, 31), "new year day": (1, 1), "valentine day": (2, 14),
    "halloween": (10, 31),
}  # fmt: skip
_AFTER_EASTER = {"good friday": -2, "easter sunday": 0, "easter monday": 1}
_AFTER_THANKSGIVING = {"black friday": 1, "cyber monday": 4}
_FEAST_DAYS = (
    "(?:christmas|xmas) (?:eve|day)|boxing day|new years? (?:eve|day)|valentines? day|halloween|"
    + "|".join((*_AFTER_EASTER, *_AFTER_THANKSGIVING))
)
_SPELLED = (("xmas", "christmas"), ("years", "year"), ("valentines", "valentine"))


def easter(year: int) -> date:
    """Easter Sunday of the western churches, by the rule of the Gregorian calendar."""
    golden, century = year % 19, year // 100
    moon = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    full = moon - (moon // 28) * (1 - (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + full + 2 - century + century // 4) % 7
    march = 28 + full - weekday
    return date(year, 3, 1) + timedelta(days=march - 1)


def _weekday_of(match: re.Match[str], today: Today) -> Atom | None:
    """As in "the last Friday of September", "the first Monday in Q3"."""
    days = _each(container(match, today), WEEKDAYS.index(match["w"]))
    place = _place(match["nth"])
    return _either(match, [one_day(days[place])]) if -len(days) <= place < len(days) else None


def _weekend_of(match: re.Match[str], today: Today) -> Atom | None:
    """As in "the first weekend of September"; one may lie in two months."""
    around, place = container(match, today), _place(match["nth"])
    in_two = Period(around.start - timedelta(days=1), around.end)
    within = Period(around.start, around.end - timedelta(days=1))
    found = (_each(days, _SATURDAY) for days in (within, in_two))
    return _either(match, [_weekend(days[place]) for days in found if place < len(days)])


def _place(nth: str) -> int:
    return -1 if nth in ("last", "final") else ORDINALS[nth] - 1


def _each(period: Period, weekday: int) -> list[date]:
    first = period.start + timedelta(days=(weekday - period.start.weekday()) % 7)
    return [first + timedelta(days=day) for day in range(0, (period.end - first).days, 7)]


def _weekend(saturday: date) -> Period:
    return Period(saturday, saturday + timedelta(days=2))


def _either(match: re.Match[str], found: Sequence[Period]) -> Atom | None:
    """The one period found, or each of them as a choice."""
    choices = tuple(dict.fromkeys(found))
    if not choices:
        return None
    note = f"“{match[0]}” as {describe(choices[0])}" if len(choices) == 1 else ""
    either = choices if len(choices) > 1 else ()
    return Atom(match.start(), match.end(), choices[0], "day", note=note, choices=either)


def _week_with(match: re.Match[str], today: Today) -> Atom | None:
    """As in "w/c 9/5", with the day or the month first."""
    day = slashed(match, today)
    if day is None:
        return None
    weeks = tuple(week_of(each, match["how"], today) for each in (day.period, *day.choices))
    return replace(day, period=weeks[0], grain="week", choices=weeks[1:])


def _weekend_with(match: re.Match[str], today: Today) -> Atom | None:
    """As in "the weekend of 10/11 September". Where these days are none, either may be meant."""
    year, month = year_of(match["y"], today), MONTHS[match["m"]]
    first, last = (date(year, month, day_of(match[d] or match["d1"])) for d in ("d1", "d2"))
    said = latest(Period(first, last + timedelta(days=1)), today, bool(match["y"]))
    weekend = _weekend(said.start + timedelta(days=_SATURDAY - said.start.weekday()))
    if said.start.weekday() > _SATURDAY:
        weekend = _weekend(said.start - timedelta(days=1))
    within = weekend.start <= said.start and said.end <= weekend.end
    return _either(match, [weekend] if within else [said, weekend])


def _feast_day(match: re.Match[str], today: Today) -> Atom | None:
    name = match["feast"]
    for said, spelled in _SPELLED:
        name = name.replace(said, spelled)
    year = _year_of(match["y"], match["which"], today, lambda year: _day_of_feast(name, year))
    return _either(match, [one_day(_day_of_feast(name, year))]) if _is_led(match) else None


def _day_of_feast(name: str, year: int) -> date:
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name in _AFTER_EASTER:
        return easter(year) + timedelta(days=_AFTER_EASTER[name])
    thanksgiving = _each(unit(date(year, 11, 1), "month"), _THURSDAY)[3]
    return thanksgiving + timedelta(days=_AFTER_THANKSGIVING[name])


def feast(name: str, which: str, year: str, today: Today) -> tuple[Period, ...]:
    """The days that people may mean by Easter, Christmas or New Year; none of any other feast.

    `which` is "this" or "last" where that is said, or "this year" or "last year".
    """
    name = dict(_SPELLED).get(name, name)
    if name not in ("easter", "christmas", "new year"):
        return ()
    return _days_of_feast(
        name, _year_of(year, which, today, lambda year: _days_of_feast(name, year)[0].start)
    )


def _days_of_feast(name: str, year: int) -> tuple[Period, Period]:
    if name == "easter":
        sunday = easter(year)
        friday, monday = (sunday + timedelta(days=days) for days in (-2, 1))
        return Period(friday, monday + timedelta(days=1)), Period(friday + timedelta(1), monday)
    if name == "new year":
        return one_day(date(year, 1, 1)), Period(date(year - 1, 12, 31), date(year, 1, 2))
    eve = date(year, 12, 24)
    return Period(eve, date(year, 12, 27)), Period(eve, date(year + 1, 1, 2))


def _year_of(said: str, which: str, today: Today, begins: Callable[[int], date]) -> int:
    """The year that is said, this one, or the latest in which the feast has begun."""
    if said or which in ("this", "this year"):
        return year_of(said, today)
    if which == "last year":
        return today.year - 1
    return today.year if begins(today.year) < today.day else today.year - 1


def _is_led(match: re.Match[str]) -> bool:
    """Whether a time may stand here: "on Valentine's Day", not "Valentine's Day cards"."""
    before = match.string[: match.start()].split()[-1:]
    return bool(match["which"]) or not before or before[0] in _LEADS


def _around(match: re.Match[str], today: Today) -> Atom | None:
    """As in "the 2 weeks before 5 September"; without "the" that one day may be meant."""
    day = day_of(match["d"] or match["d3"]) if match["d"] or match["d3"] else 0
    start = date(year_of(match["y"], today), MONTHS[match["m"]], day or 1)
    named = latest(one_day(start) if day else unit(start, "month"), today, bool(match["y"]))
    count, grain = count_of(match["n"]), grain_of(match["g"])
    before = match["side"] in ("before", "leading up to", "preceding", "prior to")
    edge = named.start if before or match["side"] == "from" else named.end
    ends = sorted((edge, step(edge, grain, -count if before else count)))
    span = Period(*ends)
    point = unit(step(named.start, grain, -count if before else count), "day" if day else "month")
    return _either(match, [span] if match["the"] or not count else [span, point])


_DAYS = (
    rf"(?P<d1>{DAY_NUMBER})(?: (?:/|-|–|and|&|to) (?:the )?(?P<d2>{DAY_NUMBER}))?(?: of)?"
    rf" {THE_MONTH}{IN_YEAR}"
)
_IN_YEAR = rf"(?: (?:of |in )?(?P<y>{A_YEAR}|(?:last|this) year)| just gone)?"
_WHICH_FEAST = "(?:(?P<which>this|last|past) )?"
NAMED: tuple[tuple[Pattern, Reader], ...] = (
    (
        whole(
            rf"(?P<nth>{AN_ORDINAL}|last|final) (?P<w>{'|'.join(WEEKDAYS)}) {OF_A_PERIOD}",
            WEEKDAY_NEED,
        ),
        _weekday_of,
    ),
    (
        whole(
            rf"{WEEK_THAT} (?P<a>\d{{1,2}}) ?/ ?(?P<b>\d{{1,2}})(?:/(?P<y>\d{{4}}|\d\d))?",
            "w/c|week",
            "/",
        ),
        _week_with,
    ),
    (whole(rf"(?P<nth>{AN_ORDINAL}|last|final) weekend {OF_A_PERIOD}", " weekend "), _weekend_of),
    (
        whole(rf"(?:over |at |on )?(?:the )?weekend (?:of )?(?:the )?{_DAYS}", "weekend ", DIGIT),
        _weekend_with,
    ),
    (whole(rf"{_WHICH_FEAST}(?P<feast>{_FEAST_DAYS}){_IN_YEAR}{ENDS}"), _feast_day),
    (
        whole(
            rf"(?P<the>(?:in |over |during )?the )?(?P<n>{A_NUMBER}) (?P<g>{A_UNIT})"
            r" (?P<side>before|after|following|leading up to|preceding|prior to|from)"
            rf" (?:the )?(?:(?P<d>{DAY_NUMBER})(?: of)? )?{THE_MONTH}(?: (?P<d3>{DAY_NUMBER}))?"
            rf"{IN_YEAR}",
            " before| after| following| leading up to| preceding| prior to| from",
            MONTH_NEED,
        ),
        _around,
    ),
)
