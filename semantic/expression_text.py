"""An expression's tree as text again, with no more brackets than it needs."""

import re
from decimal import Decimal

from semantic.expression_tree import (
    Aggregate,
    Between,
    Binary,
    Call,
    Case,
    Cast,
    Column,
    Constant,
    Frame,
    InList,
    IsNull,
    Like,
    Node,
    Sorted,
    Unary,
    Window,
)

# How tightly each operator binds, as the reader of expressions has it.
_OR, _AND, _NOT, _IS, _COMPARISON, _TEST, _JOIN, _SUM, _PRODUCT, _SIGN, _ATOM = range(1, 12)
_OPERATORS = {
    "OR": _OR, "AND": _AND, "||": _JOIN, "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT,
    "%": _PRODUCT,
}  # fmt: skip
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_WORDS = frozenset(
    {
        *("AND", "OR", "NOT", "IN", "BETWEEN", "LIKE", "IS", "NULL", "TRUE", "FALSE", "CASE"),
        *("WHEN", "THEN", "ELSE", "END", "CAST", "AS", "OVER", "PARTITION", "ORDER", "BY", "ASC"),
        *("DESC", "NULLS", "ROWS", "RANGE", "GROUPS", "FILTER", "WITHIN", "DISTINCT"),
    }
)


def spelled(node: Node) -> str:
    """A text that reads as this tree."""
    return _spelled(node)[0]


def quoted(name: str) -> str:
    """A column's name as an expression spells it."""
    if _PLAIN.fullmatch(name) and name.upper() not in _WORDS:
        return name
    return '"' + name.replace('"', '""') + '"'


def _inside(node: Node, binding: int) -> str:
    """The node where only what binds tighter than `binding` needs no brackets."""
    text, own = _spelled(node)
    return text if own > binding else f"({text})"


def _listed(nodes: tuple[Node, ...]) -> str:
    return ", ".join(spelled(node) for node in nodes)


def _spelled(node: Node) -> tuple[str, int]:
    """The text, and how tightly its outermost operator binds."""
    match node:
        case Column(name):
            return quoted(name), _ATOM
        case Constant(value):
            return _constant(value)
        case Unary("NOT", operand):
            return f"NOT {_inside(operand, _NOT - 1)}", _NOT
        case Unary(_, operand):
            return f"-{_inside(operand, _SIGN)}", _SIGN
        case Binary(op, left, right):
            return _binary(op, left, right)
        case InList() | Between() | Like() | IsNull():
            return _test(node)
        case Call(name, args):
            return f"{name.upper()}({_listed(args)})", _ATOM
        case _:
            return _compound(node), _ATOM


def _constant(value: int | Decimal | float | str | bool | None) -> tuple[str, int]:
    if value is None or isinstance(value, bool):
        return {None: "NULL", True: "TRUE", False: "FALSE"}[value], _ATOM
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'", _ATOM
    if isinstance(value, float):
        text = repr(value)
        return (text if "e" in text else f"{text}e0"), _ATOM
    return (f"{value:f}" if isinstance(value, Decimal) else str(value)), _ATOM


def _binary(op: str, left: Node, right: Node) -> tuple[str, int]:
    power = _OPERATORS.get(op, _COMPARISON)
    # A comparison's own left side is bracketed too: comparisons do not chain.
    before = power if power == _COMPARISON else power - 1
    return f"{_inside(left, before)} {op} {_inside(right, power)}", power


def _test(node: InList | Between | Like | IsNull) -> tuple[str, int]:
    negated = "NOT " if node.negated else ""
    match node:
        case InList(operand, items):
            return f"{_inside(operand, _TEST)} {negated}IN ({_listed(items)})", _TEST
        case Between(operand, low, high):
            ends = f"{_inside(low, _TEST)} AND {_inside(high, _TEST)}"
            return f"{_inside(operand, _TEST)} {negated}BETWEEN {ends}", _TEST
        case Like(operand, pattern):
            tested = f"{_inside(operand, _TEST)} {negated}LIKE {_inside(pattern, _TEST)}"
            return tested, _TEST
        case IsNull(operand):
            return f"{_inside(operand, _IS)} IS {negated}NULL", _IS


def _compound(node: Node) -> str:
    match node:
        case Case(whens, otherwise):
            parts = [f"WHEN {spelled(test)} THEN {spelled(value)}" for test, value in whens]
            parts += [f"ELSE {spelled(otherwise)}"] if otherwise else []
            return f"CASE {' '.join(parts)} END"
        case Cast(operand, kind, size):
            sized = f"{kind}({', '.join(map(str, size))})" if size else kind
            return f"CAST({spelled(operand)} AS {sized})"
        case Window():
            return _window(node)
        case Aggregate():
            return _aggregate(node)
    raise TypeError(f"unknown node {node!r}")


def _window(node: Window) -> str:
    args = _listed(node.args) or ("*" if node.function == "count" else "")
    parts = [f"PARTITION BY {_listed(node.partition)}"] if node.partition else []
    if node.order:
        parts.append("ORDER BY " + ", ".join(_sorted(part) for part in node.order))
    parts += [_frame(node.frame)] if node.frame else []
    return f"{node.function.upper()}({args}) OVER ({' '.join(parts)})"


def _sorted(node: Sorted) -> str:
    text = spelled(node.operand) + (" DESC" if node.descending else "")
    if node.nulls_first == node.descending:
        return text
    return f"{text} NULLS {'FIRST' if node.nulls_first else 'LAST'}"


def _frame(frame: Frame) -> str:
    start, end = _bound(frame.start, "PRECEDING"), _bound(frame.end, "FOLLOWING")
    return f"{frame.unit} BETWEEN {start} AND {end}"


def _bound(rows: int | None, unbounded: str) -> str:
    if rows is None:
        return f"UNBOUNDED {unbounded}"
    if rows == 0:
        return "CURRENT ROW"
    return f"{abs(rows)} {'PRECEDING' if rows < 0 else 'FOLLOWING'}"


def _aggregate(node: Aggregate) -> str:
    args = _listed(node.args) or "*"
    text = f"{node.function.upper()}({'DISTINCT ' if node.distinct else ''}{args})"
    text += f" WITHIN GROUP (ORDER BY {spelled(node.order)})" if node.order else ""
    return text + (f" FILTER (WHERE {spelled(node.condition)})" if node.condition else "")
