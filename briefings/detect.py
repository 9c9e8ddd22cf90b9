"""What customers did, from governed queries, and who of them is about to lapse."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

import numpy as np

from briefings.rank import Candidate, choose
from briefings.spec import BriefingSpec
from semantic.model import Filter
from semantic.period import Period
from semantic.query import PeriodAsked, Query
from semantic.result import Result, Value
from skills.quality.finding import Finding
from skills.risk.activity import Activity, activity_from
from skills.risk.arrays import BoolArray
from skills.risk.backtest import Backtest, FlagRule, backtest, past_dates
from skills.risk.errors import CannotFit
from skills.risk.model import fit
from skills.risk.scoring import Scores, score
from skills.risk.settings import RiskSettings
from skills.risk.snapshots import Snapshots
from skills.toolkit import Toolkit
from skills.value.expected import ExpectedValue, expected_value_12m


@dataclass(frozen=True)
class BaseRate:
    """How many of the customers who were active on a date lapsed within the horizon after it."""

    as_of: date
    base: int
    lapsed: int


@dataclass(frozen=True, eq=False)
class Risk:
    """The active base with its chances, and what the past says of the model behind them.

    `scores` is None and `base` empty when there is nothing to go by: the newest data is
    `stale_days` old, the model has a `shortage`, or no signal has proved itself. `active` counts
    the base in any case.
    `rate` is of the newest date whose outcome is known, if there is one.
    """

    base: tuple[Candidate, ...]
    scores: Scores | None
    proof: Backtest
    rate: BaseRate | None
    active: int
    shortage: CannotFit | None = None
    stale_days: int | None = None
    caveats: tuple[str, ...] = ()


def settings_of(spec: BriefingSpec, currency: str) -> RiskSettings:
    """The briefing's base and horizon as the lapse model knows them."""
    return RiskSettings(
        horizon_days=spec.horizon_days,
        min_order_days=spec.base.min_order_days,
        active_days=spec.base.ordered_within_days,
        currency=currency,
    )


@dataclass(frozen=True, eq=False)
class Gathered:
    """What customers did, and a hash of it with the policy under which it was seen."""

    activity: Activity
    result: str


def activity(toolkit: Toolkit, spec: BriefingSpec) -> Activity:
    """What every identified customer ordered and returned before the toolkit's date."""
    return gather(toolkit, spec).activity


def gather(toolkit: Toolkit, spec: BriefingSpec) -> Gathered:
    """The activity of every identified customer before the toolkit's date, with its source."""
    what = spec.activity
    orders = toolkit.run(
        _everything(toolkit, what.customer, (what.sales, what.products), (what.order, "time.day"))
    )
    back = toolkit.run(_everything(toolkit, what.customer, (what.returns,), ("time.day",)))
    placed = _rows_with(orders, what.sales)
    returned = _rows_with(back, what.returns)
    found = activity_from(
        customer=_column(orders, what.customer, placed),
        order_day=_column(orders, "time.day", placed),
        gross_sales=_numbers(orders, what.sales, placed),
        products=_numbers(orders, what.products, placed),
        return_customer=_column(back, what.customer, returned),
        return_day=_column(back, "time.day", returned),
        returns_value=_numbers(back, what.returns, returned),
    )
    return Gathered(found, _hash(found, orders.policy))


def _hash(seen: Activity, policy: str) -> str:
    """Over the arrays' bytes: as JSON, the orders of a large shop would not fit into memory."""
    content = hashlib.sha256(policy.encode())
    for column in fields(seen):
        content.update(np.ascontiguousarray(getattr(seen, column.name)).tobytes())
    return f"sha256:{content.hexdigest()}"


def owners(toolkit: Toolkit, spec: BriefingSpec) -> Mapping[str, str]:
    """Who looks after each customer with an order; customers of nobody are left out."""
    what = spec.activity
    found = toolkit.run(_everything(toolkit, what.customer, (what.sales,), (spec.owner,)))
    pairs = zip(found.data[what.customer], found.data[spec.owner], strict=True)
    return {str(customer): str(owner) for customer, owner in pairs if owner is not None}


