"""What a change came from and led to: "up £5 from £20 in May" needs the level of May."""

import re
from collections.abc import Iterator

from agent.checker.figures import Figure
from agent.checker.findings import Finding, found
from agent.checker.page import Marked, Page
from agent.claims import Claim, ClaimPeriod
from agent.writer import CHANGES

_END = re.compile(r"(?i)\b(from|to|of)\s+$")
_LEADS = re.compile(r"(?i)[\s)]*\b(?:from|to|of)\s+")
_BESIDE = re.compile(r"[\s(]*")


def comes_from(marked: Marked, figure: Figure) -> bool:
    """Whether the figure is said to be what a change came from."""
    end = _end(marked, figure)
    return end is not None and end[1].casefold() == "from"


def stray_ends(page: Page) -> Iterator[Finding]:
    """Figures that a change is said to come from or lead to, which are of another period."""
    for marked in page.sentences:
        for number, figure in enumerate(marked.figures):
            if _is_astray(page, marked, number):
                why = "is not what the change beside it came from, or led to"
                yield found(page.text, figure.start, figure.end, why)


def _is_astray(page: Page, marked: Marked, number: int) -> bool:
    figure = marked.figures[number]
    end = _end(marked, figure)
    levels = [claim for claim in page.saying(figure) if claim.kind == "level"]
    if end is None or not levels:
        return False
    word = end[1].casefold()
    beside = list(_changes_beside(page, marked, number))
    if beside:
        return not all(_has_end(changes, levels, word) for changes in beside)
    changes = [claim for claim in page.claims.values() if claim.kind in CHANGES]
    moved = [one for one in changes if any(_are_alike(one, level) for level in levels)]
    return word == "from" and bool(moved) and not _has_end(moved, levels, word)


def _end(marked: Marked, figure: Figure) -> re.Match[str] | None:
    return _END.search(marked.masked[marked.sentence.start : figure.start])


def _changes_beside(page: Page, marked: Marked, number: int) -> Iterator[list[Claim]]:
    """What each figure right before may stand for, where these can be changes."""
    leads = _LEADS
    for place in range(number, 0, -1):
        earlier, later = marked.figures[place - 1], marked.figures[place]
        if not leads.fullmatch(marked.masked[earlier.end : later.start]):
            return
        changes = [claim for claim in page.saying(earlier) if claim.kind in CHANGES]
        if not changes:
            return
        yield changes
        leads = _BESIDE


def _has_end(changes: list[Claim], levels: list[Claim], word: str) -> bool:
    """Whether one change comes "from" or leads "to" one of the levels; it is "of" none."""
    return any(
        _are_alike(change, level)
        and _is_of(level, {"from": change.against, "to": change.period}.get(word))
        for change in changes
        for level in levels
    )


def _are_alike(change: Claim, level: Claim) -> bool:
    return change.metric == level.metric and change.filters == level.filters


def _is_of(level: Claim, period: ClaimPeriod | None) -> bool:
    """Whether a level is of the period, or the state at its end."""
    own = level.period
    return period is not None and own.end == period.end and own.start in (None, period.start)
