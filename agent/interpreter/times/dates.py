"""Days and weeks as people name them: 5 September, the week of it, yesterday, last Friday."""

import re
from calendar import isleap
from dataclasses import replace
from datetime import date, timedelta

from agent.interpreter.times.calendar_grammar import (
    A_MONTH,
    A_NUMBER,
    A_UNIT,
    A_WEEKDAY,
    DAY_NUMBER,
    ENDS,
    IN_YEAR,
    LAST,
    LAST_NEED,
    MONTH_NEED,
    MONTHS,
    ON_WEEKDAY,
    OPENING,
    THE_DAY,
    THE_MONTH,
    THEN_YEAR,
    TO,
    WEEK_THAT,
    WEEKDAY_NEED,
    WEEKDAYS,
    count_of,
    day_of,
    grain_of,
    year_of,
)
from agent.interpreter.times.numeric_dates import Atom, Reader, atom_of, one_day, whole
from agent.interpreter.times.today import Today
from agent.interpreter.times.week_numbers import WEEK_NUMBERS
from agent.patterns import DIGIT, Pattern
from semantic.period import Period, describe, floor, step, unit

# As in "the top 3 September products".
_RANKING = re.compile(
    r"(?:^| )(?:top|bottom|best|worst|biggest|largest|highest|lowest|smallest|leading) (?:- )?$"
)
# Further back, somebody would say the month.
_RECENT = 62


def day_month(match: re.Match[str], today: Today) -> Atom:
    """The day of `5 September`. Raises ValueError where there is none, or on another weekday."""
    parts = match.groupdict()
    if _RANKING.search(match.string[: match.start()]) and parts["d"].isdigit():
        raise ValueError(f"{match[0]} is so many of a month")
    month, number = MONTHS[parts["m"]], day_of(parts["d"])
    leaping = (month, number) == (2, 29) and not parts["y"]
    year = _latest_leap_year(today) if leaping else year_of(parts["y"], today)
    given = leaping or bool(parts["y"])
    atom = atom_of(match, today, one_day(date(year, month, number)), "day", given)
    if parts.get("w") and WEEKDAYS[atom.period.start.weekday()] != parts["w"]:
        raise ValueError(f"{atom.period.start} is no {parts['w']}")
    return atom


def _day_of_this(match: re.Match[str], today: Today) -> Atom:
    """As in "the 1st of this month", "the 5th of last month"."""
    back = match["which"] in ("last", "previous", "prior", "preceding", "past")
    month = today.unit("month", -back).start
    number = 1 if match["d"] == "first" else day_of(match["d"])
    return atom_of(match, today, one_day(month.replace(day=number)), "day")


def _since_day(match: re.Match[str], today: Today) -> Atom:
    """The latest 15th that has begun, of "since the 15th"."""
    number = day_of(match["d"])
    months = (today.unit("month", -back).start for back in range(4))
    days = (one_day(month.replace(day=number)) for month in months if number <= _days_in(month))
    day = next(each for each in days if each.start < today.day)
    note = f"the {match['d']} as {describe(day)}"
    return Atom(match.start(), match.end(), day, "day", note=note)


def _days_in(month: date) -> int:
    return unit(month, "month").days


def _latest_leap_year(today: Today) -> int:
    year = today.year if (today.day.month, today.day.day) > (2, 29) else today.year - 1
    return next(each for each in range(year, year - 9, -1) if isleap(each))


def _days_of_month(match: re.Match[str], today: Today) -> Atom:
    year, month = year_of(match["y"], today), MONTHS[match["m"]]
    last = date(year, month, day_of(match["d2"]))
    days = Period(date(year, month, day_of(match["d1"])), last + timedelta(days=1))
    listed = " and " in match[0] and not match[0].startswith(("between ", "from "))
    if listed and days.days != 2:
        raise ValueError(f"{match[0]} are days apart from each other")
    named, atom = match.groupdict(), atom_of(match, today, days, "day", bool(match["y"]))
    last = atom.period.end - timedelta(days=1)
    for weekday, day in ((named.get("w1"), atom.period.start), (named.get("w2"), last)):
        if weekday and WEEKDAYS.index(weekday) != day.weekday():
            raise ValueError(f"{day} is no {weekday}")
    return atom


def _listed_days(match: re.Match[str], today: Today) -> Atom:
    """As in "5, 6 and 7 September". Raises ValueError where one does not follow the other."""
    numbers = [int(digits) for digits in re.findall(r"\d+", match["days"])]
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        raise ValueError(f"{match[0]} are days apart from each other")
    first = date(year_of(match["y"], today), MONTHS[match["m"]], numbers[0])
    last = first.replace(day=numbers[-1])
    return atom_of(match, today, Period(first, last + timedelta(days=1)), "day", bool(match["y"]))


