"""Weeks from any weekday, held against days counted one by one and SQL written by hand."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from semantic import period as periods
from semantic.approvals import Approvals
from semantic.catalog import Catalog
from semantic.compile.expressions import fixed
from semantic.dialects import to_grain
from semantic.loading import load
from semantic.period import Period
from semantic.problems import WorkspaceProblems
from semantic.timing import TimeSpine
from semantic.week import WEEKDAYS, Weekday, first_of_week
from tests.golden_files import golden
from tests.support import weeks
from tests.support.elsewhere import DIALECTS, ShownElsewhere
from tests.support.workspaces import MemoryWarehouse, Shop, memory_warehouse

DAYS = st.dates(date(1001, 1, 1), date(8999, 1, 1))
STARTS = st.sampled_from(WEEKDAYS)
# The first day of an order's week, for weeks that begin so many days after Monday.
WEEK = "CAST(date_trunc('week', {} - INTERVAL '{nr} day') + INTERVAL '{nr} day' AS DATE)"


@given(DAYS, STARTS)
def test_every_day_is_in_one_week_which_begins_on_the_weekday(day: date, start: Weekday) -> None:
    first = first_of_week(day, start)

    assert f"{first:%A}".lower() == start
    assert 0 <= (day - first).days < 7
    assert {first_of_week(first + timedelta(days=nr), start) for nr in range(7)} == {first}
    assert periods.unit(day, "week", start) == Period(first, first + timedelta(days=7))
    assert periods.whole_grain(Period(first, first + timedelta(days=7)), start) == "week"


@given(DAYS, st.integers(1, 60), STARTS)
def test_weeks_cover_a_period_once_and_in_order(day: date, long: int, start: Weekday) -> None:
    period = Period(day, day + timedelta(days=long))
    found = periods.buckets(period, "week", start)

    assert [each for part in found for each in _days(part)] == _days(period)
    labels = [periods.floor(part.start, "week", start) for part in found]
    assert labels == sorted(set(labels))


def _days(period: Period) -> list[date]:
    return [period.start + timedelta(days=nr) for nr in range(period.days)]


def test_whole_weeks_are_set_beside_the_same_weekdays_of_the_year_before() -> None:
    week = Period(date(2024, 3, 3), date(2024, 3, 10))

    assert periods.year_before(week, "sunday") == Period(date(2023, 3, 5), date(2023, 3, 12))
    assert periods.year_before(week) == Period(date(2023, 3, 3), date(2023, 3, 10))


def test_the_week_so_far_is_partial_on_whatever_day_weeks_begin() -> None:
    sunday_to_tuesday = Period(date(2024, 3, 3), date(2024, 3, 6))

    assert periods.is_to_date(sunday_to_tuesday, date(2024, 3, 6), "sunday")
    assert not periods.is_to_date(sunday_to_tuesday, date(2024, 3, 6), "saturday")


@pytest.mark.parametrize("start", WEEKDAYS)
def test_duckdb_cuts_times_to_the_same_weeks(start: Weekday) -> None:
    moments = [datetime.fromisoformat("2023-12-25") + timedelta(hours=7 * nr) for nr in range(60)]
    cut = [to_grain("week", sa.cast(fixed(at), sa.DateTime()), start) for at in moments]
    with memory_warehouse() as warehouse:
        (found,) = warehouse.execute(
            sa.select(*(value.label(f"w{nr}") for nr, value in enumerate(cut)))
        )

    assert list(found) == [first_of_week(at.date(), start) for at in moments]


def test_a_workspace_that_names_no_day_or_monday_keeps_its_approvals(tmp_path: Path) -> None:
    monday = weeks.catalog_of(tmp_path, "monday")
    settings = tmp_path / "retainer.yaml"
    settings.write_text(settings.read_text().replace("week_start: monday\n", ""))
    hashes = {name: Approvals(monday).status(name).hash for name in monday.metrics}

    unsaid = Approvals(load(tmp_path))
    assert {name: unsaid.status(name).hash for name in monday.metrics} == hashes
    assert {unsaid.status(name).state for name in monday.metrics} == {"approved"}

    settings.write_text(settings.read_text() + "week_start: sunday\n")
    moved = Approvals(load(tmp_path))
    assert {moved.status(name).state for name in monday.metrics} == {"changed"}


def test_a_day_that_there_is_not_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceProblems, match="sundey") as refused:
        weeks.catalog_of(tmp_path, "sundey")

    (found,) = refused.value.problems
    assert "did you mean `sunday`?" in found.message


@pytest.fixture(scope="module")
def warehouse() -> Iterator[MemoryWarehouse]:
    with memory_warehouse() as opened:
        for table, rows in weeks.rows().items():
            opened.fill(table, weeks.TABLES[table], rows)
        yield opened


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return weeks.catalog_of(tmp_path_factory.mktemp("sunday"), "sunday")


@pytest.fixture
def shop(catalog: Catalog, warehouse: MemoryWarehouse) -> Shop:
    return Shop(catalog, warehouse, weeks.TODAY)


def by_hand(warehouse: MemoryWarehouse, sql: str, start: Weekday = "sunday") -> list[list[Any]]:
    cut = {name: WEEK.format(name, nr=WEEKDAYS.index(start)) for name in ("day", "moment")}
    rows = warehouse.run(sql.format(**cut, today=f"DATE '{weeks.TODAY}'"))
    return [[str(cell) if hasattr(cell, "isoformat") else cell for cell in row] for row in rows]


def by_week(shop: Shop, metric: str, **query: Any) -> dict[str, Any]:
    return {str(week): value for week, value in shop.rows(metric, group_by=["time.week"], **query)}


@pytest.mark.parametrize("start", WEEKDAYS)
def test_sales_by_week(tmp_path: Path, warehouse: MemoryWarehouse, start: Weekday) -> None:
    shop = Shop(weeks.catalog_of(tmp_path, start), warehouse, weeks.TODAY)
    expected = by_hand(
        warehouse,
        """SELECT {moment}, sum(amount) FROM orders WHERE moment < {today}
            GROUP BY 1 ORDER BY 1""",
        start,
    )

    found = shop.ask("sales", group_by=["time.week"])

    assert found.rows() == expected
    assert shop.rows("order_count", group_by=["order.week"]) == by_hand(
        warehouse,
        """SELECT {moment}, count(*) FROM orders WHERE moment < {today}
            GROUP BY 1 ORDER BY 1""",
        start,
    )
    # The data begins on 27 November and is seen up to Tuesday, 5 March.
    cut = {first_of_week(weeks.FIRST, start), first_of_week(weeks.TODAY, start)}
    whole = {day for day in (weeks.FIRST, weeks.TODAY) if f"{day:%A}".lower() == start}
    assert {date.fromisoformat(label) for label in found.partial_periods} == cut - whole


def test_a_week_is_compared_with_the_one_before_and_a_year_ago(shop: Shop) -> None:
    sales = by_week(shop, "sales", period=("2024-02-04", "2024-03-03"))
    rows = shop.rows(
        "sales", group_by=["time.week"], compare="previous", period=("2024-02-11", "2024-03-03")
    )

    assert [row[0] for row in rows] == ["2024-02-11", "2024-02-18", "2024-02-25"]
    assert [row[2] for row in rows] == [
        sales[day] for day in ("2024-02-04", "2024-02-11", "2024-02-18")
    ]
    week = shop.ask("sales", compare="year", period=("2024-02-25", "2024-03-03"))
    assert week.previous is not None
    assert (week.previous.start, week.previous.end) == (date(2023, 2, 26), date(2023, 3, 5))


def test_one_week_is_asked_for_by_its_first_day(shop: Shop) -> None:
    week = [{"field": "order.week", "op": "eq", "value": "2024-02-25"}]
    found = shop.value("order_count", filters=week)

    assert found == shop.value("order_count", period=("2024-02-25", "2024-03-03"))
    monday = [{"field": "order.week", "op": "eq", "value": "2024-02-26"}]
    assert shop.value("order_count", filters=monday) in (0, None)


def test_figures_since_the_week_began(shop: Shop, warehouse: MemoryWarehouse) -> None:
    expected = by_hand(
        warehouse,
        """SELECT d.day, coalesce(sum(amount), 0) FROM (SELECT *, {day} AS week FROM days) d
            LEFT JOIN (SELECT *, {moment} AS week FROM orders) o
                ON CAST(o.moment AS DATE) <= d.day AND o.week = d.week
            WHERE d.day < {today} GROUP BY 1 ORDER BY 1""",
    )  # fmt: skip

    assert shop.rows("week_so_far", group_by=["time.day"]) == expected
    so_far = dict(expected)
    assert shop.value("week_so_far", period=("2024-03-01", "2024-03-06")) == so_far["2024-03-05"]
    whole = shop.rows("week_so_far", group_by=["time.week"])
    assert whole == shop.rows("sales", group_by=["time.week"])


def test_figures_of_other_weeks(shop: Shop, warehouse: MemoryWarehouse) -> None:
    sales = by_week(shop, "sales")
    firsts = list(sales)

    before = by_week(shop, "week_before")
    assert {day: before[day] for day in firsts[1:]} == {
        later: sales[day] for day, later in pairwise(firsts)
    }
    of_two = by_week(shop, "two_weeks")
    assert [of_two[day] for day in firsts[1:-1]] == [
        sales[day] + sales[later] for day, later in pairwise(firsts[:-1])
    ]
    first_days = by_hand(
        warehouse,
        """SELECT d.first, coalesce(sum(amount), 0) FROM
            (SELECT DISTINCT {day} AS first FROM days WHERE day < {today}) d
            JOIN orders o ON CAST(o.moment AS DATE) = d.first GROUP BY 1 ORDER BY 1""",
    )
    found = {day: value for day, value in by_week(shop, "first_day").items() if value}
    assert found == {day: value for day, value in first_days if value}


def test_a_running_total_of_a_week_before_is_not_cut_by_the_period(
    shop: Shop, warehouse: MemoryWarehouse
) -> None:
    """The period's first days show totals that reach back to before it, each with all its days."""
    expected = by_hand(
        warehouse,
        """SELECT d.day, sum(amount) FROM days d
            JOIN orders o ON CAST(o.moment AS DATE) <= d.day - 7
                AND CAST(o.moment AS DATE) > d.day - 21
            WHERE d.day >= DATE '2024-02-04' AND d.day < DATE '2024-02-18' GROUP BY 1 ORDER BY 1""",
    )
    period = ("2024-02-04", "2024-02-18")

    assert shop.rows("two_weeks_before", group_by=["time.day"], period=period) == expected
    assert shop.value("two_weeks_before", period=period) == expected[-1][1]


