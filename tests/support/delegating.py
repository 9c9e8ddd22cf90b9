"""A warehouse that has another one do everything, to be changed in one place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from semantic.warehouse import Warehouse


@dataclass
class Delegating:
    """Hands every call on to the warehouse within."""

    inner: Warehouse

    @property
    def dialect(self) -> sa.Dialect:
        return self.inner.dialect

    def execute(self, statement: sa.Select[Any]) -> Sequence[Sequence[Any]]:
        return self.inner.execute(statement)

    def table(self, source: str, as_of: date) -> str:
        return self.inner.table(source, as_of)

    def stage(self, name: str, base: sa.Select[Any]) -> sa.FromClause | None:
        return self.inner.stage(name, base)

    def version(self, source: str) -> str | None:
        return self.inner.version(source)

    def exact(self, source: str) -> frozenset[str]:
        return self.inner.exact(source)
