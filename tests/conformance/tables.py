"""The cases' tables as schema `w` of a database: one way in for each engine.

An engine that needs a server starts one of its own, which ends with the block.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from connectors.connections import PostgreSQLSettings
from connectors.warehouse.postgresql.server import Server
from connectors.warehouse.postgresql.tables import SourceTable
from connectors.warehouse.postgresql.warehouse import PostgreSQLWarehouse
from semantic.definition import DataType
from tests.support.delegating import Delegating
from tests.support.postgresql import cluster, load
from tests.support.workspaces import MemoryWarehouse, memory_warehouse

Types = Mapping[str, Mapping[str, DataType]]
_TYPES: Mapping[str, DataType] = {
    "VARCHAR": "text",
    "BOOLEAN": "boolean",
    "TIMESTAMP": "timestamp",
    "DATE": "date",
}


@dataclass
class Tables(Delegating):
    """A warehouse that holds the cases' tables, `w.NAME` each, and their types as DuckDB has them.

    `known` gives these as {"w.table": {"column": type}}.
    """

    known: Types

    def types(self) -> Types:
        """The types of all columns."""
        return self.known


def _types(warehouse: MemoryWarehouse) -> Types:
    found: dict[str, dict[str, DataType]] = {}
    rows = warehouse.run(
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
    )
    for table, column, kind in rows:
        found.setdefault(f"w.{table}", {})[column] = _TYPES.get(kind, "number")
    return found


@contextmanager
def in_duckdb(folder: Path) -> Iterator[Tables]:
    """The folder's Parquet files in a DuckDB in memory."""
    with memory_warehouse(threads=2) as warehouse:
        warehouse.run("CREATE SCHEMA w")
        for path in sorted(folder.glob("*.parquet")):
            warehouse.run(f"CREATE TABLE w.{path.stem} AS FROM read_parquet('{path}')")
        yield Tables(warehouse, _types(warehouse))


@contextmanager
def in_postgresql(folder: Path) -> Iterator[Tables]:
    """The folder's Parquet files in a PostgreSQL of our own, seen by a login that only reads."""
    with in_duckdb(folder) as same, cluster() as server, server.database("cases") as database:
        with server.connect(database) as connection:
            connection.execute("CREATE SCHEMA w")
            for path in sorted(folder.glob("*.parquet")):
                load(connection, f"w.{path.stem}", path)
        known = same.types()

        def described(source: str) -> SourceTable:
            schema, _, name = source.rpartition(".")
            return SourceTable(source, schema, name, known[source], {})

        url = server.reader("reader", database, "w")
        settings = PostgreSQLSettings(type="postgresql", url=url)
        yield Tables(PostgreSQLWarehouse(Server(settings), described), known)


@contextmanager
def on_spark(url: str, folder: Path) -> Iterator[Tables]:
    """The folder's Parquet files, read by a running cluster."""
    # Imported here because `make test` runs without Spark's client.
    from tests.support.spark import parquet_warehouse

    with in_duckdb(folder) as same:
        known = same.types()
        yield Tables(parquet_warehouse(url, folder.resolve(), known), known)


@contextmanager
def in_spark(folder: Path) -> Iterator[Tables]:
    """The folder's Parquet files, read by a Spark cluster of our own."""
    from tests.support.spark import spark_cluster

    with (
        TemporaryDirectory() as own,
        spark_cluster(Path(own)) as spark,
        on_spark(spark.url, folder) as tables,
    ):
        yield tables


@contextmanager
def in_clickhouse(folder: Path) -> Iterator[Tables]:
    """The folder's Parquet files in chDB, which is ClickHouse in this process."""
    from tests.support.clickhouse import ClickHouse

    with in_duckdb(folder) as same, closing(ClickHouse(folder)) as opened:
        yield Tables(opened, same.types())


ENGINES: Mapping[str, Callable[[Path], AbstractContextManager[Tables]]] = {
    "duckdb": in_duckdb,
    "postgresql": in_postgresql,
    "spark": in_spark,
    "clickhouse": in_clickhouse,
}
