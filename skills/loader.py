"""Skills as folders with a SKILL.md in the Agent Skills format, read and checked."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from semantic.problems import Place, Problem
from semantic.suggest import did_you_mean
from semantic.yaml_source import Document, parse

FILE: Final = "SKILL.md"
MOST_NAME: Final = 64
MOST_DESCRIPTION: Final = 1024
MOST_COMPATIBILITY: Final = 500
MOST_LINES: Final = 500

_KEYS: Final = ("name", "description", "license", "compatibility", "metadata", "allowed-tools")
_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FENCE: Final = "---"
# What a reader does not see and a model does: zero-width, direction and tag characters.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)


@dataclass(frozen=True)
class Skill:
    """A skill that is as it should be.

    `description` says what it does and when to use it; `body` is the Markdown below it, read when
    the skill is used.
    """

    name: str
    description: str
    body: str
    folder: Path
    license: str = ""
    compatibility: str = ""
    allowed_tools: str = ""
    metadata: Mapping[str, str] | None = None


def builtin() -> tuple[Skill, ...]:
    """The skills that come with Retainer, by name. Raises ValueError when one is faulty."""
    found, problems = load_all(Path(__file__).parent)
    if problems:
        raise ValueError("\n".join(str(problem) for problem in problems))
    return found


def load_all(root: Path) -> tuple[tuple[Skill, ...], tuple[Problem, ...]]:
    """Every skill in a folder of skills, by name, and what is wrong with the others."""
    skills: list[Skill] = []
    problems: list[Problem] = []
    for file in sorted(root.glob(f"*/{FILE}")):
        skill, found = load(file.parent)
        problems += found
        if skill:
            skills.append(skill)
    return tuple(skills), tuple(problems)


def load(folder: Path) -> tuple[Skill | None, tuple[Problem, ...]]:
    """The skill in a folder and everything that is wrong with it; no skill when anything is."""
    file = f"{folder.name}/{FILE}"
    try:
        content = (folder / FILE).read_bytes()
    except OSError as error:
        return None, (Problem(Place(file), f"cannot be read: {error.strerror}"),)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, (
            Problem(Place(file), "not UTF-8 text; save the file with the encoding UTF-8"),
        )
    lines = text.splitlines()
    if not lines or lines[0].rstrip() != _FENCE or _FENCE not in _trimmed(lines[1:]):
        message = f"begin the file with {_FENCE}, then `name:` and `description:`, then {_FENCE}"
        return None, (Problem(Place(file), message),)
    end = _trimmed(lines[1:]).index(_FENCE) + 1
    head, body = "\n" + "\n".join(lines[1:end]) + "\n", "\n".join(lines[end + 1 :]).strip()
    document, problems = parse(head.encode(), file)
    found = [*problems, *_hidden(lines, file)]
    if document is not None:
        found += _of_head(document, folder.name)
    found += _of_body(body, file, end + 2)
    if found or document is None:
        return None, tuple(sorted(set(found)))
    return _skill(document.data, body, folder), ()


def _skill(given: Mapping[str, Any], body: str, folder: Path) -> Skill:
    return Skill(
        name=given["name"],
        description=given["description"].strip(),
        body=body,
        folder=folder,
        license=given.get("license", ""),
        compatibility=given.get("compatibility", ""),
        allowed_tools=given.get("allowed-tools", ""),
        metadata=given.get("metadata", {}),
    )


def _trimmed(lines: list[str]) -> list[str]:
    return [line.rstrip() for line in lines]


def _of_head(document: Document, folder: str) -> Iterator[Problem]:
    given = document.data
    for key in given:
        if key not in _KEYS:
            message = f"`{key}` is not a field of a skill{did_you_mean(key, _KEYS)}"
            yield Problem(document.key((key,)), message)
    for key in ("name", "description"):
        if not isinstance(given.get(key), str) or not given[key].strip():
            yield Problem(document.value((key,)), f"`{key}` is missing; a skill needs one, as text")
    for key in ("license", "compatibility", "allowed-tools"):
        if key in given and not isinstance(given[key], str):
            yield Problem(document.value((key,)), f"`{key}` is text")
    yield from _of_name(document, folder)
    yield from _too_long(document, "description", MOST_DESCRIPTION)
    yield from _too_long(document, "compatibility", MOST_COMPATIBILITY)
    yield from _of_metadata(document)


def _of_name(document: Document, folder: str) -> Iterator[Problem]:
    name = document.data.get("name")
    if not isinstance(name, str) or not name.strip():
        return
    place = document.value(("name",))
    if not _NAME.fullmatch(name):
        message = "small letters, digits and single hyphens between them"
        yield Problem(place, f"the name {name!r} has other characters than {message}")
    if name != folder:
        yield Problem(place, f"the name {name!r} is not that of its folder, {folder!r}")
    yield from _too_long(document, "name", MOST_NAME)


def _too_long(document: Document, key: str, most: int) -> Iterator[Problem]:
    value = document.data.get(key)
    if isinstance(value, str) and len(value) > most:
        message = f"`{key}` has {len(value):,} characters; at most {most:,} are read"
        yield Problem(document.value((key,)), message)


def _of_metadata(document: Document) -> Iterator[Problem]:
    given = document.data.get("metadata", {})
    if not isinstance(given, dict):
        yield Problem(document.value(("metadata",)), "`metadata` holds `key: text` lines")
        return
    for key, value in given.items():
        if not isinstance(value, str):
            yield Problem(
                document.value(("metadata", key)), f'quote the value of `{key}`: "{value}"'
            )


def _of_body(body: str, file: str, line: int) -> Iterator[Problem]:
    if not body:
        yield Problem(Place(file, line), "the instructions are missing below the second ---")
    count = body.count("\n") + 1
    if count > MOST_LINES:
        message = f"{count:,} lines of instructions; keep to {MOST_LINES} and put the rest in files"
        yield Problem(Place(file, line), message)


def _hidden(lines: list[str], file: str) -> Iterator[Problem]:
    for number, line in enumerate(lines, start=1):
        found = _INVISIBLE.search(line)
        if found:
            message = f"the invisible character U+{ord(found[0]):04X}; take it out"
            yield Problem(Place(file, number, found.start() + 1), message)
