"""What became of the flags before: the verdicts, the lapses, and whom nobody need ask about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from briefings.ledger import Entry, Missed, Ordered, counts, entries, missed
from briefings.model import PreviousFlags, Run
from briefings.spec import BriefingSpec
from briefings.store.store import Store
from briefings.store.verdicts import Answer

_SETTLED: Mapping[Answer, str] = {
    "false-positive": "a false positive",
    "in-progress": "in progress",
    "done": "done",
}


@dataclass(frozen=True)
class Past:
    """What a briefing knows of those before it; empty counts when it is the first.

    `whole` counts over all flags and `own` over each owner's. `answered` holds the customers whose
    flag was answered lately, each with why they are left alone.
    """

    whole: PreviousFlags = field(default_factory=PreviousFlags)
    own: Mapping[str, PreviousFlags] = field(default_factory=dict)
    answered: Mapping[str, str] = field(default_factory=dict)

    def of(self, owner: str) -> PreviousFlags:
        """The counts over one owner's flags."""
        none = PreviousFlags(
            briefing_period=self.whole.briefing_period, outcome_period=self.whole.outcome_period
        )
        return self.own.get(owner, none)


@dataclass(frozen=True)
class _Known:
    """The flags of a run and the lapses without one, as of the briefing's date."""

    run: Run
    flags: tuple[Entry, ...]
    unseen: tuple[Missed, ...]


def look_back(store: Store, spec: BriefingSpec, ordered: Ordered, period: str, as_of: date) -> Past:
    """What became of the briefings of earlier periods, as of a date."""
    earlier = [
        key for key in store.runs.keys(spec.name) if key.period < period and key.as_of < as_of
    ]
    known: dict[str, _Known] = {}

    def of(week: str) -> _Known | None:
        if week not in known:
            run = store.runs.find(spec.name, week)
            if run is None:
                return None
            known[week] = _Known(
                run, entries(store, run, ordered, as_of), missed(store, run, ordered, as_of)
            )
        return known[week]

    last = of(earlier[0].period) if earlier else None
    if last is None:
        return Past()
    over = [key.period for key in earlier if key.as_of + timedelta(days=key.horizon_days) <= as_of]
    judged = of(over[0]) if over else None
    recent = [key.period for key in earlier if (as_of - key.as_of).days <= spec.quiet_days]
    owners = {entry.owner for entry in last.flags}
    return Past(
        whole=_counts(last, judged, ""),
        own={owner: _counts(last, judged, owner) for owner in owners},
        answered=_answered([found for found in map(of, reversed(recent)) if found]),
    )


def _counts(last: _Known, judged: _Known | None, owner: str) -> PreviousFlags:
    said = counts(*_of_owner(last, owner))
    happened = counts(*_of_owner(judged, owner)) if judged else None
    return PreviousFlags(
        briefing_period=last.run.period,
        flags=said.flags,
        confirmed=said.confirmed,
        false_positive=said.false_positive,
        in_progress=said.in_progress,
        done=said.done,
        context=said.context,
        unanswered=said.unanswered,
        missed=happened.missed or 0 if happened else 0,
        due=happened.due if happened else 0,
        lapsed=happened.lapsed if happened else 0,
        outcome_period=judged.run.period if judged else None,
    )


def _of_owner(known: _Known, owner: str) -> tuple[list[Entry], list[Missed]]:
    return (
        [entry for entry in known.flags if owner in ("", entry.owner)],
        [one for one in known.unseen if owner in ("", one.owner)],
    )


def _answered(recent: list[_Known]) -> dict[str, str]:
    return {
        entry.customer: f"Answered {_SETTLED[entry.verdict]} on the flag {entry.id}."
        for known in recent
        for entry in known.flags
        if entry.verdict is not None and entry.verdict in _SETTLED
    }
