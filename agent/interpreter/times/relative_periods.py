"""Periods told from today: last month, past six weeks, year to date, the week before last."""

import re
from datetime import timedelta

from agent.interpreter.times.calendar_grammar import (
    A_NUMBER,
    A_UNIT,
    FULL,
    LAST,
    LAST_NEED,
    NUMBER_NEED,
    SOME_LAST,
    SOME_UNITS,
    UNIT_NEED,
    WHICH,
    count_of,
    grain_of,
)
from agent.interpreter.times.numeric_dates import Atom, Reader, atom_of, whole
from agent.interpreter.times.today import Today
from agent.patterns import DIGIT, Pattern
from semantic.model import Grain
from semantic.period import Period, step

_GRAINS: dict[str, Grain] = {"d": "day", "w": "week", "m": "month", "q": "quarter", "y": "year"}


def _relative(match: re.Match[str], today: Today) -> Atom:
    grain = grain_of(match["g"])
    move = {
        "this": 0,
        "the": 0,
        "current": 0,
        "running": 0,
        "ongoing": 0,
        "next": 1,
        "coming": 1,
    }.get(match["which"], -1)
    return atom_of(match, today, today.unit(grain, move), grain)


def _rolling(match: re.Match[str], today: Today) -> Atom:
    """As in "the last month": the one in the calendar, or the days up to now."""
    grain = grain_of(match["g"])
    whole = today.unit(grain, -1)
    up_to_now = Period(step(today.day, grain, -1), today.day)
    choices = (whole, up_to_now) if whole != up_to_now else ()
    return Atom(match.start(), match.end(), whole, grain, choices=choices)


def _before_last(match: re.Match[str], today: Today) -> Atom:
    grain = grain_of(match["g"])
    return atom_of(match, today, today.unit(grain, -2), grain)


def _to_date(match: re.Match[str], today: Today) -> Atom:
    letters = {"y": "year", "m": "month", "q": "quarter", "w": "week"}
    grain = grain_of(match["g"] or match["h"] or match["k"] or letters[match["letter"]])
    start = today.floor(grain)
    period = Period(start, max(today.day, start + timedelta(days=1)))
    return Atom(match.start(), match.end(), period, grain)


def _last_some(match: re.Match[str], today: Today) -> Atom | None:
    return _last(match, today, count_of(match["n"]), grain_of(match["g"]))


def _last(match: re.Match[str], today: Today, count: int, grain: Grain) -> Atom | None:
    if count < 1:
        return None
    if grain == "day":
        return atom_of(match, today, Period(today.day - timedelta(days=count), today.day), "day")
    end = today.floor(grain)
    period = Period(step(end, grain, -count), end)
    note = f"“{match[0]}” as the last {count} whole {grain}s"
    return Atom(match.start(), match.end(), period, grain, note=note if count > 1 else "")


def _last_half(match: re.Match[str], today: Today) -> Atom | None:
    """As in "the last half year", six whole months."""
    return _last(match, today, 6, "month")


def _last_letters(match: re.Match[str], today: Today) -> Atom | None:
    """As in "L3M", "T30D" and "LTM", the last twelve months."""
    parts = match.groupdict()
    grain = _GRAINS[parts.get("g") or "m"]
    return _last(match, today, int(parts.get("n") or 12), grain)


def _fortnights(match: re.Match[str], today: Today) -> Atom:
    count = count_of(match["n"])
    end = today.floor("week")
    period = Period(end - timedelta(days=14 * count), end)
    note = f"“{match[0]}” as the last {2 * count} whole weeks"
    return Atom(match.start(), match.end(), period, "week", note=note)


def _since_new_year(match: re.Match[str], today: Today) -> Atom:
    start = today.floor("year")
    return Atom(
        match.start(), match.end(), Period(start, max(today.day, start + timedelta(1))), "year"
    )


_BUT_TODAY = (
    "(?: ,)?(?: \\()? (?:(?:excl(?:uding)?|not including|without|exclusive of|ex)(?: \\.)? today"
    "|(?:(?:up )?to(?: and including)?|through|ending|until) yesterday)(?: \\))?"
)
FORTNIGHTS: tuple[tuple[Pattern, Reader], ...] = (
    (
        whole(
            f"(?:{LAST}|rolling) {SOME_UNITS}{_BUT_TODAY}",
            f"{LAST_NEED}|rolling",
            UNIT_NEED,
            "today|yesterday",
        ),
        _last_some,
    ),
    (whole(rf"{LAST} (?:(?P<n>{A_NUMBER}) )?fortnights?", "fortnight"), _fortnights),
    (whole("(?:since|from) (?:the )?new year(?: day)?", "new year"), _since_new_year),
    (whole(r"(?P<g>week|month|day|quarter|year) before last", "before last"), _before_last),
    (
        whole(
            r"(?:last (?:- )?to (?:- )?last|previous to last"
            r"|second (?:- )?(?:to )?(?:- )?last|penultimate|last but one)"
            r" (?P<g>week|month|quarter|year)",
            "second|penultimate|last but one|to last|to - last",
        ),
        _before_last,
    ),
)
RELATIVE: tuple[tuple[Pattern, Reader], ...] = (
    (whole("[ltr] (?P<n>\\d{1,3})(?P<g>[dwmqy])", DIGIT), _last_letters),
    (whole("(?P<letters>ltm|ttm)", "ltm|ttm"), _last_letters),
    (
        whole(
            f"(?:{LAST}|rolling) {SOME_UNITS}",
            f"{LAST_NEED}|rolling",
            NUMBER_NEED,
            UNIT_NEED,
        ),
        _last_some,
    ),
    (whole(f"{LAST} half(?: -)? year", LAST_NEED, " half"), _last_half),
    (
        whole(f"{SOME_UNITS} (?:rolling|behind us|just gone)", UNIT_NEED, " rolling| us| gone"),
        _last_some,
    ),
    (
        whole(
            f"(?:look|looking|go|going) back (?:over )?(?:the )?{SOME_UNITS}", UNIT_NEED, " back "
        ),
        _last_some,
    ),
    (whole(SOME_LAST, LAST_NEED, NUMBER_NEED, UNIT_NEED), _last_some),
    (
        whole(f"{LAST} (?P<n>couple)(?: of)? {FULL}(?P<g>{A_UNIT})", LAST_NEED, " couple"),
        _last_some,
    ),
    (
        whole(
            rf"(?P<g>{A_UNIT}) (?:to|till) date|the (?P<k>{A_UNIT}) so far|(?P<letter>[ymqw])td"
            r"|(?:since|from) (?:the )?(?:start|beginning) of (?:the|this) "
            r"(?P<h>year|month|quarter)",
            " date|so far|td|start|beginning",
        ),
        _to_date,
    ),
    (
        whole(r"(?:the (?:last|past)|past) (?P<g>week|month|quarter|year)", "last|past", UNIT_NEED),
        _rolling,
    ),
    (whole(r"(?P<which>(?<=end of )the) (?P<g>week|month|quarter|year)", UNIT_NEED), _relative),
    (whole(rf"{WHICH} {FULL}(?P<g>day|week|month|quarter|year)", UNIT_NEED), _relative),
)
