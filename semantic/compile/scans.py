"""One aggregated SELECT per model, rows and side of a comparison: keys k1…, leaves m1…."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from semantic.compile.expressions import Element, condition, element
from semantic.compile.rollup import AMOUNT, frame, in_state, key_names, period_rows
from semantic.compile.scope import (
    MOMENT,
    Columns,
    Scope,
    masked,
    midnight,
    own_field,
    visible,
)
from semantic.dialects import days_between, median, to_grain
from semantic.expression import parse
from semantic.model import FreshnessMetric, Model, Relationship, SimpleMetric
from semantic.plan import Bucket, Condition, Field, Leaf, Plan, State, TimeKey
from semantic.policy import Rows
from semantic.routes import route_to


@dataclass(frozen=True)
class Scan:
    """Leaves that one pass over one model's visible rows can compute."""

    kind: str
    model: str
    rows: Rows
    earlier: bool
    leaves: tuple[Leaf, ...]


def scans(leaves: Sequence[Leaf]) -> tuple[Scan, ...]:
    """The leaves grouped into as few scans as possible, in order of first appearance."""
    groups: dict[tuple[str, str, Rows, bool], list[Leaf]] = {}
    for leaf in leaves:
        kind = type(leaf.measure).__name__
        key = (kind, leaf.measure.model, leaf.rows, leaf.earlier)
        groups.setdefault(key, []).append(leaf)
    return tuple(Scan(*key, tuple(group)) for key, group in groups.items())


@dataclass
class _Source:
    """A FROM clause under construction: what has been joined so far and where columns are."""

    scope: Scope
    plan: Plan
    scan: Scan
    buckets: Sequence[Bucket]
    model: Model
    start: sa.FromClause
    moment: Element | None
    label: Element | None
    joined: dict[str, sa.FromClause]
    clause: Any

    @property
    def columns(self) -> Columns:
        return {column.name: column for column in self.start.c}

    def value(self, field: Field) -> Element:
        """The field for each row, joined in when another model holds it, masked as it must be."""
        return masked(self.scope, field, self._plain(field))

    def _plain(self, field: Field) -> Element:
        own = own_field(self.scope, self.model, self.columns, field.ref)
        if own is not None:
            return own
        if field.ref.model.name == self.model.name:
            return self.start.c[field.ref.dimension.name]
        route = route_to(self.scope.catalog, self.model, field.ref, self.scan.model)
        there: sa.FromClause = self.start
        for step in route:
            there = self._join(there, step)
        if field.ref.model.rollup is not None:
            return there.c[field.ref.dimension.name]
        columns = {column.name: column for column in there.c}
        value = own_field(self.scope, field.ref.model, columns, field.ref)
        assert value is not None
        return value

    def _join(self, here: sa.FromClause, step: Relationship) -> sa.FromClause:
        if step.name not in self.joined:
            target = self.scope.catalog.models[step.to]
            if target.rollup is None:
                there: sa.FromClause = visible(self.scope, target, self.scan.rows)
            else:
                there = self._frame(target)
            there = there.alias(f"{step.name}")
            pairs = zip(step.from_columns, step.to_columns, strict=True)
            on = [here.c[ours] == there.c[theirs] for ours, theirs in pairs]
            if target.rollup is not None and self.label is not None:
                on.append(there.c["label"] == self.label)
            self.clause = self.clause.outerjoin(there, sa.and_(*on))
            self.joined[step.name] = there
        return self.joined[step.name]

    def _frame(self, target: Model) -> sa.CTE:
        wanted = frozenset(
            field.ref.dimension.name
            for field in _fields(self.plan, self.scan)
            if field.ref.model.name == target.name
        )
        return frame(self.scope, target, self.scan.rows, self.buckets, wanted=wanted)


def _fields(plan: Plan, scan: Scan) -> list[Field]:
    asked = [*plan.fields, *(given.field for given in plan.conditions)]
    return asked + [given.field for leaf in scan.leaves for given in leaf.conditions]


