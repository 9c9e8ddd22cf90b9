"""Tables in chDB: ClickHouse in this process, over Parquet files."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from chdb.session import Session

from semantic.dialects.clickhouse import ClickHouseDialect


class ClickHouse:
    """A warehouse of a folder's files, as tables of the database `w`."""

    def __init__(self, folder: Path) -> None:
        self.dialect = ClickHouseDialect()
        self.session = Session()
        self.session.query("CREATE DATABASE w")
        for path in sorted(folder.glob("*.parquet")):
            rows = f"SELECT * FROM file('{path.resolve()}', Parquet)"
            self.session.query(f"CREATE TABLE w.{path.stem} ENGINE = Memory AS {rows}")

    def execute(self, statement: sa.Select[Any]) -> Sequence[Sequence[Any]]:
        options = {"literal_binds": True}
        text = str(statement.compile(dialect=self.dialect, compile_kwargs=options))
        try:
            table = self.session.query(text, "ArrowTable")
        except RuntimeError as error:
            raise ValueError(str(error)) from error
        columns = [_plain(column) for column in table.columns]
        return list(zip(*columns, strict=True))

    def table(self, source: str, as_of: date) -> str:  # noqa: ARG002
        return source

    def stage(self, name: str, base: sa.Select[Any]) -> None:
        """Nothing."""

    def version(self, source: str) -> str:  # noqa: ARG002
        return "as they are"

    def exact(self, source: str) -> frozenset[str]:  # noqa: ARG002
        return frozenset()

    def close(self) -> None:
        self.session.close()


def _plain(column: pa.ChunkedArray) -> list[Any]:
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us"))
    if pa.types.is_binary(column.type):
        column = column.cast(pa.string())
    found: list[Any] = column.to_pylist()
    return found
