"""Figures in a text, in digits or words, with sign and unit."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from agent.patterns import regex
from agent.writer import CURRENCIES, MINUS
from semantic.record import record

MASK = "▮"
_MINUSES = f"-{MINUS}–—\u2010\u2011\u2012\ufe63\uff0d"
_DASH = "[" + re.escape(_MINUSES) + "]"
_SYMBOLS = {symbol: code for code, symbol in CURRENCIES.items()}
_CODES = "|".join(CURRENCIES)
_MONEY_WORDS = {"pound": "GBP", "quid": "GBP", "dollar": "USD", "euro": "EUR", "yen": "JPY"}
_NUMERAL = re.compile(
    rf"(?P<before>[+±~≈<>≤≥]|{_DASH})?[ \u00a0]?"
    rf"(?P<money>[^\W\d_]{{0,2}}[£$€¥₿₹₽]|(?:{_CODES})[ \u00a0]?)?"
    rf"(?P<inner>\+|{_DASH})?"
    r"(?P<number>\d+(?:[.,'’]\d+)*)(?P<glued>(?:[^\W_]|[/:'’]\d)*)"
)
_AFTER = re.compile(
    r"""(?xi) [ \u00a0\u202f]? (?:
        (?P<percent> % | per\ ?cent\b)
      | (?P<points> percentage\ points? | points?\b | pp\b | pts\b)
      | (?P<money> (?:GBP|USD|EUR|JPY|pounds?|quid|dollars?|euros?|yen)\b)
      | (?P<scale> (?:k|m|mn|bn|hundreds?|thousands?|millions?|billions?|dozens?|-?fold|times|x)\b)
      | (?P<noun> [^\W\d_]+))"""
)
SCALE = re.compile(
    r"(?i)[ \u00a0]?(?:%|‰|(?:k|m|mn|bn|hundreds?|thousands?|millions?|billions?|points?)\b)"
)
"""What makes another figure of a number that it follows."""
UNIT = re.compile(rf"(?i)[%‰£$€¥₿₹₽]|\b(?:per\ ?cent|percent(?:age)?\b|(?:{_CODES})\b)")
"""What is a unit wherever it stands, also without a figure."""

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_COUNTED = regex(
    rf"(?i)\b(?:(?P<tens>{'|'.join(_TENS)})(?:[ -](?P<unit>{'|'.join(_SMALL[1:10])}))?"
    rf"|(?P<small>{'|'.join(_SMALL)}))\b",
    "|".join((*_SMALL, *_TENS)),
)
_VAGUE = regex(
    r"""(?xi) \b(?:
        (?:hundred|thousand|million|billion|trillion|dozen)s? | score | couple
      | half | halves | halved | halving | twice | thrice | \w+fold
      | (?:doubl|tripl|trebl|quadrupl)(?:e|es|ed|ing)
      | (?:a|an|one|two|three)\ (?:third|quarter|fifth|sixth|tenth)s?
      | (?:third|fifth|sixth|seventh|eighth|ninth|tenth|hundredth)s
      | none | nobody | nil | nought )\b""",
    "hundred|thousand|illion|dozen|score|couple|half|halv|twice|thrice|fold|doubl|tripl|trebl|quadrupl"
    "|third|quarter|fifth|sixth|seventh|eighth|ninth|tenth|none|nobody|nil|nought",
)
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_NO = regex(rf"(?i)\bno (?P<noun>[^\W\d_]+|{MASK})", "no ")
_BOUND = regex(
    r"""(?xi) \b(?:
        (?:more|less|fewer|greater|higher|lower|bigger|smaller)\ than | over | above | under | below
      | at\ (?:least|most) | up\ to | nearly | almost | exceed(?:s|ed|ing)? | beyond
      | about | around | roughly | approximately | some | circa
      | as\ (?:many|much|few|little)\ as )\s*$""",
    "than|over|above|under|below|at |up to|nearly|almost|exceed|beyond|about|around|roughly|approx"
    "|some|circa|as ",
)
_PER = regex(r"(?i) [^.,;]{0,30}?\b(?:per|for (?:each|every))\b", "per|for ")


@record
class Figure:
    """A figure at `start:end`. `value` is None when it is no plain number.

    `unit` is a currency code, "%", "points" or empty; `noun` the word that follows the number;
    `bound` words such as "more than" before it; `wrong` says why no claim could allow it.
    """

    start: int
    end: int
    value: Decimal | None
    unit: str = ""
    sign: str = ""
    noun: str = ""
    bound: str = ""
    wrong: str = ""


def figures(text: str, start: int, end: int, nouns: frozenset[str]) -> Iterator[Figure]:
    """The figures in `text[start:end]`, in order; what is already understood is masked there.

    `nouns` are things that claims count: with them, "one" and "no" are figures.
    """
    taken: list[tuple[int, int]] = []
    for figure in _candidates(text, start, end, nouns):
        if not any(figure.start < stop and begin < figure.end for begin, stop in taken):
            taken.append((figure.start, figure.end))
            yield figure


def _candidates(text: str, start: int, end: int, nouns: frozenset[str]) -> Iterator[Figure]:
    for match in _NUMERAL.finditer(text, start, end):
        yield _numeral(text, match, start, end)
    for match in _FOREIGN.finditer(text, start, end):
        # Fractions, circled and superscript numbers, numerals of other scripts.
        if unicodedata.category(match[0]) in ("No", "Nl"):
            yield Figure(*match.span(), None, wrong="is not written in the digits 0 to 9")
    for match in _VAGUE.finditer(text, start, end):
        yield Figure(
            match.start(), match.end(), None, wrong="is a figure in words; use the claim's figure"
        )
    for match in _COUNTED.finditer(text, start, end):
        figure = _counted(text, match, start, end)
        counts = figure.noun in nouns or text[match.end() :].lstrip(" ")[:1] == MASK
        rule = _PER.match(text, match.end(), end)
        if figure.value != 1 or figure.unit or (counts and not rule):
            yield figure
    for match in _NO.finditer(text, start, end):
        if match["noun"] == MASK or singular(match["noun"]) in nouns:
            yield Figure(match.start(), match.start() + 2, Decimal(0))


def _numeral(text: str, match: re.Match[str], start: int, end: int) -> Figure:
    after = _AFTER.match(text, match.end(), end)
    sign, begin = _sign_of(text, match, start)
    unit = _unit(match, after)
    stop = after.end() if after and not after["noun"] else match.end()
    bound = _BOUND.search(text[start:begin])
    return Figure(
        begin,
        stop,
        _value(match["number"]),
        unit=unit or "",
        sign=sign,
        noun=singular(after["noun"]) if after and after["noun"] else "",
        bound=bound[0].strip() if bound else "",
        wrong=_wrong(match, after, sign, unit),
    )


def _sign_of(text: str, match: re.Match[str], start: int) -> tuple[str, int]:
    first = match.start("money") if match["money"] else match.start("number")
    before = match["before"] or ""
    glued = match.start() > start and text[match.start() - 1].isalnum()
    # A dash with a space on both sides, or between letters, is punctuation.
    if before and before in _MINUSES and (glued or match.start() + 1 < first):
        before = ""
    sign = before or match["inner"] or ""
    begin = match.start() if before else first
    return ("-" if sign and sign in _MINUSES else sign), begin


def _unit(match: re.Match[str], after: re.Match[str] | None) -> str | None:
    """The unit, or None when there are two."""
    found = []
    if match["money"]:
        symbol = match["money"].strip()
        found.append(_SYMBOLS.get(symbol, symbol))
    if after and after["money"]:
        word = after["money"]
        found.append(_MONEY_WORDS.get(singular(word), word.upper()))
    if after and after["percent"]:
        found.append("%")
    if after and after["points"]:
        found.append("points")
    return found[0] if len(found) == 1 else None if found else ""


def _wrong(match: re.Match[str], after: re.Match[str] | None, sign: str, unit: str | None) -> str:
    if not match["number"].isascii():
        return "is not written in the digits 0 to 9"
    if match["glued"] or (after and after["scale"]):
        return "is not written out as a plain figure"
    if _value(match["number"]) is None:
        return "is not a well-formed figure"
    if unit is None:
        return "has two units"
    if sign not in ("", "+", "-"):
        return "is hedged; figures are said as they are"
    return ""


def _value(number: str) -> Decimal | None:
    well_formed = re.fullmatch(r"(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)(?:\.\d+)?", number)
    return Decimal(number.replace(",", "")) if well_formed and number.isascii() else None


def _counted(text: str, match: re.Match[str], start: int, end: int) -> Figure:
    if match["small"]:
        value = _SMALL.index(match["small"].lower())
    else:
        value = 10 * (_TENS.index(match["tens"].lower()) + 2)
        value += _SMALL.index(match["unit"].lower()) if match["unit"] else 0
    after = _AFTER.match(text, match.end(), end)
    bound = _BOUND.search(text[start : match.start()])
    unit = ""
    if after:
        unit = "%" if after["percent"] else "points" if after["points"] else ""
        unit = _MONEY_WORDS.get(singular(after["money"]), "") if after["money"] else unit
    return Figure(
        match.start(),
        match.end(),
        Decimal(value),
        unit=unit,
        noun=singular(after["noun"]) if after and after["noun"] else "",
        bound=bound[0].strip() if bound else "",
        wrong="is not written out as a plain figure" if after and after["scale"] else "",
    )


@lru_cache(maxsize=20_000)
def singular(word: str) -> str:
    """A noun without the ending of its plural, in small letters."""
    lowered = word.lower()
    if lowered.endswith("ies") and len(lowered) > 4:
        return lowered[:-3] + "y"
    return lowered[:-1] if lowered.endswith("s") and len(lowered) > 3 else lowered
