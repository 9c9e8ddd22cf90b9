"""The example shop, open on its own files as of the day after its last invoice."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from connectors.connections import DuckDBSettings
from connectors.warehouse.cache import TableCache
from connectors.warehouse.computed import ComputedTable
from connectors.warehouse.duckdb import DuckDBWarehouse
from connectors.warehouse.files import SourceFile
from semantic.loading import load
from semantic.model import DataType
from tests.support.workspaces import Shop

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


def declared_columns() -> dict[str, dict[str, DataType]]:
    """The columns that the shop's models declare of each source."""
    declared: dict[str, dict[str, DataType]] = {}
    for model in load(RETAIL).models.values():
        if model.source is not None:
            declared.setdefault(model.source, {}).update(model.columns)
    return declared


def made_up() -> dict[str, ComputedTable]:
    """The shop's predictions, made up."""
    name = "customer_predictions"
    return {name: ComputedTable(name, PREDICTED, _made_up_predictions, lambda: "made up")}


def open_retail(cache: Path, threads: int | None = None) -> Shop:
    """The shop, with staged tables kept in `cache`; predictions are made up."""
    catalog = load(RETAIL)
    declared = declared_columns()
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
        DuckDBSettings(type="duckdb", threads=threads),
        files,
        TableCache(cache),
        made_up(),
    )
    return Shop(catalog, warehouse, date(2011, 12, 10))
