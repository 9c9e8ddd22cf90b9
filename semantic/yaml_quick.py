"""Plain data from a YAML text that has nothing odd about it, several times faster than with places.

Whatever is odd is left to `yaml_exact`, which says what and where.
"""

from collections.abc import Callable
from typing import Any

import yaml

from semantic.yaml_scalars import NotCountable, resolve

MOST_VALUES = 100_000
MOST_DEPTH = 40
MOST_KEYS = 10_000

_Next = Callable[[], Any]
_MARKS = ",:-?"


class _Odd(Exception):
    """Something that a file may not have, or that is not YAML."""


def quick(text: str) -> Any:
    """The content of the one document in the text; None when anything about it is odd."""
    if sum(map(text.count, _MARKS)) > MOST_VALUES:
        # It may have too many values: each but the first has a mark before it.
        return None
    loader = yaml.CSafeLoader(text)
    try:
        return _document(loader.get_event)
    except (_Odd, NotCountable, yaml.YAMLError):
        return None
    finally:
        loader.dispose()


def _document(following: _Next) -> Any:
    _expect(following, yaml.StreamStartEvent, yaml.DocumentStartEvent)
    content = _node(following(), following, 0)
    _expect(following, yaml.DocumentEndEvent, yaml.StreamEndEvent)
    return content


def _expect(following: _Next, *kinds: type[yaml.Event]) -> None:
    for kind in kinds:
        if type(following()) is not kind:
            raise _Odd


def _node(event: Any, following: _Next, depth: int) -> Any:
    kind = type(event)
    if kind is yaml.AliasEvent or event.anchor is not None or event.tag is not None:
        raise _Odd
    if kind is yaml.ScalarEvent:
        return resolve(event.value) if event.implicit[0] else event.value
    if depth >= MOST_DEPTH:
        raise _Odd
    if kind is yaml.MappingStartEvent:
        return _mapping(following, depth + 1)
    return _sequence(following, depth + 1)


def _mapping(following: _Next, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    while True:
        event = following()
        kind = type(event)
        if kind is yaml.MappingEndEvent:
            return found
        if kind is not yaml.ScalarEvent or event.anchor is not None or event.tag is not None:
            raise _Odd
        key = event.value
        if key in found or len(found) >= MOST_KEYS:
            raise _Odd
        found[key] = _node(following(), following, depth)


def _sequence(following: _Next, depth: int) -> list[Any]:
    found: list[Any] = []
    while True:
        event = following()
        if type(event) is yaml.SequenceEndEvent:
            return found
        found.append(_node(event, following, depth))