def _month_short_year(match: re.Match[str], today: Today) -> Atom:
    """As in "in November 25": what something is in is no day."""
    year = 2000 + int(match["y"])
    if not today.year - 10 < year <= today.year:
        raise ValueError(f"{match['y']} is no year")
    month = unit(date(year, MONTHS[match["m"]], 1), "month")
    return atom_of(match, today, month, "month")


def _week_of(match: re.Match[str], today: Today) -> Atom:
    atom = day_month(match, today)
    return replace(atom, period=week_of(atom.period, match["how"], today), grain="week")


def week_of(day: Period, how: str, today: Today) -> Period:
    """The week that a day is said to begin, to end, or else to lie in."""
    start = day.start - timedelta(days=6) if "end" in how else day.start
    if how in ("of", ""):
        start = floor(start, "week", today.week_start)
    return Period(start, start + timedelta(days=7))


def _named_day(match: re.Match[str], today: Today) -> Atom:
    back = {"today": 0, "tonight": 0, "yesterday": 1, "last night": 1, "day before yesterday": 2,
            "tomorrow": -1}[match[0]]  # fmt: skip
    return atom_of(match, today, one_day(today.day - timedelta(days=back)), "day")


def _weekday(match: re.Match[str], today: Today) -> Atom:
    back = (today.day.weekday() - WEEKDAYS.index(match["w"]) - 1) % 7 + 1
    day = today.day - timedelta(days=back)
    note = f"{match['w'].title()} as {day.day} {day:%B %Y}"
    return Atom(match.start(), match.end(), one_day(day), "day", note=note)


def _weekday_and_number(match: re.Match[str], today: Today) -> Atom:
    """The latest day of `Friday 30th`. Raises ValueError where the last months have none."""
    number = day_of(match["d"])
    for back in range(_RECENT):
        day = today.day - timedelta(days=back)
        if day.day == number and WEEKDAYS[day.weekday()] == match["w"]:
            note = f"“{match[0]}” as {day.day} {day:%B %Y}"
            return Atom(match.start(), match.end(), one_day(day), "day", note=note)
    raise ValueError(f"{match[0]} is no day of late")


def _weekend(match: re.Match[str], today: Today) -> Atom:
    monday = floor(today.day, "week") - timedelta(days=7 * match[0].endswith("before last"))
    days = Period(monday - timedelta(days=2), monday)
    note = f"“{match[0]}” as {describe(days)}"
    return Atom(match.start(), match.end(), days, "day", note=note)


def _weekday_of_week(match: re.Match[str], today: Today) -> Atom:
    """As in "Monday last week"."""
    week = today.unit("week", -(match["which"] == "last"))
    day = week.start + timedelta(days=(WEEKDAYS.index(match["w"]) - week.start.weekday()) % 7)
    note = f"“{match[0]}” as {day.day} {day:%B %Y}"
    return Atom(match.start(), match.end(), one_day(day), "day", note=note)


def _weekday_before_last(match: re.Match[str], today: Today) -> Atom:
    latest = _weekday(match, today).period.start - timedelta(days=7)
    note = f"“{match[0]}” as {latest.day} {latest:%B %Y}"
    return Atom(match.start(), match.end(), one_day(latest), "day", note=note)


def _ago(match: re.Match[str], today: Today) -> Atom | None:
    """As in "2 days ago", "three weeks ago": the day; of weeks and more it is asked back."""
    count = count_of(match["n"] if match["n"] not in ("a", "an") else None)
    grain = grain_of(match["g"])
    if not count:
        return None
    period = today.unit(grain, -count)
    that_day = one_day(step(today.day, grain, -count))
    choices = (period, that_day) if grain != "day" else ()
    return Atom(match.start(), match.end(), period, grain, choices=choices)


