"""Parts of months, quarters and years: the first two weeks of August, H1, mid-July, last summer."""

import re
from dataclasses import replace
from datetime import date, timedelta

from agent.interpreter.times.calendar_grammar import (
    A_NUMBER,
    A_SEASON,
    A_UNIT,
    A_YEAR,
    AN_ORDINAL,
    ENDS,
    IN_YEAR,
    MONTH_NEED,
    MONTH_TOO,
    MONTHS,
    ORDINALS,
    SEASON_NEED,
    SEASONS,
    THE_MONTH,
    UNIT_NEED,
    YEAR_NEED,
    count_of,
    grain_of,
    year_of,
)
from agent.interpreter.times.numeric_dates import Atom, Reader, atom_of, latest, whole
from agent.interpreter.times.today import Today
from agent.patterns import DIGIT, Pattern
from semantic.model import Grain
from semantic.period import Period, add_months, describe, floor, step, unit


def container(match: re.Match[str], today: Today) -> Period:
    """What a part is of: `August`, `Q2 2010`, `last month`, `the year`."""
    parts = match.groupdict()
    if parts["m"]:
        month = unit(date(year_of(parts["y"], today), MONTHS[parts["m"]], 1), "month")
        return latest(month, today, bool(parts["y"]))
    if parts["q"]:
        start = date(year_of(parts["qy"], today), 3 * int(parts["q"]) - 2, 1)
        return latest(unit(start, "quarter"), today, bool(parts["qy"]))
    if parts["cy"]:
        return unit(date(int(parts["cy"]), 1, 1), "year")
    grain = grain_of(parts["unit"])
    back = parts["of"] in ("last ", "previous ")
    return today.unit(grain, -int(back))


def _some_of(match: re.Match[str], today: Today) -> Atom | None:
    """As in "the first two weeks of August", "the last month of 2010"."""
    said = match["n"] or match["n2"]
    count, grain = count_of(said), grain_of(match["g"])
    if grain == "week" and not said:
        return _week_of_month(match, today)
    around = container(match, today)
    first = "first" in (match["end"], match["end2"])
    start = around.start if first else step(around.end, grain, -count)
    days = Period(start, step(start, grain, count))
    if count < 1 or days.start < around.start or days.end > around.end:
        return None
    note = f"“{match[0]}” as {describe(days)}" if grain == "week" else ""
    return Atom(match.start(), match.end(), days, "day", note=note)


def _week_of_month(match: re.Match[str], today: Today) -> Atom:
    """Seven days from the first, or the first whole week: either may be meant."""
    around = container(match, today)
    number = match.groupdict().get("nth") or match["end"]
    if number == "last":
        first = around.end - timedelta(days=7)
        whole_week = floor(around.end, "week", today.week_start) - timedelta(days=7)
    else:
        later = timedelta(days=7 * (ORDINALS[number] - 1))
        first = around.start + later
        whole_week = floor(around.start + timedelta(days=6), "week", today.week_start) + later
    days = (first, whole_week)
    choices = tuple(Period(day, day + timedelta(days=7)) for day in dict.fromkeys(days))
    both = choices if len(choices) > 1 else ()
    return Atom(match.start(), match.end(), choices[0], "week", choices=both)


def _half_of_month(match: re.Match[str], today: Today) -> Atom | None:
    month = container(match, today)
    if month != unit(month.start, "month"):
        return None
    middle = month.start + timedelta(days=15)
    first = match["nth"] in ("first", "1st")
    days = Period(month.start, middle) if first else Period(middle, month.end)
    return Atom(match.start(), match.end(), days, "day", note=f"“{match[0]}” as {describe(days)}")


def _about(match: re.Match[str], today: Today) -> Atom | None:
    """As in "mid-July", "early July": which days that are, people see differently."""
    month = container(match, today)
    if month != unit(month.start, "month"):
        return None
    starts = {"early": ((1, 11), (1, 16)), "late": ((21, 0), (16, 0))}
    found = tuple(
        Period(month.start.replace(day=one), month.start.replace(day=other) if other else month.end)
        for one, other in starts.get(match["how"], ((11, 21), (15, 16)))
    )
    return Atom(match.start(), match.end(), found[0], "day", choices=found)


def _season(match: re.Match[str], today: Today) -> Atom:
    """Three whole months, as the weather service counts: summer is June to August."""
    month = SEASONS[match["s"]]
    year = int(match["y"]) if match["y"] else today.year
    days = Period(date(year, month, 1), add_months(date(year, month, 1), 3))
    if not match["y"]:
        days = latest(days, today, False)
        if match["which"].endswith(("last", "past")) and days.end > today.day:
            days = Period(add_months(days.start, -12), add_months(days.end, -12))
    note = f"{match['s']} as {describe(days)}"
    return Atom(match.start(), match.end(), days, "month", note=note)


def _half_year(match: re.Match[str], today: Today) -> Atom:
    """As in "first half of the year", "third quarter of last year"."""
    number = ORDINALS.get(match["n"]) or (int(match["n"]) if match["n"].isdigit() else 0)
    months = 6 if re.search(r"half|h ?\d", match[0]) else 3
    number = number or 12 // months
    if number > 12 // months:
        raise ValueError("a year has four quarters")
    year = today.year - (match["which"] == "last")
    start = date(year, (number - 1) * months + 1, 1)
    period = Period(start, add_months(start, months))
    return atom_of(match, today, period, "quarter" if months == 3 else "month")


