"""The types of columns and expressions, as far as other tools' files let them be told."""

from collections.abc import Mapping

from semantic.definition import DataType
from semantic.expression_tree import (
    Between,
    Binary,
    Call,
    Case,
    Cast,
    Column,
    Constant,
    InList,
    IsNull,
    Like,
    Node,
    Unary,
    Window,
)

Types = Mapping[str, Mapping[str, DataType]]

OSSIE_TYPES: Mapping[str, DataType] = {
    "string": "text",
    "integer": "number",
    "decimal": "number",
    "float": "number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "timestamp",
    "datetimetz": "timestamp",
}
_CASTS: Mapping[str, DataType] = {
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TEXT": "text",
    "TIMESTAMP": "timestamp",
}
_OF_TEXT = frozenset({"lower", "upper", "trim", "substring"})
_OF_NUMBERS = frozenset({"abs", "length", "round"})


def type_of(node: Node, columns: Mapping[str, DataType]) -> DataType | None:
    """The type of an expression over columns of these types; None where it cannot be told."""
    match node:
        case Column(name):
            return columns.get(name)
        case Constant(value):
            return _of_value(value)
        case InList() | Between() | Like() | IsNull() | Unary("NOT"):
            return "boolean"
        case Binary(op):
            return "text" if op == "||" else "number" if op in "+-*/%" else "boolean"
        case Cast(_, to):
            return _CASTS.get(to, "number")
        case Case(whens, otherwise):
            values = [value for _, value in whens] + ([otherwise] if otherwise else [])
            return next((kind for each in values if (kind := type_of(each, columns))), None)
        case Call(name, args):
            return _of_call(name, args, columns)
        case Window(function, args):
            named = function in ("lag", "lead", "first_value", "last_value", "min", "max")
            return type_of(args[0], columns) if named and args else "number"
        case _:
            return "number"


def _of_value(value: object) -> DataType | None:
    if value is None:
        return None
    return "boolean" if isinstance(value, bool) else "text" if isinstance(value, str) else "number"


def _of_call(name: str, args: tuple[Node, ...], columns: Mapping[str, DataType]) -> DataType | None:
    if name in _OF_TEXT:
        return "text"
    if name in _OF_NUMBERS:
        return "number"
    return next((kind for each in args if (kind := type_of(each, columns))), None)
