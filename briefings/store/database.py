"""The database connection: transactions that are whole or nothing, and failures in plain words."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, exc, make_url
from sqlalchemy.pool import NullPool

from semantic.errors import ConfigurationError, OutsideFailure
from semantic.record import record

SECONDS_TO_WAIT_FOR_A_WRITER = 30
# A connection whose closing is broken off by Ctrl-C raises it. The pool would log a traceback too.
logging.getLogger("sqlalchemy.pool").addHandler(logging.NullHandler())

_CAUSES = (
    (
        "disk is full",
        "The disk is full, or the database has reached its limit: nothing of this was stored.",
        "Free some space and give the same command again.",
    ),
    (
        "database is locked",
        f"Another process has been writing for more than {SECONDS_TO_WAIT_FOR_A_WRITER} seconds.",
        "Give the same command again when it is done.",
    ),
    (
        "readonly",
        "The state database cannot be written.",
        "Make the file and its folder writable, or name another one as `state` in retainer.yaml.",
    ),
    (
        "unable to open",
        "The state database cannot be opened.",
        "Check the folder named by `state` in retainer.yaml and who may write there.",
    ),
    (
        "not a database",
        "The state database is damaged or is another kind of file.",
        "Restore it from a backup, or name another one as `state` in retainer.yaml.",
    ),
    (
        "malformed",
        "The state database is damaged.",
        "Restore it from a backup, or name another one as `state` in retainer.yaml.",
    ),
)


class Conflict(Exception):
    """A row whose key is there already, or that belongs to a row that is not."""


@record
class Database:
    """A connected database whose reads and writes are transactions."""

    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the data throughout.

        Raises OutsideFailure when the database fails.
        """
        reader = self.engine
        if reader.dialect.name != "sqlite":
            reader = reader.execution_options(isolation_level="REPEATABLE READ")
        with _plain_failures(), reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection whose changes are all kept, or none when the block does not end.

        Raises Conflict when keys do not fit, OutsideFailure when the database fails.
        """
        writer = self.engine.execution_options(writes=True)
        with _plain_failures(), writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Lets go of every connection."""
        self.engine.dispose()


def connect(url: str) -> Database:
    """The database at a SQLAlchemy URL; the folder of a SQLite file must be there.

    Raises ConfigurationError for a URL that names no known database.
    """
    try:
        parsed = make_url(url)
        engine = _engine(url, sqlite=parsed.get_backend_name() == "sqlite")
    except (exc.ArgumentError, ImportError) as error:
        raise ConfigurationError(
            "The `state` URL in retainer.yaml does not name a database that can be used here.",
            next_step="Write it as sqlite:///PATH, or install the driver of the one it names.",
        ) from error
    return Database(engine)


def _engine(url: str, *, sqlite: bool) -> Engine:
    if not sqlite:
        return create_engine(url, isolation_level="READ COMMITTED")
    engine = create_engine(
        url, poolclass=NullPool, connect_args={"timeout": SECONDS_TO_WAIT_FOR_A_WRITER}
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver would begin a transaction late, at the first write; ours begin where they say.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later could not get the lock another one holds.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _plain_failures() -> Iterator[None]:
    try:
        yield
    except exc.IntegrityError as error:
        raise Conflict(str(error.orig)) from error
    except exc.DBAPIError as error:
        raise _failure(str(error.orig)) from error


def _failure(message: str) -> OutsideFailure:
    for sign, sentence, help_ in _CAUSES:
        if sign in message:
            return OutsideFailure(sentence, next_step=help_)
    first_line = message.strip().splitlines()[0] if message.strip() else "no message"
    return OutsideFailure(
        f"The state database failed: {first_line}",
        next_step="Nothing was half stored. Give the same command again.",
    )
