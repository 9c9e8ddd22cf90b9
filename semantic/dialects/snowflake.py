"""Snowflake's spelling, for a session whose WEEK_START is 0 or 1. Times are TIMESTAMP_NTZ."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.sql.compiler import IdentifierPreparer

from semantic.dialects.constructs import (
    approximate_percentile,
    days_between,
    earlier,
    extracted,
    local_time,
    pseudonym,
    widened,
)
from semantic.dialects.plain import (
    TYPES,
    PlainCompiler,
    PlainDialect,
    PlainTypes,
    count_and_unit,
    escaped,
    literals,
    spelled,
    stand_in,
)

_RESERVED = (
    "account all alter and any as between by case cast check column connect connection constraint "
    "create cross current current_date current_time current_timestamp current_user database delete "
    "distinct drop else exists false following for from full grant group gscluster having ilike in "
    "increment inner insert intersect into is issue join lateral left like localtime "
    "localtimestamp minus natural not null of on or order organization qualify regexp revoke right "
    "rlike row rows sample schema select set some start table tablesample then to trigger true "
    "try_cast union unique update using values view when whenever where with"
)
_WORDS = set(_RESERVED.split())


class _Names(IdentifierPreparer):
    reserved_words = _WORDS

    def quote_schema(self, schema: str, *_: Any) -> str:
        """A schema may be one of a database: DATABASE.SCHEMA."""
        return ".".join(self.quote(name) for name in schema.split("."))


def _day(value: date) -> str:
    return f"CAST('{value.isoformat()}' AS DATE)"


def _moment(value: datetime) -> str:
    return f"CAST('{value.isoformat(sep=' ')}' AS TIMESTAMP_NTZ)"


class _Types(PlainTypes):
    names = TYPES | {"datetime": "TIMESTAMP_NTZ"}


class _Compiler(PlainCompiler):
    def extreme(self, name: str, values: list[str]) -> str:
        """Snowflake's plain ones are null as soon as one value is."""
        return f"{name}_ignore_nulls({', '.join(values)})"


class SnowflakeDialect(PlainDialect):
    """How statements are spelled for Snowflake."""

    name = "snowflake"
    preparer: Any = _Names
    statement_compiler = _Compiler
    type_compiler_cls = _Types
    colspecs = literals(escaped, _day, _moment)


@spelled(days_between, "snowflake")
def _days_between(later: str, sooner: str) -> str:
    return f"datediff('day', CAST({sooner} AS DATE), CAST({later} AS DATE))"


@spelled(earlier, "snowflake")
def _earlier(moment: str, interval: str) -> str:
    count, unit = count_and_unit(interval)
    return f"dateadd('{unit}', {-count}, {moment})"


_PARTS = {"isodow": "dayofweekiso", "doy": "dayofyear"}


@spelled(extracted, "snowflake")
def _extracted(part: str, moment: str) -> str:
    return f"date_part('{_PARTS.get(part, part)}', {moment})"


@spelled(local_time, "snowflake")
def _local_time(moment: str, zone: str, local: str) -> str:
    return f"convert_timezone({zone}, {local}, {moment})"


@spelled(pseudonym, "snowflake")
def _pseudonym(key: str, value: str) -> str:
    return stand_in(key, value, "sha2({}, 256)", cut="substr")


@spelled(widened, "snowflake")
def _widened(value: str) -> str:
    return f"CAST({value} AS DOUBLE)"


@spelled(approximate_percentile, "snowflake")
def _approximate_percentile(value: str, share: str) -> str:
    return f"approx_percentile({value}, {share})"
