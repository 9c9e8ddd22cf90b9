"""SQL that differs between engines, as SQLAlchemy constructs with one rendering each.

The default rendering is DuckDB's, which PostgreSQL shares where nothing else is registered.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from semantic.definition import DatePart
from semantic.period import GRAINS


class truncate(GenericFunction[Any]):
    """truncate(grain, timestamp): the first day of the grain as a date.

    The grain is a literal, not a bound value: engines must see that the expression in GROUP BY is
    the one in SELECT.
    """

    type = sa.Date()
    name = "truncate"
    inherit_cache = True


class floor_moment(GenericFunction[Any]):
    """floor_moment(grain, timestamp): the first moment of a grain shorter than a day."""

    type = sa.DateTime()
    name = "floor_moment"
    inherit_cache = True


def to_grain(grain: str, moment: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Where the standard grain that `moment` lies in begins: a date, or a time for short grains."""
    if grain == "nanosecond":
        return moment
    return (truncate if grain in GRAINS else floor_moment)(sa.literal_column(f"'{grain}'"), moment)


@compiles(floor_moment)
def _floor_moment(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    grain, moment = (compiler.process(part, **kw) for part in element.clauses)
    return f"date_trunc({grain}, {moment})"


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


class earlier(GenericFunction[Any]):
    """earlier(moment, interval): the moment that a literal interval such as '5 day' leads up to."""

    type = sa.DateTime()
    name = "earlier"
    inherit_cache = True


_INTERVALS = {"week": (7, "day"), "quarter": (3, "month")}


def before(moment: sa.ColumnElement[Any], count: int, grain: str) -> sa.ColumnElement[Any]:
    """The moment `count` standard grains before; a month's last day where there is no such day."""
    times, unit = _INTERVALS.get(grain, (1, grain))
    return earlier(moment, sa.literal_column(f"'{count * times} {unit}'"))


@compiles(earlier)
def _earlier(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    moment, interval = (compiler.process(part, **kw) for part in element.clauses)
    return f"({moment} - INTERVAL {interval})"


class extracted(GenericFunction[Any]):
    """extracted(part, moment): a part of a date as a whole number; weekdays from Monday, 1 to 7."""

    type = sa.Integer()
    name = "extracted"
    inherit_cache = True


def date_part(part: DatePart, moment: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The part of the moment as a whole number."""
    return extracted(sa.literal_column({"dow": "isodow"}.get(part, part)), moment)


@compiles(extracted)
def _extracted(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    part, moment = (compiler.process(part, **kw) for part in element.clauses)
    return f"CAST(EXTRACT({part} FROM {moment}) AS INTEGER)"


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


class attempt(GenericFunction[Any]):
    """attempt(value): the value, or null where computing it fails.

    An engine without such a function refuses the statement.
    """

    type = sa.Boolean()
    name = "attempt"
    inherit_cache = True


@compiles(attempt)
def _attempt(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    (value,) = (compiler.process(part, **kw) for part in element.clauses)
    return f"TRY({value})"


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


def percentile(
    value: sa.ColumnElement[Any], share: float, *, discrete: bool
) -> sa.ColumnElement[Any]:
    """The value below which `share` of the values lie: one of them, or interpolated between two.

    Engines that can only approximate it render their own.
    """
    given = sa.literal(share, literal_execute=True)
    chosen = sa.func.percentile_disc(given) if discrete else sa.func.percentile_cont(given)
    return chosen.within_group(value)
