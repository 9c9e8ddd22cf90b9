"""Figures need claims: each one of its own, with its unit and what it counts."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.checker.backing import nearest, noun_fits
from agent.checker.binding import baseline_objections, objections
from agent.checker.directions import direction_objections
from agent.checker.figures import SCALE, UNIT, Figure, singular
from agent.checker.findings import Finding, found
from agent.checker.page import Marked, Page, Place
from agent.claims import Claim


def unbacked_figures(page: Page) -> Iterator[Finding]:
    """Figures that no claim backs, and those whose claim another figure of the sentence says."""
    for marked in page.sentences:
        backed: list[tuple[Figure, Sequence[str]]] = []
        for figure in marked.figures:
            claims, why = _backing(page, marked, figure)
            if why:
                allowed = nearest(figure, list(page.claims.values()))
                yield found(page.text, figure.start, figure.end, why, allowed)
            else:
                backed.append((figure, claims))
        for figure in _without_own(backed):
            why = "says again what another figure of this sentence says"
            yield found(page.text, figure.start, figure.end, why)


def stray_units(page: Page) -> Iterator[Finding]:
    """Units without a figure, and after a name that ends in a number."""
    for marked in page.sentences:
        for unit in UNIT.finditer(marked.masked, marked.sentence.start, marked.sentence.end):
            if not any(f.start <= unit.start() < f.end for f in marked.figures):
                yield found(page.text, unit.start(), unit.end(), "is a unit without a figure")
        for mention in marked.mentions:
            scale = SCALE.match(marked.masked, mention.end, marked.sentence.end)
            if scale and page.text[mention.end - 1].isdigit():
                yield found(page.text, *scale.span(), "comes after a name that ends in a number")


def repeated_heads(page: Page) -> Iterator[Finding]:
    """Items of a list that stand under the same words as an earlier one."""
    seen: set[tuple[tuple[int, ...], str]] = set()
    for marked in page.sentences:
        sentence = marked.sentence
        # A name may have colons of its own; the figures after it have none.
        head, colon, _ = page.text[sentence.start : sentence.end].rpartition(":")
        if sentence.kind != "item" or sentence.previous is not None or not colon:
            continue
        listed = (sentence.above, head.strip(" *_").casefold())
        if listed in seen:
            end = sentence.start + len(head)
            yield found(page.text, sentence.start, end, "is in this list already")
        seen.add(listed)


def _backing(page: Page, marked: Marked, figure: Figure) -> tuple[Sequence[str], str]:
    """The ids of the claims that a figure may stand for, or why there is none."""
    if figure.wrong:
        return (), figure.wrong
    if figure.bound:
        return (), f"comes after “{figure.bound}”; figures are said as they are"
    place = Place(marked, figure.start, figure.end)
    figure = replace(figure, noun=figure.noun or _dimension_after(page, marked, figure))
    doubts = {claim.id: _doubts(page, place, figure, claim) for claim in page.saying(figure)}
    if not doubts:
        return (), "is in no claim"
    fitting = [known_as for known_as, doubt in doubts.items() if not doubt]
    return fitting, "" if fitting else min(doubts.values(), key=len)[0]


def _dimension_after(page: Page, marked: Marked, figure: Figure) -> str:
    """The last word of a dimension's name that follows a figure: "42 products"."""
    for mention in marked.mentions:
        follows = not page.text[figure.end : mention.start].strip()
        if mention.start >= figure.end and follows and mention.fields and not mention.wording_of:
            return singular(page.text[mention.start : mention.end].split()[-1])
    return ""


def _doubts(page: Page, place: Place, figure: Figure, claim: Claim) -> list[str]:
    unfit = [] if noun_fits(claim, figure, page.nouns) else [f"counts {claim.unit or claim.label}"]
    return [
        *unfit,
        *objections(page, place, claim),
        *baseline_objections(place, claim),
        *direction_objections(place, figure, claim),
    ]


def _without_own(backed: Sequence[tuple[Figure, Sequence[str]]]) -> Iterator[Figure]:
    """The figures that are left over when each takes a claim of its own."""
    holder: dict[str, int] = {}

    def finds_one(number: int, tried: set[str]) -> bool:
        for known_as in backed[number][1]:
            if known_as in tried:
                continue
            tried.add(known_as)
            if known_as not in holder or finds_one(holder[known_as], tried):
                holder[known_as] = number
                return True
        return False

    for number, (figure, _) in enumerate(backed):
        if not finds_one(number, set()):
            yield figure
