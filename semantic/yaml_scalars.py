"""What an unquoted word of YAML means, by the core schema of YAML 1.2."""

import re

_NAMED = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_WHOLE = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_MOST_DIGITS = 400
_BEGINS_A_NUMBER = frozenset("-+.0123456789")


class NotCountable(ValueError):
    """A word that is a number by its form, and not one that can be counted with."""


def resolve(written: str) -> str | int | float | bool | None:
    """What an unquoted scalar means. Raises NotCountable."""
    if written in _NAMED:
        return _NAMED[written]
    if written[0] not in _BEGINS_A_NUMBER:
        return written
    if _NOT_FINITE.fullmatch(written):
        raise NotCountable(f"`{written}` is not a number that can be counted with")
    if not _DECIMAL.fullmatch(written) and not _WHOLE.fullmatch(written):
        return written
    if len(written) > _MOST_DIGITS:
        raise NotCountable(f"a number of more than {_MOST_DIGITS} digits")
    return _number(written)


def _number(written: str) -> int | float:
    if written.startswith(("0o", "0x")):
        return int(written, 0)
    if _WHOLE.fullmatch(written):
        return int(written)
    value = float(written)
    if value in (float("inf"), float("-inf")):
        raise NotCountable(f"`{written}` is too large a number")
    return value
