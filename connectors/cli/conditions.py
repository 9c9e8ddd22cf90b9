"""Conditions as people type them: `order.country=France`, `order.country in France,Germany`."""

import csv
import re
from collections.abc import Mapping
from typing import Any

from semantic.errors import ConfigurationError
from semantic.model import Filter, Operator

FORMS = (
    "field=value, field!=value, field<5, field<=5, field>5, field>=5, 'field in a,b', "
    "'field not in a,b', 'field between 1 and 5', 'field contains x', 'field starts with x', "
    "'field is null', 'field is not null'"
)

_FIELD = r"\s*(?P<field>[A-Za-z_][\w.]*)"
_WORDS: Mapping[Operator, str] = {
    "not_null": r"is\s+not\s+null",
    "is_null": r"is\s+null",
    "between": r"between\s+(?P<low>.+?)\s+and\s+(?P<high>.+?)",
    "not_in": r"not\s+in\s+(?P<value>.+?)",
    "in": r"in\s+(?P<value>.+?)",
    "contains": r"contains\s+(?P<value>.+?)",
    "starts_with": r"starts\s+with\s+(?P<value>.+?)",
}
_SIGNS: Mapping[str, Operator] = {
    "!=": "ne",
    "<=": "le",
    ">=": "ge",
    "=": "eq",
    "<": "lt",
    ">": "gt",
}
_SIGNED = rf"(?s){_FIELD}\s*(?P<sign>!=|<=|>=|=|<|>)\s*(?P<value>.*?)\s*$"


def parse(text: str) -> Filter:
    """The condition that the text states; its values are text, which the field makes fit.

    Quotes around a value are taken off, and keep commas within a list's value together. Raises
    ConfigurationError for anything else.
    """
    signed = re.match(_SIGNED, text)
    if signed and signed["value"]:
        return Filter(
            field=signed["field"], op=_SIGNS[signed["sign"]], value=_plain(signed["value"])
        )
    for operator, words in _WORDS.items():
        match = re.fullmatch(rf"{_FIELD}\s+{words}\s*", text, re.IGNORECASE | re.DOTALL)
        if match:
            return Filter(field=match["field"], op=operator, value=_value(operator, match))
    raise ConfigurationError(
        f"{text!r} is not a condition.",
        next_step=f"Write one of these: {FORMS}.",
    )


def _value(operator: Operator, match: re.Match[str]) -> Any:
    given = match.groupdict()
    match operator:
        case "is_null" | "not_null":
            return None
        case "between":
            return [_plain(given["low"]), _plain(given["high"])]
        case "in" | "not_in":
            (parts,) = csv.reader([given["value"]], skipinitialspace=True)
            return [_plain(part.strip()) for part in parts]
        case _:
            return _plain(given["value"])


def _plain(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value
