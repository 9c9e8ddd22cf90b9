"""Digits and letters that stand for small words on a phone: "4 Germany", "2 date", "uk n france".

Each is read so only where it cannot be a number or a name as well: "top 4 countries" and "2 June"
stay what they are.
"""

from collections.abc import Sequence
from dataclasses import replace

from agent.interpreter.times.calendar_grammar import MONTHS, WEEKDAYS
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.ordinary import PERIOD_WORDS, SAME
from agent.interpreter.words.tokens import Token

_UNITS = frozenset({"day", "week", "month", "quarter", "year", "wk", "mth", "mnth", "qtr", "yr"})
_NAMED_DAYS = frozenset({*WEEKDAYS, "weekend"})
# What a number cannot count: "4 the UK", "4 last month".
_UNCOUNTED = frozenset(
    {"the", "this", "last", "each", "every", "all", "our", "me", "us", "yesterday", "today"}
    | {"q1", "q2", "q3", "q4", "h1", "h2"}
)
# How people who count them every month speak of active customers: "April's actives".
_ACTIVE, _ACTIVES = "active", "actives"
_COMPARED = frozenset({"compared", "comparing", "relative", "next", "comparison"})
_LINKS = frozenset(
    {"and", "or", "n", "vs", "v", "in", "last", "this", "by", "per", "pls", "please"}
)
_NO_LINK = frozenset({"per", "top", "last", "first", "of", "by", "past", "next", "bottom", "m"})


def spelled_out(given: Sequence[Token], lexicon: Lexicon) -> tuple[Token, ...]:
    """The tokens with such digits and letters as the words they stand for, marked as corrected."""
    found: list[Token] = []
    place = 0
    while place < len(given):
        if _is_before(given, place, lexicon):
            found.append(_as(given[place], "before", given[place + 1].end))
            place += 2
            continue
        if given[place].word == _ACTIVES and (_ACTIVE, "customer") in lexicon.phrases:
            found += [replace(given[place], word=_ACTIVE, stem=_ACTIVE)]
            found += [replace(given[place], word="customers", stem="customer")]
            place += 1
            continue
        word = _meant(given, place, lexicon)
        found.append(_as(given[place], word, given[place].end) if word else given[place])
        place += 1
    return tuple(found)


def _as(token: Token, word: str, end: int) -> Token:
    return replace(token, word=word, stem=word, end=end, corrected=True)


def _meant(given: Sequence[Token], place: int, lexicon: Lexicon) -> str:
    """The word that a digit or letter stands for; empty where it stands for itself."""
    word = given[place].word
    if word == "4" and _is_for(given, place, lexicon):
        return "for"
    if word == "2" and _is_to(given, place):
        return "to"
    return "and" if word == "n" and _is_and(given, place, lexicon) else ""


def _word(given: Sequence[Token], place: int) -> str:
    return given[place].word if 0 <= place < len(given) else ""


def _is_before(given: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    pair = [token.word for token in given[place : place + 2]] == ["b", "4"]
    joined = pair and given[place].end == given[place + 1].start
    return joined and ("b", "4") not in lexicon.phrases and ("b4",) not in lexicon.phrases


def _is_for(given: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """Whether "4" follows a metric, and precedes what there can be no four of."""
    measured = any(_names_metric(given[start:place], lexicon) for start in range(place))
    dated = SAME.get(_word(given, place - 1), _word(given, place - 1)) in _UNITS
    if not (measured or dated):
        return False
    following = _word(given, place + 1)
    if following in _UNCOUNTED:
        after = given[place + 2 : place + 3]
        return not (after and after[0].word != after[0].stem)
    found = lexicon.at(given, place + 1) if place + 1 < len(given) else None
    if found is None or found[1].metrics:
        return False
    ends = place + 1 + found[0]
    if found[1].dimensions:
        # As in "4 customer 12748", and not in "4 customers".
        numbered = not any(token.is_word for token in given[ends : ends + 1])
        return numbered and given[ends - 1].word == given[ends - 1].stem and ends < len(given)
    # "4 German customers" may be four of them.
    last = not any(token.is_word for token in given[ends : ends + 1])
    return following not in MONTHS and (last or _word(given, ends) in _LINKS)


def _names_metric(said: Sequence[Token], lexicon: Lexicon) -> bool:
    found = lexicon.at(said, 0)
    return found is not None and found[0] == len(said) and bool(found[1].metrics)


def _is_to(given: Sequence[Token], place: int) -> bool:
    """Whether "2" links: "month 2 date", "from Jan 2 Sept", "July compared 2 June"."""
    before, after = _word(given, place - 1), _word(given, place + 1)
    if after == "date":
        return SAME.get(before, before) in _UNITS
    if _day(before) and _day(after):
        return True
    if after not in MONTHS:
        return before in _COMPARED and after in ("last", "the", "previous", "this")
    led = before in MONTHS and _word(given, place - 2) in ("from", "between")
    # The second of June may be meant where days of another month are compared with it.
    said = {token.word for token in given[: place - 1]}
    months = before in _COMPARED and bool(said & MONTHS.keys())
    return led or (months and not any(word[:1].isdigit() for word in said))


def _day(word: str) -> bool:
    return PERIOD_WORDS.get(word, word) in _NAMED_DAYS or word in ("mon", "sat", "sun")


def _is_and(given: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """Whether "n" stands alone before a word, and after one or at the beginning."""
    if given[place].capitals or ("n",) in lexicon.phrases or place + 1 >= len(given):
        return False
    before, after = _word(given, place - 1), given[place + 1]
    linked = not place or (given[place - 1].is_word and before not in _NO_LINK)
    return linked and after.is_word and after.word != "n"
