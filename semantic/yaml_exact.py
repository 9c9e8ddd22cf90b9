"""A YAML text as data, with the place of every key and value and all that a file may not have."""

from collections.abc import Mapping
from typing import Any, NoReturn, Protocol

import yaml

from semantic.problems import MOST_OF_A_KIND
from semantic.record import changeable, record
from semantic.yaml_quick import MOST_DEPTH, MOST_KEYS, MOST_VALUES
from semantic.yaml_scalars import NotCountable, resolve
from semantic.yaml_words import plain_words

Steps = tuple[str | int, ...]

_NODES = frozenset({yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent})
_ENDS = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})


class Mark(Protocol):
    """A position in a text, all counted from 0."""

    line: int
    column: int
    index: int


@changeable
class _Open:
    """A mapping or list that is still being read."""

    holder: dict[str, Any] | list[Any]
    steps: Steps
    key: str | None = None

    @property
    def expects_key(self) -> bool:
        return isinstance(self.holder, dict) and self.key is None


@record
class Fault:
    """What may not be so, at a line and column that count from 1."""

    line: int
    column: int
    message: str


@record
class Exact:
    """A text's content with the marks of keys and values, by the steps that lead to them.

    Without faults, or with keys given twice only, the content is `whole`.
    """

    data: Any
    keys: Mapping[Steps, Mark]
    values: Mapping[Steps, Mark]
    faults: tuple[Fault, ...]
    whole: bool


def exact(text: str) -> Exact:
    """All there is to know about a text, up to the first thing that YAML cannot be read past."""
    builder = _Builder()
    whole = False
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
        whole = True
    except _Unreadable as stop:
        builder.faults.append(_at(stop.mark, stop.message))
    except yaml.YAMLError as error:
        index, message = plain_words(error, text)
        builder.faults.append(Fault(*position(text, index), message))
    return Exact(builder.root, builder.keys, builder.values, tuple(builder.faults), whole)


def position(text: str, index: int) -> tuple[int, int]:
    """The line and column, counted from 1, of a character in a text."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


class _Unreadable(Exception):
    def __init__(self, mark: Mark, message: str) -> None:
        super().__init__(message)
        self.mark = mark
        self.message = message


def _at(mark: Mark, message: str) -> Fault:
    return Fault(mark.line + 1, mark.column + 1, message)


class _Builder:
    """Puts the parser's events together without recursion, so that no depth is a danger."""

    def __init__(self) -> None:
        self.keys: dict[Steps, Mark] = {}
        self.values: dict[Steps, Mark] = {}
        self.faults: list[Fault] = []
        self.open: list[_Open] = []
        self.root: Any = None
        self.documents = 0

    def take(self, event: Any) -> None:
        """Adds the next event. Raises _Unreadable where nothing after it can be understood."""
        kind = type(event)
        if kind in _NODES:
            if event.anchor is not None or event.tag is not None:
                self._refuse_extras(event)
            if self.open and self.open[-1].expects_key:
                self._key(event)
            else:
                self._value(event)
        elif kind in _ENDS:
            self.open.pop()
        elif kind is yaml.AliasEvent:
            self._stop(event, f"an alias (*{event.anchor}); write the value out")
        elif kind is yaml.DocumentStartEvent:
            self.documents += 1
            if self.documents > 1:
                self._stop(event, "a second document after `---`; one file holds one")

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor is not None:
            self._stop(event, f"an anchor (&{event.anchor}); write the value out")
        self._stop(event, "a tag (`!`); write the value without it")

    def _key(self, event: Any) -> None:
        mark: Mark = event.start_mark
        if type(event) is not yaml.ScalarEvent:
            self._stop(event, "a list or mapping used as a key; keys are single words")
        holder = self.open[-1]
        if len(holder.holder) >= MOST_KEYS:
            self._stop(event, f"more than {MOST_KEYS:,} keys in one place")
        holder.key = event.value
        steps = (*holder.steps, event.value)
        if steps not in self.keys:
            self.keys[steps] = mark
            return
        if len(self.faults) >= MOST_OF_A_KIND:
            self._stop(event, "more keys are given twice than are listed; mend the others first")
        first = self.keys[steps].line + 1
        message = f"`{event.value}` is given a second time; the first is on line {first}"
        self.faults.append(_at(mark, message))

    def _value(self, event: Any) -> None:
        mark: Mark = event.start_mark
        if len(self.values) >= MOST_VALUES:
            self._stop(event, f"more than {MOST_VALUES:,} values in one file")
        if type(event) is yaml.ScalarEvent:
            self.values[self._put(self._meant(event))] = mark
            return
        if len(self.open) >= MOST_DEPTH:
            self._stop(event, f"nested more than {MOST_DEPTH} levels deep")
        holder: dict[str, Any] | list[Any] = {} if type(event) is yaml.MappingStartEvent else []
        steps = self._put(holder)
        self.values[steps] = mark
        self.open.append(_Open(holder, steps))

    def _meant(self, event: Any) -> Any:
        try:
            return resolve(event.value) if event.implicit[0] else event.value
        except NotCountable as error:
            self._stop(event, str(error))

    def _stop(self, event: Any, message: str) -> NoReturn:
        raise _Unreadable(event.start_mark, message)

    def _put(self, value: Any) -> Steps:
        if not self.open:
            self.root = value
            return ()
        top = self.open[-1]
        if isinstance(top.holder, list):
            top.holder.append(value)
            return (*top.steps, len(top.holder) - 1)
        key, top.key = str(top.key), None
        top.holder[key] = value
        return (*top.steps, key)
