"""What a scan reads: a model's visible rows, or a rollup's frame, with joined-in fields."""

from collections.abc import Sequence
from dataclasses import field
from itertools import zip_longest
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.operators import eq

from semantic.bridges import Spread
from semantic.calculated import staged
from semantic.compile.expressions import Element, compared, condition, element, fixed
from semantic.compile.risk import tried
from semantic.compile.rollup import AMOUNT, LAST_EVER, frame, kept_name, period_rows
from semantic.compile.rows import MOMENT, Seen, decides, looked_up, seen, visible
from semantic.compile.scope import (
    Columns,
    Scope,
    columns_in,
    dimension_value,
    masked,
    own_field,
)
from semantic.compile.timeline import Cut, Journey, travel
from semantic.definition import DataType, Grain
from semantic.dialects import to_grain
from semantic.errors import CannotCombine
from semantic.expression import parse
from semantic.formulas import own_grain
from semantic.model import Dimension, Model, Relationship, SimpleMetric
from semantic.plan import (
    AnyCondition,
    Bucket,
    Combined,
    Condition,
    Event,
    Field,
    Key,
    Leaf,
    Measured,
    Member,
    Plan,
    State,
    TimeKey,
    Timing,
    fields_of,
)
from semantic.policy import Rows
from semantic.record import changeable, record
from semantic.routes import spreads, way_to

ROW = "row_number"


@record
class Scan:
    """Leaves that one pass over one model's visible rows can compute."""

    kind: str
    model: str
    rows: Rows
    earlier: bool
    timing: Timing
    event: Event | None = None
    leaves: tuple[Leaf, ...] = ()


