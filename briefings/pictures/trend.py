"""A metric over time, with what was usual before and the shape of the year before."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agent.writer import day
from briefings.model import Chart
from briefings.pictures.style import PALETTE, Spec, figure, label, picture, quantity
from semantic.model import Format

_LINE: Spec = {"type": "line", "color": PALETTE["line"], "strokeWidth": 2.5}
_SMALL: Spec = {"type": "text", "fontSize": 11.5, "color": PALETTE["quiet"], "align": "left"}


@dataclass(frozen=True)
class Point:
    """A metric's value in the period that begins on `start`. None is missing, never zero.

    `low` and `high` are the ordinary range of that period, known before it began.
    """

    start: date
    value: float | None
    partial: bool = False
    low: float | None = None
    high: float | None = None


def trend(
    title: str,
    points: Sequence[Point],
    shape: Format,
    *,
    mean_of_four: float | None = None,
    last_year: Sequence[float | None] = (),
) -> Chart:
    """A line through the periods, the last whole one labelled, over the ordinary range.

    Partial periods hang on by a dashed line with hollow points. `mean_of_four`, of the four periods
    before the last whole one, is a dotted line across these; `last_year`, as many values as points,
    a dashed grey one.
    """
    whole = [point for point in points if not point.partial]
    spec = picture({
        "height": 230,
        "encoding": {"x": _time(points), "y": _value(shape)},
        "layer": [
            *_ordinary(whole),
            *_mean(whole, mean_of_four),
            *_last_year(points, last_year),
            *_unfinished(points),
            {"data": _rows(whole), "mark": _LINE},
            *_last(whole, shape),
        ],
    })  # fmt: skip
    return Chart(title=title, vega_lite=spec, alt=_words(title, whole, shape))


def _rows(points: Sequence[Point]) -> Spec:
    return {"values": [{"start": p.start.isoformat(), "value": p.value} for p in points]}


def _time(points: Sequence[Point]) -> Spec:
    every = len(points) // 4 + 1
    shown = [
        {"year": p.start.year, "month": p.start.month, "date": p.start.day, "utc": True}
        for p in points[::-1][::every][::-1]
    ]
    axis = {
        "format": "%-d %b",
        "values": shown,
        "grid": False,
        "labelOverlap": "greedy",
        "labelSeparation": 10,
    }
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


def _ordinary(whole: Sequence[Point]) -> list[Spec]:
    rows = [
        {"start": point.start.isoformat(), "low": point.low, "high": point.high}
        for point in whole
        if point.low is not None and point.high is not None
    ]
    if len(rows) < 2:
        return []
    name = {"values": [rows[0] | {"words": "ordinary range"}]}
    return [
        {"data": {"values": rows}, "mark": {"type": "area", "color": PALETTE["band"]},
         "encoding": {"y": quantity("low"), "y2": {"field": "high"}}},
        {"data": name, "mark": _SMALL | {"dx": 4, "dy": 10},
         "encoding": {"y": quantity("high")} | label("words")},
    ]  # fmt: skip


def _mean(whole: Sequence[Point], mean: float | None) -> list[Spec]:
    if mean is None or len(whole) < 5:
        return []
    row = {"start": whole[-5].start.isoformat(), "to": whole[-1].start.isoformat(), "value": mean}
    rule = {"type": "rule", "color": PALETTE["quiet"], "strokeDash": [2, 3], "strokeWidth": 1.5}
    data = {"values": [row | {"words": "mean of four"}]}
    return [
        {"data": data, "mark": rule, "encoding": {"x2": {"field": "to"}}},
        {"data": data, "mark": _SMALL | {"dx": -4, "align": "right"}, "encoding": label("words")},
    ]


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
        {"data": {"values": [words]}, "mark": _SMALL | {"dy": 13}, "encoding": label("words")},
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


def _words(title: str, whole: Sequence[Point], shape: Format) -> str:
    if not whole or whole[-1].value is None:
        return f"{title}: line chart; the last period has no value."
    last = whole[-1]
    begun = f"{len(whole)} periods, from {day(whole[0].start)}"
    words = f"{title}: line chart of {begun}, the last {figure(last.value, shape)}"
    if last.value is None or last.low is None or last.high is None:
        return words + "."
    place = "below" if last.value < last.low else "above" if last.value > last.high else "within"
    band = f"{figure(last.low, shape)} to {figure(last.high, shape)}"
    return f"{words}, {place} the ordinary range of {band}."
