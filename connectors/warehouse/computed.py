"""Sources whose rows Retainer computes itself, as of a date."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from semantic.model import DataType
from semantic.record import record

Columns = Mapping[str, Sequence[Any]]

_TYPES: Mapping[DataType, str] = {
    "text": "VARCHAR",
    "number": "DOUBLE",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "boolean": "BOOLEAN",
}


@record
class ComputedTable:
    """A source that `compute` fills as of a date, with the columns that the models declare.

    What `fingerprint` gives changes with whatever else the rows depend on, apart from the data.
    """

    name: str
    declared: Mapping[str, DataType]
    compute: Callable[[date], Columns]
    fingerprint: Callable[[], str]


def typed(declared: Mapping[str, DataType], columns: Columns) -> list[tuple[str, str, list[Any]]]:
    """Name, database type and values of each declared column; whole numbers stay whole."""
    return [_typed(column, type_, columns[column]) for column, type_ in declared.items()]


def _typed(column: str, declared: DataType, values: Sequence[Any]) -> tuple[str, str, list[Any]]:
    if declared != "number":
        return column, _TYPES[declared], list(values)
    numbers = [None if value is None else float(value) for value in values]
    if all(number is None or number.is_integer() for number in numbers) and numbers:
        return column, "BIGINT", [None if number is None else int(number) for number in numbers]
    return column, "DOUBLE", numbers
