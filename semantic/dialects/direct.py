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
# How to name columns that have no name: SQLAlchemy says so of SELECTs within others.
_KNOWN = frozenset((*_PARTS, "_label_style"))


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
def _directly(
    element: Any,
    compiler: Any,
    *,
    asfrom: bool = False,
    compound_index: int | None = None,
    lateral: bool = False,
    **kw: Any,
) -> str:
    """The same text. What was added to, or stands within a condition, is left to SQLAlchemy."""
    (table,) = element._from_obj
    froms = set(table._from_objects)
    added_to = not element.__dict__.keys() <= _KNOWN
    # A table is called otherwise beside one of another schema that has its name.
    ambiguous = any(getattr(each, "schema", None) for each in froms)
    if added_to or ambiguous or lateral or (compiler.stack and not asfrom):
        known = {"asfrom": asfrom, "compound_index": compound_index, "lateral": lateral}
        return _searching(element, compiler, **known, **kw)
    around = compiler.stack[-1] if compiler.stack else {"correlate_froms": set()}
    if compound_index == 0:
        around["select_0"] = element
    # What SELECTs in this one are told of those around them.
    told = {"asfrom_froms": froms, "correlate_froms": froms | around["correlate_froms"]}
    compiler.stack.append({"selectable": element, **told})
    kw |= {"within_columns_clause": False, "ambiguous_table_name_map": {}}
    text = _spelled(element, compiler, table, kw)
    compiler.stack.pop()
    alone = not compiler.stack
    return str(compiler._render_cte_clause() + text if alone and compiler.ctes else text)


def _spelled(element: Any, compiler: Any, table: sa.FromClause, kw: dict[str, Any]) -> str:
    text = [f"SELECT {_shown(element, compiler, kw)} \nFROM "]
    text.append(compiler.process(table, asfrom=True, **kw))
    if element._where_criteria:
        met = compiler._generate_delimited_and_list(element._where_criteria, **kw)
        text.append(f" \nWHERE {met}")
    if element._group_by_clauses:
        text.append(compiler.group_by_clause(element, **kw))
    if element._order_by_clauses:
        text.append(compiler.order_by_clause(element, **kw))
    return "".join(text)


def _shown(element: Any, compiler: Any, kw: dict[str, Any]) -> str:
    inner = {**kw, "within_columns_clause": True, "within_label_clause": True}
    process, quote = compiler.process, compiler.preparer.quote
    named = ((process(value, **inner), name) for name, value in element._named)
    return ", ".join([f"{text} AS {quote(name)}" if name else text for text, name in named])
