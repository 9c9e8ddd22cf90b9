"""A file of another tool's as plain data: JSON or YAML, of bounded size, without surprises."""

import json
from pathlib import Path
from typing import Any

from semantic.errors import ConfigurationError
from semantic.exchange.losses import Fault, NotImportable
from semantic.yaml_source import read

MOST_BYTES = 50_000_000
MOST_DEPTH = 200


def read_content(path: Path) -> Any:
    """What the file holds.

    Raises ConfigurationError for a file that is not there, NotImportable for one that is too large
    or neither JSON nor YAML.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            message = f"it is {size:,} bytes long; at most {MOST_BYTES:,} are read"
            raise NotImportable(f"{path} is too large:", [Fault("size", "", message)])
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotImportable(f"{path} is not UTF-8 text.", ()) from error
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be read: {error.strerror or error}.",
            next_step="Give the path of a file that is there.",
        ) from error
    if path.suffix.lower() in (".yml", ".yaml"):
        return _yaml(path)
    return _json(path, text)


def _json(path: Path, text: str) -> Any:
    faults: list[Fault] = []

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            faults.append(Fault("syntax", twice, "a key that stands twice in one object"))
        return found

    try:
        content = json.loads(text, object_pairs_hook=unique, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        message = f"{error.msg}"
        raise NotImportable(f"{path} is no JSON:", [Fault("syntax", where, message)]) from error
    except (RecursionError, ValueError) as error:
        message = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise NotImportable(f"{path} is no JSON:", [Fault("syntax", "", message)]) from error
    if faults or _depth(content) > MOST_DEPTH:
        deep = [] if faults else [Fault("syntax", "", f"nested more than {MOST_DEPTH} deep")]
        raise NotImportable(f"{path} is no JSON to rely on:", [*faults, *deep])
    return content


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _depth(content: Any) -> int:
    depth, level = 0, [content]
    while level and depth <= MOST_DEPTH:
        depth += 1
        level = [
            below
            for each in level
            if isinstance(each, dict | list)
            for below in (each.values() if isinstance(each, dict) else each)
        ]
    return depth


def _yaml(path: Path) -> Any:
    document, problems = read(path, path.name)
    if document is None or problems:
        faults = [
            Fault("syntax", f"line {problem.place.line}", problem.message) for problem in problems
        ]
        raise NotImportable(f"{path} is no YAML to rely on:", faults)
    return document.data
