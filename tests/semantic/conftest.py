"""The example shop, open on its own files, and the small shop for figures done by hand."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from connectors.connections import DuckDBSettings
from connectors.warehouse.cache import TableCache
from connectors.warehouse.computed import ComputedTable
from connectors.warehouse.duckdb import DuckDBWarehouse
from connectors.warehouse.files import SourceFile
from semantic.catalog import Catalog
from semantic.loading import load
from semantic.model import DataType
from tests.support.small import SmallShop, small_catalog
from tests.support.workspaces import Shop, memory_warehouse

RETAIL = Path(__file__).resolve().parents[2] / "examples" / "online-retail"
PREDICTED: Mapping[str, DataType] = {
    "customer_id": "number",
    "lapse_probability": "number",
    "expected_value_12m": "number",
    "value_at_risk": "number",
}


def _made_up_predictions(as_of: date) -> Mapping[str, Sequence[Any]]:
    """A few predictions that say as of when they were asked for."""
    return {
        "customer_id": [12346, 12347, 12349],
        "lapse_probability": [0.5, 0.25, 0.75],
        "expected_value_12m": [100.0, 200.0, float(as_of.day)],
        "value_at_risk": [50.0, 50.0, 300.0],
    }


@pytest.fixture(scope="session")
def retail(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """The example workspace as of the day after its last invoice."""
    catalog = load(RETAIL)
    declared: dict[str, dict[str, DataType]] = {}
    for model in catalog.models.values():
        if model.source is not None:
            declared.setdefault(model.source, {}).update(model.columns)
    names = {"online_retail": "online_retail.parquet", "territories": "territories.csv"}
    files = {
        source: SourceFile(
            name=source,
            path=RETAIL / "data" / file,
            shown=f"data/{file}",
            delimiter=",",
            needed=declared[source],
            declared_in=dict.fromkeys(declared[source], source),
        )
        for source, file in names.items()
    }
    warehouse = DuckDBWarehouse(
        DuckDBSettings(type="duckdb"),
        files,
        TableCache(tmp_path_factory.mktemp("tables")),
        {
            "customer_predictions": ComputedTable(
                "customer_predictions", PREDICTED, _made_up_predictions, lambda: "made up"
            )
        },
    )
    return Shop(catalog, warehouse, date(2011, 12, 10))


@pytest.fixture(scope="session")
def ledger() -> Iterator[duckdb.DuckDBPyConnection]:
    """The same files under hand-written SQL: `lines` with their kind, and `orders`."""
    connection = duckdb.connect()
    lines = RETAIL / "data" / "online_retail.parquet"
    connection.execute(f"""
        CREATE TABLE lines AS
        SELECT *, CAST(UnitPrice AS DECIMAL(12, 3)) * Quantity AS amount,
            CASE WHEN InvoiceNo[1] = 'A' OR StockCode IN ('POST', 'DOT', 'M', 'm', 'D', 'S',
                    'BANK CHARGES', 'AMAZONFEE', 'CRUK', 'C2', 'B', 'PADS') THEN 'adjustment'
                WHEN InvoiceNo[1] = 'C' THEN 'return'
                WHEN Quantity > 0 AND UnitPrice > 0 THEN 'sale'
            END AS kind
        FROM (SELECT DISTINCT * FROM '{lines}')
    """)
    connection.execute("""
        CREATE TABLE orders AS
        SELECT CustomerID AS customer, InvoiceNo AS invoice, min(InvoiceDate) AS moment,
            min(InvoiceDate)::DATE AS day, max(Country) AS country
        FROM lines WHERE kind = 'sale' AND CustomerID IS NOT NULL GROUP BY ALL
    """)
    connection.execute(f"CREATE TABLE loaded AS SELECT InvoiceDate FROM '{lines}'")
    territories = RETAIL / "data" / "territories.csv"
    connection.execute(f"CREATE TABLE territories AS SELECT * FROM '{territories}'")
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def small_definitions(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The definitions of the small shop."""
    return small_catalog(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def small(small_definitions: Catalog) -> Iterator[SmallShop]:
    """The small shop, to be opened on rows of the test's own."""
    with memory_warehouse() as opened:
        yield SmallShop(small_definitions, opened)
