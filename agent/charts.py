"""Pictures of a result as Vega-Lite specifications, with the data inside and nothing loaded."""

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

from agent.evidence import member_name
from agent.time_groups import is_grain, is_part, part_member
from agent.writer import CURRENCIES
from semantic.catalog import FieldRef
from semantic.model import BaseMetric
from semantic.result import Result

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
MOST_BARS = 25
_WIDEST = 40
BLUE, GREY = "#1f5fa8", "#8b95a5"
_TEMPORAL = {"day": "%-d %b", "week": "%-d %b", "month": "%b %Y", "quarter": "Q%q %Y", "year": "%Y"}


def chart_of(
    result: Result, metric: BaseMetric, title: str, dimensions: Mapping[str, FieldRef]
) -> dict[str, Any] | None:
    """A line over time or bars over members; None where a picture would say no more than words."""
    groups = [column.name for column in result.columns if column.role == "dimension"]
    if len(groups) != 1 or result.length < 2:
        return None
    name = groups[0]
    pairs = zip(result.data[name], result.data[metric.name], strict=True)
    data = [{"key": part_member(name, key), "value": value} for key, value in pairs]
    if is_grain(name):
        partial = frozenset(result.partial_periods)
        return line(data, metric, title, grain=name.removeprefix("time."), partial=partial)
    if is_part(name):
        return bars(data[:MOST_BARS], metric, title)
    shown = [row | {"key": member_name(row["key"], dimensions[name])} for row in data[:MOST_BARS]]
    return bars(shown, metric, title)


def bars(data: Sequence[Mapping[str, Any]], metric: BaseMetric, title: str) -> dict[str, Any]:
    """Horizontal bars of `value` over `key`, in the order given."""
    return _spec(
        title,
        data,
        mark={"type": "bar", "tooltip": True, "color": BLUE},
        encoding={
            "y": {"field": "key", "type": "nominal", "sort": None, "title": None},
            "x": {"field": "value", "type": "quantitative", **_axis(metric)},
        },
    )


def line(
    data: Sequence[Mapping[str, Any]],
    metric: BaseMetric,
    title: str,
    *,
    grain: str,
    partial: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """A line of `value` over the dates in `key`.

    Those in `partial` stand apart as grey points: a line down to a month that has begun would look
    like a fall.
    """
    axis = {"format": _TEMPORAL[grain], "labelOverlap": True}
    keys = (str(row["key"]) for row in data)
    apart = [
        {**row, "apart": key if key in partial else ""} for row, key in zip(data, keys, strict=True)
    ]
    grey = {"condition": {"test": "datum.apart != ''", "value": GREY}, "value": BLUE}
    return _spec(
        title if not partial else f"{title}, grey: not whole",
        apart if partial else data,
        mark={"type": "line", "point": True, "tooltip": True, "color": BLUE},
        encoding={
            "x": {"field": "key", "type": "temporal", "title": None, "axis": axis},
            "y": {"field": "value", "type": "quantitative", **_axis(metric)},
            **({"detail": {"field": "apart"}, "color": grey} if partial else {}),
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
        "title": {"text": _lines(title), "anchor": "start"},
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


def _lines(title: str) -> list[str]:
    """A line for each part, short enough: pictures cut off a title that is wider than they are."""
    return [line for part in title.split(", ") for line in wrap(part, _WIDEST)]
