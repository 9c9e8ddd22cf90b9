"""Moments in which nothing happened: an aggregated scan with a row for each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from semantic.compile.expressions import Element, element
from semantic.compile.limits import between, limits_of
from semantic.compile.part import Part
from semantic.compile.scope import Scope
from semantic.compile.source import Source, is_own_time, shown_grain
from semantic.compile.timeline import MOMENT_OF_SPINE, Cut, Journey, moments, spine_for
from semantic.members import STANDARD, is_standard
from semantic.plan import AnyCondition, Field, Key, Measured, Member, Plan, Test


def every_moment(
    source: Source, plan: Plan, times: Sequence[Key], found: Part, own_time: str | None = None
) -> Part:
    """`found` with every moment that the question is about; unchanged without a group by time.

    So it is by hours, which no unit of a spine has. `own_time` names a column of `found` with the
    moment itself, where it has one.
    """
    if not times or any(key.part == "hour" for key in times):
        return found
    part = found.shown().subquery("by_group")
    spine = _spine(source, plan, times, own_time).subquery("every_moment")
    nrs = {key: nr for nr, key in enumerate(plan.keys, 1)}
    names = {column.name for column in spine.c}
    # The moment decides about its groups; a week may lie in two months.
    match = {own_time} if own_time else names
    on = sa.and_(*(spine.c[name] == part.c[name] for name in sorted(match)))
    joined = spine.outerjoin(part, on)
    columns = {name: (spine if name in names else part).c[name] for name in found.columns}
    by_key = {key: columns[f"k{nr}"] for key, nr in nrs.items()}
    return Part(joined, columns, tuple(_again(source, plan, by_key)))


def _spine(
    source: Source, plan: Plan, times: Sequence[Key], own_time: str | None
) -> sa.Select[Any]:
    """The distinct time groups of all moments that the question's conditions leave."""
    grain = source.journey.grain if own_time else _finest(source.scope, times)
    table = moments(source.scope, grain)
    journey = Journey(source.scope, table, table.c[MOMENT_OF_SPINE], grain)
    nrs = {key: nr for nr, key in enumerate(plan.keys, 1)}
    shown = [_cut(journey, key).label(f"k{nrs[key]}") for key in times]
    shown += [journey.moment.label(own_time)] if own_time else []
    wheres = [
        element(given.root, {name: _cut(journey, member) for name, member in given.members})
        for given in (*plan.conditions, *source.scan.leaves[0].conditions)
        if isinstance(given, Test) and _on_time_alone(source, given)
    ]
    wheres += between(journey.moment, limits_of(source, plan))
    return sa.select(*shown).select_from(journey.clause).where(*wheres).distinct()


def _finest(scope: Scope, times: Sequence[Key]) -> str:
    """The grain of the spine that has all groups."""
    grains = [shown_grain(key) or "day" for key in times]
    bases = [
        grain if is_standard(grain) else spine_for(scope.catalog, grain).grain for grain in grains
    ]
    return min(("day", *bases), key=STANDARD.index)


def _cut(journey: Journey, key: Member) -> Element:
    assert not isinstance(key, Measured), "a metric's value is no time"
    return journey.cut(journey.moment, Cut(key.grain, key.part))


def _on_time_alone(source: Source, given: Test) -> bool:
    timing, model, scope = source.scan.timing, source.model, source.scope
    return all(is_own_time(timing, model, member, scope) for _, member in given.members)


def _again(source: Source, plan: Plan, keys: Mapping[Key, Element]) -> list[Element]:
    """Conditions from outside the metric on groups, which moments without rows must meet, too."""
    named = {_same(key): value for key, value in keys.items()}
    outside: tuple[AnyCondition, ...] = (*plan.conditions, *source.scan.leaves[0].again)
    found = []
    for given in outside:
        if not isinstance(given, Test) or _on_time_alone(source, given):
            continue
        values = {name: named.get(_same(member)) for name, member in given.members}
        if all(value is not None for value in values.values()):
            found.append(element(given.root, {n: v for n, v in values.items() if v is not None}))
    return found


def _same(member: Member) -> Member:
    """The member under whichever name it was asked for."""
    return replace(member, name="") if isinstance(member, Field) else member
