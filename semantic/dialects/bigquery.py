"""BigQuery's spelling (GoogleSQL). Times are DATETIME: wall-clock time.

BigQuery takes no dot in the name of a column, so `customer.region` is `customer__region` there.
"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from semantic.dialects.constructs import (
    approximate_percentile,
    attempt,
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
    literals,
    parts,
    rows_as_selects,
    untried,
)

_RESERVED = (
    "all and any array as asc assert_rows_modified at between by case cast collate contains create "
    "cross cube current default define desc distinct else end enum escape except exclude exists "
    "extract false fetch following for from full group grouping groups hash having if ignore in "
    "inner intersect interval into is join lateral left like limit lookup merge natural new no not "
    "null nulls of on or order outer over partition preceding proto qualify range recursive "
    "respect right rollup rows select set some struct tablesample then to treat true unbounded "
    "union unnest using when where window with within"
)
_WORDS = set(_RESERVED.split())


class _Names(Backticked):
    reserved_words = _WORDS

    def quote(self, ident: str) -> str:
        """See the module."""
        return super().quote(ident.replace(".", "__"))

    def quote_schema(self, schema: str, *_: Any) -> str:
        """A dataset may be one of a project, whose name may have dashes: PROJECT.DATASET."""
        return ".".join(super(_Names, self).quote(name) for name in schema.split("."))


def _text(value: str) -> str:
    # A doubled quote ends one literal and begins another here.
    return "'" + value.replace("\\", "\\\\").replace("'", "\\x27").replace("\n", "\\n") + "'"


def _day(value: date) -> str:
    return f"DATE '{value.isoformat()}'"


def _moment(value: datetime) -> str:
    return f"DATETIME '{value.isoformat(sep=' ')}'"


_TYPES = TYPES | {
    "string": "STRING",
    "datetime": "DATETIME",
    "date": "DATE",
    "double": "FLOAT64",
    "integer": "INT64",
    "boolean": "BOOL",
    "numeric": "BIGNUMERIC",
}


class _Types(PlainTypes):
    names = _TYPES

    def process(self, type_: Any, **kw: Any) -> str:
        """The type's name without a size."""
        return super().process(type_, **kw).partition("(")[0]


class _Compiler(BackslashCompiler):
    def visit_column(self, column: Any, *args: Any, **kw: Any) -> str:
        """A column belongs to TABLE, and is not found in DATASET.TABLE."""
        if getattr(column.table, "schema", None) and kw.get("include_table", True):
            return f"{self.preparer.quote(column.table.name)}.{self.preparer.quote(column.name)}"
        return str(super().visit_column(column, *args, **kw))

    def visit_cast(self, cast: Any, **kw: Any) -> str:
        """A decimal of a size is rounded: in a cast BigQuery's types have none."""
        spelled = str(super().visit_cast(cast, **kw))  # type: ignore[no-untyped-call]
        if not isinstance(cast.type, sa.Numeric) or isinstance(cast.type, sa.Float):
            return spelled
        return f"round({spelled}, {cast.type.scale or 0 if cast.type.precision else 3})"

    def visit_values(self, element: Any, *_: Any, **kw: Any) -> str:
        """BigQuery has no VALUES."""
        return rows_as_selects(self, element, **kw)

    def visit_mod_binary(self, binary: Any, *_: Any, **kw: Any) -> str:
        """The remainder; null where the divisor is zero."""
        left, right = (self.process(part, **kw) for part in (binary.left, binary.right))
        whole = (f"CAST({side} AS BIGNUMERIC)" for side in (left, f"nullif({right}, 0)"))
        return f"mod({', '.join(whole)})"

    def visit_in_op_binary(self, binary: Any, *_: Any, **kw: Any) -> str:
        """Several columns are looked up as one struct."""
        if isinstance(binary.left, sa.Tuple) and isinstance(binary.right, sa.SelectBase):
            left, right = (self.process(part, **kw) for part in (binary.left, binary.right))
            return f"{left} IN (SELECT AS STRUCT * FROM ({right}))"
        return str(self._generate_generic_binary(binary, " IN ", **kw))

    def extreme(self, name: str, values: list[str]) -> str:
        """BigQuery's own are null as soon as one value is."""
        best = "max" if name == "greatest" else "min"
        return f"(SELECT {best}(v) FROM UNNEST([{', '.join(values)}]) AS v)"

    def visit_percentile_cont_func(self, function: Any, **kw: Any) -> str:
        """Exact, over the sorted values: as an aggregate BigQuery has only an approximate one."""
        (share,) = parts(function, self, kw)
        return f"BIGNUMERIC '{share}'"

    visit_percentile_disc_func = visit_percentile_cont_func

    def visit_withingroup(self, withingroup: Any, **kw: Any) -> str:
        """See visit_percentile_cont_func."""
        share = self.process(withingroup.element, **kw)
        (value,) = parts(withingroup.order_by, self, kw)
        return _percentile(value, share, discrete=withingroup.element.name == "percentile_disc")


