"""The example shop, open on its own files, and the small shop for figures done by hand."""

from collections.abc import Iterator

import duckdb
import pytest

from semantic.catalog import Catalog
from tests.support.retail import RETAIL, open_retail
from tests.support.small import SmallShop, small_catalog
from tests.support.workspaces import Shop, memory_warehouse


@pytest.fixture(scope="session")
def retail(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """The example shop as of the day after its last invoice."""
    return open_retail(tmp_path_factory.mktemp("tables"))


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
