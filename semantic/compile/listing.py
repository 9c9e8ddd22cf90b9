"""The answer to a question without metrics: which values there are together."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from semantic.compile.expressions import Element
from semantic.compile.limits import between
from semantic.compile.rows import visible
from semantic.compile.scope import Scope
from semantic.compile.source import Scan, Source
from semantic.compile.timeline import MOMENT_OF_SPINE, Journey, moments, spine_for
from semantic.members import STANDARD, is_standard
from semantic.plan import Order, Plan, TimeKey, Timing, fields_of, members_of


def listing(plan: Plan, scope: Scope) -> sa.Select[Any]:
    """A SELECT of the plan's keys, or with `extremes` of the least and greatest of each."""
    source = _source(plan, scope)
    keys = [source.value(key).label(key.name) for key in plan.keys]
    wheres = [source.holds(given) for given in plan.conditions]
    wheres += _within(source, plan)
    found = sa.select(*keys).select_from(source.clause).where(*wheres)
    if plan.extremes:
        return _extremes(found)
    table = (found.distinct() if plan.distinct else found).subquery("listed")
    chosen = sa.select(*table.c)
    chosen = chosen.order_by(*(ordered(plan, each, table.c[each.column]) for each in plan.order))
    return chosen.limit(plan.limit) if plan.limit else chosen


def ordered(plan: Plan, order: Order, value: Element) -> Element:
    """The value to order by, with missing ones where the plan has them."""
    way = value.desc() if order.descending else value.asc()
    placed: Element = way.nulls_first() if _nulls_first(plan, order) else way.nulls_last()
    return placed


def ordered_places(plan: Plan, columns: Sequence[str]) -> tuple[Element, ...]:
    """The plan's order by the places of the answer's columns, all of it as one element."""
    places = {name: place for place, name in enumerate(columns, 1)}
    shown = [
        f"{places[order.column]} {'DESC' if order.descending else 'ASC'} "
        f"NULLS {'FIRST' if _nulls_first(plan, order) else 'LAST'}"
        for order in plan.order
    ]
    return (sa.literal_column(", ".join(shown)),) if shown else ()


def _nulls_first(plan: Plan, order: Order) -> bool:
    return plan.nulls == "greatest" and order.descending


def _extremes(found: sa.Select[Any]) -> sa.Select[Any]:
    table = found.subquery("listed")
    ends = [
        end(column).label(f"{column.name}.{name}")
        for column in table.c
        for name, end in (("min", sa.func.min), ("max", sa.func.max))
    ]
    return sa.select(*ends)


def _source(plan: Plan, scope: Scope) -> Source:
    """The listed model's rows, each with every moment of the spine where times are asked for.

    What other models hold beyond these rows is listed, too, and belongs to no moment.
    """
    members = [*plan.keys, *(member for given in plan.conditions for member in members_of(given))]
    times = [member for member in members if isinstance(member, TimeKey)]
    limited = plan.moments.start is not None or plan.moments.end is not None
    timed = bool(times) or (limited and bool(scope.catalog.time_spines))
    spine = moments(scope, _finest(scope, times)) if timed else None
    moment = spine.c[MOMENT_OF_SPINE] if spine is not None else None
    assert plan.rows is not None
    rows: sa.FromClause
    clause: sa.FromClause
    if plan.listed is None:
        assert spine is not None, "a question names fields or times"
        model, rows, clause = next(iter(scope.catalog.models.values())), spine, spine
    else:
        model = scope.catalog.models[plan.listed]
        rows = visible(scope, model, plan.rows)
        clause = rows.join(spine, sa.true()) if spine is not None else rows
    scan = Scan("Listing", model.name, plan.rows, False, Timing(), None, ())
    fields = [*plan.fields, *fields_of(plan.conditions)]
    journey = Journey(scope, clause, moment if moment is not None else sa.null(), "day")
    return Source(
        scope, scan, fields, plan.buckets, model, rows, journey, moment=moment, whole=plan.whole
    )


def _finest(scope: Scope, times: list[TimeKey]) -> str:
    grains = [
        key.grain if is_standard(key.grain) else spine_for(scope.catalog, key.grain).grain
        for key in times
        if not key.part
    ]
    return min(("day", *grains), key=STANDARD.index)


def _within(source: Source, plan: Plan) -> list[Element]:
    return between(source.journey.moment, plan.moments) if source.moment is not None else []