class BigQueryDialect(PlainDialect):
    """How statements are spelled for BigQuery."""

    name = "bigquery"
    preparer: Any = _Names
    statement_compiler = _Compiler
    type_compiler_cls = _Types
    colspecs = literals(_text, _day, _moment)


def _percentile(value: str, share: str, *, discrete: bool) -> str:
    values = f"array_agg({value} IGNORE NULLS ORDER BY {value})"
    if discrete:
        place = f"greatest(CAST(ceil({share} * count({value})) AS INT64), 1)"
        return f"{values}[SAFE_ORDINAL({place})]"
    exact = f"{share} * (count({value}) - 1)"
    low, high = (
        f"{values}[SAFE_OFFSET(CAST({end}({exact}) AS INT64))]" for end in ("floor", "ceil")
    )
    return f"{low} + ({high} - {low}) * CAST({exact} - floor({exact}) AS FLOAT64)"


@compiles(approximate_percentile, "bigquery")
def _approximate_percentile(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    value, share = parts(element, compiler, kw)
    return f"approx_quantiles({value}, 1000)[OFFSET(CAST(round(1000 * {share}) AS INT64))]"


@compiles(median, "bigquery")
def _median(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    (value,) = parts(element, compiler, kw)
    return f"({_percentile(value, 'BIGNUMERIC ' + repr('0.5'), discrete=False)})"


def _cut(element: Any, compiler: SQLCompiler, kw: dict[str, Any]) -> str:
    grain, moment = parts(element, compiler, kw)
    unit = grain.strip("'").upper()
    return f"datetime_trunc(CAST({moment} AS DATETIME), {'ISOWEEK' if unit == 'WEEK' else unit})"


@compiles(truncate, "bigquery")
def _truncate(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST({_cut(element, compiler, kw)} AS DATE)"


@compiles(floor_moment, "bigquery")
def _floor_moment(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return _cut(element, compiler, kw)


@compiles(days_between, "bigquery")
def _days_between(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    later, sooner = parts(element, compiler, kw)
    return f"date_diff(CAST({later} AS DATE), CAST({sooner} AS DATE), DAY)"


@compiles(earlier, "bigquery")
def _earlier(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    moment, interval = parts(element, compiler, kw)
    count, unit = count_and_unit(interval)
    return f"datetime_sub(CAST({moment} AS DATETIME), INTERVAL {count} {unit.upper()})"


@compiles(extracted, "bigquery")
def _extracted(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    part, moment = parts(element, compiler, kw)
    if part == "isodow":
        return f"mod(EXTRACT(DAYOFWEEK FROM {moment}) + 5, 7) + 1"
    return f"EXTRACT({'DAYOFYEAR' if part == 'doy' else part.upper()} FROM {moment})"


@compiles(local_time, "bigquery")
def _local_time(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    moment, zone, local = parts(element, compiler, kw)
    return f"datetime(timestamp({moment}, {zone}), {local})"


@compiles(pseudonym, "bigquery")
def _pseudonym(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    key, value = parts(element, compiler, kw)
    inner = f"to_hex(sha256({key} || '|' || CAST({value} AS STRING)))"
    outer = f"substr(to_hex(sha256({key} || '|' || {inner})), 1, 12)"
    return f"CASE WHEN {value} IS NOT NULL THEN 'p-' || {outer} END"


@compiles(widened, "bigquery")
def _widened(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    (value,) = parts(element, compiler, kw)
    return f"CAST({value} AS FLOAT64)"


@compiles(attempt, "bigquery")
def _attempt(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return untried("BigQuery", element, compiler, kw)