def test_one_value_of_a_week(shop: Shop, warehouse: MemoryWarehouse) -> None:
    assert shop.rows("pieces", group_by=["time.week"]) == by_hand(
        warehouse,
        """SELECT {day}, arg_max(pieces, day) FROM stock WHERE day < {today}
            GROUP BY 1 ORDER BY 1""",
    )
    usual = by_week(shop, "usual_day")
    sales = by_week(shop, "sales")
    assert all(
        usual[day] == pytest.approx(sales[day] / 7)
        for day in ("2024-01-07", "2024-02-04", "2024-02-25")
    )


def test_conversions_and_cohorts_by_week(shop: Shop, warehouse: MemoryWarehouse) -> None:
    expected = by_hand(
        warehouse,
        """SELECT {day}, count(*) FROM (
            SELECT max(v.day) AS day FROM orders o JOIN visits v
                ON v.customer_id = o.customer_id AND v.day <= CAST(o.moment AS DATE)
                AND v.day > CAST(o.moment AS DATE) - 7
            WHERE o.moment < {today} GROUP BY o.id) GROUP BY 1 ORDER BY 1""",
    )
    rows = shop.rows("bought", group_by=["time.week"])
    assert [row for row in rows if row[1]] == expected

    cohorts = by_hand(
        warehouse,
        """WITH firsts AS (SELECT customer_id, min(moment) AS moment FROM orders GROUP BY 1),
            began AS (SELECT customer_id, {moment} AS began FROM firsts),
            seen AS (SELECT DISTINCT customer_id, {moment} AS week FROM orders
                WHERE moment < {today})
            SELECT began, week, count(*) FROM began JOIN seen USING (customer_id)
            WHERE week > began GROUP BY ALL ORDER BY ALL""",
    )
    sizes = dict(
        by_hand(
            warehouse,
            """WITH firsts AS (SELECT customer_id, min(moment) AS moment FROM orders GROUP BY 1)
                SELECT {moment}, count(*) FROM firsts GROUP BY 1""",
        )
    )
    found: Sequence[Sequence[Any]] = shop.rows(
        "came_back", group_by=["customer.began", "time.week"]
    )
    back = {(row[0], row[1]): row[2] for row in found if row[2] and row[1] > row[0]}
    assert back == pytest.approx({(c, w): count / sizes[c] for c, w, count in cohorts})


