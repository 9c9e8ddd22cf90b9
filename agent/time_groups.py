"""Splits by time: by a grain such as a month, by a part of it such as the weekday, or fiscal."""

from collections.abc import Mapping
from typing import Any

from semantic.period import GRAINS
from semantic.result import Value

WEEKDAY = "time.extract_dow"
HOUR = "time.extract_hour"
_GRAINS = frozenset(f"time.{grain}" for grain in GRAINS)
_LABELS = {WEEKDAY: "weekday", HOUR: "hour"}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def is_grain(name: str) -> bool:
    """Whether a group puts one period of the calendar after another: `time.month`."""
    return name in _GRAINS


def is_part(name: str) -> bool:
    """Whether a group or filter is about weekdays, hours, or units of a workspace's own calendar.

    Each of them has a name, as members do.
    """
    return name.startswith("time.") and name not in _GRAINS


def is_own(name: str) -> bool:
    """Whether a group is of units of a workspace's own calendar: `time.fiscal_quarter`."""
    return is_part(name) and name not in _LABELS


def part_label(name: str) -> str:
    """What people call a part of time: `weekday`, `fiscal quarter`."""
    return _LABELS.get(name) or name.removeprefix("time.").replace("_", " ")


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
