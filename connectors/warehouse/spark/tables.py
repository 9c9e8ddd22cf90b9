"""Tables of the cluster's catalog and folders of Parquet files, held against the models."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from semantic.definition import DataType
from semantic.errors import OutsideFailure
from semantic.suggest import listed, nearest

_FITS: Mapping[DataType, tuple[str, ...]] = {
    "text": ("string", "varchar", "char"),
    "number": ("tinyint", "smallint", "int", "bigint", "float", "double", "decimal"),
    "date": ("date",),
    "timestamp": ("timestamp", "timestamp_ntz", "date"),
    "boolean": ("boolean",),
}

_EXACT = ("tinyint", "smallint", "int", "bigint", "decimal")


def exact_columns(types: Mapping[str, str]) -> frozenset[str]:
    """The columns of whole numbers and decimals."""
    return frozenset(column for column, kind in types.items() if _plain(kind) in _EXACT)


def _plain(kind: str) -> str:
    return kind.partition("(")[0]


@dataclass(frozen=True)
class SparkSource:
    """A source's table, or the folder or file of Parquet that it is, as the cluster sees it.

    `needed` maps each column to its declared type and `declared_in` to the file and model that
    declare it. Of `table` and `path` one is empty.
    """

    name: str
    table: str
    path: str
    needed: Mapping[str, DataType]
    declared_in: Mapping[str, str]

    @property
    def shown(self) -> str:
        """The table or path as people write it."""
        return self.table or self.path

    def check_kind(self) -> None:
        """Raises OutsideFailure for a file that is not Parquet."""
        if self.path.lower().endswith((".csv", ".xlsx")):
            kind = self.path.rpartition(".")[2].upper()
            raise OutsideFailure(
                f"{self.path} (source {self.name}) is {kind}, and of files Spark is given Parquet.",
                next_step="Save it as Parquet where the cluster can read it, or as a table.",
            )

    def missing(self, beside: Sequence[str]) -> OutsideFailure:
        """The failure when the cluster has no such table or path; `beside` are other tables."""
        if self.path:
            return OutsideFailure(
                f"The cluster finds no Parquet files at {self.path} (source {self.name}).",
                next_step="Name a folder that the cluster's machines can read, such as "
                f"{self.name}: {{file: s3://BUCKET/FOLDER}}.",
            )
        return OutsideFailure(
            f"The cluster has no table {self.table} (source {self.name}).",
            nearest=nearest(self.table.rpartition(".")[2], beside),
            next_step="Name the table under `sources` in connections.yaml, as in "
            f"{self.name}: {{table: SCHEMA.TABLE}}.",
        )

    def check(self, found: Mapping[str, str]) -> None:
        """Raises OutsideFailure where a declared column is absent or of another type.

        `found` maps the columns to Spark's names of their types.
        """
        types = {column.lower(): kind for column, kind in found.items()}
        for column, declared in self.needed.items():
            kind = types.get(column.lower())
            if kind is None:
                raise self._lacks(column, list(found))
            if _plain(kind) not in _FITS[declared]:
                raise OutsideFailure(
                    f"{self.shown} (source {self.name}): the column {column} holds {kind}, and "
                    f"{self.declared_in[column]} declares it as {declared}.",
                    next_step="Correct the declared type, or read a view that casts the column.",
                )

    def _lacks(self, column: str, known: Sequence[str]) -> OutsideFailure:
        return OutsideFailure(
            f"{self.shown} (source {self.name}) has no column {column}, which "
            f"{self.declared_in[column]} declares.",
            nearest=nearest(column, known),
            next_step=f"Its columns are {listed(known, 'and')}. Correct the model, or read a view "
            "that names it so.",
        )
