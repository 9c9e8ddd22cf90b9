"""A metric over time, with what was usual before and the shape of the year before."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from briefings.model import Chart
from briefings.pictures.style import PALETTE, Spec, figure, label, picture, quantity
from semantic.model import Format

_LINE: Spec = {"type": "line", "color": PALETTE["line"], "strokeWidth": 2.5}
_SMALL: Spec = {"type": "text", "fontSize": 11.5, "color": PALETTE["quiet"], "align": "left"}


@dataclass(frozen=True)
class Point:
    """A metric's value in the period that begins on `start`. None is missing, never zero."""

    start: date
    value: float | None
    partial: bool = False


@dataclass(frozen=True)
class Normal:
    """The band that the last whole period is held against, and the `periods` it comes from."""

    mean: float
    low: float
    high: float
    periods: int = 4


def trend(
    title: str,
    points: Sequence[Point],
    shape: Format,
    *,
    normal: Normal | None = None,
    last_year: Sequence[float | None] = (),
) -> Chart:
    """A line through the periods, the last whole one labelled.

    Partial periods hang on by a dashed line with hollow points. `normal` is drawn as a band behind
    the periods it comes from; `last_year`, as many values as points, as a dashed grey line.
    """
    whole = [point for point in points if not point.partial]
    spec = picture({
        "height": 230,
        "encoding": {"x": _time(points), "y": _value(shape)},
        "layer": [
            *_normal(whole, normal),
            *_last_year(points, last_year),
            *_unfinished(points),
            {"data": _rows(whole), "mark": _LINE},
            *_last(whole, shape),
        ],
    })  # fmt: skip
    return Chart(title=title, vega_lite=spec, alt=_words(title, whole, shape, normal))


def _rows(points: Sequence[Point]) -> Spec:
    return {"values": [{"start": p.start.isoformat(), "value": p.value} for p in points]}


def _time(points: Sequence[Point]) -> Spec:
    every = -(-len(points) // 6)
    shown = [
        {"year": p.start.year, "month": p.start.month, "date": p.start.day, "utc": True}
        for p in points[::-1][::every][::-1]
    ]
    axis = {"format": "%-d %b", "values": shown, "grid": False, "labelOverlap": "greedy"}
    # Without a UTC scale the days would move with the time zone of the machine that draws.
    return {"field": "start", "type": "temporal", "scale": {"type": "utc"}, "axis": axis}


def _value(shape: Format) -> Spec:
    axis = {"tickCount": 4, "labelExpr": _tick(shape)}
    return quantity("value") | {"scale": {"zero": not shape.percent}, "axis": axis}


def _tick(shape: Format) -> str:
    """The Vega expression that writes an axis label, in the unit that the notes use."""
    if shape.percent:
        return "format(datum.value, '.0%')"
    prefix = figure(0, Format(unit=shape.unit)).split("0")[0]
    return f"{json.dumps(prefix)} + format(datum.value, '~s')"


def _normal(whole: Sequence[Point], normal: Normal | None) -> list[Spec]:
    if normal is None or not whole:
        return []
    before = whole[-1 - normal.periods :]
    edges = {"from": before[0].start.isoformat(), "to": before[-1].start.isoformat()}
    levels = {"low": normal.low, "high": normal.high, "mean": normal.mean}
    data = {"values": [edges | levels | {"words": "usual"}]}
    across = {"x": {"field": "from", "type": "temporal"}, "x2": {"field": "to"}}
    band = {"type": "rect", "color": PALETTE["band"]}
    mean = {"type": "rule", "color": PALETTE["quiet"], "strokeDash": [2, 3]}
    corner = {"x": {"field": "from", "type": "temporal"}, "y": quantity("low")}
    return [
        {"data": data, "mark": band,
         "encoding": across | {"y": quantity("low"), "y2": {"field": "high"}}},
        {"data": data, "mark": mean, "encoding": across | {"y": quantity("mean")}},
        {"data": data, "mark": _SMALL | {"dx": 4, "dy": -7}, "encoding": corner | label("words")},
    ]  # fmt: skip


def _last_year(points: Sequence[Point], values: Sequence[float | None]) -> list[Spec]:
    if not any(value is not None for value in values):
        return []
    earlier = [
        Point(point.start, value) for point, value in zip(points, values, strict=bool(values))
    ]
    dashed = {"color": PALETTE["quiet"], "strokeDash": [5, 4], "strokeWidth": 1.5}
    known = [point for point in earlier if point.value is not None]
    words = {"start": known[0].start.isoformat(), "value": known[0].value, "words": "a year before"}
    return [
        {"data": _rows(earlier), "mark": _LINE | dashed},
        {"data": {"values": [words]}, "mark": _SMALL | {"dy": -9}, "encoding": label("words")},
    ]


def _unfinished(points: Sequence[Point]) -> list[Spec]:
    first = next((i for i, point in enumerate(points) if point.partial), None)
    if first is None:
        return []
    hollow = {"type": "point", "color": PALETTE["line"], "fill": PALETTE["ground"], "size": 60}
    return [
        {"data": _rows(points[max(first - 1, 0) :]), "mark": _LINE | {"strokeDash": [3, 3]}},
        {"data": _rows(points[first:]), "mark": hollow | {"opacity": 1, "strokeWidth": 2}},
    ]


def _last(whole: Sequence[Point], shape: Format) -> list[Spec]:
    if not whole or whole[-1].value is None:
        return []
    data = _rows(whole[-1:])
    data["values"][0]["words"] = figure(whole[-1].value, shape)
    falling = len(whole) > 1 and (whole[-2].value or 0) > whole[-1].value
    place = {"align": "right", "dx": 6, "dy": 19 if falling else -15}
    dot = {"type": "point", "filled": True, "size": 90, "opacity": 1, "color": PALETTE["line"]}
    bold = {"type": "text", "fontSize": 13, "fontWeight": "bold", "color": PALETTE["ink"]}
    halo = {"stroke": PALETTE["ground"], "strokeWidth": 4, "strokeOpacity": 0.8}
    return [
        {"data": data, "mark": dot},
        {"data": data, "mark": bold | place | halo, "encoding": label("words")},
        {"data": data, "mark": bold | place, "encoding": label("words")},
    ]


def _words(title: str, whole: Sequence[Point], shape: Format, normal: Normal | None) -> str:
    if not whole or whole[-1].value is None:
        return f"{title}: line chart; the last period has no value."
    last = whole[-1].value
    words = f"{title}: line chart of {len(whole)} periods, the last {figure(last, shape)}"
    if normal is None:
        return words + "."
    place = "below" if last < normal.low else "above" if last > normal.high else "within"
    band = f"{figure(normal.low, shape)} to {figure(normal.high, shape)}"
    return f"{words}, {place} the usual {band}."
