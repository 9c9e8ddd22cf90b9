"""Definitions as YAML that a person might have written: blocks, short entries on one line."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

WIDTH = 100
_SHORT, _LINE = 72, 96
# What YAML 1.2 reads as a number and PyYAML, which is of YAML 1.1, would not quote.
_NUMBER = re.compile(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$|^0o[0-7]+$")


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, and never writes an alias."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


_Dumper.add_implicit_resolver("tag:yaml.org,2002:float", _NUMBER, list("-+.0123456789"))


class _Flow(dict[str, Any]):
    """A mapping that stands on one line."""


class _FlowList(list[Any]):
    """A list that stands on one line."""


class _Long(str):
    """A text that is folded over several lines."""

    __slots__ = ()


def _represent(dumper: yaml.SafeDumper, data: Any) -> yaml.Node:
    match data:
        case _Flow():
            return dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=True)
        case _FlowList():
            return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True)
        case _:
            return dumper.represent_scalar("tag:yaml.org,2002:str", str(data), style=">")


for _kind in (_Flow, _FlowList, _Long):
    _Dumper.add_representer(_kind, _represent)


def yaml_text(content: Mapping[str, Any]) -> str:
    """The content as YAML text in the order of its keys."""
    styled = {key: _styled(value, 0) for key, value in content.items()}
    return yaml.dump(
        styled,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=WIDTH,
        default_flow_style=False,
    )


def one_line(content: Mapping[str, Any]) -> str:
    """The content as YAML on one line."""
    text = yaml.dump(
        _Flow(content), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=4096
    )
    return text.strip()


def _styled(value: Any, depth: int) -> Any:
    """The value with short inner lists and mappings on one line, and long texts folded."""
    if isinstance(value, dict):
        if depth > 1 and _is_short(value):
            return _Flow(value)
        return {key: _styled(part, depth + 1) for key, part in value.items()}
    if isinstance(value, list):
        if depth > 0 and _is_short(value) and not any(isinstance(part, dict) for part in value):
            return _FlowList(value)
        return [_styled(part, depth + 1) for part in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, str) and len(value) > _SHORT and _folds(value):
        return _Long(value)
    return value


def _folds(text: str) -> bool:
    """Whether a text survives being folded at its single spaces."""
    return text.isprintable() and text == " ".join(text.split()) and not text.startswith("#")


def _is_short(value: Any) -> bool:
    if isinstance(value, dict):
        parts = list(value.values())
        if any(isinstance(part, dict) and part for part in parts):
            return False
    else:
        parts = list(value)
    return len(str(value)) <= 2 * _SHORT and all(map(_is_plain, parts)) and _fits(value)


def _fits(value: Any) -> bool:
    """Whether the value has room on one line below its key."""
    return len(one_line({"value": value})) <= _LINE


def _is_plain(part: Any) -> bool:
    if isinstance(part, list):
        return all(not isinstance(each, dict | list) for each in part)
    return not isinstance(part, dict)
