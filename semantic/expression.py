"""The expressions that definitions may use: a closed subset of SQL, read into a small tree.

Columns, literals, arithmetic, comparison, AND OR NOT, IN, BETWEEN, LIKE, IS NULL, CASE, CAST and
the functions in FUNCTIONS. There is no subquery, no table function and no statement to smuggle in,
so an expression can only ever read its own model's columns. Calculated columns may look at other
rows through window functions.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import cached_property, lru_cache
from math import isfinite

from semantic.expression_rows import OVER_ROWS, Beyond, over_rows
from semantic.expression_tokens import ExpressionError, Token, tokens_of
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
    levels,
)
from semantic.record import record

FUNCTIONS: dict[str, tuple[int, int]] = {
    "abs": (1, 1),
    "coalesce": (1, 9),
    "greatest": (1, 9),
    "least": (1, 9),
    "length": (1, 1),
    "lower": (1, 1),
    "nullif": (2, 2),
    "round": (1, 2),
    "substring": (3, 3),
    "trim": (1, 1),
    "upper": (1, 1),
}
TYPES = ("BOOLEAN", "DATE", "DECIMAL", "DOUBLE", "INTEGER", "TEXT", "TIMESTAMP")
_KEYWORDS = frozenset(
    {
        *("AND", "OR", "NOT", "IN", "BETWEEN", "LIKE", "IS", "NULL", "TRUE", "FALSE"),
        *("CASE", "WHEN", "THEN", "ELSE", "END", "CAST", "AS"),
    }
)


@record
class Expression:
    """An expression with the text it was read from."""

    text: str
    root: Node

    @cached_property
    def columns(self) -> frozenset[str]:
        """The names of all columns it reads."""
        return frozenset(
            node.name for level in levels(self.root) for node in level if isinstance(node, Column)
        )


MAX_LENGTH = 10_000
MAX_DEPTH = 50
MAX_LEVELS = 100
MAX_DIGITS = 38


@lru_cache(maxsize=4096)
def parse(text: str, beyond: Beyond = "") -> Expression:
    """The expression that `text` spells.

    What goes `beyond` a row's own values has to be allowed: windows over other rows, or also
    aggregates. Raises ExpressionError with the offset of the first thing that does not belong.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"an expression is at most {MAX_LENGTH} characters long", 0)
    reader = _Reader(tokens_of(text), beyond)
    root = reader.expression()
    reader.expect_end()
    if sum(1 for _ in levels(root)) > MAX_LEVELS:
        raise ExpressionError(f"more than {MAX_LEVELS} operations build on one another", 0)
    return Expression(text, root)


_COMPARISONS = ("=", "<>", "!=", "<", "<=", ">", ">=")
_NOT, _IS, _COMPARISON, _TEST, _SIGN = 3, 4, 5, 6, 10
_BINDING = {
    "OR": 1, "AND": 2, **dict.fromkeys(_COMPARISONS, _COMPARISON),
    "||": 7, "+": 8, "-": 8, "*": 9, "/": 9, "%": 9,
}  # fmt: skip


