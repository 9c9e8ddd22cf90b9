"""Metrics by one dimension and period, as arrays, in as few governed queries as possible."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from semantic import period as periods
from semantic.filter_tree import AnyFilter
from semantic.model import (
    FreshnessMetric,
    Grain,
    Metric,
    MetricInput,
    RatioMetric,
    RetentionMetric,
    SimpleMetric,
)
from semantic.period import Period
from semantic.query import PeriodAsked, Query
from semantic.result import Result, Value
from semantic.view import View
from skills.drivers.decomposition import Parts
from skills.movement.expectation import Floats
from skills.toolkit import Toolkit

# Twenty-six past changes to know a dimension's ordinary restlessness from.
REMEMBERED: Final = 28
# Enough for a season of three thousand products; rows come newest first.
MOST_ROWS: Final = 30_000
JUDGED_GRAINS: Final[tuple[Grain, ...]] = ("week", "month", "quarter")

Filters = tuple[AnyFilter, ...]


@dataclass(frozen=True)
class Span:
    """Which periods are compared: `grain` is None for a period that is no whole unit of one.

    `labels` are the whole periods looked at, the previous and the newest one last. `over` says
    whether the period has ended.
    """

    period: Period
    previous: Period
    grain: Grain | None
    labels: tuple[date, ...]
    over: bool

    @property
    def comparable(self) -> bool:
        """Whether both periods are there and whole."""
        both = (self.previous.start, self.period.start)
        return self.over and (self.grain is None or self.labels[-2:] == both)


@dataclass(frozen=True)
class Table:
    """Metrics by member and period: arrays of members × periods, absent rows as zero.

    Periods before the one at `begins` were left out, because there would have been too many rows.
    """

    members: tuple[Value, ...]
    values: Mapping[str, Floats]
    begins: int
    result: Result


def ingredients(name: str, view: View) -> tuple[MetricInput, ...] | None:
    """What the metric's members are added up from; None when its members do not add up to it.

    A name that is not there is left for the query to refuse.
    """
    metric = view.metrics.get(name)
    if not isinstance(metric, RatioMetric):
        adds_up = metric is None or _adds_up(metric)
        return (MetricInput(name=name),) if adds_up else None
    given = view.catalog.inputs(metric)
    found = [view.metrics.get(part.name) for part in given]
    return given if all(part is not None and _adds_up(part) for part in found) else None


def _adds_up(metric: Metric) -> bool:
    if isinstance(metric, SimpleMetric):
        return metric.agg not in ("average", "min", "max", "median")
    return not isinstance(metric, RatioMetric | RetentionMetric | FreshnessMetric)


def span_of(period: Period, toolkit: Toolkit, labels: Sequence[date] = ()) -> Span:
    """The periods to compare, given the labels of the whole periods that there are data for."""
    over = period.end <= toolkit.as_of
    grain = periods.whole_grain(period, toolkit.week_start)
    previous = periods.moved(period, periods.to_previous(period))
    if grain not in JUDGED_GRAINS:
        return Span(period, previous, None, (), over)
    past = tuple(label for label in labels if label <= period.start)
    return Span(period, previous, grain, past[-REMEMBERED:], over)


def tables(
    toolkit: Toolkit,
    wanted: Iterable[MetricInput],
    span: Span,
    filters: Filters,
    dimension: str | None = None,
) -> dict[MetricInput, Table] | None:
    """Each wanted metric by the dimension (without one, its total), one query per set of filters.

    None when the dimension has too many members to know two periods whole.
    """
    found: dict[MetricInput, Table] = {}
    inputs = tuple(dict.fromkeys(wanted))
    for own in dict.fromkeys(given.filter for given in inputs):
        group = [given for given in inputs if given.filter == own]
        names = tuple(given.name for given in group)
        result = toolkit.run(_query(toolkit, names, span, filters + own, dimension))
        begins = _begins(result, span)
        if begins is None:
            return None
        found |= dict.fromkeys(group, _table(result, names, span, dimension, begins))
    return found


def parts(
    given: Sequence[MetricInput], found: Mapping[MetricInput, Table]
) -> tuple[tuple[Value, ...], Parts]:
    """The members of a dimension and what each put into numerator and denominator."""
    if len(given) == 1:
        table = found[given[0]]
        return table.members, Parts(table.values[given[0].name])
    above, below = (found[part] for part in given)
    members = tuple(dict.fromkeys(above.members + below.members))
    numerator = _aligned(members, above, given[0].name)
    return members, Parts(numerator, _aligned(members, below, given[1].name))


def _query(
    toolkit: Toolkit,
    metrics: tuple[str, ...],
    span: Span,
    filters: Filters,
    dimension: str | None,
) -> Query:
    start = span.labels[0] if span.grain else span.period.start
    time = (f"time.{span.grain}",) if span.grain else ()
    return Query(
        metrics=metrics,
        group_by=((dimension,) if dimension else ()) + time,
        filters=filters,
        period=PeriodAsked.model_validate({"from": start, "to": span.period.end}),
        compare=None if span.grain else "previous",
        order_by=tuple(f"-{key}" for key in time),
        limit=MOST_ROWS,
        as_of=toolkit.as_of,
    )


def _begins(result: Result, span: Span) -> int | None:
    if result.length < MOST_ROWS:
        return 0
    if span.grain is None:
        return None
    cut = date.fromisoformat(str(result.data[f"time.{span.grain}"][-1]))
    whole = span.labels.index(cut) + 1
    return whole if whole <= len(span.labels) - 2 else None


def _table(
    result: Result, names: Sequence[str], span: Span, dimension: str | None, begins: int
) -> Table:
    named = result.data[dimension] if dimension else [None] * result.length
    rows = {member: index for index, member in enumerate(dict.fromkeys(named))}
    where = np.array([rows[member] for member in named], dtype=np.intp)
    values = {name: _spread(result, name, where, len(rows), span) for name in names}
    return Table(tuple(rows), values, begins, result)


def _spread(result: Result, name: str, where: NDArray[np.intp], members: int, span: Span) -> Floats:
    if span.grain is None:
        found = np.zeros((members, 2))
        found[where, 0] = _numbers(result.data[f"{name}.previous"])
        found[where, 1] = _numbers(result.data[name])
        return found
    columns = {label.isoformat(): index for index, label in enumerate(span.labels)}
    when = np.array([columns[str(label)] for label in result.data[f"time.{span.grain}"]], np.intp)
    found = np.zeros((members, len(span.labels)))
    found[where, when] = _numbers(result.data[name])
    return found


def _numbers(values: Sequence[Value]) -> Floats:
    return np.array([value if isinstance(value, int | float) else 0.0 for value in values], float)


def _aligned(members: Sequence[Value], table: Table, name: str) -> Floats:
    rows = {member: index for index, member in enumerate(table.members)}
    found = np.zeros((len(members), table.values[name].shape[1]))
    for index, member in enumerate(members):
        if member in rows:
            found[index] = table.values[name][rows[member]]
    return found
