"""One row per entity and bucket: what each customer had done by the end of each period.

Events (an order) are collected once; joined to the periods that end after them they give every
lifecycle state of METRICS as a condition on one row.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from semantic import period as periods
from semantic.compile.expressions import Element, condition, element, fixed
from semantic.compile.rows import MOMENT, visible
from semantic.compile.scope import Columns, Scope, dimension_value, midnight, own_field
from semantic.dialects import days_between, exact, in_byte_order
from semantic.expression import parse
from semantic.model import Dimension, Filter, LifecycleState, Model, Rollup
from semantic.plan import Bucket
from semantic.policy import Rows

AMOUNT, TOP_VALUE, TOP_EVENTS = "amount_to_date", "top_value", "top_events"
LAST_EVER = "last_ever"


def kept_name(dimension: Dimension) -> str:
    """The column of a rollup's frame that holds a dimension not made of the key alone."""
    return f"kept_{dimension.name}"


def key_names(model: Model) -> tuple[str, ...]:
    """The columns of a rollup's frame that identify its entity."""
    assert model.rollup is not None
    entity = model.entity(model.rollup.by)
    assert entity is not None
    return entity.columns


def frame(
    scope: Scope, model: Model, rows: Rows, buckets: Sequence[Bucket], *, wanted: frozenset[str]
) -> sa.CTE:
    """A row per bucket and entity known by its end: `label`, key, states, wanted dimensions."""
    top = next((d for d in model.dimensions if d.top and d.name in wanted), None)
    needs_amount = AMOUNT in wanted or top is not None

    def build() -> sa.Select[Any]:
        known = _known(scope, model, rows, buckets, wanted, top)
        if not needs_amount:
            return sa.select(*known.c)
        amounts = _amounts(scope, model, rows, buckets, top)
        joined = known.outerjoin(amounts, _same_entity(model, known, amounts))
        columns = [*known.c, amounts.c[AMOUNT]]
        if top is not None:
            of = scope.catalog.models[_rollup(model).of]
            keys = _sortable(of, key_names(model), known)
            columns.append(_is_top(top, keys, known, amounts).label(kept_name(top)))
        return sa.select(*columns).select_from(joined)

    key = ("frame", model.name, rows, tuple(buckets), wanted)
    return scope.once(key, f"{model.name}_by_period", build)


def _same_entity(model: Model, left: sa.FromClause, right: sa.FromClause) -> Element:
    names = ("label", *key_names(model))
    return sa.and_(*(left.c[name] == right.c[name] for name in names))


def period_rows(scope: Scope, buckets: Sequence[Bucket], top_days: int = 0) -> sa.CTE:
    """The buckets as rows: label, begins, ends, before, and where the top share's days begin."""
    names = ("label", "begins", "ends", "before", "top_begins")
    data = [
        (
            bucket.label,
            midnight(bucket.period.start),
            midnight(bucket.period.end),
            midnight(bucket.before),
            midnight(periods.step(bucket.period.end, "day", -top_days)),
        )
        for bucket in dict.fromkeys(buckets)
    ]

    def build() -> sa.Select[Any]:
        given = sa.values(
            *(sa.column(name) for name in names), name="given", literal_binds=True
        ).data(data)
        label = sa.cast(given.c.label, sa.Date()).label("label")
        moments = [sa.cast(given.c[name], sa.DateTime()).label(name) for name in names[1:]]
        shown: list[Any] = [label, *moments]
        return sa.select(*shown)

    return scope.once(("periods", tuple(data)), "periods", build)


def _rollup(model: Model) -> Rollup:
    assert model.rollup is not None
    return model.rollup


def _matching(
    scope: Scope, of: Model, columns: Columns, filters: Sequence[Filter]
) -> list[Element]:
    found = []
    for given in filters:
        value = own_field(scope, of, columns, scope.catalog.dimensions[given.field])
        assert value is not None, "checks hold a rollup's conditions to its own model"
        found.append(condition(given, value))
    return found


def _attribute(scope: Scope, dimension: Dimension, columns: Columns) -> Element:
    value = dimension_value(scope, dimension, columns)
    return sa.func.min(value) if dimension.keep == "first" else sa.func.max(value)


