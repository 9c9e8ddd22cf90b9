"""A SELECT that shows its columns last, under names of its own or of the answer."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from semantic.compile.expressions import Element
from semantic.record import record


@record
class Part:
    """A SELECT without its columns, and what they are made of by name, in order.

    Making a column takes SQLAlchemy longer than all else of a statement, so each is made once.
    """

    rest: sa.Select[Any]
    columns: Mapping[str, Element]

    def shown(self) -> sa.Select[Any]:
        """The SELECT with every column under its name."""
        labelled: list[Any] = [value.label(name) for name, value in self.columns.items()]
        return self.showing(labelled)

    def showing(self, columns: list[Any]) -> sa.Select[Any]:
        """The SELECT with these columns."""
        rest: Any = self.rest
        made: sa.Select[Any] = rest.with_only_columns(*columns)
        return made


def part_of(table: sa.FromClause) -> Part:
    """A SELECT of all columns of a table."""
    return Part(sa.select().select_from(table), {column.name: column for column in table.c})