@changeable
class Source:
    """A FROM clause that grows by a join when a field of another model is first used.

    `journey` leads from the rows' own time to the one they are shown at, for models that have a
    time; `label` is the bucket of rows that are computed by bucket, `grain` what the answer's
    buckets are. In one with `several` a row may be joined to more than one other, and is known by
    its number. A `whole` source keeps what other models hold beyond its own rows, as far as the
    asker's policy speaks of them. One with `seen` reads a table itself, of which only rows that
    meet its conditions may be read.
    """

    scope: Scope
    scan: Scan
    fields: Sequence[Field]
    buckets: Sequence[Bucket]
    model: Model
    rows: sa.FromClause
    journey: Journey
    label: Element | None = None
    moment: Element | None = None
    grain: Grain | None = None
    whole: bool = False
    several: bool = False
    seen: Seen | None = None
    joined: dict[tuple[str, ...] | Measured, Columns] = field(default_factory=dict)
    branches: dict[tuple[str, ...], str] = field(default_factory=dict)

    @property
    def clause(self) -> sa.FromClause:
        """Everything joined so far."""
        return self.journey.clause

    @property
    def columns(self) -> Columns:
        """The scanned rows' own columns by name."""
        return self.seen.columns if self.seen else columns_in(self.rows)

    def holds(self, given: AnyCondition, *, shown: bool = False) -> Element:
        """The condition on a row. With `shown`, its time is that at which the row is shown."""
        read = self.value if shown else self.of_row
        if isinstance(given, Condition):
            return condition(given.filter, read(given.field))
        if isinstance(given, Combined):
            return self._combined(given, shown=shown)
        values = {name: read(member) for name, member in given.members}
        if not given.asked:
            return element(given.root, values)
        return tried(given.root, values, {name: kind_of(member) for name, member in given.members})

    def _combined(self, given: Combined, *, shown: bool) -> Element:
        parts = [self.holds(part, shown=shown) for part in given.parts]
        if given.how == "all":
            return sa.and_(*parts)
        either = sa.or_(*parts)
        return either if given.how == "any" else sa.not_(sa.func.coalesce(either, sa.false()))

    def of_row(self, wanted: Member) -> Element:
        """The member as the row has it: a field that is its time has the row's own, unmoved."""
        if isinstance(wanted, Field):
            return masked(self.scope, wanted, self._cut(self._plain(wanted), wanted))
        return self.value(wanted)

    def value(self, wanted: Member) -> Element:
        """The member for each row, joined in when another model holds it, masked as it must be."""
        match wanted:
            case TimeKey():
                return self._cut(self._shown_time(), wanted)
            case Measured():
                return self._measured(wanted)
            case Field() if is_own_time(self.scan.timing, self.model, wanted, self.scope):
                return self._cut(self._shown_time(), wanted)
            case Field():
                return self.of_row(wanted)

    def own(self, name: str) -> Element:
        """A dimension of the model's own, or an entity's only column, by its bare name."""
        (column,) = self.own_key(name)
        return column

    def own_key(self, name: str) -> tuple[Element, ...]:
        """A dimension of the model's own, or all columns of an entity, by its bare name."""
        for dimension in self.model.dimensions:
            if dimension.name == name:
                return (dimension_value(self.scope, dimension, self.columns),)
        entity = self.model.entity(name)
        if entity is None:
            raise CannotCombine(
                f"{self.model.label or self.model.name} have no {name}.",
                nearest=[each.name for each in self.model.dimensions][:5],
            )
        return tuple(self.columns[column] for column in entity.columns)

    def _shown_time(self) -> Element:
        if self.label is not None:
            return self.label
        if self.moment is None:
            raise CannotCombine(
                f"{self.model.label or self.model.name} have no time.",
                next_step="Leave the time out, or give the model a `time`.",
            )
        return self.journey.moment

    def _cut(self, value: Element, wanted: Key) -> Element:
        if self.label is not None and not wanted.part:
            return value
        return self.journey.cut(value, Cut(wanted.grain, wanted.part))

    def _plain(self, wanted: Field) -> Element:
        way = way_to(self.scope.catalog, self.model, wanted.path, wanted.ref)
        columns = self.columns
        path: tuple[str, ...] = ()
        for step, onward in zip_longest(way.route, way.route[1:]):
            path = (*path, step.name)
            if step.unchecked and onward and onward.unchecked:
                # Keys that are believed may have several rows, and each branch has all of them.
                first = self.branches.setdefault(path, onward.name)
                path = path if first == onward.name else (*path, onward.name, "")
            columns = self._join(columns, step, path)
        if way.route and way.ref.model.rollup is None:
            return dimension_value(self.scope, way.ref.dimension, columns)
        end = way.ref.model if way.route else self.model
        value = own_field(self.scope, end, columns, way.ref)
        return columns[kept_name(way.ref.dimension)] if value is None else value

    def _join(self, here: Columns, step: Relationship, path: tuple[str, ...]) -> Columns:
        if path not in self.joined:
            target = self.scope.catalog.models[step.to]
            cut = self._partitions(step, target)
            if not step.unchecked and not isinstance(step, Spread):
                parts = {column for each in cut for column in parse(each.expr).columns}
                self.scope.looked_up.add((target.name, (*step.to_columns, *sorted(parts))))
            name = f"{step.name}_{next(self.scope.numbers)}"
            there, columns = self._target(target, step, name)
            on = self._match(here, columns, step, target)
            on += [self.own(d.name) == dimension_value(self.scope, d, columns) for d in cut]
            full = self.whole and (
                target.rollup is not None or decides(self.scope.catalog, target, self.scan.rows)
            )
            met = on[0] if len(on) == 1 else sa.and_(*on)
            self.journey.clause = self.clause.outerjoin(there, met, full=full)
            self.joined[path] = columns
        return self.joined[path]

    def _partitions(self, step: Relationship, target: Model) -> list[Dimension]:
        """The target's partitions, of which the rows that the walk begins at have their own."""
        if not step.partitions or step.from_model == self.model.name:
            return []
        ours = {dimension.name for dimension in self.model.dimensions}
        return [d for d in target.dimensions if d.name in step.partitions and d.name in ours]

    def _target(
        self, target: Model, step: Relationship, name: str
    ) -> tuple[sa.FromClause, Columns]:
        """What the relationship leads to, and its columns."""
        there: sa.FromClause
        if target.rollup is not None:
            there = _frame(self.scope, self.scan, target, self.fields, self.buckets).alias(name)
        elif isinstance(step, Spread):
            there = visible(self.scope, target, self.scan.rows).alias(name)
        else:
            return looked_up(self.scope, target, self.scan.rows, name)
        return there, columns_in(there)

    def _match(
        self, here: Columns, there: Columns, step: Relationship, target: Model
    ) -> list[Element]:
        pairs = zip(step.from_columns, step.to_columns, strict=True)
        on: list[Element] = [compared(here[ours], eq, there[theirs]) for ours, theirs in pairs]
        bucket = self._bucket()
        if target.rollup is not None and bucket is not None:
            on.append(there["label"] == bucket)
        if target.validity is not None:
            if self.moment is None:
                raise CannotCombine(
                    f"{target.label or target.name} hold for a time, and "
                    f"{self.model.label or self.model.name} have none to look them up at.",
                    next_step="Give the model a `time`, or ask without what they hold.",
                )
            start, end = there[target.validity.start], there[target.validity.end]
            on += [self.moment >= start, sa.or_(self.moment < end, end.is_(None))]
        return on

    def _bucket(self) -> Element | None:
        """The label of the answer's bucket that the row is shown in, where there are several."""
        if self.label is not None or self.grain is None or self.moment is None:
            return self.label
        return to_grain(self.grain, self.journey.moment, self.scope.week_start)

    def _measured(self, wanted: Measured) -> Element:
        """The metric's value for the row's entity, computed apart and looked up."""
        assert self.scope.answer is not None
        entity = self.value(wanted.entity)
        if wanted not in self.joined:
            table = self.scope.answer(wanted.plan, self.scope).subquery(
                f"{wanted.name}_{next(self.scope.numbers)}"
            )
            on = next(iter(table.c)) == entity
            self.journey.clause = self.clause.outerjoin(table, on, full=self.whole)
            self.joined[wanted] = columns_in(table)
        value = list(self.joined[wanted].values())[1]
        return value if wanted.missing is None else sa.func.coalesce(value, fixed(wanted.missing))


