"""Regular expressions that are compiled when a text first has words without which they cannot fit.

To compile what all that people may say is recognised by takes longer than to read what they said.
"""

import re
import sys
from collections.abc import Iterator
from functools import cached_property, lru_cache

from semantic.record import record

DIGIT = r"\d"
"""Stands among the words of a need for any digit."""

_A_DIGIT = re.compile(DIGIT)
# The letters that such an expression takes for i, k and s too, whatever their case.
_ALIKE = str.maketrans("\u0130\u0131\u212a\u017f", "iiks")


@record
class Pattern:
    """A regular expression; what it fits has one word of each need, whole or as part of another.

    Where the expression ignores case, words of needs are in small letters.
    """

    text: str
    needs: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The regular expression itself."""
        return re.compile(self.text)

    @cached_property
    def ignores_case(self) -> bool:
        """Whether small and capital letters are the same to it."""
        return self.text.startswith(("(?i)", "(?xi)"))

    def may_fit(self, text: str) -> bool:
        """Whether the text has one word of each need."""
        given = folded(text) if self.ignores_case else text
        return all(_has(given, need) for need in self.needs)

    def finditer(
        self, text: str, start: int = 0, end: int = sys.maxsize
    ) -> Iterator[re.Match[str]]:
        """Where it fits within `text[start:end]`, in order."""
        if not self.may_fit(text[start:end]):
            return iter(())
        return self.compiled.finditer(text, start, end)

    def search(self, text: str) -> re.Match[str] | None:
        """Where it fits first."""
        return self.compiled.search(text) if self.may_fit(text) else None

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """How it fits the beginning of `text[start:end]`."""
        return self.compiled.match(text, start, end) if self.may_fit(text[start:end]) else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """How it fits the whole."""
        return self.compiled.fullmatch(text) if self.may_fit(text) else None


def regex(text: str, *needs: str) -> Pattern:
    """A pattern that fits nothing without one word of each need, as in "first|last", "week"."""
    return Pattern(text, tuple(tuple(need.split("|")) for need in needs))


@lru_cache(maxsize=256)
def folded(text: str) -> str:
    """The text in small letters, with those in it that are a Latin one to an expression."""
    return text.lower() if text.isascii() else text.translate(_ALIKE).lower()


def _has(text: str, need: tuple[str, ...]) -> bool:
    # A plain loop: a text is asked this by hundreds of patterns.
    for word in need:
        if word in text:
            return True
    return DIGIT in need and _A_DIGIT.search(text) is not None
