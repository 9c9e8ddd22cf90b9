"""Ossie's SQL expressions as trees of ours: `dataset.field` becomes one quoted name."""

import re

from semantic.exchange.respelled import respelled
from semantic.expression import Expression, parse
from semantic.expression_rows import Beyond

# What is left as it stands, or changed: text, quoted names, dotted names.
_PIECE = re.compile(
    r"""(?P<text>'(?:[^']|'')*')
  | (?P<dotted>(?:"[^"]+"|\b[A-Za-z_]\w*)\s*\.\s*(?:"[^"]+"|[A-Za-z_]\w*|\*))
  | (?P<quoted>"[^"]*")""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def read_sql(text: str, beyond: Beyond = "aggregates") -> Expression:
    """The expression; names such as `orders.amount` are columns of that very name.

    Raises ExpressionError for SQL beyond our expressions.
    """
    return parse(respelled(_PIECE.sub(_piece, text)), beyond)


def _piece(found: re.Match[str]) -> str:
    if found["dotted"]:
        ends = [part.strip().strip('"') for part in found["dotted"].split(".", 1)]
        return f'"{".".join(ends)}"'
    return found[0]