@pytest.mark.parametrize("engine", ["duckdb", *DIALECTS])
def test_the_sql_of_other_weeks_is_as_it_was_read_before(shop: Shop, engine: str) -> None:
    elsewhere = ShownElsewhere(shop.warehouse, DIALECTS.get(engine, shop.warehouse.dialect))
    asked: dict[str, Any] = {"group_by": ["time.week"], "period": ("2024-02-04", "2024-03-03")}
    text = Shop(shop.catalog, elsewhere, shop.today).ask("order_count", **asked).sql + "\n"

    assert text == golden(f"sql/by_sunday_week.{engine}.sql", text)


@pytest.mark.parametrize(
    ("grain", "days", "found"),
    [
        ("week", ["2024-01-07", "2024-01-14"], []),
        ("week", ["2024-01-01", "2024-01-08"], ["grain: `days` has a week from Monday, 2024"]),
        ("week", ["2024-01-07", "2024-01-21"], ["column: `days` lacks the week after 2024-01-07"]),
        ("month", ["2024-01-31"], ["grain: `days` has 2024-01-31, with which no month begins"]),
        ("month", ["2023-12-01", "2024-01-01", "2024-02-01"], []),
        ("day", ["2024-01-09", "2024-01-10", "2024-01-10", "2024-01-16"],
         ["column: `days` has 2024-01-10 more than once", "column: `days` lacks the day after "
          "2024-01-10"]),
        ("day", [], ["source: `days` has no rows"]),
        ("quarter", ["2024-04-01"], ["source: `days` goes from 2024-04-01 to 2024-04-01, and the "
                                     "data from 2024-01-10 to 2024-01-16"]),
    ],
)  # fmt: skip
def test_rows_of_a_spine_are_the_units_of_its_grain(
    catalog: Catalog, grain: Any, days: list[str], found: list[str]
) -> None:
    spine = TimeSpine(source="days", column="day", grain=grain)
    with memory_warehouse() as opened:
        for table in weeks.TABLES:
            opened.fill(table, weeks.TABLES[table], [])
        opened.fill("visits", weeks.TABLES["visits"], [(1, "2024-01-10"), (1, "2024-01-16")])
        opened.fill("days", weeks.TABLES["days"], [(day,) for day in days])
        shop = Shop(catalog, opened, weeks.TODAY)
        faults = shop.engine.spine_faults(spine, shop.principal("steward"))

    told = [f"{'.'.join(fault.steps)}: {fault.message}" for fault in faults]
    assert len(told) == len(found)
    assert all(each.startswith(start) for each, start in zip(told, found, strict=True))


def test_moments_of_a_spine_have_their_units(catalog: Catalog, warehouse: MemoryWarehouse) -> None:
    warehouse.run(
        "CREATE TABLE fiscal AS SELECT day, nullif(day, DATE '2024-01-02') AS own FROM days"
    )
    spine = TimeSpine(source="fiscal", column="day", grain="day", custom={"fiscal_day": "own"})
    shop = Shop(catalog, warehouse, weeks.TODAY)
    (fault,) = shop.engine.spine_faults(spine, shop.principal("steward"))

    assert fault.steps == ("custom", "fiscal_day")
    assert fault.message == "`fiscal` says of 2024-01-02 in which fiscal_day it lies: nothing"
