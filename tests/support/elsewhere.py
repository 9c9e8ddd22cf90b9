"""Statements computed in DuckDB and spelled for other engines."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from semantic.dialects.bigquery import BigQueryDialect
from semantic.dialects.clickhouse import ClickHouseDialect
from semantic.dialects.postgresql import readable
from semantic.dialects.snowflake import SnowflakeDialect
from semantic.dialects.spark import SparkDialect
from semantic.dialects.trino import TrinoDialect
from tests.support.delegating import Delegating

DIALECTS: Mapping[str, sa.Dialect] = {
    "postgresql": readable(),
    "spark": SparkDialect(),
    "snowflake": SnowflakeDialect(),
    "bigquery": BigQueryDialect(),
    "trino": TrinoDialect(),
    "clickhouse": ClickHouseDialect(),
}


@dataclass
class ShownElsewhere(Delegating):
    """A warehouse that computes in another one and is spelled as `shown_in` has it."""

    shown_in: sa.Dialect

    @property
    def dialect(self) -> sa.Dialect:
        return self.shown_in
