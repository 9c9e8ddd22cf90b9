"""The warehouse that connections.yaml names, with what the models declare of its sources."""

from collections.abc import Mapping
from typing import get_args

from connectors.connections import (
    DuckDBSettings,
    FileSource,
    PostgreSQLSettings,
    SparkSettings,
    TableSource,
)
from connectors.warehouse.cache import TableCache
from connectors.warehouse.computed import ComputedTable
from connectors.warehouse.duckdb import DuckDBWarehouse
from connectors.warehouse.files import SourceFile
from connectors.workspace import Workspace
from semantic.catalog import Catalog
from semantic.definition import FineGrain
from semantic.errors import ConfigurationError
from semantic.loading import read_draft
from semantic.model import DataType
from semantic.warehouse import Warehouse


def warehouse_of(
    workspace: Workspace, computed: Mapping[str, ComputedTable], *, patient: bool
) -> Warehouse:
    """The workspace's warehouse, not yet opened; a patient one gives queries the time of a run.

    `computed` may be filled later. Raises ConfigurationError when a library for it is missing.
    """
    settings = workspace.connections.warehouse
    if patient:
        longer = {"timeout_seconds": settings.run_timeout_seconds}
        settings = settings.model_copy(update=longer)
    match settings:
        case DuckDBSettings():
            return DuckDBWarehouse(
                settings=settings,
                files=_files(workspace),
                cache=TableCache(workspace.state_folder / "cache"),
                computed=computed,
            )
        case PostgreSQLSettings():
            return _postgresql(workspace, settings, computed)
        case SparkSettings():
            return _spark(workspace, settings, computed)


def _postgresql(
    workspace: Workspace, settings: PostgreSQLSettings, computed: Mapping[str, ComputedTable]
) -> Warehouse:
    # Imported here because its driver comes with an extra.
    try:
        from connectors.warehouse.postgresql.server import Server
        from connectors.warehouse.postgresql.tables import SourceTable
        from connectors.warehouse.postgresql.warehouse import PostgreSQLWarehouse
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"The warehouse is PostgreSQL, and the library {error.name} is not installed.",
            next_step="Run: pip install 'retainer[postgresql]'",
        ) from error

    def described(source: str) -> SourceTable:
        schema, _, name = workspace.tables[source].rpartition(".")
        return SourceTable(
            source=source,
            schema=schema,
            name=name,
            needed=declared(workspace.catalog, source),
            declared_in=_Declarations(workspace, source),
        )

    return PostgreSQLWarehouse(Server(settings), described, computed)


def _spark(
    workspace: Workspace, settings: SparkSettings, computed: Mapping[str, ComputedTable]
) -> Warehouse:
    # Imported here because its client comes with an extra.
    try:
        from connectors.warehouse.spark.cluster import Cluster
        from connectors.warehouse.spark.tables import SparkSource
        from connectors.warehouse.spark.warehouse import SparkWarehouse
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"The warehouse is Spark, and the library {error.name} is not installed.",
            next_step="Run: pip install 'retainer[spark]'",
        ) from error

    def described(source: str) -> SparkSource:
        listed = workspace.connections.sources.get(source)
        path = listed.file if isinstance(listed, FileSource) else ""
        table = listed.table if isinstance(listed, TableSource) else source
        if "." not in table:
            table = f"{settings.schema_name}.{table}"
        return SparkSource(
            name=source,
            table="" if path else table,
            path=path if "://" in path or not path else str(workspace.root / path),
            needed=declared(workspace.catalog, source),
            declared_in=_Declarations(workspace, source),
        )

    return SparkWarehouse(Cluster(settings), described, computed)


def _files(workspace: Workspace) -> dict[str, SourceFile]:
    return {
        name: SourceFile(
            name=name,
            path=workspace.root / source.file,
            shown=source.file,
            delimiter=source.delimiter,
            needed=_moments(workspace.catalog, name, source.file)
            | declared(workspace.catalog, name),
            declared_in=_Declarations(workspace, name),
        )
        for name, source in workspace.connections.sources.items()
        if isinstance(source, FileSource)
    }


def _moments(catalog: Catalog, source: str, file: str) -> dict[str, DataType]:
    """The column of a time spine, whose type a CSV file does not say."""
    return {
        spine.column: "timestamp" if spine.grain in get_args(FineGrain) else "date"
        for spine in catalog.time_spines
        if spine.source == source and file.lower().endswith(".csv")
    }


def declared(catalog: Catalog, source: str) -> dict[str, DataType]:
    """The columns that models declare of a source, with their types."""
    return {
        column: type_
        for model in catalog.models.values()
        if model.source == source
        for column, type_ in model.columns.items()
    }


class _Declarations(dict[str, str]):
    """Where each column of a source is declared, read from the models' files when it is asked."""

    def __init__(self, workspace: Workspace, source: str) -> None:
        super().__init__()
        self.root, self.catalog, self.source = workspace.root, workspace.catalog, source

    def __missing__(self, column: str) -> str:
        name = next(
            (
                model.name
                for model in self.catalog.models.values()
                if model.source == self.source and column in model.columns
            ),
            "",
        )
        if not name:
            return "the time spine"
        for written in read_draft(self.root)[0].models:
            if written.value.name == name:
                return f"the model {name} in {written.at('columns', column)}"
        return f"the model {name}"
