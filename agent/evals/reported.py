"""An answer that somebody calls wrong, as a question with a known answer."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from agent.answer import Answer
from agent.evals.case import Case
from agent.meaning import meaning
from agent.reading import Reading
from semantic.errors import BadValue, Refusal

_NUMBER = re.compile(r"[^\d\s.,+-]{0,3}\s*([+-]?\d[\d,\u202f ]*(?:\.\d+)?)\s*(%?)\s*[^\d\s%]{0,3}")
_STATUSES = {
    "refused": "refused",
    "a refusal": "refused",
    "no answer": "refused",
    "clarify": "clarify",
    "a question back": "clarify",
}
FORMS = 'the question in better words, a figure, "a question back" or "a refusal"'


def expectation(
    said: str, reading: Reading | None, ask: Callable[[str], Answer]
) -> Mapping[str, Any]:
    """What the right answer is, as `expect` of a case, from what somebody said it should be.

    `reading` is how the question was read, `ask` asks another with their rights. Of an answer's
    figures only the one that they give themselves is taken. Raises BadValue for what cannot be
    expected.
    """
    status = _STATUSES.get(said.strip().casefold())
    if status:
        return {"status": status}
    number = _NUMBER.fullmatch(said.strip())
    if number:
        return _figure(number[1], bool(number[2]), reading)
    answer = ask(said)
    if answer.status != "answered" or answer.reading is None:
        raise BadValue(
            f"{said!r} is not answered itself: {answer.reason or answer.text}",
            next_step=f"Give {FORMS}.",
        )
    if reading and meaning(answer.reading) == meaning(reading):
        raise BadValue(
            "That is how the question was read. If the figure is wrong, give the right one.",
            next_step="See what it stands on: retainer ask QUESTION --sql",
        )
    return {"status": "answered", "reading": answer.reading.to_json()}


def case(
    question: str,
    thread: Sequence[str],
    expected: Mapping[str, Any],
    *,
    by: str,
    at: datetime,
    restricted: bool,
) -> dict[str, Any]:
    """The case as a line of a file has it.

    It is asked as of the day of the answer. A figure that a `restricted` person expects is that of
    the rows they see, so the case is asked as them.
    """
    known_as = sha256("\n".join([*thread, question, by]).encode()).hexdigest()[:10]
    return {
        "id": f"reported-{known_as}",
        "kind": "reported",
        "question": question,
        **({"thread": list(thread)} if thread else {}),
        **({"as": by} if restricted and "values" in expected else {}),
        "today": at.date().isoformat(),
        "expect": dict(expected),
        "reported": {"by": by, "at": at.isoformat()},
    }


def known(new: Case, cases: Iterable[Case]) -> Case | None:
    """The case that asks the same already, if there is one.

    Raises Refusal when it expects something else.
    """
    for one in cases:
        if (one.question, one.thread, one.asked_as) != (new.question, new.thread, new.asked_as):
            continue
        if one.expect != new.expect:
            raise Refusal(
                f"The case {one.id} asks this already and expects something else.",
                next_step=f"Decide which is right, and correct {one.id} in the evals folder.",
            )
        return one
    return None


def _figure(digits: str, percent: bool, reading: Reading | None) -> Mapping[str, Any]:
    if reading is None or len(reading.metrics) != 1 or reading.group_by or reading.compare:
        raise BadValue(
            "A figure can be expected of a question that has one; this one has none or several.",
            next_step="Give the question in better words instead.",
        )
    plain = re.sub(r"[^\d.+-]", "", digits)
    decimals = len(plain.partition(".")[2])
    value = float(plain) / (100 if percent else 1)
    half_a_digit = 0.5 * 10.0**-decimals / (100 if percent else 1)
    return {
        "status": "answered",
        "metric": reading.metrics[0],
        "period": {"from": reading.period.start.isoformat(), "to": reading.period.end.isoformat()},
        "values": [value],
        "rel_tol": max(1e-9, round(half_a_digit / abs(value), 12)) if value else 1e-4,
    }
