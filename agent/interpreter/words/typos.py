"""Misspelt words, read as the one known word they are nearest to."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from agent.interpreter.words.no_slips import NO_SLIPS
from agent.interpreter.words.ordinary import PERIOD_WORDS
from agent.interpreter.words.tokens import Token, stem

_LONG = 10
_VOWELS = "aeiou"
_CONSONANTS = re.compile(r"[^aeiou]{3}")
_FORMS = frozenset({"ed", "er", "es", "or"})
_INFLECTIONS = frozenset({"s", "es", "d", "ed", "r", "er", "n", "en", "y", "ly", "al", "ing"})


def mended(
    given: tuple[Token, ...],
    known: frozenset[str],
    is_value: Callable[[str], bool],
    is_name: Callable[[str, str], bool] = lambda _, __: False,
) -> tuple[Token, ...]:
    """The tokens with misspelt words corrected.

    A word of five letters or more becomes the only known word that one slip leads to (two in a
    long word), counting a swap of neighbours as one. Shorter words must be a swap. Where no slip
    leads anywhere, vowels may have been left out. Words that are part of some value are left alone,
    and so are another form of a known word ("lapses", "lapsed") and other words of English ("state"
    is no slip of "stat"). Of several, the one that `is_name` with the word beside it is meant.
    """

    def completing(place: int) -> Callable[[str], bool]:
        before, after = (
            given[n].stem if 0 <= n < len(given) else "" for n in (place - 1, place + 1)
        )
        return lambda word: is_name(before, word) or is_name(word, after)

    return tuple(
        token
        if _is_known(token, known) or is_value(token.stem)
        else _mended(token, _by_letter(known).get(token.word[0], ()), completing(place))
        for place, token in enumerate(given)
    )


@lru_cache(maxsize=8)
def _by_letter(known: frozenset[str]) -> Mapping[str, Sequence[str]]:
    """The known words by the letter they begin with, which no slip is taken to change."""
    found: dict[str, list[str]] = {}
    for word in known:
        found.setdefault(word[:1], []).append(word)
    return found


def _is_known(token: Token, words: frozenset[str]) -> bool:
    return (
        not token.word.isalpha()
        or len(token.word) < 4
        or token.word in NO_SLIPS
        or token.word in PERIOD_WORDS
        or token.word in words
        or token.stem in words
    )


def _mended(token: Token, words: Sequence[str], completes: Callable[[str], bool]) -> Token:
    # Imported here because most questions have no misspelt word.
    from rapidfuzz.distance import OSA

    slips = 2 if len(token.word) >= _LONG else 1
    near: dict[int, set[str]] = {}
    for word in words:
        if _is_swapped_plural(token.word, word):
            near.setdefault(1, set()).add(stem(word))
        several = f"{word[:-1]}ies" if word.endswith("y") else word
        if token.word.endswith("s") and len(token.word) == len(word):
            # A letter of a plural is left out: "oders".
            several = f"{word}s"
        for form, known in {(token.word, word), (token.stem, word), (token.word, several)}:
            if abs(len(known) - len(form)) <= slips:
                distance = OSA.distance(form, known, score_cutoff=slips)
                if distance <= slips and _is_slip(form, known):
                    near.setdefault(distance, set()).add(stem(known))
    best = near[min(near)] if near else _without_vowels(token, words)
    named = {word for found in near.values() for word in found if completes(word)}
    if len(named) == 1:
        # "Lost acounts" are accounts, as near as "amounts" is.
        best = named
    if len(best) != 1:
        return token
    word = best.pop()
    return replace(token, word=word, stem=word, corrected=True)


def _without_vowels(token: Token, words: Sequence[str]) -> set[str]:
    """The known words that a word is written short for by leaving out vowels: "ordrs", "cstmr".

    Three consonants in a row tell it from other words of English, which "costs" is.
    """
    form = token.stem
    if not _CONSONANTS.search(form):
        return set()
    meant = {stem(word) for word in words if len(word) > len(form)}
    return {word for word in meant if len(word) > len(form) and _drops_vowels(form, word)}


def _drops_vowels(form: str, word: str) -> bool:
    """Whether the letters that a word has more are vowels."""
    place = 0
    for letter in word:
        if place < len(form) and letter == form[place]:
            place += 1
        elif letter not in _VOWELS:
            return False
    return place == len(form)


def _is_swapped_plural(said: str, word: str) -> bool:
    """Whether two letters of a plural have changed places: "salse"."""
    if not 4 <= len(word) == len(said) - 1 or said[0] != word[0] or said in (word, f"{word}s"):
        return False
    apart = [place for place, letter in enumerate(f"{word}s") if said[place] != letter]
    return len(apart) == 2 and apart[1] == apart[0] + 1 and sorted(said) == sorted(f"{word}s")


def _is_slip(form: str, word: str) -> bool:
    if form[:-2] == word[:-2] and {form[-2:], word[-2:]} <= _FORMS:
        # Who is "managed" is no "manager".
        return False
    shorter, longer = sorted((form, word), key=len)
    if longer.startswith(shorter) and longer[len(shorter) :] in _INFLECTIONS:
        return False
    return len(shorter) >= 5 or sorted(form) == sorted(word)
