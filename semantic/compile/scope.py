"""What every part of a statement shares: tables, the asker's rows, and fields as SQL."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from datetime import date, datetime, time
from functools import cached_property, lru_cache
from itertools import count
from typing import Any

import sqlalchemy as sa

from semantic.calculated import staged
from semantic.catalog import Catalog, FieldRef
from semantic.compile.expressions import Element, element, fixed
from semantic.dialects import in_byte_order, local_time, pseudonym, to_grain, wall_clock
from semantic.expression import parse
from semantic.model import Dimension, Model
from semantic.plan import Field
from semantic.record import record
from semantic.routes import key_columns
from semantic.week import Weekday

Columns = Mapping[str, Element]
Stage = Callable[[str, sa.Select[Any]], sa.FromClause | None]


@record
class Scope:
    """The world one statement is built in.

    `table` gives the name under which the warehouse knows a source; `stage` may put a model's base
    in a place that is quicker to read, and must not change its rows. `pseudonym_key` makes masks.
    `answer` builds the statement of a plan within this one. `named` holds the common table
    expressions built so far, so that each is written once; `looked_up` the models and columns that
    rows were looked up by, which must therefore be unique. `exact` tells the columns of a source
    that add up alike in any order, `collates` that the engine compares text by a language's rules.
    """

    catalog: Catalog
    as_of: date
    table: Callable[[str], str]
    stage: Stage | None
    pseudonym_key: str
    collates: bool = False
    exact: Callable[[str], frozenset[str]] = lambda _: frozenset()
    answer: Callable[[Any, "Scope"], sa.Select[Any]] | None = None
    named: dict[tuple[Any, ...], sa.CTE] = field(default_factory=dict)
    looked_up: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def once(self, key: tuple[Any, ...], name: str, build: Callable[[], Any]) -> sa.CTE:
        """The common table expression built for `key`, under a name of its own."""
        if key not in self.named:
            statement = build()
            taken = {cte.name for cte in self.named.values()} | self._sources
            free = name if name not in taken else f"{name}_{next(self.numbers)}"
            self.named[key] = statement.cte(free)
        return self.named[key]

    @property
    def week_start(self) -> Weekday:
        """The weekday on which the workspace's weeks begin."""
        return self.catalog.settings.week_start

    @cached_property
    def _sources(self) -> frozenset[str]:
        """Names that belong to tables, which a common table expression would hide."""
        return frozenset(model.source or "" for model in self.catalog.models.values())


def midnight(day: date) -> datetime:
    """The first moment of a local day."""
    return datetime.combine(day, time())


def base(scope: Scope, model: Model) -> sa.FromClause:
    """The model's declared columns of its source, equal rows once where the model says so."""
    assert model.source is not None
    table = table_of(scope, model.source, model.columns)
    if not model.distinct:
        return table
    statement = sa.select(*table.c).distinct()
    staged = scope.stage(model.name, statement) if scope.stage is not None else None
    if staged is not None:
        return staged
    return scope.once(("base", model.name), model.name, lambda: statement)


def table_of(scope: Scope, source: str, columns: Iterable[str]) -> sa.TableClause:
    """A source's table with these columns. `schema.table` names one of a schema."""
    return _table(scope.table(source), tuple(columns))


# One table may stand in many statements: what is made of it never changes it.
@lru_cache(maxsize=512)
def _table(called: str, columns: tuple[str, ...]) -> sa.TableClause:
    schema, _, name = called.rpartition(".")
    return sa.table(name, *(sa.column(column) for column in columns), schema=schema or None)


def aliased(rows: sa.FromClause, name: str) -> sa.FromClause:
    """The rows under a name; of a table that many statements read the same element."""
    return _alias(rows, name) if isinstance(rows, sa.TableClause) else rows.alias(name)


@lru_cache(maxsize=512)
def _alias(table: sa.TableClause, name: str) -> sa.FromClause:
    return table.alias(name)


def columns_in(rows: sa.FromClause) -> Columns:
    """A table's columns by name."""
    return {column.name: column for column in rows.c}


def columns_of(scope: Scope, model: Model, source: sa.FromClause) -> dict[str, Element]:
    """The source's columns by name, with the model's time as wall-clock time of the workspace.

    Columns calculated of a row alone are among them.
    """
    columns: dict[str, Element] = {column.name: column for column in source.c}
    if model.time is not None:
        moment = _wall_clock(columns[model.time.column])
        zone = scope.catalog.settings.timezone
        if model.time.timezone not in ("local", zone):
            moment = local_time(moment, fixed(model.time.timezone), fixed(zone))
        columns[model.time.column] = moment
    return with_calculated(model, columns, staged(model)[0])


def _wall_clock(column: Element) -> Element:
    """The column as wall-clock time; of a table that many statements read the same element."""
    if isinstance(getattr(column, "table", None), sa.TableClause):
        return _known_wall_clock(column)
    return sa.cast(column, sa.DateTime())


@lru_cache(maxsize=512)
def _known_wall_clock(column: Element) -> Element:
    return wall_clock(column)


def with_calculated(
    model: Model, columns: Mapping[str, Element], names: Iterable[str]
) -> dict[str, Element]:
    """The columns with calculated ones of these names, each made of those before it."""
    found = dict(columns)
    for name in names:
        found[name] = element(parse(model.calculated[name].expr, "windows").root, found)
    return found


def own_field(scope: Scope, model: Model, columns: Columns, ref: FieldRef) -> Element | None:
    """The field over the model's own columns; None when it has to be joined."""
    if ref.model.name == model.name and model.rollup is None:
        return dimension_value(scope, ref.dimension, columns)
    keys = key_columns(model, ref)
    if keys is None:
        return None
    renamed = {theirs: columns[ours] for theirs, ours in keys}
    return dimension_value(scope, ref.dimension, renamed)


def dimension_value(scope: Scope, dimension: Dimension, columns: Columns) -> Element:
    """The dimension's expression over `columns`, cut to its grain."""
    value = element(parse(dimension.expr).root, columns)
    if dimension.grain and dimension.type == "timestamp":
        return sa.cast(to_grain(dimension.grain, value, scope.week_start), sa.DateTime())
    if dimension.grain:
        return to_grain(dimension.grain, value, scope.week_start)
    if dimension.type == "text" and scope.collates:
        return in_byte_order(value)
    return sa.cast(value, sa.Date()) if dimension.type == "date" else value


def masked(scope: Scope, field_used: Field, value: Element) -> Element:
    """The value as the asker may see it."""
    if field_used.mask is None:
        return value
    key = sa.bindparam("pseudonym_key", scope.pseudonym_key, type_=sa.String())
    return pseudonym(key, value)
