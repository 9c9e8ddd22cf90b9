"""A session on a Spark cluster, in which statements only read and end when they should."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any
from uuid import uuid4

import pyarrow as pa
import sqlalchemy as sa
from pyspark.errors import PySparkException
from pyspark.logger import PySparkLogger
from pyspark.sql.connect.client import DefaultChannelBuilder
from pyspark.sql.connect.dataframe import DataFrame
from pyspark.sql.connect.session import SparkSession

from connectors.connections import SparkSettings
from connectors.warehouse.spark.failures import is_gone, stopped, while_asking
from semantic.dialects.spark import SESSION, SparkDialect
from semantic.errors import OutsideFailure, Refusal

# They print what the cluster said, with values of the data, on stderr.
for _name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):
    PySparkLogger.getLogger(_name).disabled = True

_LARGEST = 2**63

ARROW: Mapping[str, pa.DataType] = {
    "VARCHAR": pa.string(),
    "DOUBLE": pa.float64(),
    "BIGINT": pa.int64(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "BOOLEAN": pa.bool_(),
}

View = Callable[[SparkSession], DataFrame]
Work = Callable[[SparkSession], Any]


@dataclass
class Cluster:
    """The cluster that the settings name, asked in one session with views of our own.

    Failures are raised as OutsideFailure, and none of their texts holds a value of the data.
    """

    settings: SparkSettings
    dialect: sa.Dialect = field(default_factory=SparkDialect)
    _views: dict[str, View] = field(default_factory=dict, repr=False)
    _running: set[str] = field(default_factory=set, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)
    _opened: SparkSession | None = field(default=None, repr=False)

    def select(self, statement: sa.Select[Any]) -> list[tuple[Any, ...]]:
        """All rows of a SELECT. Raises Refusal when they are more than the limit."""
        limit = self.settings.row_limit
        text, values = self._spelled(statement)
        table: pa.Table = self.ask(
            lambda session: session.sql(text, args=values or None).limit(limit + 1).toArrow()
        )
        if table.num_rows > limit:
            raise Refusal(
                f"The answer has more than {limit:,} rows.",
                next_step="Group by less, add a filter, or give --limit.",
            )
        return rows_of(table)

    def types(self, statement: sa.Select[Any]) -> dict[str, str]:
        """The statement's columns with Spark's names of their types; nothing is computed."""
        text, values = self._spelled(statement)
        fields = self.ask(lambda session: session.sql(text, args=values or None).schema.fields)
        return {each.name: each.dataType.simpleString() for each in fields}

    def add_view(self, name: str, view: View) -> None:
        """Lets statements of this session read `view` under the name."""
        self.ask(lambda session: view(session).createOrReplaceTempView(name))
        self._views[name] = view

    def cancel(self) -> None:
        """Ends what is being asked at this moment, here and on the cluster.

        Whoever asked meets an OutsideFailure.
        """
        with self._lock:
            session, running = self._opened, tuple(self._running)
        if session is not None:
            for tag in running:
                session.interruptTag(tag)

    def ask(self, work: Work) -> Any:
        """What `work` gives, asked once more in a new session when this one is lost."""
        for last in (False, True):
            try:
                session = self._session()
                with self._tagged() as tag:
                    return self._in_time(session, tag, work)
            except PySparkException as error:
                if last or not is_gone(error):
                    raise while_asking(error, self.settings) from error
                self._opened = None
        raise AssertionError("the second time returns or raises")

    def _spelled(self, statement: sa.Select[Any]) -> tuple[str, dict[str, Any]]:
        if not isinstance(statement, sa.Select):
            raise TypeError("only a SELECT is sent to a warehouse")
        options = {"render_postcompile": True}
        compiled = statement.compile(dialect=self.dialect, compile_kwargs=options)
        return str(compiled), {name: _bound(value) for name, value in compiled.params.items()}

    def _session(self) -> SparkSession:
        with self._lock:
            if self._opened is None:
                self._opened = within(self.settings, self._open)
            return self._opened

    def _open(self) -> SparkSession:
        address = DefaultChannelBuilder(self.settings.address)
        session: SparkSession = SparkSession.builder.channelBuilder(address).create()
        # Its own go on for ten minutes; `ask` asks once more.
        session.client.set_retry_policies([])
        for name, value in SESSION.items():
            session.conf.set(name, value)
        for name, view in self._views.items():
            view(session).createOrReplaceTempView(name)
        return session

    @contextmanager
    def _tagged(self) -> Iterator[str]:
        tag = f"retainer-{uuid4().hex}"
        with self._lock:
            self._running.add(tag)
        try:
            yield tag
        finally:
            with self._lock:
                self._running.discard(tag)

    def _in_time(self, session: SparkSession, tag: str, work: Work) -> Any:
        def tagged() -> Any:
            session.addTag(tag)
            return work(session)

        try:
            return within(self.settings, tagged)
        except (OutsideFailure, KeyboardInterrupt):
            # In a thread: a cluster that does not answer does not answer this, either.
            Thread(target=_interrupt, args=(session, tag), daemon=True).start()
            raise


def _interrupt(session: SparkSession, tag: str) -> None:
    try:
        session.interruptTag(tag)
    except PySparkException:
        return


def within(settings: SparkSettings, work: Callable[[], Any]) -> Any:
    """What `work` gives, or raises, in a thread of its own, which is left behind after the time.

    The network has no end of its own: a cluster may never answer.
    """
    outcome: SimpleQueue[tuple[Any, BaseException | None]] = SimpleQueue()

    def run() -> None:
        try:
            outcome.put((work(), None))
        except BaseException as error:  # noqa: BLE001
            outcome.put((None, error))

    Thread(target=run, daemon=True).start()
    try:
        value, error = outcome.get(timeout=settings.timeout_seconds)
    except Empty:
        raise stopped(settings) from None
    if error is not None:
        raise error
    return value


def _bound(value: Any) -> Any:
    """Whole numbers beyond 64 bits, which Spark has no literal for, as decimals."""
    too_large = isinstance(value, int) and not -_LARGEST <= value < _LARGEST
    return Decimal(value) if too_large else value


def rows_of(table: pa.Table) -> list[tuple[Any, ...]]:
    """The table's rows, with times as they read in UTC."""
    columns = [_plain(column).to_pylist() for column in table.columns]
    return list(zip(*columns, strict=True))


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    zoned = pa.types.is_timestamp(column.type) and column.type.tz is not None
    return column.cast(pa.timestamp("us")) if zoned else column
