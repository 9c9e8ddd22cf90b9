"""What analysts write as it stands in files and queries, put into the words of a question."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from agent.interpreter.times.calendar_grammar import MONTHS
from agent.interpreter.words.tokens import Token, stem
from semantic.period import GRAINS

# One sign or short form, and the words that it stands for.
_SAID_AS = {
    "≥": (">", "="), "⩾": (">", "="), "≤": ("<", "="), "⩽": ("<", "="), "≠": ("!", "="),
    "Δ": ("delta",), "δ": ("delta",), "∆": ("delta",), "✕": ("×",), "\u2a2f": ("×",),
    "timeseries": ("time", "series"), "dupes": ("duplicates",), "dupe": ("duplicate",),
    "dup": ("duplicate",), "dups": ("duplicates",),
    "upto": ("up", "to"), "nunique": ("count", "distinct"), "annum": ("year",),
}  # fmt: skip
_PER: dict[tuple[str, ...], str] = {
    ("p", ".", "a"): "year",
    ("p", ".", "w"): "week",
    ("p", ".", "q"): "quarter",
}
_SPANS = {
    "d": "days", "w": "weeks", "wk": "weeks", "wks": "weeks", "m": "months", "mo": "months",
    "mos": "months", "mth": "months", "mths": "months", "q": "quarters", "y": "years",
    "yr": "years", "yrs": "years",
}  # fmt: skip
_SPAN = re.compile(r"(\d{1,3})([a-z]+)".replace("[a-z]+", "|".join(sorted(_SPANS, reverse=True))))
_LAST = frozenset(
    {"last", "past", "trailing", "rolling", "previous", "prior", "preceding", "latest"}
)
_BY_TIME = frozenset(f"time.{grain}" for grain in GRAINS)
_QUOTES = frozenset({'"', "'", "“", "”", "\u2018", "’", "`"})
# As in "quarter 1" and "quarter two", where "this quarter 3 best products" counts products.
_QUARTERS = {"1": "1", "2": "2", "3": "3", "4": "4", "one": "1", "two": "2", "three": "3",
             "four": "4"}  # fmt: skip
_OTHER_QUARTER = frozenset(
    {"this", "last", "next", "previous", "prior", "past", "current", "latest", "that", "each"}
    | {"every", "a", "an", "any", "same", "our", "whole", "full", "first", "second", "third"}
    | {"fourth", "1st", "2nd", "3rd", "4th", "final", "one", "recent", "calendar"}
)
_TO = frozenset({"-", "–", "bis", "to", "until", "till", "and", "&", "+", ","})
_COUNTING_OUT = frozenset(
    {"top", "bottom", "best", "worst", "first", "last", "next", "week", "wk", "kw", "cw", "no"}
)
# After these "for the first time ever" has said all it says.
_AFTER_EVER = frozenset({"in", "on", "during", "last", "this", "at", "by", "with", "from", "and"})
_THEY_DID = frozenset({"came", "did", "was", "were", "is", "are", "still", "then", "had", "have"})
_THEY_DID |= {"has", "again", "returned", "went", "bought", "ordered"}
_PARTS = frozenset({"part", "share", "slice", "chunk", "portion", "proportion", "percentage"})
_LOOSE = frozenset({"the", "per", "by"})
_AFTER_QUARTER = frozenset(
    {"of", "in", "to", "and", "or", "vs", "versus", "v", "against", "compared", "than", "please"}
    | {"pls", "with", "until", "till", "through", "was", "is", "were", "did", "by", "for", "so"}
)
_DIFFERENT = frozenset({"distinct", "unique"})
_COUNT = frozenset({"count", "counts", "number"})
_MANY = ("how", "many", "distinct")


def in_words(given: Sequence[Token], fields: Collection[str]) -> tuple[Token, ...]:
    """The tokens with names such as `gross_sales` in words, signs and short forms spelled out.

    One of the `fields`, such as `order.country`, becomes one token. Each token keeps its place in
    the question.
    """
    spans = _spans(_per(_quarters(_ordinals(_first_ever(_big_parts(_hyphened(given)))))))
    found = [each for token in spans for each in _spelled(token)]
    return _counting(_without_quotes(_with_fields(_joined(found), fields)))


def _big_parts(given: Sequence[Token]) -> list[Token]:
    """The tokens with "how big a part", or "what part came", as what share."""
    words = [token.word for token in given]
    found: list[Token] = []
    place = 0
    while place < len(given):
        how, size, a, part = (*words[place : place + 4], "", "", "", "")[:4]
        if how == "how" and size in ("big", "large") and a == "a" and part in _PARTS:
            share = replace(given[place + 3], word="share", stem="share")
            found += [replace(given[place], word="what", stem="what"), share]
            place += 4
        elif how in ("what", "which") and size == "part" and a in _THEY_DID:
            found += [given[place], replace(given[place + 1], word="share", stem="share")]
            place += 2
        else:
            found.append(given[place])
            place += 1
    return found


def _first_ever(given: Sequence[Token]) -> list[Token]:
    """The tokens with "their first ever order" as their first order."""
    return [
        token
        for place, token in enumerate(given)
        if not (
            token.word == "ever"
            and place
            and given[place - 1].word == "first"
            and place + 1 < len(given)
            and given[place + 1].is_word
            and given[place + 1].word not in _AFTER_EVER
        )
    ]


def _ordinals(given: Sequence[Token]) -> list[Token]:
    """The tokens with "1.-2. October" as "1-2 October"."""
    return [
        token
        for place, token in enumerate(given)
        if token.word != "." or not _is_ordinal(given, place)
    ]


def _is_ordinal(given: Sequence[Token], place: int) -> bool:
    """Whether a full stop makes the number before it a day of the month named next."""
    day, before, after = (
        given[n].word if 0 <= n < len(given) else "" for n in (place - 1, place - 2, place + 1)
    )
    if not day.isdigit() or len(day) > 2 or before in _COUNTING_OUT:
        return False
    if after in _TO and place + 3 < len(given) and given[place + 3].word == ".":
        return _is_ordinal(given, place + 3)
    return after in MONTHS and given[place - 1].end == given[place].start


def _hyphened(given: Sequence[Token]) -> list[Token]:
    """The tokens with "5-Sep-2011" as "5 Sep 2011"."""
    found = list(given)
    for place in range(len(found) - 2, 0, -1):
        around = found[place - 1 : place + 2]
        whole = all(one.end == other.start for one, other in pairwise(around))
        if (
            around[1].word == "-"
            and whole
            and around[0].word.isdigit()
            and (around[2].word in MONTHS and len(around[0].word) <= 2)
        ):
            after = found[place + 2 : place + 4]
            if len(after) == 2 and after[0].word == "-" and after[1].word.isdigit():
                year = after[1].word if len(after[1].word) == 4 else f"20{after[1].word}"
                found[place + 2 : place + 4] = [replace(after[1], word=year, stem=year)]
            del found[place]
    return found


def _quarters(given: Sequence[Token]) -> list[Token]:
    """The tokens with "quarter 1" as "Q1", and "Q1, 2 and 3" as "Q1, Q2 and Q3"."""
    found: list[Token] = []
    for place, token in enumerate(given):
        before = [each.word for each in found[-3:]]
        said = _QUARTERS.get(token.word)
        if said and before[-1:] == ["q"]:
            token = replace(token, word=said, stem=said)
        elif said and before[:1] == ["q"] and before[-1] in _TO and _ends(given, place + 1):
            found.append(replace(token, word="q", stem="q"))
            token = replace(token, word=said, stem=said)
        elif token.word in ("quarter", "qtr", "quarters", "qtrs") and _is_quarter(given, place):
            token = replace(token, word="q", stem="q")
        found.append(token)
    return found


def _is_quarter(given: Sequence[Token], place: int) -> bool:
    """Whether the number after a "quarter" says which one, and does not count what follows."""
    before = given[place - 1].word if place else ""
    number = given[place + 1].word if place + 1 < len(given) else ""
    if number not in _QUARTERS or before in _OTHER_QUARTER or before.isdigit():
        return False
    return before not in _LOOSE or _ends(given, place + 2)


def _ends(given: Sequence[Token], place: int) -> bool:
    """Whether nothing that could be counted stands at a place."""
    word = given[place].word if place < len(given) else ""
    return not word[:1].isalpha() or word in _AFTER_QUARTER


def _per(given: Sequence[Token]) -> list[Token]:
    """The tokens with "p.a." as "per year"."""
    found: list[Token] = []
    place = 0
    while place < len(given):
        unit = _PER.get(tuple(token.word for token in given[place : place + 3]), "")
        if unit:
            last = given[place + 3 : place + 4]
            end = 4 if last and last[0].word == "." else 3
            found += _as_words(given[place], given[place + end - 1].end, ("per", unit))
            place += end
        else:
            found.append(given[place])
            place += 1
    return found


def _spans(given: Sequence[Token]) -> list[Token]:
    """The tokens with "30d" after "trailing" as "30 days"."""
    found: list[Token] = []
    for token in given:
        match = _SPAN.fullmatch(token.word)
        if match and found and found[-1].word in _LAST:
            found += _as_words(token, token.end, (match[1], _SPANS[match[2]]))
        else:
            found.append(token)
    return found


def _as_words(token: Token, end: int, words: Sequence[str]) -> list[Token]:
    return [Token(word, token.start, end, stem(word)) for word in words]


def _spelled(token: Token) -> list[Token]:
    words = _SAID_AS.get(token.word)
    if words is not None:
        return _as_words(token, token.end, words)
    year = token.word.removeprefix("cy")
    year = f"20{year}" if len(year) == 2 else year
    calendar = token.word.startswith("cy") and len(year) == 4 and year.isdigit()
    return _as_words(token, token.end, (year,)) if calendar else [token]


def _joined(given: Sequence[Token]) -> list[Token]:
    """The tokens without what joins the words of a name: the "_" of "gross_sales"."""
    return [
        token
        for place, token in enumerate(given)
        if token.word != "_" or not _is_inside(given, place)
    ]


def _is_inside(given: Sequence[Token], place: int) -> bool:
    around = given[max(place - 1, 0) : place + 2]
    together = all(one.end == other.start for one, other in pairwise(around))
    return len(around) == 3 and together and around[0].is_word and around[2].word.isalnum()


def _with_fields(given: Sequence[Token], fields: Collection[str]) -> list[Token]:
    """The tokens with "order.country" as one, where it is one of the fields."""
    found: list[Token] = []
    place = 0
    while place < len(given):
        end = _field_end(given, place, fields) if _opens_field(given, place) else place
        if end > place:
            name = _field_name(given[place:end]).removeprefix("time.")
            found.append(replace(given[place], word=name, stem=name, end=given[end - 1].end))
        else:
            found.append(given[place])
        place = max(end, place + 1)
    return found


def _opens_field(given: Sequence[Token], place: int) -> bool:
    return place + 2 < len(given) and any(
        token.word == "." and token.end == given[place + n + 1].start
        for n, token in enumerate(given[place : place + 4])
        if n and place + n + 1 < len(given)
    )


def _field_name(given: Sequence[Token]) -> str:
    return "_".join(token.word for token in given).replace("_._", ".")


def _field_end(given: Sequence[Token], place: int, fields: Collection[str]) -> int:
    for end in range(min(place + 8, len(given)), place + 2, -1):
        name = _field_name(given[place:end])
        if name in fields or name in _BY_TIME:
            return end
    return place


def _without_quotes(given: Sequence[Token]) -> list[Token]:
    """The tokens without the quotes around a date: "between '2011-06-01' and '2011-06-30'"."""
    dates = {place for place, token in enumerate(given) if _is_date(token.word)}
    return [
        token
        for place, token in enumerate(given)
        if token.word not in _QUOTES or not dates & {place - 1, place + 1}
    ]


def _is_date(word: str) -> bool:
    return len(word) in (7, 8, 10) and word[:4].isdigit() and word[4] == "-"


def _counting(given: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with "count(distinct sku)" as "how many different sku"."""
    words = [token.word for token in given]
    for place, word in enumerate(words):
        before = words[max(place - 1, 0)]
        if word in _DIFFERENT and place and before in _COUNT | {"("}:
            start = place - 2 if before == "(" and place > 1 else place - 1
            if words[start] in _COUNT:
                return _many(given, start, place + 1)
    return tuple(given)


def _many(given: Sequence[Token], start: int, end: int) -> tuple[Token, ...]:
    """The tokens with "how many different" in place of those at `start:end`."""
    asking = _as_words(given[start], given[end - 1].end, _MANY)
    return (*given[:start], *asking, *given[end:])
