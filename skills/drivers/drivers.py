"""Why a metric changed: the members that carry the change, or that no single one does."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from semantic import period as periods
from semantic.model import Filter, MetricInput
from semantic.period import Period
from semantic.result import Result
from semantic.view import View
from skills.drivers.decomposition import Parts
from skills.drivers.noise import threshold
from skills.drivers.split import Account, Split, account
from skills.drivers.tables import JUDGED_GRAINS, Span, ingredients, parts, span_of, tables
from skills.movement.series import ask, latest_whole
from skills.toolkit import Toolkit

Verdict = Literal[
    "driver",
    "part",
    "offsetting",
    "no_single_driver",
    "not_judged",
    "no_change",
    "not_compared",
    "not_decomposable",
]
Why = Literal["members_overlap", "one_member", "too_many_members", "no_rates"]

# Beyond this part of a numerator without a denominator beside it, members have no rates to compare.
MOST_APART: Final = 0.5


@dataclass(frozen=True)
class Skipped:
    """A dimension that says nothing about a change, and why.

    `members_overlap`: members share things, so that they add up to more than the whole. `no_rates`:
    a ratio's numerator and denominator lie with different members.
    """

    dimension: str
    why: Why


@dataclass(frozen=True)
class Drivers:
    """A metric's change into a period, and who carries it.

    `driver`: members that stand out carry two thirds of it or more. `part`: they carry less.
    `offsetting`: members stand out, but they cancel each other or run against the change.
    `no_single_driver`: contributions are known and none is more than ordinary periods bring; the
    change is broad or chance. `not_judged`: contributions are known, too few past periods are.
    `no_change`, `not_compared` (a value is missing or its period partial) and `not_decomposable`
    (members do not add up to the metric, or nothing divides it) have no split.

    `split` is the dimension to show: with `driver`, `part` or `offsetting` the one that explains
    most, otherwise the first of few members. `considered` holds the split by every dimension.
    """

    metric: str
    period: Period
    previous_period: Period
    value: float | None
    previous: float | None
    change: float | None
    verdict: Verdict
    split: Split | None
    considered: tuple[Split, ...]
    skipped: tuple[Skipped, ...]
    result: Result | None

    @property
    def dimension(self) -> str | None:
        """The dimension whose members carry the change, if they do."""
        found = self.verdict in ("driver", "part", "offsetting")
        return self.split.dimension if found and self.split else None


@dataclass(frozen=True)
class _Case:
    """One metric under examination: what it is added up from, and its total."""

    metric: str
    given: tuple[MetricInput, ...]
    total: Parts
    result: Result

    @property
    def begins(self) -> int:
        """The first period in which there was something to measure."""
        known = np.flatnonzero(np.nan_to_num(self.total.total()))
        return min(int(known[0]) if known.size else 0, self.total.periods - 2)


def drivers(
    toolkit: Toolkit,
    metrics: Sequence[str],
    *,
    period: Period | None = None,
    dimensions: Sequence[str] | None = None,
    filters: tuple[Filter, ...] = (),
) -> tuple[Drivers, ...]:
    """Who carries each metric's change from the previous period into `period`.

    `period` is the last whole week unless given. `dimensions` are all that the metric can be
    grouped by, details and personal data left out, unless given; those that do not fit a metric are
    passed over. Costs two queries, and one per dimension for all metrics together (more where a
    ratio's parts have filters of their own). Raises what `toolkit.run` raises.
    """
    known = {name: ingredients(name, toolkit.view) for name in metrics}
    able = {name: given for name, given in known.items() if given}
    span = _span(toolkit, tuple(able), period or latest_whole(toolkit, "week"), filters)
    cases = _cases(toolkit, able, span, filters)
    fields = {name: candidates(toolkit.view, name, dimensions) for name in cases}
    accounts: dict[str, list[Account]] = {name: [] for name in metrics}
    skipped: dict[str, list[Skipped]] = {name: [] for name in metrics}
    for field in dict.fromkeys(field for name in cases for field in fields[name]):
        group = [case for name, case in cases.items() if field in fields[name]]
        for case, found in _accounts(toolkit, group, span, filters, field):
            if isinstance(found, Skipped):
                skipped[case.metric].append(found)
            else:
                accounts[case.metric].append(found)
    return tuple(
        _conclude(name, span, cases.get(name), accounts[name], skipped[name])
        if name in able
        else _without(name, span)
        for name in metrics
    )


def candidates(view: View, metric: str, among: Sequence[str] | None = None) -> tuple[str, ...]:
    """The dimensions to look at: those named, or all without details and personal data."""
    possible = view.groupable(metric)
    if among is not None:
        return tuple(field for field in among if field in possible)
    shown = {field: view.dimensions[field].dimension for field in possible}
    return tuple(field for field, found in shown.items() if not found.detail and not found.pii)


def _span(
    toolkit: Toolkit, metrics: Sequence[str], period: Period, filters: tuple[Filter, ...]
) -> Span:
    grain = periods.whole_grain(period, toolkit.week_start)
    if grain not in JUDGED_GRAINS or not metrics:
        return span_of(period, toolkit)
    history = ask(toolkit, metrics, grain, period.end, filters)
    return span_of(period, toolkit, history.whole())


def _cases(
    toolkit: Toolkit,
    able: Mapping[str, tuple[MetricInput, ...]],
    span: Span,
    filters: tuple[Filter, ...],
) -> dict[str, _Case]:
    if not able or not span.comparable:
        return {}
    found = tables(toolkit, (part for given in able.values() for part in given), span, filters)
    return {
        name: _Case(name, given, parts(given, found)[1], found[given[0]].result)
        for name, given in able.items()
        if found is not None
    }


def _accounts(
    toolkit: Toolkit,
    cases: Sequence[_Case],
    span: Span,
    filters: tuple[Filter, ...],
    dimension: str,
) -> Iterator[tuple[_Case, Account | Skipped]]:
    wanted = (part for case in cases for part in case.given)
    found = tables(toolkit, wanted, span, filters, dimension)
    for case in cases:
        if found is None:
            yield case, Skipped(dimension, "too_many_members")
            continue
        members, divided = parts(case.given, found)
        why = _useless(divided, case.total)
        if why:
            yield case, Skipped(dimension, why)
        else:
            begins = max(case.begins, *(found[part].begins for part in case.given))
            known = divided.since(begins)
            yield case, account(dimension, members, known, found[case.given[0]].result)


def _useless(divided: Parts, total: Parts) -> Why | None:
    if divided.recent().size < 2:
        return "one_member"
    if not _adds_up(divided, total):
        return "members_overlap"
    return "no_rates" if divided.apart() > MOST_APART else None


def _adds_up(divided: Parts, total: Parts) -> bool:
    pairs = [(divided.numerator, total.numerator), (divided.denominator, total.denominator)]
    return all(
        np.allclose(ours.sum(axis=0)[-2:], whole.sum(axis=0)[-2:], rtol=1e-6, atol=1e-6)
        for ours, whole in pairs
        if ours is not None and whole is not None
    )


def _conclude(
    metric: str,
    span: Span,
    case: _Case | None,
    accounts: Sequence[Account],
    skipped: Sequence[Skipped],
) -> Drivers:
    previous, value = _ends(case)
    change = value - previous if value is not None and previous is not None else None
    splits: tuple[Split, ...] = ()
    if change:
        chances = [account.smallest for account in accounts]
        limit = threshold(np.array([chance for chance in chances if chance is not None]))
        splits = tuple(account.split(limit) for account in accounts)
    verdict, split = _verdict(change, splits)
    return Drivers(
        metric=metric,
        period=span.period,
        previous_period=span.previous,
        value=value,
        previous=previous,
        change=change,
        verdict=verdict,
        split=split,
        considered=splits,
        skipped=tuple(skipped),
        result=case.result if case else None,
    )


def _without(metric: str, span: Span) -> Drivers:
    """A metric that its members do not add up to."""
    both = (span.period, span.previous)
    nothing: tuple[None, None, None] = (None, None, None)
    return Drivers(metric, *both, *nothing, "not_decomposable", None, (), (), None)


def _verdict(change: float | None, splits: Sequence[Split]) -> tuple[Verdict, Split | None]:
    if change is None:
        return "not_compared", None
    if change == 0:
        return "no_change", None
    if not splits:
        return "not_decomposable", None
    enough = [split for split in splits if split.net and split.explanation.enough]
    if enough:
        return "driver", max(enough, key=lambda split: split.explanation.surprise)
    moved = [split for split in splits if split.standing_out]
    if moved:
        largest = max(moved, key=lambda split: sum(abs(one.change) for one in split.standing_out))
        along = sum(one.change for one in largest.standing_out) * (change or 0.0) > 0
        return "part" if along and largest.net else "offsetting", largest
    few = [split for split in splits if split.few]
    judged = any(split.judged for split in splits)
    return "no_single_driver" if judged else "not_judged", (few or splits)[0]


def _ends(case: _Case | None) -> tuple[float | None, float | None]:
    if case is None:
        return None, None
    total = case.total.total()
    previous, value = (float(total[at]) if np.isfinite(total[at]) else None for at in (-2, -1))
    return previous, value
