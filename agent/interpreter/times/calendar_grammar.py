"""The pieces that patterns for periods are made of: names of months and days, numbers, links."""

import re

from agent.interpreter.times.today import Today
from agent.interpreter.words.ordinary import NUMBERS
from agent.patterns import DIGIT
from semantic.model import Grain

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
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2}
ORDINALS |= {"3rd": 3, "4th": 4}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}

A_MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + ")"
DAY_NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
A_YEAR = r"(?:19|20)\d\d"
A_NUMBER = r"(?:\d{1,3}|" + "|".join(NUMBERS) + ")"
A_UNIT = "(?:day|week|month|quarter|year)s?"
AN_ORDINAL = "(?:" + "|".join(ORDINALS) + ")"
A_WEEKDAY = rf"(?P<w>{'|'.join(WEEKDAYS)})"
# As in "Sept. 2011", "Jul-2011" and "Q1/2011".
_MARK = r"(?:(?<=\b(?:jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)) \.|(?<=sept) \.| [,/–-])?"
# As in "May of last year", and "May, this year against last".
_TOLD_YEAR = (
    "(?: of| in)? (?=(?:last|this) year)| , (?=this year (?:vs|versus|v|against|compared) )"
)
IN_YEAR = (
    rf"(?:(?:{_MARK}(?: of| in)?(?: the)?(?: calendar)?(?: year)? (?=(?:19|20))|{_TOLD_YEAR})"
    rf"(?P<y>{A_YEAR}|last year|this year))?"
)
THEN_YEAR = rf"(?:(?: ,)? (?P<y>{A_YEAR}))?"
TO = "(?: (?:to|-|–|and|through|thru|until|till|bis))"
OPENING = "(?:(?:from|between) )?(?:the )?"
THE_MONTH = rf"(?P<m>{A_MONTH})"
# Said once more, as in "for May month"; "June month end" and "May month wise" say something else.
MONTH_TOO = "(?: month(?! (?:-|by|end|on|over|start|to|wise)))?"
ON_WEEKDAY = rf"(?:{A_WEEKDAY}(?: ,)? (?:the )?)?"
THE_DAY = rf"(?P<d>{DAY_NUMBER})"
WEEK_THAT = (
    "(?:w/c|week) ?(?P<how>of|commencing|beginning|starting|ending"
    "|(?<=the week )from|(?<=in week )from|(?<=for week )from|)(?: on|(?<=ing) from)?(?: the)?"
    rf"(?: {A_WEEKDAY}(?: ,)?(?: the)?)?"
)
LAST = "(?:last|past|previous|preceding|latest|trailing|prior)"
FULL = "(?:full |completed? |whole |calendar |finished |closed |entire )?"
WHICH = f"(?P<which>{LAST}|this|current|running|ongoing|next|coming)"
# As in "the 5 last weeks", and not "the top 5 last week".
SOME_LAST = rf"(?P<n>{A_NUMBER}) {LAST} {FULL}(?P<g>(?:day|week|month|quarter|year)s)"
SOME_UNITS = rf"{FULL}(?P<n>{A_NUMBER}) {FULL}(?P<g>{A_UNIT})"
A_SEASON = "(?:spring|summer|autumn|winter)"
# What may follow words that could be part of a name too: a mark, a link, or nothing.
ENDS = (
    r"(?= (?:by|in|of|for|from|per|vs|versus|and|against|compared|than|please|pls|to|[?.,;!:(])|$)"
)
LAST_DAY = rf"(?:(?P<d>{DAY_NUMBER}) )?{THE_MONTH}{IN_YEAR}"


# What stands in every text that the pieces above fit.
MONTH_NEED = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
UNIT_NEED = "day|week|month|quarter|year"
NUMBER_NEED = "|".join((DIGIT, *NUMBERS))
LAST_NEED = "last|past|previous|preceding|latest|trailing|prior"
WEEKDAY_NEED = "|".join(WEEKDAYS)
SEASON_NEED = "|".join(SEASONS)
YEAR_NEED = "19|20"


def year_of(text: str | None, today: Today) -> int:
    """The year that a pattern found, in figures or told from today; this year where none."""
    if text in ("last year", "this year"):
        return today.year - (text == "last year")
    return int(text) if text else today.year


def day_of(text: str) -> int:
    """The number in `5th`."""
    return int(re.sub(r"\D", "", text))


def count_of(text: str | None) -> int:
    """The number that a pattern found in figures or words; one where it found none."""
    if text == "couple":
        return 2
    return NUMBERS.get(text) or int(text) if text else 1


def grain_of(word: str) -> Grain:
    """The grain named by `week` or `weeks`."""
    grain: Grain = word.removesuffix("s")  # type: ignore[assignment]
    return grain
