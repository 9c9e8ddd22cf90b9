"""The example shop's figures are those of its metric dictionary, to the penny.

The printed reference values were computed apart from this project; all others are held against
hand-written SQL over the same file.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import duckdb
import pytest

from semantic.result import Result
from tests.support.by_hand import OF_BOTH, OF_CUSTOMERS, OF_LINES, OF_THE_FILE, by_hand
from tests.support.workspaces import Shop

MONTHS = [date(2010, 12, 1), *(date(2011, month, 1) for month in range(1, 13))]
REFERENCE: Mapping[str, tuple[float, float]] = {
    # metric: (2011-03, 2011-09)
    "gross_sales": (689_841.84, 1_028_345.38),
    "returns_value": (10_504.30, 16_980.64),
    "net_sales": (679_337.54, 1_011_364.74),
    "return_rate": (0.015227, 0.016513),
    "orders": (1_440, 1_818),
    "items_sold": (376_183, 568_701),
    "average_order_value": (479.06, 565.65),
    "active_customers": (973, 1_259),
    "new_customers": (452, 299),
    "returning_customers": (521, 960),
    "repeat_customers": (198, 267),
    "repeat_purchase_rate": (0.203494, 0.212073),
    "purchase_frequency": (1.348407, 1.381255),
    "sales_per_customer": (599.33, 745.63),
    "unidentified_share": (0.154670, 0.087123),
    "retained_customers": (290, 423),
    "retention_rate": (0.383091, 0.453376),
    "lapsed_customers": (358, 1_477),
    "newly_lapsed_customers": (373, 383),
    "lapse_rate": (0.226886, 0.201261),
    "reactivated_customers": (51, 317),
}
PERIODS = {0: ("2011-03-01", "2011-04-01"), 1: ("2011-09-01", "2011-10-01")}
EVERYTHING = (*OF_LINES, *OF_CUSTOMERS, *OF_BOTH, *OF_THE_FILE)
ODD_RANGES = [
    (date(2011, 4, 11), date(2011, 5, 3)),
    (date(2011, 1, 15), date(2011, 2, 14)),
    (date(2010, 12, 25), date(2011, 1, 5)),
    (date(2011, 8, 31), date(2011, 9, 1)),
    (date(2011, 7, 1), date(2011, 10, 1)),
    (date(2011, 2, 1), date(2011, 10, 3)),
]


def printed(value: float) -> float:
    """How near a value printed with this many digits must be met."""
    return 0.0000005 if value < 2 else 0.005


@pytest.mark.parametrize("which", PERIODS)
def test_the_printed_months_come_out_as_printed(retail: Shop, which: int) -> None:
    result = retail.ask(*REFERENCE, period=PERIODS[which])

    wrong = {
        name: (result.value(name), values[which])
        for name, values in REFERENCE.items()
        if result.value(name) != pytest.approx(values[which], rel=0, abs=printed(values[which]))
    }
    assert not wrong
    assert result.period.partial is False
    assert result.warnings == ()


def test_the_printed_figures_of_the_whole_file_come_out_as_printed(retail: Shop) -> None:
    assert retail.value("duplicate_lines") == 5_268
    assert retail.value("known_customers") == 4_334


def test_the_printed_cohort_comes_out_as_printed(retail: Shop) -> None:
    december = [{"field": "customer.cohort_month", "op": "eq", "value": "2010-12"}]
    found = retail.ask(
        "active_customers",
        "cohort_retention",
        group_by=["time.month"],
        filters=december,
        period=("2010-12-01", "2011-12-01"),
    )

    expected = [884, 323, 286, 339, 320, 352, 320, 308, 312, 349, 330, 444]
    assert found.data["active_customers"] == expected
    assert found.data["cohort_retention"] == pytest.approx([n / 884 for n in expected])


def hold_against(
    result: Result, expected: Mapping[tuple[date, Any], Mapping[str, Any]], key: int | None
) -> None:
    """Every metric in every row is what was computed by hand, and no row is missing.

    `key` is the column that holds the group; without one, groups are periods.
    """
    names = [column.name for column in result.columns if column.role == "metric"]
    start = result.period.start
    found = {
        (start, row[key]) if key is not None else (date.fromisoformat(str(row[0])), None): row
        for row in result.rows()
    }
    wanted: dict[Any, Mapping[str, Any]] = {
        (label, _plain(group)): figures for (label, group), figures in expected.items()
    }
    at = {name: [column.name for column in result.columns].index(name) for name in names}
    wrong = {
        (*where, name): (row[at[name]], wanted.get(where, {}).get(name, 0))
        for where, row in found.items()
        for name in names
        if not _same(row[at[name]], wanted.get(where, {}).get(name))
    }
    assert not wrong
    assert not [
        where
        for where, figures in wanted.items()
        if where not in found and any(figures.get(name) for name in names)
    ]


def _plain(group: Any) -> Any:
    return group.isoformat() if isinstance(group, date) else group


def _same(found: Any, expected: Any) -> bool:
    if found is None or expected is None:
        return not found and not expected
    return bool(found == pytest.approx(expected, rel=1e-9, abs=1e-9))


def following(starts: Iterable[date]) -> list[tuple[date, date]]:
    return list(pairwise(starts))


def test_every_metric_in_every_month(retail: Shop, ledger: duckdb.DuckDBPyConnection) -> None:
    months = following(MONTHS)
    result = retail.ask(*EVERYTHING, group_by=["time.month"], period=("2010-12-01", "2011-12-01"))

    assert result.length == 12
    hold_against(result, by_hand(ledger, months), key=None)


def test_every_metric_in_every_week(retail: Shop, ledger: duckdb.DuckDBPyConnection) -> None:
    weeks = following(date(2010, 11, 29) + timedelta(weeks=nr) for nr in range(54))
    result = retail.ask(*EVERYTHING, group_by=["time.week"], period=(weeks[0][0], weeks[-1][1]))

    assert result.length == 53
    hold_against(result, by_hand(ledger, weeks), key=None)


def test_every_metric_on_every_day_of_a_spring(
    retail: Shop, ledger: duckdb.DuckDBPyConnection
) -> None:
    days = following(date(2011, 3, 20) + timedelta(days=nr) for nr in range(45))
    result = retail.ask(*EVERYTHING, group_by=["time.day"], period=(days[0][0], days[-1][1]))

    assert result.length == 44
    hold_against(result, by_hand(ledger, days), key=None)


@pytest.mark.parametrize("period", ODD_RANGES, ids=lambda period: f"{period[0]}..{period[1]}")
def test_every_metric_over_odd_ranges(
    retail: Shop, ledger: duckdb.DuckDBPyConnection, period: tuple[date, date]
) -> None:
    result = retail.ask(*EVERYTHING, period=period)

    expected = by_hand(ledger, [period])[period[0], None]
    wrong = {
        name: (result.value(name), expected[name])
        for name in EVERYTHING
        if not _same(result.value(name), expected[name])
    }
    assert not wrong


BY_CUSTOMER = {
    "customer.country": "a.country",
    "customer.cohort_month": "a.cohort_month",
    "customer.high_value": "a.high_value",
    "customer.owner": "t.owner",
    "customer.region": "t.region",
}
BY_LINE = {
    "order.country": "l.Country",
    "product.stock_code": "l.StockCode",
    "line.kind": "coalesce(l.kind, 'other')",
}


@pytest.mark.parametrize("field", BY_CUSTOMER)
@pytest.mark.parametrize("period", [ODD_RANGES[0], (date(2011, 9, 1), date(2011, 10, 1))], ids=str)
def test_metrics_by_what_is_known_of_a_customer(
    retail: Shop, ledger: duckdb.DuckDBPyConnection, field: str, period: tuple[date, date]
) -> None:
    names = (*OF_LINES, *OF_CUSTOMERS, *OF_BOTH)
    result = retail.ask(*names, group_by=[field], period=period)

    hold_against(result, by_hand(ledger, [period], BY_CUSTOMER[field]), key=0)


@pytest.mark.parametrize("field", BY_LINE)
def test_metrics_by_what_a_line_says(
    retail: Shop, ledger: duckdb.DuckDBPyConnection, field: str
) -> None:
    period = ODD_RANGES[1]
    result = retail.ask(*OF_LINES, group_by=[field], period=period)

    hold_against(result, by_hand(ledger, [period], BY_LINE[field]), key=0)


def test_orders_of_one_customer_on_one_line_of_the_answer(
    retail: Shop, ledger: duckdb.DuckDBPyConnection
) -> None:
    period = (date(2011, 5, 1), date(2011, 6, 1))
    result = retail.ask(
        "gross_sales", "orders", "returns_value", group_by=["customer.id"], period=period
    )

    expected = by_hand(ledger, [period], "CAST(l.CustomerID AS VARCHAR)")
    hold_against(result, expected, key=0)


def test_every_cell_of_cohort_retention(retail: Shop, ledger: duckdb.DuckDBPyConnection) -> None:
    found = retail.rows(
        "cohort_retention",
        group_by=["customer.cohort_month", "time.month"],
        period=("2010-12-01", "2011-12-01"),
    )

    expected = ledger.execute("""
        WITH cohorts AS (
            SELECT customer, date_trunc('month', min(day))::DATE AS cohort FROM orders GROUP BY 1
        ), sizes AS (SELECT cohort, count(*) AS size FROM cohorts GROUP BY 1),
        months AS (
            SELECT DISTINCT customer, date_trunc('month', day)::DATE AS month FROM orders
        )
        SELECT cohort::VARCHAR, m.month::VARCHAR, count(months.customer) / any_value(size)
        FROM cohorts JOIN sizes USING (cohort)
        JOIN (SELECT DISTINCT month FROM months WHERE month < '2011-12-01') m ON m.month >= cohort
        LEFT JOIN months ON months.customer = cohorts.customer AND months.month = m.month
        GROUP BY 1, 2 ORDER BY 2, 1
    """).fetchall()
    assert len(found) == 12 * 13 // 2
    assert [row[:2] for row in found] == [list(row[:2]) for row in expected]
    assert [row[2] for row in found] == pytest.approx([row[2] for row in expected])


def test_an_owner_s_figures_are_those_of_their_customers(
    retail: Shop, ledger: duckdb.DuckDBPyConnection
) -> None:
    period = (date(2011, 9, 1), date(2011, 10, 1))
    names = [name for name in (*OF_LINES, *OF_CUSTOMERS, *OF_BOTH) if name != "unidentified_share"]
    expected = by_hand(ledger, [period], "t.owner")

    for owner in ("owner-uk-1", "owner-europe-2", "owner-world"):
        result = retail.ask(*names, by=owner, period=period)
        hand = expected[period[0], owner]
        assert not {n: result.value(n) for n in names if not _same(result.value(n), hand[n])}


def test_what_is_predicted_is_predicted_as_of_the_period_s_end(retail: Shop) -> None:
    """The predictions are made up: one of them says of which day they are."""
    one: dict[str, Any] = {"filters": [{"field": "customer.id", "value": "12349"}]}

    september = ("2011-09-01", "2011-09-25")
    assert retail.value("expected_value_12m", period=september, **one) == 25
    assert retail.value("expected_value_12m", period=("2011-12-01", "2012-01-01"), **one) == 10
    assert retail.value("expected_value_12m", **one) == 10
    assert retail.value("value_at_risk", by="owner-europe-2") == 300
