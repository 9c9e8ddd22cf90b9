"""The whole statement: scans stitched on their keys, formulas on top, ordered and limited."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from semantic.compile.expressions import Element, condition, element, fixed
from semantic.compile.listing import listing, ordered_places
from semantic.compile.part import Part, part_of
from semantic.compile.risk import tried
from semantic.compile.scans import is_grouped, scans, select
from semantic.compile.scope import Scope
from semantic.compile.source import Scan, kind_of
from semantic.definition import DataType
from semantic.dialects import divide, folded, no_number
from semantic.dialects.direct import Named
from semantic.plan import (
    Arithmetic,
    Formula,
    Leaf,
    LeafValue,
    Output,
    Plan,
    Quotient,
    TimeKey,
    leaves,
    sparse_leaves,
)
from semantic.record import record


def statement(plan: Plan, scope: Scope) -> sa.Select[Any]:
    """A SELECT whose columns are the plan's keys, then each metric with its comparison."""
    if not plan.outputs:
        return listing(plan, scope)
    formulas = [f for output in plan.outputs for f in (output.formula, output.earlier) if f]
    found = tuple(dict.fromkeys(leaf for formula in formulas for leaf in leaves(formula)))
    names = {leaf: f"m{nr}" for nr, leaf in enumerate(found, 1)}
    every_scan = scans(scope.catalog, found)
    sparse = dict.fromkeys(leaf for formula in formulas for leaf in sparse_leaves(formula))
    marks = {leaf: f"r{nr}" for nr, leaf in enumerate(sparse, 1)}
    parts = [_part(plan, scope, scan, names, marks) for scan in every_scan]
    alone = len(parts) == 1 and not plan.spine
    # No engine tries a condition on an aggregate: it needs a table that is made by then.
    grouped = not plan.having and (not alone or (not marks and is_grouped(every_scan[0])))
    chosen = parts[0] if alone else _stitched(plan, parts, [*names.values(), *marks.values()])
    if not grouped:
        chosen = part_of(chosen.shown().subquery("grouped"))
    table = chosen.columns
    columns = {
        leaf: Given(table[names[leaf]], table[marks[leaf]] if leaf in marks else sa.true())
        for leaf in found
    }
    keys: list[Named] = [(key.name, table[f"k{nr}"]) for nr, key in enumerate(plan.keys, 1)]
    outputs = [
        column
        for output in plan.outputs
        for column in _columns(output, columns, _comparable(plan, output, table))
    ]
    shown = [*keys, *outputs]
    made = chosen.showing(shown, ordered_places(plan, [name for name, _ in shown]))
    conditions = _on_figures(plan, shown)
    if conditions:
        made = (made.having if grouped else made.where)(*conditions)
    return made.limit(plan.limit) if plan.limit else made


def _on_figures(plan: Plan, columns: Sequence[Named]) -> list[Element]:
    """The conditions on figures, of which some may also be on what they are grouped by."""
    if not plan.on_metrics and not plan.having:
        return []
    values = dict(columns)
    kinds: dict[str, DataType] = dict.fromkeys(values, "number")
    kinds |= {key.name: kind_of(key) for key in plan.keys}
    found = [condition(given, values[given.field]) for given in plan.on_metrics]
    return found + [tried(root, values, kinds) for root in plan.having]


def _part(
    plan: Plan, scope: Scope, scan: Scan, names: Mapping[Leaf, str], marks: Mapping[Leaf, str]
) -> Part:
    """The scan, with a column for each of `marks` that says where the leaf has a row."""
    part = select(scope, plan, scan, names, marks)
    if scan.earlier and plan.time_key is not None:
        part = _relabelled(plan, part.shown().subquery("earlier"))
    own = [marks[leaf] for leaf in scan.leaves if leaf in marks]
    wanted = [mark for mark in own if mark not in part.columns]
    if not wanted:
        return part
    marked = part_of(part.shown().subquery("marked"))
    return replace(marked, columns={**marked.columns, **{mark: fixed(1) for mark in wanted}})


def _relabelled(plan: Plan, part: sa.FromClause) -> Part:
    """The earlier side of a comparison under the labels of the buckets it is compared with."""
    data = [
        (before.label, now.label) for before, now in zip(plan.earlier, plan.buckets, strict=True)
    ]
    given = sa.values(sa.column("was"), sa.column("is_now"), name="labels", literal_binds=True)
    given = given.data(data)
    nr = next(nr for nr, key in enumerate(plan.keys, 1) if isinstance(key, TimeKey))
    label = part.c[f"k{nr}"]
    joined = part.join(given, label == sa.cast(given.c.was, sa.Date()))
    columns: dict[str, Element] = {column.name: column for column in part.c}
    columns[f"k{nr}"] = sa.cast(given.c.is_now, sa.Date())
    return Part(joined, columns)


