"""DuckDB's spelling, which is every engine's that registers no other."""

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

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
