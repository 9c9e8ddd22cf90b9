"""The embedded warehouse: DuckDB in this process over the workspace's files."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy as sa
from sqlalchemy.sql import visitors

from connectors.connections import DuckDBSettings
from connectors.warehouse.cache import TableCache, can_write
from connectors.warehouse.computed import ComputedTable, typed
from connectors.warehouse.failures import while_asking, while_reading
from connectors.warehouse.files import SourceFile
from connectors.warehouse.session import Session, name, open_session, text
from semantic.record import changeable

_EXACT = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$|DECIMAL\(")
_WHOLE_NUMBER = r"[+-]?\d{1,18}"


@changeable
class DuckDBWarehouse:
    """Files and computed tables as one database, each opened when it is first asked for.

    `versions` holds, for each table opened so far, what changes when its rows do.
    """

    settings: DuckDBSettings
    files: Mapping[str, SourceFile]
    cache: TableCache
    computed: Mapping[str, ComputedTable] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    _stamps: dict[str, str] = field(default_factory=dict)
    _exact: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def dialect(self) -> sa.Dialect:
        """DuckDB's."""
        return self._session.dialect

    def execute(self, statement: sa.Select[Any]) -> Sequence[Sequence[Any]]:
        """All rows of a SELECT.

        Raises OutsideFailure when DuckDB fails or takes too long, Refusal when the rows are more
        than the limit.
        """
        with self._plain_failures():
            return self._session.select(statement)

    def table(self, source: str, as_of: date) -> str:
        """The name of the source's table, opened or computed first if need be.

        Raises OutsideFailure when the file is missing or is not what the models declare.
        """
        if source in self.computed:
            return self._computed_table(self.computed[source], as_of)
        if self._stamps.get(source) != self.files[source].stamp():
            self._open(self.files[source])
        return source

    def version(self, source: str) -> str:
        """When the source's file, or any that a computed one is made of, was last written."""
        if source in self.computed:
            return _version(*(file.stamp() for file in self.files.values()))
        return self.files[source].stamp()

    def exact(self, source: str) -> frozenset[str]:
        """The columns that DuckDB reads as whole numbers or decimals."""
        return self._exact.get(source, frozenset())

    def stage(self, model: str, base: sa.Select[Any]) -> sa.FromClause:
        """The rows of `base`, from a copy that is kept for as long as the files stay the same.

        Its tables have been named by `table`.
        """
        table = f"staged_{model}"
        select = str(base.compile(dialect=self.dialect, compile_kwargs={"literal_binds": True}))
        used = {part.name for part in visitors.iterate(base) if isinstance(part, sa.TableClause)}
        version = _version(select, *(self.versions[part] for part in sorted(used)))
        if self.versions.get(table) != version:
            with self._plain_failures():
                self._put(table, version, select)
            self.versions[table] = version
        return sa.table(table, *(sa.column(column.name) for column in base.selected_columns))

    @cached_property
    def _session(self) -> Session:
        folder = self.cache.folder if can_write(self.cache.folder) else None
        paths = [file.path for file in self.files.values()]
        with self._plain_failures():
            return open_session(self.settings, paths, folder)

    def _open(self, file: SourceFile) -> None:
        stamp, version = file.stamp(), file.fingerprint()
        try:
            if file.is_csv:
                self._open_csv(file, version)
            else:
                rows = f"FROM read_parquet({text(file.path)})"
                self._session.run(f"CREATE OR REPLACE TEMP VIEW {name(file.name)} AS {rows}")
            described = self._session.run(f"DESCRIBE {name(file.name)}")
        except duckdb.Error as error:
            raise while_reading(error, file.shown, file.name) from error
        types = {row[0]: row[1] for row in described}
        file.check_types(types)
        self._exact[file.name] = frozenset(n for n, type_ in types.items() if _EXACT.match(type_))
        self.versions[file.name] = version
        self._stamps[file.name] = stamp

    def _open_csv(self, file: SourceFile, fingerprint: str) -> None:
        header = file.csv_header()
        types = file.csv_types(header)
        version = _version(fingerprint, file.delimiter, repr(types))
        if self.cache.find(file.name, version) is None:
            types |= dict.fromkeys(self._whole_numbers(file, types), "BIGINT")
        self._put(file.name, version, f"SELECT * FROM {_csv(file, types)}")

    def _whole_numbers(self, file: SourceFile, types: Mapping[str, str]) -> Iterator[str]:
        """The number columns without a fraction: a customer is 12748, not 12748.0."""
        numbers = [column for column, type_ in types.items() if type_ == "DOUBLE"]
        if not numbers:
            return
        tests = ", ".join(
            f"coalesce(bool_and(regexp_full_match({name(column)}, {text(_WHOLE_NUMBER)})), false)"
            for column in numbers
        )
        rows = _csv(file, dict.fromkeys(types, "VARCHAR"))
        (found,) = self._session.run(f"SELECT {tests} FROM {rows}")
        yield from (column for column, whole in zip(numbers, found, strict=True) if whole)

    def _computed_table(self, source: ComputedTable, as_of: date) -> str:
        table = f"{source.name}_{as_of:%Y%m%d}"
        stamp = self.version(source.name)
        if self._stamps.get(table) != stamp:
            data = [file.fingerprint() for file in self.files.values()]
            version = _version(source.fingerprint(), as_of.isoformat(), *data)
            rows = ""
            if self.cache.find(table, version) is None:
                rows = self._loaded(f"computed_{table}", source, as_of)
            with self._plain_failures():
                self._put(table, version, f"SELECT * FROM {rows}")
            self.versions[table] = version
            self._stamps[table] = stamp
        return table

    def _loaded(self, table: str, source: ComputedTable, as_of: date) -> str:
        columns = typed(source.declared, source.compute(as_of))
        chosen = ", ".join(
            f"unnest(${number}::{type_}[]) AS {name(column)}"
            for number, (column, type_, _) in enumerate(columns, start=1)
        )
        with self._plain_failures():
            self._session.run(
                f"CREATE OR REPLACE TEMP TABLE {name(table)} AS SELECT {chosen}",
                [values for _, _, values in columns],
            )
        return name(table)

    def _put(self, table: str, version: str, select: str) -> None:
        """A table of the rows of `select`: from the cache, through it, or else in memory."""
        path = self.cache.find(table, version) or self._kept(table, version, select)
        if path is None:
            made = f"TABLE {name(table)} AS {select}"
        else:
            made = f"VIEW {name(table)} AS FROM read_parquet({text(path)})"
        self._session.run(f"CREATE OR REPLACE TEMP {made}")

    def _kept(self, table: str, version: str, select: str) -> Path | None:
        def write(path: Path) -> None:
            self._session.run(f"COPY ({select}) TO {text(path)} (FORMAT parquet)")

        try:
            return self.cache.add(table, version, write)
        except duckdb.IOException:
            return None

    @contextmanager
    def _plain_failures(self) -> Iterator[None]:
        try:
            yield
        except duckdb.Error as error:
            raise while_asking(
                error, self.settings.memory_limit or "most of this machine's"
            ) from error


def _csv(file: SourceFile, types: Mapping[str, str]) -> str:
    columns = ", ".join(f"{text(column)}: {text(type_)}" for column, type_ in types.items())
    return (
        f"read_csv({text(file.path)}, auto_detect = false, header = true, columns = {{{columns}}}, "
        f"delim = {text(file.delimiter)}, quote = '\"', escape = '\"', nullstr = '')"
    )


def _version(*parts: str) -> str:
    return hashlib.sha256("\0".join((duckdb.__version__, *parts)).encode()).hexdigest()[:24]
