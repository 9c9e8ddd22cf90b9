"""Which claims a figure can be: by its number, unit and sign, and by what it counts."""

import re
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from agent.checker.figures import Figure, singular
from agent.claims import DIMENSION, Claim
from agent.writer import CHANGES, CURRENCIES, NO_VALUE, rounded, shown

_WORD = re.compile(r"[^\W\d_]+")
_COMMON = frozenset({"customer", "order", "item", "product", "invoice", "country"})
_NO_NOUNS = frozenset({"per", "rate", "share", "points", "point"})
_AFTER_COUNTS = frozenset(
    {"", "a", "an", "the", "of", "in", "on", "for", "to", "at", "by", "from", "with", "without",
     "and", "or", "but", "was", "were", "is", "are", "has", "have", "had", "than", "that", "thi",
     "more", "les", "fewer", "other", "up", "down", "so", "out", "against", "within", "during",
     "before", "after", "since", "who", "whom", "which", "higher", "lower", "highest", "lowest",
     "needed", "as"}
)  # fmt: skip
_TIME_UNITS = frozenset({"minute", "hour", "day", "week", "month", "quarter", "year"})

Size = tuple[str, Decimal]


def allows(claim: Claim, figure: Figure) -> bool:
    """Whether the figure is the claim's, as it is shown: number, unit and sign.

    A place in a ranking is said in words. Money may also be said without its cents. A change needs
    its sign, or a direction word instead; that word is checked elsewhere. A level has no plus.
    """
    if claim.value is None or isinstance(claim.value, str | bool) or figure.value is None:
        return False
    if claim.kind == "rank":
        return False
    unit = _unit_of(claim)
    if figure.unit != unit:
        return False
    number = rounded(claim)
    size = abs(number)
    if unit in CURRENCIES and figure.value == figure.value.to_integral_value():
        # "£213,415.00" claims cents, "£213,415" does not.
        written_whole = figure.value.as_tuple().exponent == 0
        size = size.quantize(Decimal(1), ROUND_HALF_UP) if written_whole else size
    return figure.value == size and _sign_fits(claim, figure, number)


def by_size(claims: Iterable[Claim]) -> Mapping[Size, tuple[Claim, ...]]:
    """The claims of figures by the units and sizes that they may be said with, in their order."""
    found: dict[Size, list[Claim]] = {}
    for claim in claims:
        if claim.value is None or isinstance(claim.value, str | bool) or claim.kind == "rank":
            continue
        unit, size = _unit_of(claim), abs(rounded(claim))
        whole = {size.quantize(Decimal(1), ROUND_HALF_UP)} if unit in CURRENCIES else set()
        for one in {size} | whole:
            found.setdefault((unit, one), []).append(claim)
    return {size: tuple(each) for size, each in found.items()}


def nearest(figure: Figure, claims: list[Claim]) -> tuple[str, ...]:
    """Up to three allowed figures, those of the same unit and size first."""
    numeric = [claim for claim in claims if not isinstance(claim.value, str | bool | None)]

    def distance(claim: Claim) -> tuple[bool, Decimal]:
        gap = abs(abs(rounded(claim)) - figure.value) if figure.value is not None else Decimal(0)
        return _unit_of(claim) != figure.unit, gap

    ordered = sorted(numeric, key=distance)
    return tuple(dict.fromkeys(shown(claim) for claim in ordered if shown(claim) != NO_VALUE))[:3]


def noun_fits(claim: Claim, figure: Figure, nouns: frozenset[str]) -> bool:
    """Whether the word after the number can be what the claim counts.

    What is counted is named by the claim, and only harmless words stand in its place. A claim in
    days needs the word "days", after the figure or in its own wording.
    """
    units = {singular(word) for word in claim.unit.split()}
    wordings = counted_by(claim)
    counts = claim.kind == "count" or (bool(units) and not figure.unit)
    if counts and figure.noun not in _AFTER_COUNTS | _TIME_UNITS:
        return figure.noun in units | wordings
    if figure.noun in _TIME_UNITS:
        return figure.noun in (units or wordings)
    if units & _TIME_UNITS:
        return bool(units & wordings)
    return figure.noun not in nouns or figure.noun in units | wordings or bool(figure.unit)


def counted_by(claim: Claim) -> set[str]:
    """The nouns in the claim's wordings."""
    return {noun for said in claim.said_as for noun in nouns_in(said)}


def words_of(claim: Claim) -> frozenset[str]:
    """Every noun that a sentence about the claim may use."""
    about = [claim.unit, claim.label, claim.metric, claim.explains]
    about += [str(claim.value)] if claim.label == DIMENSION else []
    fields = [str(condition["field"]) for condition in claim.filters if "field" in condition]
    return frozenset().union(*(nouns_in(each) for each in (*claim.said_as, *about, *fields)))


@lru_cache(maxsize=20_000)
def nouns_in(text: str) -> frozenset[str]:
    """The words of a text or name, each without the ending of its plural."""
    return frozenset(singular(word) for word in _WORD.findall(text))


def counted_nouns(claims: list[Claim]) -> frozenset[str]:
    """What the claims count: the words of their units, and the last words of their wordings."""
    heads = {
        singular(said.split()[-1]) for claim in claims for said in claim.said_as if said.split()
    }
    return frozenset(heads | counted_things(claims) | _TIME_UNITS) - _NO_NOUNS


def counted_things(claims: list[Claim]) -> frozenset[str]:
    """What the claims' units count, and what every shop counts."""
    counting = [claim for claim in claims if claim.kind != "rank"]
    units = {singular(word) for claim in counting for word in claim.unit.split() if word.isalpha()}
    return frozenset(units | _COMMON) - _TIME_UNITS - _NO_NOUNS


def _unit_of(claim: Claim) -> str:
    if claim.unit == "points":
        return "points"
    if claim.format.percent:
        return "%"
    return claim.format.unit if claim.format.unit in CURRENCIES else ""


def _sign_fits(claim: Claim, figure: Figure, number: Decimal) -> bool:
    if claim.kind in CHANGES:
        return figure.sign == "" or figure.sign == (
            "-" if number < 0 else "+" if number > 0 else ""
        )
    return figure.sign == ("-" if number < 0 else "")
