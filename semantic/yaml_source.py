"""One YAML file as plain data, with the place of every key and value.

YAML 1.2's core schema decides what is a number: `no` and `2011-10-03` stay text. What makes files
surprising is refused: anchors, aliases, tags, duplicate keys, a second document.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn, Protocol

import yaml

from semantic.problems import Place, Problem
from semantic.yaml_words import plain_words

Steps = tuple[str | int, ...]
MOST_BYTES = 5_000_000
MOST_VALUES = 100_000
MOST_DEPTH = 40

_FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEAN = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_WHOLE = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_MOST_DIGITS = 400


_NODES = frozenset({yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent})
_ENDS = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})


class Mark(Protocol):
    """A position in a text, all counted from 0."""

    line: int
    column: int
    index: int


@dataclass(frozen=True)
class Document:
    """A file's content and where each part was written, by keys and indexes from the root."""

    file: str
    text: str
    data: dict[str, Any] = field(default_factory=dict)
    keys: Mapping[Steps, Mark] = field(default_factory=dict)
    values: Mapping[Steps, Mark] = field(default_factory=dict)

    def key(self, steps: Steps) -> Place:
        """Where the key was written; for a list item, the item; for an absent key, its holder."""
        mark = self.keys.get(steps)
        return _place(self.file, mark) if mark else self.value(steps)

    def value(self, steps: Steps) -> Place:
        """Where the value was written; for an absent one, the nearest thing that holds it."""
        while steps not in self.values:
            steps = steps[:-1]
        return _place(self.file, self.values[steps])

    def inside(self, steps: Steps, offset: int) -> Place:
        """The place of a text value's character, also in a text folded over several lines."""
        wanted = self.data_at(steps)
        start = self.values[steps].index
        end = _after(self.text, start, wanted[:offset], wanted[offset : offset + 1])
        if end is None:
            return self.value(steps)
        line = self.text.count("\n", 0, end)
        return Place(self.file, line + 1, end - self.text.rfind("\n", 0, end))

    def data_at(self, steps: Steps) -> Any:
        """The value at these steps. Raises KeyError or IndexError where there is none."""
        found: Any = self.data
        for step in steps:
            found = found[step]
        return found


def _place(file: str, mark: Mark) -> Place:
    return Place(file, mark.line + 1, mark.column + 1)


def _after(text: str, start: int, before: str, at: str) -> int | None:
    """The index in `text` of the character that follows `before`, however lines are folded.

    None when the value is written with escapes.
    """
    index = start
    if text[index] in "|>":
        index = text.index("\n", index)
    elif text[index] in "\"'":
        index += 1
    for wanted in [*before, *at]:
        if wanted.isspace():
            continue
        while index < len(text) and text[index].isspace():
            index += 1
        if text[index : index + 1] != wanted:
            return None
        index += 1
    return index - 1 if at and not at.isspace() else index


class _Unreadable(Exception):
    def __init__(self, mark: Mark, message: str) -> None:
        super().__init__(message)
        self.mark = mark
        self.message = message


def read(path: Path, file: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """The document in a file, and what is wrong with it. `file` is the name in problems.

    There is no document when the file cannot be read or is not a mapping.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            return None, (Problem(Place(file), f"larger than {MOST_BYTES // 1_000_000} MB"),)
        content = path.read_bytes()
    except FileNotFoundError:
        return None, (Problem(Place(file), "the file is missing, and a workspace needs it"),)
    except OSError as error:
        return None, (Problem(Place(file), f"cannot be read: {error.strerror}"),)
    return parse(content, file)


def parse(content: bytes, file: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """The document in these bytes, as `read` gives it."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", errors="replace")
        place = _place_of(before, len(before), file)
        return None, (Problem(place, "not UTF-8 text; save the file with the encoding UTF-8"),)
    forbidden = _FORBIDDEN.search(text)
    if forbidden:
        message = f"the character U+{ord(forbidden[0]):04X}, which may not stand here; delete it"
        return None, (Problem(_place_of(text, forbidden.start(), file), message),)
    builder = _Builder(file, text)
    try:
        return builder.build(), tuple(builder.problems)
    except _Unreadable as stop:
        return None, (*builder.problems, Problem(_place(file, stop.mark), stop.message))
    except yaml.YAMLError as error:
        index, message = plain_words(error, text)
        return None, (*builder.problems, Problem(_place_of(text, index, file), message))


