"""BigQuery's spelling (GoogleSQL). Times are DATETIME: wall-clock time.

BigQuery takes no dot in the name of a column, so `customer.region` is `customer__region` there.
"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

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
    literals,
    parts,
    rows_as_selects,
    spelled,
    stand_in,
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


@spelled(approximate_percentile, "bigquery")
def _approximate_percentile(value: str, share: str) -> str:
    return f"approx_quantiles({value}, 1000)[OFFSET(CAST(round(1000 * {share}) AS INT64))]"


@spelled(median, "bigquery")
def _median(value: str) -> str:
    return f"({_percentile(value, 'BIGNUMERIC ' + repr('0.5'), discrete=False)})"


@spelled(floor_moment, "bigquery")
def _floor_moment(grain: str, moment: str) -> str:
    unit = grain.strip("'").upper()
    return f"datetime_trunc(CAST({moment} AS DATETIME), {'ISOWEEK' if unit == 'WEEK' else unit})"


@spelled(truncate, "bigquery")
def _truncate(grain: str, moment: str) -> str:
    return f"CAST({_floor_moment(grain, moment)} AS DATE)"


@spelled(days_between, "bigquery")
def _days_between(later: str, sooner: str) -> str:
    return f"date_diff(CAST({later} AS DATE), CAST({sooner} AS DATE), DAY)"


@spelled(earlier, "bigquery")
def _earlier(moment: str, interval: str) -> str:
    count, unit = count_and_unit(interval)
    return f"datetime_sub(CAST({moment} AS DATETIME), INTERVAL {count} {unit.upper()})"


@spelled(extracted, "bigquery")
def _extracted(part: str, moment: str) -> str:
    if part == "isodow":
        return f"mod(EXTRACT(DAYOFWEEK FROM {moment}) + 5, 7) + 1"
    return f"EXTRACT({'DAYOFYEAR' if part == 'doy' else part.upper()} FROM {moment})"


@spelled(local_time, "bigquery")
def _local_time(moment: str, zone: str, local: str) -> str:
    return f"datetime(timestamp({moment}, {zone}), {local})"


@spelled(pseudonym, "bigquery")
def _pseudonym(key: str, value: str) -> str:
    return stand_in(key, value, "to_hex(sha256({}))", cut="substr", text="CAST({} AS STRING)")


@spelled(widened, "bigquery")
def _widened(value: str) -> str:
    return f"CAST({value} AS FLOAT64)"
