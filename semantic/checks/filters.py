"""Conditions fit their field, and the field can be reached from where they are used."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from semantic.catalog import FieldRef
from semantic.draft import Draft, Written
from semantic.errors import BadValue
from semantic.expression_tokens import ExpressionError
from semantic.model import (
    DerivedMetric,
    Filter,
    FunnelMetric,
    Metric,
    MetricInput,
    Model,
    RatioMetric,
    SimpleMetric,
)
from semantic.policy import attributes_used
from semantic.problems import Problem
from semantic.routes import key_columns, single_ways, ways
from semantic.values import fitting, suits

Steps = tuple[str | int, ...]


@dataclass(frozen=True)
class _Use:
    """A condition, where it was written, and the models whose rows it is about.

    `own` means that the field must be made of the model's own columns, `single` that a row has at
    most one value of it.
    """

    filter: Filter
    written: Written[Any]
    steps: Steps
    models: tuple[Model, ...]
    own: bool = False
    single: bool = False


def filters_fit(draft: Draft) -> Iterator[Problem]:
    """The field of a condition exists; operator and value fit its type."""
    for use in _uses(draft):
        missing = draft.unknown("dimension", use.filter.field)
        if missing:
            yield use.written.problem(missing, *use.steps, "field")
            continue
        ref = draft.catalog.dimensions.get(use.filter.field)
        if ref is not None:
            yield from _misfit(use, ref)


def _misfit(use: _Use, ref: FieldRef) -> Iterator[Problem]:
    given, kind = use.filter, ref.dimension.type
    if not suits(given.op, kind):
        text_only = given.op in ("contains", "starts_with")
        needs = "looks into text" if text_only else "needs an order"
        message = f"{given.op} {needs}; `{given.field}` is of type {kind}"
        yield use.written.problem(message, *use.steps, "op")
    elif not attributes_used(given):
        try:
            fitting(given, ref.dimension)
        except BadValue as error:
            message = f"{error.message} {error.next_step}".strip()
            yield use.written.problem(message, *use.steps, "value")


def filters_reach(draft: Draft) -> Iterator[Problem]:
    """Each row that a condition is about has at most one value of its field."""
    for use in _uses(draft):
        ref = draft.catalog.dimensions.get(use.filter.field)
        if ref is None:
            continue
        for model in use.models:
            message = _unreached(draft, use, model, ref)
            if message:
                yield use.written.problem(message, *use.steps, "field")
                break


def _unreached(draft: Draft, use: _Use, model: Model, ref: FieldRef) -> str | None:
    field = use.filter.field
    try:
        if key_columns(model, ref) is not None:
            return None
    except (ExpressionError, ValueError):
        return None
    if use.own:
        if ref.model.name == model.name:
            return None
        return f"`{field}` is not a dimension of `{model.name}`"
    leading = single_ways if use.single else ways
    found = [way.route for way in leading(draft.catalog, model, (ref.dimension.entity,), ref)]
    if len(found) == 1 or (not found and _relationship_at_fault(draft)):
        return None
    if not found:
        return f"no relationship leads from `{model.name}` to `{ref.model.name}`, which has {field}"
    shown = " or ".join(" then ".join(step.name for step in route) for route in found)
    return f"`{model.name}` reaches {field} in several ways: {shown}"


def _relationship_at_fault(draft: Draft) -> bool:
    """Whether a route may be missing because of a relationship that is found fault with."""
    sound = {written.value.name for written in draft.relationships}
    return draft.names.get("relationship", frozenset()) != sound or any(
        draft.unknown("model", end)
        for written in draft.relationships
        for end in (written.value.from_model, written.value.to)
    )


def _uses(draft: Draft) -> Iterator[_Use]:
    for model in draft.models:
        yield from _of_rollup(draft, model)
    for metric in draft.metrics:
        yield from _of_metric(draft, metric)
    for role in draft.roles.values():
        for index, grant in enumerate(role.value.grants):
            names = () if grant.metrics == "all" else grant.metrics
            models = tuple(
                _scanned(draft, model) for name in names for model in _models(draft, name)
            )
            rows = () if grant.rows == "all" else grant.rows
            yield from _each(rows, role, ("grants", index, "rows"), models, single=True)


def _scanned(draft: Draft, model: Model) -> Model:
    """The model whose rows a policy cuts: of a rollup, what it is made of."""
    return draft.catalog.models.get(model.rollup.of, model) if model.rollup else model


def _of_rollup(draft: Draft, model: Written[Model]) -> Iterator[_Use]:
    rollup = model.value.rollup
    below = draft.catalog.models.get(rollup.of) if rollup else None
    if rollup is None:
        return
    models = (below,) if below and below.rollup is None else ()
    yield from _each(rollup.where, model, ("rollup", "where"), models, own=True)
    yield from _each(rollup.amount_where, model, ("rollup", "amount_where"), models, own=True)


def _of_metric(draft: Draft, metric: Written[Metric]) -> Iterator[_Use]:
    given = metric.value
    if not (getattr(given, "filter", ()) or any(test.filters for test in given.tests)):
        models: tuple[Model, ...] = ()
    else:
        models = tuple(_models(draft, given.name))
    for index, test in enumerate(given.tests):
        yield from _each(test.filters, metric, ("tests", index, "filters"), models)
    match given:
        case SimpleMetric():
            yield from _each(given.filter, metric, ("filter",), models)
        case RatioMetric():
            for part in ("numerator", "denominator"):
                inner = getattr(given, part)
                if isinstance(inner, MetricInput):
                    about = tuple(_models(draft, inner.name))
                    yield from _each(inner.filter, metric, (part, "filter"), about)
        case DerivedMetric() | FunnelMetric():
            key = "steps" if isinstance(given, FunnelMetric) else "metrics"
            for index, part in enumerate(getattr(given, key)):
                if isinstance(part, MetricInput):
                    about = tuple(_models(draft, part.name))
                    yield from _each(part.filter, metric, (key, index, "filter"), about)
        case _:
            pass


def _each(
    filters: Iterable[Filter],
    written: Written[Any],
    start: Steps,
    models: tuple[Model, ...],
    **how: bool,
) -> Iterator[_Use]:
    for index, given in enumerate(filters):
        yield _Use(given, written, (*start, index), models, **how)


def _models(draft: Draft, name: str) -> Iterator[Model]:
    """The sound models that a metric is computed from, each once."""
    waiting, seen = [name], {name}
    found: set[str] = set()
    while waiting:
        metric = draft.catalog.metrics.get(waiting.pop())
        if metric is None:
            continue
        if not hasattr(metric, "model"):
            onwards = {given.name for given in draft.catalog.inputs(metric)} - seen
            seen |= onwards
            waiting += sorted(onwards)
        elif metric.model in draft.catalog.models and metric.model not in found:
            found.add(metric.model)
            yield draft.catalog.models[metric.model]
