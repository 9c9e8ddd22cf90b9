"""What dialects of our own share: SELECT statements, with dates and times as typed literals."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.sql.compiler import GenericTypeCompiler, IdentifierPreparer, SQLCompiler

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
        """A float, as in DuckDB: of decimals other engines keep as many places as they please."""
        (value,) = parts(function, self, kw)
        double = self.dialect.type_compiler_instance.process(sa.Double())
        return f"CAST(avg({value}) AS {double})"

    def visit_greatest_func(self, function: Any, **kw: Any) -> str:
        """The greatest of the values that are there."""
        return self.extreme("greatest", parts(function, self, kw))

    def visit_least_func(self, function: Any, **kw: Any) -> str:
        """The least of the values that are there."""
        return self.extreme("least", parts(function, self, kw))

    def extreme(self, name: str, values: list[str]) -> str:
        """The greatest or least value; null only where all are."""
        return f"{name}({', '.join(values)})" if len(values) > 1 else values[0]


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
