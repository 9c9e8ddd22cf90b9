"""Frozen dataclasses that cost little to define.

`dataclass` writes and compiles six functions for every class it makes. For all the records that a
cold question goes through, that took longer than answering it.
"""

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, Generic, TypeVar, dataclass_transform

Record = TypeVar("Record")
Value = TypeVar("Value", covariant=True)
Fields = tuple[Field[Any], ...]
Method = Callable[..., Any]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[Record]) -> type[Record]:
    """The class as `dataclass(frozen=True)` would make it; methods that it has of its own stay.

    Its `__init__` is compiled when it is first called. Fields may have defaults and factories, and
    `init`, `repr` or `compare` turned off.
    """
    # Without a docstring `dataclass` would work out the signature for one.
    cls.__doc__ = cls.__doc__ or cls.__name__
    dataclass(init=False, repr=False, eq=False)(cls)
    known: Fields = fields(cls)  # type: ignore[arg-type]
    own = frozenset(vars(cls))
    methods = {"__init__": _first_init(cls, known), **_comparing(known), **_SHARED}
    for name, method in methods.items():
        if name not in own:
            setattr(cls, name, method)
    return cls


class kept(Generic[Value]):
    """A property that is worked out when it is first asked for.

    `functools.cached_property` takes a lock for that before Python 3.12, which takes longer than
    most of what is worked out.
    """

    def __init__(self, work: Callable[[Any], Value]) -> None:
        self._work, self.__doc__ = work, work.__doc__
        self._name = work.__name__

    def __get__(self, instance: object, _owner: type) -> Value:
        value = instance.__dict__[self._name] = self._work(instance)
        return value


def _first_init(cls: type, known: Fields) -> Method:
    """What makes way for the compiled `__init__`, and calls it."""

    def init(self: object, *values: Any, **named: Any) -> None:
        compiled = _compiled_init(known, finish=hasattr(cls, "__post_init__"))
        setattr(cls, "__init__", compiled)  # noqa: B010  mypy forbids to assign it
        compiled(self, *values, **named)

    return init


def _compiled_init(known: Fields, *, finish: bool) -> Method:
    """An `__init__` of plain assignments, as quick as that of `dataclass`."""
    names: dict[str, Any] = {"_set": object.__setattr__, "_missing": MISSING}
    parameters, lines = ["self"], ["pass"]
    for number, item in enumerate(known):
        name, fallback = item.name, f"_{number}"
        made = item.default_factory is not MISSING
        names[fallback] = item.default_factory if made else item.default
        if item.init:
            default = "_missing" if made else fallback
            parameters.append(name if names[fallback] is MISSING else f"{name}={default}")
            value = f"{fallback}() if {name} is _missing else {name}" if made else name
            lines.append(f"_set(self, {name!r}, {value})")
        elif made:
            lines.append(f"_set(self, {name!r}, {fallback}())")
    lines += ["self.__post_init__()"] * finish
    text = f"def __init__({', '.join(parameters)}):\n " + "\n ".join(lines)
    exec(text, names)  # noqa: S102  made of the names of fields only
    compiled: Method = names["__init__"]
    return compiled


def _comparing(known: Fields) -> dict[str, Method]:
    names = [item.name for item in known if item.compare]
    # A single name is given twice: its bare value would compare otherwise than a tuple.
    twice = names * 2 if len(names) == 1 else names
    values: Method = attrgetter(*twice) if names else _nothing

    def equal(self: object, other: object) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return values(self) == values(other)

    def hashed(self: object) -> int:
        return hash(values(self))

    return {"__eq__": equal, "__hash__": hashed}


def _nothing(_: object) -> tuple[()]:
    return ()


def _shown(self: Any) -> str:
    shown = (f"{item.name}={getattr(self, item.name)!r}" for item in fields(self) if item.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _unassigned(_: object, name: str, __: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _undeleted(_: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


_SHARED: dict[str, Method] = {
    "__repr__": _shown,
    "__setattr__": _unassigned,
    "__delattr__": _undeleted,
}
