"""Snowflake's spelling, for a session whose WEEK_START is 0 or 1. Times are TIMESTAMP_NTZ."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import IdentifierPreparer, SQLCompiler

from semantic.dialects.constructs import (
    approximate_percentile,
    attempt,
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
    parts,
    untried,
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


@compiles(days_between, "snowflake")
def _days_between(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    later, sooner = parts(element, compiler, kw)
    return f"datediff('day', CAST({sooner} AS DATE), CAST({later} AS DATE))"


@compiles(earlier, "snowflake")
def _earlier(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    moment, interval = parts(element, compiler, kw)
    count, unit = count_and_unit(interval)
    return f"dateadd('{unit}', {-count}, {moment})"


_PARTS = {"isodow": "dayofweekiso", "doy": "dayofyear"}


@compiles(extracted, "snowflake")
def _extracted(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    part, moment = parts(element, compiler, kw)
    return f"date_part('{_PARTS.get(part, part)}', {moment})"


@compiles(local_time, "snowflake")
def _local_time(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    moment, zone, local = parts(element, compiler, kw)
    return f"convert_timezone({zone}, {local}, {moment})"


@compiles(pseudonym, "snowflake")
def _pseudonym(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    key, value = parts(element, compiler, kw)
    inner = f"sha2({key} || '|' || CAST({value} AS VARCHAR), 256)"
    outer = f"substr(sha2({key} || '|' || {inner}, 256), 1, 12)"
    return f"CASE WHEN {value} IS NOT NULL THEN 'p-' || {outer} END"


@compiles(widened, "snowflake")
def _widened(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    (value,) = parts(element, compiler, kw)
    return f"CAST({value} AS DOUBLE)"


@compiles(attempt, "snowflake")
def _attempt(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return untried("Snowflake", element, compiler, kw)


@compiles(approximate_percentile, "snowflake")
def _approximate_percentile(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"approx_percentile({', '.join(parts(element, compiler, kw))})"
