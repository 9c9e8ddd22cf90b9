"""Events that led to another: each conversion, with the groups of the base event it counts for."""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import sqlalchemy as sa

from semantic.compile.expressions import Element, fixed
from semantic.compile.limits import between, limits_of
from semantic.compile.scope import Scope
from semantic.compile.source import ROW, Scan, Source, asked_of, source_of, start_journey
from semantic.dialects import before, to_grain
from semantic.formulas import own_grain
from semantic.members import coarsest
from semantic.model import SimpleMetric
from semantic.plan import Event, Key, Leaf, Plan, Timing

Measured = Callable[[Source, Leaf], Element]
EVENT, AT, VALUE = "event", "at", "value"


def converted(
    scope: Scope, plan: Plan, scan: Scan, name: str, measured: Measured
) -> tuple[Source, tuple[Key, ...], sa.FromClause]:
    """The base source, its time groups, and a row for each conversion: k1… and the leaf's input.

    A conversion counts once, for the latest base event at or before it.
    """
    (leaf,) = scan.leaves
    event = scan.event
    assert event is not None
    base = replace(leaf, measure=event.base, conditions=event.conditions, event=None)
    timing = replace(scan.timing, time=event.base.time)
    source = source_of(
        scope,
        plan,
        replace(scan, model=event.base.model, timing=timing, event=None, leaves=(base,)),
    )
    assert isinstance(leaf.measure, SimpleMetric)
    grain = coarsest(own_grain(scope.catalog, each) for each in (event.base, leaf.measure))
    assert source.moment is not None
    at = to_grain(grain, source.moment, scope.week_start)
    later = _conversions(scope, plan, scan, grain, measured)
    source.journey.clause = source.clause.join(later, _follows(source, event, later, at))
    times = start_journey(source, event.base, plan.keys)
    keys = [source.value(key).label(f"k{nr}") for nr, key in enumerate(plan.keys, 1)]
    wheres = asked_of(source, plan, times) + [source.holds(given) for given in event.conditions]
    shown = source.journey.moment
    wheres += between(shown, limits_of(source, plan))
    # Of base events at the same time the groups decide, so that the answer is always the same.
    order = [at.desc(), *(key.element.asc().nulls_last() for key in keys)]
    # One base event is shown at several moments, and the conversion counts at each of them.
    each = [later.c[EVENT], *([shown] if scan.timing.shifts else [])]
    latest = sa.func.row_number().over(partition_by=each, order_by=order)
    places = [latest.label("place")]
    if scan.timing.shifts:
        newest = sa.func.rank().over(partition_by=later.c[EVENT], order_by=at.desc())
        places.append(newest.label("place_of_event"))
    rows = (
        sa.select(*keys, later.c[VALUE].label(name), *places)
        .select_from(source.clause)
        .where(*wheres)
        .subquery("attributed")
    )
    named = [place.name for place in places]
    kept = [column for column in rows.c if column.name not in named]
    first = [rows.c[place] == fixed(1) for place in named]
    return source, times, sa.select(*kept).where(*first).subquery("conversions")


def _conversions(
    scope: Scope, plan: Plan, scan: Scan, grain: str, measured: Measured
) -> sa.FromClause:
    """Every conversion event: number, time, input, entity and what must stay equal."""
    (leaf,) = scan.leaves
    event = scan.event
    assert event is not None
    own = replace(scan, event=None, timing=Timing(time=scan.timing.time))
    source = source_of(scope, plan, own)
    assert source.moment is not None
    at = to_grain(grain, source.moment, scope.week_start)
    alike = _alike(source, event, "conversion")
    value = measured(source, leaf)
    wheres = [source.holds(given) for given in leaf.conditions]
    columns = (
        at.label(AT),
        value.label(VALUE),
        *(column.label(f"c{nr}") for nr, column in enumerate(alike, 1)),
    )
    if source.several:
        # A row that meets the conditions by several others is one event.
        known = sa.select(source.rows.c[ROW].label(EVENT), *columns).distinct()
    else:
        known = sa.select(sa.func.row_number().over(order_by=at).label(EVENT), *columns)
    return known.select_from(source.clause).where(*wheres).subquery("later_events")


def _follows(source: Source, event: Event, later: sa.FromClause, at: Element) -> Element:
    """Whether a conversion may count for a base event."""
    on = [at <= later.c[AT]]
    if event.window is not None:
        on.append(at > before(later.c[AT], event.window.count, event.window.grain))
    alike = _alike(source, event, "base")
    return sa.and_(*on, *(ours == later.c[f"c{nr}"] for nr, ours in enumerate(alike, 1)))


def _alike(source: Source, event: Event, side: Literal["base", "conversion"]) -> list[Element]:
    """What is equal in both events, as one of them has it: its entity and what is constant."""
    names = [event.entity, *(getattr(part, side) for part in event.constant)]
    return [column for name in names for column in source.own_key(name)]