_A_DAY = "|".join(WEEKDAYS)
# "June's 3 biggest orders" are three of June.
_NO_RANK = (
    r"(?! (?:most |least )?(?:top|bottom|best|worst|most|least|leading|main|key"
    r"|(?:bigg|larg|high|great|strong|weak|small|low|bus|quiet|poor|slow|fast|rar)(?:i)?est)\b)"
)
_DAY_NEEDS = (MONTH_NEED, DIGIT)
_WEEK_NEEDS = ("w/c|week", *_DAY_NEEDS)
DATES: tuple[tuple[Pattern, Reader], ...] = (
    (whole(rf"{WEEK_THAT} {THE_DAY}(?: of)? {THE_MONTH}{IN_YEAR}", *_WEEK_NEEDS), _week_of),
    (whole(rf"{WEEK_THAT} {THE_MONTH} {THE_DAY}{THEN_YEAR}", *_WEEK_NEEDS), _week_of),
    (
        whole(
            rf"(?:the )?(?P<days>{DAY_NUMBER}(?:(?: ,| and| &)+(?: the)? {DAY_NUMBER}){{2,}})"
            rf"(?: of)? {THE_MONTH}{IN_YEAR}",
            *_DAY_NEEDS,
        ),
        _listed_days,
    ),
    (
        whole(
            rf"{OPENING}{THE_MONTH} (?P<d1>{DAY_NUMBER}){TO}(?: the)?"
            rf" (?P<d2>{DAY_NUMBER}){THEN_YEAR}",
            *_DAY_NEEDS,
        ),
        _days_of_month,
    ),
    (
        whole(
            rf"{OPENING}(?:(?P<w1>{_A_DAY})(?: ,)?(?: the)? )?(?P<d1>{DAY_NUMBER}){TO}(?: the)?"
            rf" (?:(?P<w2>{_A_DAY})(?: ,)?(?: the)? )?(?P<d2>{DAY_NUMBER})"
            rf"(?: of)? {THE_MONTH}{IN_YEAR}",
            *_DAY_NEEDS,
        ),
        _days_of_month,
    ),
    (
        whole(
            r"(?P<d>first|\d{1,2}(?:st|nd|rd|th)) (?:of|in)"
            rf" (?P<which>{LAST}|this|the current|the) month",
            "st |nd |rd |th ",
            " month",
        ),
        _day_of_this,
    ),
    (whole(rf"{ON_WEEKDAY}{THE_DAY}(?: of)? {THE_MONTH}{IN_YEAR}", *_DAY_NEEDS), day_month),
    (
        whole(
            r"(?<=since the )(?P<d>\d{1,2}(?:st|nd|rd|th))"
            rf"(?:{ENDS}|(?= (?:until|till|up|how|what|have|has|did|do|we|i) ))",
            "st|nd|rd|th",
            DIGIT,
        ),
        _since_day,
    ),
    (whole(rf"in {THE_MONTH} (?P<y>\d\d)", *_DAY_NEEDS), _month_short_year),
    (whole(rf"{THE_MONTH} ' ?(?P<y>\d\d)", *_DAY_NEEDS), _month_short_year),
    (whole(rf"{ON_WEEKDAY}{THE_MONTH} {THE_DAY}{_NO_RANK}{THEN_YEAR}", *_DAY_NEEDS), day_month),
    (
        whole(
            rf"{A_WEEKDAY}(?: the)? (?P<d>\d{{1,2}}(?:st|nd|rd|th))"
            rf"(?! (?:of )?(?:the )?{A_MONTH}\b)",
            WEEKDAY_NEED,
            "st|nd|rd|th",
        ),
        _weekday_and_number,
    ),
)
# What a whole month or year could be part of comes before this.
DAYS: tuple[tuple[Pattern, Reader], ...] = (
    *WEEK_NUMBERS,
    (whole(rf"(?:on )?(?:the )?{A_WEEKDAY} before last", "before last"), _weekday_before_last),
    (
        whole(rf"(?:on )?{A_WEEKDAY}(?: of)? (?P<which>last|this) week", WEEKDAY_NEED, " week"),
        _weekday_of_week,
    ),
    (
        whole(rf"(?P<which>last|this) week (?:on )?{A_WEEKDAY}", WEEKDAY_NEED, " week "),
        _weekday_of_week,
    ),
    (
        # Not "more than 30 days ago", which is any day before.
        whole(
            rf"(?<!than )(?<!least )(?<!over )(?P<n>an?|{A_NUMBER}) (?P<g>{A_UNIT}) (?:ago|back)",
            " ago| back",
        ),
        _ago,
    ),
    (
        whole(
            "(?:day before )?yesterday|today|tonight|last night|tomorrow",
            "yesterday|today|night|tomorrow",
        ),
        _named_day,
    ),
    (whole(rf"(?:{LAST}|on|(?<=since )) ?{A_WEEKDAY}", WEEKDAY_NEED), _weekday),
    (whole("(?:over |on |at )?(?:the )?weekend before last", "weekend"), _weekend),
    (whole(f"(?:over |on |at )?(?:the )?{LAST} weekend", LAST_NEED, "weekend"), _weekend),
)
