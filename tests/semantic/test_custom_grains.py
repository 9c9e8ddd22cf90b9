"""Fiscal months, quarters and years from a time spine, held against SQL written by hand."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from semantic.catalog import Catalog
from semantic.errors import CannotCombine
from semantic.loading import load
from semantic.problems import WorkspaceProblems
from tests.support import fiscal
from tests.support.workspaces import MemoryWarehouse, Shop, memory_warehouse, write_workspace

# The moment in the same place of a unit so many before; the last of it where it is shorter.
BACK = """
    WITH placed AS (
        SELECT day, dense_rank() OVER (ORDER BY {unit}) AS nr,
            row_number() OVER (PARTITION BY {unit} ORDER BY day) AS place FROM days),
    sized AS (SELECT *, max(place) OVER (PARTITION BY nr) AS size FROM placed)
    SELECT here.day, there.day AS since FROM placed here LEFT JOIN sized there
        ON there.nr = here.nr - {count} AND there.place = least(here.place, there.size)
"""


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return fiscal.fiscal_catalog(tmp_path_factory.mktemp("fiscal"))


@pytest.fixture(scope="module")
def shop(catalog: Catalog) -> Any:
    with memory_warehouse() as warehouse:
        warehouse.fill("days", fiscal.SPINE, fiscal.days())
        warehouse.fill("orders", fiscal.ORDERS, fiscal.orders())
        yield Shop(catalog, warehouse, fiscal.TODAY)


def by_hand(shop: Shop, sql: str) -> list[list[Any]]:
    warehouse: MemoryWarehouse = shop.warehouse
    rows = warehouse.connection.execute(sql).fetchall()
    return [[str(value) if hasattr(value, "isoformat") else value for value in r] for r in rows]


def test_figures_go_by_fiscal_units(shop: Shop) -> None:
    for unit in ("fiscal_week", "fiscal_month", "fiscal_quarter", "fiscal_year"):
        expected = by_hand(
            shop,
            f"SELECT {unit}, sum(amount) FROM orders JOIN days USING (day) GROUP BY 1 ORDER BY 1",
        )
        assert shop.rows("sales", group_by=[f"time.{unit}"]) == expected
        assert len(expected) == {"week": 157, "month": 36, "quarter": 12, "year": 3}[unit[7:]]


@pytest.mark.parametrize(
    ("metric", "unit", "count"),
    [("of_a_month", "fiscal_month", 1), ("of_two_quarters", "fiscal_quarter", 2)],
)
def test_a_running_total_over_fiscal_units(shop: Shop, metric: str, unit: str, count: int) -> None:
    back = BACK.format(unit=unit, count=count)
    expected = by_hand(
        shop,
        f"""SELECT since.day, sum(amount) FROM ({back}) since JOIN orders o
            ON o.day <= since.day AND (since.since IS NULL OR o.day > since.since)
            GROUP BY 1 ORDER BY 1""",
    )

    assert shop.rows(metric, group_by=["time.day"]) == expected
    last = {row[0]: row[1] for row in expected}
    assert shop.value(metric, period=("2023-05-01", "2024-02-04")) == last["2024-02-03"]
    assert shop.rows(metric, group_by=["time.month"], period=("2024-02-01", "2024-03-01")) == [
        ["2024-02-01", last["2024-02-29"]]
    ]


def test_a_running_total_since_a_fiscal_quarter_began(shop: Shop) -> None:
    expected = by_hand(
        shop,
        """SELECT d.day, sum(amount) FROM days d
            JOIN days same ON same.fiscal_quarter = d.fiscal_quarter AND same.day <= d.day
            JOIN orders o ON o.day = same.day GROUP BY 1 ORDER BY 1""",
    )

    assert shop.rows("this_quarter", group_by=["time.day"]) == expected
    last = {row[0]: row[1] for row in expected}
    assert shop.value("this_quarter", period=("2024-01-01", "2024-02-01")) == last["2024-01-31"]
    by_quarter = shop.rows("this_quarter", group_by=["time.fiscal_quarter"])
    assert by_quarter == shop.rows("sales", group_by=["time.fiscal_quarter"])


def test_values_of_the_fiscal_quarter_before(shop: Shop) -> None:
    of_quarter = by_hand(
        shop,
        """SELECT fiscal_quarter, sum(amount) FROM orders JOIN days USING (day)
            GROUP BY 1 ORDER BY 1""",
    )
    shown = shop.rows("quarter_before", group_by=["time.fiscal_quarter"])

    names, totals = zip(*of_quarter, strict=True)
    assert shown == [list(pair) for pair in zip(names[1:], totals, strict=False)]


def test_values_at_the_start_of_a_fiscal_quarter(shop: Shop) -> None:
    expected = by_hand(
        shop,
        """SELECT d.day, amount FROM
            (SELECT day, min(day) OVER (PARTITION BY fiscal_quarter) AS first FROM days) d
            JOIN orders o ON o.day = d.first ORDER BY 1""",
    )

    assert shop.rows("at_quarters_start", group_by=["time.day"]) == expected
    with pytest.raises(CannotCombine, match="no group by time"):
        shop.value("at_quarters_start")


def test_a_running_total_at_a_start_is_no_sum_of_running_totals(shop: Shop) -> None:
    """By month the total is that of the month's first day, not of all its days together."""
    expected = by_hand(
        shop,
        """SELECT m.first, sum(amount) FROM (SELECT min(day) AS first FROM days
            GROUP BY date_trunc('month', day)) m JOIN orders o
            ON o.day <= date_trunc('month', m.first) GROUP BY 1 ORDER BY 1""",
    )
    shown = shop.rows("so_far_at_months_start", group_by=["time.month"])

    assert shown == [[day, total] for day, total in expected if day.endswith("-01")]
    both = shop.rows("so_far_at_months_start", group_by=["time.month", "time.quarter"])
    assert [[row[0], row[2]] for row in both] == shown


