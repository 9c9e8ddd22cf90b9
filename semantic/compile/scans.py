"""One aggregated SELECT per model, rows and side of a comparison: keys k1…, leaves m1…."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from semantic.compile.expressions import Element, condition, element, fixed
from semantic.compile.rollup import AMOUNT, in_state, period_rows
from semantic.compile.rows import MOMENT
from semantic.compile.scope import Scope, midnight
from semantic.compile.source import Scan, Source, source_of
from semantic.dialects import days_between, median
from semantic.expression import parse
from semantic.model import Aggregation, FreshnessMetric, SimpleMetric
from semantic.plan import Condition, Field, Key, Leaf, Plan, State
from semantic.policy import Rows


def scans(leaves: Sequence[Leaf]) -> tuple[Scan, ...]:
    """The leaves grouped into as few scans as possible, in order of first appearance."""
    groups: dict[tuple[str, str, Rows, bool], list[Leaf]] = {}
    for leaf in leaves:
        kind = type(leaf.measure).__name__
        key = (kind, leaf.measure.model, leaf.rows, leaf.earlier)
        groups.setdefault(key, []).append(leaf)
    return tuple(Scan(*key, tuple(group)) for key, group in groups.items())


def select(scope: Scope, plan: Plan, scan: Scan, names: Mapping[Leaf, str]) -> sa.Select[Any]:
    """The scan's SELECT: a column per key (k1…) and per leaf (by `names`), grouped by the keys.

    A group is there when some leaf has a row in it, whichever else are asked for.
    """
    source = source_of(scope, plan, scan)
    keys = [_key(source, key).label(f"k{nr}") for nr, key in enumerate(plan.keys, 1)]
    common = _common(scan)
    wheres = [_holds(source, given) for given in (*plan.conditions, *common)]
    counted = [_counts(source, leaf, common) for leaf in scan.leaves]
    if all(counted):
        wheres.append(sa.or_(*(sa.and_(*holds) for holds in counted)))
    several = len(scan.leaves) > 1
    inputs = [
        _input(source, leaf, holds if several else []).label(names[leaf])
        for leaf, holds in zip(scan.leaves, counted, strict=True)
    ]
    wheres += _within(source)
    inner = sa.select(*keys, *inputs).select_from(source.clause).where(*wheres).subquery("rows")
    groups = [inner.c[key.name] for key in keys]
    totals = [_aggregate(leaf, inner.c[names[leaf]]).label(names[leaf]) for leaf in scan.leaves]
    return sa.select(*groups, *totals).group_by(*groups)


def _key(source: Source, key: Key) -> Element:
    if isinstance(key, Field):
        return source.value(key)
    assert source.label is not None, "the planner refuses time for models without"
    return source.label


def _within(source: Source) -> list[Element]:
    if source.moment is None or source.scan.kind == "FreshnessMetric":
        return []
    first, last = source.buckets[0].period.start, source.buckets[-1].period.end
    return [source.moment >= fixed(midnight(first)), source.moment < fixed(midnight(last))]


def _common(scan: Scan) -> list[Condition]:
    """Conditions that every leaf shares: they can cut rows before aggregating."""
    first, *others = scan.leaves
    return [
        given
        for given in dict.fromkeys(first.conditions)
        if all(given in other.conditions for other in others)
    ]


def _holds(source: Source, given: Condition) -> Element:
    return condition(given.filter, source.value(given.field))


def _counts(source: Source, leaf: Leaf, common: Sequence[Condition]) -> list[Element]:
    """What a row must meet to count for the leaf, beside what all leaves ask for."""
    holds = [_holds(source, given) for given in leaf.conditions if given not in common]
    if isinstance(leaf.measure, State):
        state = in_state(source.model, source.rows, leaf.measure.state)
        holds += [] if state is None else [state]
    return holds


def _input(source: Source, leaf: Leaf, holds: Sequence[Element]) -> Element:
    """What the leaf aggregates: null for rows that do not count."""
    value = _measured(source, leaf)
    return sa.case((sa.and_(*holds), value)) if holds else value


def _measured(source: Source, leaf: Leaf) -> Element:
    match leaf.measure:
        case State(_, "value"):
            return source.rows.c[AMOUNT]
        case FreshnessMetric():
            ends = period_rows(source.scope, source.buckets).c["ends"]
            return days_between(ends, source.rows.c[MOMENT])
        case SimpleMetric(expr=str(text)):
            return element(parse(text).root, source.columns)
        case _:
            return fixed(1)


def _aggregate(leaf: Leaf, value: Element) -> Element:
    measure = leaf.measure
    if isinstance(measure, FreshnessMetric):
        return sa.func.min(value)
    if isinstance(measure, State):
        return sa.func.sum(value) if measure.state == "value" else sa.func.count(value)
    return _AGGREGATES[measure.agg](value)


_AGGREGATES: Mapping[Aggregation, Callable[[Any], Element]] = {
    "sum": sa.func.sum,
    "count": sa.func.count,
    "count_distinct": lambda value: sa.func.count(value.distinct()),
    "average": sa.func.avg,
    "min": sa.func.min,
    "max": sa.func.max,
    "median": median,
    "sum_boolean": lambda value: sa.func.sum(sa.case((value, 1), else_=0)),
}
