"""What dialects of our own share: SELECT statements, with dates and times as typed literals."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import GenericTypeCompiler, IdentifierPreparer, SQLCompiler

from semantic.dialects.constructs import attempt
from semantic.errors import Refusal

Spelling = Callable[..., str]
# By what SQLAlchemy calls a type.
TYPES: dict[str, str] = {
    "string": "VARCHAR",
    "datetime": "TIMESTAMP",
    "date": "DATE",
    "double": "DOUBLE",
    "integer": "INTEGER",
    "boolean": "BOOLEAN",
    "numeric": "DECIMAL",
}


def literals(
    text: Callable[[Any], str], day: Callable[[Any], str], moment: Callable[[Any], str]
) -> dict[type[Any], type[Any]]:
    """The types of values that are written into a statement by these functions."""
    given = ((sa.String, text), (sa.Date, day), (sa.DateTime, moment))
    return {base: _spelled(base, spelled) for base, spelled in given}


def _spelled(base: type[Any], spelled: Callable[[Any], str]) -> type[Any]:
    def literal_processor(_self: Any, _dialect: sa.Dialect) -> Callable[[Any], str]:
        return spelled

    return type(f"_{base.__name__}", (base,), {"literal_processor": literal_processor})


def parts(element: Any, compiler: SQLCompiler, kw: dict[str, Any]) -> list[str]:
    """The arguments of a function or construct as SQL."""
    return [compiler.process(part, **kw) for part in element.clauses]


def spelled(construct: type[Any], *engines: str) -> Callable[[Spelling], Spelling]:
    """Makes a function from the construct's arguments, as SQL, its spelling for these engines.

    Without engines, for all that have no other.
    """

    def register(spelling: Spelling) -> Spelling:
        def visit(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
            process = compiler.process
            return spelling(*[process(part, **kw) for part in element.clauses])

        compiles(construct, *engines)(visit)
        return spelling

    return register


def stand_in(
    key: str,
    value: str,
    hashed: str,
    *,
    text: str = "CAST({} AS VARCHAR)",
    cut: str = "substring",
) -> str:
    """The SQL of a pseudonym, with the engine's words for a hash, a text and a part of one."""
    inner = hashed.format(f"{key} || '|' || {text.format(value)}")
    outer = hashed.format(f"{key} || '|' || {inner}")
    return f"CASE WHEN {value} IS NOT NULL THEN 'p-' || {cut}({outer}, 1, 12) END"


def count_and_unit(interval: str) -> tuple[int, str]:
    """The parts of a literal interval such as '5 day'."""
    count, unit = interval.strip("'").split()
    return int(count), unit


def doubled(value: str) -> str:
    """A text literal in which a backslash is one."""
    return "'" + value.replace("'", "''") + "'"


def escaped(value: str) -> str:
    """A text literal in which a backslash begins something."""
    return doubled(value.replace("\\", "\\\\"))


def rows_as_selects(compiler: SQLCompiler, values: Any, **kw: Any) -> str:
    """A VALUES clause for engines without one: its rows as SELECTs of literals."""
    quote = compiler.preparer.quote
    names = [quote(column.name) for column in values.columns]
    kw |= {"literal_binds": True}
    rows = [sa.tuple_(*row) for chunk in values._data for row in chunk]
    selects = (
        "SELECT "
        + ", ".join(f"{value} AS {name}" for value, name in zip(shown, names, strict=True))
        for shown in (parts(row, compiler, kw) for row in rows)
    )
    return f"({' UNION ALL '.join(selects)}) AS {quote(values.name)}"


# Engines without a way to try, by SQLAlchemy's names of them.
_UNTRYING: Mapping[str, str] = {
    "bigquery": "BigQuery",
    "clickhouse": "ClickHouse",
    "postgresql": "PostgreSQL",
    "snowflake": "Snowflake",
}


