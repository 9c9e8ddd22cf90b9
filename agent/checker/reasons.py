"""Ranks and causes need claims of their own."""

import re
from collections.abc import Iterator

from agent.checker.binding import objections, wording_objections
from agent.checker.findings import Finding, found
from agent.checker.page import Marked, Page, Place
from agent.checker.words import Said
from agent.claims import UNUSUAL, Claim
from agent.writer import rounded

_NOTHING = re.compile(r"(?i)\b(?:nothing|none)\b")
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_OF_A_SET = re.compile(r"(?i)^(?:top|bottom)$")


def unbacked_ranks(page: Page) -> Iterator[Finding]:
    """Words such as "largest" and "top" without a rank claim of what the sentence names."""
    for marked in page.sentences:
        for word in marked.words:
            if word.sense in ("highest", "lowest") and not _is_ranked(page, marked, word):
                yield found(page.text, word.start, word.end, "is a rank that no claim backs")


def unbacked_causes(page: Page) -> Iterator[Finding]:
    """Words such as "because" in sentences without a figure that explains anything."""
    for marked in page.sentences:
        for word in marked.words:
            if word.sense == "cause" and not _explains(page, marked):
                why = "gives a cause, and no claim in the sentence explains anything"
                yield found(page.text, word.start, word.end, why)


def unbacked_verdicts(page: Page) -> Iterator[Finding]:
    """Words such as "unusual" about anything whose figures are not judged so."""
    odd = {claim.id for claim in page.claims.values() if claim.value == UNUSUAL}
    for marked in page.sentences:
        for word in marked.words:
            if word.sense == "unusual":
                why = _verdict_objection(page, marked, word, odd)
                if why:
                    yield found(page.text, word.start, word.end, why)


def _verdict_objection(page: Page, marked: Marked, word: Said, odd: set[str]) -> str:
    named = [mention for mention in marked.mentions if mention.is_wording]
    if not named and _NOTHING.search(page.text[marked.sentence.start : word.start]):
        return "is denied, and claims say so" if odd else ""
    if named and not word.negated and all(mention.wording_of & odd for mention in named):
        return ""
    return "is a verdict that no claim of what is named here backs"


def _is_ranked(page: Page, marked: Marked, word: Said) -> bool:
    place = Place(marked, word.start, word.end)
    text = page.text[word.start : word.end]
    counted = any(
        not page.text[f.end : word.start].strip() for f in marked.figures if f.end <= word.start
    )
    of_a_set = counted or bool(_OF_A_SET.match(text))
    return any(
        _backs(claim, word, text) and not _objections(page, place, claim, of_a_set)
        for claim in page.claims.values()
    )


def _backs(claim: Claim, word: Said, text: str) -> bool:
    if claim.kind == "share" and text.lower() == "most":
        return rounded(claim) > 50
    ordinal = next((i for i, name in enumerate(_ORDINALS, 1) if name in text.lower()), 1)
    return claim.kind == "rank" and claim.unit == word.sense and claim.value == ordinal


def _objections(page: Page, place: Place, claim: Claim, of_a_set: bool) -> list[str]:
    # "The 3 highest" is about the list that follows, not about one member or period.
    return wording_objections(page, place, claim) if of_a_set else objections(page, place, claim)


def _explains(page: Page, marked: Marked) -> bool:
    return any(
        claim.explains and not objections(page, Place(marked, figure.start, figure.end), claim)
        for figure in marked.figures
        for claim in page.saying(figure)
    )
