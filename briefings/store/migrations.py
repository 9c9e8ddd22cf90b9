"""The steps that bring a state database to the present shape, each applied once and recorded."""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress

from sqlalchemy import Connection, func, inspect, select

from briefings.store import tables
from briefings.store.database import Database
from semantic.errors import ConfigurationError
from semantic.record import record

_REFUSED = "the audit is only ever appended to"
_ONLY_APPENDED: Mapping[str, tuple[str, ...]] = {
    "sqlite": tuple(
        f"CREATE TRIGGER audit_no_{deed} BEFORE {deed} ON audit "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        for deed in ("update", "delete")
    ),
    "postgresql": (
        "CREATE FUNCTION audit_only_appended() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$",
        "CREATE TRIGGER audit_only_appended BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_only_appended()",
    ),
}


@record
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


def _audit_and_answers(connection: Connection) -> None:
    tables.audit.create(connection, checkfirst=True)
    tables.audit_head.create(connection, checkfirst=True)
    tables.answers.create(connection, checkfirst=True)
    connection.execute(tables.audit_head.insert().values(id=1, number=0, hash=""))
    for statement in _ONLY_APPENDED.get(connection.dialect.name, ()):
        connection.exec_driver_sql(statement)


def _wordings(connection: Connection) -> None:
    tables.wordings.create(connection, checkfirst=True)


MIGRATIONS: tuple[Migration, ...] = (
    Migration(1, "initial", _initial),
    Migration(2, "threads", _threads),
    Migration(3, "told", _told),
    Migration(4, "spending", _spending),
    Migration(5, "audit and answers", _audit_and_answers),
    Migration(6, "wordings", _wordings),
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