def _short_year(match: re.Match[str], today: Today) -> Atom:
    """As in "Q4 24": two figures at the end are a year of the last ten."""
    year = 2000 + int(match["y"])
    if not today.year - 10 < year <= today.year:
        raise ValueError(f"{match['y']} is no year")
    months = 6 if "h" in match[0] else 3
    if int(match["n"]) > 12 // months:
        raise ValueError("a year has four quarters")
    start = date(year, (int(match["n"]) - 1) * months + 1, 1)
    return atom_of(match, today, Period(start, add_months(start, months)), "quarter")


def _part_of_year(match: re.Match[str], today: Today) -> Atom:
    parts = match.groupdict()
    number = ORDINALS.get(parts["n"]) or int(parts["n"])
    months = 6 if re.search(r"half|h ?\d|\dh|\d h", match[0]) else 3
    if number > 12 // months:
        raise ValueError("a year has four quarters")
    start = date(year_of(parts["y"], today), (number - 1) * months + 1, 1)
    period = Period(start, add_months(start, months))
    grain: Grain = "quarter" if months == 3 else "month"
    atom = atom_of(match, today, period, grain, bool(parts["y"]))
    return _maybe_a_year_ago(atom, today)


def _maybe_a_year_ago(atom: Atom, today: Today) -> Atom:
    """A quarter of no year that has only begun may be meant as last year's."""
    if not atom.any_year or atom.period.end <= today.day:
        return atom
    before = Period(add_months(atom.period.start, -12), add_months(atom.period.end, -12))
    return replace(atom, choices=(atom.period, before))


OF_A_PERIOD = (
    rf"(?:of|in) (?:the )?(?:{THE_MONTH}{MONTH_TOO}{IN_YEAR}"
    rf"|q ?(?P<q>[1-4])(?:(?: of| in)? (?P<qy>{A_YEAR}))?"
    rf"|(?P<of>this |last |previous |current |)(?P<unit>month|quarter|year)"
    rf"|(?:calendar (?:year )?)?(?P<cy>{A_YEAR}))"
)
_MONTH = (
    rf"(?:{THE_MONTH}{MONTH_TOO}{IN_YEAR}"
    r"|(?P<of>this |last |)(?P<unit>month)(?P<q>)(?P<qy>)(?P<cy>))"
)
_SEASON = rf"(?P<s>{A_SEASON}|fall)"
_NTH_NEED = "|".join(ORDINALS)
_MONTHS_NEED = f"{MONTH_NEED}|month"
PARTS: tuple[tuple[Pattern, Reader], ...] = (
    (whole(rf"(?P<nth>{AN_ORDINAL}) week {OF_A_PERIOD}", _NTH_NEED, " week "), _week_of_month),
    (
        whole(
            rf"(?:(?P<end>first|last) (?:(?P<n>{A_NUMBER}) )?"
            rf"|(?P<n2>{A_NUMBER}) (?P<end2>first|last) )"
            rf"(?:full |whole )?(?P<g>{A_UNIT}) {OF_A_PERIOD}",
            "first|last",
            UNIT_NEED,
        ),
        _some_of,
    ),
    (whole(rf"(?P<nth>first|second|1st|2nd) half {OF_A_PERIOD}", " half "), _half_of_month),
    (whole(rf"(?P<how>mid|early|late) ?-? ?{_MONTH}", "mid|early|late", _MONTHS_NEED), _about),
    (whole(rf"(?P<how>middle) of (?:the )?{_MONTH}", "middle of "), _about),
    (
        whole(
            rf"(?P<n>{AN_ORDINAL}|last) (?:quarter|half) (?:of|in)"
            r" (?:the|(?P<which>this|last)) year",
            "quarter|half",
            " year",
        ),
        _half_year,
    ),
    (
        whole(r"[qh] ?(?P<n>[1-4]) (?:of |in )?(?P<which>this|last) year", DIGIT, " year"),
        _half_year,
    ),
    (
        whole(rf"(?P<n>{AN_ORDINAL}) (?:quarter|half){IN_YEAR}", _NTH_NEED, "quarter|half"),
        _part_of_year,
    ),
    (whole(rf"[qh] ?(?P<n>[1-4]) '? ?(?P<y>\d\d){ENDS}", "q|h", DIGIT), _short_year),
    (whole(rf"(?P<n>[1-4]) ?[qh] ?(?P<y>\d\d){ENDS}", "q|h", DIGIT), _short_year),
    (whole(rf"(?P<n>[1-4]) ?[qh] (?P<y>{A_YEAR})", "q|h", YEAR_NEED), _part_of_year),
    (whole(r"(?P<n>[1-4])q(?P<y>)", "q", DIGIT), _part_of_year),
    (whole(rf"(?P<y>{A_YEAR}) ?-? ?[qh] ?(?P<n>[1-4])", YEAR_NEED, "q|h"), _part_of_year),
    (whole(rf"[qh] ?(?P<n>[1-4]){IN_YEAR}", "q|h", DIGIT), _part_of_year),
    (
        whole(rf"(?P<which>(?:the )?(?:last|past|this)) {_SEASON}(?P<y>){ENDS}", SEASON_NEED),
        _season,
    ),
    (
        whole(
            rf"(?P<which>(?:over|during|in|through|throughout) the) {_SEASON}(?P<y>){ENDS}",
            SEASON_NEED,
        ),
        _season,
    ),
    (whole(rf"(?P<which>)(?P<s>{A_SEASON}|fall)(?: of)? (?P<y>{A_YEAR})", SEASON_NEED), _season),
)
