"""The words, values and operators that an expression is written with."""

import re
from typing import Literal

from semantic.record import record

Fault = Literal[
    "text", "function", "parameter", "aggregate", "nested aggregate", "window", "nested window",
    "frame",
]  # fmt: skip


class ExpressionError(ValueError):
    """A piece of text that is not an expression; `offset` counts characters from 0.

    `fault` says what kind of thing does not belong where it stands.
    """

    def __init__(self, message: str, offset: int, fault: Fault = "text") -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.fault = fault


_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
  | (?P<text>'(?:[^'\0]|'')*')
  | (?P<quoted>"(?:[^"\0]|"")+")
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<op><>|!=|<=|>=|\|\||-(?!-)|[+*/%=<>(),])
  )""",
    re.VERBOSE | re.ASCII,
)


@record
class Token:
    """A word, value or operator of an expression, and where it begins."""

    kind: str
    text: str
    offset: int

    @property
    def word(self) -> str:
        """The keyword in capitals, the operator as it is, nothing for values."""
        return self.text.upper() if self.kind == "word" else self.text if self.kind == "op" else ""


def tokens_of(text: str) -> list[Token]:
    """The tokens of `text`, closed by one of kind `end`."""
    found: list[Token] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            start = position + len(text[position:]) - len(text[position:].lstrip())
            fault: Fault = "parameter" if text[start] in ":?$" else "text"
            raise ExpressionError(f"{text[start]!r} cannot stand here", start, fault)
        kind = match.lastgroup or ""
        found.append(Token(kind, match.group(kind), match.start(kind)))
        position = match.end()
    return [*found, Token("end", "", end)]
