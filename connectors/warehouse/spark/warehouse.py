"""Tables and Parquet files of a Spark cluster, and computed rows that are sent to its session."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from pyspark.errors import PySparkException

from connectors.warehouse.computed import ComputedTable, typed
from connectors.warehouse.spark.cluster import ARROW, Cluster
from connectors.warehouse.spark.failures import condition_of
from connectors.warehouse.spark.tables import SparkSource, exact_columns
from semantic.errors import OutsideFailure

# A computed source is computed anew after this time: the cluster does not say when rows change.
_KEPT_SECONDS = 600.0
# So long an answer may be given again.
_BELIEVED_SECONDS = 60.0
_MISSING = ("TABLE_OR_VIEW_NOT_FOUND", "SCHEMA_NOT_FOUND", "PATH_NOT_FOUND", "CATALOG_NOT_FOUND",
            "UNABLE_TO_INFER_SCHEMA", "REQUIRES_SINGLE_PART_NAMESPACE")  # fmt: skip


@dataclass
class SparkWarehouse:
    """Sources on a cluster, each held against the models when it is first asked for.

    Nothing is written there: Parquet files are read, and rows that Retainer computes itself are
    kept, as views of this session alone. `described` finds what a source is.
    """

    cluster: Cluster
    described: Callable[[str], SparkSource]
    computed: Mapping[str, ComputedTable] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict, repr=False)
    _exact: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)
    _sent: dict[str, float] = field(default_factory=dict, repr=False)

    @property
    def dialect(self) -> sa.Dialect:
        """Spark's."""
        return self.cluster.dialect

    def execute(self, statement: sa.Select[Any]) -> Sequence[Sequence[Any]]:
        """All rows of a SELECT.

        Raises OutsideFailure when the cluster fails, is gone or takes too long, Refusal when the
        rows are more than the limit.
        """
        return self.cluster.select(statement)

    def table(self, source: str, as_of: date) -> str:
        """The name of the source's table or view, looked at or computed first if need be.

        Raises OutsideFailure when there is no such table or it is not what the models declare.
        """
        if source in self.computed:
            return self._computed_table(self.computed[source], as_of)
        if source not in self._known:
            self._known[source] = self._checked(self.described(source))
        return self._known[source]

    def stage(self, name: str, base: sa.Select[Any]) -> None:
        """Nothing: a copy on the cluster would be written there, and would not follow the data."""

    def version(self, source: str) -> str:
        """Changes with time: neither a table nor a folder tells when its rows change."""
        seconds = _KEPT_SECONDS if source in self.computed else _BELIEVED_SECONDS
        return str(int(time.monotonic() // seconds))

    def exact(self, source: str) -> frozenset[str]:
        """The columns that the cluster holds as whole numbers or decimals."""
        return self._exact.get(source, frozenset())

    def cancel(self) -> None:
        """Ends what is being asked at this moment, here and on the cluster."""
        self.cluster.cancel()

    def _checked(self, source: SparkSource) -> str:
        source.check_kind()
        name = source.table or f"source_{source.name}"
        try:
            if source.path:
                self.cluster.add_view(name, lambda session: session.read.parquet(source.path))
            found = self.cluster.types(_everything(name))
        except OutsideFailure as failure:
            cause = failure.__cause__
            if isinstance(cause, PySparkException) and _is_missing(cause):
                raise source.missing(self._beside(source.table)) from cause
            raise
        source.check(found)
        self._exact[source.name] = exact_columns(found)
        return name

    def _beside(self, table: str) -> list[str]:
        schema = table.rpartition(".")[0]
        try:
            tables = self.cluster.ask(lambda session: session.catalog.listTables(schema or None))
        except OutsideFailure:
            return []
        return [each.name for each in tables]

    def _computed_table(self, source: ComputedTable, as_of: date) -> str:
        name = f"{source.name}_{as_of:%Y%m%d}"
        if time.monotonic() - self._sent.get(name, float("-inf")) > _KEPT_SECONDS:
            columns = typed(source.declared, source.compute(as_of))
            rows = pa.table(
                {column: pa.array(values, ARROW[type_]) for column, type_, values in columns}
            )
            self.cluster.add_view(name, lambda session: session.createDataFrame(rows))
            self._sent[name] = time.monotonic()
        return name


def _is_missing(error: PySparkException) -> bool:
    return condition_of(error).partition(".")[0] in _MISSING


def _everything(table: str) -> sa.Select[Any]:
    schema, _, name = table.rpartition(".")
    return sa.select(sa.literal_column("*")).select_from(sa.table(name, schema=schema or None))
