"""What an expression means, as a small tree of frozen nodes."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any, Literal

from semantic.record import record


@record
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


@record
class Column(Node):
    """A column of the model, or a metric inside a derived metric."""

    name: str


@record
class Constant(Node):
    """A number, text, boolean or null. Decimals are exact; only 1e5 is a float."""

    value: int | Decimal | float | str | bool | None


@record
class Unary(Node):
    """`-x` or `NOT x`."""

    op: Literal["-", "NOT"]
    operand: Node


@record
class Binary(Node):
    """Arithmetic, comparison, `||`, AND or OR."""

    op: str
    left: Node
    right: Node


@record
class InList(Node):
    """`x [NOT] IN (…)`."""

    operand: Node
    items: tuple[Node, ...]
    negated: bool


@record
class Between(Node):
    """`x [NOT] BETWEEN low AND high`, both included."""

    operand: Node
    low: Node
    high: Node
    negated: bool


@record
class Like(Node):
    """`x [NOT] LIKE 'pattern'`; case matters."""

    operand: Node
    pattern: Node
    negated: bool


@record
class IsNull(Node):
    """`x IS [NOT] NULL`."""

    operand: Node
    negated: bool


@record
class Case(Node):
    """`CASE WHEN … THEN … ELSE … END`."""

    whens: tuple[tuple[Node, Node], ...]
    otherwise: Node | None


@record
class Cast(Node):
    """`CAST(x AS TYPE)`; DECIMAL carries precision and scale."""

    operand: Node
    type: str
    size: tuple[int, ...] = ()


@record
class Call(Node):
    """One of FUNCTIONS."""

    name: str
    args: tuple[Node, ...]


@record
class Sorted(Node):
    """A value to order rows by, and where missing ones go: last, or first when descending."""

    operand: Node
    descending: bool = False
    nulls_first: bool = False


@record
class Frame:
    """Which rows around its own a window takes in: offsets from it, None for all there are."""

    unit: Literal["ROWS", "RANGE"]
    start: int | None
    end: int | None


@record
class Window(Node):
    """`F(…) OVER (PARTITION BY … ORDER BY … ROWS BETWEEN … AND …)`, a value of each row."""

    function: str
    args: tuple[Node, ...]
    partition: tuple[Node, ...] = ()
    order: tuple[Sorted, ...] = ()
    frame: Frame | None = None


@record
class Aggregate(Node):
    """`F([DISTINCT] x) [FILTER (WHERE …)]`, one value of many rows, as other tools write metrics.

    Without `args` it is `COUNT(*)`. `order` is what percentiles are taken of.
    """

    function: str
    args: tuple[Node, ...]
    distinct: bool = False
    condition: Node | None = None
    order: Node | None = None


def levels(root: Node) -> Iterator[list[Node]]:
    """The nodes of the tree level by level, from the root down."""
    level = [root]
    while level:
        yield level
        level = [node for above in level for node in above.below()]


def rebuilt(root: Node, change: Callable[[Node], Node | None]) -> Node:
    """The tree with every node that `change` gives something for replaced by that."""
    changed = change(root)
    if changed is not None:
        return changed
    parts = {item.name: _rebuilt(getattr(root, item.name), change) for item in fields(root)}
    return replace(root, **parts)


def _rebuilt(value: Any, change: Callable[[Node], Node | None]) -> Any:
    if isinstance(value, Node):
        return rebuilt(value, change)
    if isinstance(value, tuple):
        return tuple(_rebuilt(part, change) for part in value)
    return value
