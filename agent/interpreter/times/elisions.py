"""Periods of which only the part that differs is said: "1-15 Sept vs 16-30", "week 38 vs 37"."""

import re
from collections.abc import Callable
from dataclasses import replace

from agent.interpreter.times.calendar_grammar import (
    A_MONTH,
    A_NUMBER,
    A_YEAR,
    AN_ORDINAL,
    DAY_NUMBER,
    ENDS,
)
from agent.interpreter.times.numeric_dates import Atom
from agent.interpreter.times.today import Today
from agent.patterns import regex
from semantic.period import Period, add_months

_PART = f"(?:half|quarter|week|{A_NUMBER} (?:days|weeks))"
_REST = regex(
    r" (?:vs(?: \.)?|versus|v|against|compared (?:to|with)|and|or|with|to|than|,|-|&|over|on"
    r"|exceed(?:s|ed)?|surpass(?:es|ed)?|as opposed to|(?:set )?(?:beside|alongside)|set against)"
    r"(?: (?:in|for|with|on|that (?:of|for)|those (?:of|for)))?(?: the)?"
    rf" (?P<whole>(?P<said>(?P<nth>{AN_ORDINAL}|last)(?: {_PART})?"
    rf"|(?P<day>{DAY_NUMBER})(?: (?:-|–|to) {DAY_NUMBER})?)(?: one)?){ENDS}(?! to {DAY_NUMBER} )"
)
# As in "this month against last", "May this year vs last".
_TOLD_UNIT = regex(r"(?:^| )this (?P<unit>week|month|quarter|year)$")
# Parts that say what they are of by themselves: "the first quarter", this year's.
_OF = regex(r" (?:of|in) .+$")
_PART_ALONE = regex(rf"(?:{AN_ORDINAL}|last) (?P<unit>half|quarter|week)")
_PART_OF = regex(rf"(?:{AN_ORDINAL}|last) (?P<unit>half|quarter|week)(?P<whole> (?:(?:of|in) )?.+)")
_LINK = regex(
    r" (?:vs(?: \.)?|versus|v|against|compared (?:to|with)|and|or|with|to|than|,|-|&|over|on)"
    r"(?: the)? "
)
_WEEK_NUMBER = regex(r"(?:calendar )?(?:week|w|kw|cw)(?: number| no)? ?\d+(?P<y> .+)?$")
_IN_MONTH = regex(rf"{A_MONTH}(?:(?: ,)?(?: of| in)? (?:{A_YEAR}|(?:last|this) year))?")


def completed(
    flat: str, found: list[Atom], today: Today, read: Callable[[str, Today], list[Atom]]
) -> list[Atom]:
    """The dates and periods of a text with those that an earlier one completes.

    `read` tells what a text names by itself.
    """
    found = [_with_whole(flat, one, found[place + 1 : place + 2], today, read)
             for place, one in enumerate(found)]  # fmt: skip
    place = 0
    while place < len(found):
        rest = _REST.match(flat, found[place].end)
        told = _told(flat, found[place], rest, today, read) if rest else None
        # In "1 to 2 October against 1 to 2 September" the other days say their month themselves.
        if told is not None and not any(
            each.start < told.end < each.end for each in found if each is not found[place]
        ):
            apart = [each for each in found if each.end <= told.start or told.end <= each.start]
            found = sorted([*apart, told], key=lambda atom: atom.start)
        place += 1
    return found


def _with_whole(
    flat: str,
    one: Atom,
    following: list[Atom],
    today: Today,
    read: Callable[[str, Today], list[Atom]],
) -> Atom:
    """In "the first half vs the second half of May" both are of May."""
    for other in following:
        part = _PART_ALONE.fullmatch(flat[one.start : one.end])
        later = _PART_OF.fullmatch(flat[other.start : other.end])
        if (
            part
            and later
            and part["unit"] == later["unit"]
            and _LINK.fullmatch(flat[one.end : other.start])
        ):
            words = flat[one.start : one.end] + later["whole"]
            told = read(words, today)
            if len(told) == 1 and told[0].end == len(words):
                return replace(told[0], start=one.start, end=one.end)
    return one


def _told(
    flat: str,
    before: Atom,
    rest: re.Match[str],
    today: Today,
    read: Callable[[str, Today], list[Atom]],
) -> Atom | None:
    words = _in_full(flat[before.start : before.end], before, rest)
    found = read(words, today) if words else []
    if len(found) != 1 or found[0].end - found[0].start != len(words):
        return None
    months = 12 * (before.period.start.year - found[0].period.start.year)
    if months and before.any_year and found[0].any_year:
        moved = (add_months(day, months) for day in (found[0].period.start, found[0].period.end))
        found = [replace(found[0], period=Period(*moved))]
    return replace(found[0], start=rest.start("said"), end=rest.end("whole"))


def _in_full(before: str, atom: Atom, rest: re.Match[str]) -> str:
    """The words with what the period before says too; empty where it says nothing of the kind."""
    said = rest["said"]
    if rest["nth"]:
        told = _TOLD_UNIT.search(before)
        if told and said == "last":
            return f"last {told['unit']}"
        around, part = _OF.search(before), re.search(_PART, before)
        whole = said if " " in said or not part else f"{said} {part[0]}"
        if around is None and part and part[0] in ("quarter", "half"):
            return whole
        return whole + around[0] if around and part else ""
    week = _WEEK_NUMBER.fullmatch(before)
    if week and rest["day"] == said and said.isdigit():
        return f"week {said}{week['y'] or ''}"
    month = _IN_MONTH.search(before)
    return f"{said} {month[0]}" if month and atom.grain == "day" else ""
