"""A metric in words: its formula, and what it stands on."""

from collections.abc import Mapping
from typing import Any, assert_never

from semantic.catalog import Catalog
from semantic.filter_tree import AllOf, AnyFilter, AnyOf, MetricFilter, NotOf
from semantic.model import (
    ConversionMetric,
    CumulativeMetric,
    DerivedMetric,
    Filter,
    FreshnessMetric,
    FunnelMetric,
    GoldenTest,
    LifecycleMetric,
    Metric,
    MetricInput,
    Operator,
    RatioMetric,
    RetentionMetric,
    SimpleMetric,
)
from semantic.timing import Window

_OPERATORS: Mapping[Operator, str] = {
    "eq": "=",
    "ne": "≠",
    "in": "in",
    "not_in": "not in",
    "lt": "<",
    "le": "≤",
    "gt": ">",
    "ge": "≥",
    "between": "between",
    "contains": "contains",
    "starts_with": "starts with",
    "is_null": "is missing",
    "not_null": "is not missing",
}


def formula(metric: Metric, catalog: Catalog) -> str:
    """The metric's formula on one line."""
    match metric:
        case SimpleMetric():
            what = f"{metric.agg} of {metric.expr}" if metric.expr else "count of rows"
            return f"{what} over {metric.model}{_where(metric.filter)}"
        case RatioMetric():
            return f"{_input(metric.numerator)} / {_input(metric.denominator)}"
        case DerivedMetric():
            return metric.expr
        case CumulativeMetric():
            return f"{metric.metric} {_so_far(metric)}"
        case ConversionMetric():
            return _converted(metric)
        case FunnelMetric():
            return _passage(metric)
        case LifecycleMetric():
            return _in_state(metric, catalog)
        case RetentionMetric():
            after = " or after it" * (metric.mode == "rolling")
            return f"share of each {metric.cohort} active in a later {metric.grain}{after}"
        case FreshnessMetric():
            return f"days from the newest row of {metric.model} to the period's end"
        case _:
            assert_never(metric)


def _converted(metric: ConversionMetric) -> str:
    of = "share" if metric.calculation == "rate" else "number"
    limit = f" within {_window(metric.window)}" if metric.window else ""
    base, conversion = _input(metric.base), _input(metric.conversion)
    events = f"{base} followed by {conversion} of the same {metric.entity}"
    return f"{of} of {events}{limit}"


def _in_state(metric: LifecycleMetric, catalog: Catalog) -> str:
    if metric.state == "value":
        return f"value of {metric.model} from their first event to the period's end"
    return f"count of {metric.model} in the state {metric.state}{_limit(metric, catalog)}"


def _passage(metric: FunnelMetric) -> str:
    last = metric.step or len(metric.steps)
    steps = ", then ".join(_input(given) for given in metric.steps[:last])
    limit = f" within {_window(metric.window)}" if metric.window else ""
    if metric.calculation == "count":
        return f"number of {metric.entity} with {steps}{limit}"
    whole = metric.steps[max(0, last - 2) if metric.of == "previous" else 0]
    return f"share of {metric.entity} with {_input(whole)} that went through {steps}{limit}"


def _so_far(metric: CumulativeMetric) -> str:
    if metric.window:
        return f"over the last {_window(metric.window)}"
    return f"since the {metric.grain_to_date} began" if metric.grain_to_date else "so far"


def _window(given: Window) -> str:
    return f"{given.count} {given.grain}s"


def _input(given: MetricInput | str) -> str:
    return given if isinstance(given, str) else f"{given.name}{_where(given.filter)}"


def _limit(metric: LifecycleMetric, catalog: Catalog) -> str:
    rollup = catalog.models[metric.model].rollup
    lapsing = {"lapsed", "newly_lapsed", "not_lapsed_at_start", "reactivated"}
    if rollup is None or metric.state not in lapsing:
        return ""
    return f" (lapse after {rollup.lapse_after_days} days)"


def _where(filters: tuple[AnyFilter, ...]) -> str:
    return f" where {' and '.join(map(condition, filters))}" if filters else ""


def condition(given: AnyFilter) -> str:
    """A condition in words; those put together of others are in brackets."""
    match given:
        case AllOf():
            return f"({' and '.join(map(condition, given.all))})"
        case AnyOf():
            return f"({' or '.join(map(condition, given.any))})"
        case NotOf():
            return f"not {condition(given.negated)}"
        case MetricFilter():
            return _compared(f"{given.metric} of the {given.per}", given)
        case _:
            return _compared(given.field, given)


def _compared(what: str, given: Filter | MetricFilter) -> str:
    if given.value is None:
        return f"{what} {_OPERATORS[given.op]}"
    many = isinstance(given.value, list | tuple)
    value = ", ".join(map(str, given.value)) if many else str(given.value)
    return f"{what} {_OPERATORS[given.op]} {value}"


def lineage(metric: Metric, catalog: Catalog) -> dict[str, list[str]]:
    """The metrics, models and sources that the metric stands on, by name."""
    upstream = [each.name for each in catalog.upstream(metric)]
    parts = [metric, *(catalog.metrics[name] for name in upstream)]
    models: list[str] = []
    for part in parts:
        name = getattr(part, "model", None)
        while name is not None:
            models.append(name)
            rollup = catalog.models[name].rollup
            name = rollup.of if rollup else None
    sources = [source for name in models if (source := catalog.models[name].source)]
    return {
        "metrics": sorted(upstream),
        "models": list(dict.fromkeys(models)),
        "sources": list(dict.fromkeys(sources)),
    }


def golden(test: GoldenTest) -> dict[str, Any]:
    """A golden test as `retainer metrics --json` prints it."""
    return {
        "period": {"from": test.period[0], "to": test.period[1]},
        "filters": [given.model_dump(mode="json", by_alias=True) for given in test.filters],
        "as_of": test.as_of,
        "value": test.value,
    }
