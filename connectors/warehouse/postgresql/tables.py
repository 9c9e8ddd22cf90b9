"""Tables and views of the server, held against what the models declare of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from semantic.definition import DataType
from semantic.errors import OutsideFailure
from semantic.suggest import listed, nearest

_FITS: Mapping[DataType, tuple[str, ...]] = {
    "text": ("text", "character varying", "character", "name", "citext", "uuid", "json", "jsonb"),
    "number": ("smallint", "integer", "bigint", "real", "double precision", "numeric"),
    "date": ("date",),
    "timestamp": ("timestamp without time zone", "timestamp with time zone", "date"),
    "boolean": ("boolean",),
}
_ENUM = "enum"


@dataclass(frozen=True)
class SourceTable:
    """A source's table with the columns that the models need of it.

    `needed` maps each column to its declared type and `declared_in` to the file and model that
    declare it.
    """

    source: str
    schema: str
    name: str
    needed: Mapping[str, DataType]
    declared_in: Mapping[str, str]

    @property
    def shown(self) -> str:
        """The table as people write it."""
        return f"{self.schema}.{self.name}"

    def columns(self) -> sa.Select[Any]:
        """Asks the server for each column's name, type and whether this login may read it."""
        return _COLUMNS.where(_SPACE.c.nspname == self.schema, _CLASS.c.relname == self.name)

    def beside(self) -> sa.Select[Any]:
        """Asks the server for the names of all tables of the schema."""
        return (
            sa.select(_CLASS.c.relname)
            .join_from(_CLASS, _SPACE, _SPACE.c.oid == _CLASS.c.relnamespace)
            .where(_SPACE.c.nspname == self.schema, _CLASS.c.relkind.in_(_READABLE))
        )

    def missing(self, beside: Sequence[str]) -> OutsideFailure:
        """The failure when the server has no such table."""
        return OutsideFailure(
            f"The server has no table {self.shown} (source {self.source}).",
            nearest=nearest(self.name, beside),
            next_step=f"Name the table under `sources` in connections.yaml, as in "
            f"{self.source}: {{table: SCHEMA.TABLE}}.",
        )

    def check(self, found: Sequence[Sequence[Any]]) -> None:
        """Raises OutsideFailure where a declared column is absent, of another type or closed.

        `found` is what `columns` asked for.
        """
        known = {name: (kind, readable) for name, kind, readable in found}
        for column, declared in self.needed.items():
            if column not in known:
                raise self._lacks(column, list(known))
            kind, readable = known[column]
            if kind not in _FITS[declared] and not (declared == "text" and kind == _ENUM):
                raise OutsideFailure(
                    f"{self.shown} (source {self.source}): the column {column} holds {kind}, and "
                    f"{self.declared_in[column]} declares it as {declared}.",
                    next_step="Correct the declared type, or read a view that casts the column.",
                )
            if not readable:
                raise OutsideFailure(
                    f"{self.shown} (source {self.source}): this login may not read the column "
                    f"{column}, which {self.declared_in[column]} declares.",
                    next_step=f"On the server: GRANT SELECT ON {self.shown} TO the login.",
                )

    def _lacks(self, column: str, known: Sequence[str]) -> OutsideFailure:
        return OutsideFailure(
            f"{self.shown} (source {self.source}) has no column {column}, which "
            f"{self.declared_in[column]} declares.",
            nearest=nearest(column, known),
            next_step=f"The table's columns are {listed(known, 'and')}. Correct the model, or read "
            "a view that names it so.",
        )


def _catalog(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(column) for column in columns), schema="pg_catalog")


# Tables, partitioned and foreign ones, views and materialised views: more than
# information_schema, which leaves the last ones out.
_READABLE = ("r", "p", "f", "v", "m")
_CLASS = _catalog("pg_class", "oid", "relname", "relnamespace", "relkind")
_SPACE = _catalog("pg_namespace", "oid", "nspname")
_COLUMN = _catalog("pg_attribute", "attrelid", "attnum", "attname", "atttypid", "attisdropped")
_TYPE = _catalog("pg_type", "oid", "typtype", "typbasetype")
_KIND = sa.case(
    (_TYPE.c.typtype == "e", _ENUM),
    (_TYPE.c.typtype == "d", sa.func.format_type(_TYPE.c.typbasetype, None)),
    else_=sa.func.format_type(_COLUMN.c.atttypid, None),
)
_COLUMNS = (
    sa.select(
        _COLUMN.c.attname,
        _KIND,
        sa.func.has_column_privilege(_COLUMN.c.attrelid, _COLUMN.c.attnum, "SELECT"),
    )
    .select_from(_COLUMN)
    .join(_CLASS, _CLASS.c.oid == _COLUMN.c.attrelid)
    .join(_SPACE, _SPACE.c.oid == _CLASS.c.relnamespace)
    .join(_TYPE, _TYPE.c.oid == _COLUMN.c.atttypid)
    .where(_CLASS.c.relkind.in_(_READABLE), _COLUMN.c.attnum > 0, sa.not_(_COLUMN.c.attisdropped))
    .order_by(_COLUMN.c.attnum)
)
