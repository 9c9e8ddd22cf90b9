"""A SELECT whose tables are known, and DuckDB's spelling of it without a search for them."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

_PARTS = (
    "_raw_columns",
    "_from_obj",
    "_where_criteria",
    "_group_by_clauses",
    "_order_by_clauses",
)


class Direct(sa.Select[Any]):
    """A SELECT of labelled columns, all of them of the one clause that it reads.

    SQLAlchemy searches the columns and conditions of a SELECT for tables, and works out a name for
    each column. That takes it longer than to write them down, and finds nothing else here.
    """

    inherit_cache = True

    def __init__(
        self,
        columns: Sequence[Any],
        table: sa.FromClause,
        conditions: tuple[sa.ColumnElement[Any], ...],
        groups: tuple[sa.ColumnElement[Any], ...],
        order: tuple[sa.ColumnElement[Any], ...],
    ) -> None:
        self.__dict__.update(
            zip(_PARTS, (columns, (table,), conditions, groups, order), strict=True)
        )


@compiles(Direct)
def _searching(element: Direct, compiler: SQLCompiler, **kw: Any) -> str:
    return str(compiler.visit_select(element, **kw))  # type: ignore[no-untyped-call]


@compiles(Direct, "duckdb")
def _directly(element: Any, compiler: Any, **kw: Any) -> str:
    """The same text. What stands within another one, or was added to, is left to SQLAlchemy."""
    (table,) = element._from_obj
    if compiler.stack or len(element.__dict__) > len(_PARTS) or not _is_plain(table):
        return _searching(element, compiler, **kw)
    # What SELECTs in conditions are told of the one around them.
    froms = set(table._from_objects)
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
    compiler.stack.pop()
    return str(text)


def _shown(element: Any, compiler: Any, kw: dict[str, Any]) -> str:
    inner = {**kw, "within_columns_clause": True, "within_label_clause": True}
    process, quote = compiler.process, compiler.preparer.quote
    shown = [f"{process(c.element, **inner)} AS {quote(c.name)}" for c in element._raw_columns]
    return ", ".join(shown)


def _is_plain(table: Any) -> bool:
    """Whether only tables are read, joined or not."""
    while isinstance(table, sa.Join):
        if not _is_plain(table.right):
            return False
        table = table.left
    named = table.element if isinstance(table, sa.Alias) else table
    return isinstance(named, sa.TableClause) and named.schema is None