def kind_of(member: Member) -> DataType:
    """The type of the member's values, as the asker sees them."""
    match member:
        case Measured():
            return "number"
        case Field(mask=str()):
            return "text"
        case Field() if not member.part:
            return member.ref.dimension.type
        case _:
            return "number" if member.part else "timestamp"


def is_own_time(timing: Timing, model: Model, key: Member, scope: Scope) -> bool:
    """Whether a group or a condition's field is the metric's own time, under whichever name."""
    if isinstance(key, TimeKey):
        return True
    if not isinstance(key, Field) or timing.time is None or key.mask:
        return False
    way = way_to(scope.catalog, model, key.path, key.ref)
    return not way.route and way.ref.dimension.name == timing.time


def _frame(
    scope: Scope, scan: Scan, model: Model, fields: Sequence[Field], buckets: Sequence[Bucket]
) -> sa.CTE:
    wanted = {used.ref.dimension.name for used in fields if used.ref.model.name == model.name}
    if any(leaf.measure == State(model.name, "value") for leaf in scan.leaves):
        wanted.add(AMOUNT)
    if any(leaf.measure == State(model.name, "active_later") for leaf in scan.leaves):
        wanted.add(LAST_EVER)
    return frame(scope, model, scan.rows, buckets, wanted=frozenset(wanted))


def source_of(scope: Scope, plan: Plan, scan: Scan, *, direct: bool = False) -> Source:
    """Where the scan reads from, before any join but those along the time spine.

    A `direct` source reads the table itself where it can: whoever reads it adds the conditions of
    `seen`.
    """
    buckets = plan.earlier if scan.earlier else plan.buckets
    fields = [*plan.fields, *fields_of(plan.conditions)]
    for leaf in scan.leaves:
        fields += [*fields_of(leaf.conditions), *leaf.reads]
    model = scope.catalog.models[scan.model]

    several = any(spreads(scope.catalog, model, used) for used in fields)

    def source(rows: sa.FromClause, clause: sa.FromClause, **more: Any) -> Source:
        moment = more.get("moment")
        journey = Journey(scope, clause, moment if moment is not None else sa.null(), "day")
        grain = plan.time_key.calendar if plan.time_key else None
        more |= {"grain": grain, "several": several}
        return Source(scope, scan, fields, buckets, model, rows, journey, **more)

    if model.rollup is not None:
        known = _numbered(_frame(scope, scan, model, fields, buckets), several)
        return source(known, known, label=known.c["label"])
    if direct and not several and scan.kind == "SimpleMetric" and len(staged(model)) == 1:
        found = seen(scope, model, scan.rows)
        moment = _own_moment(scope, model, found.columns, scan.timing)
        return source(found.table, found.table, moment=moment, seen=found)
    rows = _numbered(visible(scope, model, scan.rows), several)
    if scan.kind == "FreshnessMetric":
        span = period_rows(scope, buckets)
        until = rows.join(span, rows.c[MOMENT] < span.c["ends"])
        return source(rows, until, label=span.c["label"])
    return source(rows, rows, moment=_own_moment(scope, model, columns_in(rows), scan.timing))


def _numbered(rows: sa.CTE, several: bool) -> sa.FromClause:
    """The rows with a number each, by which one that is joined to several others is known again."""
    if not several:
        return rows
    number = sa.func.row_number().over(order_by=next(iter(rows.c)))
    return sa.select(*rows.c, number.label(ROW)).subquery(f"numbered_{rows.name}")


def _own_moment(scope: Scope, model: Model, columns: Columns, timing: Timing) -> Element | None:
    if timing.time is None:
        return columns[MOMENT] if model.time is not None else None
    dimension = next(given for given in model.dimensions if given.name == timing.time)
    return dimension_value(scope, dimension, columns)


def start_journey(source: Source, metric: SimpleMetric, keys: Sequence[Key]) -> tuple[Key, ...]:
    """Moves the source's rows to the time they are shown at; gives the groups that are that time.

    Without such a group nothing moves: everything is aggregated over all time.
    """
    scope, timing = source.scope, source.scan.timing
    times = tuple(key for key in keys if is_own_time(timing, source.model, key, scope))
    source.journey.grain = own_grain(scope.catalog, metric)
    moves = bool(timing.shifts) or timing.running is not None
    if times and moves and source.moment is not None:
        travel(source.journey, timing, [Cut(shown_grain(key), key.part) for key in times])
    return times


def asked_of(source: Source, plan: Plan, times: Sequence[Key]) -> list[Element]:
    """The question's conditions on a row.

    One on the field that the answer is grouped by, too, is about what is shown; any other about
    what the row itself holds.
    """
    shown = any(isinstance(key, Field) for key in times)
    return [source.holds(given, shown=shown) for given in plan.conditions]


def shown_grain(key: Key) -> str | None:
    """The grain that a group by time has; None for a part of a date."""
    if key.part:
        return None
    return key.grain or (key.ref.dimension.grain if isinstance(key, Field) else None)
