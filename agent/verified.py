"""Answers that a steward has verified: the file, and whether an answer is one of them still."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

from pydantic import Field

from agent.meaning import meaning, meant
from agent.reading import Reading
from semantic.appending import quoted
from semantic.approvals import Approvals
from semantic.components import of_field
from semantic.definition import Definition
from semantic.record import record
from semantic.result import digest

HEADER = "version: 1\n\nanswers:\n"

_WHEN = ("period", "compare")


class Verified(Definition):
    """Somebody's word that a question is read rightly and answered from the right definitions.

    `definitions` holds the hash of each metric and dimension that the answer stands on.
    """

    question: str = Field(min_length=1, max_length=2_000)
    reading: Reading
    definitions: Mapping[str, str]
    by: str
    at: datetime
    note: str = ""


class VerifiedFile(Definition):
    """The contents of verified.yml."""

    version: Literal[1]
    answers: tuple[Verified, ...]


@record
class Standing:
    """A verified answer, and what of the definitions it stands on has `changed` since."""

    verified: Verified
    changed: tuple[str, ...] = ()


def definitions(reading: Reading, approvals: Approvals) -> dict[str, str]:
    """The present hash of each metric and dimension that a reading's answer stands on.

    A name that nothing has any more is left out.
    """
    catalog = approvals.catalog
    metrics = [name for name in reading.metrics if name in catalog.metrics]
    found = definitions(reading.among, approvals) if reading.among else {}
    found |= {name: approvals.status(name).hash for name in metrics}
    named = (*reading.group_by, *(given.field for given in reading.filters))
    for field in dict.fromkeys(named):
        if field in catalog.dimensions:
            parts = [of_field(catalog, name, field) for name in metrics]
            found[field] = digest(parts)
    return found


def standing(
    question: str, reading: Reading, known: Iterable[Verified], approvals: Approvals
) -> Standing | None:
    """The latest verified answer that this one is, if there is one.

    It is one if it is read alike, or in answer to the same words alike but for its days: "sales
    last month" stays verified when the month is over.
    """
    found = [one for one in known if _is_the_same(question, reading, one)]
    return _held(found[-1], approvals) if found else None


def standings(known: Iterable[Verified], approvals: Approvals) -> tuple[Standing, ...]:
    """Every verified answer with what has changed since; of those read alike the latest."""
    latest = {meaning(one.reading): one for one in known}
    return tuple(_held(one, approvals) for one in latest.values())


def entry(given: Verified) -> str:
    """The text that appends a verified answer to verified.yml."""
    lines = [
        f"  - question: {quoted(given.question)}",
        f"    by: {quoted(given.by)}",
        f"    at: {given.at.replace(microsecond=0).isoformat()}",
        *([f"    note: {quoted(given.note)}"] if given.note else []),
        f"    reading: {quoted(given.reading.to_json())}",
        f"    definitions: {quoted(dict(given.definitions))}",
    ]
    return "\n".join(lines) + "\n"


def _held(one: Verified, approvals: Approvals) -> Standing:
    now = definitions(one.reading, approvals)
    changed = [name for name, was in one.definitions.items() if now.get(name) != was]
    return Standing(one, tuple(changed))


def _is_the_same(question: str, reading: Reading, one: Verified) -> bool:
    if meaning(reading) == meaning(one.reading):
        return True
    return _words(question) == _words(one.question) and _shape(reading) == _shape(one.reading)


def _shape(reading: Reading) -> str:
    content = meant(reading)
    days = {part: "days" for part in _WHEN if isinstance(content[part], dict)}
    return json.dumps(content | days, sort_keys=True)


def _words(question: str) -> list[str]:
    return re.findall(r"[^\s?!.,]+", question.casefold())
