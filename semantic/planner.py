"""From a query and what its asker may see to a Plan, or to a refusal that says what would work."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

from semantic import period as periods
from semantic.catalog import FieldRef
from semantic.errors import BadPeriod, CannotCombine, UnknownName
from semantic.expression import parse
from semantic.model import (
    DerivedMetric,
    Filter,
    FreshnessMetric,
    Grain,
    LifecycleMetric,
    Metric,
    MetricInput,
    RatioMetric,
    RetentionMetric,
    SimpleMetric,
)
from semantic.period import Period
from semantic.plan import (
    Arithmetic,
    Bucket,
    Condition,
    Field,
    Formula,
    Key,
    Leaf,
    LeafValue,
    Order,
    Output,
    Plan,
    Quotient,
    State,
    TimeKey,
)
from semantic.policy import Rows
from semantic.query import PeriodAsked, Query
from semantic.routes import check_reach
from semantic.suggest import nearest
from semantic.values import fit, fitting
from semantic.view import View

MOST_BUCKETS = 10_000


KnownFrom = Mapping[str, date | None]


def plan(query: Query, view: View, period: Period, as_of: date, known_from: KnownFrom) -> Plan:
    """The plan for a query whose period is settled.

    `known_from` says of each metric on which day its data begins; None without any.

    Raises UnknownName, CannotCombine, BadPeriod or BadValue.
    """
    metrics = [find_metric(name, view) for name in dict.fromkeys(query.metrics)]
    keys = tuple(_key(name, view, query) for name in dict.fromkeys(query.group_by))
    on_metrics, on_fields = _split_filters(query, view)
    conditions = tuple(_condition(given, view, query.metrics) for given in on_fields)
    grain = _grain(keys)
    buckets = _buckets(period, grain, as_of)
    earlier = _earlier(period, grain, query.compare, as_of) if query.compare else ()
    for metric in metrics:
        _check_fits(metric, view, keys, conditions, buckets, bool(earlier))
    outputs = tuple(
        _output(metric, view, _unknown(buckets, earlier, known_from[metric.name]), bool(earlier))
        for metric in metrics
    )
    return Plan(
        keys=keys,
        conditions=conditions,
        on_metrics=on_metrics,
        outputs=outputs,
        buckets=buckets,
        earlier=earlier,
        spine=_wants_spine(keys, metrics),
        order=_order(query, keys, outputs),
        limit=query.limit,
        as_of=as_of,
    )


def find_metric(name: str, view: View) -> Metric:
    """The metric of this name. One that the asker may not see is as unknown as one that is not."""
    if name in view.granted:
        return view.granted[name]
    raise UnknownName(
        f"There is no metric {name!r} that you may see.",
        nearest=view.nearest_metrics(name),
        next_step="List the metrics you may see: retainer metrics",
    )


def find_field(name: str, view: View) -> FieldRef:
    """The dimension of this name, under the same rule as find_metric."""
    if name in view.dimensions:
        return view.dimensions[name]
    raise UnknownName(
        f"There is no dimension {name!r} that you may see.",
        nearest=nearest(name, view.dimensions) or tuple(view.dimensions)[:5],
        next_step="See what a metric can be grouped by: retainer metrics NAME",
    )


def _key(name: str, view: View, query: Query) -> Key:
    if name.startswith("time."):
        grain = name.removeprefix("time.")
        if grain not in periods.GRAINS:
            raise UnknownName(
                f"There is no time grain {grain!r}.",
                nearest=tuple(f"time.{known}" for known in periods.GRAINS),
            )
        return TimeKey(grain)
    return _field(find_field(name, view), view, query.metrics)


def _field(ref: FieldRef, view: View, metrics: Iterable[str]) -> Field:
    return Field(ref, view.access.masks_for(metrics).get(ref.dimension.field))


def _split_filters(query: Query, view: View) -> tuple[tuple[Filter, ...], list[Filter]]:
    on_metrics: list[Filter] = []
    on_fields: list[Filter] = []
    for given in query.filters:
        if "." not in given.field and given.field in view.granted:
            if given.field not in query.metrics:
                raise CannotCombine(
                    f"The filter on {given.field} needs {given.field} among the metrics asked for.",
                    nearest=query.metrics,
                )
            on_metrics.append(fit(given, "number"))
        else:
            on_fields.append(given)
    return tuple(on_metrics), on_fields


def _condition(given: Filter, view: View, metrics: Iterable[str]) -> Condition:
    field = _field(find_field(given.field, view), view, metrics)
    wanted = fit(given, "text") if field.mask else fitting(given, field.ref.dimension)
    return Condition(wanted, field)


def _grain(keys: Sequence[Key]) -> Grain | None:
    times = [key for key in keys if isinstance(key, TimeKey)]
    if len(times) > 1:
        raise CannotCombine(
            f"An answer goes by {times[0].name} or by {times[1].name}, not by both.",
            next_step="Leave one of them out.",
        )
    return times[0].grain if times else None


def _parts(period: Period, grain: Grain | None) -> tuple[Period, ...]:
    return periods.buckets(period, grain) if grain else (period,)


def _buckets(period: Period, grain: Grain | None, as_of: date) -> tuple[Bucket, ...]:
    """A bucket for each part of the period that has begun: the row it gives alone."""
    found = tuple(
        _bucket(part, part.until(as_of), grain)
        for part in _parts(period, grain)
        if part.start < as_of
    )
    if len(found) > MOST_BUCKETS:
        raise BadPeriod(
            f"From {period.start} to {period.end} there are more than {MOST_BUCKETS:,} {grain}s.",
            next_step="Ask for a shorter period or a longer grain.",
        )
    return found


def _bucket(whole: Period, seen: Period, grain: Grain | None) -> Bucket:
    label = periods.floor(whole.start, grain) if grain else whole.start
    return Bucket(label, seen, periods.preceding(whole).start)


def _earlier(
    period: Period,
    grain: Grain | None,
    compare: Literal["previous", "year"] | PeriodAsked,
    as_of: date,
) -> tuple[Bucket, ...]:
    """What each bucket is compared with; one that the as-of date cuts, with as many days."""
    if isinstance(compare, PeriodAsked):
        chosen = _chosen(compare, grain, as_of)
        return (_bucket(chosen, chosen.until(as_of), None),)
    shift_of = periods.to_year_before if compare == "year" else periods.to_previous
    found = []
    for part in _parts(period, grain):
        if part.start < as_of:
            shift = shift_of(part, grain)
            seen = periods.moved(part.until(as_of), shift)
            found.append(_bucket(periods.moved(part, shift), seen, grain))
    return tuple(found)


def _chosen(compare: PeriodAsked, grain: Grain | None, as_of: date) -> Period:
    if grain is not None:
        raise CannotCombine(
            f"A comparison with a chosen period has one figure for each side, not one per {grain}.",
            next_step="Leave out the time group, or compare with `previous` or `year`.",
        )
    if compare.start is None or compare.end is None:
        raise BadPeriod("The period to compare with needs both `from` and `to`.")
    if compare.start >= as_of:
        raise BadPeriod(
            f"The period to compare with, from {compare.start}, lies in the future: the data is "
            f"seen as of {as_of}.",
        )
    return Period(compare.start, compare.end)


def _unknown(
    buckets: Sequence[Bucket], earlier: Sequence[Bucket], known_from: date | None
) -> tuple[date, ...]:
    pairs = zip(buckets, earlier, strict=False)
    return tuple(
        now.label for now, then in pairs if known_from is None or then.period.end <= known_from
    )


def _check_fits(
    metric: Metric,
    view: View,
    keys: Sequence[Key],
    conditions: Sequence[Condition],
    buckets: Sequence[Bucket],
    compared: bool,
) -> None:
    catalog = view.catalog
    fields = [key for key in keys if isinstance(key, Field)] + [c.field for c in conditions]
    parts = (metric, *catalog.upstream(metric))
    for name in view.models_of(metric):
        model = catalog.models[name]
        for field in fields:
            check_reach(catalog, model, field.ref, metric.title, view.groupable(metric.name))
        if model.time is None and model.rollup is None and (_by_time(keys) or compared):
            raise CannotCombine(
                f"{metric.title} is predicted as of one date and has no history to group or "
                "compare.",
                next_step=f"Ask for it as of another date: retainer query {metric.name} --as-of D",
            )
    for part in parts:
        if isinstance(part, RetentionMetric):
            _check_retention(part, view, keys, conditions, buckets)


def _by_time(keys: Sequence[Key]) -> bool:
    return any(isinstance(key, TimeKey) for key in keys)


def _check_retention(
    metric: RetentionMetric,
    view: View,
    keys: Sequence[Key],
    conditions: Sequence[Condition],
    buckets: Sequence[Bucket],
) -> None:
    names = {key.name for key in keys} | {given.field.name for given in conditions}
    if metric.cohort not in names:
        raise CannotCombine(
            f"{metric.title} is a share of one cohort at a time.",
            nearest=[field for field in (metric.cohort,) if field in view.dimensions],
            next_step="Group or filter by the cohort.",
        )
    for bucket in buckets:
        if periods.unit(bucket.period.start, metric.grain).end < bucket.period.end:
            raise BadPeriod(
                f"{metric.title} is the share active in one {metric.grain}; the period from "
                f"{bucket.period.start} to {bucket.period.end} is longer.",
                next_step=f"Ask for one {metric.grain}, or group by time.{metric.grain}.",
            )


def _output(metric: Metric, view: View, unknown: tuple[date, ...], compared: bool) -> Output:
    rows = view.access.rows_for(metric.name)
    return Output(
        name=metric.name,
        formula=_formula(metric, view, rows, (), earlier=False),
        earlier=_formula(metric, view, rows, (), earlier=True) if compared else None,
        unknown=unknown,
    )


def _formula(
    metric: Metric, view: View, rows: Rows, extra: tuple[Condition, ...], *, earlier: bool
) -> Formula:
    def of(given: MetricInput) -> Formula:
        more = tuple(_inner_condition(part, view) for part in given.filter)
        inner = view.catalog.metrics[given.name]
        return _formula(inner, view, rows, extra + more, earlier=earlier)

    def state(name: str, value: str, fill: float | None) -> LeafValue:
        return LeafValue(Leaf(State(name, value), extra, rows, earlier), fill)  # type: ignore[arg-type]

    match metric:
        case SimpleMetric():
            own = tuple(_inner_condition(part, view) for part in metric.filter)
            return LeafValue(Leaf(metric, own + extra, rows, earlier), metric.fill_nulls_with)
        case FreshnessMetric():
            return LeafValue(Leaf(metric, extra, rows, earlier), None)
        case LifecycleMetric():
            return state(metric.model, metric.state, metric.fill_nulls_with)
        case RetentionMetric():
            return Quotient(state(metric.model, "active", 0), state(metric.model, "known", 0))
        case RatioMetric():
            numerator, denominator = view.catalog.inputs(metric)
            return Quotient(of(numerator), of(denominator))
        case DerivedMetric():
            inputs = tuple((given.name, of(given)) for given in view.catalog.inputs(metric))
            return Arithmetic(parse(metric.expr).root, inputs)


def _inner_condition(given: Filter, view: View) -> Condition:
    """A definition's own condition: approved with it, so no mask applies and nothing is hidden."""
    ref = view.catalog.dimensions[given.field]
    return Condition(fitting(given, ref.dimension), Field(ref))


def _wants_spine(keys: Sequence[Key], metrics: Sequence[Metric]) -> bool:
    if len(keys) != 1 or not isinstance(keys[0], TimeKey):
        return False
    return any(
        getattr(metric, "join_to_timespine", not isinstance(metric, SimpleMetric))
        for metric in metrics
    )


def _order(query: Query, keys: Sequence[Key], outputs: Sequence[Output]) -> tuple[Order, ...]:
    known = [key.name for key in keys] + [output.name for output in outputs]
    if query.compare:
        known += [f"{o.name}.{part}" for o in outputs for part in COMPARED]
    wanted = []
    for name in query.order_by:
        column = name.removeprefix("-")
        if column not in known:
            raise UnknownName(
                f"The result has no column {column!r} to order by.", nearest=tuple(known)
            )
        wanted.append(Order(column, descending=name.startswith("-")))
    ordered = {order.column for order in wanted}
    times = [key.name for key in keys if isinstance(key, TimeKey)]
    rest = times + [key.name for key in keys if key.name not in times]
    return (*wanted, *(Order(name, descending=False) for name in rest if name not in ordered))


COMPARED = ("previous", "change", "change_pct")
