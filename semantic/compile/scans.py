"""One aggregated SELECT per model, rows and side of a comparison: keys k1…, leaves m1…."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from semantic.compile.expressions import Element, condition, element, fixed
from semantic.compile.rollup import AMOUNT, in_state, period_rows
from semantic.compile.rows import MOMENT
from semantic.compile.scope import Scope, midnight
from semantic.compile.source import Scan, Source, source_of
from semantic.dialects import days_between, exact, median
from semantic.expression import parse
from semantic.model import Aggregation, Filter, FreshnessMetric, SimpleMetric
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


Test = tuple[Filter | None, str]


@dataclass
class _Rows:
    """The columns of the rows to be aggregated, each once however many leaves use it."""

    names: dict[tuple[str, Hashable], str] = field(default_factory=dict)
    columns: list[Any] = field(default_factory=list)

    def add(self, prefix: str, key: Hashable, value: Element) -> str:
        """The name of the column for `key`, made of the prefix and a number."""
        if (prefix, key) not in self.names:
            number = sum(1 for other, _ in self.names if other == prefix) + 1
            self.names[prefix, key] = f"{prefix}{number}"
            self.columns.append(value.label(f"{prefix}{number}"))
        return self.names[prefix, key]


def select(scope: Scope, plan: Plan, scan: Scan, names: Mapping[Leaf, str]) -> sa.Select[Any]:
    """The scan's SELECT: a column per key (k1…) and per leaf (by `names`), grouped by the keys.

    A group is there when some leaf has a row in it, whichever else are asked for.
    """
    source, rows, common = source_of(scope, plan, scan), _Rows(), _common(scan)
    keys = [rows.add("k", key, _key(source, key)) for key in plan.keys]
    values = {leaf: rows.add("v", *_measured(source, leaf)) for leaf in scan.leaves}
    tests = {leaf: _tests(source, rows, leaf, common) for leaf in scan.leaves}
    cut = [
        condition(given.filter, source.value(given.field)) for given in (*plan.conditions, *common)
    ]
    inner = (
        sa.select(*rows.columns)
        .select_from(source.clause)
        .where(*cut, *_within(source))
        .subquery("rows")
    )
    held = {
        given: sa.and_(*(condition(f, inner.c[name]) if f else inner.c[name] for f, name in given))
        for given in dict.fromkeys(tests.values())
        if given
    }
    totals = [
        _aggregate(leaf, _counted(inner.c[values[leaf]], held.get(tests[leaf]))).label(names[leaf])
        for leaf in scan.leaves
    ]
    groups = [inner.c[key] for key in keys]
    made = sa.select(*groups, *totals).group_by(*groups)
    return made.where(sa.or_(*held.values())) if all(tests.values()) else made


def _counted(value: Element, holds: Element | None) -> Element:
    """The value of rows that count for a leaf, null for the others."""
    return value if holds is None else sa.case((holds, value))


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


def _tests(
    source: Source, rows: _Rows, leaf: Leaf, common: Sequence[Condition]
) -> tuple[Test, ...]:
    """What a row must meet to count for the leaf, beside what all leaves ask for."""
    found: list[Test] = [
        (given.filter, rows.add("f", given.field, source.value(given.field)))
        for given in leaf.conditions
        if given not in common
    ]
    if isinstance(leaf.measure, State):
        state = in_state(source.model, source.rows, leaf.measure.state)
        if state is not None:
            found.append((None, rows.add("s", leaf.measure.state, state)))
    return tuple(found)


def _measured(source: Source, leaf: Leaf) -> tuple[str, Element]:
    """What the leaf aggregates, by a name of its own and as SQL."""
    match leaf.measure:
        case State(_, "value"):
            return AMOUNT, source.rows.c[AMOUNT]
        case FreshnessMetric():
            ends = period_rows(source.scope, source.buckets).c["ends"]
            return "age", days_between(ends, source.rows.c[MOMENT])
        case SimpleMetric(expr=str(text)):
            return text, element(parse(text).root, source.columns)
        case _:
            return "1", fixed(1)


def _aggregate(leaf: Leaf, value: Element) -> Element:
    measure = leaf.measure
    if isinstance(measure, FreshnessMetric):
        return sa.func.min(value)
    if isinstance(measure, State):
        return sa.func.sum(value) if measure.state == "value" else sa.func.count(value)
    return _AGGREGATES[measure.agg](value)


_AGGREGATES: Mapping[Aggregation, Callable[[Any], Element]] = {
    "sum": lambda value: sa.func.sum(exact(value)),
    "count": sa.func.count,
    "count_distinct": lambda value: sa.func.count(value.distinct()),
    "average": lambda value: sa.func.avg(exact(value)),
    "min": sa.func.min,
    "max": sa.func.max,
    "median": lambda value: median(sa.cast(value, sa.Double())),
    "sum_boolean": lambda value: sa.func.sum(sa.case((value, fixed(1)), else_=fixed(0))),
}