class _Reader:
    """A precedence-climbing reader over the tokens of one expression."""

    def __init__(self, tokens: list[Token], beyond: Beyond) -> None:
        self.tokens = tokens
        self.beyond = beyond
        self.at = 0
        self.depth = 0

    @property
    def here(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.here
        self.at += 1
        return token

    def accept(self, *words: str) -> bool:
        if self.here.word in words:
            self.at += 1
            return True
        return False

    def expect(self, word: str) -> None:
        if not self.accept(word):
            raise self.wrong(f"expected {word}")

    def expect_end(self) -> None:
        if self.here.kind != "end":
            raise self.wrong("expected the end of the expression")

    def wrong(self, wanted: str) -> ExpressionError:
        found = repr(self.here.text) if self.here.text else "the end"
        return ExpressionError(f"{wanted}, found {found}", self.here.offset)

    def expression(self, binding: int = 0) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(f"nested deeper than {MAX_DEPTH} levels", self.here.offset)
        left = self.prefix()
        while (extended := self.extend(left, binding)) is not None:
            left = extended
        self.depth -= 1
        return left

    def extend(self, left: Node, binding: int) -> Node | None:
        word = self.here.word
        if (power := _BINDING.get(word)) is not None and power > binding:
            return self.binary(left, word, power)
        if word == "IS" and binding < _IS:
            return self.is_null(left)
        if word in ("IN", "BETWEEN", "LIKE", "NOT") and binding < _TEST:
            return self.test(left)
        return None

    def binary(self, left: Node, word: str, power: int) -> Node:
        self.take()
        right = self.expression(power)
        if power == _COMPARISON and self.here.word in _COMPARISONS:
            raise self.wrong("comparisons do not chain; expected AND or brackets")
        return Binary("<>" if word == "!=" else word, left, right)

    def is_null(self, left: Node) -> Node:
        self.expect("IS")
        negated = self.accept("NOT")
        self.expect("NULL")
        return IsNull(left, negated)

    def test(self, left: Node) -> Node:
        negated = self.accept("NOT")
        if self.accept("IN"):
            return InList(left, self.arguments(), negated)
        if self.accept("BETWEEN"):
            low = self.expression(_TEST)
            self.expect("AND")
            return self.last_test(Between(left, low, self.expression(_TEST), negated))
        if self.accept("LIKE"):
            return self.last_test(Like(left, self.expression(_TEST), negated))
        raise self.wrong("expected IN, BETWEEN or LIKE")

    def last_test(self, made: Node) -> Node:
        if self.here.word in ("IN", "BETWEEN", "LIKE", "NOT"):
            raise self.wrong("tests do not chain; expected AND or brackets")
        return made

    def arguments(self) -> tuple[Node, ...]:
        self.expect("(")
        items = [self.expression()]
        while self.accept(","):
            items.append(self.expression())
        self.expect(")")
        return tuple(items)

    def prefix(self) -> Node:
        token = self.here
        if token.kind == "number":
            return self.number()
        if token.kind in _ATOMS:
            return _ATOMS[token.kind](self.take().text)
        match token.word:
            case "(":
                return self.bracket()
            case "-":
                self.take()
                return Unary("-", self.expression(_SIGN))
            case "NOT":
                self.take()
                return Unary("NOT", self.expression(_NOT))
            case "NULL" | "TRUE" | "FALSE":
                self.take()
                return Constant({"NULL": None, "TRUE": True, "FALSE": False}[token.word])
            case "CASE":
                return self.case()
            case "CAST":
                return self.cast()
        if token.kind != "word" or token.word in _KEYWORDS:
            raise self.wrong("expected a column, a value or a function")
        return self.name()

    def number(self) -> Node:
        token = self.take()
        digits = token.text.replace(".", "")
        if digits.isdigit() and len(digits) <= MAX_DIGITS:
            return Constant(int(digits) if digits == token.text else Decimal(token.text))
        if digits.isdigit() or not isfinite(float(token.text)):
            raise ExpressionError("a number of more digits than databases hold", token.offset)
        return Constant(float(token.text))

    def bracket(self) -> Node:
        self.expect("(")
        inner = self.expression()
        self.expect(")")
        return inner

    def name(self) -> Node:
        token = self.take()
        if self.here.word != "(":
            return Column(token.text)
        name = token.text.lower()
        if name in OVER_ROWS:
            return over_rows(self, token)
        if name not in FUNCTIONS:
            known = ", ".join(sorted(FUNCTIONS))
            message = f"there is no function {token.text!r} here; there are {known}"
            raise ExpressionError(message, token.offset, "function")
        args = self.arguments()
        low, high = FUNCTIONS[name]
        if not low <= len(args) <= high:
            wanted = "1 value" if high == 1 else f"{low} to {high} values"
            if low == high > 1:
                wanted = f"{low} values"
            raise ExpressionError(f"{name} takes {wanted}, not {len(args)}", token.offset)
        return Call(name, args)

    def case(self) -> Node:
        self.expect("CASE")
        whens = []
        while self.accept("WHEN"):
            condition = self.expression()
            self.expect("THEN")
            whens.append((condition, self.expression()))
        if not whens:
            raise self.wrong("expected WHEN")
        otherwise = self.expression() if self.accept("ELSE") else None
        self.expect("END")
        return Case(tuple(whens), otherwise)

    def cast(self) -> Node:
        self.expect("CAST")
        self.expect("(")
        operand = self.expression()
        self.expect("AS")
        if self.here.word not in TYPES:
            raise self.wrong("expected one of " + ", ".join(TYPES))
        kind = self.take().word
        size = self.sizes() if kind == "DECIMAL" and self.here.word == "(" else ()
        self.expect(")")
        return Cast(operand, kind, size)

    def sizes(self) -> tuple[int, ...]:
        offset = self.here.offset
        given = self.arguments()
        values = tuple(
            part.value for part in given if isinstance(part, Constant) and type(part.value) is int
        )
        if len(values) != len(given) or len(given) != 2 or not _fits(*values):
            raise ExpressionError("DECIMAL takes precision and scale, as in DECIMAL(12, 3)", offset)
        return values


def _fits(precision: int, scale: int) -> bool:
    return 1 <= precision <= MAX_DIGITS and 0 <= scale <= precision


_ATOMS: dict[str, Callable[[str], Node]] = {
    "text": lambda text: Constant(text[1:-1].replace("''", "'")),
    "quoted": lambda text: Column(text[1:-1].replace('""', '"')),
}
