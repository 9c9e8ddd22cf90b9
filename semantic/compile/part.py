"""A SELECT that shows its columns last, under names of its own or of the answer."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from semantic.compile.expressions import Element
from semantic.dialects.direct import Direct, Named
from semantic.record import record


@record
class Part:
    """What a SELECT reads, its columns by name in order, and how its rows are chosen and grouped.

    Making a column or a SELECT takes SQLAlchemy longer than all else, so each is made once.
    """

    table: sa.FromClause
    columns: Mapping[str, Element]
    conditions: tuple[Element, ...] = ()
    groups: tuple[Element, ...] = ()

    def shown(self) -> sa.Select[Any]:
        """The SELECT with every column under its name."""
        return self.showing(list(self.columns.items()))

    def showing(self, columns: Sequence[Named], order: tuple[Element, ...] = ()) -> sa.Select[Any]:
        """The SELECT with these columns, in an order."""
        return Direct(columns, self.table, self.conditions, self.groups, order)


def part_of(table: sa.FromClause) -> Part:
    """A SELECT of all columns of a table."""
    return Part(table, {column.name: column for column in table.c})
