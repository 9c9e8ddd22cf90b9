"""Filters that a metric rules out by its definition: cancelled visits, if visits were attended."""

from collections.abc import Iterator, Sequence

from agent.reading import Reading, condition
from semantic.filter_tree import Conditions
from semantic.metric_base import MetricInput
from semantic.model import BaseMetric, Filter, RatioMetric, SimpleMetric
from semantic.view import View


def ruled_out(reading: Reading, view: View) -> str:
    """Why a metric of the reading has nothing by its definition; empty where it may have.

    Such a metric would be told as 0, which sounds as if it had been counted.
    """
    for name in reading.metrics:
        metric = view.metrics[name]
        for own in _conditions(metric, view):
            for given in reading.filters:
                if given.field == own.field and _are_apart(given, own):
                    kept = condition(own, view)
                    return f"By its definition {metric.title} only has {kept}."
    return ""


def _conditions(metric: BaseMetric, view: View) -> Iterator[Filter]:
    """What every row that counts fulfils: of a ratio, what either of its parts asks for."""
    if isinstance(metric, SimpleMetric):
        yield from _plain(metric.filter)
    if isinstance(metric, RatioMetric):
        for part in (metric.numerator, metric.denominator):
            yield from _plain(part.filter if isinstance(part, MetricInput) else ())
            name = part.name if isinstance(part, MetricInput) else part
            yield from _conditions(view.catalog.metrics[name], view)


def _plain(conditions: Conditions) -> Iterator[Filter]:
    return (one for one in conditions if isinstance(one, Filter))


def _are_apart(given: Filter, own: Filter) -> bool:
    if own.op not in ("eq", "in"):
        return False
    kept, asked = set(_values(own)), set(_values(given))
    if given.op in ("eq", "in"):
        return not kept & asked
    return given.op in ("ne", "not_in") and kept <= asked


def _values(given: Filter) -> Sequence[object]:
    return given.value if isinstance(given.value, list | tuple) else (given.value,)
