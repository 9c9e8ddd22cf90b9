"""Trino's spelling. Times are TIMESTAMP(6): wall-clock time."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.sql.compiler import IdentifierPreparer

from semantic.dialects.constructs import (
    approximate_percentile,
    days_between,
    earlier,
    extracted,
    floor_moment,
    local_time,
    median,
    pseudonym,
)
from semantic.dialects.plain import (
    TYPES,
    PlainCompiler,
    PlainDialect,
    PlainTypes,
    count_and_unit,
    doubled,
    literals,
    parts,
    spelled,
    stand_in,
)

_RESERVED = (
    "alter and as between by case cast constraint create cross cube current_date current_path "
    "current_role current_time current_timestamp current_user deallocate delete describe distinct "
    "drop else end escape except execute exists extract false for from full group grouping having "
    "in inner insert intersect into is join left like listagg localtime localtimestamp natural "
    "normalize not null on or order outer prepare recursive right rollup select skip table then "
    "trim true uescape union unnest using values when where with"
)
_WORDS = set(_RESERVED.split())
_MOMENT = "TIMESTAMP(6)"
_SHORT = ("hour", "minute", "second", "millisecond")


class _Names(IdentifierPreparer):
    reserved_words = _WORDS


def _day(value: date) -> str:
    return f"DATE '{value.isoformat()}'"


def _moment(value: datetime) -> str:
    return f"TIMESTAMP '{value.isoformat(sep=' ')}'"


class _Types(PlainTypes):
    names = TYPES | {"datetime": _MOMENT}


class _Compiler(PlainCompiler):
    def extreme(self, name: str, values: list[str]) -> str:
        """Trino's own are null as soon as one value is."""
        known = f"filter(ARRAY[{', '.join(values)}], v -> v IS NOT NULL)"
        return f"array_{'max' if name == 'greatest' else 'min'}({known})"

    def visit_percentile_cont_func(self, function: Any, **kw: Any) -> str:
        """Exact, over the sorted values: Trino has only an approximate one."""
        (share,) = parts(function, self, kw)
        return f"DECIMAL '{share}'"

    visit_percentile_disc_func = visit_percentile_cont_func

    def visit_withingroup(self, withingroup: Any, **kw: Any) -> str:
        """See visit_percentile_cont_func."""
        share = self.process(withingroup.element, **kw)
        (value,) = parts(withingroup.order_by, self, kw)
        return _percentile(value, share, discrete=withingroup.element.name == "percentile_disc")


class TrinoDialect(PlainDialect):
    """How statements are spelled for Trino."""

    name = "trino"
    preparer: Any = _Names
    statement_compiler = _Compiler
    type_compiler_cls = _Types
    colspecs = literals(doubled, _day, _moment)


def _percentile(value: str, share: str, *, discrete: bool) -> str:
    values = f"array_sort(array_agg({value}) FILTER (WHERE {value} IS NOT NULL))"
    count = "cardinality(a)"
    if discrete:
        place = f"greatest(CAST(ceil({share} * {count}) AS BIGINT), 1)"
        return f"transform(ARRAY[{values}], a -> element_at(a, {place}))[1]"
    exact = f"{share} * ({count} - 1)"
    low, high = (f"element_at(a, CAST({end}({exact}) AS BIGINT) + 1)" for end in ("floor", "ceil"))
    between = f"{low} + ({high} - {low}) * CAST({exact} - floor({exact}) AS DOUBLE)"
    return f"transform(ARRAY[{values}], a -> {between})[1]"


@spelled(median, "trino")
def _median(value: str) -> str:
    return _percentile(value, "DECIMAL '0.5'", discrete=False)


@spelled(floor_moment, "trino")
def _floor_moment(grain: str, moment: str) -> str:
    return f"date_trunc({grain}, CAST({moment} AS {_MOMENT}))"


@spelled(days_between, "trino")
def _days_between(later: str, sooner: str) -> str:
    return f"date_diff('day', CAST({sooner} AS DATE), CAST({later} AS DATE))"


@spelled(earlier, "trino")
def _earlier(moment: str, interval: str) -> str:
    count, unit = count_and_unit(interval)
    whole = f"CAST({moment} AS {_MOMENT})" if unit in _SHORT else moment
    return f"date_add('{unit}', {-count}, {whole})"


_PARTS = {"isodow": "DAY_OF_WEEK", "doy": "DAY_OF_YEAR"}


@spelled(extracted, "trino")
def _extracted(part: str, moment: str) -> str:
    return f"CAST(EXTRACT({_PARTS.get(part, part.upper())} FROM {moment}) AS INTEGER)"


@spelled(local_time, "trino")
def _local_time(moment: str, zone: str, local: str) -> str:
    return f"CAST(with_timezone({moment}, {zone}) AT TIME ZONE {local} AS {_MOMENT})"


@spelled(pseudonym, "trino")
def _pseudonym(key: str, value: str) -> str:
    return stand_in(key, value, "lower(to_hex(sha256(to_utf8({}))))", cut="substr")


@spelled(approximate_percentile, "trino")
def _approximate_percentile(value: str, share: str) -> str:
    return f"approx_percentile({value}, {share})"
