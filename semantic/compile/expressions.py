"""Expressions of definitions, and conditions of queries and policies, as SQLAlchemy elements."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import AsBoolean, Grouping
from sqlalchemy.sql.operators import OperatorType

from semantic.dialects import divide, exact, written
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
    Sorted,
    Unary,
    Window,
)
from semantic.model import Filter

Element = sa.ColumnElement[Any]

_BINARY: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": divide,
    "%": lambda a, b: a % b,
    "||": lambda a, b: a.concat(b),
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "AND": sa.and_,
    "OR": sa.or_,
}


def fixed(value: Any) -> Element:
    """A value of a definition or of the calendar, written into the statement.

    Values that people give are bound instead. Engines plan better with what never changes in
    place, and DuckDB's driver takes half a millisecond for each bound value.
    """
    return written(value)


_BOOLEAN = sa.Boolean()


def compared(left: Element, how: OperatorType, right: Element) -> Element:
    """The comparison of two values that are known to compare.

    Written as `left < right`, SQLAlchemy first looks at length for what else it may mean.
    """
    return sa.BinaryExpression(left, right, how, type_=_BOOLEAN)


def element(node: Node, columns: Mapping[str, Element]) -> Element:
    """The tree as a SQLAlchemy element over `columns` (by the names the expression uses)."""
    built: Element = _element(node, columns)
    return built


def _element(node: Node, columns: Mapping[str, Element]) -> Any:
    def build(part: Node) -> Any:
        return _element(part, columns)

    match node:
        case Column(name):
            return columns[name]
        case Constant(value):
            return _constant(value)
        case Unary(op, operand):
            return _denied(build(operand)) if op == "NOT" else -build(operand)
        case Binary(op, left, right):
            return _BINARY[op](build(left), build(right))
        case InList() | Between() | Like() | IsNull():
            tested = _test(node, build)
            return sa.not_(tested) if node.negated else tested
        case Case(whens, otherwise):
            pairs = [(build(condition), build(value)) for condition, value in whens]
            return sa.case(*pairs, else_=build(otherwise) if otherwise else None)
        case _:
            return _called(node, build)


def _denied(condition: Any) -> Any:
    """The condition denied; SQLAlchemy leaves `NOT flag` bare, which then denies `flag IS NULL`."""
    denied = sa.not_(condition)
    return Grouping(denied) if isinstance(denied, AsBoolean) else denied


def _called(node: Node, build: Callable[[Node], Any]) -> Any:
    match node:
        case Cast(operand, kind, size):
            return sa.cast(build(operand), _type(kind, size))
        case Call(name, args):
            return getattr(sa.func, name)(*(build(arg) for arg in args))
        case Window():
            return _over(node, build)
    raise TypeError(f"unknown node {node!r}")


def _over(node: Window, build: Callable[[Node], Any]) -> Element:
    args = [build(arg) for arg in node.args]
    if node.function in ("sum", "avg"):
        args = [exact(arg) for arg in args]
    order = [_sorted(part, build(part.operand)) for part in node.order]
    frame = (node.frame.start, node.frame.end) if node.frame else None
    over: Element = getattr(sa.func, node.function)(*args).over(
        partition_by=[build(part) for part in node.partition],
        order_by=order,
        rows=frame if node.frame and node.frame.unit == "ROWS" else None,
        range_=frame if node.frame and node.frame.unit == "RANGE" else None,
    )
    return over


def _sorted(part: Sorted, value: Any) -> Element:
    ordered = value.desc() if part.descending else value.asc()
    placed: Element = ordered.nulls_first() if part.nulls_first else ordered.nulls_last()
    return placed


def _constant(value: Any) -> Element:
    if value is None:
        # Not sa.null(), with which `x = NULL` would be spelled `x IS NULL`.
        return sa.literal_column("NULL")
    number = fixed(value)
    return sa.cast(number, sa.Double()) if isinstance(value, float) else number


def _test(node: InList | Between | Like | IsNull, build: Callable[[Node], Any]) -> Any:
    operand = build(node.operand)
    match node:
        case InList(_, items):
            return operand.in_([build(item) for item in items])
        case Between(_, low, high):
            return operand.between(build(low), build(high))
        case Like(_, pattern):
            return operand.like(build(pattern))
        case IsNull():
            return operand.is_(None)


def _type(kind: str, size: tuple[int, ...]) -> Any:
    precision, scale = size or (None, None)
    types: Mapping[str, Any] = {
        "BOOLEAN": sa.Boolean(),
        "DATE": sa.Date(),
        "DECIMAL": sa.Numeric(precision, scale),
        "DOUBLE": sa.Double(),
        "INTEGER": sa.Integer(),
        "TEXT": sa.String(),
        "TIMESTAMP": sa.DateTime(),
    }
    return types[kind]


def _matches(field: Any, value: Any, before: str) -> Element:
    """Both sides lowered by the engine: Python's lower case is not always the same."""
    text = str(value)
    for special in "/%_":
        text = text.replace(special, "/" + special)
    pattern = sa.literal(before + text + "%")
    found: Element = sa.func.lower(field).like(sa.func.lower(pattern), escape="/")
    return found


_CONDITIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "eq": lambda field, value: field == value,
    "ne": lambda field, value: sa.or_(field != value, field.is_(None)),
    "in": lambda field, value: field.in_(list(value)),
    "not_in": lambda field, value: sa.or_(field.not_in(list(value)), field.is_(None)),
    "lt": lambda field, value: field < value,
    "le": lambda field, value: field <= value,
    "gt": lambda field, value: field > value,
    "ge": lambda field, value: field >= value,
    "between": lambda field, value: field.between(value[0], value[1]),
    "contains": lambda field, value: _matches(field, value, "%"),
    "starts_with": lambda field, value: _matches(field, value, ""),
    "is_null": lambda field, _: field.is_(None),
    "not_null": lambda field, _: field.is_not(None),
}


def condition(given: Filter, field: Element) -> Element:
    """The filter as a condition on `field`; see Filter for what each operator does with null."""
    built: Element = _CONDITIONS[given.op](field, given.value)
    return built
