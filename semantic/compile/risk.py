"""Whether an asker's expression may fail for a row, which would tell that there is such a row."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from semantic.compile.expressions import element
from semantic.definition import DataType
from semantic.dialects import attempt, widened
from semantic.expression_tree import Binary, Call, Cast, Column, Constant, Node, levels

Element = sa.ColumnElement[Any]
Kinds = Mapping[str, DataType]
_TIMES: tuple[DataType, ...] = ("date", "timestamp")
# Numbers of a workspace times eight of these are still far from the largest float.
_MOST_FACTORS, _LARGE, _SMALL = 8, 1e12, 1e-12


def tried(root: Node, values: Mapping[str, Element], kinds: Kinds) -> Element:
    """An asker's condition over `values`, whose types are `kinds`: null where it fails."""
    wide = {n: widened(v) if kinds[n] == "number" else v for n, v in values.items()}
    return attempt(element(root, wide), sa.true() if may_fail(root, kinds) else sa.false())


def may_fail(root: Node, kinds: Kinds) -> bool:
    """Whether some row may make the expression fail; `kinds` are the types of its names.

    Numbers must have been widened, and a division by zero be null.
    """
    nodes = [node for level in levels(root) for node in level]
    factors = sum(1 for node in nodes if isinstance(node, Binary) and node.op in ("*", "/"))
    return factors > _MOST_FACTORS or any(_risky(node, kinds) for node in nodes)


def _risky(node: Node, kinds: Kinds) -> bool:
    match node:
        case Cast(operand, wanted):
            return wanted != "TEXT" and not _is_safe(operand, wanted, kinds)
        case Binary("+" | "-" | "*" | "/" | "%", left, right):
            # A day of the far future has no day a million days later.
            return any(kinds[name] in _TIMES for side in (left, right) for name in _names(side))
        case Constant(float() as value):
            return value != 0 and not _SMALL <= abs(value) <= _LARGE
        case Call("substring" | "round", (_, *given)):
            return not all(isinstance(part, Constant) for part in given)
        case _:
            return False


def _is_safe(operand: Node, wanted: str, kinds: Kinds) -> bool:
    """Whether a cast succeeds for every row, or for none."""
    names = list(_names(operand))
    if not names:
        return True
    if not isinstance(operand, Column):
        return False
    kind = kinds[operand.name]
    return (kind in _TIMES and wanted in ("DATE", "TIMESTAMP")) or (
        kind == "number" and wanted == "DOUBLE"
    )


def _names(node: Node) -> list[str]:
    return [each.name for level in levels(node) for each in level if isinstance(each, Column)]
