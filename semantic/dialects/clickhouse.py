"""ClickHouse's spelling. Times are DateTime64(6) in UTC, which stand for wall-clock time.

Each statement carries the settings without which ClickHouse gives zeros where others give null.
"""

from datetime import date, datetime
from typing import Any

from semantic.dialects.constructs import (
    approximate_percentile,
    days_between,
    earlier,
    extracted,
    floor_moment,
    local_time,
    median,
    pseudonym,
    truncate,
    widened,
)
from semantic.dialects.plain import (
    TYPES,
    BackslashCompiler,
    Backticked,
    PlainDialect,
    PlainTypes,
    count_and_unit,
    escaped,
    literals,
    parts,
    rows_as_selects,
    spelled,
    stand_in,
)

SETTINGS = (
    "join_use_nulls = 1, aggregate_functions_null_for_empty = 1, prefer_column_name_to_alias = 1, "
    "enable_positional_arguments = 1, session_timezone = 'UTC'"
)
_RESERVED = (
    "all and any array as asc between by case cast cross desc distinct else end except exists "
    "false final format from full global group having in inner intersect interval into is join "
    "left like limit not null offset on or order outer prewhere right sample select semi settings "
    "table then to true union using values when where with"
)
_WORDS = set(_RESERVED.split())
_DAY, _MOMENT = "Nullable(Date32)", "Nullable(DateTime64(6))"
_SHORT = ("hour", "minute", "second", "millisecond", "microsecond", "nanosecond")


class _Names(Backticked):
    reserved_words = _WORDS


def _day(value: date) -> str:
    return f"toDate32('{value.isoformat()}')"


def _moment(value: datetime) -> str:
    return f"toDateTime64('{value.isoformat(sep=' ')}', 6, 'UTC')"


_TYPES = TYPES | {
    "string": "String",
    "datetime": "DateTime64(6)",
    "date": "Date32",
    "double": "Float64",
    "integer": "Int32",
    "boolean": "Bool",
    "numeric": "Decimal",
}


class _Types(PlainTypes):
    names = _TYPES

    def process(self, type_: Any, **kw: Any) -> str:
        """Types that may be null, which ClickHouse's are only when they say so."""
        return f"Nullable({super().process(type_, **kw)})"


class _Compiler(BackslashCompiler):
    replace, replace_matches = "replaceAll", "replaceRegexpAll"

    def visit_select(self, select_stmt: Any, *args: Any, **kw: Any) -> str:
        """The settings stand once, at the end."""
        outermost = not self.stack
        text = str(super().visit_select(select_stmt, *args, **kw))  # type: ignore[no-untyped-call]
        return f"{text} SETTINGS {SETTINGS}" if outermost else text

    def visit_values(self, element: Any, *_: Any, **kw: Any) -> str:
        """ClickHouse's VALUES needs types."""
        return rows_as_selects(self, element, **kw)

    def visit_percentile_cont_func(self, function: Any, **kw: Any) -> str:
        """See visit_withingroup."""
        (share,) = parts(function, self, kw)
        return f"quantileExactInclusive({share})"

    def visit_percentile_disc_func(self, function: Any, **kw: Any) -> str:
        """See visit_withingroup."""
        (share,) = parts(function, self, kw)
        return share

    def visit_withingroup(self, withingroup: Any, **kw: Any) -> str:
        """Exact: ClickHouse's plain quantile is of a sample."""
        share = self.process(withingroup.element, **kw)
        (value,) = parts(withingroup.order_by, self, kw)
        if withingroup.element.name == "percentile_cont":
            return f"{share}({value})"
        place = f"greatest(toUInt64(ceil(toDecimal64('{share}', 9) * count({value}))), 1)"
        found = f"arrayElement(arraySort(groupArray({value})), {place})"
        return f"if(count({value}) = 0, NULL, {found})"


class ClickHouseDialect(PlainDialect):
    """How statements are spelled for ClickHouse."""

    name = "clickhouse"
    preparer: Any = _Names
    statement_compiler = _Compiler
    type_compiler_cls = _Types
    colspecs = literals(escaped, _day, _moment)


@spelled(median, "clickhouse")
def _median(value: str) -> str:
    return f"quantileExactInclusive(0.5)({value})"


@spelled(truncate, "clickhouse")
def _truncate(grain: str, moment: str) -> str:
    unit = grain.strip("'")
    day = f"CAST({moment} AS {_DAY})"
    if unit == "day":
        return day
    # The first of these days is a Monday, and the dates of other functions begin in 1970.
    if unit == "week":
        return f"{day} - toIntervalDay(toDayOfWeek({day}) - 1)"
    months = {"month": "0", "quarter": f"(toMonth({day}) - 1) % 3", "year": f"toMonth({day}) - 1"}
    first = f"{day} - toIntervalDay(toDayOfMonth({day}) - 1)"
    return first if unit == "month" else f"({first}) - toIntervalMonth({months[unit]})"


@spelled(floor_moment, "clickhouse")
def _floor_moment(grain: str, moment: str) -> str:
    return f"CAST(date_trunc({grain}, {moment}) AS {_MOMENT})"


@spelled(days_between, "clickhouse")
def _days_between(later: str, sooner: str) -> str:
    return f"dateDiff('day', CAST({sooner} AS {_DAY}), CAST({later} AS {_DAY}))"


@spelled(earlier, "clickhouse")
def _earlier(moment: str, interval: str) -> str:
    count, unit = count_and_unit(interval)
    whole = f"CAST({moment} AS {_MOMENT})" if unit in _SHORT else moment
    return f"({whole} - toInterval{unit.title()}({count}))"


_PARTS = {
    "hour": "toHour",
    "day": "toDayOfMonth",
    "isodow": "toDayOfWeek",
    "doy": "toDayOfYear",
    "month": "toMonth",
    "quarter": "toQuarter",
    "year": "toYear",
}


@spelled(extracted, "clickhouse")
def _extracted(part: str, moment: str) -> str:
    return f"{_PARTS[part]}({moment})"


@spelled(local_time, "clickhouse")
def _local_time(moment: str, zone: str, local: str) -> str:
    return f"fromUTCTimestamp(toUTCTimestamp({moment}, {zone}), {local})"


@spelled(pseudonym, "clickhouse")
def _pseudonym(key: str, value: str) -> str:
    return stand_in(key, value, "lower(hex(SHA256({})))", text="toString({})")


@spelled(widened, "clickhouse")
def _widened(value: str) -> str:
    return f"CAST({value} AS Nullable(Float64))"


@spelled(approximate_percentile, "clickhouse")
def _approximate_percentile(value: str, share: str) -> str:
    return f"quantileGK(1000, {share})({value})"
