"""Texts that point to a table: what it is of, and the limits that chose its rows."""

import re
from collections.abc import Iterator

from agent.checker.binding import subject_objections
from agent.checker.findings import Finding, found
from agent.checker.mentions import Mention
from agent.checker.page import Marked, Page, Place
from agent.claims import LIMIT, ROWS, Claim
from agent.writer import shown

_POINTER = re.compile(r"(?i)\b(?:see|in) the table\b|\bnothing is recorded\b")
_NOTHING = re.compile(r"(?i)nothing")
_WITH = re.compile(r"(?i)\bwith\s+$")


def strange_tables(page: Page) -> Iterator[Finding]:
    """Sentences whose only figures are in a table, and that name other things than it holds."""
    tables = [claim for claim in page.claims.values() if claim.unit == ROWS]
    for marked in page.sentences:
        pointer = _pointer(page, marked)
        if pointer is None or not tables:
            continue
        for mention in _metrics_named(marked):
            if not any(table.id in mention.wording_of for table in tables):
                yield found(page.text, *mention.span, "is not what the table holds")
        for table in tables:
            why = _objection(page, marked, pointer, table)
            if why:
                yield found(page.text, *pointer.span(), f"points to a table that {why}")


def unsaid_limits(page: Page) -> Iterator[Finding]:
    """Sentences with figures that were chosen by a limit, and that do not say it."""
    limits = [claim for claim in page.claims.values() if claim.label == LIMIT]
    for marked in page.sentences:
        if limits and (marked.figures or _pointer(page, marked)):
            for limit in limits:
                if not _says(page, marked, shown(limit)):
                    sentence = marked.sentence
                    why = f"does not say the limit: with {shown(limit)}"
                    yield found(page.text, sentence.start, sentence.end, why)


def _objection(page: Page, marked: Marked, pointer: re.Match[str], table: Claim) -> str:
    nothing = bool(_NOTHING.match(pointer[0]))
    if nothing is not (table.value == 0):
        return f"has {shown(table)} rows"
    if not any(table.id in mention.wording_of for mention in marked.mentions):
        return "" if nothing else f"is of {table.said_as[0]}, too"
    doubts = subject_objections(page, Place(marked, *pointer.span()), table)
    return doubts[0] if doubts else ""


def _pointer(page: Page, marked: Marked) -> re.Match[str] | None:
    if marked.figures:
        return None
    return _POINTER.search(page.text, marked.sentence.start, marked.sentence.end)


def _metrics_named(marked: Marked) -> Iterator[Mention]:
    for mention in marked.mentions:
        if mention.is_wording and not (mention.members or mention.named):
            yield mention


def _says(page: Page, marked: Marked, limit: str) -> bool:
    return any(
        page.text[mention.start : mention.end].casefold() == limit.casefold()
        and _WITH.search(page.text[marked.sentence.start : mention.start])
        for mention in marked.mentions
    )
