"""What DuckDB says when it fails, in plain words and without values from the data.

A value in an error text could come from a row that the asker may not see.
"""

import re
from pathlib import Path

import duckdb

from semantic.errors import OutsideFailure

_LINE = r"CSV Error on Line: (\d+)"
_COLUMN = r'column "([^"]+)"'
_COUNT = r"Expected Number of Columns: (\d+) Found: (\d+)"
_NAMES_ONLY = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)


def while_reading(error: duckdb.Error, shown: str, source: str) -> OutsideFailure:
    """The failure to read one source's file."""
    text = str(error)
    line = re.search(_LINE, text)
    if line is None:
        return OutsideFailure(
            f"{shown} (source {source}) is not a whole {_kind(shown)} file: it is cut off, "
            "damaged or of another kind.",
            next_step="Put a good copy in its place; nothing else has to be done.",
        )
    column, count = re.search(_COLUMN, text), re.search(_COUNT, text)
    if count is not None:
        what = f"has {count[2]} values where the header names {count[1]}"
    elif column is not None:
        what = f"has a value in {column[1]} that is not of the type the model declares"
    else:
        what = "is not a row of comma-separated values"
    return OutsideFailure(
        f"{shown} (source {source}): line {line[1]} {what}.",
        next_step="Correct the line, or the column's type in the model.",
    )


def while_asking(error: duckdb.Error, memory_limit: str) -> OutsideFailure:
    """The failure of a statement over sources that could be opened."""
    match error:
        case duckdb.OutOfMemoryException():
            return OutsideFailure(
                f"The query needs more memory than DuckDB may use ({memory_limit}).",
                next_step="Ask for a shorter period or fewer groups, or raise "
                "warehouse.memory_limit in connections.yaml.",
            )
        case (
            duckdb.IOException() | duckdb.InvalidInputException() | duckdb.SerializationException()
        ):
            return OutsideFailure(
                "A file of the workspace could not be read to its end.",
                next_step="Run: retainer check --live",
            )
        case duckdb.ConversionException() | duckdb.OutOfRangeException():
            return OutsideFailure(
                "The data holds a value that does not fit the type its model declares.",
                next_step="Run: retainer check --live",
            )
        case _ if isinstance(error, _NAMES_ONLY):
            first = str(error).splitlines()[0].partition(": ")[2]
            return OutsideFailure(
                f"DuckDB does not accept the query: {first}",
                next_step="Run: retainer check --live",
            )
        case _:
            return OutsideFailure(
                "DuckDB could not run the query.",
                next_step="The same command with --debug shows what it says.",
            )


def _kind(shown: str) -> str:
    return "CSV" if Path(shown).suffix.lower() == ".csv" else "Parquet"
