"""One aggregated SELECT per model, rows, timing and side of a comparison: keys k1…, leaves m1…."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from semantic.catalog import Catalog
from semantic.compile.aggregates import aggregate, total
from semantic.compile.conversions import converted
from semantic.compile.expressions import Element, condition, element, fixed
from semantic.compile.limits import within
from semantic.compile.part import Part
from semantic.compile.passages import passed
from semantic.compile.rollup import AMOUNT, in_state, period_rows
from semantic.compile.rows import MOMENT
from semantic.compile.scope import Scope, columns_in
from semantic.compile.source import (
    ROW,
    Scan,
    Source,
    asked_of,
    shown_grain,
    source_of,
    start_journey,
)
from semantic.compile.spines import every_moment
from semantic.dialects import (
    days_between,
)
from semantic.expression import parse
from semantic.model import Filter, FreshnessMetric, SimpleMetric
from semantic.plan import (
    AnyCondition,
    Condition,
    Event,
    Field,
    Key,
    Leaf,
    Plan,
    State,
    Timing,
    fields_of,
    rows_of,
)
from semantic.policy import Rows
from semantic.record import changeable
from semantic.routes import spreads
from semantic.timing import NonAdditive

OWN_TIME = "own_time"


# What every leaf of a scan has in common, as Scan has it.
_Shared = tuple[str, str, Rows, bool, Timing, Event | None]


def scans(catalog: Catalog, leaves: Sequence[Leaf]) -> tuple[Scan, ...]:
    """The leaves grouped into as few scans as possible, in order of first appearance."""
    groups: dict[tuple[_Shared, tuple[AnyCondition, ...]], list[Leaf]] = {}
    for leaf in leaves:
        timing = leaf.timing
        kind, model = type(leaf.measure).__name__, leaf.measure.model
        alone = bool(timing.spine or timing.snapshot or timing.running or leaf.event)
        alone = alone or _counts_falses(leaf) or _spreads(catalog, leaf)
        shared: _Shared = (kind, model, leaf.rows, leaf.earlier, timing, leaf.event)
        groups.setdefault((shared, leaf.conditions if alone else ()), []).append(leaf)
    return tuple([Scan(*shared, tuple(group)) for (shared, _), group in groups.items()])


def _counts_falses(leaf: Leaf) -> bool:
    """Whether a value left out by conditions would count like one that is false."""
    return isinstance(leaf.measure, SimpleMetric) and leaf.measure.agg == "sum_boolean"


def _spreads(catalog: Catalog, leaf: Leaf) -> bool:
    """Whether a row may meet the leaf's conditions in one of several values and not in another."""
    if not catalog.fans_out:
        return False
    model = catalog.models[rows_of(leaf)]
    return any(spreads(catalog, model, used) for used in fields_of(leaf.conditions))


@changeable
class _Columns:
    """The columns of the rows to be aggregated, each once however many leaves need it."""

    names: dict[str, dict[Hashable, str]] = field(default_factory=dict)
    values: dict[str, Element] = field(default_factory=dict)

    def add(self, prefix: str, key: Hashable, value: Element) -> str:
        """The name of the column for `key`: the prefix and a number."""
        known = self.names.setdefault(prefix, {})
        name = known.get(key)
        if name is None:
            known[key] = name = f"{prefix}{len(known) + 1}"
            self.values[name] = value
        return name

    def labelled(self) -> list[Any]:
        """The columns under their names."""
        return [value.label(name) for name, value in self.values.items()]


# A column of the rows, with the filter that it must meet; without one it says so itself.
Need = tuple[Filter | None, str]


