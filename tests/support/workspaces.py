"""Small workspaces for tests: definitions in a folder, rows in a real DuckDB in memory."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

import duckdb
import sqlalchemy as sa

from semantic.approvals import Approvals, append, approve
from semantic.catalog import Catalog
from semantic.dialects.duckdb import DuckDBDialect
from semantic.engine import Engine
from semantic.loading import load
from semantic.policy import Principal
from semantic.query import Query
from semantic.result import Result, Value
from semantic.warehouse import Warehouse

Row = Sequence[Any]
APPROVED_AT = datetime.fromisoformat("2024-01-01T09:00")


class Fillable(Warehouse, Protocol):
    """A warehouse whose tables are filled by the test."""

    def fill(self, table: str, types: Mapping[str, str], rows: Sequence[Row]) -> None:
        """Makes the table anew, with these columns (of DuckDB's types) and rows."""
        ...


@dataclass
class MemoryWarehouse:
    """A warehouse whose tables are filled by the test."""

    connection: duckdb.DuckDBPyConnection
    dialect: sa.Dialect = field(default_factory=DuckDBDialect)

    def execute(self, statement: sa.Select[Any]) -> Sequence[Row]:
        options = {"render_postcompile": True}
        return self.read(statement.compile(dialect=self.dialect, compile_kwargs=options))

    def read(self, made: Any) -> Sequence[Row]:
        """The rows of a compiled statement."""
        return self.run(str(made), [made.params[name] for name in made.positiontup])

    def table(self, source: str, as_of: date) -> str:  # noqa: ARG002
        return source

    def stage(self, name: str, base: sa.Select[Any]) -> sa.FromClause:
        return base.subquery(f"staged_{name}")

    def version(self, _source: str) -> str | None:
        return None

    def exact(self, _source: str) -> frozenset[str]:
        return frozenset()

    def run(self, text: str, values: Sequence[Any] = ()) -> Sequence[Row]:
        """The rows of a statement, such as one of the test's own."""
        return self.connection.execute(text, list(values)).fetchall()

    def fill(self, table: str, types: Mapping[str, str], rows: Sequence[Row]) -> None:
        """Makes the table anew, with these columns and rows."""
        columns = list(zip(*rows, strict=True)) if rows else [()] * len(types)
        made = ", ".join(
            f'unnest(${number}::{kind}[]) AS "{name}"'
            for number, (name, kind) in enumerate(types.items(), 1)
        )
        self.run(f'CREATE OR REPLACE TABLE "{table}" AS SELECT {made}', [list(c) for c in columns])


@contextmanager
def memory_warehouse(threads: int = 1) -> Iterator[MemoryWarehouse]:
    """An empty warehouse, closed afterwards."""
    with duckdb.connect() as connection:
        opened = MemoryWarehouse(connection)
        opened.run(f"SET threads = {threads}")
        opened.run("SET TimeZone = 'UTC'")
        yield opened


def open_to_steward(name: str, models: str, metrics: str) -> dict[str, str]:
    """The files of a workspace in which one steward, who asks by default, may see everything."""
    return {
        "retainer.yaml": f"version: 1\nname: {name}\ntimezone: UTC\ndefault_principal: steward\n",
        "people.yaml": "version: 1\nprincipals: [{id: steward, roles: [steward]}]\n",
        "policies.yml": "version: 1\n"
        "roles: {steward: {approves: true, grants: [{metrics: all, rows: all}]}}\n",
        f"models/{name}.yml": models,
        f"metrics/{name}.yml": metrics,
    }


def write_workspace(root: Path, files: Mapping[str, str], *, approver: str = "steward") -> Catalog:
    """The catalog of a workspace with these files, every metric approved as it stands."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    catalog = load(root)
    approvals = Approvals(catalog)
    steward = next(person for person in catalog.people if person.id == approver)
    for metric in catalog.metrics:
        append(root, approve(approvals, metric, steward, APPROVED_AT))
    return load(root)


@dataclass(frozen=True)
class Shop:
    """A catalog open on a warehouse, asked by a principal's id."""

    catalog: Catalog = field(repr=False)
    warehouse: Any
    today: date
    pseudonym_key: str = "a key"
    approvals: Approvals = field(init=False, repr=False)
    engine: Engine = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "approvals", Approvals(self.catalog))
        object.__setattr__(self, "engine", self.opened())

    def opened(self) -> Engine:
        """A fresh engine over the same approvals, that remembers nothing of the rows."""
        return Engine(self.catalog, self.approvals, self.warehouse, self.today, self.pseudonym_key)

    def principal(self, name: str) -> Principal:
        return next(person for person in self.catalog.people if person.id == name)

    def ask(self, *metrics: str, by: str = "steward", **query: Any) -> Result:
        """The result of a query, spelled as CONTRACTS does; `period` may be a pair of days."""
        return self.engine.run(asked(*metrics, **query), self.principal(by))

    def value(self, *metrics: str, by: str = "steward", **query: Any) -> Value:
        """The one figure of the first metric."""
        return self.ask(*metrics, by=by, **query).value(metrics[0])

    def rows(self, *metrics: str, by: str = "steward", **query: Any) -> list[list[Value]]:
        """All rows of a query's result."""
        return self.ask(*metrics, by=by, **query).rows()


def asked(*metrics: str, **query: Any) -> Query:
    """The query, from JSON-like parts; `period` may be a pair of days."""
    period = query.pop("period", None)
    if isinstance(period, tuple):
        start, end = period
        period = {"from": start, "to": end}
    return Query.model_validate(
        {"metrics": metrics, **({"period": period} if period else {}), **query}
    )
