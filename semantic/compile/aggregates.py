"""What becomes of the values that a leaf takes of each group's rows: one aggregate."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.operators import distinct_op

from semantic.compile.expressions import Element, fixed
from semantic.compile.source import Source
from semantic.dialects import (
    approximate_count,
    approximate_percentile,
    exact,
    folded,
    median,
    percentile,
    written,
)
from semantic.expression import parse
from semantic.expression_types import is_exact
from semantic.model import Aggregation, FreshnessMetric, SimpleMetric
from semantic.plan import Leaf, State


def total(
    source: Source, leaf: Leaf, value: Element, counts: Element | None, partial: Element | None
) -> Element:
    """The leaf's aggregate of the rows that `counts` holds for; without one, of all.

    Where `partial` left out all rows of a group, there is none: a count would be zero there, beside
    other metrics, and missing when asked for alone.
    """
    counted = value if counts is None else sa.case((counts, value))
    found = aggregate(leaf, counted, exactly=_adds_exactly(source, leaf))
    measure = leaf.measure
    is_count = isinstance(measure, SimpleMetric) and measure.agg in ("count", "count_distinct")
    if partial is None or not is_count:
        return found
    return sa.case((sa.func.count(sa.case((partial, fixed(1)))) > fixed(0), found))


def aggregate(leaf: Leaf, value: Element, *, exactly: bool = False) -> Element:
    """The leaf's aggregate of a value; `exactly` says that its sums need no decimals."""
    measure = leaf.measure
    if isinstance(measure, FreshnessMetric):
        return sa.func.min(value)
    if isinstance(measure, State):
        return sa.func.sum(value) if measure.state == "value" else sa.func.count(value)
    if measure.approximate and measure.agg == "count_distinct":
        return approximate_count(value)
    if measure.approximate or measure.percentile is not None:
        return _percentile(measure, value)
    if measure.agg == "sum" and exactly:
        return folded("sum", value)
    return _AGGREGATES[measure.agg](value)


def _percentile(measure: SimpleMetric, value: Element) -> Element:
    values = value if measure.discrete else sa.cast(value, sa.Double())
    share = 0.5 if measure.percentile is None else measure.percentile
    if measure.approximate:
        return approximate_percentile(values, written(share))
    return percentile(values, share, discrete=measure.discrete)


def _adds_exactly(source: Source, leaf: Leaf) -> bool:
    """Whether the leaf's input is made of whole numbers and decimals alone."""
    expr = leaf.measure.expr if isinstance(leaf.measure, SimpleMetric) else None
    if not expr or not source.model.source:
        return False
    return is_exact(parse(expr).root, source.scope.exact(source.model.source))


_AGGREGATES: Mapping[Aggregation, Callable[[Any], Element]] = {
    "sum": lambda value: folded("sum", exact(value)),
    "count": lambda value: folded("count", value),
    "count_distinct": lambda value: folded("count_distinct", value.self_group(distinct_op)),
    "average": lambda value: folded("avg", exact(value)),
    "min": lambda value: folded("min", value),
    "max": lambda value: folded("max", value),
    "median": lambda value: median(sa.cast(value, sa.Double())),
    "sum_boolean": lambda value: sa.func.sum(sa.case((value, fixed(1)), else_=fixed(0))),
}
