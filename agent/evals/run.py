"""A run of cases: every question asked anew, judged, timed and counted by kind."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args

from agent.ask import World, ask
from agent.evals.case import Case
from agent.evals.judge import Outcome, Verdict, judge
from agent.memory import Recent
from semantic.policy import Principal, find_principal

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


@dataclass(frozen=True)
class Done:
    """One case after it was asked: the verdict, the answer's text and what it took.

    `seconds` are the answer's; a model's `calls`, `tokens` and `cost` those of its whole thread.
    """

    case: Case
    verdict: Verdict
    text: str
    seconds: float
    calls: int
    tokens: int
    cost: float


@dataclass(frozen=True)
class Run:
    """All cases of one run, in their order."""

    done: tuple[Done, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing was wrong and nothing failed."""
        return not any(one.verdict.outcome in ("wrong", "failed") for one in self.done)

    @property
    def misses(self) -> tuple[Done, ...]:
        """The cases that were not right, wrong ones first."""
        places = {outcome: place for place, outcome in enumerate(("wrong", "failed"))}
        missed = [one for one in self.done if one.verdict.outcome != "right"]
        return tuple(sorted(missed, key=lambda one: places.get(one.verdict.outcome, 2)))

    def counts(self) -> dict[str, Counter[Outcome]]:
        """How many cases of each kind turned out how; under "all" those of every kind."""
        found: dict[str, Counter[Outcome]] = {}
        for one in self.done:
            for kind in (one.case.kind, "all"):
                found.setdefault(kind, Counter())[one.verdict.outcome] += 1
        return {kind: found[kind] for kind in (*(k for k in found if k != "all"), "all")}

    def seconds(self, share: float) -> float:
        """The time within which this share of the questions was answered."""
        times = sorted(one.seconds for one in self.done)
        return times[min(len(times) - 1, int(share * len(times)))] if times else 0.0

    def spent(self) -> dict[str, float]:
        """What all cases have cost: calls of a model, tokens, and money."""
        return {
            "calls": sum(one.calls for one in self.done),
            "tokens": sum(one.tokens for one in self.done),
            "cost": round(sum(one.cost for one in self.done), 6),
        }

    def to_json(self) -> dict[str, Any]:
        """The run as `retainer eval --json` prints it and `--against` reads it."""
        counts = {kind: {o: n[o] for o in OUTCOMES} for kind, n in self.counts().items()}
        return {
            "cases": len(self.done),
            "counts": counts.pop("all") if self.done else {},
            "by_kind": counts,
            "seconds": {"p50": round(self.seconds(0.5), 4), "p95": round(self.seconds(0.95), 4)},
            **self.spent(),
            "results": [_as_json(one) for one in self.done],
        }


def run(cases: Iterable[Case], principal: Principal, world: World) -> Run:
    """Asks every case as `principal`, each in a thread of its own that nobody remembers.

    Raises ConfigurationError for a case that is asked as somebody who is not there.
    """
    days: dict[date, World] = {world.engine.today: world}

    def on(day: date | None) -> World:
        asked = day or world.engine.today
        if asked not in days:
            days[asked] = world_on(asked, world)
        return days[asked]

    return Run(tuple(_done(case, _asker(case, principal, world), on(case.today)) for case in cases))


def world_on(day: date, world: World) -> World:
    """The same world on another day: nothing dated on or after it is seen."""
    return replace(world, engine=replace(world.engine, today=day), known={})


def _asker(case: Case, principal: Principal, world: World) -> Principal:
    people = world.engine.catalog.people
    return find_principal(case.asked_as, people) if case.asked_as else principal


def _done(case: Case, principal: Principal, world: World) -> Done:
    apart = replace(world, memory=Recent())
    asked = (*case.thread, case.question)
    answers = [ask(each, principal, apart, thread=case.id) for each in asked]
    answer, traces = answers[-1], [each.trace for each in answers]
    return Done(
        case,
        judge(case.expect, answer, world.engine.view(principal)),
        answer.text,
        answer.trace.seconds,
        sum(each.model_calls for each in traces),
        sum(each.tokens_in + each.tokens_out for each in traces),
        sum(each.cost for each in traces),
    )


def _as_json(one: Done) -> dict[str, Any]:
    return {
        "id": one.case.id,
        "kind": one.case.kind,
        "question": one.case.question,
        "outcome": one.verdict.outcome,
        "why": one.verdict.why,
        "seconds": round(one.seconds, 4),
        "calls": one.calls,
        "tokens": one.tokens,
        "cost": one.cost,
    }


@dataclass(frozen=True)
class Difference:
    """A case whose outcome is another than in an earlier run; `before` is empty for a new one."""

    id: str
    before: str
    after: str


def against(run: Run, earlier: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What turned out differently than in an earlier run's JSON.

    Raises KeyError or TypeError when that is not the JSON of a run.
    """
    before = {one["id"]: str(one["outcome"]) for one in earlier["results"]}
    return tuple(
        Difference(one.case.id, before.get(one.case.id, ""), one.verdict.outcome)
        for one in run.done
        if before.get(one.case.id) != one.verdict.outcome
    )
