"""Files as tables: what a source file holds, held against what the models declare of it."""

import csv
import hashlib
from collections.abc import Mapping
from pathlib import Path

from semantic.errors import OutsideFailure
from semantic.model import DataType
from semantic.record import record
from semantic.suggest import listed, nearest

_EDGE = 64 * 1024
_FITS: Mapping[DataType, tuple[str, ...]] = {
    "text": ("VARCHAR", "ENUM", "UUID", "JSON"),
    "number": ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT",
               "UINTEGER", "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL"),
    "date": ("DATE",),
    "timestamp": ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS",
                  "TIMESTAMP WITH TIME ZONE", "DATE"),
    "boolean": ("BOOLEAN",),
}  # fmt: skip
_CSV_TYPES: Mapping[DataType, str] = {
    "text": "VARCHAR",
    "number": "DOUBLE",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "boolean": "BOOLEAN",
}


@record
class SourceFile:
    """A source's file with the columns that the models need of it.

    `shown` is the path as connections.yaml writes it; `needed` maps each column to its declared
    type and `declared_in` to the file and model that declare it.
    """

    name: str
    path: Path
    shown: str
    delimiter: str
    needed: Mapping[str, DataType]
    declared_in: Mapping[str, str]

    @property
    def is_csv(self) -> bool:
        """Whether the file is CSV rather than Parquet."""
        return self.path.suffix.lower() == ".csv"

    def stamp(self) -> str:
        """The file's size and time of change, which take no reading; empty for one not there."""
        try:
            found = self.path.stat()
        except OSError:
            return ""
        return f"{found.st_size}:{found.st_mtime_ns}"

    def fingerprint(self) -> str:
        """Changes with the file: its size, its time of change, its first and last 64 KB.

        Raises OutsideFailure when the file is missing, of an unknown kind or cannot be read.
        """
        if self.path.suffix.lower() not in (".csv", ".parquet", ".pq"):
            raise OutsideFailure(
                f"The source {self.name} names {self.shown}, which is neither CSV nor Parquet.",
                next_step="Save it as .csv or .parquet and name that file in connections.yaml.",
            )
        try:
            found = self.path.stat()
            with self.path.open("rb") as file:
                edges = file.read(_EDGE)
                file.seek(max(0, found.st_size - _EDGE))
                edges += file.read(_EDGE)
        except FileNotFoundError:
            raise self._missing() from None
        except OSError as error:
            raise OutsideFailure(
                f"{self.shown} (source {self.name}) cannot be read: {_words(error)}.",
                next_step="Let this account read the file, or name another in connections.yaml.",
            ) from error
        identity = f"{found.st_size}:{found.st_mtime_ns}:".encode()
        return hashlib.sha256(identity + edges).hexdigest()

    def _missing(self) -> OutsideFailure:
        folder = self.path.parent
        beside = [file.name for file in folder.iterdir()] if folder.is_dir() else []
        return OutsideFailure(
            f"{self.shown} does not exist (source {self.name} in connections.yaml).",
            nearest=nearest(self.path.name, beside),
            next_step=f"Put the file at {self.path}, or name another in connections.yaml.",
        )

    def csv_header(self) -> tuple[str, ...]:
        """The names in a CSV file's first line.

        Raises OutsideFailure when the file is empty, is not UTF-8, names a column twice or lacks a
        declared one.
        """
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as file:
                header = tuple(next(csv.reader(file, delimiter=self.delimiter), ()))
        except UnicodeDecodeError as error:
            raise OutsideFailure(
                f"{self.shown} (source {self.name}) is not UTF-8 text.",
                next_step="Save the file as CSV with the encoding UTF-8.",
            ) from error
        twice = [name for name in header if header.count(name) > 1]
        if twice or not header:
            what = f"names the column {twice[0]!r} twice" if twice else "is empty"
            raise OutsideFailure(
                f"{self.shown} (source {self.name}) {what}.",
                next_step="Begin the file with one line that names each column once.",
            )
        self._check_names(header)
        return header

    def csv_types(self, header: tuple[str, ...]) -> dict[str, str]:
        """The database type to read each column as: the declared one, text where none is."""
        declared = {column.lower(): type_ for column, type_ in self.needed.items()}
        return {column: _CSV_TYPES[declared.get(column.lower(), "text")] for column in header}

    def check_types(self, found: Mapping[str, str]) -> None:
        """Raises OutsideFailure where a declared column is absent or of another type.

        `found` maps the file's columns to their database types.
        """
        self._check_names(tuple(found))
        types = {column.lower(): held for column, held in found.items()}
        for column, declared in self.needed.items():
            held = types[column.lower()]
            if held.split("(")[0] not in _FITS[declared]:
                raise OutsideFailure(
                    f"{self.shown} (source {self.name}): the column {column} holds {held}, and "
                    f"{self.declared_in[column]} declares it as {declared}.",
                    next_step="Correct the declared type, or the file.",
                )

    def _check_names(self, found: tuple[str, ...]) -> None:
        names = {column.lower() for column in found}
        for column in self.needed:
            if column.lower() not in names:
                raise OutsideFailure(
                    f"{self.shown} (source {self.name}) has no column {column}, which "
                    f"{self.declared_in[column]} declares.",
                    nearest=nearest(column, found),
                    next_step=f"The file's columns are {listed(found, 'and')}. "
                    "Correct the model, or the file.",
                )


def _words(error: OSError) -> str:
    return (error.strerror or "the system refuses").lower()
