"""One YAML file as plain data, with the place of every key and value.

YAML 1.2's core schema decides what is a number: `no` and `2011-10-03` stay text. What makes files
surprising is refused: anchors, aliases, tags, duplicate keys, a second document.
"""

import re
import stat
from collections.abc import Callable, Mapping
from dataclasses import field
from functools import cached_property
from pathlib import Path
from typing import Any

from semantic.problems import Place, Problem
from semantic.record import record
from semantic.yaml_exact import Exact, Mark, Steps, exact, position
from semantic.yaml_quick import quick

__all__ = ["MOST_BYTES", "Document", "Reader", "Steps", "parse", "read"]
MOST_BYTES = 5_000_000

# One set for all that may not stand in a file takes longer to compile than a file to read.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_MARKS = "\u2028\u2029\ufeff\ufffe\uffff"
Reader = Callable[[str], Any]


@record
class Document:
    """A file's content and where each part was written, by keys and indexes from the root.

    Places are looked for when the first of them is asked for.
    """

    file: str
    text: str
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def keys(self) -> Mapping[Steps, Mark]:
        """Where each key was written."""
        return self._exact.keys

    @property
    def values(self) -> Mapping[Steps, Mark]:
        """Where each value was written."""
        return self._exact.values

    @cached_property
    def _exact(self) -> Exact:
        return exact(self.text)

    def key(self, steps: Steps) -> Place:
        """Where the key was written; for a list item, the item; for an absent key, its holder."""
        mark = self.keys.get(steps)
        return _place(self.file, mark) if mark else self.value(steps)

    def value(self, steps: Steps) -> Place:
        """Where the value was written; for an absent one, the nearest thing that holds it."""
        while steps and steps not in self.values:
            steps = steps[:-1]
        mark = self.values.get(steps)
        return _place(self.file, mark) if mark else Place(self.file)

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


def read(
    path: Path, file: str, reader: Reader = quick
) -> tuple[Document | None, tuple[Problem, ...]]:
    """The document in a file, and what is wrong with it. `file` is the name in problems.

    There is no document when the file cannot be read or is not a mapping. `reader` gives the
    content of a text that it is sure of, None for any other.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            what = "a folder" if stat.S_ISDIR(found.st_mode) else "no ordinary file"
            return None, (Problem(Place(file), f"cannot be read: it is {what}"),)
        if found.st_size > MOST_BYTES:
            return None, (Problem(Place(file), f"larger than {MOST_BYTES // 1_000_000} MB"),)
        content = path.read_bytes()
    except FileNotFoundError:
        return None, (Problem(Place(file), "the file is missing, and a workspace needs it"),)
    except OSError as error:
        return None, (Problem(Place(file), f"cannot be read: {error.strerror}"),)
    return parse(content, file, reader)


def parse(
    content: bytes, file: str, reader: Reader = quick
) -> tuple[Document | None, tuple[Problem, ...]]:
    """The document in these bytes, as `read` gives it."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", errors="replace")
        place = Place(file, *position(before, len(before)))
        return None, (Problem(place, "not UTF-8 text; save the file with the encoding UTF-8"),)
    forbidden = _forbidden(text)
    if forbidden is not None:
        code = ord(text[forbidden])
        message = f"the character U+{code:04X}, which may not stand here; delete it"
        return None, (Problem(Place(file, *position(text, forbidden)), message),)
    data = reader(text)
    return (Document(file, text, data), ()) if isinstance(data, dict) else _told(file, text)


def _forbidden(text: str) -> int | None:
    """Where the first character is that YAML does not allow, or that nobody sees."""
    control = _CONTROL.search(text)
    found = [control.start()] if control else []
    found += [text.index(mark) for mark in _MARKS if mark in text]
    return min(found, default=None)


def _told(file: str, text: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """What is wrong with a text, and its content in spite of it."""
    found = exact(text)
    problems = tuple(
        Problem(Place(file, fault.line, fault.column), fault.message) for fault in found.faults
    )
    if found.whole and isinstance(found.data, dict):
        return Document(file, text, found.data), problems
    if found.whole:
        given = "is empty" if found.data is None else "does not hold `key: value` lines"
        message = f"the file {given}; begin it with `version: 1`"
        problems += (Problem(Place(file), message),)
    return None, problems
