"""Months and other times that own a figure, written without an apostrophe: "septembers sales"."""

from collections.abc import Sequence
from dataclasses import replace

from agent.interpreter.times.calendar_grammar import MONTHS
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.ordinary import NEUTRAL
from agent.interpreter.words.tokens import Token

_OWNING_MONTHS = frozenset(f"{month}s" for month in MONTHS if len(month) > 4) | {
    "junes",
    "julys",
    "mays",
}
_OWNING_DAYS = frozenset({"todays", "yesterdays"})
_OWNING_UNITS = frozenset({"weeks", "months", "quarters", "years"})
_ONE_UNIT = frozenset({"last", "this", "previous"})
_SEVERAL = frozenset({"all", "both", "every", "past", "these", "those", "previous", "other", "our"})
_MOST_BETWEEN = 2


def with_owners(given: tuple[Token, ...], lexicon: Lexicon) -> tuple[Token, ...]:
    """The tokens with "septembers" as September, where the name of a figure follows.

    "The last two Septembers" are several, and stay as they are.
    """
    return tuple(
        replace(token, word=token.stem)
        if _is_owner(given, place) and _figure_follows(given, place + 1, lexicon)
        else token
        for place, token in enumerate(given)
    )


def _is_owner(given: Sequence[Token], place: int) -> bool:
    word, before = given[place].word, given[place - 1] if place else None
    if word in _OWNING_UNITS:
        return before is not None and before.word in _ONE_UNIT
    several = before is not None and (before.is_number or before.word in _SEVERAL)
    return word in _OWNING_DAYS or (word in _OWNING_MONTHS and not several)


def _figure_follows(given: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """Whether a metric is named there, or after a word or two that say of whom: "German"."""
    for start in range(place, min(place + _MOST_BETWEEN + 1, len(given))):
        found = lexicon.at(given, start)
        if found is not None:
            return bool(found[1].metrics)
        word = given[start]
        if not word.is_word or (word.word in NEUTRAL and word.word not in ("total", "overall")):
            return False
    return False
