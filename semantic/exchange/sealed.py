"""Our definitions inside another tool's file: put back as they were, unless edited on the way."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

DEFINITION, SEAL = "definition", "of"


def seal(visible: Any) -> str:
    """What tells whether the other tool's side of a definition was edited."""
    text = json.dumps(visible, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def sealed(definition: BaseModel, visible: Any) -> dict[str, Any]:
    """The definition with the seal of what the other tool shows of it."""
    return {DEFINITION: plain(definition), SEAL: seal(visible)}


def opened(given: Mapping[str, Any], visible: Any) -> dict[str, Any] | None:
    """The definition as plain data; None when there is none or the other side was edited."""
    definition = given.get(DEFINITION)
    if not isinstance(definition, dict) or given.get(SEAL) != seal(visible):
        return None
    return definition


def plain(definition: BaseModel) -> dict[str, Any]:
    """A definition as plain data without what only repeats a default."""
    return definition.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def as_draft(definition: dict[str, Any], owner: str) -> dict[str, Any]:
    """A metric's definition as a draft of `owner`: no approval travels in a file."""
    governance = definition.get("governance")
    version = governance.get("version") if isinstance(governance, dict) else None
    kept = {"version": version} if version else {}
    return {**definition, "governance": {**kept, "owner": owner, "status": "draft"}}
