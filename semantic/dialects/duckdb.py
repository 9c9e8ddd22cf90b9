"""DuckDB: a dialect of our own, and the spelling of every engine that registers no other."""

from typing import Any

import sqlalchemy as sa
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
    folded,
    in_byte_order,
    local_time,
    no_number,
    pseudonym,
    truncate,
    wall_clock,
    widened,
    written,
)
from semantic.dialects.plain import PlainDialect, spelled, stand_in

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


@compiles(folded)
def _folded(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    name = element.function
    # Where an engine's compiler spells a function of the name in its own way, so it is here.
    own = getattr(compiler, f"visit_{name}_func", None)
    if own is not None:
        return str(own(element, **kw))
    value = compiler.process(element.clauses[0], **kw)
    return f"count(DISTINCT {value})" if name == "count_distinct" else f"{name}({value})"


@spelled(floor_moment)
def _floor_moment(grain: str, moment: str) -> str:
    return f"date_trunc({grain}, {moment})"


@spelled(truncate)
def _truncate(grain: str, moment: str) -> str:
    return f"CAST(date_trunc({grain}, {moment}) AS DATE)"


@spelled(days_between)
def _days_between(later: str, earlier: str) -> str:
    return f"(CAST({later} AS DATE) - CAST({earlier} AS DATE))"


@spelled(earlier)
def _earlier(moment: str, interval: str) -> str:
    return f"({moment} - INTERVAL {interval})"


@spelled(extracted)
def _extracted(part: str, moment: str) -> str:
    return f"CAST(EXTRACT({part} FROM {moment}) AS INTEGER)"


@spelled(local_time)
def _local_time(moment: str, zone: str, local: str) -> str:
    return f"(({moment} AT TIME ZONE {zone}) AT TIME ZONE {local})"


@compiles(wall_clock)
def _wall_clock(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    (column,) = element.clauses
    # A table is called otherwise beside one of another schema that has its name.
    known = {} if kw.get("ambiguous_table_name_map") else element.spellings
    key = (column, compiler.dialect)
    if key not in known:
        known[key] = compiler.process(sa.cast(column, element.type), **kw)
    return str(known[key])


@spelled(pseudonym)
def _pseudonym(key: str, value: str) -> str:
    return stand_in(key, value, "sha256({})")


@spelled(attempt)
def _attempt(value: str, _risk: str) -> str:
    return f"TRY({value})"


@spelled(widened)
@spelled(in_byte_order)
def _as_it_is(value: str) -> str:
    return value


@spelled(no_number)
def _no_number() -> str:
    return "NULL"
