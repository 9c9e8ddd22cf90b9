"""Statements computed in DuckDB and spelled for other engines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from semantic.dialects.bigquery import BigQueryDialect
from semantic.dialects.clickhouse import ClickHouseDialect
from semantic.dialects.postgresql import readable
from semantic.dialects.snowflake import SnowflakeDialect
from semantic.dialects.spark import SparkDialect
from semantic.dialects.trino import TrinoDialect
from semantic.warehouse import Warehouse

DIALECTS: Mapping[str, sa.Dialect] = {
    "postgresql": readable(),
    "spark": SparkDialect(),
    "snowflake": SnowflakeDialect(),
    "bigquery": BigQueryDialect(),
    "trino": TrinoDialect(),
    "clickhouse": ClickHouseDialect(),
}


@dataclass
class ShownElsewhere:
    """A warehouse that computes in another one and is spelled as `dialect` has it."""

    inner: Warehouse
    dialect: sa.Dialect

    def execute(self, statement: sa.Select[Any]) -> Sequence[Sequence[Any]]:
        return self.inner.execute(statement)

    def table(self, source: str, as_of: date) -> str:
        return self.inner.table(source, as_of)

    def stage(self, name: str, base: sa.Select[Any]) -> sa.FromClause | None:
        return self.inner.stage(name, base)

    def version(self, source: str) -> str | None:
        return self.inner.version(source)

    def exact(self, source: str) -> frozenset[str]:
        return self.inner.exact(source)
