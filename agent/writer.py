"""Claims as people read them, and templates filled with them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from agent.claims import MEMBER, Claim, ClaimBook
from agent.patterns import regex
from semantic.letters import seen

CURRENCIES: Mapping[str, str] = {"GBP": "£", "USD": "$", "EUR": "€", "JPY": "¥"}
MINUS = "−"
NO_VALUE = "no value"
LONGEST_NAME = 80
BLANK = "(blank)"
CHANGES = frozenset({"change", "change_pct"})
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)
# What a name is not written with, and a sentence about it is: "Acme: £1,000,000; Beech".
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_LIKE_OURS = regex(
    rf"""(?xi) (?<!\d):|:(?!\d) | [^\W\d_]{{4}}[.!?]\s | [!?]\s | \((?:up|down|unchanged)\b
      | \b(?:{_MONTHS}|q[1-4])\ \d{{4}}\b | \A(?:{_MONTHS}|(?:19|20)\d\d)\Z""",
    rf":|.|!|?|(|{_MONTHS}|q|19|20",
)
_OF_NAMES = frozenset(" &'’,.-/()+#_!?°:\"")
_INSIDE = str.maketrans(dict.fromkeys("“”„", "'"))
_REFERENCE = re.compile(r"\{([^{}|]*)(?:\|([^{}]*))?\}")


def shown(claim: Claim) -> str:
    """The figure as people read it, by the claim's format.

    £1,028,345.38 · 4.96 % · 1,259 · 26 September 2011 · a name as it is. Changes carry their sign
    (+£304,037, −1.80 points); levels do only when they are negative. A missing value is "no value".
    """
    value = claim.value
    if value is None:
        return NO_VALUE
    if claim.kind == "date":
        return day(date.fromisoformat(str(value)))
    if claim.kind == "name" or isinstance(value, str | bool):
        return visible(str(value))
    number = rounded(claim)
    return _sign(number, claim) + _size(abs(number), claim)


def visible(text: str, longest: int = LONGEST_NAME) -> str:
    """Text on one line, without control characters and invisible ones, cut at `longest` letters.

    What shows nothing at all is called `BLANK`. A sentence names things: what is longer than any
    name is a text, and would drown the figures.
    """
    shown = seen(" ".join(text.split()))
    if len(shown) > longest:
        return shown[: longest - 1].rstrip() + "…"
    return shown.strip() or BLANK


def quoted(text: str, longest: int = LONGEST_NAME) -> str:
    """A value as its name: `visible`, and between quotes if it has marks that sentences have.

    Whatever a customer calls itself, no part of it reads as a figure, a row or a sentence of ours:
    `“Acme: £1,000,000.00; Beech”`. What is quoted already stays as it is.
    """
    inner = text[1:-1] if text[:1] + text[-1:] == "“”" else text
    name = visible(inner, longest)
    if inner == text and not _is_like_ours(name):
        return name
    return f"“{visible(inner.translate(_INSIDE), longest - 2)}”"


def _is_like_ours(name: str) -> bool:
    marks = {letter for letter in name if not unicodedata.category(letter).startswith(("L", "M"))}
    odd = any(letter not in _OF_NAMES and not letter.isdecimal() for letter in marks)
    return name != BLANK and (odd or _LIKE_OURS.search(name) is not None)


def named(name: str, members: Sequence[Mapping[str, Any]], book: ClaimBook) -> Claim:
    """A claim of what the member that `members` hold to is called, to be added to the book.

    A name that looks like that of another member of the same field gets a number: `Acme Ltd (2)`.
    """
    claim = Claim(value=quoted(name), kind="name", label=MEMBER, filters=tuple(members))
    taken = {
        shown(other).casefold()
        for other in book.claims.values()
        if other.label == MEMBER
        and other.members.keys() == claim.members.keys()
        and other.members != claim.members
    }
    number = 1
    while shown(claim).casefold() in taken:
        number += 1
        suffix = f" ({number})"
        claim = claim.model_copy(
            update={"value": quoted(name, LONGEST_NAME - len(suffix)) + suffix}
        )
    return claim


def size(claim: Claim) -> str:
    """The figure without its sign, for sentences that say the direction in words."""
    if claim.value is None or isinstance(claim.value, str | bool):
        return shown(claim)
    return _size(abs(rounded(claim)), claim)


def direction(claim: Claim) -> str:
    """`up`, `down` or `unchanged`, by the sign of the figure as it is shown."""
    number = rounded(claim)
    return "up" if number > 0 else "down" if number < 0 else "unchanged"


def rounded(claim: Claim) -> Decimal:
    """The number that is shown: percentages times 100, halves rounded away from zero.

    A claim without a number counts as zero.
    """
    if claim.value is None or isinstance(claim.value, str | bool):
        return Decimal(0)
    number = Decimal(repr(claim.value))
    if claim.format.percent:
        number *= 100
    return number.quantize(Decimal(1).scaleb(-claim.format.decimals), context=_WIDE)


def day(given: date) -> str:
    """A date as people read it: `26 September 2011`."""
    return f"{given.day} {given:%B %Y}"


def render(template: str, claims: Mapping[str, Claim]) -> str:
    """The template with every reference filled in.

    `{c1}` is the figure, `{c1|size}` the figure without its sign, `{c1|direction}` the word for its
    sign, `{{` a brace. Raises KeyError for a claim or a form that does not exist.
    """
    pieces = (part.replace("}}", "}") for part in template.split("{{"))
    return "{".join(_REFERENCE.sub(lambda found: _filled(found, claims), part) for part in pieces)


def references(template: str) -> tuple[str, ...]:
    """The ids of the claims that a template refers to, each once, in order."""
    bare = template.replace("{{", "").replace("}}", "")
    return tuple(dict.fromkeys(found[1] for found in _REFERENCE.finditer(bare)))


def _filled(found: re.Match[str], claims: Mapping[str, Claim]) -> str:
    known_as, form = found[1], found[2]
    if known_as not in claims:
        raise KeyError(f"the template refers to {found[0]}, and there is no such claim")
    forms = {None: shown, "size": size, "direction": direction}
    if form not in forms:
        raise KeyError(f"the template asks for {found[0]}; there are size and direction")
    return forms[form](claims[known_as])


def _sign(number: Decimal, claim: Claim) -> str:
    if number < 0:
        return MINUS
    return "+" if number > 0 and claim.kind in CHANGES else ""


def _size(number: Decimal, claim: Claim) -> str:
    digits = f"{number:,}"
    if claim.unit == "points":
        return f"{digits} points"
    if claim.format.percent:
        return f"{digits} %"
    return CURRENCIES.get(claim.format.unit, "") + digits
