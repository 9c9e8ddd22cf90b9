"""One briefing from start to review: the steps in order, run once for each period."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial

from briefings.detect import (
    assess,
    customers_with_orders,
    gather,
    owners,
    unless_stale,
)
from briefings.draft import Draft
from briefings.model import Run, Score
from briefings.past import look_back as look_back_on
from briefings.period import before, refuse_future
from briefings.rank import choose
from briefings.store.runs import Lease, LeaseLost, RunKey
from briefings.world import World
from briefings.write.run import write as write_run
from semantic.errors import OutsideFailure, Refusal, RetainerError
from skills.cohorts.cohorts import cohorts
from skills.drivers.drivers import drivers
from skills.movement.movement import Movement, movements
from skills.quality.quality import quality
from skills.risk.reasons import reasons

Step = Callable[[World, Draft], Draft]

MOST_EXPLAINED = 3
LEASE_SECONDS = 15 * 60
PATIENCE_SECONDS = 60
PAUSE_SECONDS = 0.5


def look_back(world: World, draft: Draft) -> Draft:
    """What became of the flags before."""
    toolkit = world.toolkit(world.run_as, draft.as_of)
    ordered = partial(customers_with_orders, toolkit, world.spec)
    past = look_back_on(world.store, world.spec, ordered, draft.period.key, draft.as_of)
    return replace(draft, past=past)


def detect(world: World, draft: Draft) -> Draft:
    """What moved, in the whole shop and each territory, how the data is, and who may lapse."""
    spec, span = world.spec, draft.period.span
    toolkit = world.toolkit(world.run_as, draft.as_of)
    gathered = gather(toolkit, spec)
    owned = owners(toolkit, spec)
    currency = world.catalog.settings.currency
    risk = assess(gathered.activity, owned, spec, draft.as_of, currency)
    known = replace(draft, owners=owned, source=gathered.result, risk=risk)
    if not len(gathered.activity.customers):
        # Before the first order there is nothing that could have moved.
        return known
    findings = quality(toolkit, period=span)
    return replace(
        known,
        risk=unless_stale(risk, findings),
        movements=movements(toolkit, spec.movement, period=span),
        own_movements={owner: _own(world, draft, owner) for owner in sorted(set(owned.values()))},
        cohorts=cohorts(toolkit, spec.cohorts) if spec.cohorts else None,
        findings=findings,
    )


def explain(world: World, draft: Draft) -> Draft:
    """Who carries the change of the first metric and of every unusual one."""
    spec = world.spec
    wanted = [
        one.metric
        for place, one in enumerate(draft.movements)
        if one.previous.change and (place == 0 or one.verdict == "unusual")
    ][:MOST_EXPLAINED]
    if not wanted:
        return draft
    toolkit = world.toolkit(world.run_as, draft.as_of)
    trace = partial(drivers, toolkit, wanted, period=draft.period.span)
    veiled = tuple(field for field in spec.explain_by if field != spec.activity.customer)
    found = trace(dimensions=spec.explain_by)
    without = found if veiled == spec.explain_by else trace(dimensions=veiled)
    return replace(draft, explained=found, explained_veiled=without)


def rank(world: World, draft: Draft) -> Draft:
    """Who is flagged, most at stake first, who is held back, and why each one is flagged."""
    risk = draft.risk
    if risk is None or risk.scores is None:
        return draft
    chosen = choose(risk.base, world.spec, draft.past.answered)
    found = {one.customer: reasons(risk.scores, one.customer) for one in chosen.flagged}
    return replace(draft, chosen=chosen, reasons=found)


def write(world: World, draft: Draft) -> Draft:
    """The text for each audience, every figure held against its claim."""
    return replace(draft, run=write_run(world, draft))


STEPS: tuple[Step, ...] = (look_back, detect, explain, rank, write)


def brief(world: World, as_of: date | None = None, steps: Sequence[Step] = STEPS) -> Run:
    """The run of the period that a date (today, unless given) belongs to.

    The first call computes and stores it; later ones, with any date of the same period, return
    the same. A call that comes while another process computes waits for that one. Raises BadPeriod
    for a date in the future, Refusal when the other process takes too long, and what queries raise;
    nothing is stored then, and the next call starts over.
    """
    day = as_of or world.today
    refuse_future(day, world.today)
    period = before(day, world.catalog.settings.week_start)
    key = RunKey(world.spec.name, period.key, day, world.spec.horizon_days)
    give_up = world.worker.now() + PATIENCE_SECONDS
    while True:
        stored = world.store.runs.find(key.briefing, key.period)
        if stored is not None:
            return stored
        lease = _lease(world)
        if world.store.runs.start(key, lease) == "ours":
            _compute(world, Draft(period, day), key, lease.holder, steps)
        elif world.worker.now() >= give_up:
            raise _still_running(key)
        else:
            world.worker.pause(PAUSE_SECONDS)


def _compute(world: World, draft: Draft, key: RunKey, holder: str, steps: Sequence[Step]) -> None:
    try:
        for step in steps:
            draft = step(world, draft)
        if draft.run is None:
            raise RetainerError(f"The steps of {key.briefing} ended without a briefing.")
        # Another process took over and stored the same run meanwhile: that one stands.
        with suppress(LeaseLost):
            world.store.runs.complete(draft.run, _base(draft), holder)
    except BaseException:
        # When even this fails, the lease ends with the process or with its time.
        with suppress(OutsideFailure):
            world.store.runs.release(key.id, holder)
        raise


def _own(world: World, draft: Draft, owner: str) -> tuple[Movement, ...]:
    person = world.sees_own(owner)
    if person is None:
        return ()
    toolkit = world.toolkit(person, draft.as_of)
    granted = [name for name in world.spec.owner_movement if name in toolkit.view.metrics]
    return movements(toolkit, granted, period=draft.period.span) if granted else ()


def _lease(world: World) -> Lease:
    worker = world.worker
    now = worker.now()
    return Lease(
        holder=f"{worker.name}/{world.new_id()}",
        now=now,
        until=now + LEASE_SECONDS,
        alive=lambda holder: worker.alive(holder.rpartition("/")[0]),
    )


def _base(draft: Draft) -> tuple[Score, ...]:
    return tuple(
        Score(
            customer=one.customer,
            owner=one.owner,
            probability=one.probability,
            expected_value=one.expected_value,
        )
        for one in (draft.risk.base if draft.risk else ())
    )


def _still_running(key: RunKey) -> Refusal:
    return Refusal(
        f"The briefing {key.briefing} of {key.period} is being computed by another process.",
        next_step="Give the same command again in a minute; it returns the same briefing.",
    )
