"""The rows of a model that an asker may see: what their policy leaves, before the as-of date."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.operators import lt

from semantic.calculated import staged
from semantic.catalog import Catalog, FieldRef
from semantic.compile.expressions import Element, compared, condition, fixed
from semantic.compile.scope import (
    Columns,
    Scope,
    aliased,
    base,
    columns_in,
    columns_of,
    dimension_value,
    midnight,
    own_field,
    with_calculated,
)
from semantic.errors import CannotCombine
from semantic.model import Dimension, Filter, Model, Operator
from semantic.policy import Rows
from semantic.record import record
from semantic.routes import Way, key_columns, single_ways
from semantic.values import fitting

MOMENT = "local_moment"
EVERY_ROW = Rows(((),))

# Conditions that a row without a value meets, and what each of them denies.
_DENIES: dict[Operator, Operator] = {"ne": "eq", "not_in": "in", "is_null": "not_null"}


@record
class Seen:
    """A table, its columns and the row's moment by name, and what a row must meet to be seen."""

    table: sa.FromClause
    columns: Columns
    conditions: tuple[Element, ...]


def seen(scope: Scope, model: Model, rows: Rows) -> Seen:
    """The rows of a model dated before the as-of date that `rows` allows.

    Columns calculated from other rows are not among its columns: those rows must be chosen first.

    Raises CannotCombine when no part of `rows` says anything about the model.
    """
    table = base(scope, model)
    columns = columns_of(scope, model, table)
    conditions: list[Element] = []
    if model.time is not None:
        moment = columns[model.time.column]
        known = compared(moment, lt, fixed(midnight(scope.as_of)))
        if model.time.undated == "keep":
            known = sa.or_(known, moment.is_(None))
        conditions.append(known)
    if not rows.unrestricted:
        conditions.append(_allowed(scope, model, columns, rows))
    if model.time is not None:
        columns[MOMENT] = columns[model.time.column]
    return Seen(table, columns, tuple(conditions))


def visible(scope: Scope, model: Model, rows: Rows) -> sa.CTE:
    """What `seen` gives, as a table of its own: for rows that are joined, or read several times."""

    def build() -> sa.Select[Any]:
        found = seen(scope, model, rows)
        named = (value.label(name) for name, value in found.columns.items())
        statement = sa.select(*named).where(*found.conditions)
        for names in staged(model)[1:]:
            statement = _looking_at_others(model, statement, names)
        return statement

    return scope.once(("visible", model.name, rows), f"visible_{model.name}", build)


def _looking_at_others(
    model: Model, statement: sa.Select[Any], names: tuple[str, ...]
) -> sa.Select[Any]:
    """The rows with columns calculated from other ones of them."""
    known = statement.subquery("known")
    columns = {column.name: column for column in known.c}
    found = with_calculated(model, columns, names)
    return sa.select(*known.c, *(found[name].label(name) for name in names))


def looked_up(scope: Scope, model: Model, rows: Rows, name: str) -> tuple[sa.FromClause, Columns]:
    """The rows of a model that visible rows of others may look up, under a name, and their columns.

    Where `rows` says nothing about the model they are what a visible row says of itself, and may
    be seen with it. A table of which every row may be seen is looked up as it stands.
    """
    theirs = rows if decides(scope.catalog, model, rows) else EVERY_ROW
    if theirs.unrestricted and model.time is None and len(staged(model)) == 1:
        table = aliased(base(scope, model), name)
        return table, columns_of(scope, model, table)
    there = visible(scope, model, theirs).alias(name)
    return there, columns_in(there)


def decides(catalog: Catalog, model: Model, rows: Rows) -> bool:
    """Whether all of `rows` speaks of the model, so that it decides about each of its rows."""
    return all(_says_of(catalog, model, part) for part in rows.alternatives)


def limits(catalog: Catalog, model: Model, rows: Rows) -> bool:
    """Whether some part of `rows` decides which rows of the model may be seen."""
    return any(_says_of(catalog, model, part) for part in rows.alternatives)


