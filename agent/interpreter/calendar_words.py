"""Single dates and periods as people write them, as patterns over a question's words."""

import re
from dataclasses import replace
from datetime import date, timedelta

from agent.interpreter.numeric_dates import NUMERIC, Atom, Reader, atom_of, latest, one_day, whole
from agent.interpreter.words import NUMBERS
from semantic.model import Grain
from semantic.period import Period, add_months, describe, floor, step, unit

MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
         "august aug", "september sep sept", "october oct", "november nov", "december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2}
_ORDINALS |= {"3rd": 3, "4th": 4}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}

_MON = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + ")"
_D = r"\d{1,2}(?:st|nd|rd|th)?"
_Y = r"(?:19|20)\d\d"
_N = r"(?:\d{1,3}|" + "|".join(NUMBERS) + ")"
_GRAIN = "(?:day|week|month|quarter|year)s?"
_ORD = "(?:" + "|".join(_ORDINALS) + ")"


def atoms(flat: str, today: date) -> list[Atom]:
    """The dates and periods in the text, in order; where patterns overlap, the first one holds."""
    found: list[Atom] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(flat):
            if any(match.start() < atom.end and atom.start < match.end() for atom in found):
                continue
            try:
                atom = read(match, today)
            except ValueError:
                continue
            if atom is not None:
                found.append(atom)
    return sorted(found, key=lambda atom: atom.start)


def _year(text: str | None, today: date) -> int:
    return int(text) if text else today.year


