"""Who went through the steps of a funnel: the events that a passage begins with and completes."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from semantic.compile.expressions import Element
from semantic.compile.scope import Scope
from semantic.compile.source import Scan, Source, source_of
from semantic.dialects import before, to_grain
from semantic.plan import Leaf, Passage, Plan, Step, Timing

BEGAN, NOW = "began", "now"


def passed(scope: Scope, plan: Plan, source: Source, passage: Passage, entity: Element) -> Element:
    """`entity` of a row that begins a passage through all of the steps; null for other rows.

    Joins who passed to the source. Each step is the earliest event of its own after the step
    before, and the last one lies within the window from the first.
    """

    def build() -> sa.Select[Any]:
        first, *others = (_events(scope, plan, source.scan, passage, s) for s in passage.steps)
        began = first.c[NOW]
        found = sa.select(*_whose(first), began.label(BEGAN), began.label(NOW)).distinct()
        for later in others:
            found = _went_on(found.subquery("so_far"), later, passage)
        return found

    assert source.moment is not None
    key = ("passed", passage, source.scan.rows)
    table = scope.once(key, f"passed_{passage.entity}", build).alias()
    on = [*_same(_whose(table), source.own_key(passage.entity))]
    on.append(table.c[BEGAN] == _cut(scope, passage, source.moment))
    source.journey.clause = source.clause.outerjoin(table, sa.and_(*on))
    reached: Element = sa.case((_whose(table)[0].is_not(None), entity))
    return reached


def _named(key: Sequence[Element]) -> list[Any]:
    """The columns of an entity's key under names of their own: entity, entity2 and so on."""
    return [part.label(f"entity{nr if nr > 1 else ''}") for nr, part in enumerate(key, 1)]


def _whose(table: sa.FromClause) -> list[Element]:
    """The columns of the key that `_named` gave names to."""
    return [column for column in table.c if column.name.startswith("entity")]


def _same(one: Iterable[Element], other: Iterable[Element]) -> list[Element]:
    """The conditions that two keys are of one entity."""
    return [a == b for a, b in zip(one, other, strict=True)]


def _went_on(so_far: sa.Subquery, later: sa.Subquery, passage: Passage) -> sa.Select[Any]:
    """The passages that go on to a later event."""
    at = later.c[NOW]
    on = [*_same(_whose(later), _whose(so_far)), at > so_far.c[NOW]]
    if passage.window is not None:
        limit = before(at, passage.window.count, passage.window.grain)
        on.append(so_far.c[BEGAN] > limit)
    groups = [*_whose(so_far), so_far.c[BEGAN]]
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
    key = source.own_key(passage.entity)
    columns = (*_named(key), _cut(scope, passage, source.moment).label(NOW))
    found = sa.select(*columns).select_from(source.clause)
    return found.where(*(part.is_not(None) for part in key), *wheres).subquery("events")


def _cut(scope: Scope, passage: Passage, moment: Element) -> Element:
    return to_grain(passage.unit, moment, scope.week_start) if passage.unit else moment
