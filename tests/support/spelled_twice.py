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


def is_direct(statement: sa.Select[Any]) -> bool:
    """Whether its tables were not searched for, which leaves what was found with the text."""
    found: Any = _spelled(statement, DuckDBDialect()).compile_state
    return found is None


def assert_spelled_alike(statement: sa.Select[Any]) -> None:
    """Text and bound values are the same in both ways."""
    texts = []
    for dialect in (DuckDBDialect(), Searching()):
        made = _spelled(statement, dialect)
        texts.append((str(made), [made.params[name] for name in made.positiontup]))
    assert texts[0] == texts[1]


def _spelled(statement: sa.Select[Any], dialect: sa.Dialect) -> Any:
    return statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})


@dataclass
class SpelledTwice(MemoryWarehouse):
    """A warehouse that spells what it can directly in both ways, and counts that."""

    directly: int = 0

    def execute(self, statement: sa.Select[Any]) -> Sequence[Row]:
        if is_direct(statement):
            assert_spelled_alike(statement)
            self.directly += 1
        return super().execute(statement)