def test_a_running_total_is_filled_for_each_moment_before_one_is_chosen(shop: Shop) -> None:
    """The first day of the calendar is no order's, and its total is none: zero, not the next."""
    expected = by_hand(
        shop,
        """SELECT min(d.day), coalesce(sum(amount), 0) FROM
            (SELECT min(day) AS day, fiscal_month FROM days GROUP BY 2) d
            LEFT JOIN orders o ON o.day <= d.day AND o.day > d.day - 2
            GROUP BY d.fiscal_month ORDER BY 1""",
    )
    shown = shop.rows("two_days_filled", group_by=["time.fiscal_month"])

    assert expected[0][1] == 0
    assert [row[1] for row in shown] == [row[1] for row in expected]


def test_every_week_of_every_month_has_its_own_figure(shop: Shop) -> None:
    """A week may lie in two months, with one figure in each."""
    expected = by_hand(
        shop,
        """SELECT fiscal_week, date_trunc('month', day)::DATE, coalesce(sum(amount), 0)
            FROM days LEFT JOIN orders USING (day) GROUP BY 1, 2 ORDER BY 1, 2""",
    )
    shown = shop.rows("sales_filled", group_by=["time.fiscal_week", "time.month"])

    assert sorted(shown) == expected


def compared(shop: Shop, unit: str, how: str, *metrics: str, **more: Any) -> list[list[Any]]:
    """Unit, figure and what it is compared with, of the first metric."""
    found = shop.ask(*(metrics or ("sales",)), group_by=[f"time.{unit}"], compare=how, **more)
    return [row[:3] for row in found.rows()]


def totals(shop: Shop, unit: str, until: str = "2999-01-01") -> dict[Any, Any]:
    found = by_hand(
        shop,
        f"""SELECT {unit}, sum(amount) FROM orders JOIN days USING (day)
            WHERE day < '{until}' GROUP BY 1 ORDER BY 1""",
    )
    return {row[0]: row[1] for row in found}


@pytest.mark.parametrize("unit", ["fiscal_week", "fiscal_month", "fiscal_quarter", "fiscal_year"])
def test_each_unit_is_compared_with_the_whole_one_before(shop: Shop, unit: str) -> None:
    """Months of four weeks with months of five, and a year of 52 with one of 53."""
    known = totals(shop, unit)
    before: dict[Any, Any] = dict(zip(list(known)[1:], known.values(), strict=False))

    assert compared(shop, unit, "previous") == [[u, v, before.get(u)] for u, v in known.items()]


@pytest.mark.parametrize("unit", ["fiscal_week", "fiscal_month", "fiscal_quarter"])
def test_each_unit_is_compared_with_that_of_the_year_before(shop: Shop, unit: str) -> None:
    """The 53rd week has none before it, and the first of the year after still has the first."""
    seats = by_hand(
        shop,
        f"""SELECT {unit}, fiscal_year, dense_rank() OVER (PARTITION BY fiscal_year ORDER BY first)
            FROM (SELECT {unit}, fiscal_year, min(day) AS first FROM days GROUP BY 1, 2)""",
    )
    known = totals(shop, unit)
    at = {(year, seat): name for name, year, seat in seats}
    wanted = {name: known.get(at.get((year - 1, seat))) for name, year, seat in seats}

    assert compared(shop, unit, "year") == [[u, v, wanted[u]] for u, v in known.items()]
    if unit == "fiscal_week":
        assert wanted["2024-01-28"] is None
        assert wanted["2024-02-04"] == known["2023-01-29"]


