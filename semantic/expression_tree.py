"""What an expression means, as a small tree of frozen nodes."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True)
class Node:
    """Base of the tree."""

    def below(self) -> Iterator["Node"]:
        """The nodes directly below this one."""
        for item in fields(self):
            yield from _nodes(getattr(self, item.name))


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _nodes(part)


@dataclass(frozen=True)
class Column(Node):
    """A column of the model, or a metric inside a derived metric."""

    name: str


@dataclass(frozen=True)
class Constant(Node):
    """A number, text, boolean or null. Decimals are exact; only 1e5 is a float."""

    value: int | Decimal | float | str | bool | None


@dataclass(frozen=True)
class Unary(Node):
    """`-x` or `NOT x`."""

    op: Literal["-", "NOT"]
    operand: Node


@dataclass(frozen=True)
class Binary(Node):
    """Arithmetic, comparison, `||`, AND or OR."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True)
class InList(Node):
    """`x [NOT] IN (…)`."""

    operand: Node
    items: tuple[Node, ...]
    negated: bool


@dataclass(frozen=True)
class Between(Node):
    """`x [NOT] BETWEEN low AND high`, both included."""

    operand: Node
    low: Node
    high: Node
    negated: bool


@dataclass(frozen=True)
class Like(Node):
    """`x [NOT] LIKE 'pattern'`; case matters."""

    operand: Node
    pattern: Node
    negated: bool


@dataclass(frozen=True)
class IsNull(Node):
    """`x IS [NOT] NULL`."""

    operand: Node
    negated: bool


@dataclass(frozen=True)
class Case(Node):
    """`CASE WHEN … THEN … ELSE … END`."""

    whens: tuple[tuple[Node, Node], ...]
    otherwise: Node | None


@dataclass(frozen=True)
class Cast(Node):
    """`CAST(x AS TYPE)`; DECIMAL carries precision and scale."""

    operand: Node
    type: str
    size: tuple[int, ...] = ()


@dataclass(frozen=True)
class Call(Node):
    """One of FUNCTIONS."""

    name: str
    args: tuple[Node, ...]


def levels(root: Node) -> Iterator[list[Node]]:
    """The nodes of the tree level by level, from the root down."""
    level = [root]
    while level:
        yield level
        level = [node for above in level for node in above.below()]