@compiles(attempt, *_UNTRYING)
def _untried(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    value, risk = element.clauses
    if isinstance(risk, sa.True_):
        raise Refusal(
            f"{_UNTRYING[compiler.dialect.name]} cannot try a condition that fails for some rows, "
            "and its failure could tell of rows that you may not see.",
            next_step="Leave out casts of text and dates; compare with numbers, dates and texts.",
        )
    return compiler.process(value, **kw)


class PlainTypes(GenericTypeCompiler):
    """The engine's names of the types that definitions may cast to."""

    names: Mapping[str, str] = TYPES

    def process(self, type_: Any, **_: Any) -> str:
        """The type's name; a decimal without a size has the one that it has in DuckDB."""
        name = self.names[type_.__visit_name__]
        if type_.__visit_name__ != "numeric":
            return name
        known = type_.precision is not None
        precision, scale = (type_.precision, type_.scale or 0) if known else (18, 3)
        return f"{name}({precision}, {scale})"


class PlainCompiler(SQLCompiler):
    """Spells what most engines share and SQLAlchemy's default does not."""

    def visit_bindparam(self, bindparam: Any, *args: Any, **kw: Any) -> str:
        """Times are written in: a driver may move a bound one to another time zone."""
        if isinstance(bindparam.type, sa.Date | sa.DateTime):
            kw["literal_execute"] = True
        return str(super().visit_bindparam(bindparam, *args, **kw))  # type: ignore[no-untyped-call]

    def visit_mod_binary(self, binary: Any, *_: Any, **kw: Any) -> str:
        """The remainder; null where the divisor is zero."""
        left, right = (self.process(part, **kw) for part in (binary.left, binary.right))
        return f"{left} % nullif({right}, 0)"

    def visit_avg_func(self, function: Any, **kw: Any) -> str:
        """A float, as in DuckDB: an average of decimals would be cut to a few places."""
        (value,) = parts(function, self, kw)
        double = self.dialect.type_compiler_instance.process(sa.Double())
        return f"CAST(sum({value}) AS {double}) / nullif(count({value}), 0)"

    def visit_greatest_func(self, function: Any, **kw: Any) -> str:
        """The greatest of the values that are there."""
        return self.extreme("greatest", parts(function, self, kw))

    def visit_least_func(self, function: Any, **kw: Any) -> str:
        """The least of the values that are there."""
        return self.extreme("least", parts(function, self, kw))

    def extreme(self, name: str, values: list[str]) -> str:
        """The greatest or least value; null only where all are."""
        return f"{name}({', '.join(values)})" if len(values) > 1 else values[0]


class BackslashCompiler(PlainCompiler):
    """For engines where a backslash escapes in a pattern of LIKE; here it stands for itself.

    `escapes` says whether a condition may name another escape; where not, it is rewritten.
    """

    escapes = False
    replace, replace_matches = "replace", "regexp_replace"

    def visit_like_op_binary(self, binary: Any, *_: Any, **kw: Any) -> str:
        """LIKE, with the escape that the condition names, or none."""
        left, pattern = (self.process(part, **kw) for part in (binary.left, binary.right))
        mark = binary.modifiers.get("escape")
        if mark is not None and self.escapes:
            return f"{left} LIKE {pattern} ESCAPE '{mark}'"
        if not _has_no_backslash(binary.right):
            pattern = rf"{self.replace}({pattern}, '\\', '\\\\')"
        if mark is not None:
            pattern = rf"{self.replace_matches}({pattern}, '{mark}(.)', '\\\\\\1')"
        return f"{left} LIKE {pattern}"

    def visit_not_like_op_binary(self, binary: Any, *_: Any, **kw: Any) -> str:
        """As for LIKE."""
        return f"NOT ({self.visit_like_op_binary(binary, **kw)})"


def _has_no_backslash(pattern: Any) -> bool:
    return isinstance(pattern, sa.BindParameter) and "\\" not in str(pattern.value)


class Backticked(IdentifierPreparer):
    """Names in backticks where they need quotes."""

    def __init__(self, dialect: sa.Dialect) -> None:
        super().__init__(dialect, initial_quote="`", escape_quote="`")


class PlainDialect(DefaultDialect):
    """A dialect that only reads."""

    default_paramstyle = "named"
    supports_statement_cache = True
    supports_native_boolean = True
    supports_native_decimal = True