def _place_of(text: str, index: int, file: str) -> Place:
    line_start = text.rfind("\n", 0, index) + 1
    return Place(file, text.count("\n", 0, index) + 1, index - line_start + 1)


@dataclass
class _Open:
    """A mapping or list that is still being read."""

    holder: dict[str, Any] | list[Any]
    steps: Steps
    key: str | None = None

    @property
    def expects_key(self) -> bool:
        return isinstance(self.holder, dict) and self.key is None


class _Builder:
    """Puts the parser's events together without recursion, so that no depth is a danger."""

    def __init__(self, file: str, text: str) -> None:
        self.document = Document(file, text)
        self.keys: dict[Steps, Mark] = {}
        self.values: dict[Steps, Mark] = {}
        self.problems: list[Problem] = []
        self.open: list[_Open] = []
        self.root: Any = None
        self.documents = 0

    def build(self) -> Document | None:
        for event in yaml.parse(self.document.text, Loader=yaml.CSafeLoader):
            self._take(event)
        if not isinstance(self.root, dict):
            given = "is empty" if self.root is None else "does not hold `key: value` lines"
            message = f"the file {given}; begin it with `version: 1`"
            self.problems.append(Problem(Place(self.document.file), message))
            return None
        return Document(self.document.file, self.document.text, self.root, self.keys, self.values)

    def _take(self, event: Any) -> None:
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
        holder.key = event.value
        steps = (*holder.steps, event.value)
        if steps not in self.keys:
            self.keys[steps] = mark
            return
        first = self.keys[steps].line + 1
        message = f"`{event.value}` is given a second time; the first is on line {first}"
        self.problems.append(Problem(_place(self.document.file, mark), message))

    def _value(self, event: Any) -> None:
        mark: Mark = event.start_mark
        if len(self.values) >= MOST_VALUES:
            self._stop(event, f"more than {MOST_VALUES:,} values in one file")
        if type(event) is yaml.ScalarEvent:
            plain = event.implicit[0]
            value = resolve(event.value, mark) if plain else event.value
            self.values[self._put(value)] = mark
            return
        if len(self.open) >= MOST_DEPTH:
            self._stop(event, f"nested more than {MOST_DEPTH} levels deep")
        holder: dict[str, Any] | list[Any] = {} if type(event) is yaml.MappingStartEvent else []
        steps = self._put(holder)
        self.values[steps] = mark
        self.open.append(_Open(holder, steps))

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


def resolve(written: str, mark: Mark) -> str | int | float | bool | None:
    """What an unquoted scalar means by YAML 1.2's core schema."""
    if written in _NULL:
        return None
    if written in _BOOLEAN:
        return _BOOLEAN[written]
    if _NOT_FINITE.fullmatch(written):
        raise _Unreadable(mark, f"`{written}` is not a number that can be counted with")
    if not _DECIMAL.fullmatch(written) and not _WHOLE.fullmatch(written):
        return written
    if len(written) > _MOST_DIGITS:
        raise _Unreadable(mark, f"a number of more than {_MOST_DIGITS} digits")
    return _number(written, mark)


def _number(written: str, mark: Mark) -> int | float:
    if written.startswith(("0o", "0x")):
        return int(written, 0)
    if _WHOLE.fullmatch(written):
        return int(written)
    value = float(written)
    if value in (float("inf"), float("-inf")):
        raise _Unreadable(mark, f"`{written}` is too large a number")
    return value