def _day(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _day_month(match: re.Match[str], today: date) -> Atom:
    parts = match.groupdict()
    day = date(_year(parts["y"], today), MONTHS[parts["m"]], _day(parts["d"]))
    atom = atom_of(match, today, one_day(day), "day", bool(parts["y"]))
    if parts.get("w") and WEEKDAYS[atom.period.start.weekday()] != parts["w"]:
        raise ValueError(f"{day} is no {parts['w']}")
    return atom


def _days_of_month(match: re.Match[str], today: date) -> Atom:
    year, month = _year(match["y"], today), MONTHS[match["m"]]
    last = date(year, month, _day(match["d2"]))
    days = Period(date(year, month, _day(match["d1"])), last + timedelta(days=1))
    return atom_of(match, today, days, "day", bool(match["y"]))


def _week_of(match: re.Match[str], today: date) -> Atom:
    atom = _day_month(match, today)
    ending = "end" in match["how"]
    start = atom.period.start - timedelta(days=6) if ending else atom.period.start
    if match["how"] in ("of", ""):
        start = floor(start, "week")
    return replace(atom, period=Period(start, start + timedelta(days=7)), grain="week")


def _week_number(match: re.Match[str], today: date) -> Atom:
    year = _year(match["y"], today)
    monday = date.fromisocalendar(year, int(match["w"]), 1)
    if not match["y"] and monday >= today:
        monday = date.fromisocalendar(year - 1, int(match["w"]), 1)
    week = unit(monday, "week")
    note = f"week {int(match['w'])} as the ISO week that begins on {monday.day} {monday:%B %Y}"
    return Atom(match.start(), match.end(), week, "week", note=note)


def _week_numbers(match: re.Match[str], today: date) -> Atom:
    year = _year(match["y"], today)
    first, last = (date.fromisocalendar(year, int(match[part]), 1) for part in ("w1", "w2"))
    if first > last or (not match["y"] and first >= today):
        raise ValueError("these weeks are not in order, or not yet")
    weeks = Period(first, last + timedelta(days=7))
    note = f"weeks {match['w1']} to {match['w2']} as the ISO weeks of {year}"
    return Atom(match.start(), match.end(), weeks, "week", note=note)


def _month(match: re.Match[str], today: date) -> Atom | None:
    if match["m"] == "may" and match.string[match.end() :].startswith((" i ", " we ", " you ")):
        return None
    month = unit(date(_year(match["y"], today), MONTHS[match["m"]], 1), "month")
    return atom_of(match, today, month, "month", bool(match["y"]))


def _month_short_year(match: re.Match[str], today: date) -> Atom:
    """As in "in November 25": what something is in is no day."""
    year = 2000 + int(match["y"])
    if not today.year - 10 < year <= today.year:
        raise ValueError(f"{match['y']} is no year")
    month = unit(date(year, MONTHS[match["m"]], 1), "month")
    return atom_of(match, today, month, "month")


def _month_last_year(match: re.Match[str], today: date) -> Atom:
    month = unit(date(today.year - 1, MONTHS[match["m"]], 1), "month")
    return atom_of(match, today, month, "month")


def _part_of_year(match: re.Match[str], today: date) -> Atom:
    parts = match.groupdict()
    number = _ORDINALS.get(parts["n"]) or int(parts["n"])
    months = 6 if re.search(r"half|h ?\d", match[0]) else 3
    if number > 12 // months:
        raise ValueError("a year has four quarters")
    start = date(_year(parts["y"], today), (number - 1) * months + 1, 1)
    period = Period(start, add_months(start, months))
    grain: Grain = "quarter" if months == 3 else "month"
    atom = atom_of(match, today, period, grain, bool(parts["y"]))
    return _maybe_a_year_ago(atom, today)


def _maybe_a_year_ago(atom: Atom, today: date) -> Atom:
    """A quarter of no year that has only begun may be meant as last year's."""
    if not atom.any_year or atom.period.end <= today:
        return atom
    before = Period(add_months(atom.period.start, -12), add_months(atom.period.end, -12))
    return replace(atom, choices=(atom.period, before))


def _whole_year(match: re.Match[str], today: date) -> Atom:
    return atom_of(match, today, unit(date(int(match["y"]), 1, 1), "year"), "year")


def _named_day(match: re.Match[str], today: date) -> Atom:
    back = {"today": 0, "tonight": 0, "yesterday": 1, "last night": 1, "day before yesterday": 2,
            "tomorrow": -1}[match[0]]  # fmt: skip
    return atom_of(match, today, one_day(today - timedelta(days=back)), "day")


def _weekday(match: re.Match[str], today: date) -> Atom:
    back = (today.weekday() - WEEKDAYS.index(match["w"]) - 1) % 7 + 1
    day = today - timedelta(days=back)
    note = f"{match['w'].title()} as {day.day} {day:%B %Y}"
    return Atom(match.start(), match.end(), one_day(day), "day", note=note)


def _relative(match: re.Match[str], today: date) -> Atom:
    grain = _grain(match["g"])
    move = {"this": 0, "current": 0, "next": 1, "coming": 1}.get(match["which"], -1)
    period = unit(step(floor(today, grain), grain, move), grain)
    return atom_of(match, today, period, grain)


def _rolling(match: re.Match[str], today: date) -> Atom:
    """As in "the last month": the one in the calendar, or the days up to now."""
    grain = _grain(match["g"])
    whole = unit(step(floor(today, grain), grain, -1), grain)
    up_to_now = Period(step(today, grain, -1), today)
    choices = (whole, up_to_now) if whole != up_to_now else ()
    return Atom(match.start(), match.end(), whole, grain, choices=choices)


def _before_last(match: re.Match[str], today: date) -> Atom:
    grain = _grain(match["g"])
    return atom_of(match, today, unit(step(floor(today, grain), grain, -2), grain), grain)


def _to_date(match: re.Match[str], today: date) -> Atom:
    letters = {"y": "year", "m": "month", "q": "quarter", "w": "week"}
    grain = _grain(match["g"] or match["h"] or letters[match["letter"]])
    start = floor(today, grain)
    period = Period(start, max(today, start + timedelta(days=1)))
    return Atom(match.start(), match.end(), period, grain)


def _last_some(match: re.Match[str], today: date) -> Atom | None:
    count = NUMBERS.get(match["n"]) or int(match["n"])
    grain = _grain(match["g"])
    if count < 1:
        return None
    if grain == "day":
        return atom_of(match, today, Period(today - timedelta(days=count), today), "day")
    end = floor(today, grain)
    period = Period(step(end, grain, -count), end)
    note = f"“{match[0]}” as the last {count} whole {grain}s"
    return Atom(match.start(), match.end(), period, grain, note=note if count > 1 else "")


def _some_until(match: re.Match[str], today: date) -> Atom | None:
    """As in "three months to August", "two weeks to 18 September"."""
    count, grain = NUMBERS.get(match["n"]) or int(match["n"]), _grain(match["g"])
    last = _day_month(match, today) if match["d"] else _month(match, today)
    if last is None or count < 1 or (grain in ("month", "quarter", "year") and match["d"]):
        return None
    end = last.period.end
    return atom_of(match, today, Period(step(end, grain, -count), end), grain)


def _first_days(match: re.Match[str], today: date) -> Atom:
    count = NUMBERS.get(match["n"]) or int(match["n"])
    month = unit(date(_year(match["y"], today), MONTHS[match["m"]], 1), "month")
    moved = latest(month, today, bool(match["y"]))
    first = match["which"] == "first"
    start = moved.start if first else moved.end - timedelta(days=count)
    period = Period(start, start + timedelta(days=count))
    return atom_of(match, today, period, "day")


def _week_of_month(match: re.Match[str], today: date) -> Atom:
    month = unit(date(_year(match["y"], today), MONTHS[match["m"]], 1), "month")
    month = latest(month, today, bool(match["y"]))
    if match["n"] == "last":
        first = month.end - timedelta(days=7)
        whole = floor(month.end, "week") - timedelta(days=7)
    else:
        first = month.start + timedelta(days=7 * (_ORDINALS[match["n"]] - 1))
        whole = floor(month.start + timedelta(days=6), "week")
        whole += timedelta(days=7 * (_ORDINALS[match["n"]] - 1))
    choices = tuple(Period(day, day + timedelta(days=7)) for day in dict.fromkeys((first, whole)))
    both = choices if len(choices) > 1 else ()
    return Atom(match.start(), match.end(), choices[0], "week", choices=both)


def _half_of_month(match: re.Match[str], today: date) -> Atom:
    month = unit(date(_year(match["y"], today), MONTHS[match["m"]], 1), "month")
    month = latest(month, today, bool(match["y"]))
    middle = month.start + timedelta(days=15)
    first = match["n"] in ("first", "1st")
    days = Period(month.start, middle) if first else Period(middle, month.end)
    return Atom(match.start(), match.end(), days, "day", note=f"“{match[0]}” as {describe(days)}")


def _season(match: re.Match[str], today: date) -> Atom:
    """Three whole months, as the weather service counts: summer is June to August."""
    month = _SEASONS[match["s"]]
    year = int(match["y"]) if match["y"] else today.year
    days = Period(date(year, month, 1), add_months(date(year, month, 1), 3))
    if not match["y"]:
        days = latest(days, today, False)
        if match["which"] and match["which"].split()[-1] != "this" and days.end > today:
            days = Period(add_months(days.start, -12), add_months(days.end, -12))
    note = f"{match['s']} as {describe(days)}"
    return Atom(match.start(), match.end(), days, "month", note=note)


def _half_year(match: re.Match[str], today: date) -> Atom:
    """As in "first half of the year", "third quarter of last year"."""
    number = _ORDINALS.get(match["n"]) or (int(match["n"]) if match["n"].isdigit() else 0)
    months = 6 if re.search(r"half|h ?\d", match[0]) else 3
    number = number or 12 // months
    if number > 12 // months:
        raise ValueError("a year has four quarters")
    year = today.year - (match["which"] == "last")
    start = date(year, (number - 1) * months + 1, 1)
    period = Period(start, add_months(start, months))
    return atom_of(match, today, period, "quarter" if months == 3 else "month")


def _short_year(match: re.Match[str], today: date) -> Atom:
    """As in "Q4 24": two figures at the end are a year of the last ten."""
    year = 2000 + int(match["y"])
    if not today.year - 10 < year <= today.year:
        raise ValueError(f"{match['y']} is no year")
    months = 6 if match[0].startswith("h") else 3
    if int(match["n"]) > 12 // months:
        raise ValueError("a year has four quarters")
    start = date(year, (int(match["n"]) - 1) * months + 1, 1)
    return atom_of(match, today, Period(start, add_months(start, months)), "quarter")


def _fortnights(match: re.Match[str], today: date) -> Atom:
    count = NUMBERS.get(match["n"] or "one") or int(match["n"])
    end = floor(today, "week")
    period = Period(end - timedelta(days=14 * count), end)
    note = f"“{match[0]}” as the last {2 * count} whole weeks"
    return Atom(match.start(), match.end(), period, "week", note=note)


def _since_new_year(match: re.Match[str], today: date) -> Atom:
    start = floor(today, "year")
    return Atom(match.start(), match.end(), Period(start, max(today, start + timedelta(1))), "year")


def _weekend(match: re.Match[str], today: date) -> Atom:
    monday = floor(today, "week")
    saturday = monday - timedelta(days=2)
    days = Period(saturday, monday)
    note = f"“{match[0]}” as {describe(days)}"
    return Atom(match.start(), match.end(), days, "day", note=note)


def _grain(word: str) -> Grain:
    grain: Grain = word.removesuffix("s")  # type: ignore[assignment]
    return grain


_IN_YEAR = rf"(?:(?: ,)?(?: of| in)? (?P<y>{_Y}))?"
_THEN_YEAR = rf"(?:(?: ,)? (?P<y>{_Y}))?"
_TO = "(?: (?:to|-|–|and|through|thru|until|till|bis))"
_FROM = "(?:(?:from|between) )?(?:the )?"
_THE_MONTH = rf"(?P<m>{_MON})"
_ON = rf"(?:(?P<w>{'|'.join(WEEKDAYS)})(?: ,)? (?:the )?)?"
_THE_DAY = rf"(?P<d>{_D})"
_WEEK = "(?:w/c|week) ?(?P<how>of|commencing|beginning|starting|ending|)(?: the)?"
_LAST = "(?:last|past|previous|preceding|latest|trailing)"
_FULL = "(?:full |complete |whole |calendar )?"
_WHICH = f"(?P<which>{_LAST}|this|current|next|coming)"
_SOME = rf"{_FULL}(?P<n>{_N}) {_FULL}(?P<g>{_GRAIN})"
_SEASON = "(?:spring|summer|autumn|winter)"
# What may follow words that could be part of a name too: a mark, a link, or nothing.
_ENDS = (
    r"(?= (?:by|in|of|for|from|per|vs|versus|and|against|compared|than|please|pls|to|[?.,;!:])|$)"
)
_END = rf"(?:(?P<d>{_D}) )?{_THE_MONTH}{_IN_YEAR}"
_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    *NUMERIC,
    (whole(rf"{_WEEK} {_THE_DAY}(?: of)? {_THE_MONTH}{_IN_YEAR}"), _week_of),
    (whole(rf"{_WEEK} {_THE_MONTH} {_THE_DAY}{_THEN_YEAR}"), _week_of),
    (
        whole(rf"{_FROM}{_THE_MONTH} (?P<d1>{_D}){_TO}(?: the)? (?P<d2>{_D}){_THEN_YEAR}"),
        _days_of_month,
    ),
    (
        whole(rf"{_FROM}(?P<d1>{_D}){_TO}(?: the)? (?P<d2>{_D})(?: of)? {_THE_MONTH}{_IN_YEAR}"),
        _days_of_month,
    ),
    (whole(rf"{_ON}{_THE_DAY}(?: of)? {_THE_MONTH}{_IN_YEAR}"), _day_month),
    (whole(rf"in {_THE_MONTH} (?P<y>\d\d)"), _month_short_year),
    (whole(rf"{_ON}{_THE_MONTH} {_THE_DAY}{_THEN_YEAR}"), _day_month),
    (
        whole(rf"(?P<which>first|last) (?P<n>{_N}) days (?:of|in) {_THE_MONTH}{_IN_YEAR}"),
        _first_days,
    ),
    (whole(rf"(?P<n>{_ORD}|last) week (?:of|in) {_THE_MONTH}{_IN_YEAR}"), _week_of_month),
    (
        whole(rf"(?P<n>first|second|1st|2nd) half (?:of|in) {_THE_MONTH}{_IN_YEAR}"),
        _half_of_month,
    ),
    (
        whole(rf"(?P<n>{_ORD}|last) (?:quarter|half) (?:of|in) (?:the|(?P<which>this|last)) year"),
        _half_year,
    ),
    (whole(r"[qh] ?(?P<n>[1-4]) (?:of |in )?(?P<which>this|last) year"), _half_year),
    (whole(rf"(?P<n>{_ORD}) (?:quarter|half){_IN_YEAR}"), _part_of_year),
    (whole(rf"[qh] ?(?P<n>[1-4]) '? ?(?P<y>\d\d){_ENDS}"), _short_year),
    (whole(rf"(?P<y>{_Y}) ?-? ?[qh] ?(?P<n>[1-4])"), _part_of_year),
    (whole(rf"[qh] ?(?P<n>[1-4]){_IN_YEAR}"), _part_of_year),
    (
        whole(rf"(?:(?:calendar )?week|wk|w|kw|cw)(?: number| no)? ?(?P<w>\d{{1,2}}){_IN_YEAR}"),
        _week_number,
    ),
    (whole(rf"{_LAST} (?:(?P<n>{_N}) )?fortnights?"), _fortnights),
    (whole("(?:since|from) (?:the )?new year(?: day)?"), _since_new_year),
    (
        whole(rf"(?P<which>(?:the )?(?:last|past|this)) (?P<s>{_SEASON}|fall)(?P<y>){_ENDS}"),
        _season,
    ),
    (whole(rf"(?P<which>)(?P<s>{_SEASON}|fall)(?: of)? (?P<y>{_Y})"), _season),
    (
        whole(rf"(?:calendar )?weeks (?P<w1>\d{{1,2}}){_TO} (?P<w2>\d{{1,2}}){_IN_YEAR}"),
        _week_numbers,
    ),
    (whole(r"(?P<g>week|month|day|quarter|year) before last"), _before_last),
    (whole(rf"{_THE_MONTH} (?:of )?last year"), _month_last_year),
    (whole(rf"{_SOME} (?:up )?(?:to|ending(?: in)?) (?:the end of )?{_END}"), _some_until),
    (
        whole(rf"(?:last |this |past |(?:the )?month of )?{_THE_MONTH}(?: this year|{_IN_YEAR})"),
        _month,
    ),
    (whole("(?:day before )?yesterday|today|tonight|last night|tomorrow"), _named_day),
    (whole(rf"(?:{_LAST}|on) (?P<w>{'|'.join(WEEKDAYS)})"), _weekday),
    (whole(f"(?:over |on |at )?(?:the )?{_LAST} weekend"), _weekend),
    (whole(f"{_LAST} {_SOME}"), _last_some),
    (
        whole(
            rf"(?P<g>{_GRAIN}) to date|(?P<letter>[ymqw])td"
            r"|(?:since|from) (?:the )?(?:start|beginning) of (?:the|this) "
            r"(?P<h>year|month|quarter)"
        ),
        _to_date,
    ),
    (whole(r"(?:the (?:last|past)|past) (?P<g>week|month|quarter|year)"), _rolling),
    (whole(rf"{_WHICH} {_FULL}(?P<g>day|week|month|quarter|year)"), _relative),
    (whole(rf"(?P<y>{_Y})"), _whole_year),
)
