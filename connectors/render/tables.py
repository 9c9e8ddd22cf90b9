"""The result of a query on the terminal: rows, then what they stand on."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import islice
from types import MappingProxyType
from typing import Literal

from rich.console import RenderableType

from agent.claims import Claim
from agent.evidence import PERCENT
from agent.grammar import lasting
from agent.writer import BLANK, day, shown
from connectors.render.grid import Grid, Kind
from connectors.render.inert import inert
from connectors.render.pieces import say, section, stack, warnings
from connectors.render.texts import short_hash
from semantic.members import PARTS
from semantic.model import BaseMetric, Format
from semantic.period import Period, describe
from semantic.result import Column, PeriodUsed, Result, Value

MOST_ROWS = 200
"""More rows than these are for a file, not for reading."""

NOTHING = "–"
_PARTIAL = " (partial)"
_UNKNOWN = Format(decimals=2)


def result(given: Result, metrics: Mapping[str, BaseMetric]) -> RenderableType:
    """The rows with figures as the metrics' formats have them, then period, definitions, warnings.

    `metrics` are those of the result, by name.
    """
    return stack(
        rows(given, metrics),
        _left_out(given),
        say(period_line(given), "dim"),
        warnings(given.warnings),
        section("Definitions", *(_definition(given, name) for name in _names(given))),
    )


def rows(
    given: Result,
    metrics: Mapping[str, BaseMetric],
    labels: Mapping[str, str] = MappingProxyType({}),
    grains: Mapping[str, str] = MappingProxyType({}),
    most: int = MOST_ROWS,
) -> RenderableType:
    """The first `most` rows alone.

    `labels` head columns in place of their names; `grains` say of what length the dates in a column
    are, where its name does not.
    """
    if not given.length:
        return say("No rows: nothing in this period fits.")
    several = len(_names(given)) > 1
    heads = [labels.get(c.name) or _header(c, given, metrics, several) for c in given.columns]
    grid = Grid(*zip(heads, map(_kind, given.columns), strict=True))
    own = {c.name: c.name.removeprefix("time.") for c in given.columns if _is_time(c)}
    lengths = {**grains, **own}
    nobody = {
        column.name: f"({_nobody(head, column)})"
        for column, head in zip(given.columns, heads, strict=True)
    }
    texts = [_texts(column, given, metrics, lengths, nobody) for column in given.columns]
    for cells in islice(zip(*texts, strict=True), most):
        grid.add(*cells)
    return grid


def _is_time(column: Column) -> bool:
    return column.name.startswith("time.") and column.name.removeprefix("time.") not in PARTS


def _names(given: Result) -> tuple[str, ...]:
    return tuple(dict.fromkeys(used.name for used in given.metrics))


def _kind(column: Column) -> Kind:
    return "figure" if column.role == "metric" else "words"


def _header(column: Column, given: Result, metrics: Mapping[str, BaseMetric], several: bool) -> str:
    if column.role == "dimension":
        entity, _, name = column.name.partition(".")
        return name.replace("_", " ") if entity == "time" else column.name
    name, _, part = column.name.partition(".")
    title = metrics[name].title if name in metrics else name.replace("_", " ")
    if not part:
        unit = lasting(metrics[name]).strip() if name in metrics else ""
        return f"{title} ({unit})" if unit else title
    words = {"change_pct": "% change", "previous": _before(given), "share": "share of the whole"}
    said = words.get(part, part)
    return f"{title}, {said}" if several else said


def _before(given: Result) -> str:
    """What is set beside each figure: one period by its name; each row of a series has its own."""
    if given.previous is None or any(map(_is_time, given.columns)):
        return "before"
    return _period(given.previous)


def _nobody(head: str, column: Column) -> str:
    """What a row without a member is: `no owner`; of `customer's country`, `no country`."""
    if column.type == "boolean":
        return "not known"
    return "no " + head.rpartition("'s ")[2].rpartition(".")[2].replace("_", " ")


def _texts(
    column: Column,
    given: Result,
    metrics: Mapping[str, BaseMetric],
    grains: Mapping[str, str],
    nobody: Mapping[str, str],
) -> list[str]:
    values = given.data[column.name][:MOST_ROWS]
    if column.role == "metric":
        return [_figure(column, value, metrics) for value in values]
    if column.name in grains:
        partial = given.partial_periods if _is_time(column) else ()
        return [
            nobody[column.name]
            if value is None
            else time_label(value, grains[column.name])
            + (_PARTIAL if str(value) in partial else "")
            for value in values
        ]
    return [nobody[column.name] if value is None else member(value) for value in values]


def _figure(column: Column, value: Value, metrics: Mapping[str, BaseMetric]) -> str:
    if value is None:
        return NOTHING
    name, _, part = column.name.partition(".")
    shape = metrics[name].format if name in metrics else _UNKNOWN
    if part in ("change_pct", "share"):
        kind: Literal["change_pct", "share"] = "share" if part == "share" else "change_pct"
        return shown(Claim(value=value, label="", kind=kind, format=PERCENT))
    if part == "change":
        unit = "points" if shape.percent else shape.unit
        return shown(Claim(value=value, label="", kind="change", unit=unit, format=shape))
    return shown(Claim(value=value, label="", format=shape))


def member(value: Value) -> str:
    """A member of a dimension in words."""
    if value is None:
        return "(none)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return inert(value).strip() or BLANK


def time_label(value: Value, grain: str) -> str:
    """The first day of a grain's unit, as short as that grain allows: `Sep 2011`."""
    if value is None:
        return "(none)"
    first = date.fromisoformat(str(value))
    match grain:
        case "month":
            return f"{first:%b %Y}"
        case "quarter":
            return f"Q{(first.month + 2) // 3} {first.year}"
        case "year":
            return str(first.year)
        case "week":
            return f"from {first.day} {first:%b %Y}"
        case _:
            return f"{first.day} {first:%b %Y}"


def _left_out(given: Result) -> RenderableType | None:
    left = given.length - MOST_ROWS
    return say(f"… and {left:,} more rows: give --limit, or --json for all") if left > 0 else None


def period_line(given: Result) -> str:
    """The period in words, with what it is compared with and the as-of date."""
    words = _period(given.period)
    if given.previous is not None:
        words += f" · compared with {_period(given.previous)}"
    return f"{words} · as of {day(given.as_of)}"


def _period(period: PeriodUsed) -> str:
    if period.start is None:
        words = f"the end of {day(period.end - timedelta(days=1))}"
    else:
        words = describe(Period(period.start, period.end))
    return words + (_PARTIAL if period.partial else "")


def _definition(given: Result, name: str) -> RenderableType:
    used = given.metric(name)
    return say(
        f"{name}: version {used.version}, {used.status}, {short_hash(used.hash)}, "
        f"owner {used.owner}",
        "dim",
    )
