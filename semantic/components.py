"""What a metric's meaning is made of: every definition that its value or its words depend on."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from semantic.catalog import Catalog, FieldRef
from semantic.expression import parse
from semantic.filter_tree import AnyFilter, on_fields, on_metrics
from semantic.members import candidates, elsewhere, measured_name, read_name
from semantic.model import (
    ConversionMetric,
    CumulativeMetric,
    DerivedMetric,
    Dimension,
    FunnelMetric,
    Metric,
    MetricInput,
    Model,
    RatioMetric,
    RetentionMetric,
    SimpleMetric,
)
from semantic.routes import Route, key_columns, ways

# What a metric says of itself to people; everything else it says decides its value.
WORDS = {
    "label", "description", "direction", "kind", "format", "synonyms", "not_to_confuse",
    "governance", "tests",
}  # fmt: skip
WORDS_OF_A_DIMENSION = {
    "label", "description", "synonyms", "value_synonyms", "pii", "detail", "llm",
}  # fmt: skip
CORE_OF_A_MODEL = {
    "source", "distinct", "primary_key", "time", "validity", "entities", "row", "rollup",
}  # fmt: skip

Components = dict[str, Any]
_MADE_OF_METRICS = RatioMetric | DerivedMetric | CumulativeMetric | ConversionMetric | FunnelMetric


def components(catalog: Catalog, name: str) -> Components:
    """The metric's words and formula, and all that the formula stands on, by label.

    Labels are such as `formula gross_sales` or `column lines.Quantity`; contents are plain data
    without anything that only repeats a default.
    """
    metric = catalog.metrics[name]
    words = _plain(metric, include=WORDS)
    for standing in ("status", "successor", "sunset"):
        words["governance"].pop(standing, None)
    found: Components = {
        f"words of {name}": words,
        "workspace": _plain(catalog.settings, include={"timezone", "week_start"}),
    }
    _add_metric(catalog, metric, found)
    return found


def of_field(catalog: Catalog, name: str, field: str) -> Components:
    """The dimension as the metric is split or filtered by it: its columns and the way to it."""
    found: Components = {}
    for model in _models_of(catalog, catalog.metrics[name]):
        _add_field(catalog, model, field, found)
    return found


def standing_on(catalog: Catalog, name: str) -> tuple[str, ...]:
    """The other metrics whose meaning the metric is part of, in the catalog's order."""
    label = f"formula {name}"
    return tuple(
        other for other in catalog.metrics if other != name and label in components(catalog, other)
    )


def _add_metric(catalog: Catalog, metric: Metric, found: Components) -> None:
    label = f"formula {metric.name}"
    if label in found:
        return
    found[label] = _formula(catalog, metric)
    _add_expressions(catalog, metric, metric.where, found)
    for given in catalog.inputs(metric):
        _add_input(catalog, given, found)
    if _needs_spine(catalog, metric):
        found["time spines"] = [_plain(spine) for spine in catalog.time_spines]
    if isinstance(metric, _MADE_OF_METRICS):
        return
    model = catalog.models[metric.model]
    _add_model(catalog, model, found)
    match metric:
        case SimpleMetric():
            fields = elsewhere(model, metric.expr)
            for field in sorted(fields):
                _add_field(catalog, model, field, found)
            _add_named(catalog, model, parse(metric.expr or "1").columns - fields, found)
            _add_conditions(catalog, metric, (model,), metric.filter, found)
            _add_times(catalog, model, metric, found)
        case RetentionMetric():
            _add_field(catalog, model, metric.cohort, found)
        case _:
            pass


def _add_input(catalog: Catalog, given: MetricInput, found: Components) -> None:
    upstream = catalog.metrics[given.name]
    _add_metric(catalog, upstream, found)
    _add_expressions(catalog, upstream, given.where, found)
    _add_conditions(catalog, upstream, _models_of(catalog, upstream), given.filter, found)


def _add_times(catalog: Catalog, model: Model, metric: SimpleMetric, found: Components) -> None:
    """The dimensions that the metric's own time and its state are of."""
    names = {metric.time, metric.non_additive.dimension if metric.non_additive else None}
    for dimension in model.dimensions:
        if dimension.name in names:
            _add_field(catalog, model, dimension.field, found)


def _formula(catalog: Catalog, metric: Metric) -> dict[str, Any]:
    body = _plain(metric, exclude=WORDS | {"name"})
    if isinstance(metric, RatioMetric):
        numerator, denominator = catalog.inputs(metric)
        body |= {"numerator": _plain(numerator), "denominator": _plain(denominator)}
    return body


def _models_of(catalog: Catalog, metric: Metric) -> Iterable[Model]:
    for part in (metric, *catalog.upstream(metric)):
        if not isinstance(part, _MADE_OF_METRICS):
            yield catalog.models[part.model]


