"""What a metric's meaning is made of: every definition that its value or its words depend on."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from semantic.catalog import Catalog
from semantic.expression import parse
from semantic.model import (
    DerivedMetric,
    Dimension,
    Filter,
    Metric,
    Model,
    RatioMetric,
    RetentionMetric,
    SimpleMetric,
)
from semantic.routes import key_columns, routes

# What a metric says of itself to people; everything else it says decides its value.
WORDS = {
    "label", "description", "direction", "kind", "format", "synonyms", "not_to_confuse",
    "governance", "tests",
}  # fmt: skip
_WORDS_OF_A_DIMENSION = {
    "label", "description", "synonyms", "value_synonyms", "pii", "detail", "llm",
}  # fmt: skip
_CORE_OF_A_MODEL = {"source", "distinct", "primary_key", "time", "entities", "row", "rollup"}

Components = dict[str, Any]


def components(catalog: Catalog, name: str) -> Components:
    """The metric's words and formula, and all that the formula stands on, by label.

    Labels are such as `formula gross_sales` or `column lines.Quantity`; contents are plain data
    without anything that only repeats a default.
    """
    metric = catalog.metrics[name]
    words = _plain(metric, include=WORDS)
    words["governance"].pop("status", None)
    found: Components = {
        f"words of {name}": words,
        "workspace": _plain(catalog.settings, include={"timezone", "week_start"}),
    }
    _add_metric(catalog, metric, found)
    return found


def _add_metric(catalog: Catalog, metric: Metric, found: Components) -> None:
    label = f"formula {metric.name}"
    if label in found:
        return
    found[label] = _formula(catalog, metric)
    for given in catalog.inputs(metric):
        upstream = catalog.metrics[given.name]
        _add_metric(catalog, upstream, found)
        for model in _models_of(catalog, upstream):
            _add_filters(catalog, model, given.filter, found)
    if isinstance(metric, RatioMetric | DerivedMetric):
        return
    model = catalog.models[metric.model]
    _add_model(catalog, model, found)
    match metric:
        case SimpleMetric():
            _add_columns(catalog, model, metric.expr, found)
            _add_filters(catalog, model, metric.filter, found)
        case RetentionMetric():
            _add_field(catalog, model, metric.cohort, found)
        case _:
            pass


def _formula(catalog: Catalog, metric: Metric) -> dict[str, Any]:
    body = _plain(metric, exclude=WORDS | {"name"})
    if isinstance(metric, RatioMetric):
        numerator, denominator = catalog.inputs(metric)
        body |= {"numerator": _plain(numerator), "denominator": _plain(denominator)}
    return body


def _models_of(catalog: Catalog, metric: Metric) -> Iterable[Model]:
    for part in (metric, *catalog.upstream(metric)):
        if not isinstance(part, RatioMetric | DerivedMetric):
            yield catalog.models[part.model]


def _add_model(catalog: Catalog, model: Model, found: Components) -> None:
    label = f"model {model.name}"
    if label in found:
        return
    found[label] = _plain(model, include=_CORE_OF_A_MODEL)
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


def _add_filters(
    catalog: Catalog, model: Model, filters: Iterable[Filter], found: Components
) -> None:
    for condition in filters:
        _add_field(catalog, model, condition.field, found)


def _add_field(catalog: Catalog, model: Model, field: str, found: Components) -> None:
    """The dimension, the columns it is made of, and the way to it from the model."""
    ref = catalog.dimensions[field]
    found[f"dimension {field}"] = _dimension(ref.dimension)
    _add_columns(catalog, ref.model, ref.dimension.expr, found)
    if key_columns(model, ref):
        return
    _add_model(catalog, ref.model, found)
    for route in routes(catalog, model.name, ref.model.name):
        for step in route:
            found[f"relationship {step.name}"] = _plain(step, exclude={"name"})
            _add_model(catalog, catalog.models[step.to], found)


def _dimension(dimension: Dimension) -> dict[str, Any]:
    return _plain(dimension, exclude=_WORDS_OF_A_DIMENSION | {"entity", "name"})


def _add_columns(catalog: Catalog, model: Model, expr: str | None, found: Components) -> None:
    if expr is not None:
        _add_named(catalog, model, parse(expr).columns, found)


def _add_named(catalog: Catalog, model: Model, names: Iterable[str], found: Components) -> None:
    """The columns of these names; those of a rollup are the columns of what it is made of."""
    while model.rollup:
        model = catalog.models[model.rollup.of]
    for name in sorted(names):
        found[f"column {model.name}.{name}"] = {"type": model.columns[name]}


def _plain(
    definition: BaseModel,
    include: set[str] | None = None,
    exclude: set[str] | None = None,
) -> dict[str, Any]:
    content: Mapping[str, Any] = definition.model_dump(
        mode="json", by_alias=True, exclude_defaults=True, include=include, exclude=exclude
    )
    return dict(content)
