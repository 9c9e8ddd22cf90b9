"""Results on the terminal: figures whole, units and partial periods shown, sources below."""

from datetime import date

import pytest
from rich.cells import cell_len

from connectors.render.console import as_text
from connectors.render.grid import Grid
from connectors.render.tables import MOST_ROWS, result, time_label
from semantic.model import BaseMetric, Format, Governance
from semantic.result import Column, MetricUsed, PeriodUsed, Result, Value
from tests.golden_files import golden

FIGURES = ("£1,028,345.38", "+£304,036.95", "+42.0 %", "1.65 %", "−0.31 points")


def metric(name: str, shape: Format) -> BaseMetric:
    governance = Governance(owner="steward")
    return BaseMetric(name=name, description="", format=shape, governance=governance)


METRICS = {
    "gross_sales": metric("gross_sales", Format(unit="GBP", decimals=2)),
    "return_rate": metric("return_rate", Format(unit="%", decimals=2, percent=True)),
}


def column(name: str, unit: str = "") -> Column:
    return Column(name, "metric", "number", unit, name.partition(".")[0])


def compared(*rows: tuple[Value, ...]) -> Result:
    columns = (
        Column("order.country", "dimension", "text"),
        Column("time.month", "dimension", "date"),
        column("gross_sales", "GBP"),
        column("gross_sales.change", "GBP"),
        column("gross_sales.change_pct", "%"),
        column("return_rate", "%"),
        column("return_rate.change", "points"),
    )
    data = {each.name: [row[place] for row in rows] for place, each in enumerate(columns)}
    return Result(
        columns=columns,
        data=data,
        metrics=tuple(
            MetricUsed(name, f"sha256:{name[0] * 64}", 2, "approved", "steward") for name in METRICS
        ),
        period=PeriodUsed(date(2011, 8, 1), date(2011, 10, 3), partial=True),
        as_of=date(2011, 10, 3),
        freshness={"orders": "2011-10-02"},
        policy="sha256:p",
        spelled=lambda: "select 1",
        dialect="duckdb",
        warnings=("8.7 % of gross sales have no customer.",),
        previous=PeriodUsed(date(2011, 6, 1), date(2011, 8, 1), partial=False),
        partial_periods=("2011-10-01",),
    )


ROWS: tuple[tuple[Value, ...], ...] = (
    ("United Kingdom", "2011-09-01", 1028345.38, 304036.95, 0.42, 0.016513, -0.0031),
    ("Channel Islands", "2011-10-01", 0, None, None, None, None),
    (None, "2011-09-01", -12.5, 0.0, 0.0, 0.0, 0.0),
)


def test_a_compared_result() -> None:
    text = as_text(result(compared(*ROWS), METRICS), width=100)

    assert text == golden("query_result.txt", text)


@pytest.mark.parametrize("width", [24, 40, 60, 80, 100, 140, 200])
def test_a_figure_is_whole_at_every_width(width: int) -> None:
    text = as_text(result(compared(*ROWS), METRICS), width=width)

    for figure in FIGURES:
        assert figure in text
    if width >= 60:
        assert max(map(cell_len, text.splitlines())) <= width


def test_a_result_without_rows_says_so() -> None:
    text = as_text(result(compared(), METRICS))

    assert "No rows" in text
    assert "1 August to 2 October 2011 (partial)" in text


def test_a_long_result_is_cut_with_the_count_of_the_rest() -> None:
    row: tuple[Value, ...] = ("France", "2011-09-01", 1, 1, 1, 1, 1)

    text = as_text(result(compared(*[row] * (MOST_ROWS + 1234)), METRICS))

    assert text.count("France") == MOST_ROWS
    assert "… and 1,234 more rows: give --limit, or --json for all" in text


def test_a_state_has_the_day_at_whose_end_it_holds() -> None:
    given = compared(*ROWS)
    state = Result(**{**vars(given), "period": PeriodUsed(None, date(2011, 10, 1), partial=False),
                      "previous": None})  # fmt: skip

    assert "the end of 30 September 2011 · as of 3 October 2011" in as_text(result(state, METRICS))


@pytest.mark.parametrize(
    ("grain", "words"),
    [
        ("day", "3 Oct 2011"),
        ("week", "from 3 Oct 2011"),
        ("month", "Oct 2011"),
        ("quarter", "Q4 2011"),
        ("year", "2011"),
    ],
)
def test_a_time_is_as_short_as_its_grain_allows(grain: str, words: str) -> None:
    assert time_label("2011-10-03", grain) == words


def test_a_name_from_data_cannot_steer_the_terminal() -> None:
    row: tuple[Value, ...] = ("\x1b[31mred\u202e[bold]", "2011-09-01", 1, 1, 1, 1, 1)

    text = as_text(result(compared(row), METRICS))

    assert "[31mred[bold]" in text
    assert "\x1b" not in text


def test_a_grid_that_is_empty_is_its_headers() -> None:
    assert as_text(Grid(("name", "words"), ("value", "figure"))).split() == ["name", "value"]
