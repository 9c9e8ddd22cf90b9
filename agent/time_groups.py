"""Splits by time: by a grain such as a month, or by a part of it such as the weekday."""

from collections.abc import Mapping
from typing import Any

from semantic.result import Value

WEEKDAY = "time.extract_dow"
HOUR = "time.extract_hour"
_LABELS = {WEEKDAY: "weekday", HOUR: "hour"}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def is_grain(name: str) -> bool:
    """Whether a group puts one period after another: `time.month`, and not a weekday."""
    return name.startswith("time.") and name not in _LABELS


def is_part(name: str) -> bool:
    """Whether a group or filter is about weekdays or hours."""
    return name in _LABELS


def part_label(name: str) -> str:
    """What people call a part of time."""
    return _LABELS[name]


def part_member(name: str, value: Value) -> Value:
    """`Monday` of a weekday's number, `9:00` of an hour; of any other field the value itself."""
    if name not in _LABELS or not isinstance(value, int | float):
        return value
    return _DAYS[int(value) - 1] if name == WEEKDAY else f"{int(value)}:00"


def in_words(condition: Mapping[str, Any]) -> Mapping[str, Any]:
    """A condition as claims carry it: with weekdays and hours as people call them."""
    name, value = condition.get("field", ""), condition.get("value")
    if not is_part(name):
        return condition
    if isinstance(value, list | tuple):
        return {**condition, "value": [part_member(name, each) for each in value]}
    return {**condition, "value": part_member(name, value)}
