"""A DuckDB session that can reach a few named files, and cannot be talked into more."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any

import duckdb
import sqlalchemy as sa

from connectors.connections import DuckDBSettings
from semantic.dialects.duckdb import DuckDBDialect
from semantic.errors import OutsideFailure, Refusal
from semantic.record import record


@record
class Session:
    """One connection to DuckDB in memory. Failures are raised as `duckdb.Error`."""

    settings: DuckDBSettings
    connection: duckdb.DuckDBPyConnection
    dialect: sa.Dialect

    def select(self, statement: sa.Select[Any]) -> list[tuple[Any, ...]]:
        """All rows of a SELECT.

        Raises Refusal when they are more than the limit, OutsideFailure when it takes too long.
        """
        limit = self.settings.row_limit
        sql, values = self._spelled(statement)
        with self._in_time(), _pandas_left_out():
            rows = self.connection.execute(sql, values).fetchmany(limit + 1)
        if len(rows) > limit:
            raise Refusal(
                f"The answer has more than {limit:,} rows.",
                next_step="Group by less, add a filter, or give --limit.",
            )
        return rows

    def run(self, text: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a statement of our own, which takes as long as the data is large."""
        with self._stoppable(), _pandas_left_out():
            return self.connection.execute(text, list(values)).fetchall()

    def _spelled(self, statement: sa.Select[Any]) -> tuple[str, list[Any]]:
        """The statement's text, and the values of the numbered places in it."""
        options = {"render_postcompile": True}
        made: Any = statement.compile(dialect=self.dialect, compile_kwargs=options)
        return str(made), [made.params[name] for name in made.positiontup]

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        timer = Timer(self.settings.timeout_seconds, self.connection.interrupt)
        timer.daemon = True
        timer.start()
        try:
            with self._stoppable():
                yield
        except duckdb.InterruptException as error:
            raise OutsideFailure(
                f"The query was stopped after {self.settings.timeout_seconds:g} seconds.",
                next_step="Ask for a shorter period or fewer groups, or raise "
                "the time-outs of `warehouse` in connections.yaml.",
            ) from error
        finally:
            timer.cancel()

    @contextmanager
    def _stoppable(self) -> Iterator[None]:
        try:
            yield
        except RuntimeError as error:
            # DuckDB answers Ctrl-C in this way, and goes on with the query until told to stop.
            if "interrupted" not in str(error):
                raise
            self.connection.interrupt()
            raise KeyboardInterrupt from error


def open_session(settings: DuckDBSettings, files: Iterable[Path], folder: Path | None) -> Session:
    """A session that can read `files`, and read and write in `folder`; None for no folder.

    Nothing else on the machine or the network can be reached through it from then on.
    """
    # An Engine of SQLAlchemy's would open DuckDB twice, and has nothing to pool: the tables are in
    # the one connection's memory.
    dialect = DuckDBDialect()
    session = Session(settings, duckdb.connect(), dialect)
    for statement in _lockdown(settings, files, folder):
        session.run(statement)
    return session


@contextmanager
def _pandas_left_out() -> Iterator[None]:
    """Keeps DuckDB from importing pandas, where it is installed.

    It does so to recognise a missing value of pandas among those bound, which none of ours is. The
    import takes longer than all else that a cold query does.
    """
    if "pandas" in sys.modules:
        yield
        return
    # What Python defines as "import no such module".
    sys.modules["pandas"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        sys.modules.pop("pandas", None)


def _lockdown(
    settings: DuckDBSettings, files: Iterable[Path], folder: Path | None
) -> Iterator[str]:
    if settings.memory_limit:
        yield f"SET memory_limit = {text(settings.memory_limit)}"
    if settings.threads:
        yield f"SET threads = {settings.threads}"
    yield "SET TimeZone = 'UTC'"
    # It would be drawn on stdout, into the middle of an answer.
    yield "SET enable_progress_bar = false"
    yield f"SET temp_directory = {text(folder / 'spill' if folder else '')}"
    yield f"SET allowed_paths = [{', '.join(text(path) for path in files)}]"
    yield f"SET allowed_directories = [{text(folder) if folder else ''}]"
    yield "SET enable_external_access = false"
    yield "SET lock_configuration = true"


def text(value: object) -> str:
    """A value as a text literal of SQL."""
    return "'" + str(value).replace("'", "''") + "'"


def name(identifier: str) -> str:
    """A name quoted for SQL."""
    return '"' + identifier.replace('"', '""') + '"'
