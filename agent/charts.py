"""Pictures of a result as Vega-Lite specifications, with the data inside and nothing loaded."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent.writer import CURRENCIES
from semantic.model import BaseMetric
from semantic.result import Result

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
MOST_BARS = 25
_TEMPORAL = {"day": "%-d %b", "week": "%-d %b", "month": "%b %Y", "quarter": "Q%q %Y", "year": "%Y"}


def chart_of(result: Result, metric: BaseMetric, title: str) -> dict[str, Any] | None:
    """A line over time or bars over members; None where a picture would say no more than words."""
    groups = [column.name for column in result.columns if column.role == "dimension"]
    if len(groups) != 1 or result.length < 2:
        return None
    name = groups[0]
    pairs = zip(result.data[name], result.data[metric.name], strict=True)
    data = [{"key": key, "value": value} for key, value in pairs]
    if name.startswith("time."):
        return line(data, metric, title, grain=name.removeprefix("time."))
    return bars(data[:MOST_BARS], metric, title)


def bars(data: Sequence[Mapping[str, Any]], metric: BaseMetric, title: str) -> dict[str, Any]:
    """Horizontal bars of `value` over `key`, in the order given."""
    return _spec(
        title,
        data,
        mark={"type": "bar", "tooltip": True},
        encoding={
            "y": {"field": "key", "type": "nominal", "sort": None, "title": None},
            "x": {"field": "value", "type": "quantitative", **_axis(metric)},
        },
    )


def line(
    data: Sequence[Mapping[str, Any]], metric: BaseMetric, title: str, *, grain: str
) -> dict[str, Any]:
    """A line of `value` over the dates in `key`."""
    axis = {"format": _TEMPORAL[grain], "labelOverlap": True}
    return _spec(
        title,
        data,
        mark={"type": "line", "point": True, "tooltip": True},
        encoding={
            "x": {"field": "key", "type": "temporal", "title": None, "axis": axis},
            "y": {"field": "value", "type": "quantitative", **_axis(metric)},
        },
    )


def _spec(
    title: str,
    data: Sequence[Mapping[str, Any]],
    *,
    mark: Mapping[str, Any],
    encoding: Mapping[str, Any],
) -> dict[str, Any]:
    return {
        "$schema": SCHEMA,
        "title": title,
        "data": {"values": [dict(row) for row in data]},
        "mark": dict(mark),
        "encoding": dict(encoding),
        "width": "container",
    }


def _axis(metric: BaseMetric) -> dict[str, Any]:
    if metric.format.percent:
        return {"title": metric.title, "axis": {"format": ".1%"}}
    symbol = CURRENCIES.get(metric.format.unit, "")
    expression = f"'{symbol}' + format(datum.value, ',.6~r')"
    return {"title": metric.title, "axis": {"labelExpr": expression}}
