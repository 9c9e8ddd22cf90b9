"""Text from data, made harmless before it reaches a terminal, a page or a picture."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from semantic.letters import is_invisible, seen

_FORMULA = frozenset("=+-@|%＝＋－＠")  # noqa: RUF001
_SPACES = dict.fromkeys(map(ord, "\t\n\r\v\f\x85\u2028\u2029"), " ")


def inert(value: object) -> str:
    """The text of a value on one line, without control, direction and invisible characters.

    What is left can neither steer a terminal nor reorder the text around it, and both UTF-8 and
    XML can hold it.
    """
    text = str(value)
    if text.isascii() and text.isprintable():
        return text
    return seen(text.translate(_SPACES))


def inert_lines(text: str) -> str:
    """Like `inert`, with the line breaks kept."""
    return "\n".join(inert(line) for line in text.splitlines())


def inert_tree(content: Any) -> Any:
    """JSON-like content with every string in it, keys too, made inert."""
    if isinstance(content, str):
        return inert(content)
    if isinstance(content, Mapping):
        return {inert(key): inert_tree(value) for key, value in content.items()}
    if isinstance(content, Sequence):
        return [inert_tree(value) for value in content]
    return content


def escaped(document: str) -> str:
    """The same JSON document, with what would steer a terminal written as an escape."""
    if document.isascii():
        return document
    return "".join(
        letter if letter == "\n" or not is_invisible(letter) else json.dumps(letter)[1:-1]
        for letter in document
    )


def cell(value: object) -> object:
    """A value for a spreadsheet: text is inert, and none of it is a formula.

    Text that a spreadsheet would take for one gets an apostrophe in front (OWASP, "CSV Injection").
    """
    if not isinstance(value, str):
        return value
    text = inert(value)
    return f"'{text}" if text.lstrip()[:1] in _FORMULA else text
