"""Every expression can be read, and uses what there is to use."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from semantic.checks.columns import no_column
from semantic.draft import Draft, Written
from semantic.expression import parse
from semantic.expression_tokens import ExpressionError
from semantic.expression_tree import Column
from semantic.model import DataType, DerivedMetric, Dimension, Model, SimpleMetric
from semantic.problems import Problem
from semantic.routes import single_ways
from semantic.suggest import did_you_mean

Steps = tuple[str | int, ...]
Columns = Mapping[str, DataType]

_NEEDS: dict[str, tuple[DataType, str]] = {
    "sum": ("number", "numbers"),
    "average": ("number", "numbers"),
    "median": ("number", "numbers"),
    "sum_boolean": ("boolean", "true or false"),
}


def expressions_are_readable(draft: Draft) -> Iterator[Problem]:
    """Expressions of models and simple metrics are well formed and use declared columns."""
    for model in draft.models:
        columns = draft.columns(model.value)
        for index, dimension in enumerate(model.value.dimensions):
            steps: Steps = ("dimensions", index, "expr")
            yield from _faults(model, dimension.expr, steps, model.value.name, columns)
            yield from _wrong_type(model, dimension, steps, columns)
        if model.value.rollup and model.value.rollup.amount:
            steps = ("rollup", "amount")
            text = model.value.rollup.amount
            yield from _faults(model, text, steps, model.value.rollup.of, columns)
    for metric in draft.metrics:
        given = metric.value
        if isinstance(given, SimpleMetric) and given.expr and given.model in draft.catalog.models:
            columns = draft.columns(draft.catalog.models[given.model])
            known = columns
            if columns is not None and not _names(given.expr) <= set(columns):
                known = _with_fields(draft, draft.catalog.models[given.model], columns)
            yield from _faults(metric, given.expr, ("expr",), given.model, known)
            yield from _cannot_aggregate(metric, given, columns)


def _names(text: str) -> frozenset[str]:
    """What an expression uses; nothing where it cannot be read."""
    try:
        return frozenset(parse(text).columns)
    except ExpressionError:
        return frozenset()


def _with_fields(draft: Draft, model: Model, columns: Columns) -> Columns:
    """The columns, and the dimensions of which each row of the model has one value at most."""
    fields = {
        field: ref.dimension.type
        for field, ref in draft.catalog.dimensions.items()
        if len(single_ways(draft.catalog, model, (ref.dimension.entity,), ref)) == 1
    }
    return {**fields, **columns}


def _faults(
    written: Written[Any], text: str, steps: Steps, model: str, columns: Columns | None
) -> Iterator[Problem]:
    try:
        used = parse(text).columns
    except ExpressionError as error:
        yield written.text_problem(error.message, error.offset, *steps)
        return
    if columns is not None:
        for name in sorted(used - set(columns)):
            message = no_column(model, name, columns)
            yield written.text_problem(message, offset_of(name, text), *steps)


def offset_of(name: str, text: str) -> int:
    """Where a name first stands in an expression; the beginning if it stands there quoted."""
    found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    return found.start() if found else 0


def _single_column(text: str, columns: Columns | None) -> DataType | None:
    """The type of an expression that is one declared column; None for any other."""
    try:
        root = parse(text).root
    except ExpressionError:
        return None
    return (columns or {}).get(root.name) if isinstance(root, Column) else None


def _wrong_type(
    model: Written[Any], dimension: Dimension, steps: Steps, columns: Columns | None
) -> Iterator[Problem]:
    given = _single_column(dimension.expr, columns)
    cut = given == "timestamp" and dimension.type == "date"
    if given is not None and given != dimension.type and not cut and dimension.top is None:
        yield model.problem(
            f"`{dimension.name}` is of type {dimension.type} and its column of type {given}; "
            f"write `type: {given}`, or CAST the column",
            *steps,
        )


def _cannot_aggregate(
    metric: Written[Any], given: SimpleMetric, columns: Columns | None
) -> Iterator[Problem]:
    needed, words = _NEEDS.get(given.agg, (None, ""))
    found = _single_column(given.expr or "", columns)
    if needed is not None and found is not None and found != needed:
        yield metric.problem(f"{given.agg} needs {words}; this column is of type {found}", "expr")


def derived_names_are_listed(draft: Draft) -> Iterator[Problem]:
    """A derived metric's expression uses exactly the metrics it lists."""
    for metric in draft.metrics:
        if isinstance(metric.value, DerivedMetric):
            yield from _derived(metric, metric.value)


def _derived(metric: Written[Any], given: DerivedMetric) -> Iterator[Problem]:
    try:
        used = parse(given.expr).columns
    except ExpressionError as error:
        yield metric.text_problem(error.message, error.offset, "expr")
        return
    listed = [part if isinstance(part, str) else part.called for part in given.metrics]
    for name in sorted(used - set(listed)):
        yield metric.text_problem(
            f"`{name}` is not listed in `metrics`{did_you_mean(name, listed)}",
            offset_of(name, given.expr),
            "expr",
        )
    for index, name in enumerate(listed):
        if name not in used:
            yield metric.problem(f"`{name}` is listed and not used in `expr`", "metrics", index)
        if name in listed[:index]:
            yield metric.problem(f"`{name}` is listed twice; give one an alias", "metrics", index)