@pytest.mark.parametrize("unit", ["fiscal_month", "fiscal_quarter", "fiscal_year"])
@pytest.mark.parametrize("how", ["previous", "year"])
def test_a_period_of_one_unit_is_compared_with_a_unit(shop: Shop, unit: str, how: str) -> None:
    """What is asked of it alone is what it has among the others, but for what no unit precedes."""
    first = by_hand(shop, f"SELECT {unit}, min(day), max(day) + 1 FROM days GROUP BY 1")
    spans = {row[0]: (str(row[1])[:10], str(row[2])[:10]) for row in first}
    for name, figure, then in compared(shop, unit, how)[1:]:
        if then is not None:
            alone = shop.ask("sales", period=spans[name], compare=how)
            assert alone.rows()[0][:2] == [figure, then]


def test_a_unit_that_the_as_of_date_cuts_is_compared_with_as_many_days(shop: Shop) -> None:
    quarter, cut = ("2024-02-04", "2024-05-05"), "2024-02-24"
    found = shop.ask("sales", period=quarter, compare="year", as_of=cut)

    assert found.previous is not None
    assert (str(found.previous.start), str(found.previous.end)) == ("2023-01-29", "2023-02-18")
    before = shop.ask("sales", period=quarter, compare="previous", as_of=cut)
    assert before.previous is not None
    assert str(before.previous.start) == "2023-10-29"


def test_units_of_which_only_a_part_is_seen_are_told(shop: Shop) -> None:
    cut = shop.ask("sales", group_by=["time.fiscal_month"], period=("2023-10-30", "2024-01-10"))
    weeks = shop.ask("sales", group_by=["time.fiscal_week"], period=("2023-10-29", "2023-11-12"))

    assert cut.partial_periods == ("2023-M10", "2023-M12")
    assert weeks.partial_periods == ()
    assert shop.ask("sales", group_by=["time.fiscal_year"], as_of="2024-02-05").partial_periods == (
        *("2022", "2024"),
    )


def test_a_period_that_is_no_unit_is_compared_with_as_many_days(shop: Shop) -> None:
    found = shop.ask("sales", period=("2024-02-05", "2024-02-08"), compare="previous")

    assert found.previous is not None
    assert str(found.previous.start) == "2024-02-02"


def test_years_are_compared_as_years(shop: Shop) -> None:
    assert compared(shop, "fiscal_year", "year") == compared(shop, "fiscal_year", "previous")


def test_a_unit_that_has_just_begun_is_compared_with_as_many_days(shop: Shop) -> None:
    """As of the 20th day of the last quarter, with the first 19 days of the one before."""
    (row,) = compared(
        shop, "fiscal_quarter", "previous", as_of="2024-11-23", period=("2024-11-03", "2024-12-01")
    )
    (now,), (then,) = (
        by_hand(shop, f"SELECT sum(amount) FROM orders WHERE day >= '{a}' AND day < '{b}'")
        for a, b in (("2024-11-03", "2024-11-23"), ("2024-08-04", "2024-08-24"))
    )

    assert row == ["2024-Q4", *now, *then]


def test_changes_and_shifted_inputs_follow_the_units(shop: Shop) -> None:
    (row,) = shop.rows(
        *("sales", "quarter_before"),
        group_by=["time.fiscal_quarter"],
        compare="previous",
        period=("2024-05-05", "2024-08-04"),
    )
    first, second = (totals(shop, "fiscal_quarter")[f"2024-Q{nr}"] for nr in (1, 2))
    fourth = totals(shop, "fiscal_quarter")["2023-Q4"]

    assert row[:4] == ["2024-Q2", second, first, second - first]
    assert row[5:7] == [first, fourth]


