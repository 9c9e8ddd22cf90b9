"""Which keys a type allows at a place inside it, for "did you mean"."""

import types
from collections.abc import Iterable
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel


def keys_at(target: type[BaseModel], location: tuple[str | int, ...]) -> tuple[str, ...]:
    """The keys allowed at a validation error's location, in the order of their declaration."""
    candidates = list(_flat(target))
    for step in location:
        candidates = [inner for outer in candidates for inner in _inside(outer, step)] or [
            chosen for chosen in candidates if _is_called(chosen, str(step))
        ]
    return tuple(key for model in candidates if _is_model(model) for key in _keys(model))


def _flat(annotation: Any) -> Iterable[Any]:
    """The alternatives of an annotation, without what is wrapped around them."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _flat(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for alternative in get_args(annotation):
            yield from _flat(alternative)
    else:
        yield annotation


def _inside(annotation: Any, step: str | int) -> Iterable[Any]:
    origin = get_origin(annotation)
    if origin in (tuple, list) and isinstance(step, int):
        yield from _flat(get_args(annotation)[0])
    elif origin is dict and isinstance(step, str):
        yield from _flat(get_args(annotation)[1])
    elif _is_model(annotation):
        for name, given in annotation.model_fields.items():
            if step == (given.alias or name):
                yield from _flat(given.annotation)


def _is_called(annotation: Any, tag: str) -> bool:
    """Whether a step that is no key chose this alternative: by class or by its `type`."""
    if not _is_model(annotation):
        return tag.startswith("tuple[") and get_origin(annotation) is tuple
    given = annotation.model_fields.get("type")
    return annotation.__name__ in tag or (given is not None and tag in get_args(given.annotation))


def _keys(model: type[BaseModel]) -> Iterable[str]:
    return (given.alias or name for name, given in model.model_fields.items())


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
