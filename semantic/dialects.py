"""SQL that differs between engines, as SQLAlchemy constructs with one rendering each.

The default rendering is DuckDB's, which PostgreSQL shares where nothing else is registered.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from semantic.model import Grain


class truncate(GenericFunction[Any]):
    """truncate(grain, timestamp): the first day of the grain as a date.

    The grain is a literal, not a bound value: engines must see that the expression in GROUP BY is
    the one in SELECT.
    """

    type = sa.Date()
    name = "truncate"
    inherit_cache = True


def to_grain(grain: Grain, moment: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The date at which the grain that `moment` lies in begins."""
    return truncate(sa.literal_column(f"'{grain}'"), moment)


@compiles(truncate)
def _truncate(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    grain, moment = (compiler.process(part, **kw) for part in element.clauses)
    return f"CAST(date_trunc({grain}, {moment}) AS DATE)"


class days_between(GenericFunction[Any]):
    """days_between(later, earlier): calendar days between two dates or timestamps."""

    type = sa.Integer()
    name = "days_between"
    inherit_cache = True


@compiles(days_between)
def _days_between(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    later, earlier = (compiler.process(part, **kw) for part in element.clauses)
    return f"(CAST({later} AS DATE) - CAST({earlier} AS DATE))"


class local_time(GenericFunction[Any]):
    """local_time(timestamp, zone, reporting_zone): wall-clock time in the reporting zone."""

    type = sa.DateTime()
    name = "local_time"
    inherit_cache = True


@compiles(local_time)
def _local_time(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    moment, zone, local = (compiler.process(part, **kw) for part in element.clauses)
    return f"(({moment} AT TIME ZONE {zone}) AT TIME ZONE {local})"


class pseudonym(GenericFunction[Any]):
    """pseudonym(key, value): a stable stand-in that cannot be turned back without the key."""

    type = sa.String()
    name = "pseudonym"
    inherit_cache = True


@compiles(pseudonym)
def _pseudonym(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    key, value = (compiler.process(part, **kw) for part in element.clauses)
    inner = f"sha256({key} || '|' || CAST({value} AS VARCHAR))"
    outer = f"substring(sha256({key} || '|' || {inner}), 1, 12)"
    return f"CASE WHEN {value} IS NOT NULL THEN 'p-' || {outer} END"


@compiles(pseudonym, "postgresql")
def _pseudonym_postgresql(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    key, value = (compiler.process(part, **kw) for part in element.clauses)
    inner = f"encode(sha256(convert_to({key} || '|' || CAST({value} AS VARCHAR), 'UTF8')), 'hex')"
    outer = f"encode(sha256(convert_to({key} || '|' || {inner}, 'UTF8')), 'hex')"
    return f"CASE WHEN {value} IS NOT NULL THEN 'p-' || substring({outer}, 1, 12) END"


def divide(
    numerator: sa.ColumnElement[Any], denominator: sa.ColumnElement[Any]
) -> sa.ColumnElement[Any]:
    """True division on every engine; null where the denominator is zero."""
    zero: sa.ColumnElement[Any] = sa.literal_column("0")
    below: sa.ColumnElement[Any] = sa.func.nullif(denominator, zero, type_=sa.Double())
    return sa.cast(numerator, sa.Double()) / below


def exact(value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """A number as a decimal with ten places.

    Sums of floats depend on the order in which an engine's threads happen to add; sums of
    decimals do not, and the same query must give the same result.
    """
    return sa.cast(value, sa.Numeric(38, 10))


class median(GenericFunction[Any]):
    """median(value): the middle value, interpolated between two."""

    type = sa.Double()
    name = "median"
    inherit_cache = True


@compiles(median, "postgresql")
def _median_postgresql(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    (value,) = (compiler.process(part, **kw) for part in element.clauses)
    return f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {value})"