def _says_of(catalog: Catalog, model: Model, conditions: tuple[Filter, ...]) -> bool:
    """Whether each row of the model meets all the conditions, or does not."""
    for given in conditions:
        ref = catalog.dimensions[given.field]
        if key_columns(model, ref) is not None:
            continue
        found = _ways_of_policy(catalog, model, ref)
        steps = [catalog.models[step.to] for step in found[0].route] if len(found) == 1 else [None]
        # What holds for a time decides at a time, and rows are seen or not whatever the time.
        if any(there is None or not there.source or there.validity for there in steps):
            return False
    return True


def looked_through(catalog: Catalog, given: Filter) -> frozenset[str]:
    """The models whose other rows decide what a condition that denies something leaves."""
    if given.op not in _DENIES:
        return frozenset()
    ref = catalog.dimensions[given.field]
    found = (_ways_of_policy(catalog, model, ref) for model in catalog.models.values())
    return frozenset(
        step.to for ways in found if len(ways) == 1 for way in ways for step in way.route
    )


def _ways_of_policy(catalog: Catalog, model: Model, ref: FieldRef) -> tuple[Way, ...]:
    """The ways to the very field a policy names; another entity's field of its name is another."""
    found = single_ways(catalog, model, (ref.dimension.entity,), ref)
    return tuple(way for way in found if way.ref.dimension.entity == ref.dimension.entity)


def _allowed(scope: Scope, model: Model, columns: Columns, rows: Rows) -> Element:
    if rows.alternatives and not limits(scope.catalog, model, rows):
        raise CannotCombine(
            f"{model.label or model.name} cannot be limited to the rows you may see, so nothing "
            "of it is shown.",
            next_step="Ask the steward to relate it to the customers you look after.",
        )
    conjunctions = [
        sa.and_(*(_row_condition(scope, model, columns, given) for given in part))
        for part in rows.alternatives
        if _says_of(scope.catalog, model, part)
    ]
    return sa.or_(sa.false(), *conjunctions)


# How a condition on a dimension's value is written.
Meets = Callable[[Filter, Dimension, Element], Element]


def _meets(given: Filter, dimension: Dimension, value: Element) -> Element:
    return condition(fitting(given, dimension), value)


def policy_condition(
    scope: Scope, model: Model, columns: Columns, given: Filter, meets: Meets
) -> Element:
    """A policy's condition on rows of the model, with what `meets` makes of the values."""
    return _row_condition(scope, model, columns, given, meets)


def _row_condition(
    scope: Scope, model: Model, columns: Columns, given: Filter, meets: Meets = _meets
) -> Element:
    """A policy's condition on rows of the model, as a semi-join where it is about another one."""
    ref = scope.catalog.dimensions[given.field]
    own = own_field(scope, model, columns, ref)
    if own is not None:
        return meets(given, ref.dimension, own)
    denied = _DENIES.get(given.op)
    if denied is not None:
        opposite = given.model_copy(update={"op": denied})
        found = _row_condition(scope, model, columns, opposite, meets)
        return sa.not_(sa.func.coalesce(found, sa.false()))
    (way,) = _ways_of_policy(scope.catalog, model, ref)
    if not way.route:
        return meets(given, ref.dimension, dimension_value(scope, way.ref.dimension, columns))
    step = way.route[0]
    target = scope.catalog.models[step.to]
    if not step.unchecked:
        scope.looked_up.add((target.name, step.to_columns))
    theirs = columns_of(scope, target, base(scope, target))
    keys = sa.select(*(theirs[name] for name in step.to_columns)).where(
        _row_condition(scope, target, theirs, given, meets)
    )
    # A table that looks itself up is read once more, and is not the row that looks.
    keys = keys.correlate(None)
    ours = [columns[name] for name in step.from_columns]
    return ours[0].in_(keys) if len(ours) == 1 else sa.tuple_(*ours).in_(keys)
