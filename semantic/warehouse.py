"""What the engine needs of a database."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from typing import Any, Protocol, runtime_checkable

import sqlalchemy as sa

from semantic.policy import Principal

Asker = Principal | tuple[Principal, ...]


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


@runtime_checkable
class Walled(Protocol):
    """A warehouse whose server may have row policies of its own, and is told who asks."""

    def acting_for(self, asker: Asker) -> AbstractContextManager[None]:
        """Statements of this thread within the block are this asker's."""
        ...


def acting_for(warehouse: Warehouse, asker: Asker) -> AbstractContextManager[None]:
    """Statements of this thread within the block are the asker's, where the warehouse minds."""
    return warehouse.acting_for(asker) if isinstance(warehouse, Walled) else nullcontext()
