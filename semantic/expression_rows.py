"""Calls that look at more than one row: window functions, and aggregates of other tools' texts."""

from typing import Final, Literal, Protocol

from semantic.expression_tokens import ExpressionError, Token
from semantic.expression_tree import Aggregate, Constant, Frame, Node, Sorted, Window, levels

Beyond = Literal["", "windows", "aggregates"]

AGGREGATES: Final = frozenset(
    {
        *("sum", "count", "avg", "min", "max", "median", "percentile_cont", "percentile_disc"),
        *("approx_count_distinct", "stddev", "variance"),
    }
)
_RANKING: Final = frozenset(
    {
        *("row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile"),
        *("lag", "lead", "first_value", "last_value", "nth_value"),
    }
)
_WINDOWED: Final = _RANKING | {"sum", "count", "avg", "min", "max"}
OVER_ROWS: Final = AGGREGATES | _RANKING


class Reading(Protocol):
    """The reader of an expression, as far as calls need it."""

    beyond: Beyond

    @property
    def here(self) -> Token:
        """The next token."""
        ...

    def take(self) -> Token:
        """The next token, which is used up."""
        ...

    def accept(self, *words: str) -> bool:
        """Whether the next token is one of these words, which is used up then."""
        ...

    def expect(self, word: str) -> None:
        """Uses up this word. Raises ExpressionError when it is another."""
        ...

    def expression(self, binding: int = 0) -> Node:
        """The expression that begins here."""
        ...

    def wrong(self, wanted: str) -> ExpressionError:
        """What to raise when something else stands here."""
        ...


def over_rows(reader: Reading, name: Token) -> Node:
    """The call whose name was just read, as a Window or an Aggregate.

    Raises ExpressionError where such a call cannot stand, and for one inside another.
    """
    function = name.text.lower()
    distinct, args = _arguments(reader)
    order = _within_group(reader)
    condition = _filter(reader)
    if reader.accept("OVER"):
        return _window(reader, name, args, plain=not (distinct or order or condition))
    if function in _RANKING:
        raise reader.wrong("expected OVER")
    inside = [*args, *(part for part in (condition, order) if part)]
    if reader.beyond != "aggregates":
        message = f"{name.text} adds up rows, and this is about one row at a time"
        raise ExpressionError(message, name.offset, "aggregate")
    if _holds(inside, Aggregate):
        message = "an aggregate of an aggregate does not say which rows the inner one is of"
        raise ExpressionError(message, name.offset, "nested aggregate")
    return Aggregate(function, args, distinct, condition, order)


def _arguments(reader: Reading) -> tuple[bool, tuple[Node, ...]]:
    reader.expect("(")
    if reader.accept("*") or reader.here.word == ")":
        reader.expect(")")
        return False, ()
    distinct = reader.accept("DISTINCT")
    found = [reader.expression()]
    while reader.accept(","):
        found.append(reader.expression())
    reader.expect(")")
    return distinct, tuple(found)


def _within_group(reader: Reading) -> Node | None:
    if not reader.accept("WITHIN"):
        return None
    for word in ("GROUP", "(", "ORDER", "BY"):
        reader.expect(word)
    order = reader.expression()
    if reader.accept("DESC"):
        raise reader.wrong("expected a percentile of ascending values")
    reader.accept("ASC")
    reader.expect(")")
    return order


def _filter(reader: Reading) -> Node | None:
    if not reader.accept("FILTER"):
        return None
    for word in ("(", "WHERE"):
        reader.expect(word)
    condition = reader.expression()
    reader.expect(")")
    return condition


def _window(reader: Reading, name: Token, args: tuple[Node, ...], *, plain: bool) -> Window:
    function = name.text.lower()
    if not reader.beyond:
        message = f"{name.text} … OVER looks at other rows, which only calculated columns may"
        raise ExpressionError(message, name.offset, "window")
    if function not in _WINDOWED or not plain:
        raise ExpressionError(f"{name.text} has no form with OVER here", name.offset, "window")
    reader.expect("(")
    partition = _partition(reader)
    order = _order(reader)
    frame = _frame(reader)
    reader.expect(")")
    made = Window(function, args, partition, order, frame)
    if _holds([*args, *partition, *order], Window):
        message = "a window function inside another one"
        raise ExpressionError(message, name.offset, "nested window")
    return made


def _holds(nodes: list[Node], kind: type[Node]) -> bool:
    return any(isinstance(part, kind) for node in nodes for level in levels(node) for part in level)


def _partition(reader: Reading) -> tuple[Node, ...]:
    if not reader.accept("PARTITION"):
        return ()
    reader.expect("BY")
    found = [reader.expression()]
    while reader.accept(","):
        found.append(reader.expression())
    return tuple(found)


def _order(reader: Reading) -> tuple[Sorted, ...]:
    if not reader.accept("ORDER"):
        return ()
    reader.expect("BY")
    found = [_sorted(reader)]
    while reader.accept(","):
        found.append(_sorted(reader))
    return tuple(found)


def _sorted(reader: Reading) -> Sorted:
    value = reader.expression()
    descending = reader.accept("DESC")
    if not descending:
        reader.accept("ASC")
    nulls_first = descending
    if reader.accept("NULLS"):
        nulls_first = reader.accept("FIRST")
        if not nulls_first:
            reader.expect("LAST")
    return Sorted(value, descending, nulls_first)


def _frame(reader: Reading) -> Frame | None:
    if reader.here.word == "GROUPS":
        message = "a frame counts ROWS or a RANGE; not every engine has GROUPS"
        raise ExpressionError(message, reader.here.offset, "frame")
    unit: Literal["ROWS", "RANGE"] | None = None
    unit = "ROWS" if reader.accept("ROWS") else "RANGE" if reader.accept("RANGE") else None
    if unit is None:
        return None
    if not reader.accept("BETWEEN"):
        return Frame(unit, _bound(reader, start=True), 0)
    start = _bound(reader, start=True)
    reader.expect("AND")
    return Frame(unit, start, _bound(reader, start=False))


def _bound(reader: Reading, *, start: bool) -> int | None:
    """Rows from the present one, those before it negative; None for the first or last there is."""
    offset = reader.here.offset
    if reader.accept("CURRENT"):
        reader.expect("ROW")
        return 0
    if reader.accept("UNBOUNDED"):
        reader.expect("PRECEDING" if start else "FOLLOWING")
        return None
    # Tighter than every operator: what bounds a frame is one number.
    given = reader.expression(100)
    if not isinstance(given, Constant) or type(given.value) is not int:
        raise ExpressionError("a frame is bounded by a whole number of rows", offset, "frame")
    if reader.accept("PRECEDING"):
        return -given.value
    reader.expect("FOLLOWING")
    return given.value
