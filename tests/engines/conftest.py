"""Servers for the whole run: PostgreSQL with the example shop's tables, and a Spark cluster."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from connectors.init import write
from tests.support.postgresql import Cluster, cluster, load
from tests.support.retail import RETAIL

if TYPE_CHECKING:
    from tests.support.spark import SparkCluster

ON_A_SERVER = """
version: 1
warehouse:
  type: postgresql
  url: ${SHOP_DATABASE}
  timeout_seconds: 300
sources:
  customer_predictions: {computed: customer_predictions}
"""


@dataclass(frozen=True)
class RetailOnServer:
    """The example shop's workspace, with its tables in a database of the server."""

    server: Cluster
    database: str
    folder: Path


@pytest.fixture(scope="session")
def server() -> Iterator[Cluster]:
    """A server of our own."""
    with cluster() as started:
        yield started


@pytest.fixture(scope="session")
def retail_on_server(
    server: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RetailOnServer]:
    """A copy of the example shop that reads the server, as a login that can do nothing else."""
    with server.database("shop") as database:
        with server.connect(database) as connection:
            load(connection, "public.online_retail", RETAIL / "data" / "online_retail.parquet")
            load(connection, "public.territories", RETAIL / "data" / "territories.csv")
        folder = tmp_path_factory.mktemp("server") / "online-retail"
        write(folder, "online-retail")
        (folder / "connections.yaml").write_text(ON_A_SERVER, encoding="utf-8")
        url = server.reader("retainer", database, "public")
        (folder / ".env").write_text(f"SHOP_DATABASE={url}\n", encoding="utf-8")
        yield RetailOnServer(server, database, folder)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leaves out what imports Spark's client where its tests are left out, too."""
    left_out = "not spark" in config.getoption("markexpr")
    return True if left_out and collection_path.name == "test_spark_warehouse.py" else None


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[SparkCluster]":
    """A cluster of our own."""
    # Imported here because other engines are tested without Spark's client.
    from tests.support.spark import spark_cluster

    with spark_cluster(tmp_path_factory.mktemp("spark")) as started:
        yield started
