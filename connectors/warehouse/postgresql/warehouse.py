"""Tables of a PostgreSQL server, and computed rows that go along with a question."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import visitors

from connectors.warehouse.computed import ComputedTable, typed
from connectors.warehouse.postgresql.server import Server
from connectors.warehouse.postgresql.tables import SourceTable
from semantic.dialects.postgresql import readable
from semantic.row_security import ASKER, told_of
from semantic.warehouse import Asker

_TYPES: Mapping[str, sa.types.TypeEngine[Any]] = {
    "VARCHAR": sa.Text(),
    "DOUBLE": sa.Double(),
    "BIGINT": sa.BigInteger(),
    "DATE": sa.Date(),
    "TIMESTAMP": sa.DateTime(),
    "BOOLEAN": sa.Boolean(),
}
# A computed source is computed anew after this time: the server does not say when its rows change.
_KEPT_SECONDS = 600.0
_SNAPSHOT = sa.select(sa.cast(sa.func.pg_current_snapshot(), sa.Text()))
_EXACT = ("smallint", "integer", "bigint", "numeric")

_ASKER: ContextVar[str] = ContextVar("asker", default="")


@dataclass
class PostgreSQLWarehouse:
    """Tables of a server, each held against the models when it is first asked for.

    Nothing is written there: rows that Retainer computes itself go along with each question about
    them. `described` finds the table of a source.
    """

    server: Server
    described: Callable[[str], SourceTable]
    computed: Mapping[str, ComputedTable] = field(default_factory=dict)
    _readable: sa.Dialect = field(default_factory=readable, repr=False)
    _known: dict[str, str] = field(default_factory=dict, repr=False)
    _exact: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)
    _sent: dict[str, tuple[float, sa.Select[Any]]] = field(default_factory=dict, repr=False)

    @property
    def dialect(self) -> sa.Dialect:
        """PostgreSQL's, as people write it: a percent sign is one."""
        return self._readable

    def execute(self, statement: sa.Select[Any]) -> Sequence[Sequence[Any]]:
        """All rows of a SELECT.

        Raises OutsideFailure when the server fails, is gone or takes too long, Refusal when the
        rows are more than the limit.
        """
        told = {ASKER: asker} if (asker := _ASKER.get()) else {}
        return self.server.select(self._with_computed(statement), told)

    def table(self, source: str, as_of: date) -> str:
        """The name of the source's table, looked at or computed first if need be.

        Raises OutsideFailure when there is no such table or it is not what the models declare.
        """
        if source in self.computed:
            return self._computed_table(self.computed[source], as_of)
        if source not in self._known:
            self._known[source] = self._checked(self.described(source))
        return self._known[source]

    def stage(self, name: str, base: sa.Select[Any]) -> None:
        """Nothing: the server keeps no copies for us."""

    def version(self, source: str) -> str:
        """What changes with each transaction that commits on the server."""
        if source in self.computed:
            now = time.monotonic()
            made = (at for name, (at, _) in self._sent.items() if name.startswith(f"{source}_"))
            return " ".join(str(at) for at in made if now - at <= _KEPT_SECONDS)
        ((snapshot,),) = self.server.select(_SNAPSHOT)
        return str(snapshot)

    def exact(self, source: str) -> frozenset[str]:
        """The columns that the server holds as whole numbers or decimals."""
        return self._exact.get(source, frozenset())

    @contextmanager
    def acting_for(self, asker: Asker) -> Iterator[None]:
        """Tells the server who asks, for its own policies; see `row_security`."""
        token = _ASKER.set(told_of(asker) if self.server.settings.row_security else "")
        try:
            yield
        finally:
            _ASKER.reset(token)

    def cancel(self) -> None:
        """Ends what is being asked at this moment, here and on the server."""
        self.server.cancel()

    def _checked(self, table: SourceTable) -> str:
        found = self.server.select(table.columns())
        if not found:
            raise table.missing([name for (name,) in self.server.select(table.beside())])
        table.check(found)
        self._exact[table.source] = frozenset(name for name, kind, _ in found if kind in _EXACT)
        return table.shown

    def _computed_table(self, source: ComputedTable, as_of: date) -> str:
        name = f"{source.name}_{as_of:%Y%m%d}"
        made, _ = self._sent.get(name, (float("-inf"), None))
        if time.monotonic() - made > _KEPT_SECONDS:
            self._sent[name] = (time.monotonic(), _rows_of(source, as_of))
        return name

    def _with_computed(self, statement: sa.Select[Any]) -> sa.Select[Any]:
        """The statement with the rows of the computed tables that it names before it."""
        if not self._sent:
            return statement
        named = {
            part.name for part in visitors.iterate(statement) if isinstance(part, sa.TableClause)
        }
        rows = (made.cte(name) for name, (_, made) in self._sent.items() if name in named)
        return statement.add_cte(*rows)


def _rows_of(source: ComputedTable, as_of: date) -> sa.Select[Any]:
    """The computed rows as a SELECT over one array for each column."""
    columns = typed(source.declared, source.compute(as_of))
    arrays = [
        sa.bindparam(None, values, type_=postgresql.ARRAY(_TYPES[type_]))
        for _, type_, values in columns
    ]
    given = sa.func.unnest(*arrays).table_valued(
        *(sa.column(name, _TYPES[type_]) for name, type_, _ in columns), name=source.name
    )
    return sa.select(*given.render_derived().c)
