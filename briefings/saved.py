"""Answers as they are kept: how a question was read and on what the answer stood."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from agent.answer import Answer
from agent.meaning import meaning
from agent.writer import day
from briefings.store.answers import SavedAnswer


def saved(answer: Answer, question: str, by: str, at: datetime, thread: str) -> SavedAnswer:
    """What is kept of an answer: no figure, and no value but those that the question named."""
    reading = answer.reading
    return SavedAnswer(
        id=answer.trace.id,
        at=at.isoformat(),
        by=by,
        question=question,
        status=answer.status,
        thread=thread,
        meaning=meaning(reading) if reading else "",
        reading=reading.to_json() if reading else None,
        stands_on=stands_on(answer),
    )


def stands_on(answer: Answer) -> Mapping[str, Any]:
    """What an answer's figures follow from: definitions, policy, and how far the data reached."""
    results = answer.results
    return {
        "definitions": {used.name: used.hash for one in results for used in one.metrics},
        "policy": results[0].policy if results else "",
        "freshness": {name: last for one in results for name, last in one.freshness.items()},
    }


def asked_before(answer: Answer, earlier: SavedAnswer | None) -> str:
    """When the asker had the same answer; empty when anything that it stands on is another now."""
    if earlier is None or earlier.status != "answered" or earlier.stands_on != stands_on(answer):
        return ""
    at = datetime.fromisoformat(earlier.at)
    return f"You asked this on {day(at)} at {at:%H:%M}; the data and definitions are the same."