def select(
    scope: Scope,
    plan: Plan,
    scan: Scan,
    names: Mapping[Leaf, str],
    marks: Mapping[Leaf, str],
) -> Part:
    """The scan's SELECT: a column per key (k1…) and per leaf (by `names`), grouped by the keys.

    A group is there when some leaf has a row in it, whichever else are asked for. Where that may be
    another one, the leaf's column of `marks` is null in groups without a row of its own.
    """
    if scan.event is not None:
        return _of_events(scope, plan, scan, names)
    source, columns, common = source_of(scope, plan, scan, direct=True), _Columns(), _common(scan)
    times = _begin(source, plan)
    keys = [columns.add("k", key, source.value(key)) for key in plan.keys]
    wheres = asked_of(source, plan, times) + [source.holds(given) for given in common]
    needs = {leaf: _needs(source, columns, leaf, common) for leaf in scan.leaves}
    values = {
        leaf: columns.add("v", _called(leaf), _input_of(plan, source, leaf)) for leaf in scan.leaves
    }
    again = _runs_again(scan, times, source)
    extra = [_totalled(source).label(OWN_TIME)] if again else []
    edges = _edges(source, times)
    allowed = source.seen.conditions if source.seen else ()
    conditions: tuple[Element, ...] = (*allowed, *wheres, *within(source, plan, times))
    if again or edges or source.several or any(needs.values()):
        shown = (*columns.labelled(), *extra, *edges)
        table = _rows(source, shown, conditions, [column.name for column in edges[1:]])
        inner, conditions = columns_in(table), ()
    else:
        table = source.clause
        inner = columns.values
    met = {need: _met(inner, need) for need in dict.fromkeys(needs.values()) if need}
    totals: dict[str, Element] = {}
    for leaf in scan.leaves:
        counts = met.get(needs[leaf]) if len(scan.leaves) > 1 else None
        partial = counts if keys else None
        totals[names[leaf]] = total(source, leaf, inner[values[leaf]], counts, partial)
        if leaf in marks and partial is not None:
            totals[marks[leaf]] = sa.func.max(sa.case((partial, fixed(1))))
    if all(needs.values()):
        conditions = (*conditions, sa.or_(*met.values()))
    groups = {name: inner[name] for name in (*keys, *(OWN_TIME for _ in extra))}
    found = Part(table, {**groups, **totals}, conditions, _places(len(groups)))
    if scan.timing.spine:
        found = every_moment(source, plan, times, found, OWN_TIME if again else None)
    return _of_each_group(scan, found, keys, names) if again else found


def _rows(
    source: Source, shown: Sequence[Any], conditions: Sequence[Element], edges: Sequence[str]
) -> sa.FromClause:
    """The rows to be aggregated as a table of their own, each expression written once."""
    found = sa.select(*shown).select_from(source.clause).where(*conditions)
    if source.several:
        # A row that was moved to several moments counts at each of them.
        moved = [source.journey.moment.label("moved_to")] if source.scan.timing.shifts else []
        found = found.add_columns(source.rows.c[ROW], *moved).distinct()
    return _at_edges(source.scan, found.subquery("rows"), edges)


@lru_cache(maxsize=256)
def _places(count: int) -> tuple[Element, ...]:
    """The first columns of a SELECT by their numbers, to group by, as one element.

    Written once more, an expression with a bound value in it would not be the same to all engines.
    """
    places = ", ".join(map(str, range(1, count + 1)))
    return (sa.literal_column(places),) if places else ()


def is_grouped(scan: Scan) -> bool:
    """Whether the SELECT of `select` aggregates itself, so that formulas can stand in it."""
    timing = scan.timing
    return not (scan.earlier or scan.event or timing.spine or timing.running)


def _begin(source: Source, plan: Plan) -> tuple[Key, ...]:
    measure = source.scan.leaves[0].measure
    if not isinstance(measure, SimpleMetric):
        return ()
    return start_journey(source, measure, plan.keys)


def _of_events(scope: Scope, plan: Plan, scan: Scan, names: Mapping[Leaf, str]) -> Part:
    """The scan of a conversion's events, grouped by what their base events were like."""
    (leaf,) = scan.leaves
    source, times, inner = converted(scope, plan, scan, names[leaf], _measured)
    groups = {f"k{nr}": inner.c[f"k{nr}"] for nr in range(1, len(plan.keys) + 1)}
    counted = aggregate(leaf, inner.c[names[leaf]])
    found = Part(inner, {**groups, names[leaf]: counted}, groups=tuple(groups.values()))
    return every_moment(source, plan, times, found) if scan.timing.spine else found


def _runs_again(scan: Scan, times: Sequence[Key], source: Source) -> bool:
    """Whether running totals of several moments must be put together for a group."""
    if scan.timing.running is None or not times:
        return False
    return all(shown_grain(key) != source.journey.grain for key in times)


def _totalled(source: Source) -> Element:
    """The moment that a running total is of; several of an earlier unit may be shown at one."""
    known = source.journey.totalled
    return source.journey.moment if known is None else known


def _of_each_group(scan: Scan, found: Part, keys: Sequence[str], names: Mapping[Leaf, str]) -> Part:
    """The first, last or average of the running totals that fall into each group."""
    assert scan.timing.running is not None
    table = found.shown().subquery("by_moment")
    groups = [table.c[key] for key in keys]
    totals = {name: _filled(leaf, table.c[name]) for leaf, name in names.items() if name in table.c}
    if scan.timing.running.period_agg == "average":
        averages = {name: sa.func.avg(value) for name, value in totals.items()}
        columns = {**dict(zip(keys, groups, strict=True)), **averages}
        return Part(table, columns, groups=tuple(groups))
    moment = table.c[OWN_TIME]
    order = moment.asc() if scan.timing.running.period_agg == "first" else moment.desc()
    place = sa.func.row_number().over(partition_by=groups, order_by=order).label("place")
    chosen = [value.label(name) for name, value in totals.items()]
    ranked = sa.select(*groups, *chosen, place).subquery("ranked")
    columns = {c.name: c for c in ranked.c if c.name != "place"}
    return Part(ranked, columns, (ranked.c.place == fixed(1),))


