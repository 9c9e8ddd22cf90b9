"""The example shop on two workers has the figures that it has in DuckDB."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from semantic.result import Result
from tests.support.retail import RETAIL, open_retail
from tests.support.workspaces import Shop

if TYPE_CHECKING:
    from tests.support.spark import SparkCluster

pytestmark = pytest.mark.spark

MARCH, YEAR = ("2011-03-01", "2011-04-01"), ("2011-01-01", "2011-10-01")
QUESTIONS: dict[str, tuple[Sequence[str], dict[str, Any]]] = {
    "sales by month": (
        ("gross_sales", "returns_value", "net_sales", "return_rate", "orders", "items_sold",
         "average_order_value", "unidentified_share"),
        {"period": YEAR, "group_by": ["time.month"], "compare": "previous"},
    ),
    "customers": (
        ("active_customers", "new_customers", "returning_customers", "repeat_purchase_rate",
         "retention_rate", "lapsed_customers", "newly_lapsed_customers", "lapse_rate",
         "reactivated_customers", "value_to_date"),
        {"period": MARCH},
    ),
    "by country": (
        ("gross_sales", "active_customers"),
        {"period": MARCH, "group_by": ["order.country"], "order_by": ["-gross_sales"]},
    ),
    "cohorts": (
        ("cohort_retention",),
        {"period": YEAR, "group_by": ["customer.cohort_month", "time.month"]},
    ),
    "predicted": (("value_at_risk",), {"group_by": ["customer.id"]}),
    "masked": (("gross_sales",), {"by": "analyst", "period": MARCH, "group_by": ["customer.id"]}),
    "an owner's": (
        ("gross_sales", "active_customers", "lapsed_customers"),
        {"by": "owner-uk-1", "period": YEAR, "group_by": ["time.month"]},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return open_retail(tmp_path_factory.mktemp("cache"), threads=2)


@pytest.fixture(scope="module")
def there(
    spark: "SparkCluster", here: Shop, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shop]:
    from tests.support.spark import retail_warehouse

    warehouse = retail_warehouse(spark.url, files(tmp_path_factory.mktemp("lake")))
    yield Shop(here.catalog, warehouse, here.today)
    warehouse.cancel()


def files(folder: Path) -> Path:
    """The shop's files as Parquet; the invoice lines as a folder of several, as a cluster has."""
    lines = RETAIL / "data" / "online_retail.parquet"
    territories = RETAIL / "data" / "territories.csv"
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT *, month(InvoiceDate) % 4 AS part FROM '{lines}') "
            f"TO '{folder / 'online_retail'}' (FORMAT parquet, PARTITION_BY part)"
        )
        connection.execute(
            f"COPY (FROM '{territories}') TO '{folder / 'territories.parquet'}' (FORMAT parquet)"
        )
    return folder


def table(result: Result) -> list[list[Any]]:
    return sorted((list(row) for row in result.rows()), key=lambda row: [str(v) for v in row[:2]])


def near(value: Any) -> Any:
    return pytest.approx(value, rel=1e-9, abs=1e-9) if isinstance(value, float) else value


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_figures_are_those_of_duckdb(here: Shop, there: Shop, name: str) -> None:
    metrics, query = QUESTIONS[name]

    ours, theirs = there.ask(*metrics, **query), here.ask(*metrics, **query)

    assert ours.dialect == "spark"
    assert len(table(ours)) == len(table(theirs)) > 0
    for one, other in zip(table(ours), table(theirs), strict=True):
        assert one == [near(value) for value in other]


def test_a_workspace_moves_by_its_connections(
    spark: "SparkCluster", here: Shop, tmp_path: Path
) -> None:
    from connectors.wiring.parts import put_together

    shop, lake = tmp_path / "shop", tmp_path / "lake"
    lake.mkdir()
    shutil.copytree(RETAIL, shop, ignore=shutil.ignore_patterns("data", ".retainer"))
    (shop / "connections.yaml").write_text(
        f"version: 1\nwarehouse: {{type: spark, url: '{spark.url}', timeout_seconds: 120}}\n"
        f"sources:\n  online_retail: {{file: {files(lake) / 'online_retail'}}}\n"
        f"  territories: {{file: {lake / 'territories.parquet'}}}\n"
        "  customer_predictions: {computed: customer_predictions}\n",
        encoding="utf-8",
    )
    parts = put_together(shop, tmp_path, "owner-uk-1")
    asked = here.ask("gross_sales", by="owner-uk-1", period=MARCH).value("gross_sales")

    from tests.support.workspaces import asked as query

    found = parts.engine.run(query("gross_sales", period=MARCH), parts.principal)

    assert found.value("gross_sales") == pytest.approx(asked)
