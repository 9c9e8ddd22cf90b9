"""A PostgreSQL server behind a pool of connections, in transactions that only read."""

import atexit
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.dialects import registry

from connectors.connections import PostgreSQLSettings
from connectors.warehouse.postgresql.failures import too_busy, while_asking
from semantic.errors import OutsideFailure, Refusal

# What an answer could depend on otherwise. An empty search_path leaves the functions of the system.
_SESSION = {
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "search_path": "",
    # How many rows a common table expression has is a guess, and a guess of one row makes a loop
    # over millions. Compiling such statements takes longer than they do.
    "enable_nestloop": "off",
    "jit": "off",
}
_CONNECT: Mapping[str, Any] = {
    "application_name": "retainer",
    # Poolers hand out other connections than the one that prepared a statement.
    "prepare_threshold": None,
    # A server that vanished without a word is given up after a minute.
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}


@dataclass
class Server:
    """The server that the settings name. Each statement has a transaction of its own.

    Failures are raised as OutsideFailure; none of their texts holds the password or a value.
    """

    settings: PostgreSQLSettings
    _running: set[psycopg.Connection[Any]] = field(default_factory=set, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def select(
        self, statement: sa.Select[Any], told: Mapping[str, str] | None = None
    ) -> list[tuple[Any, ...]]:
        """All rows of a SELECT, asked once more when the connection was lost.

        `told` are session settings for the server's own policies. Raises Refusal when the rows are
        more than the limit.
        """
        limit = self.settings.row_limit
        rows = self._rows(_at_most(statement, limit + 1), {**_SESSION, **(told or {})})
        if len(rows) > limit:
            raise Refusal(
                f"The answer has more than {limit:,} rows.",
                next_step="Group by less, add a filter, or give --limit.",
            )
        return rows

    def cancel(self) -> None:
        """Ends what is being asked at this moment, here and on the server.

        Whoever asked meets an OutsideFailure.
        """
        with self._lock:
            running = tuple(self._running)
        for connection in running:
            connection.cancel_safe(timeout=5)

    def _rows(self, statement: sa.Executable, session: Mapping[str, str]) -> list[tuple[Any, ...]]:
        # A restart of the server ends every connection in the pool; a fresh one may do.
        for last in (False, True):
            try:
                with self._transaction(session) as connection:
                    return [tuple(row) for row in connection.execute(statement)]
            except exc.DBAPIError as error:
                if last or not error.connection_invalidated:
                    raise while_asking(error.orig, self.settings) from error
            except exc.TimeoutError as error:
                raise too_busy(self.settings) from error
        raise AssertionError("the second time returns or raises")

    @contextmanager
    def _transaction(self, session: Mapping[str, str]) -> Iterator[sa.Connection]:
        with _pool(self.settings).connect() as opened:
            connection = opened.execution_options(postgresql_readonly=True)
            with connection.begin(), self._cancellable(connection):
                self._settle(connection, session)
                yield connection

    def _settle(self, connection: sa.Connection, session: Mapping[str, str]) -> None:
        """Settings for this transaction alone: a pool may hand the connection to anybody next."""
        timeout = str(max(1, round(self.settings.timeout_seconds * 1000)))
        given = {**session, "statement_timeout": timeout}
        made = [sa.func.set_config(name, value, True) for name, value in given.items()]
        read_only = sa.func.current_setting("transaction_read_only")
        (found,) = connection.execute(sa.select(read_only, *made))
        if found[0] != "on":
            raise OutsideFailure(
                f"{self.settings.shown} does not keep a transaction from writing, so nothing was "
                "asked.",
                next_step="Connect to the server itself, or through a pooler that passes "
                "BEGIN READ ONLY on.",
            )

    @contextmanager
    def _cancellable(self, connection: sa.Connection) -> Iterator[None]:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        with self._lock:
            self._running.add(driver)
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(driver)


@cache
def _pool(settings: PostgreSQLSettings) -> sa.Engine:
    """The process's connections to a server, however many warehouses ask for them."""
    registry.register("postgresql.retainer", "semantic.dialects.postgresql", "PostgreSQL")
    engine = sa.create_engine(
        "postgresql+retainer://",
        connect_args={**_CONNECT, **settings.address},
        pool_size=settings.connections,
        max_overflow=0,
        pool_timeout=settings.timeout_seconds,
        use_native_hstore=False,
        hide_parameters=True,
    )
    atexit.register(engine.dispose)
    return engine


def _at_most(statement: sa.Select[Any], rows: int) -> sa.Select[Any]:
    """The statement with a limit, so that no more than that ever leaves the server."""
    given = statement._limit
    return statement.limit(rows if given is None else min(given, rows))
