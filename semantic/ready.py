"""Queries that were worked out before, kept for whoever may see the same of the same rows."""

from collections.abc import Hashable, Mapping
from dataclasses import field
from threading import Lock
from typing import Any

import sqlalchemy as sa
from cachetools import LRUCache

from semantic.disclosure.counts import Counted
from semantic.period import Period
from semantic.plan import Plan
from semantic.record import changeable, record
from semantic.result import Result

_MOST_QUERIES = 512
_MOST_CELLS = 200_000


@changeable
class Ready:
    """A query's plan and statement, the versions of the sources that it reads, and its answer.

    The answer is none before it was first asked for, where a version is not known, and where it is
    too long to be kept.
    """

    plan: Plan
    counts: Counted | None
    period: Period
    statement: sa.Select[Any]
    versions: Mapping[str, str | None]
    result: Result | None = None

    def keep(self, result: Result) -> None:
        """Keeps the answer where it may be given again."""
        cells = result.length * len(result.columns)
        if cells <= _MOST_CELLS and None not in self.versions.values():
            self.result = result


@record
class Answers:
    """The queries asked last."""

    _kept: LRUCache[Hashable, Ready] = field(default_factory=lambda: LRUCache(_MOST_QUERIES))
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: Hashable) -> Ready | None:
        """What is known for a query and what its asker may see."""
        with self._lock:
            found: Ready | None = self._kept.get(key)
        return found

    def keep(self, key: Hashable, ready: Ready) -> None:
        """Puts a query among those that are known; the one not asked for longest may go."""
        with self._lock:
            self._kept[key] = ready

    def clear(self) -> None:
        """Knows nothing any longer."""
        with self._lock:
            self._kept.clear()
