"""What became of each flag: what people answered, and whether the customer did lapse."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

from briefings.feedback import standing
from briefings.model import Flag, Part, Run
from briefings.store.store import Store
from briefings.store.verdicts import Answer
from semantic.period import Period

Ordered = Callable[[Period], frozenset[str]]
"""The customers with an order in a period, however they are asked for."""

Outcome = Literal["lapsed", "ordered", "open"]


class Entry(Part):
    """A flag with the verdict that counts, and its outcome; open until its horizon has passed."""

    id: str
    period: str
    customer: str
    owner: str
    signals: tuple[str, ...]
    features: tuple[str, ...]
    probability: float
    value_at_risk: float
    verdict: Answer | None
    reason: str
    outcome: Outcome


class Tally(Part):
    """Flags counted together. Shares are None where nothing is known yet.

    `precision` is the share of due flags that lapsed, `recall` the share of lapses that had been
    flagged; `missed` and `recall` are None where lapses cannot be told apart, as by signal.
    """

    of: str
    flags: int
    confirmed: int
    false_positive: int
    in_progress: int
    done: int
    context: int
    unanswered: int
    due: int
    lapsed: int
    missed: int | None
    precision: float | None
    recall: float | None


class Ledger(Part):
    """Every flag of a briefing, and the tallies by period, owner, signal and feature."""

    briefing: str
    as_of: date
    total: Tally
    by_period: tuple[Tally, ...]
    by_owner: tuple[Tally, ...]
    by_signal: tuple[Tally, ...]
    by_feature: tuple[Tally, ...]
    flags: tuple[Entry, ...]


class Missed(Part):
    """A customer of the base who lapsed without a flag."""

    period: str
    customer: str
    owner: str | None


def horizon(run: Run) -> Period:
    """The days after the run in which an order proves that the customer did not lapse."""
    return Period(run.as_of, run.as_of + timedelta(days=run.horizon_days))


def entries(store: Store, run: Run, ordered: Ordered, as_of: date) -> tuple[Entry, ...]:
    """Every flag that a run gave to an owner, with what became of it as of a date."""
    owners = {flag.id: note.owner for note in run.notes for flag in note.flags}
    verdicts = standing(store.verdicts.of_run(run.id), owners)
    came = ordered(horizon(run)) if is_over(run, as_of) else None
    return tuple(
        Entry(
            id=flag.id,
            period=run.period,
            customer=flag.customer,
            owner=note.owner,
            signals=tuple(dict.fromkeys(reason.signal for reason in flag.reasons)),
            features=tuple(reason.feature for reason in flag.reasons),
            probability=flag.probability,
            value_at_risk=flag.value_at_risk,
            verdict=verdicts[flag.id].verdict if flag.id in verdicts else None,
            reason=verdicts[flag.id].reason if flag.id in verdicts else "",
            outcome=_outcome(flag, came),
        )
        for note in run.notes
        if not note.withheld
        for flag in note.flags
    )


def missed(store: Store, run: Run, ordered: Ordered, as_of: date) -> tuple[Missed, ...]:
    """The customers of the run's base who lapsed without a flag; none before anybody can know."""
    if not is_over(run, as_of):
        return ()
    came = ordered(horizon(run))
    told = [note for note in run.notes if not note.withheld]
    flagged = {flag.customer for note in told for flag in note.flags}
    return tuple(
        Missed(period=run.period, customer=one.customer, owner=one.owner)
        for one in store.runs.base(run.id)
        if one.customer not in came and one.customer not in flagged
    )


def counts(flags: list[Entry], unseen: list[Missed]) -> Tally:
    """All of these flags together."""
    return _tally("all", flags, unseen)


def ledger(store: Store, briefing: str, ordered: Ordered, as_of: date, owner: str = "") -> Ledger:
    """The ledger of a briefing as of a date, of one owner's flags if given."""
    runs = store.runs.all(briefing)
    flags = [
        entry
        for run in runs
        for entry in entries(store, run, ordered, as_of)
        if owner in ("", entry.owner)
    ]
    unseen = [
        one
        for run in runs
        for one in missed(store, run, ordered, as_of)
        if owner in ("", one.owner)
    ]
    return Ledger(
        briefing=briefing,
        as_of=as_of,
        total=counts(flags, unseen),
        by_period=_by(flags, unseen, "period"),
        by_owner=_by(flags, unseen, "owner"),
        by_signal=_by_any(flags, "signals"),
        by_feature=_by_any(flags, "features"),
        flags=tuple(flags),
    )


def _by(
    flags: list[Entry], unseen: list[Missed], part: Literal["period", "owner"]
) -> tuple[Tally, ...]:
    keys = sorted({str(getattr(one, part)) for one in flags})
    return tuple(
        _tally(
            key,
            [one for one in flags if getattr(one, part) == key],
            [one for one in unseen if getattr(one, part) == key],
        )
        for key in keys
    )


def _by_any(flags: list[Entry], part: Literal["signals", "features"]) -> tuple[Tally, ...]:
    keys = sorted({key for entry in flags for key in getattr(entry, part)})
    return tuple(
        _tally(key, [entry for entry in flags if key in getattr(entry, part)], None) for key in keys
    )


def _tally(of: str, flags: list[Entry], unseen: list[Missed] | None) -> Tally:
    answers = [entry.verdict for entry in flags]
    due = [entry for entry in flags if entry.outcome != "open"]
    lapsed = sum(entry.outcome == "lapsed" for entry in due)
    return Tally(
        of=of,
        flags=len(flags),
        confirmed=answers.count("confirmed"),
        false_positive=answers.count("false-positive"),
        in_progress=answers.count("in-progress"),
        done=answers.count("done"),
        context=answers.count("context"),
        unanswered=answers.count(None),
        due=len(due),
        lapsed=lapsed,
        missed=None if unseen is None else len(unseen),
        precision=_share(lapsed, len(due)),
        recall=None if unseen is None else _share(lapsed, lapsed + len(unseen)),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _outcome(flag: Flag, came: frozenset[str] | None) -> Outcome:
    if came is None:
        return "open"
    return "ordered" if flag.customer in came else "lapsed"


def is_over(run: Run, as_of: date) -> bool:
    """Whether everybody can know who of the run's base lapsed."""
    return horizon(run).end <= as_of
