"""What the engine needs of a database."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

import sqlalchemy as sa


class Warehouse(Protocol):
    """A database that holds the workspace's sources. Statements only read.

    Failures are raised as OutsideFailure.
    """

    @property
    def dialect(self) -> sa.Dialect:
        """How statements are spelled there."""
        ...

    def execute(self, statement: sa.Select[Any]) -> Sequence[Sequence[Any]]:
        """All rows of a SELECT."""
        ...

    def table(self, source: str, as_of: date) -> str:
        """The name of a source's table; a computed source is computed as of the date first."""
        ...

    def stage(self, name: str, base: sa.Select[Any]) -> sa.FromClause | None:
        """The rows of `base` from where they are quicker to read; None without such a place."""
        ...

    def version(self, source: str) -> str | None:
        """What changes when the source's rows do; None where nothing tells.

        Answers are given again only as long as it stays the same.
        """
        ...

    def exact(self, source: str) -> frozenset[str]:
        """The source's columns of whole numbers and decimals, which add up alike in any order."""
        ...