def test_an_event_of_the_unit_before_counts_once_for_the_latest_that_led_to_it(
    tmp_path: Path,
) -> None:
    """Each order leads to itself and to those after it, and each is led to by itself last."""
    extra = """
  - {name: orders, type: simple, description: Orders., model: orders, agg: count,
     governance: {owner: steward}}
  - {name: again, type: conversion, description: Again., entity: customer, base: orders,
     conversion: orders, calculation: count, governance: {owner: steward}}
"""
    files = {**fiscal.FILES, "metrics/shop.yml": fiscal.METRICS + extra}
    catalog = write_workspace(tmp_path, files)
    rows = [(nr, 1, 1, day) for nr, day in enumerate(["2023-03-01", "2023-03-02", "2023-04-05"])]
    with memory_warehouse() as warehouse:
        warehouse.fill("orders", fiscal.ORDERS, rows)
        warehouse.fill("days", fiscal.SPINE, fiscal.days())
        opened = Shop(catalog, warehouse, fiscal.TODAY)
        found = opened.rows("again", group_by=["time.fiscal_month"], compare="previous")

    figures = {month: (now, before) for month, now, before, *_ in found}
    assert figures["2023-M02"] == (2, None)
    assert figures["2023-M03"] == (1, 2)


@pytest.mark.parametrize(
    ("metric", "unit"),
    [
        ("of_a_month", "fiscal_month"),
        ("of_two_quarters", "fiscal_quarter"),
        ("this_quarter", "fiscal_week"),
        ("sold_ever", "fiscal_month"),
    ],
)
def test_a_running_total_is_compared_with_that_of_the_unit_before(
    shop: Shop, metric: str, unit: str
) -> None:
    """Months of five weeks with months of four: the last total of each, and no sum of several."""
    known = [(str(row[0]), row[1]) for row in shop.rows(metric, group_by=[f"time.{unit}"])]
    before: dict[Any, Any] = {later: value for (_, value), (later, _) in pairwise(known)}

    assert compared(shop, unit, "previous", metric) == [[u, v, before.get(u)] for u, v in known]


def test_a_running_total_of_a_unit_that_has_begun_is_compared_on_the_same_day(shop: Shop) -> None:
    """As of the 20th day of the last quarter, with the 19th of the one before."""
    (row,) = compared(
        *(shop, "fiscal_quarter", "previous", "this_quarter"),
        as_of="2024-11-23",
        period=("2024-11-03", "2024-12-01"),
    )
    by_day = dict(by_hand(
        shop,
        """SELECT d.day, sum(amount) FROM days d
            JOIN days same ON same.fiscal_quarter = d.fiscal_quarter AND same.day <= d.day
            JOIN orders o ON o.day = same.day GROUP BY 1""",
    ))  # fmt: skip

    assert row == ["2024-Q4", by_day["2024-11-22"], by_day["2024-08-23"]]


def test_what_is_not_compared_by_units_says_what_is(shop: Shop) -> None:
    with pytest.raises(CannotCombine, match=r"chosen period.*\n.*compare with `previous`"):
        shop.ask("sales", group_by=["time.fiscal_month"], compare={"from": "2024-01-01"})
    with pytest.raises(CannotCombine, match="ask for one fiscal_month alone"):
        shop.ask("two_days_filled", group_by=["time.fiscal_month"], compare="previous")
    with pytest.raises(CannotCombine, match="not by both"):
        shop.ask("sales", group_by=["time.fiscal_month", "time.month"], compare="year")


FAULTS = [
    ("window: {count: 1, grain: fiscal_month}", "window: {count: 1, grain: fiscal_munth}"),
    ("grain_to_date: fiscal_quarter", "grain_to_date: fiscal_quater"),
    ("to_grain: fiscal_quarter", "to_grain: fiscal_quartre"),
    ("{count: 1, grain: fiscal_quarter}", "{count: 1, grain: quartre}"),
]


@pytest.mark.parametrize(("old", "new"), FAULTS)
def test_a_grain_that_is_none_is_found_where_it_stands(tmp_path: Path, old: str, new: str) -> None:
    assert old in fiscal.METRICS
    for name, text in fiscal.FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(WorkspaceProblems) as raised:
        load(tmp_path)

    (problem,) = raised.value.problems
    wrong = new.rstrip("}").split()[-1]
    line = fiscal.METRICS.replace(old, new).split(new)[0].count("\n") + 1
    assert str(problem).startswith(f"metrics/shop.yml:{line}:")
    assert f"there is no grain `{wrong}`; did you mean" in str(problem)


def test_events_do_not_follow_each_other_within_custom_units(tmp_path: Path) -> None:
    more = """
  - {name: again, type: conversion, description: Again., entity: customer, base: sales,
     conversion: sales, window: {count: 1, grain: fiscal_month}, governance: {owner: steward}}
"""
    for name, text in fiscal.FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        added = text + more if name.startswith("metrics") else text
        (tmp_path / name).write_text(added, encoding="utf-8")

    with pytest.raises(WorkspaceProblems, match="follow each other within days"):
        load(tmp_path)
