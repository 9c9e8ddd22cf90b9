"""Numbers of several words as figures: "sixty thousand", "two hundred and fifty", "thirty-one"."""

from collections.abc import Sequence
from dataclasses import replace

from agent.interpreter.tokens import Token

_UNITS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
         "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
         "nineteen"),
        start=1,
    )
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_TIMES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
_SMALL = _UNITS | _TENS
# Known one by one to every part of the grammar.
_FEWEST = 2
_LONE = frozenset({"thirteen", "fourteen", "sixteen", "seventeen", "eighteen", "nineteen"}) | (
    frozenset(_TENS) - {"twenty", "thirty", "fifty"}
)


def in_figures(given: Sequence[Token]) -> list[Token]:
    """The tokens with each number of several words as one token in figures, such as `60,000`."""
    found: list[Token] = []
    place = 0
    while place < len(given):
        end = _end(given, place)
        words = [token.word for token in given[place:end]]
        if len(words) >= _FEWEST or (words[:1] and words[0] in _LONE):
            figure = f"{_value(words):,}"
            found.append(replace(given[place], word=figure, stem=figure, end=given[end - 1].end))
            place = end
        else:
            found.append(given[place])
            place += 1
    return found


def _end(given: Sequence[Token], place: int) -> int:
    """Where the words of one number end that begins at a place; the place where none does."""
    end = place
    while end < len(given):
        before, word = (given[end - 1].word if end > place else ""), given[end].word
        following = given[end + 1].word if end + 1 < len(given) else ""
        if _goes_on(before, word):
            end += 1
        elif (
            word == "-" and before in _TENS and following in _UNITS and _UNITS[following] < 10
        ) or (word == "and" and before in _TIMES and following in _SMALL):
            end += 2
        else:
            break
    return end


def _goes_on(before: str, word: str) -> bool:
    """Whether a word continues a number after another one, or begins it."""
    if word in _TIMES:
        return before in _SMALL or (before == "hundred" and word != "hundred")
    if not before or before in _TIMES:
        return word in _SMALL
    return before in _TENS and _UNITS.get(word, 10) < 10


def _value(words: Sequence[str]) -> int:
    whole = part = 0
    for word in words:
        if word == "hundred":
            part *= 100
        elif word in _TIMES:
            whole, part = whole + part * _TIMES[word], 0
        else:
            part += _SMALL.get(word, 0)
    return whole + part
