"""Filter values as their field's type, or an error that says what would fit."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from semantic.errors import BadValue
from semantic.model import Dimension, Filter

_MONTH = re.compile(r"^(\d{4})-(\d{2})$")


def fitting(given: Filter, dimension: Dimension) -> Filter:
    """The filter with its value as the dimension's type.

    Dates may be given as text, months of a monthly dimension as `2011-09`; numbers as text.
    Raises BadValue for anything that cannot be the dimension's value.
    """
    if given.op in ("is_null", "not_null"):
        return given
    convert = str if given.op in ("contains", "starts_with") else _CONVERT[dimension.type]
    listed = isinstance(given.value, list | tuple)
    try:
        value = tuple(convert(part) for part in given.value) if listed else convert(given.value)
    except (ValueError, TypeError, KeyError) as error:
        raise BadValue(
            f"{given.field} holds {_WORDS[dimension.type]}; {given.value!r} is none.",
            next_step=f"Give it as {_EXAMPLES[dimension.type]}.",
        ) from error
    return given.model_copy(update={"value": value})


def _number(value: Any) -> int | float:
    if isinstance(value, bool):
        raise ValueError("a boolean is no number")
    if isinstance(value, int | float):
        return value
    text = str(value).replace(",", "")
    return int(text) if text.lstrip("-").isdigit() else float(text)


def _text(value: Any) -> str:
    if isinstance(value, bool | dict | list | tuple) or value is None:
        raise TypeError("not text")
    return str(value)


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    month = _MONTH.match(str(value))
    return date(int(month[1]), int(month[2]), 1) if month else date.fromisoformat(str(value))


def _timestamp(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    return {"true": True, "yes": True, "false": False, "no": False}[str(value).lower()]


_CONVERT: Mapping[str, Callable[[Any], Any]] = {
    "text": _text,
    "number": _number,
    "date": _date,
    "timestamp": _timestamp,
    "boolean": _boolean,
}
_WORDS = {
    "text": "text",
    "number": "numbers",
    "date": "dates",
    "timestamp": "times",
    "boolean": "true or false",
}
_EXAMPLES = {
    "text": "a name",
    "number": "12 or 12.5",
    "date": "2011-09-01 (or 2011-09)",
    "timestamp": "2011-09-01T08:00",
    "boolean": "true or false",
}