def _add_model(catalog: Catalog, model: Model, found: Components) -> None:
    label = f"model {model.name}"
    if label in found:
        return
    found[label] = _plain(model, include=CORE_OF_A_MODEL)
    key = {column for entity in model.entities for column in entity.columns}
    _add_named(catalog, model, key | set(model.primary_key), found)
    if model.time:
        _add_named(catalog, model, {model.time.column}, found)
    if model.distinct:
        _add_named(catalog, model, model.columns, found)
    if model.rollup:
        events = catalog.models[model.rollup.of]
        _add_model(catalog, events, found)
        _add_columns(catalog, events, model.rollup.amount, found)
        _add_filters(catalog, events, model.rollup.where, found)
        _add_filters(catalog, events, model.rollup.amount_where, found)


def _needs_spine(catalog: Catalog, metric: Metric) -> bool:
    """Whether the metric's values depend on which moments the workspace's spines have."""
    if isinstance(metric, CumulativeMetric) or getattr(metric, "join_to_timespine", False):
        return bool(catalog.time_spines)
    return any(given.shift for given in catalog.inputs(metric))


def _add_expressions(
    catalog: Catalog, metric: Metric, texts: Iterable[str], found: Components
) -> None:
    """What the conditions of a metric read: dimensions by the ways to them, and other metrics."""
    _add_names(catalog, metric, {name for text in texts for name in parse(text).columns}, found)


def _add_names(catalog: Catalog, metric: Metric, names: Iterable[str], found: Components) -> None:
    for name in sorted(names):
        measured = measured_name(name)
        if measured:
            _add_metric(catalog, catalog.metrics[measured[0]], found)
        asked = read_name(measured[1] if measured else name, catalog)
        for ref in candidates(catalog, asked):
            for model in _models_of(catalog, metric):
                _add_ways(catalog, model, asked.path, ref, found)


def _add_ways(
    catalog: Catalog, model: Model, path: tuple[str, ...], ref: FieldRef, found: Components
) -> None:
    for way in ways(catalog, model, path, ref):
        found[f"dimension {way.ref.dimension.field}"] = _dimension(way.ref.dimension)
        _add_columns(catalog, way.ref.model, way.ref.dimension.expr, found)
        _add_route(catalog, way.route, found)


def _add_conditions(
    catalog: Catalog,
    metric: Metric,
    models: Iterable[Model],
    given: tuple[AnyFilter, ...],
    found: Components,
) -> None:
    """What conditions on rows of the models, which the metric is over, read."""
    for model in models:
        _add_filters(catalog, model, given, found)
    _add_names(catalog, metric, {each.name for each in on_metrics(given)}, found)


def _add_filters(
    catalog: Catalog, model: Model, given: Iterable[AnyFilter], found: Components
) -> None:
    for condition in on_fields(given):
        _add_field(catalog, model, condition.field, found)


def _add_field(catalog: Catalog, model: Model, field: str, found: Components) -> None:
    """The dimension, the columns it is made of, and the way to it from the model."""
    ref = catalog.dimensions[field]
    found[f"dimension {field}"] = _dimension(ref.dimension)
    _add_columns(catalog, ref.model, ref.dimension.expr, found)
    if key_columns(model, ref):
        return
    _add_model(catalog, ref.model, found)
    for way in ways(catalog, model, (ref.dimension.entity,), ref):
        _add_route(catalog, way.route, found)


def _add_route(catalog: Catalog, route: Route, found: Components) -> None:
    for step in route:
        found[f"relationship {step.name}"] = _plain(step, exclude={"name"})
        _add_model(catalog, catalog.models[step.to], found)


def _dimension(dimension: Dimension) -> dict[str, Any]:
    return _plain(dimension, exclude=WORDS_OF_A_DIMENSION | {"entity", "name"})


def _add_columns(catalog: Catalog, model: Model, expr: str | None, found: Components) -> None:
    if expr is not None:
        _add_named(catalog, model, parse(expr).columns, found)


def _add_named(catalog: Catalog, model: Model, names: Iterable[str], found: Components) -> None:
    """The columns of these names; those of a rollup are the columns of what it is made of."""
    while model.rollup:
        model = catalog.models[model.rollup.of]
    for name in sorted(names):
        given = model.calculated.get(name)
        if given is None:
            found[f"column {model.name}.{name}"] = {"type": model.columns[name]}
        elif f"column {model.name}.{name}" not in found:
            found[f"column {model.name}.{name}"] = _plain(given)
            _add_named(catalog, model, parse(given.expr, "windows").columns, found)


def _plain(
    definition: BaseModel,
    include: set[str] | None = None,
    exclude: set[str] | None = None,
) -> dict[str, Any]:
    content: Mapping[str, Any] = definition.model_dump(
        mode="json", by_alias=True, exclude_defaults=True, include=include, exclude=exclude
    )
    return dict(content)
