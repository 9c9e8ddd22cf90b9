"""Pictures as specifications: what they show, what they say, what they never hide."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from briefings.model import Chart
from briefings.pictures import CohortCell, Contribution, Point, cohorts, drivers, trend
from briefings.pictures.style import PALETTE, RAMP
from semantic.model import Format

POUNDS = Format(unit="GBP")
RATE = Format(unit="%", decimals=1, percent=True)
MONDAY = date(2011, 7, 4)


def weeks(*values: float | None, partial: int = 0, band: float | None = None) -> list[Point]:
    whole = len(values) - partial
    return [
        Point(
            MONDAY + timedelta(weeks=place),
            value,
            partial=place >= whole,
            low=None if band is None else (value or 0) - band,
            high=None if band is None else (value or 0) + band,
        )
        for place, value in enumerate(values)
    ]


def marks(chart: Chart) -> list[str]:
    return [layer["mark"]["type"] for layer in chart.vega_lite["layer"]]


def values(chart: Chart, field: str) -> list[Any]:
    """Every value of a field in the data of the chart."""
    return [row[field] for row in rows(chart.vega_lite) if field in row]


def rows(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield from part.get("data", {}).get("values", [])
        for inner in part.get("layer", []):
            yield from rows(inner)


def test_a_trend_says_its_last_whole_value_in_the_metrics_own_format() -> None:
    chart = trend("Gross sales", weeks(100.0, 1234.4), POUNDS)

    assert "£1,234" in values(chart, "words")
    assert chart.alt == "Gross sales: line chart of 2 periods, from 4 July 2011, the last £1,234."


@pytest.mark.parametrize(("last", "place"), [(300.0, "above"), (40.0, "below"), (100.0, "within")])
def test_a_trend_says_where_the_last_value_lies(last: float, place: str) -> None:
    points = weeks(100.0, 110.0, band=50.0)
    points.append(Point(MONDAY + timedelta(weeks=2), last, low=50.0, high=150.0))

    chart = trend("Orders", points, Format())

    assert f"{place} the ordinary range of 50 to 150." in chart.alt
    assert "area" in marks(chart)


def test_a_partial_period_is_drawn_hollow_and_is_not_the_last_value() -> None:
    chart = trend("Orders", weeks(10.0, 20.0, 3.0, partial=1), Format())

    hollow = [layer for layer in chart.vega_lite["layer"] if layer["mark"].get("fill")]
    assert [row["value"] for layer in hollow for row in rows(layer)] == [3.0]
    assert "the last 20." in chart.alt


def test_a_missing_value_is_a_gap_and_not_zero() -> None:
    chart = trend("Orders", weeks(10.0, None, 30.0), Format())

    (line,) = (layer for layer in chart.vega_lite["layer"] if layer["mark"]["type"] == "line")
    assert [row["value"] for row in rows(line)] == [10.0, None, 30.0]


def test_a_trend_without_any_value_says_so() -> None:
    assert "no value" in trend("Orders", weeks(None, None), Format()).alt
    assert "no value" in trend("Orders", [], Format()).alt


def test_the_year_before_is_drawn_where_it_is_known() -> None:
    points = weeks(10.0, 20.0, 30.0)

    with_past = trend("Orders", points, Format(), last_year=[None, 18.0, 25.0])
    without = trend("Orders", points, Format(), last_year=[None, None, None])

    assert "a year before" in values(with_past, "words")
    assert "a year before" not in values(without, "words")


def test_the_mean_of_four_lies_across_the_four_periods_before() -> None:
    chart = trend("Orders", weeks(1.0, 2.0, 3.0, 4.0, 5.0, 6.0), Format(), mean_of_four=3.5)

    mean, *_ = (row for row in rows(chart.vega_lite) if row.get("words") == "mean of four")
    assert (mean["start"], mean["to"], mean["value"]) == ("2011-07-11", "2011-08-08", 3.5)


def test_a_rates_axis_is_in_per_cent_and_money_in_its_currency() -> None:
    def tick(shape: Format) -> str:
        spec = trend("x", weeks(0.1, 0.2), shape).vega_lite
        return str(spec["encoding"]["y"]["axis"]["labelExpr"])

    assert tick(RATE) == "format(datum.value, '.0%')"
    assert tick(POUNDS).startswith('"\\u00a3" +')
    assert tick(Format(unit="customers")).startswith('"" +')


def test_every_contribution_is_said_with_its_sign() -> None:
    parts = [Contribution("EIRE", 2803.0), Contribution("UK", -86236.0), Contribution("Oman", 0.0)]

    chart = drivers("By country", parts, POUNDS)

    assert values(chart, "words") == ["+£2,803", "−£86,236", "£0"]
    assert chart.alt == "By country: bars. EIRE +£2,803; UK −£86,236; Oman £0."


@pytest.mark.parametrize("changes", [(5.0, 3.0), (-5.0, -3.0), (5.0, -3.0), (0.0, 0.0), ()])
def test_bars_leave_room_for_their_values_across_the_zero_line(changes: tuple[float, ...]) -> None:
    parts = [Contribution(str(place), change) for place, change in enumerate(changes)]

    low, high = drivers("x", parts, POUNDS).vega_lite["encoding"]["x"]["scale"]["domain"]

    longest = max(map(abs, changes), default=0.0)
    assert low <= min(changes, default=0.0)
    assert high >= max(changes, default=0.0)
    assert low < high
    if any(change > 0 for change in changes):
        assert low <= -0.4 * longest
    if any(change < 0 for change in changes):
        assert high >= 0.4 * longest


def test_an_unripe_cell_has_no_figure() -> None:
    first = date(2011, 8, 1)
    cells = [CohortCell(first, 1169, 1, 0.204), CohortCell(first, 1169, 2, None)]

    chart = cohorts("Came back", cells)

    assert values(chart, "words") == ["20", "…"]
    assert set(values(chart, "cohort")) == {"Aug 2011 (1,169)"}
    assert "1 cell whose month is not over is an outline" in chart.alt


def test_cohorts_stand_in_their_order_whatever_order_they_come_in() -> None:
    cells = [
        CohortCell(date(2011, month, 1), 10, later, 0.5) for month in (9, 12, 1) for later in (2, 1)
    ]

    chart = cohorts("Came back", cells)

    assert list(dict.fromkeys(values(chart, "cohort"))) == [
        "Jan 2011 (10)", "Sep 2011 (10)", "Dec 2011 (10)",
    ]  # fmt: skip
    assert values(chart, "later") == [1, 2] * 3


def luminance(color: str) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.03928 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(int(color[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("step", range(len(RAMP)))
def test_a_cells_figure_is_legible_on_its_shade(step: int) -> None:
    cells = [CohortCell(date(2011, 1, 1), 9, place, place / 10) for place in range(1, 7)]
    spec = cohorts("x", cells).vega_lite
    limits = spec["layer"][0]["encoding"]["color"]["scale"]["domain"]
    text = spec["layer"][2]["encoding"]["color"]
    white_from = float(text["condition"]["test"].rpartition(">= ")[2])
    shade_from = ([0.0, *limits])[step]

    color = text["condition"]["value"] if shade_from >= white_from else text["value"]

    assert contrast(color, RAMP[step]) >= 4.5


@pytest.mark.parametrize("name", ["ink", "quiet", "line", "more", "less"])
def test_what_is_drawn_stands_out_from_the_ground(name: str) -> None:
    assert contrast(PALETTE[name], PALETTE["ground"]) >= (4.5 if name in ("ink", "quiet") else 3)
