"""dbt's where-templates as our expressions: the four calls are read, and no template is executed.

`{{ Dimension('listing__country') }} = 'us'` becomes `"listing.country" = 'us'`.
"""

import ast
import re
from collections.abc import Callable, Mapping
from typing import Any

from semantic.exchange.respelled import respelled, with_grains
from semantic.expression import parse
from semantic.expression_tokens import ExpressionError, tokens_of

_CALL = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_TIME = "metric_time"


class NotReadable(ValueError):
    """A template that is not an expression over the four calls."""


def expression(template: str) -> str:
    """The condition as an expression over our members' names.

    Raises NotReadable for statements, other calls, and SQL beyond our expressions.
    """
    if "{%" in template or "{#" in template:
        raise NotReadable("a template with statements")
    text = _CALL.sub(lambda found: _quoted(_member(found[1].strip())), template)
    try:
        text = _with_members(with_grains(respelled(text)))
        parse(text)
    except ExpressionError as error:
        raise NotReadable(f"{error.message} in {text.strip()!r}") from error
    return text.strip()


def member(call: str) -> str:
    """The name of ours that a call such as `TimeDimension('metric_time', 'day')` stands for."""
    return _member(call)


def dotted(name: str) -> str:
    """A name with double underscores as ours: `listing__ds__month` is `listing.ds.month`."""
    words = name.lower().split("__")
    if words[0] == _TIME:
        words[0] = "time"
    return ".".join(words)


def _with_members(text: str) -> str:
    """The text with names such as `booking__ds__day`, the columns of a result, as members."""
    words = [token for token in tokens_of(text) if token.kind == "word"]
    found = [token for token in words if "__" in token.text or token.text.lower() == _TIME]
    for token in reversed(found):
        end = token.offset + len(token.text)
        text = text[: token.offset] + _quoted(dotted(token.text)) + text[end:]
    return text


def _quoted(name: str) -> str:
    return f'"{name}"'


def _member(call: str) -> str:
    try:
        tree = ast.parse(call, mode="eval").body
    except SyntaxError as error:
        raise NotReadable(f"{call!r} is none of the four calls") from error
    more: list[tuple[str, list[Any]]] = []
    while isinstance(tree, ast.Call) and isinstance(tree.func, ast.Attribute):
        more.append((tree.func.attr, _arguments(tree, call)[0]))
        tree = tree.func.value
    if not isinstance(tree, ast.Call) or not isinstance(tree.func, ast.Name):
        raise NotReadable(f"{call!r} is none of the four calls")
    read = _CALLS.get(tree.func.id)
    if read is None:
        raise NotReadable(f"{tree.func.id} is none of Dimension, TimeDimension, Entity, Metric")
    positional, named = _arguments(tree, call)
    name = read(positional, named)
    for method, values in reversed(more):
        name = _refined(name, method, values)
    return name


def _arguments(call: ast.Call, text: str) -> tuple[list[Any], dict[str, Any]]:
    """The call's arguments, which must be plain values."""
    try:
        positional = [ast.literal_eval(value) for value in call.args]
        named = {str(each.arg): ast.literal_eval(each.value) for each in call.keywords}
    except ValueError as error:
        raise NotReadable(f"{text!r} has an argument that is no plain value") from error
    return positional, named


def _refined(name: str, method: str, values: list[Any]) -> str:
    if method == "grain" and values:
        return f"{name}.{str(values[0]).lower()}"
    if method == "date_part" and values:
        return f"{name}.extract_{str(values[0]).lower()}"
    if method == "descending":
        return f"-{name}" if not values or values[0] else name
    raise NotReadable(f"there is no .{method}() on a call")


def _path(name: str, entity_path: Any) -> str:
    return ".".join([*(str(entity) for entity in entity_path or ()), dotted(name)])


def _dimension(positional: list[Any], named: dict[str, Any]) -> str:
    values = {**dict(zip(("name", "entity_path"), positional, strict=False)), **named}
    return _path(str(values["name"]), values.get("entity_path"))


def _time_dimension(positional: list[Any], named: dict[str, Any]) -> str:
    order = ("name", "time_granularity_name", "entity_path", "descending", "date_part_name")
    values = {**dict(zip(order, positional, strict=False)), **named}
    given = values.get("name", values.get("time_dimension_name"))
    name = _path(str(given), values.get("entity_path"))
    if values.get("date_part_name"):
        return f"{name}.extract_{str(values['date_part_name']).lower()}"
    grain = values.get("time_granularity_name")
    return f"{name}.{str(grain).lower()}" if grain else name


def _metric(positional: list[Any], named: dict[str, Any]) -> str:
    values = {**dict(zip(("name", "group_by"), positional, strict=False)), **named}
    groups: list[Any] = list(values.get("group_by") or ())
    if len(groups) != 1:
        raise NotReadable("a metric in a condition needs exactly one entity to group by")
    return f"{str(values['name']).lower()}[{dotted(str(groups[0]))}]"


_CALLS: Mapping[str, Callable[[list[Any], dict[str, Any]], str]] = {
    "Dimension": _dimension,
    "Entity": _dimension,
    "Metric": _metric,
    "TimeDimension": _time_dimension,
}
