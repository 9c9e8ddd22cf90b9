"""Spark SQL: a dialect of our own, for Spark 4. It is right in a session set up as in SESSION.

Times are TIMESTAMP_NTZ: wall-clock time, which no session's time zone moves.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from semantic.dialects.constructs import (
    approximate_percentile,
    attempt,
    days_between,
    earlier,
    extracted,
    floor_moment,
    local_time,
    pseudonym,
)
from semantic.dialects.plain import (
    TYPES,
    BackslashCompiler,
    Backticked,
    PlainDialect,
    PlainTypes,
    escaped,
    literals,
    spelled,
    stand_in,
)

# The last two decide what a text literal is. Where Spark substitutes variables, a text with `${…}`
# in it would be filled in from the settings of the cluster.
SESSION: Mapping[str, str] = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.groupByOrdinal": "true",
    "spark.sql.orderByOrdinal": "true",
    "spark.sql.legacy.consecutiveStringLiterals.enabled": "false",
    "spark.sql.variable.substitute": "false",
}

_JOINING = "anti cross except full inner intersect join lateral left minus natural on right semi"
_RESERVED = (
    "all and any array as at authorization between both by case cast check collate column "
    "constraint create current_date current_time current_timestamp current_user distinct else end "
    "escape exists false fetch filter for foreign from grant group having in interval into is "
    "leading like limit not null of offset only or order outer overlaps primary references "
    "select session_user set some sql table then to trailing true union unique unknown user using "
    "values when where with within"
)
_WORDS = {*_JOINING.split(), *_RESERVED.split()}


class _Names(Backticked):
    reserved_words = _WORDS

    def quote_schema(self, schema: str, *_: Any) -> str:
        """A schema may be one of a catalog: CATALOG.SCHEMA."""
        return ".".join(self.quote(name) for name in schema.split("."))


def _day(value: date) -> str:
    return f"DATE '{value.isoformat()}'"


def _moment(value: datetime) -> str:
    return f"TIMESTAMP_NTZ '{value.isoformat(sep=' ')}'"


class _Types(PlainTypes):
    names = TYPES | {"string": "STRING", "datetime": "TIMESTAMP_NTZ", "integer": "INT"}


class _Compiler(BackslashCompiler):
    escapes = True

    def visit_cast(self, cast: Any, **kw: Any) -> str:
        """Spark cuts a fraction off where other engines round it."""
        if isinstance(cast.type, sa.Integer):
            return f"CAST(rint(CAST({self.process(cast.clause, **kw)} AS DOUBLE)) AS INT)"
        return str(super().visit_cast(cast, **kw))  # type: ignore[no-untyped-call]


class SparkDialect(PlainDialect):
    """How statements are spelled for Spark."""

    name = "spark"
    preparer: Any = _Names
    statement_compiler = _Compiler
    type_compiler_cls = _Types
    colspecs = literals(escaped, _day, _moment)


@spelled(floor_moment, "spark")
def _floor_moment(grain: str, moment: str) -> str:
    return f"CAST(date_trunc({grain}, {moment}) AS TIMESTAMP_NTZ)"


@spelled(days_between, "spark")
def _days_between(later: str, earlier_: str) -> str:
    return f"datediff(CAST({later} AS DATE), CAST({earlier_} AS DATE))"


@spelled(earlier, "spark")
def _earlier(moment: str, interval: str) -> str:
    return f"({moment} - INTERVAL {interval})"


@spelled(extracted, "spark")
def _extracted(part: str, moment: str) -> str:
    return f"extract({'dow_iso' if part == 'isodow' else part} FROM {moment})"


@spelled(local_time, "spark")
def _local_time(moment: str, zone: str, local: str) -> str:
    return f"convert_timezone({zone}, {local}, {moment})"


@spelled(pseudonym, "spark")
def _pseudonym(key: str, value: str) -> str:
    return stand_in(key, value, "sha2({}, 256)", text="CAST({} AS STRING)")


@spelled(attempt, "spark")
def _attempt(value: str, _risk: str) -> str:
    """Spark has no TRY of its own. This function evaluates its input within one."""
    return f"(try_to_binary(CAST(({value}) AS STRING), 'utf-8') = X'74727565')"


@spelled(approximate_percentile, "spark")
def _approximate_percentile(value: str, share: str) -> str:
    return f"percentile_approx({value}, {share})"
