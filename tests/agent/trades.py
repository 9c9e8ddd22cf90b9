"""Small workspaces of other trades, such as a library and a hotel group, and their SQL."""

from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path

import duckdb

from agent.answer import Answer
from agent.ask import World, ask
from connectors.connections import DuckDBSettings
from connectors.warehouse.duckdb import DuckDBWarehouse
from connectors.warehouse.files import SourceFile
from semantic.approvals import Approvals
from semantic.catalog import Catalog
from semantic.engine import Engine
from semantic.loading import load
from semantic.model import DataType
from semantic.policy import Principal, find_principal
from semantic.week import Weekday
from tests.support.tables_kept import tables_kept

DATA = Path(__file__).resolve().parents[1] / "data"


@cache
def trade_engine(name: str, week_start: Weekday = "monday") -> Engine:
    """The engine of one of the workspaces in tests/data, at its clock."""
    written = load(DATA / name)
    settings = written.settings.model_copy(update={"week_start": week_start})
    catalog = replace(written, settings=settings)
    warehouse = DuckDBWarehouse(
        settings=DuckDBSettings(type="duckdb"),
        files={source: _file(name, catalog, source) for source in _sources(catalog)},
        cache=tables_kept(name),
    )
    clock = catalog.settings.clock
    assert not isinstance(clock, str)
    return Engine(catalog, Approvals(catalog), warehouse, clock.date(), "a key for tests")


def leader(name: str) -> Principal:
    """Who asks in a workspace unless somebody else is named."""
    catalog = trade_engine(name).catalog
    return find_principal(catalog.settings.default_principal, catalog.people)


def trade_answer(name: str, question: str, week_start: Weekday = "monday") -> Answer:
    """What a workspace answers to its leader."""
    numbers = count()
    world = World(trade_engine(name, week_start), lambda: 0.0, lambda: f"t{next(numbers)}")
    return ask(question, leader(name), world)


@cache
def trade_sql(name: str) -> duckdb.DuckDBPyConnection:
    """A database with a view for each of a workspace's files."""
    opened = duckdb.connect()
    for file in sorted((DATA / name / "data").glob("*.csv")):
        opened.execute(f"create view {file.stem} as select * from '{file}'")
    return opened


def _sources(catalog: Catalog) -> set[str]:
    spines = {spine.source for spine in catalog.time_spines}
    return spines | {model.source for model in catalog.models.values() if model.source}


def _file(name: str, catalog: Catalog, source: str) -> SourceFile:
    models = [model for model in catalog.models.values() if model.source == source]
    needed: dict[str, DataType] = {
        spine.column: "date" for spine in catalog.time_spines if spine.source == source
    }
    needed |= {column: type_ for model in models for column, type_ in model.columns.items()}
    return SourceFile(
        name=source,
        path=DATA / name / "data" / f"{source}.csv",
        shown=f"data/{source}.csv",
        delimiter=",",
        needed=needed,
        declared_in={column: model.name for model in models for column in model.columns},
    )
