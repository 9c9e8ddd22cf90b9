"""PostgreSQL's spelling, where it is not DuckDB's."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg, PGDialect_psycopg

from semantic.dialects.constructs import (
    approximate_count,
    approximate_percentile,
    in_byte_order,
    median,
    no_number,
    pseudonym,
    widened,
)
from semantic.dialects.plain import spelled, stand_in

# The order of bytes, and the upper and lower case of all scripts, whatever the database has.
_SORTED, _CASED = 'COLLATE "C"', 'COLLATE "und-x-icu"'


class _Compiler(PGCompiler_psycopg):
    """Functions and operators that mean something else here than in DuckDB."""

    def visit_avg_func(self, function: Any, **kw: Any) -> str:
        """A float, as everywhere: PostgreSQL's own is a decimal of any number of digits."""
        return f"CAST(avg({self._argument(function, **kw)}) AS DOUBLE PRECISION)"

    def visit_round_func(self, function: Any, **kw: Any) -> str:
        """Halves away from zero; of floats too, which round() takes to whole numbers only."""
        value, *places = (self.process(part, **kw) for part in function.clauses)
        return f"round({', '.join((f'CAST({value} AS NUMERIC)', *places))})"

    def visit_mod_binary(self, binary: Any, operator: Any, **kw: Any) -> str:  # noqa: ARG002
        """The remainder, of floats too; null where the divisor is zero."""
        left, right = (self.process(part, **kw) for part in (binary.left, binary.right))
        sign = "%%" if self.preparer._double_percents else "%"
        return f"CAST({left} AS NUMERIC) {sign} nullif(CAST({right} AS NUMERIC), 0)"

    def visit_lower_func(self, function: Any, **kw: Any) -> str:
        """Lower case in all scripts."""
        return self._cased("lower", function, **kw)

    def visit_upper_func(self, function: Any, **kw: Any) -> str:
        """Upper case in all scripts."""
        return self._cased("upper", function, **kw)

    def visit_like_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """A backslash in a pattern is one, unless the condition says otherwise."""
        spelled = super().visit_like_op_binary(binary, operator, **kw)  # type: ignore[no-untyped-call]
        return f"{spelled}{_escape(binary)}"

    def visit_not_like_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """As for LIKE."""
        spelled = super().visit_not_like_op_binary(binary, operator, **kw)  # type: ignore[no-untyped-call]
        return f"{spelled}{_escape(binary)}"

    def _cased(self, name: str, function: Any, **kw: Any) -> str:
        value = f"CAST({self._argument(function, **kw)} AS TEXT)"
        return f"{name}({value} {_CASED}) {_SORTED}"

    def _argument(self, function: Any, **kw: Any) -> str:
        (value,) = function.clauses
        return str(self.process(value, **kw))


def _escape(binary: Any) -> str:
    return "" if binary.modifiers.get("escape") else " ESCAPE ''"


class PostgreSQL(PGDialect_psycopg):
    """PostgreSQL, with expressions that mean what they mean elsewhere."""

    statement_compiler = _Compiler
    supports_statement_cache = True


def readable() -> sa.Dialect:
    """The dialect as people write it, not as the driver wants it."""
    return PostgreSQL(paramstyle="named")  # type: ignore[no-untyped-call]


@spelled(widened, "postgresql")
def _widened(value: str) -> str:
    return f"CAST({value} AS NUMERIC)"


@spelled(in_byte_order, "postgresql")
def _in_byte_order(text: str) -> str:
    return f"CAST({text} AS TEXT) {_SORTED}"


@spelled(no_number, "postgresql")
def _no_number() -> str:
    return "CAST(NULL AS NUMERIC)"


@spelled(pseudonym, "postgresql")
def _pseudonym(key: str, value: str) -> str:
    return stand_in(key, value, "encode(sha256(convert_to({}, 'UTF8')), 'hex')")


@spelled(approximate_count, "postgresql")
def _approximate_count(value: str) -> str:
    return f"count(DISTINCT {value})"


@spelled(approximate_percentile, "postgresql")
def _approximate_percentile(value: str, share: str) -> str:
    return f"percentile_disc({share}) WITHIN GROUP (ORDER BY {value})"


@spelled(median, "postgresql")
def _median(value: str) -> str:
    return f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {value})"
