"""Weeks that begin on another day than Monday: the same figures as in DuckDB."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from semantic.catalog import Catalog
from tests.support import weeks
from tests.support.postgresql import Cluster, server_warehouse
from tests.support.workspaces import MemoryWarehouse, Shop, memory_warehouse

if TYPE_CHECKING:
    from tests.support.spark import SparkCluster

WHOLE = ("2024-02-04", "2024-03-03")
QUESTIONS: Sequence[dict[str, Any]] = [
    {"metrics": ["sales", "pieces"], "group_by": ["time.week"]},
    {"metrics": ["sales"], "group_by": ["time.week"], "period": WHOLE, "compare": "previous"},
    {"metrics": ["week_so_far", "first_day"], "group_by": ["time.day"], "period": WHOLE},
    {"metrics": ["week_so_far", "two_weeks", "usual_day"], "group_by": ["time.week"]},
    {"metrics": ["week_before", "bought"], "group_by": ["time.week"], "period": WHOLE},
    {"metrics": ["came_back"], "group_by": ["customer.began", "time.week"]},
    {"metrics": ["order_count"], "group_by": ["order.week"]},
    {
        "metrics": ["order_count"],
        "filters": [{"field": "order.week", "op": "eq", "value": "2024-02-25"}],
    },
    {"metrics": ["order_count"], "group_by": ["time.extract_dow"]},
    {"metrics": ["order_count"], "group_by": ["time.extract_hour"]},
    {
        "metrics": ["order_count"],
        "where": ['"time.extract_hour" >= 17', '"time.extract_dow" > 5'],
    },
]


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return weeks.catalog_of(tmp_path_factory.mktemp("weeks"), "sunday")


@pytest.fixture(scope="module")
def here() -> Iterator[MemoryWarehouse]:
    with memory_warehouse() as opened:
        for table, rows in weeks.rows().items():
            opened.fill(table, weeks.TABLES[table], rows)
        yield opened


def answers(catalog: Catalog, warehouse: Any) -> list[list[list[Any]]]:
    shop = Shop(catalog, warehouse, weeks.TODAY)
    asked = [(q["metrics"], {k: v for k, v in q.items() if k != "metrics"}) for q in QUESTIONS]
    return [
        [[_rounded(cell) for cell in row] for row in shop.rows(*metrics, **rest)]
        for metrics, rest in asked
    ]


def _rounded(cell: Any) -> Any:
    return round(cell, 9) if isinstance(cell, float) else cell


@pytest.mark.postgresql
def test_postgresql_has_the_same_weeks(
    server: Cluster, catalog: Catalog, here: MemoryWarehouse
) -> None:
    with server_warehouse(server, "weeks") as there:
        for table, rows in weeks.rows().items():
            there.fill(table, weeks.TABLES[table], rows)

        found = answers(catalog, there)

    assert found == answers(catalog, here)
    assert all(found)


@pytest.mark.spark
def test_spark_has_the_same_weeks(
    spark: "SparkCluster", catalog: Catalog, here: MemoryWarehouse, tmp_path: Path
) -> None:
    from tests.support.spark import parquet_warehouse

    for table in weeks.TYPES:
        here.run(f"COPY {table} TO '{tmp_path / table}.parquet' (FORMAT parquet)")

    there = parquet_warehouse(spark.url, tmp_path, weeks.TYPES)

    assert answers(catalog, there) == answers(catalog, here)