def _stitched(plan: Plan, parts: Sequence[Part], values: Sequence[str]) -> Part:
    """All parts as one SELECT with a row per key. Null keys meet, as UNION and GROUP BY do."""
    keys = [f"k{nr}" for nr in range(1, len(plan.keys) + 1)]
    columns = [*keys, *values]
    first, *others = parts
    nothing = no_number()
    named = {name: first.columns.get(name, nothing) for name in columns}
    branches = [replace(first, columns=named).shown(), *(_branch(part, columns) for part in others)]
    if plan.spine:
        branches.append(_spine(plan, columns))
    union = sa.union_all(*branches).subquery("parts")
    # Named as columns of the only table there is: SQLAlchemy would look each up in every branch.
    groups: dict[str, Element] = {name: sa.column(name) for name in keys}
    totals: dict[str, Element] = {name: folded("max", sa.column(name)) for name in values}
    return Part(union, {**groups, **totals}, groups=tuple(groups.values()))


# Only the first SELECT of a UNION names its columns and decides on their types.
_NULL: Named = ("", sa.text("NULL"))


def _branch(part: Part, columns: Sequence[str]) -> sa.Select[Any]:
    """The part with all of these columns, null where it has none of the name."""
    known = part.columns
    return part.showing([(name, known[name]) if name in known else _NULL for name in columns])


def _spine(plan: Plan, columns: Sequence[str]) -> sa.Select[Any]:
    data = [(bucket.label,) for bucket in plan.buckets]
    given = sa.values(sa.column("label"), name="spine", literal_binds=True).data(data)
    label = sa.cast(given.c.label, sa.Date())
    shown: list[Any] = [
        label.label(name) if name == "k1" else sa.null().label(name) for name in columns
    ]
    return sa.select(*shown)


def _comparable(plan: Plan, output: Output, table: Mapping[str, Element]) -> Element | None:
    """Whether the data reaches back to what a row is compared with; None when it always does.

    What has no time, or lies outside the period's buckets, is compared with nothing. Such rows come
    from whichever metric is asked for beside this one.
    """
    if output.earlier is None:
        return None
    if plan.time_key is None:
        return sa.false() if output.unknown else None
    timings = [leaf.timing for each in plan.outputs for leaf in leaves(each.formula)]
    if not output.unknown and not any(t.time or t.spine or t.running or t.shifts for t in timings):
        return None
    # Buckets follow each other, and what is not known of them comes first.
    known = [bucket.label for bucket in plan.buckets if bucket.label not in output.unknown]
    nr = next(nr for nr, key in enumerate(plan.keys, 1) if isinstance(key, TimeKey))
    ends = (fixed(known[0]), fixed(known[-1])) if known else ()
    return table[f"k{nr}"].between(*ends) if ends else sa.false()


@record
class Given:
    """A leaf's stitched column, and for sparse formulas one that is null without a row of it."""

    value: Element
    mark: Element


def _columns(output: Output, columns: Mapping[Leaf, Given], known: Element | None) -> list[Named]:
    now = formula_value(output.formula, columns)
    if output.earlier is None:
        return [(output.name, now)]
    earlier = formula_value(output.earlier, columns)
    if known is not None:
        earlier = sa.case((known, earlier))
    change = now - earlier
    return [
        (output.name, now),
        (f"{output.name}.previous", earlier),
        (f"{output.name}.change", change),
        (f"{output.name}.change_pct", divide(change, earlier)),
    ]


def formula_value(formula: Formula, columns: Mapping[Leaf, Given]) -> Element:
    """The formula over the stitched columns."""
    match formula:
        case LeafValue(leaf):
            value = columns[leaf].value
            return value if leaf.fill is None else sa.func.coalesce(value, fixed(_plain(leaf.fill)))
        case Quotient(numerator, denominator):
            return divide(formula_value(numerator, columns), formula_value(denominator, columns))
        case Arithmetic(root, inputs, sparse):
            result = element(root, {name: formula_value(part, columns) for name, part in inputs})
            if not sparse:
                return result
            marks = dict.fromkeys(columns[leaf].mark for leaf in leaves(formula))
            return sa.case((sa.or_(*(mark.is_not(None) for mark in marks)), result))


def _plain(fill: float) -> Any:
    return int(fill) if float(fill).is_integer() else fill