def _events(scope: Scope, model: Model, rows: Rows, *, to_the_end: bool = False) -> sa.CTE:
    """One row per event: key, `at`, when the next one came, its number, kept attributes."""
    rollup = _rollup(model)
    of = scope.catalog.models[rollup.of]
    event = of.entity(rollup.event)
    assert event is not None

    def build() -> sa.Select[Any]:
        source = visible(scope, of, rows)
        columns: Columns = {column.name: column for column in source.c}
        keys = [columns[name] for name in key_names(model)]
        events = [columns[name] for name in event.columns]
        kept = [
            _attribute(scope, dimension, columns).label(kept_name(dimension))
            for dimension in model.dimensions
            if dimension.keep
        ]
        per_event = (
            sa.select(*keys, *events, sa.func.min(columns[MOMENT]).label("at"), *kept)
            .where(*_matching(scope, of, columns, rollup.where))
            .where(*(key.is_not(None) for key in keys))
            .group_by(*keys, *events)
            .subquery("per_event")
        )
        each = [per_event.c[name] for name in key_names(model)]
        order = [per_event.c["at"], *_sortable(of, event.columns, per_event)]
        following = sa.func.lead(per_event.c["at"]).over(partition_by=each, order_by=order)
        number = sa.func.row_number().over(partition_by=each, order_by=order)
        last = sa.func.max(per_event.c["at"]).over(partition_by=each).label(LAST_EVER)
        more = [following.label("next_at"), number.label("nr"), *([last] if to_the_end else [])]
        return sa.select(*per_event.c, *more)

    return scope.once(("events", model.name, rows, to_the_end), f"{model.name}_events", build)


def _known(
    scope: Scope,
    model: Model,
    rows: Rows,
    buckets: Sequence[Bucket],
    wanted: frozenset[str],
    top: Dimension | None,
) -> sa.CTE:
    """Per bucket and entity known by its end, what decides each lifecycle state."""
    lapse = fixed(_rollup(model).lapse_after_days)

    def build() -> sa.Select[Any]:
        event = _events(scope, model, rows, to_the_end=LAST_EVER in wanted)
        span = period_rows(scope, buckets, top.top.days if top and top.top else 0)
        at, inside = event.c["at"], event.c["at"] >= span.c["begins"]
        keys = [event.c[name] for name in key_names(model)]
        kept = [
            _as_of_end(dimension, event, span).label(kept_name(dimension))
            for dimension in model.dimensions
            if dimension.keep and dimension.name in wanted
        ]
        ended = sa.and_(
            days_between(span.c["ends"], at) >= lapse,
            days_between(span.c["begins"], at) < lapse,
            sa.or_(
                event.c["next_at"].is_(None),
                days_between(event.c["next_at"], at) >= lapse,
            ),
        )
        before = sa.and_(at >= span.c["before"], at < span.c["begins"])
        facts = [
            sa.func.min(at).label("first_at"),
            sa.func.max(at).label("last_at"),
            sa.func.max(sa.case((~inside, at))).label("last_before"),
            sa.func.min(sa.case((inside, at))).label("first_inside"),
            sa.func.count(sa.case((inside, fixed(1)))).label("events_inside"),
            sa.func.count(sa.case((before, fixed(1)))).label("events_before"),
            sa.func.count(sa.case((ended, fixed(1)))).label("gaps_ended"),
        ]
        if LAST_EVER in wanted:
            facts.append(sa.func.max(event.c[LAST_EVER]).label(LAST_EVER))
        if top is not None:
            facts.append(
                sa.func.count(sa.case((at >= span.c["top_begins"], fixed(1)))).label(TOP_EVENTS)
            )
        groups = [span.c["label"], span.c["begins"], span.c["ends"], *keys]
        return (
            sa.select(*groups, *facts, *kept)
            .select_from(event.join(span, at < span.c["ends"]))
            .group_by(*groups)
        )

    key = ("known", model.name, rows, tuple(buckets), wanted)
    return scope.once(key, f"{model.name}_known", build)


def _as_of_end(dimension: Dimension, event: sa.CTE, span: sa.CTE) -> Element:
    """The attribute of an entity's first event, or of its latest one before the period's end."""
    if dimension.keep == "first":
        return sa.func.max(sa.case((event.c["nr"] == fixed(1), event.c[kept_name(dimension)])))
    latest = sa.or_(event.c["next_at"].is_(None), event.c["next_at"] >= span.c["ends"])
    return sa.func.max(sa.case((latest, event.c[kept_name(dimension)])))