def customers_with_orders(toolkit: Toolkit, spec: BriefingSpec, span: Period) -> frozenset[str]:
    """The customers with an order in a period."""
    what = spec.activity
    asked = _everything(toolkit, what.customer, (what.sales,), ())
    within = PeriodAsked.model_validate({"from": span.start, "to": span.end})
    found = toolkit.run(asked.model_copy(update={"period": within}))
    return frozenset(
        str(one) for one in _column(found, what.customer, _rows_with(found, what.sales))
    )


def assess(
    seen: Activity, owned: Mapping[str, str], spec: BriefingSpec, as_of: date, currency: str
) -> Risk:
    """The risk of every customer of the base as of a date, and the proof that the model works.

    Never raises for a short history: the result then says what is missing.
    """
    settings = settings_of(spec, currency)
    snapshots = Snapshots(seen.as_of(as_of), settings)
    proof = backtest(
        seen, past_dates(as_of, settings), settings, until=as_of, flag_rule=flag_rule(spec, owned)
    )
    known = _base_rate(snapshots, as_of)
    active = len(snapshots.base(as_of))
    try:
        scores = score(fit(seen, as_of, settings), seen, as_of)
        value = expected_value_12m(seen, as_of)
    except CannotFit as refusal:
        return Risk((), None, proof, known, active, shortage=refusal)
    if not proof.model_used:
        return Risk((), None, proof, known, active)
    base = candidates(scores, value, owned)
    return Risk(base, scores, proof, known, active, caveats=value.caveats)


def unless_stale(risk: Risk, findings: Sequence[Finding]) -> Risk:
    """The risk, or none to go by where the data is older than it has been.

    To old data every customer looks silent.
    """
    for one in findings:
        if one.check == "freshness" and one.severity == "warning" and one.value is not None:
            return replace(risk, base=(), scores=None, stale_days=round(one.value))
    return risk


def candidates(
    scores: Scores, value: ExpectedValue, owned: Mapping[str, str]
) -> tuple[Candidate, ...]:
    """The scored base with each customer's owner and expected value."""
    worth = value.of(scores.customers).tolist()
    chances = scores.probability.tolist()
    ids = [str(one) for one in scores.customers.tolist()]
    return tuple(
        Candidate(customer, owned.get(customer), chance, expected)
        for customer, chance, expected in zip(ids, chances, worth, strict=True)
    )


def flag_rule(spec: BriefingSpec, owned: Mapping[str, str]) -> FlagRule:
    """The briefing's own rule for flags, as a backtest asks for it."""

    def rule(seen: Activity, scores: Scores) -> BoolArray:
        try:
            value = expected_value_12m(seen, scores.table.as_of)
        except CannotFit:
            return np.zeros(len(scores.customers), dtype=np.bool_)
        chosen = {one.customer for one in choose(candidates(scores, value, owned), spec).flagged}
        return np.array([str(one) in chosen for one in scores.customers.tolist()], dtype=np.bool_)

    return rule


def _base_rate(snapshots: Snapshots, as_of: date) -> BaseRate | None:
    horizon = snapshots.settings.horizon_days
    day = as_of - timedelta(days=horizon)
    lapsed = snapshots.lapsed(day, horizon)
    return BaseRate(day, len(lapsed), int(lapsed.sum())) if len(lapsed) else None


def _everything(
    toolkit: Toolkit, customer: str, metrics: tuple[str, ...], by: tuple[str, ...]
) -> Query:
    return Query(
        metrics=metrics,
        group_by=(customer, *by),
        filters=(Filter(field=customer, op="not_null"),),
        as_of=toolkit.as_of,
    )


def _rows_with(result: Result, metric: str) -> list[int]:
    return [row for row, value in enumerate(result.data[metric]) if value is not None]


def _column(result: Result, name: str, rows: list[int]) -> list[Value]:
    values = result.data[name]
    return [values[row] for row in rows]


def _numbers(result: Result, name: str, rows: list[int]) -> list[float]:
    values = result.data[name]
    return [float(values[row] or 0.0) for row in rows]
