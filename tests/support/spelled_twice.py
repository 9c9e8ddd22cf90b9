"""Statements spelled directly, and once more by all that SQLAlchemy does for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from semantic.dialects.duckdb import DuckDBDialect
from tests.support.workspaces import MemoryWarehouse, Row


class Searching(DuckDBDialect):
    """DuckDB under a name that no rendering of its own is registered for."""

    name = "another"


def spelled(statement: sa.Select[Any]) -> Any:
    """The statement as it is compiled for DuckDB."""
    return _compiled(statement, DuckDBDialect())


def is_direct(made: Any) -> bool:
    """Whether a statement's tables were not searched for, which leaves what was found with it."""
    return made.compile_state is None


def assert_spelled_alike(statement: sa.Select[Any], made: Any) -> None:
    """Text and bound values are those that searching comes to."""
    assert _said(made) == _said(_compiled(statement, Searching()))


def _compiled(statement: sa.Select[Any], dialect: sa.Dialect) -> Any:
    return statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})


def _said(made: Any) -> tuple[str, list[Any]]:
    return str(made), [made.params[name] for name in made.positiontup]


@dataclass
class SpelledTwice(MemoryWarehouse):
    """A warehouse that spells what it can directly in both ways, and counts that."""

    directly: int = 0

    def execute(self, statement: sa.Select[Any]) -> Sequence[Row]:
        made = spelled(statement)
        if is_direct(made):
            assert_spelled_alike(statement, made)
            self.directly += 1
        return self.read(made)
