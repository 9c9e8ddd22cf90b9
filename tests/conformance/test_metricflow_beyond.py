"""Questions in dbt's words that MetricFlow's cases leave out, held against SQL of our own."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.metricflow import difference, workspace
from tests.conformance.tables import Tables, in_duckdb
from tests.support.workspaces import MemoryWarehouse

FOLDER = Path(__file__).resolve().parents[1] / "data" / "metricflow"


@pytest.fixture(scope="module")
def tables() -> Iterator[Tables]:
    with in_duckdb(FOLDER / "tables") as found:
        yield found


def wrong(tables: Tables, manifest: str, asked: Mapping[str, Any], sql: str) -> str | None:
    """What differs between the answer and the rows of `sql`, whose first columns are the groups."""
    given = json.loads((FOLDER / "manifests" / f"{manifest}.json").read_text("utf-8"))
    parts = [each.get("date_part") for each in asked.get("group_by_objects", ())]
    objects = [each["name"] for each in asked.get("group_by_objects", ())]
    objects = [f"{n}__extract_{p}" if p else n for n, p in zip(objects, parts, strict=True)]
    names = [*asked.get("group_by", ()), *objects, *asked["metrics"]]
    assert isinstance(tables.inner, MemoryWarehouse)
    rows = [[str(v) if hasattr(v, "year") else v for v in row] for row in tables.inner.run(sql)]
    case = {"query": asked, "approximate": False, "check_order": False}
    case["expected"] = {"columns": names, "rows": rows}
    return difference(case, workspace(given, tables).answer(case))


def test_a_table_without_partitions_is_passed_within_the_partition_that_leads_to_it(
    tables: Tables,
) -> None:
    asked = {"metrics": ["bookings"], "group_by": ["listing__user__home_state"]}
    sql = """
        SELECT u.home_state, count(*) FROM w.fct_bookings b
        LEFT JOIN w.dim_listings_latest l ON l.listing_id = b.listing_id
        LEFT JOIN w.dim_users u ON u.user_id = l.user_id AND u.ds_partitioned = b.ds_partitioned
        GROUP BY 1"""

    assert wrong(tables, "simple_manifest", asked, sql) is None


def test_ways_that_part_behind_a_believed_key_each_have_all_of_its_rows(tables: Tables) -> None:
    customer = "account_id__customer_id__"
    groups = [f"{customer}customer_name", f"{customer}country", "account_id__extra_dim"]
    asked = {"metrics": ["txn_count"], "group_by": groups}
    sql = """
        SELECT t.customer_name, o.country, b.extra_dim, sum(a.txn_count)
        FROM w.account_month_txns a
        LEFT JOIN w.bridge_table b ON b.account_id = a.account_id
        LEFT JOIN w.customer_table t ON t.customer_id = b.customer_id
        LEFT JOIN w.bridge_table c ON c.account_id = a.account_id
        LEFT JOIN w.customer_other_data o ON o.customer_id = c.customer_id
        GROUP BY 1, 2, 3"""

    assert wrong(tables, "multi_hop_join_manifest", asked, sql) is None


def test_without_a_time_group_a_time_constraint_is_widened_to_what_time_means(
    tables: Tables,
) -> None:
    asked = {"metrics": ["bookings_monthly", "bookings"], "time_constraint": ["2020-01-15"] * 2}
    sql = """
        SELECT (SELECT sum(bookings_monthly) FROM w.fct_bookings_extended_monthly
                WHERE ds = '2020-01-01'),
               (SELECT sum(booking) FROM w.fct_bookings_extended
                WHERE date_trunc('month', ds) = '2020-01-01')"""

    assert wrong(tables, "extended_date_manifest", asked, sql) is None


def test_an_approximate_percentile_is_what_the_engines_sketch_says(tables: Tables) -> None:
    name = "approximate_continuous_booking_value_p99"
    asked = {"metrics": [name], "group_by": ["metric_time__month"]}
    sql = """
        SELECT date_trunc('month', ds)::TIMESTAMP, approx_quantile(booking_value, 0.99)
        FROM w.fct_bookings GROUP BY 1"""

    assert wrong(tables, "simple_manifest", asked, sql) is None


def test_a_time_and_a_part_of_it_are_told_apart(tables: Tables) -> None:
    groups = [{"name": "booking__ds"}, {"name": "booking__ds", "date_part": "quarter"}]
    asked = {"metrics": ["bookings"], "group_by_objects": groups}
    sql = "SELECT ds, quarter(ds), count(*) FROM w.fct_bookings GROUP BY 1, 2"

    assert wrong(tables, "simple_manifest", asked, sql) is None


def test_a_condition_on_a_metrics_own_time_is_about_what_is_shown(tables: Tables) -> None:
    """By whichever of its names, what is moved in time is moved first."""
    asked = {"metrics": ["bookings_5_day_lag"], "group_by": ["metric_time__day"]}
    until = {"where": "{{ TimeDimension('booking__ds', 'day') }} <= '2020-01-05'"}
    sql = """
        SELECT ds + INTERVAL 5 DAY, count(*) FROM w.fct_bookings
        WHERE ds + INTERVAL 5 DAY <= '2020-01-05' GROUP BY 1"""

    assert wrong(tables, "simple_manifest", {**asked, **until}, sql) is None
