"""A governed table as it may be shown: small groups blank, then ordered, filtered and cut off."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from semantic.disclosure.counts import Count, Counted
from semantic.disclosure.suppress import Cell, Key, withheld
from semantic.model import Filter, Operator
from semantic.plan import Plan, TimeKey
from semantic.planner import COMPARED
from semantic.suggest import listed

Row = Sequence[Any]


def column_names(made: Plan) -> list[str]:
    """The names of the statement's columns, in order."""
    names = [key.name for key in made.keys]
    for output in made.outputs:
        names.append(output.name)
        if output.earlier is not None:
            names += [f"{output.name}.{part}" for part in COMPARED]
    return names


def shown(asked: Plan, counts: Counted, rows: Sequence[Row]) -> tuple[list[Row], bool]:
    """The rows as `asked` wants them, without the counts; and whether any figure is withheld."""
    names = column_names(counts.plan)
    table = [dict(zip(names, row, strict=True)) for row in rows]
    blank = _blank(asked, counts, table)
    for row, (now, earlier) in zip(table, blank, strict=True):
        for output in asked.outputs:
            if output.name in counts.governed:
                _clear(row, output.name, now=now, earlier=earlier)
    for given in asked.on_metrics:
        table = [row for row in table if _holds(given, row[given.field])]
    for order in reversed(asked.order):
        table = _ordered(table, order.column, descending=order.descending)
    wanted = column_names(asked)
    found: list[Row] = [[row[name] for name in wanted] for row in table[: asked.limit]]
    return found, any(now or earlier for now, earlier in blank)


def hidden_rows(asked: Plan, counts: Counted, rows: Sequence[Row]) -> Sequence[tuple[bool, bool]]:
    """For each row, whether its figures, and those it is compared with, are withheld."""
    names = column_names(counts.plan)
    return _blank(asked, counts, [dict(zip(names, row, strict=True)) for row in rows])


def warning(counts: Counted) -> str:
    """What to say where figures are withheld; it does not tell how many they are about."""
    fewer = listed([f"{group.size} {group.entity}s" for group in counts.groups])
    return f"Figures of fewer than {fewer} are withheld, and others from which they would follow."


def _clear(row: dict[str, Any], name: str, *, now: bool, earlier: bool) -> None:
    if now:
        row[name] = None
    if earlier:
        row[f"{name}.previous"] = None
    if (now or earlier) and f"{name}.change" in row:
        row[f"{name}.change"] = row[f"{name}.change_pct"] = None


def _blank(
    asked: Plan, counts: Counted, table: Sequence[Mapping[str, Any]]
) -> list[tuple[bool, bool]]:
    """For each row, whether its figures and those it is compared with are withheld.

    A bucket and the same bucket as another one's earlier period are one cell.
    """
    keys = [key.name for key in asked.keys]
    cells: dict[Key, Cell] = {}
    sides: list[list[Key]] = [[], []]
    periods = _periods(asked)
    for row in table:
        for side, given in enumerate((counts.now, counts.earlier)):
            cell_key = _cell_key(asked, row, keys, periods[side], side)
            cells[cell_key] = _together(cells.get(cell_key), _cell(given, row))
            sides[side].append(cell_key)
    hidden = withheld(cells, sides, min(group.size for group in counts.groups))
    return [(now in hidden, earlier in hidden) for now, earlier in zip(*sides, strict=True)]


def _periods(asked: Plan) -> tuple[Mapping[Any, Any], Mapping[Any, Any]]:
    """What the label of a bucket stands for, on each side of a comparison."""
    now = {bucket.label: bucket.period for bucket in asked.buckets}
    earlier = {
        bucket.label: then.period
        for bucket, then in zip(asked.buckets, asked.earlier, strict=False)
    }
    return now, earlier


def _cell_key(
    asked: Plan, row: Mapping[str, Any], keys: Sequence[str], periods: Mapping[Any, Any], side: int
) -> Key:
    if asked.time_key is None:
        return (side, *(row[name] for name in keys))
    times = {key.name for key in asked.keys if isinstance(key, TimeKey)}
    return (0, *(periods.get(row[k], row[k]) if k in times else row[k] for k in keys))


def _cell(given: Sequence[Count], row: Mapping[str, Any]) -> Cell:
    """What the counts of a row say. Rows that belong to none of the entity count as too few."""
    weights = []
    small = False
    for count in given:
        entities, rows = int(row[count.entities] or 0), int(row[count.rows] or 0)
        if entities or rows:
            weights.append(entities)
            small = small or entities < count.size
    if not weights:
        return Cell("empty", 0)
    return Cell("small" if small else "enough", min(weights))


def _together(one: Cell | None, other: Cell) -> Cell:
    if one is None or one.state == "empty":
        return other
    if other.state == "empty" or one.state == "small":
        return one
    return other if other.state == "small" else min(one, other, key=lambda cell: cell.weight)


def _ordered(
    table: Sequence[dict[str, Any]], column: str, *, descending: bool
) -> list[dict[str, Any]]:
    known = [row for row in table if row[column] is not None]
    missing = [row for row in table if row[column] is None]
    return [*sorted(known, key=lambda row: row[column], reverse=descending), *missing]


def _holds(given: Filter, value: Any) -> bool:
    """A condition on a figure; as in SQL only ne, not_in and is_null hold of a missing one."""
    if value is None:
        return given.op in ("ne", "not_in", "is_null")
    return _CONDITIONS[given.op](value, given.value)


_CONDITIONS: Mapping[Operator, Callable[[Any, Any], bool]] = {
    "eq": lambda value, wanted: bool(value == wanted),
    "ne": lambda value, wanted: bool(value != wanted),
    "in": lambda value, wanted: value in wanted,
    "not_in": lambda value, wanted: value not in wanted,
    "lt": lambda value, wanted: bool(value < wanted),
    "le": lambda value, wanted: bool(value <= wanted),
    "gt": lambda value, wanted: bool(value > wanted),
    "ge": lambda value, wanted: bool(value >= wanted),
    "between": lambda value, wanted: bool(wanted[0] <= value <= wanted[1]),
    "is_null": lambda *_: False,
    "not_null": lambda *_: True,
}
