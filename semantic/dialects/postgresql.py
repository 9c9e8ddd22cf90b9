"""PostgreSQL's spelling, where it is not DuckDB's."""

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from semantic.dialects.constructs import (
    median,
    pseudonym,
)


@compiles(pseudonym, "postgresql")
def _pseudonym_postgresql(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    key, value = (compiler.process(part, **kw) for part in element.clauses)
    inner = f"encode(sha256(convert_to({key} || '|' || CAST({value} AS VARCHAR), 'UTF8')), 'hex')"
    outer = f"encode(sha256(convert_to({key} || '|' || {inner}, 'UTF8')), 'hex')"
    return f"CASE WHEN {value} IS NOT NULL THEN 'p-' || substring({outer}, 1, 12) END"


@compiles(median, "postgresql")
def _median_postgresql(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    (value,) = (compiler.process(part, **kw) for part in element.clauses)
    return f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {value})"
