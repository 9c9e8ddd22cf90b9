"""Every lie that takes one change: each digit, sign, unit and label of a text, changed once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from agent.claims import Claim
from agent.writer import shown
from tests.briefings.real_notes import Written

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
NOUNS = ("customers", "orders", "items", "products", "companies", "members", "loans", "tickets")
GRAINS = ("day", "week", "month", "quarter", "year")

SIGNS = (
    (r"\bup\b", "down"),
    (r"\bdown\b", "up"),
    (r"\bunchanged\b", "up"),
    (r"\+(?=[£$€\d])", "−"),
    (r"\+(?=[£$€\d])", ""),
    ("−", "+"),
    ("−", ""),
    (r"(?<![\w£$€+−.,])(?=[£$€]\d)", "−"),
    (r"(?<=, )(?:up|down) (?=[£$€\d])", ""),
    (r"\bhighest\b", "lowest"),
    (r"\blowest\b", "highest"),
)
UNITS = (
    ("[£$]", "€"),
    ("€", "£"),
    ("[£$€](?=\\d)", ""),
    (r"(?<=\d) %", " points"),
    (r"(?<=\d) %", ""),
    (r"(?<=\d) points", " %"),
    (r"(?<=\d) points", ""),
    (r"(?<=\d)(?=[ ,.;)]|$)", "k"),
    (r"(?<=\d)(?=[ ,.;)]|$)", " %"),
    (r"(?<=\d) days?\b", " weeks"),
    (r"\bdays?\b", "months"),
    (r"\bbefore\b", "after"),
)


@dataclass(frozen=True)
class Lie:
    """A text with one change, of which kind, and what was changed into what."""

    kind: str
    change: str
    text: str


def lies(note: Written, chance: Random) -> Iterator[Lie]:
    """The text with one digit, sign, unit or label changed: each of them once for every way."""
    yield from _digits(note.text, chance)
    yield from _swapped("sign", note.text, SIGNS)
    yield from _swapped("unit", note.text, UNITS)
    yield from _labels(note, chance)


def _digits(text: str, chance: Random) -> Iterator[Lie]:
    for found in re.finditer(r"\d", text):
        other = chance.choice([digit for digit in "0123456789" if digit != found[0]])
        yield _lie("digit", text, found, other)


def _swapped(kind: str, text: str, pairs: Sequence[tuple[str, str]]) -> Iterator[Lie]:
    for old, new in pairs:
        for found in re.finditer(old, text):
            yield _lie(kind, text, found, new)


def _labels(note: Written, chance: Random) -> Iterator[Lie]:
    others = [*note.terms, "takings"]
    yield from _replaced(note.text, note.terms, others, chance)
    yield from _replaced(note.text, sorted(note.groups), sorted(note.groups), chance)
    names = {name for claim in note.claims.values() for name in _names(claim)}
    yield from _replaced(note.text, sorted(names), [*sorted(names), "Atlantis", "99999"], chance)
    for words in (MONTHS, NOUNS, GRAINS):
        yield from _replaced(note.text, words, words, chance)


def _replaced(
    text: str, words: Sequence[str], others: Sequence[str], chance: Random
) -> Iterator[Lie]:
    for word in words:
        for found in re.finditer(rf"(?i)(?<![\w.,]){re.escape(word)}(?![\w])", text):
            choice = [one for one in others if one.lower() != found[0].lower()]
            if choice:
                yield _lie("label", text, found, chance.choice(choice))


def _names(claim: Claim) -> Iterator[str]:
    if claim.kind == "name":
        yield shown(claim)
    for values in claim.members.values():
        yield from (str(value) for value in values if isinstance(value, str))


def _lie(kind: str, text: str, found: re.Match[str], new: str) -> Lie:
    changed = text[: found.start()] + new + text[found.end() :]
    near = text[max(0, found.start() - 12) : found.end() + 12].replace("\n", " ")
    return Lie(kind, f"{found[0]!r} to {new!r} in “{near}”", changed)
