"""The whole statement: scans stitched on their keys, formulas on top, ordered and limited."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from semantic.compile.expressions import Element, condition, element, fixed
from semantic.compile.scans import scans, select
from semantic.compile.scope import Scope
from semantic.compile.source import Scan
from semantic.dialects import divide
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
)


def statement(plan: Plan, scope: Scope) -> sa.Select[Any]:
    """A SELECT whose columns are the plan's keys, then each metric with its comparison."""
    formulas = [f for output in plan.outputs for f in (output.formula, output.earlier) if f]
    found = tuple(dict.fromkeys(leaf for formula in formulas for leaf in leaves(formula)))
    names = {leaf: f"m{nr}" for nr, leaf in enumerate(found, 1)}
    parts = [_part(plan, scope, scan, names, nr) for nr, scan in enumerate(scans(found), 1)]
    table = _stitched(plan, parts, names)
    columns = {leaf: table.c[name] for leaf, name in names.items()}
    keys = [table.c[f"k{nr}"].label(key.name) for nr, key in enumerate(plan.keys, 1)]
    outputs = [
        column
        for output in plan.outputs
        for column in _columns(output, columns, _comparable(plan, output, table))
    ]
    chosen = sa.select(*keys, *outputs).select_from(table)
    values = {column.name: column for column in (*keys, *outputs)}
    for given in plan.on_metrics:
        chosen = chosen.where(condition(given, values[given.field].element))
    chosen = chosen.order_by(*(_ordered(values[o.column], o.descending) for o in plan.order))
    return chosen.limit(plan.limit) if plan.limit else chosen


def _ordered(column: Any, descending: bool) -> Any:
    value = column.element
    return (value.desc() if descending else value.asc()).nulls_last()


def _part(
    plan: Plan, scope: Scope, scan: Scan, names: Mapping[Leaf, str], nr: int
) -> sa.FromClause:
    made = select(scope, plan, scan, names)
    if scan.earlier and plan.time_key is not None:
        made = _relabelled(plan, made.subquery("earlier"))
    return made.subquery(f"part_{nr}")


def _relabelled(plan: Plan, part: sa.FromClause) -> sa.Select[Any]:
    """The earlier side of a comparison under the labels of the buckets it is compared with."""
    data = [
        (before.label, now.label) for before, now in zip(plan.earlier, plan.buckets, strict=True)
    ]
    given = sa.values(sa.column("was"), sa.column("is_now"), name="labels", literal_binds=True)
    given = given.data(data)
    nr = next(nr for nr, key in enumerate(plan.keys, 1) if isinstance(key, TimeKey))
    label = part.c[f"k{nr}"]
    others = [column for column in part.c if column is not label]
    now = sa.cast(given.c.is_now, sa.Date()).label(f"k{nr}")
    return sa.select(now, *others).join_from(part, given, label == sa.cast(given.c.was, sa.Date()))


def _stitched(
    plan: Plan, parts: Sequence[sa.FromClause], names: Mapping[Leaf, str]
) -> sa.FromClause:
    """All parts as one table with a row per key. Null keys meet, as UNION and GROUP BY do."""
    if len(parts) == 1 and not plan.spine:
        return parts[0]
    keys = [f"k{nr}" for nr in range(1, len(plan.keys) + 1)]
    columns = [*keys, *names.values()]
    selects = [
        sa.select(*(part.c[name] if name in part.c else sa.null().label(name) for name in columns))
        for part in parts
    ]
    if plan.spine:
        selects.append(_spine(plan, columns))
    union = sa.union_all(*selects).subquery("parts")
    groups = [union.c[name] for name in keys]
    totals = [sa.func.max(union.c[name]).label(name) for name in names.values()]
    return sa.select(*groups, *totals).group_by(*groups).subquery("stitched")


def _spine(plan: Plan, columns: Sequence[str]) -> sa.Select[Any]:
    data = [(bucket.label,) for bucket in plan.buckets]
    given = sa.values(sa.column("label"), name="spine", literal_binds=True).data(data)
    label = sa.cast(given.c.label, sa.Date())
    shown: list[Any] = [
        label.label(name) if name == "k1" else sa.null().label(name) for name in columns
    ]
    return sa.select(*shown)


def _comparable(plan: Plan, output: Output, table: sa.FromClause) -> Element | None:
    """Whether the data reaches back to what a row is compared with; None when it always does."""
    if not output.unknown:
        return None
    if plan.time_key is None:
        return sa.false()
    nr = next(nr for nr, key in enumerate(plan.keys, 1) if isinstance(key, TimeKey))
    label: Element = table.c[f"k{nr}"]
    return label.not_in([fixed(unknown) for unknown in output.unknown])


def _columns(output: Output, columns: Mapping[Leaf, Element], known: Element | None) -> list[Any]:
    now = formula_value(output.formula, columns)
    if output.earlier is None:
        return [now.label(output.name)]
    earlier = formula_value(output.earlier, columns)
    if known is not None:
        earlier = sa.case((known, earlier))
    change = now - earlier
    return [
        now.label(output.name),
        earlier.label(f"{output.name}.previous"),
        change.label(f"{output.name}.change"),
        divide(change, earlier).label(f"{output.name}.change_pct"),
    ]


def formula_value(formula: Formula, columns: Mapping[Leaf, Element]) -> Element:
    """The formula over the stitched columns."""
    match formula:
        case LeafValue(leaf, fill):
            value = columns[leaf]
            return value if fill is None else sa.func.coalesce(value, fixed(_plain(fill)))
        case Quotient(numerator, denominator):
            return divide(formula_value(numerator, columns), formula_value(denominator, columns))
        case Arithmetic(root, inputs):
            return element(root, {name: formula_value(part, columns) for name, part in inputs})


def _plain(fill: float) -> Any:
    return int(fill) if float(fill).is_integer() else fill
