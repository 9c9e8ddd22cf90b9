"""DuckDB: a dialect of our own, and the spelling of every engine that registers no other."""

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import (
    RESERVED_WORDS,
    GenericTypeCompiler,
    IdentifierPreparer,
    SQLCompiler,
)

from semantic.dialects.constructs import (
    attempt,
    days_between,
    earlier,
    extracted,
    floor_moment,
    in_byte_order,
    local_time,
    no_number,
    pseudonym,
    truncate,
    widened,
    written,
)
from semantic.dialects.plain import PlainDialect

# What duckdb_keywords() calls reserved, and words that are values where no quotes stand.
_RESERVED = (
    "anti array asc asof at by collation columns concurrently current_catalog current_schema "
    "describe fetch generated glob lambda lateral map of over pivot pivot_longer pivot_wider "
    "positional qualify returning semi show struct summarize tablesample try_cast unpack unpivot "
    "variadic window with"
)
_WORDS = {*RESERVED_WORDS, *_RESERVED.split()}


class _Names(IdentifierPreparer):
    reserved_words = _WORDS


class _Types(GenericTypeCompiler):
    def visit_double(self, *_: Any, **__: Any) -> str:
        """As in the standard."""
        return "DOUBLE PRECISION"

    def visit_datetime(self, *_: Any, **__: Any) -> str:
        """Wall-clock time, which no session's time zone moves."""
        return "TIMESTAMP WITHOUT TIME ZONE"


class DuckDBDialect(PlainDialect):
    """How statements are spelled for DuckDB; a bound value stands at `$1`, `$2` and so on."""

    name = "duckdb"
    default_paramstyle = "numeric_dollar"
    preparer: Any = _Names
    type_compiler_cls = _Types
    # `/` of whole numbers has a fraction, so that nothing is cast before it.
    div_is_floordiv = False


@compiles(written)
def _written(element: Any, compiler: SQLCompiler, **_kw: Any) -> str:
    return str(compiler.render_literal_value(element.value, element.type))


@compiles(floor_moment)
def _floor_moment(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    grain, moment = (compiler.process(part, **kw) for part in element.clauses)
    return f"date_trunc({grain}, {moment})"


@compiles(truncate)
def _truncate(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    grain, moment = (compiler.process(part, **kw) for part in element.clauses)
    return f"CAST(date_trunc({grain}, {moment}) AS DATE)"


@compiles(days_between)
def _days_between(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    later, earlier = (compiler.process(part, **kw) for part in element.clauses)
    return f"(CAST({later} AS DATE) - CAST({earlier} AS DATE))"


@compiles(earlier)
def _earlier(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    moment, interval = (compiler.process(part, **kw) for part in element.clauses)
    return f"({moment} - INTERVAL {interval})"


@compiles(extracted)
def _extracted(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    part, moment = (compiler.process(part, **kw) for part in element.clauses)
    return f"CAST(EXTRACT({part} FROM {moment}) AS INTEGER)"


@compiles(local_time)
def _local_time(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    moment, zone, local = (compiler.process(part, **kw) for part in element.clauses)
    return f"(({moment} AT TIME ZONE {zone}) AT TIME ZONE {local})"


@compiles(pseudonym)
def _pseudonym(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    key, value = (compiler.process(part, **kw) for part in element.clauses)
    inner = f"sha256({key} || '|' || CAST({value} AS VARCHAR))"
    outer = f"substring(sha256({key} || '|' || {inner}), 1, 12)"
    return f"CASE WHEN {value} IS NOT NULL THEN 'p-' || {outer} END"


@compiles(attempt)
def _attempt(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    value, _ = element.clauses
    return f"TRY({compiler.process(value, **kw)})"


@compiles(widened)
@compiles(in_byte_order)
def _as_it_is(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    (value,) = element.clauses
    return compiler.process(value, **kw)


@compiles(no_number)
def _no_number(_element: Any, _compiler: SQLCompiler, **_kw: Any) -> str:
    return "NULL"
