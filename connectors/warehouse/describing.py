"""What columns files have, told by DuckDB."""

from collections.abc import Mapping
from pathlib import Path

import duckdb

from connectors.connections import DuckDBSettings
from connectors.warehouse.failures import while_reading
from connectors.warehouse.session import open_session, text
from semantic.definition import DataType

_SUFFIXES = (".parquet", ".pq", ".csv")
_TYPES: Mapping[str, DataType] = {
    "BOOLEAN": "boolean",
    "DATE": "date",
    "VARCHAR": "text",
    "UUID": "text",
    "JSON": "text",
}


def data_files(folder: Path) -> dict[str, Path]:
    """The Parquet and CSV files of a folder by the name of their table, in small letters."""
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)
    return {path.stem.lower(): path for path in found}


def column_types(files: Mapping[str, Path]) -> dict[str, dict[str, DataType]]:
    """The types of each file's columns, by the files' names.

    Raises OutsideFailure for a file that cannot be read.
    """
    session = open_session(DuckDBSettings(type="duckdb"), files.values(), None)
    found: dict[str, dict[str, DataType]] = {}
    for name, path in files.items():
        reader = "read_csv" if path.suffix.lower() == ".csv" else "read_parquet"
        try:
            rows = session.run(f"DESCRIBE SELECT * FROM {reader}({text(path)})")
        except duckdb.Error as error:
            raise while_reading(error, str(path), name) from error
        found[name] = {str(row[0]): _type(str(row[1])) for row in rows}
    return found


def _type(given: str) -> DataType:
    if given.startswith("TIMESTAMP"):
        return "timestamp"
    return _TYPES.get(given, "text" if given.startswith(("ENUM", "VARCHAR")) else "number")
