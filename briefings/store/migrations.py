"""The steps that bring a state database to the present shape, each applied once and recorded."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Connection, func, inspect, select

from briefings.store import tables
from briefings.store.database import Database
from semantic.errors import ConfigurationError


@dataclass(frozen=True)
class Migration:
    """One change of the tables and the number it is recorded under."""

    version: int
    name: str
    apply: Callable[[Connection], None]


def _initial(connection: Connection) -> None:
    tables.metadata.create_all(connection)


def _threads(connection: Connection) -> None:
    # A new database has all of today's tables from its first step.
    tables.threads.create(connection, checkfirst=True)


def _told(connection: Connection) -> None:
    tables.told.create(connection, checkfirst=True)


def _spending(connection: Connection) -> None:
    tables.spending.create(connection, checkfirst=True)


MIGRATIONS: tuple[Migration, ...] = (
    Migration(1, "initial", _initial),
    Migration(2, "threads", _threads),
    Migration(3, "told", _told),
    Migration(4, "spending", _spending),
)


def migrate(database: Database) -> None:
    """Brings the database up to date; each step and its record are one transaction.

    Raises ConfigurationError when a newer Retainer wrote the database.
    """
    with database.reading() as connection:
        done = _version(connection)
    newest = MIGRATIONS[-1].version
    if done > newest:
        raise ConfigurationError(
            f"The state database has version {done}; this Retainer knows versions up to {newest}.",
            next_step="Install the Retainer that wrote it, or a newer one.",
        )
    if done == newest:
        return
    for migration in MIGRATIONS:
        with database.writing() as connection:
            # Another process may have applied it while this one waited for the lock.
            if _version(connection) < migration.version:
                migration.apply(connection)
                row = {"version": migration.version, "name": migration.name}
                connection.execute(tables.schema_version.insert().values(row))
    _use_write_ahead_log(database)


def _version(connection: Connection) -> int:
    if not inspect(connection).has_table(tables.schema_version.name):
        return 0
    return connection.execute(select(func.max(tables.schema_version.c.version))).scalar() or 0


def _use_write_ahead_log(database: Database) -> None:
    if database.engine.dialect.name != "sqlite":
        return
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        # Not waited for by SQLite while others use the database, and only quicker, not safer.
        with suppress(sqlite3.OperationalError):
            if driver is not None:
                driver.execute("PRAGMA journal_mode = WAL")
