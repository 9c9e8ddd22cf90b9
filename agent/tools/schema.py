"""What a tool takes, as JSON schema that names only what one principal may see."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from agent.tools.arguments import Arguments
from agent.tools.sight import GRAINS, PARTS, dimensions
from agent.tools.toolset import Tool
from semantic.view import View


@dataclass(frozen=True)
class Names:
    """The names that a schema offers: of metrics and of dimensions."""

    metrics: tuple[str, ...]
    dimensions: tuple[str, ...]


def visible(view: View) -> Names:
    """Everything that the principal may ask for."""
    return Names(tuple(view.metrics), dimensions(view))


def schema(tool: Tool, names: Names) -> dict[str, Any]:
    """The JSON schema of the tool's arguments, without titles and references."""
    return _named(deepcopy(_of_type(tool.arguments)), names)


@cache
def _of_type(arguments: type[Arguments]) -> dict[str, Any]:
    """The schema without names; pydantic takes ten milliseconds for it."""
    found = arguments.model_json_schema()
    plain: dict[str, Any] = _plain(found, found.get("$defs", {}))
    plain.pop("description", None)
    return plain


def _plain(part: Any, definitions: Mapping[str, Any]) -> Any:
    """The schema with what it refers to in place, and without what a reader does not need."""
    if isinstance(part, list):
        return [_plain(each, definitions) for each in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _plain(definitions[part["$ref"].rpartition("/")[2]], definitions)
    skipped = ("title", "$defs", "default", "maxLength", "maxItems", "minItems")
    kept = {
        key: {name: _plain(one, definitions) for name, one in value.items()}
        if key == "properties"
        else _plain(value, definitions)
        for key, value in part.items()
        if key not in skipped and not (key == "description" and "properties" in part)
    }
    return _one_type(kept)


def _one_type(part: dict[str, Any]) -> dict[str, Any]:
    """Alternatives that are types alone, as one list of types."""
    choices = part.get("anyOf", ())
    if not choices or any(set(each) != {"type"} for each in choices):
        return part
    kept = {key: value for key, value in part.items() if key != "anyOf"}
    return {**kept, "type": [each["type"] for each in choices]}


def _named(part: dict[str, Any], names: Names) -> dict[str, Any]:
    """The schema with the names that each property may hold."""
    fields = (*names.dimensions, *PARTS) if names.dimensions else ()
    groups = (*fields, *GRAINS) if fields else ()
    held: Mapping[str, tuple[str, ...]] = {
        "metrics": names.metrics,
        "metric": names.metrics,
        "options": names.metrics,
        "group_by": groups,
        "field": fields,
    }
    properties = {
        name: _with_names(one, held.get(name, ()), names)
        for name, one in part.get("properties", {}).items()
    }
    return {**part, "properties": properties}


def _with_names(part: dict[str, Any], allowed: tuple[str, ...], names: Names) -> dict[str, Any]:
    if part.get("type") != "array":
        return {**part, "enum": list(allowed)} if allowed else part
    items = part["items"]
    if "properties" in items:
        return {**part, "items": _named(items, names)}
    return {**part, "items": {**items, "enum": list(allowed)} if allowed else items}