def select(scope: Scope, plan: Plan, scan: Scan, names: Mapping[Leaf, str]) -> sa.Select[Any]:
    """The scan's SELECT: a column per key (k1…) and per leaf (by `names`), grouped by the keys."""
    source = _source(scope, plan, scan)
    keys = [
        (source.label if isinstance(key, TimeKey) else source.value(key)).label(f"k{nr}")  # type: ignore[union-attr]
        for nr, key in enumerate(plan.keys, 1)
    ]
    wheres = [_holds(source, given) for given in plan.conditions]
    common = _common(scan)
    wheres += [_holds(source, given) for given in common]
    inputs = [
        _input(source, leaf, [given for given in leaf.conditions if given not in common]).label(
            names[leaf]
        )
        for leaf in scan.leaves
    ]
    wheres += _within(source)
    inner = sa.select(*keys, *inputs).select_from(source.clause).where(*wheres).subquery("rows")
    groups = [inner.c[key.name] for key in keys]
    totals = [
        _aggregate(leaf, inner.c[names[leaf]]).label(names[leaf]) for leaf in scan.leaves
    ]
    return sa.select(*groups, *totals).group_by(*groups)


def _source(scope: Scope, plan: Plan, scan: Scan) -> _Source:
    buckets = plan.earlier if scan.earlier else plan.buckets
    model = scope.catalog.models[scan.model]
    moment = label = None
    if model.rollup is not None:
        wanted = frozenset(
            field.ref.dimension.name
            for field in _fields(plan, scan)
            if field.ref.model.name == model.name
        )
        if any(isinstance(leaf.measure, State) and leaf.measure.state == "value" for leaf in scan.leaves):
            wanted |= {AMOUNT}
        start: sa.FromClause = frame(scope, model, scan.rows, buckets, wanted=wanted)
        clause: Any = start
        label = start.c["label"]
    else:
        start = visible(scope, model, scan.rows)
        clause = start
        if model.time is not None:
            moment = start.c[MOMENT]
            label = to_grain(plan.time_key.grain, moment) if plan.time_key else None
        if scan.kind == FreshnessMetric.__name__:
            span = period_rows(scope, buckets)
            clause = start.join(span, start.c[MOMENT] < span.c["ends"])
            label = span.c["label"]
    return _Source(scope, plan, scan, buckets, model, start, moment, label, {}, clause)


def _within(source: _Source) -> list[Element]:
    if source.moment is None or source.scan.kind == FreshnessMetric.__name__:
        return []
    first, last = source.buckets[0].period.start, source.buckets[-1].period.end
    return [source.moment >= midnight(first), source.moment < midnight(last)]


def _common(scan: Scan) -> list[Condition]:
    """Conditions that every leaf shares: they can cut rows before aggregating."""
    first, *others = scan.leaves
    return [
        given
        for given in dict.fromkeys(first.conditions)
        if all(given in other.conditions for other in others)
    ]


def _holds(source: _Source, given: Condition) -> Element:
    return condition(given.filter, source.value(given.field))


def _input(source: _Source, leaf: Leaf, conditions: Sequence[Condition]) -> Element:
    """What the leaf aggregates: null for rows that its own conditions leave out."""
    holds = [_holds(source, given) for given in conditions]
    match leaf.measure:
        case State(_, "value"):
            value: Element = source.start.c[AMOUNT]
        case State(_, state):
            value = sa.literal(1)
            holds.append(in_state(source.model, source.start, state))
        case FreshnessMetric():
            value = source.start.c[MOMENT]
            value = days_between(period_rows(source.scope, source.buckets).c["ends"], value)
        case SimpleMetric():
            value = (
                sa.literal(1)
                if leaf.measure.expr is None
                else element(parse(leaf.measure.expr).root, source.columns)
            )
    return sa.case((sa.and_(*holds), value)) if holds else value


def _aggregate(leaf: Leaf, value: Element) -> Element:
    measure = leaf.measure
    if isinstance(measure, FreshnessMetric):
        return sa.func.min(value)
    if isinstance(measure, State):
        return sa.func.sum(value) if measure.state == "value" else sa.func.count(value)
    match measure.agg:
        case "sum":
            return sa.func.sum(value)
        case "count":
            return sa.func.count(value)
        case "count_distinct":
            return sa.func.count(value.distinct())
        case "average":
            return sa.func.avg(value)
        case "min":
            return sa.func.min(value)
        case "max":
            return sa.func.max(value)
        case "median":
            return median(value)
        case "sum_boolean":
            return sa.func.sum(sa.case((value, 1), else_=0))


__all__ = ["Scan", "key_names", "scans", "select"]
