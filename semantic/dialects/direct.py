"""A SELECT whose tables are known, and DuckDB's spelling of it without a search for them."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from semantic.record import kept

# What a column is called, if anything, and its value.
Named = tuple[str, Any]
_PARTS = ("_named", "_from_obj", "_where_criteria", "_group_by_clauses", "_order_by_clauses")


class Direct(sa.Select[Any]):
    """A SELECT of columns under names of their own, all of them of the one clause that it reads.

    SQLAlchemy searches the columns and conditions of a SELECT for tables, and works out a name for
    each column. That takes it longer than to write them down, and finds nothing else here.
    """

    inherit_cache = True

    def __init__(
        self,
        columns: Sequence[Named],
        table: sa.FromClause,
        conditions: tuple[sa.ColumnElement[Any], ...],
        groups: tuple[sa.ColumnElement[Any], ...],
        order: tuple[sa.ColumnElement[Any], ...],
    ) -> None:
        self.__dict__.update(
            zip(_PARTS, (columns, (table,), conditions, groups, order), strict=True)
        )

    @kept
    def _raw_columns(self) -> list[Any]:
        """The columns as SQLAlchemy has them, for as long as none were added."""
        named: Sequence[Named] = self.__dict__["_named"]
        return [value.label(name) if name else value for name, value in named]


@compiles(Direct)
def _searching(element: Direct, compiler: SQLCompiler, **kw: Any) -> str:
    return str(compiler.visit_select(element, **kw))  # type: ignore[no-untyped-call]


@compiles(Direct, "duckdb")
def _directly(element: Any, compiler: Any, **kw: Any) -> str:
    """The same text. What stands within another one, or was added to, is left to SQLAlchemy."""
    if compiler.stack or len(element.__dict__) > len(_PARTS):
        return _searching(element, compiler, **kw)
    (table,) = element._from_obj
    # What SELECTs in it are told of the one around them.
    froms = set(table._from_objects)
    # A table is called otherwise beside one of another schema that has its name.
    if any(getattr(each, "schema", None) for each in froms):
        return _searching(element, compiler, **kw)
    compiler.stack.append({"correlate_froms": froms, "asfrom_froms": froms, "selectable": element})
    text = f"SELECT {_shown(element, compiler, kw)} \nFROM "
    text += compiler.process(table, asfrom=True, **kw)
    if element._where_criteria:
        met = compiler._generate_delimited_and_list(element._where_criteria, **kw)
        text += f" \nWHERE {met}"
    if element._group_by_clauses:
        text += compiler.group_by_clause(element, **kw)
    if element._order_by_clauses:
        text += compiler.order_by_clause(element, **kw)
    if compiler.ctes:
        text = compiler._render_cte_clause() + text
    compiler.stack.pop()
    return str(text)


def _shown(element: Any, compiler: Any, kw: dict[str, Any]) -> str:
    inner = {**kw, "within_columns_clause": True, "within_label_clause": True}
    process, quote = compiler.process, compiler.preparer.quote
    named = ((process(value, **inner), name) for name, value in element._named)
    return ", ".join([f"{text} AS {quote(name)}" if name else text for text, name in named])