def _filled(leaf: Leaf, value: Element) -> Element:
    return value if leaf.fill is None else sa.func.coalesce(value, fixed(leaf.fill))


def _edges(source: Source, times: Sequence[Key]) -> list[Any]:
    """The first or last moment of the row's group, beside its own, for states over time."""
    snapshot = source.scan.timing.snapshot
    if snapshot is None:
        return []
    moment = source.own(snapshot.dimension)
    groups = [column for name in snapshot.per for column in source.own_key(name)]
    if _is_of_its_time(source, snapshot):
        groups += [source.value(key) for key in times]
    return [moment.label("at"), *(g.label(f"g{nr}") for nr, g in enumerate(groups, 1))]


def _is_of_its_time(source: Source, snapshot: NonAdditive) -> bool:
    """Whether a state's time is the metric's own: that it names, or else its model's."""
    if source.scan.timing.time is not None:
        return snapshot.dimension == source.scan.timing.time
    own = source.model.time.column if source.model.time else None
    return any(
        given.name == snapshot.dimension and parse(given.expr).columns == {own}
        for given in source.model.dimensions
    )


def _at_edges(scan: Scan, rows: sa.FromClause, names: Sequence[str]) -> sa.FromClause:
    """The rows at the first or last moment of their group, where a metric is a state."""
    snapshot: NonAdditive | None = scan.timing.snapshot
    if snapshot is None:
        return rows
    groups = [rows.c[name] for name in names]
    edge = (sa.func.min if snapshot.choose == "first" else sa.func.max)(rows.c["at"])
    found = sa.select(*rows.c, edge.over(partition_by=groups).label("edge")).subquery("edges")
    return sa.select(*found.c).where(found.c["at"] == found.c.edge).subquery("states")


def _common(scan: Scan) -> list[AnyCondition]:
    """Conditions that every leaf shares: they can cut rows before aggregating."""
    first, *others = scan.leaves
    return [
        given
        for given in dict.fromkeys(first.conditions)
        if all(given in other.conditions for other in others)
    ]


def _needs(
    source: Source, columns: _Columns, leaf: Leaf, common: Sequence[AnyCondition]
) -> tuple[Need, ...]:
    """What a row must meet to count for the leaf, beside what all leaves ask for."""
    found: list[Need] = []
    for given in leaf.conditions:
        if given in common:
            continue
        if isinstance(given, Condition) and isinstance(given.field, Field):
            name = columns.add("f", given.field, source.of_row(given.field))
            found.append((given.filter, name))
        else:
            found.append((None, columns.add("t", given, source.holds(given))))
    if isinstance(leaf.measure, State):
        state = in_state(source.model, source.rows, leaf.measure.state)
        if state is not None:
            found.append((None, columns.add("s", leaf.measure.state, state)))
    return tuple(found)


def _met(row: Mapping[str, Element], needs: Sequence[Need]) -> Element:
    return sa.and_(*(condition(given, row[name]) if given else row[name] for given, name in needs))


def _called(leaf: Leaf) -> Hashable:
    """Equal for leaves that aggregate the same of each row."""
    if leaf.passage is not None:
        return leaf.passage
    match leaf.measure:
        case State(_, "value"):
            return AMOUNT
        case SimpleMetric(expr=str(text)):
            return text
        case measure:
            return "age" if isinstance(measure, FreshnessMetric) else "1"


def _input_of(plan: Plan, source: Source, leaf: Leaf) -> Element:
    """What the leaf aggregates of each row."""
    if leaf.passage is not None:
        return passed(source.scope, plan, source, leaf.passage, _measured(source, leaf))
    return _measured(source, leaf)


def _measured(source: Source, leaf: Leaf) -> Element:
    match leaf.measure:
        case State(_, "value"):
            return source.rows.c[AMOUNT]
        case FreshnessMetric():
            ends = period_rows(source.scope, source.buckets).c["ends"]
            return days_between(ends, source.rows.c[MOMENT])
        case SimpleMetric(expr=str(text)):
            others = {used.name: source.value(used) for used in leaf.reads}
            return element(parse(text).root, {**source.columns, **others})
        case _:
            return fixed(1)
