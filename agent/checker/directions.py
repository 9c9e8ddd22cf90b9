"""Words of direction need a change of that sign, of the subject that the sentence names."""

import re
from collections.abc import Iterator

from agent.checker.binding import baseline_objections, objections
from agent.checker.dates import PeriodMention
from agent.checker.ends import comes_from
from agent.checker.figures import Figure
from agent.checker.findings import Finding, found
from agent.checker.page import Marked, Page, Place
from agent.checker.words import Said
from agent.claims import Claim
from agent.writer import CHANGES, rounded

DIRECTIONS = frozenset({"up", "down", "better", "worse", "flat"})
_LEADS = re.compile(r"\s*(?:by|of)?\s*")
_OPPOSITE = {"up": "down", "down": "up", "none": "none"}


def direction_objections(place: Place, figure: Figure, claim: Claim) -> list[str]:
    """Why a change without a sign is not what the sentence's direction word says."""
    if claim.kind not in CHANGES:
        return (
            ["is no change, and a direction word leads to it"]
            if _signed_by(place.marked, figure)
            else []
        )
    if figure.sign:
        twice = _signed_by(place.marked, figure)
        return ["has a sign and a direction word; one of them is enough"] if twice else []
    word = _word_of(place.marked, figure)
    if word is None:
        return [] if rounded(claim) == 0 else ["has no sign and no direction word"]
    if word.negated:
        return ["is a change that the sentence denies"]
    return [] if _agrees(word, claim) else [f"goes the other way: {_sense(claim)}"]


def unbacked_directions(page: Page) -> Iterator[Finding]:
    """Direction words without a change claim for the subject in their sentence."""
    for marked in page.sentences:
        for word in marked.words:
            if word.sense in DIRECTIONS and not _says_figure(page, marked, word):
                why = _objection(page, marked, word)
                if why:
                    yield found(page.text, word.start, word.end, why)


def stray_baselines(page: Page) -> Iterator[Finding]:
    """Periods that something is compared with, beside a figure that is no change."""
    for marked in page.sentences:
        for period in marked.periods:
            if period.baseline and period.period and _is_astray(page, marked, period):
                why = "is compared with, and no change stands beside it"
                yield found(page.text, period.start, period.end, why)


def _is_astray(page: Page, marked: Marked, period: PeriodMention) -> bool:
    said: list[Figure | Said] = [*marked.figures]
    said += [word for word in marked.words if word.sense in DIRECTIONS]
    earlier = [each for each in said if each.end <= period.start]
    if earlier:
        last = max(earlier, key=lambda each: each.end)
        if not isinstance(last, Figure) or comes_from(marked, last):
            return False
        return not _may_be_a_change(page, last)
    later = [figure for figure in marked.figures if figure.start >= period.end][:1]
    return any(
        not _may_be_a_change(page, figure)
        and not set(",:;") & set(marked.masked[period.end : figure.start])
        for figure in later
    )


def _may_be_a_change(page: Page, figure: Figure) -> bool:
    return any(claim.kind in CHANGES for claim in page.saying(figure))


def _objection(page: Page, marked: Marked, word: Said) -> str:
    place = Place(marked, word.start, word.end)
    if word.negated:
        return "is denied; say what did happen"
    about = [
        claim
        for claim in page.claims.values()
        if claim.kind in CHANGES
        and not objections(page, place, claim)
        and not baseline_objections(place, claim)
    ]
    if not about:
        return "is a direction that no change claim of this subject backs"
    if not all(_agrees(word, claim) for claim in about):
        return f"is not what the claims say: {_sense(about[0])}"
    return ""


def _says_figure(page: Page, marked: Marked, word: Said) -> bool:
    """Whether the word gives a figure its sign that is a change just so."""
    return any(
        _word_of(marked, figure) is word
        and any(_is_change(page, marked, figure, claim) for claim in page.saying(figure))
        for figure in marked.figures
        if not figure.sign
    )


def _is_change(page: Page, marked: Marked, figure: Figure, claim: Claim) -> bool:
    place = Place(marked, figure.start, figure.end)
    return (
        claim.kind in CHANGES
        and not objections(page, place, claim)
        and not baseline_objections(place, claim)
        and not direction_objections(place, figure, claim)
    )


def _signed_by(marked: Marked, figure: Figure) -> bool:
    """Whether a direction word leads right to the figure: "up 5", "growth of 5"."""
    return any(
        word.sense in DIRECTIONS and _LEADS.fullmatch(marked.masked[word.end : figure.start])
        for word in marked.words
        if word.end <= figure.start
    )


def _word_of(marked: Marked, figure: Figure) -> Said | None:
    """The direction word a figure belongs to: right after it, else before it, else after it."""
    words = [word for word in marked.words if word.sense in DIRECTIONS]
    later = [word for word in words if word.start >= figure.end]
    earlier = [word for word in words if word.end <= figure.start]
    if later and _adjoins(marked, figure, later[0]):
        return later[0]
    return earlier[-1] if earlier else later[0] if later else None


def _adjoins(marked: Marked, figure: Figure, word: Said) -> bool:
    between = marked.masked[figure.end : word.start]
    for other in marked.figures:
        if figure.end <= other.start < word.start:
            between = between.replace(marked.masked[other.start : other.end], "", 1)
    return re.fullmatch(r"[\s()*_]*", between) is not None


def _agrees(word: Said, claim: Claim) -> bool:
    number = rounded(claim)
    match word.sense:
        case "up":
            return number > 0
        case "down":
            return number < 0
        case "flat":
            return number == 0
        case "better":
            return _sense(claim) == claim.good
        case _:
            return claim.good != "none" and _sense(claim) == _OPPOSITE[claim.good]


def _sense(claim: Claim) -> str:
    number = rounded(claim)
    return "up" if number > 0 else "down" if number < 0 else "unchanged"
