"""What every part of a statement shares: tables, the asker's rows, and fields as SQL."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import count
from typing import Any

import sqlalchemy as sa

from semantic.catalog import Catalog, FieldRef
from semantic.compile.expressions import Element, condition, element, fixed
from semantic.dialects import local_time, pseudonym, to_grain
from semantic.errors import CannotCombine
from semantic.expression import parse
from semantic.model import Dimension, Filter, Model
from semantic.plan import Field
from semantic.policy import Rows
from semantic.routes import key_columns, routes
from semantic.values import fitting

Columns = Mapping[str, Element]
Stage = Callable[[str, sa.Select[Any]], sa.FromClause]


@dataclass(frozen=True)
class Scope:
    """The world one statement is built in.

    `table` gives the name under which the warehouse knows a source; `stage` may put a model's base
    in a place that is quicker to read, and must not change its rows. `pseudonym_key` makes masks.
    `named` holds the common table expressions built so far, so that each is written once;
    `looked_up` the models whose rows were looked up by key, which must therefore be unique.
    """

    catalog: Catalog
    as_of: date
    table: Callable[[str], str]
    stage: Stage | None
    pseudonym_key: str
    named: dict[tuple[Any, ...], sa.CTE] = field(default_factory=dict)
    looked_up: set[str] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def once(self, key: tuple[Any, ...], name: str, build: Callable[[], Any]) -> sa.CTE:
        """The common table expression built for `key`, under a name of its own."""
        if key not in self.named:
            statement = build()
            taken = {cte.name for cte in self.named.values()}
            free = name if name not in taken else f"{name}_{next(self.numbers)}"
            self.named[key] = statement.cte(free)
        return self.named[key]


def midnight(day: date) -> datetime:
    """The first moment of a local day."""
    return datetime.combine(day, time())


def base(scope: Scope, model: Model) -> sa.FromClause:
    """The model's declared columns of its source, equal rows once where the model says so."""
    assert model.source is not None
    table = sa.table(scope.table(model.source), *(sa.column(name) for name in model.columns))
    if not model.distinct:
        return table
    statement = sa.select(*table.c).distinct()
    if scope.stage is not None:
        return scope.stage(model.name, statement)
    return scope.once(("base", model.name), model.name, lambda: statement)


def visible(scope: Scope, model: Model, rows: Rows) -> sa.CTE:
    """The rows of a model dated before the as-of date that `rows` allows."""

    def build() -> sa.Select[Any]:
        source = base(scope, model)
        columns: Columns = {column.name: column for column in source.c}
        statement = sa.select(*source.c)
        if model.time is not None:
            moment = moment_of(scope, model, columns)
            statement = statement.add_columns(moment.label(MOMENT))
            statement = statement.where(moment < fixed(midnight(scope.as_of)))
        if not rows.unrestricted:
            statement = statement.where(_allowed(scope, model, columns, rows))
        return statement

    return scope.once(("visible", model.name, rows), f"visible_{model.name}", build)


MOMENT = "local_moment"


def moment_of(scope: Scope, model: Model, columns: Columns) -> Element:
    """The model's time as wall-clock time of the workspace."""
    assert model.time is not None
    column = columns[model.time.column]
    zone = scope.catalog.settings.timezone
    if model.time.timezone in ("local", zone):
        return column
    return local_time(column, fixed(model.time.timezone), fixed(zone))


def _allowed(scope: Scope, model: Model, columns: Columns, rows: Rows) -> Element:
    conjunctions = [
        sa.and_(*(_row_condition(scope, model, columns, given) for given in alternative))
        for alternative in rows.alternatives
    ]
    return sa.or_(sa.false(), *conjunctions)


def _row_condition(scope: Scope, model: Model, columns: Columns, given: Filter) -> Element:
    """A policy's condition on rows of the model, as a semi-join where it is about another one."""
    ref = scope.catalog.dimensions[given.field]
    wanted = fitting(given, ref.dimension)
    own = own_field(model, columns, ref)
    if own is not None:
        return condition(wanted, own)
    found = routes(scope.catalog, model.name, ref.model.name)
    if len(found) != 1 or any(scope.catalog.models[step.to].source is None for step in found[0]):
        raise CannotCombine(
            f"{model.label or model.name} cannot be limited to the rows you may see, so nothing "
            "of it is shown.",
            next_step="Ask the steward to relate it to the customers you look after.",
        )
    step = found[0][0]
    target = scope.catalog.models[step.to]
    scope.looked_up.add(target.name)
    there = base(scope, target)
    theirs: Columns = {column.name: column for column in there.c}
    keys = sa.select(*(theirs[name] for name in step.to_columns)).where(
        _row_condition(scope, target, theirs, given)
    )
    ours = [columns[name] for name in step.from_columns]
    return ours[0].in_(keys) if len(ours) == 1 else sa.tuple_(*ours).in_(keys)


def own_field(model: Model, columns: Columns, ref: FieldRef) -> Element | None:
    """The field over the model's own columns; None when it has to be joined."""
    if ref.model.name == model.name and model.rollup is None:
        return dimension_value(ref.dimension, columns)
    keys = key_columns(model, ref)
    if keys is None:
        return None
    renamed = {theirs: columns[ours] for theirs, ours in keys}
    return dimension_value(ref.dimension, renamed)


def dimension_value(dimension: Dimension, columns: Columns) -> Element:
    """The dimension's expression over `columns`, cut to its grain."""
    value = element(parse(dimension.expr).root, columns)
    if dimension.grain:
        return to_grain(dimension.grain, value)
    return sa.cast(value, sa.Date()) if dimension.type == "date" else value


def masked(scope: Scope, field_used: Field, value: Element) -> Element:
    """The value as the asker may see it."""
    if field_used.mask is None:
        return value
    key = sa.bindparam("pseudonym_key", scope.pseudonym_key, type_=sa.String())
    return pseudonym(key, value)