def _amounts(
    scope: Scope, model: Model, rows: Rows, buckets: Sequence[Bucket], top: Dimension | None
) -> sa.CTE:
    """Per bucket and entity, the amount from its first event to the bucket's end."""

    def build() -> sa.Select[Any]:
        daily = _daily_amounts(scope, model, rows)
        span = period_rows(scope, buckets, top.top.days if top and top.top else 0)
        recent = daily.c["day"] >= span.c["top_begins"]
        groups = [span.c["label"], *(daily.c[name] for name in key_names(model))]
        return (
            sa.select(
                *groups,
                sa.func.sum(daily.c["amount"]).label(AMOUNT),
                sa.func.sum(sa.case((recent, daily.c["amount"]))).label(TOP_VALUE),
            )
            .select_from(daily.join(span, daily.c["day"] < span.c["ends"]))
            .group_by(*groups)
        )

    key = ("amounts", model.name, rows, tuple(buckets), top.name if top else "")
    return scope.once(key, f"{model.name}_amounts", build)


def _daily_amounts(scope: Scope, model: Model, rows: Rows) -> sa.CTE:
    """Per entity and day, the amount since its first event: periods begin and end at midnight."""
    rollup = _rollup(model)
    of = scope.catalog.models[rollup.of]

    def build() -> sa.Select[Any]:
        source = visible(scope, of, rows)
        columns: Columns = {column.name: column for column in source.c}
        event = _events(scope, model, rows)
        since_first = sa.and_(
            *(columns[name] == event.c[name] for name in key_names(model)),
            event.c["nr"] == fixed(1),
            columns[MOMENT] >= event.c["at"],
        )
        amount = exact(element(parse(rollup.amount or "0").root, columns))
        groups = [columns[name] for name in key_names(model)]
        groups.append(sa.cast(columns[MOMENT], sa.Date()).label("day"))
        return (
            sa.select(*groups, sa.func.sum(amount).label("amount"))
            .select_from(source.join(event, since_first))
            .where(*_matching(scope, of, columns, rollup.amount_where))
            .group_by(*groups)
        )

    return scope.once(("daily", model.name, rows), f"{model.name}_daily", build)


def _sortable(of: Model, names: Sequence[str], table: sa.FromClause) -> list[Element]:
    """The columns that break a tie, in an order that is everywhere the same."""
    return [
        in_byte_order(table.c[name]) if of.columns.get(name) == "text" else table.c[name]
        for name in names
    ]


def _is_top(top: Dimension, keys: Sequence[Element], known: sa.CTE, amounts: sa.CTE) -> Element:
    """Whether the entity is in the top share, exactly: rank ≤ ceil(share × n) in whole numbers."""
    assert top.top is not None
    share = Fraction(str(top.top.share))
    active = known.c[TOP_EVENTS] > fixed(0)
    groups = [known.c["label"], active]
    value = sa.func.coalesce(amounts.c[TOP_VALUE], 0)
    rank = sa.func.row_number().over(partition_by=groups, order_by=[value.desc(), *keys])
    count = sa.func.count().over(partition_by=groups)
    return sa.and_(
        active, (rank - fixed(1)) * fixed(share.denominator) < count * fixed(share.numerator)
    )


def in_state(model: Model, row: sa.FromClause, state: LifecycleState) -> Element | None:
    """The condition on a frame's row that the entity is in the state; None when all are."""
    found = _STATES.get(state)
    return found(row.c, fixed(_rollup(model).lapse_after_days)) if found else None


_STATES: Mapping[LifecycleState, Callable[[Any, Any], Element]] = {
    "active": lambda row, _: row.events_inside > fixed(0),
    "new": lambda row, _: row.first_at >= row.begins,
    "returning": lambda row, _: sa.and_(row.events_inside > fixed(0), row.last_before.is_not(None)),
    "repeat": lambda row, _: row.events_inside >= fixed(2),
    "retained": lambda row, _: sa.and_(row.events_inside > fixed(0), row.events_before > fixed(0)),
    "active_before": lambda row, _: row.events_before > fixed(0),
    "lapsed": lambda row, days: days_between(row.ends, row.last_at) >= days,
    "newly_lapsed": lambda row, _: row.gaps_ended > fixed(0),
    "not_lapsed_at_start": lambda row, days: days_between(row.begins, row.last_before) < days,
    "active_later": lambda row, _: row.last_ever >= row.begins,
    "reactivated": lambda row, days: days_between(row.first_inside, row.last_before) >= days,
}
