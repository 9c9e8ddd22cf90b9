"""What a scan reads: a model's visible rows, or a rollup's frame, with joined-in fields."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from semantic.compile.expressions import Element
from semantic.compile.rollup import AMOUNT, frame, kept_name, period_rows
from semantic.compile.rows import MOMENT, looked_up, visible
from semantic.compile.scope import Columns, Scope, masked, own_field
from semantic.dialects import to_grain
from semantic.model import Model, Relationship
from semantic.plan import Bucket, Field, Leaf, Plan, State
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


@dataclass
class Source:
    """A FROM clause that grows by a join when a field of another model is first used.

    `moment` is the local time of a row, where it has one; `label` its bucket, where there are any.
    """

    scope: Scope
    scan: Scan
    fields: Sequence[Field]
    buckets: Sequence[Bucket]
    model: Model
    rows: sa.FromClause
    clause: sa.FromClause
    moment: Element | None = None
    label: Element | None = None
    joined: dict[str, sa.FromClause] = field(default_factory=dict)

    @property
    def columns(self) -> Columns:
        """The scanned rows' own columns by name."""
        return {column.name: column for column in self.rows.c}

    def value(self, wanted: Field) -> Element:
        """The field for each row, joined in when another model holds it, masked as it must be."""
        return masked(self.scope, wanted, self._plain(wanted))

    def _plain(self, wanted: Field) -> Element:
        own = own_field(self.model, self.columns, wanted.ref)
        if own is not None:
            return own
        there = self.rows
        for step in route_to(self.scope.catalog, self.model, wanted.ref):
            there = self._join(there, step)
        columns = {column.name: column for column in there.c}
        value = own_field(wanted.ref.model, columns, wanted.ref)
        return there.c[kept_name(wanted.ref.dimension)] if value is None else value

    def _join(self, here: sa.FromClause, step: Relationship) -> sa.FromClause:
        if step.name not in self.joined:
            target = self.scope.catalog.models[step.to]
            self.scope.looked_up.add(target.name)
            base = (
                looked_up(self.scope, target, self.scan.rows)
                if target.rollup is None
                else _frame(self.scope, self.scan, target, self.fields, self.buckets)
            )
            there = base.alias(f"{step.name}_{next(self.scope.numbers)}")
            pairs = zip(step.from_columns, step.to_columns, strict=True)
            on = [here.c[ours] == there.c[theirs] for ours, theirs in pairs]
            if target.rollup is not None and self.label is not None:
                on.append(there.c["label"] == self.label)
            self.clause = self.clause.outerjoin(there, sa.and_(*on))
            self.joined[step.name] = there
        return self.joined[step.name]


def _frame(
    scope: Scope, scan: Scan, model: Model, fields: Sequence[Field], buckets: Sequence[Bucket]
) -> sa.CTE:
    wanted = {used.ref.dimension.name for used in fields if used.ref.model.name == model.name}
    if any(leaf.measure == State(model.name, "value") for leaf in scan.leaves):
        wanted.add(AMOUNT)
    return frame(scope, model, scan.rows, buckets, wanted=frozenset(wanted))


def source_of(scope: Scope, plan: Plan, scan: Scan) -> Source:
    """Where the scan reads from, before any join."""
    buckets = plan.earlier if scan.earlier else plan.buckets
    fields = [*plan.fields, *(given.field for given in plan.conditions)]
    fields += [given.field for leaf in scan.leaves for given in leaf.conditions]
    model = scope.catalog.models[scan.model]
    if model.rollup is not None:
        known = _frame(scope, scan, model, fields, buckets)
        return Source(
            scope, scan, fields, buckets, model, known, clause=known, label=known.c["label"]
        )
    rows = visible(scope, model, scan.rows)
    if scan.kind == "FreshnessMetric":
        span = period_rows(scope, buckets)
        until = rows.join(span, rows.c[MOMENT] < span.c["ends"])
        return Source(
            scope, scan, fields, buckets, model, rows, clause=until, label=span.c["label"]
        )
    moment = rows.c[MOMENT] if model.time is not None else None
    key = plan.time_key
    label = to_grain(key.grain, moment) if key is not None and moment is not None else None
    return Source(scope, scan, fields, buckets, model, rows, rows, moment, label)
