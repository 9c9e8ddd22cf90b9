"""In which briefing the asker could read an answer before."""

from collections.abc import Iterable, Mapping
from datetime import date
from math import isclose
from typing import Any

from agent.answer import Answer
from agent.claims import Claim
from agent.writer import day
from briefings.audience import visible
from briefings.model import Briefing, Run
from briefings.period import before, parse
from briefings.store.runs import Runs
from semantic.errors import Refusal
from semantic.period import describe, whole_grain
from semantic.policy import Access, Principal
from semantic.week import Weekday

_A_WEEK = 7
_FIGURES = ("level", "change", "change_pct")


def in_briefing(
    answer: Answer,
    runs: Runs,
    briefings: Iterable[str],
    principal: Principal,
    access: Access,
    today: date,
    week_start: Weekday,
) -> str:
    """In which briefing, and under which heading, the same figures stood; empty when in none.

    Only briefings that the principal may see count, and only what they may see of them.
    """
    if answer.reading is None or whole_grain(answer.reading.period.days, week_start) != "week":
        return ""
    key = before(answer.reading.period.end, week_start).key
    for name in briefings:
        run = runs.find(name, key)
        found = _under(answer, run, principal, access) if run else ""
        if run and found:
            when = _called(run.as_of, today)
            return f"This was in {when}, under {found}: {_of(run)}."
    return ""


def _under(answer: Answer, run: Run, principal: Principal, access: Access) -> str:
    """The heading under which all figures of the answer stand, as far as the principal sees it."""
    try:
        seen = visible(run, principal, access)
    except Refusal:
        return ""
    asked = [claim for claim in answer.claims if claim.kind in _FIGURES]
    for title, claims in _parts(seen):
        if asked and all(any(_same(one, other) for other in claims) for one in asked):
            return title
    return ""


def _parts(seen: Briefing) -> Iterable[tuple[str, list[Claim]]]:
    for section in seen.sections:
        named = {*section.claims}
        for figure in section.figures:
            named |= {figure.value, figure.change, figure.against_mean} - {""}
        yield section.title, [seen.claims[name] for name in named]
    for note in seen.notes:
        named = {*note.claims, *(name for flag in note.flags for name in flag.claims)}
        yield f"the note for {note.owner_name}", [seen.claims[name] for name in named]


def _same(one: Claim, other: Claim) -> bool:
    if (one.kind, one.metric, one.metric_hash) != (other.kind, other.metric, other.metric_hash):
        return False
    same_days = (one.period.start, one.period.end) == (other.period.start, other.period.end)
    return same_days and _filters(one) == _filters(other) and _equal(one.value, other.value)


def _filters(claim: Claim) -> list[tuple[str, str, Any]]:
    return sorted(_condition(given) for given in claim.filters)


def _condition(given: Mapping[str, Any]) -> tuple[str, str, str]:
    return (given["field"], given.get("op", "eq"), str(given.get("value")))


def _equal(one: float | int | str | None, other: float | int | str | None) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return one == other


def _called(as_of: date, today: date) -> str:
    if as_of == today:
        return "today's briefing"
    if 0 < (today - as_of).days < _A_WEEK:
        return f"{as_of:%A}'s briefing"
    return f"the briefing of {day(as_of)}"


def _of(run: Run) -> str:
    return f"{run.title or run.briefing}, {describe(parse(run.period).span)}"
