"""The contents of approvals.yml, to which approvals are appended and in which nothing is edited."""

import json
import re
from contextlib import suppress
from datetime import datetime
from math import isfinite
from typing import Annotated, Any, Literal

from pydantic import Field

from semantic.definition import Definition, Name
from semantic.yaml_quick import quick

HEADER = "version: 1\n\napprovals:\n"

RecordId = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class Approval(Definition):
    """Somebody's word that a metric means what its `hash` stands for.

    `parts` names the records that the metric stood on. Of these, `records` holds the ones that no
    earlier approval holds, each as {label: content}, so that what was approved can be shown later.
    """

    metric: Name
    hash: str = Field(pattern=r"^sha256:[0-9a-f]{64}$")
    version: int
    by: str
    at: datetime
    note: str = ""
    parts: tuple[RecordId, ...] = Field(min_length=1)
    records: dict[RecordId, dict[str, Any]] = Field(default={})


class ApprovalsFile(Definition):
    """The contents of approvals.yml."""

    version: Literal[1]
    approvals: tuple[Approval, ...]


def recorded(text: str) -> Any:
    """The content of a text; far quicker than YAML where nobody but `approve` has written it."""
    # Half a character cannot be in a YAML file, and in JSON it can.
    if text.startswith(HEADER) and "\\ud" not in text:
        with suppress(ValueError, LookupError, RecursionError):
            return {"version": 1, "approvals": _entries(text[len(HEADER) :])}
    return quick(text)


def _entries(text: str) -> list[dict[str, Any]]:
    """The approvals of lines as `approve` writes them. Raises ValueError for any other line."""
    found: list[dict[str, Any]] = []
    for line in text.removesuffix("\n").split("\n"):
        matched = _LINE.fullmatch(line)
        if matched is None:
            raise ValueError(line)
        metric, word, plain, quoted, content, record, held = matched.groups()
        if metric:
            found.append({"metric": metric})
        elif record:
            _put(found[-1]["records"], record, _READ_JSON(held))
        elif word:
            _put(found[-1], word, int(plain) if word == "version" else plain)
        else:
            _put(found[-1], quoted or "records", _READ_JSON(content) if quoted else {})
    if any(entry.get("records") == {} for entry in found):
        raise ValueError("records")
    return found


def _put(into: dict[str, Any], key: str, content: Any) -> None:
    if key in into:
        raise ValueError(key)
    into[key] = content


def _not_a_number(text: str) -> float:
    raise ValueError(text)


def _finite(text: str) -> float:
    value = float(text)
    return value if isfinite(value) else _not_a_number(text)


_LINE = re.compile(
    r"  - metric: ([a-z][a-z0-9_]*)"
    r"|    (hash|version|at): "
    r"((?<=hash: )sha256:[0-9a-f]{64}|(?<=version: )[1-9][0-9]{0,8}"
    r"|(?<=at: )[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:+-]+)"
    r"|    (by|note|parts): ([\"\[].*)"
    r"|    records:"
    r'|      "([0-9a-f]{16})": (\{.*\})'
)
_READ_JSON = json.JSONDecoder(parse_constant=_not_a_number, parse_float=_finite).decode
