"""Fiscal months, quarters and years of 52 and 53 weeks: the same figures as in DuckDB."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from semantic.catalog import Catalog
from semantic.definition import DataType
from tests.support import fiscal
from tests.support.postgresql import Cluster, server_warehouse
from tests.support.workspaces import MemoryWarehouse, Shop, memory_warehouse

if TYPE_CHECKING:
    from tests.support.spark import SparkCluster

QUESTIONS: Sequence[dict[str, Any]] = [
    {"metrics": ["of_a_month", "this_quarter"], "group_by": ["time.month"]},
    {"metrics": ["of_two_quarters", "this_quarter"], "period": ("2023-05-01", "2024-02-01")},
    {"metrics": ["quarter_before", "sales"], "group_by": ["time.fiscal_quarter"]},
    {"metrics": ["at_quarters_start"], "group_by": ["time.day"]},
    {"metrics": ["so_far_at_months_start"], "group_by": ["time.month", "time.quarter"]},
    {"metrics": ["two_days_filled"], "group_by": ["time.fiscal_month"]},
    {"metrics": ["sales_filled"], "group_by": ["time.fiscal_week", "time.month"]},
    {"metrics": ["sales"], "group_by": ["time.fiscal_month"], "compare": "previous"},
    {"metrics": ["sales"], "group_by": ["time.fiscal_week"], "compare": "year"},
    {"metrics": ["of_a_month"], "group_by": ["time.fiscal_month"], "compare": "previous"},
    {"metrics": ["sales", "quarter_before"], "group_by": ["time.fiscal_quarter", "customer"],
     "compare": "previous", "as_of": "2024-11-23"},
]  # fmt: skip
TYPES: dict[str, dict[str, DataType]] = {
    "days": {
        "day": "date",
        "fiscal_week": "date",
        "fiscal_month": "text",
        "fiscal_quarter": "text",
        "fiscal_year": "number",
    },
    "orders": {"id": "number", "customer_id": "number", "amount": "number", "day": "date"},
}


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return fiscal.fiscal_catalog(tmp_path_factory.mktemp("fiscal"))


@pytest.fixture(scope="module")
def here() -> Iterator[MemoryWarehouse]:
    with memory_warehouse() as opened:
        opened.fill("days", fiscal.SPINE, fiscal.days())
        opened.fill("orders", fiscal.ORDERS, fiscal.orders())
        yield opened


def answers(catalog: Catalog, warehouse: Any) -> list[list[list[Any]]]:
    shop = Shop(catalog, warehouse, fiscal.TODAY)
    return [[_rounded(row) for row in shop.rows(*q["metrics"], **_rest(q))] for q in QUESTIONS]


def _rest(question: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in question.items() if key != "metrics"}


def _rounded(row: Sequence[Any]) -> list[Any]:
    return [round(value, 9) if isinstance(value, float) else value for value in row]


@pytest.mark.postgresql
def test_postgresql_gives_the_same(
    server: Cluster, catalog: Catalog, here: MemoryWarehouse
) -> None:
    with server_warehouse(server, "fiscal") as there:
        there.fill("days", fiscal.SPINE, fiscal.days())
        there.fill("orders", fiscal.ORDERS, fiscal.orders())

        assert answers(catalog, there) == answers(catalog, here)


@pytest.mark.spark
def test_spark_gives_the_same(
    spark: "SparkCluster", catalog: Catalog, here: MemoryWarehouse, tmp_path: Path
) -> None:
    from tests.support.spark import parquet_warehouse

    for table in TYPES:
        here.run(f"COPY {table} TO '{tmp_path / table}.parquet' (FORMAT parquet)")

    there = parquet_warehouse(spark.url, tmp_path, TYPES)

    assert answers(catalog, there) == answers(catalog, here)
