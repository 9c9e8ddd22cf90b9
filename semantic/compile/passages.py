"""Who went through the steps of a funnel: the events that a passage begins with and completes."""

from typing import Any

import sqlalchemy as sa

from semantic.compile.expressions import Element
from semantic.compile.scope import Scope
from semantic.compile.source import Scan, Source, source_of
from semantic.dialects import before, to_grain
from semantic.plan import Leaf, Passage, Plan, Step, Timing

ENTITY, BEGAN, NOW = "entity", "began", "now"


def passed(scope: Scope, plan: Plan, source: Source, passage: Passage) -> Element:
    """The entity of a row that begins a passage through all of the steps; null for other rows.

    Joins who passed to the source. Each step is the earliest event of its own after the step
    before, and the last one lies within the window from the first.
    """

    def build() -> sa.Select[Any]:
        first, *others = (_events(scope, plan, source.scan, passage, s) for s in passage.steps)
        began = first.c[NOW]
        found = sa.select(first.c[ENTITY], began.label(BEGAN), began.label(NOW)).distinct()
        for later in others:
            found = _went_on(found.subquery("so_far"), later, passage)
        return found

    entity = source.own(passage.entity)
    assert source.moment is not None
    key = ("passed", passage, source.scan.rows)
    table = scope.once(key, f"passed_{passage.entity}", build).alias()
    on = sa.and_(table.c[ENTITY] == entity, table.c[BEGAN] == _cut(passage, source.moment))
    source.journey.clause = source.clause.outerjoin(table, on)
    reached: Element = sa.case((table.c[ENTITY].is_not(None), entity))
    return reached


def _went_on(so_far: sa.Subquery, later: sa.Subquery, passage: Passage) -> sa.Select[Any]:
    """The passages that go on to a later event."""
    at = later.c[NOW]
    on = [later.c[ENTITY] == so_far.c[ENTITY], at > so_far.c[NOW]]
    if passage.window is not None:
        limit = before(at, passage.window.count, passage.window.grain)
        on.append(so_far.c[BEGAN] > limit)
    groups = [so_far.c[ENTITY], so_far.c[BEGAN]]
    table = so_far.join(later, sa.and_(*on))
    return sa.select(*groups, sa.func.min(at).label(NOW)).select_from(table).group_by(*groups)


def _events(scope: Scope, plan: Plan, scan: Scan, passage: Passage, step: Step) -> sa.Subquery:
    """The events of a step: whose they are, and when."""
    leaf = Leaf(step.metric, step.conditions, scan.rows)
    own = Scan(
        kind=scan.kind,
        model=step.metric.model,
        rows=scan.rows,
        earlier=False,
        timing=Timing(time=step.metric.time),
        leaves=(leaf,),
    )
    source = source_of(scope, plan, own)
    assert source.moment is not None
    wheres = [source.holds(given) for given in step.conditions]
    entity = source.own(passage.entity)
    columns = (entity.label(ENTITY), _cut(passage, source.moment).label(NOW))
    found = sa.select(*columns).select_from(source.clause)
    return found.where(entity.is_not(None), *wheres).subquery("events")


def _cut(passage: Passage, moment: Element) -> Element:
    return to_grain(passage.unit, moment) if passage.unit else moment
