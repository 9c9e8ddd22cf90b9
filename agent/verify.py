"""A steward verifies an answer; later answers that are the same say so."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from agent.answer import Answer, Verification
from agent.verified import Verified, definitions, standing
from agent.writer import day
from semantic.approvals import APPROVED, Approvals
from semantic.errors import Refusal
from semantic.policy import Principal, access
from semantic.suggest import listed


def verify(
    question: str,
    answer: Answer,
    principal: Principal,
    known: Sequence[Verified],
    approvals: Approvals,
    at: datetime,
    note: str = "",
) -> Verified:
    """The principal's word on an answer, to be appended to verified.yml.

    Raises Refusal when the principal holds no role that approves, there is no answer, one of its
    metrics is not approved, or it is verified as it stands.
    """
    refuse_others(principal, approvals)
    reading = answer.reading
    if answer.status == "answered" and reading is None:
        raise Refusal(
            f"This is {answer.echo}, without a figure. A definition is reviewed by approving it.",
            next_step="See what awaits it: retainer metrics",
        )
    if answer.status != "answered" or reading is None:
        raise Refusal(
            f"There is no answer to verify: {answer.reason or answer.text}",
            next_step="Ask it so that it is answered: retainer ask QUESTION",
        )
    for name in reading.metrics:
        if approvals.status(name).state not in APPROVED:
            raise Refusal(
                f"{name} is not approved as it is defined now, so no answer can stand on it.",
                next_step=f"First: retainer approve {name} --note …",
            )
    found = standing(question, reading, known, approvals)
    if found and not found.changed:
        raise Refusal(
            f"This is verified as it stands, by {found.verified.by} on {day(found.verified.at)}.",
            next_step="See all that is verified: retainer verify",
        )
    return Verified(
        question=question,
        reading=reading,
        definitions=definitions(reading, approvals),
        by=principal.id,
        at=at.replace(microsecond=0),
        note=note,
    )


def refuse_others(principal: Principal, approvals: Approvals) -> None:
    """Raises Refusal for principals who hold no role that approves."""
    roles = approvals.catalog.roles
    if access(principal, roles).approves:
        return
    able = sorted(name for name, role in roles.items() if role.approves)
    raise Refusal(
        f"{principal.shown} may not verify answers; that takes the role {' or '.join(able)}.",
        next_step="Ask one of them, or give their id with --as.",
    )


def marked(
    answer: Answer,
    question: str,
    known: Sequence[Verified],
    approvals: Approvals,
    *,
    for_steward: bool = False,
) -> Answer:
    """The answer with who verified it; a steward is told of one that has to be looked at again."""
    if answer.status != "answered" or answer.reading is None or not known:
        return answer
    found = standing(question, answer.reading, known, approvals)
    if found is None:
        return answer
    one, people = found.verified, approvals.catalog.people
    name = next((person.shown for person in people if person.id == one.by), one.by)
    if not found.changed:
        mark = Verification(by=one.by, name=name, at=one.at, note=one.note)
        return replace(answer, verified=mark)
    if not for_steward:
        return answer
    warning = (
        f"Verified by {name} on {day(one.at)}, and {listed(found.changed, 'and')} changed since. "
        f"Look again: retainer verify {answer.trace.id[:8]}"
    )
    return replace(answer, warnings=(*answer.warnings, warning))
