"""Filter values as their field's type, or an error that says what would fit."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from math import isfinite
from typing import Any

from semantic.definition import AnyGrain
from semantic.errors import BadValue
from semantic.model import DataType, Dimension, Filter, Operator

_MONTH = r"(?a)^(\d{4})-(\d{2})$"
_THOUSANDS = r"(?a)^-?\d{1,3}(,\d{3})+(\.\d+)?$"
_MOST_DIGITS = 38


def fitting(given: Filter, dimension: Dimension) -> Filter:
    """The filter with its value as the dimension's type.

    Dates may be given as text, months of a monthly dimension as `2011-09`; numbers as text.
    Raises BadValue for anything that cannot be the dimension's value, and for an operator that
    means nothing for its type.
    """
    return fit(given, dimension.type, dimension.grain)


def fit(given: Filter, kind: DataType, grain: AnyGrain | None = None) -> Filter:
    """The filter with its value as `kind`, cut to `grain`; see fitting."""
    if given.op in ("is_null", "not_null"):
        return given
    if not suits(given.op, kind):
        raise BadValue(
            f"{given.field} holds {_WORDS[kind]}, for which {given.op} means nothing.",
            next_step="Use eq, ne, in or not_in.",
        )
    convert = _month if grain in ("month", "quarter", "year") else _CONVERT[kind]
    listed = isinstance(given.value, list | tuple)
    try:
        values = [convert(part) for part in (given.value if listed else [given.value])]
    except (ValueError, TypeError, KeyError) as error:
        raise BadValue(
            f"{given.field} holds {_WORDS[kind]}; {given.value!r} is none.",
            next_step=f"Give it as {_EXAMPLES[kind]}.",
        ) from error
    if not listed and values[0] is given.value:
        return given
    return given.model_copy(update={"value": tuple(values) if listed else values[0]})


def suits(op: Operator, kind: DataType) -> bool:
    """Whether the operator means something for values of this type."""
    if op in ("contains", "starts_with"):
        return kind == "text"
    return kind != "boolean" or op not in ("lt", "le", "gt", "ge", "between")


def _number(value: Any) -> int | float:
    if isinstance(value, bool):
        raise TypeError("a boolean is no number")
    if isinstance(value, str):
        plain = value.replace(",", "") if re.match(_THOUSANDS, value) else value
        value = int(plain) if plain.lstrip("-").isdigit() else float(plain)
    if not isinstance(value, int | float):
        raise TypeError("not a number")
    if not isfinite(value) or (isinstance(value, int) and abs(value) >= 10**_MOST_DIGITS):
        raise ValueError("more than databases hold")
    return value


def _text(value: Any) -> str:
    if isinstance(value, bool | dict | list | tuple) or value is None:
        raise TypeError("not text")
    text = str(value)
    if "\0" in text:
        raise ValueError("databases hold no NUL in text")
    text.encode()
    return text


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _month(value: Any) -> date:
    month = re.match(_MONTH, str(value))
    return date(int(month[1]), int(month[2]), 1) if month else _date(value)


def _timestamp(value: Any) -> datetime:
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    if found.tzinfo is not None:
        raise ValueError("times are local")
    return found


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
    "date": "2011-09-01",
    "timestamp": "2011-09-01T08:00",
    "boolean": "true or false",
}
