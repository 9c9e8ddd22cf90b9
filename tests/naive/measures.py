"""Aggregates, conditions and arithmetic over plain values, missing ones included."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from math import ceil
from statistics import median
from typing import Any

from tests.naive.random_rows import Given
from tests.support.naive import holds

EXPRESSIONS: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "amount": lambda row: row["amount"],
    "seconds": lambda row: row["seconds"],
    "gift": lambda row: row["gift"],
    "channel": lambda row: row["channel"],
    "size": lambda row: row["size"],
    "amount * seconds": lambda row: _both(row["amount"], row["seconds"], lambda a, b: a * b),
    "CASE WHEN gift THEN amount ELSE 0 END": lambda row: row["amount"] if row["gift"] else 0,
}


def _both(one: Any, other: Any, combine: Callable[[Any, Any], Any]) -> Any:
    return None if one is None or other is None else combine(one, other)


def aggregate(metric: Given, values: Sequence[Any]) -> Any:
    """The aggregate of the values of at least one row; counts of none are zero."""
    known = [value for value in values if value is not None]
    agg = metric["agg"]
    if agg == "count":
        return len(known)
    if agg == "count_distinct":
        return len(set(known))
    if agg == "sum_boolean":
        return sum(map(bool, values)) if values else None
    if not known:
        return None
    return _NUMBERS[agg](known, metric)


def _percentile(known: Sequence[Any], metric: Given) -> Any:
    ordered, share = sorted(known), metric["percentile"]
    if metric.get("discrete"):
        place = ceil(Decimal(str(share)) * len(ordered)) - 1
        return ordered[max(0, place)]
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return float(ordered[low]) + (float(ordered[high]) - float(ordered[low])) * (place - low)


_NUMBERS: Mapping[str, Callable[[Sequence[Any], Given], Any]] = {
    "sum": lambda known, _: sum(known),
    "average": lambda known, _: float(sum(known)) / len(known),
    "min": lambda known, _: min(known),
    "max": lambda known, _: max(known),
    "median": lambda known, _: float(median(known)),
    "percentile": _percentile,
}


def quotient(above: Any, below: Any) -> Any:
    """Division; missing where it has no value."""
    return None if above is None or not below else float(above) / float(below)


ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {
    "x - y": lambda x, y: _both(x, y, lambda a, b: decimal(a) - decimal(b)),
    "x + y * 2": lambda x, y: _both(x, y, lambda a, b: decimal(a) + decimal(b) * 2),
    "x / y": quotient,
    "coalesce(x, 0) - coalesce(y, 0)": lambda x, y: decimal(x or 0) - decimal(y or 0),
    "CASE WHEN x > y THEN x ELSE y END": lambda x, y: x if _both(x, y, _more) else y,
}


def _more(one: Any, other: Any) -> bool:
    return bool(one > other)


def decimal(value: Any) -> Decimal:
    """A number as people write it."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def meets(value: Any, given: Given) -> bool:
    """Whether a value meets a condition."""
    return holds(value, given.get("op", "eq"), given.get("value"))
