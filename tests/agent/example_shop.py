"""The example workspace's engine, over its real data, without the command line around it."""

from functools import cache
from pathlib import Path

from connectors.connections import DuckDBSettings
from connectors.warehouse.duckdb import DuckDBWarehouse
from connectors.warehouse.files import SourceFile
from semantic.approvals import Approvals
from semantic.catalog import Catalog
from semantic.engine import Engine
from semantic.loading import load
from semantic.policy import Principal, find_principal
from tests.support.tables_kept import tables_kept

WORKSPACE = Path(__file__).resolve().parents[2] / "examples" / "online-retail"
FILES = {"online_retail": "data/online_retail.parquet", "territories": "data/territories.csv"}


@cache
def shop_engine() -> Engine:
    """An engine whose clock stands at the workspace's; predictions are left out."""
    catalog = load(WORKSPACE)
    warehouse = DuckDBWarehouse(
        settings=DuckDBSettings(type="duckdb"),
        files={source: _file(catalog, source) for source in FILES},
        cache=tables_kept("online-retail"),
    )
    clock = catalog.settings.clock
    assert not isinstance(clock, str)
    return Engine(catalog, Approvals(catalog), warehouse, clock.date(), "a key for tests")


def person(name: str) -> Principal:
    """A principal of the example workspace."""
    return find_principal(name, shop_engine().catalog.people)


def _file(catalog: Catalog, source: str) -> SourceFile:
    models = [model for model in catalog.models.values() if model.source == source]
    return SourceFile(
        name=source,
        path=WORKSPACE / FILES[source],
        shown=FILES[source],
        delimiter=",",
        needed={column: type_ for model in models for column, type_ in model.columns.items()},
        declared_in={column: model.name for model in models for column in model.columns},
    )
