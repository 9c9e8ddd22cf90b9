"""Dataclasses that cost little to define.

`dataclass` writes and compiles six functions for every class it makes. For all the records that a
cold question goes through, that took longer than answering it.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from itertools import count
from operator import attrgetter, ge, gt, le, lt
from typing import Any, Generic, TypeVar, dataclass_transform

Record = TypeVar("Record")
Value = TypeVar("Value", covariant=True)
Fields = tuple[Field[Any], ...]
Method = Callable[..., Any]

# Most records are made a few times by a command, and compiling an `__init__` takes as long as going
# over the fields some seventy times.
_FEW = 30


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[Record]) -> type[Record]:
    """The class as `dataclass(frozen=True)` would make it; methods that it has of its own stay.

    Its `__init__` is compiled when it has been called often. Fields may have defaults and
    factories, and `init`, `repr` or `compare` turned off.
    """
    known = _known(cls)
    first = {"__init__": _first_init(cls, known)}
    return _given(cls, {**first, **_comparing(known), **_SHOWN, **_FROZEN})


@dataclass_transform(frozen_default=True, order_default=True, field_specifiers=(field,))
def ordered(cls: type[Record]) -> type[Record]:
    """A record that comes before others of its class as the tuple of its fields would."""
    record(cls)
    known: Fields = fields(cls)  # type: ignore[arg-type]
    return _given(cls, _ordering(known))


@dataclass_transform(field_specifiers=(field,))
def changeable(cls: type[Record]) -> type[Record]:
    """A record whose fields can be assigned, and which therefore has no hash."""
    known = _known(cls)
    first = {"__init__": _first_init(cls, known)}
    return _given(cls, {**first, **_comparing(known), "__hash__": None, **_SHOWN})


def _known(cls: type) -> Fields:
    # Without a docstring `dataclass` would work out the signature for one.
    cls.__doc__ = cls.__doc__ or cls.__name__
    dataclass(init=False, repr=False, eq=False)(cls)
    found: Fields = fields(cls)
    return found


def _given(cls: type[Record], methods: Mapping[str, Method | None]) -> type[Record]:
    own = frozenset(vars(cls))
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
    """An `__init__` that goes over the fields, until it makes way for a compiled one."""
    taken = [item.name for item in known if item.init]
    required = {
        item.name for item in known if item.init and item.default is item.default_factory is MISSING
    }
    calls = count(1)

    def init(self: object, *values: Any, **named: Any) -> None:
        given = dict(zip(taken, values, strict=False))
        fits = len(values) == len(given) and named.keys() <= set(taken) - given.keys()
        given |= named
        if next(calls) <= _FEW and fits and required <= given.keys():
            _assign(self, known, given)
        else:
            # It also says in Python's words what is missing or too much.
            compiled = _compiled_init(known, finish=hasattr(cls, "__post_init__"))
            setattr(cls, "__init__", compiled)  # noqa: B010  mypy forbids to assign it
            compiled(self, *values, **named)

    return init


def _assign(record: Any, known: Fields, given: Mapping[str, Any]) -> None:
    for item in known:
        if item.name in given:
            object.__setattr__(record, item.name, given[item.name])
        elif item.default_factory is not MISSING:
            object.__setattr__(record, item.name, item.default_factory())
        elif item.init:
            object.__setattr__(record, item.name, item.default)
    if hasattr(record, "__post_init__"):
        record.__post_init__()


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
    values = _compared(known)

    def equal(self: object, other: object) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return values(self) == values(other)

    def hashed(self: object) -> int:
        return hash(values(self))

    return {"__eq__": equal, "__hash__": hashed}


def _compared(known: Fields) -> Method:
    """What takes the tuple of a record's values that are compared."""
    names = [item.name for item in known if item.compare]
    # A single name is given twice: its bare value would compare otherwise than a tuple.
    twice = names * 2 if len(names) == 1 else names
    return attrgetter(*twice) if names else _nothing


def _ordering(known: Fields) -> dict[str, Method]:
    values = _compared(known)

    def comparing(compare: Callable[[Any, Any], bool]) -> Method:
        def compared(self: object, other: object) -> Any:
            if other.__class__ is not self.__class__:
                return NotImplemented
            return compare(values(self), values(other))

        return compared

    return {f"__{each.__name__}__": comparing(each) for each in (lt, le, gt, ge)}


def _nothing(_: object) -> tuple[()]:
    return ()


def _shown(self: Any) -> str:
    shown = (f"{item.name}={getattr(self, item.name)!r}" for item in fields(self) if item.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _unassigned(_: object, name: str, __: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _undeleted(_: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


_SHOWN: dict[str, Method] = {"__repr__": _shown}
_FROZEN: dict[str, Method] = {"__setattr__": _unassigned, "__delattr__": _undeleted}
