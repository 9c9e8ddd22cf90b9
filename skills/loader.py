"""Skills as folders with a SKILL.md in the Agent Skills format, read and checked."""

import re
from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from string import hexdigits
from typing import Any, Final

from semantic.letters import BARE_ADDRESS, URL, is_invisible
from semantic.problems import Place, Problem
from semantic.record import record
from semantic.suggest import did_you_mean
from semantic.yaml_source import Document, parse

FILE: Final = "SKILL.md"
SKILLS: Final = "skills"
MOST_NAME: Final = 64
MOST_DESCRIPTION: Final = 1024
MOST_COMPATIBILITY: Final = 500
MOST_LINES: Final = 500
MOST_BYTES: Final = 100_000

_KEYS: Final = ("name", "description", "license", "compatibility", "metadata", "allowed-tools")
_NAME: Final = r"[a-z0-9]+(-[a-z0-9]+)*"
_FENCE: Final = "---"
_ACTIVE: Final = (
    (r"!\[[^\]]*\]\s?[(\[][^)\]]*[)\]]?", "an image"),
    (r"\[[^\]]*\]\s?(?:\([^)]*\)?|\[[^\]]*\])|^\s*\[[^\]]+\]:\s*\S+", "a link"),
    (URL, "a link"),
    (r"(?i)\b(?:mailto|javascript|vbscript|data|file|tel):\S+", "a link"),
    (r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", "an e-mail address"),
    (BARE_ADDRESS, "a link"),
    (r"<!--|-->|</?[^\W\d_][^>]*>?|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);", "HTML"),
    (r"<[@#!][^>]*>?|(?<![\w`])@(?:here|channel|everyone)\b", "a mention"),
    (r"(?:%[0-9A-Fa-f]{2}){4,}|(?:\\x[0-9A-Fa-f]{2}){4,}|(?:\\u[0-9A-Fa-f]{4}){4,}",
     "encoded text"),
)  # fmt: skip
_LONG: Final = r"[A-Za-z0-9+/_-]{40,}={0,2}"


@record
class Pinned:
    """Which text of a skill something was done by."""

    name: str
    hash: str


@record
class Skill:
    """A skill that is as it should be.

    `description` says what it does and when to use it; `body` is the Markdown below it, read when
    the skill is used. `hash` is that of the whole file, so that what was done by it can say which
    text it followed.
    """

    name: str
    description: str
    body: str
    folder: Path
    hash: str
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


def names() -> tuple[str, ...]:
    """The names of the skills that come with Retainer."""
    return tuple(sorted(file.parent.name for file in Path(__file__).parent.glob(f"*/{FILE}")))


def pinned(name: str) -> Pinned:
    """The name and the content hash of a skill that comes with Retainer."""
    return Pinned(name, _hash((Path(__file__).parent / name / FILE).read_bytes()))


def of_workspace(root: Path, taken: Collection[str]) -> tuple[tuple[Skill, ...], list[Problem]]:
    """The skills of a workspace, which are text alone, and what is wrong with its skills.

    `taken` are names of skills that come with Retainer. Nothing in a workspace is run, so a file
    that could be is a problem.
    """
    found, problems = load_all(root / SKILLS, shown=f"{SKILLS}/")
    problems += _strays(root)
    for skill in found:
        if skill.name in taken:
            place = Place(f"{SKILLS}/{skill.name}/{FILE}")
            problems.append(
                Problem(place, f"a skill called {skill.name!r} comes with Retainer; take another")
            )
    return found, sorted(set(problems))


def _strays(root: Path) -> Iterator[Problem]:
    """Everything in the skill folders that is no instruction and no licence."""
    for path in sorted((root / SKILLS).glob("*/**/*")):
        named = path.relative_to(root)
        if path.is_dir() or path.name == FILE or path.name.upper().startswith("LICENSE"):
            continue
        message = "is not read and never run; a workspace's skill is its SKILL.md alone"
        yield Problem(Place(str(named)), message)
    for folder in sorted((root / SKILLS).glob("*/")):
        if not (folder / FILE).is_file():
            yield Problem(Place(f"{SKILLS}/{folder.name}"), f"a folder of a skill holds a {FILE}")


def load_all(root: Path, *, shown: str = "") -> tuple[tuple[Skill, ...], list[Problem]]:
    """Every skill in a folder of skills, by name, and what is wrong with the others.

    Problems name files with `shown` before the skill's folder.
    """
    skills: list[Skill] = []
    problems: list[Problem] = []
    for file in sorted(root.glob(f"*/{FILE}")):
        skill, found = load(file.parent, shown=shown)
        problems += found
        if skill:
            skills.append(skill)
    return tuple(skills), problems


def load(folder: Path, *, shown: str = "") -> tuple[Skill | None, tuple[Problem, ...]]:
    """The skill in a folder and everything that is wrong with it; no skill when anything is."""
    file = f"{shown}{folder.name}/{FILE}"
    try:
        content = (folder / FILE).read_bytes()
    except OSError as error:
        return None, (Problem(Place(file), f"cannot be read: {error.strerror}"),)
    if len(content) > MOST_BYTES:
        message = f"{len(content):,} bytes; at most {MOST_BYTES:,} are read"
        return None, (Problem(Place(file), message),)
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
    found = [*problems, *_hidden(lines, file), *_active(lines, file)]
    if document is not None:
        found += _of_head(document, folder.name)
    found += _of_body(body, file, end + 2)
    if found or document is None:
        return None, tuple(sorted(set(found)))
    return _skill(document.data, body, folder, _hash(content)), ()


def _hash(content: bytes) -> str:
    return f"sha256:{sha256(content).hexdigest()}"


def _skill(given: Mapping[str, Any], body: str, folder: Path, hash_: str) -> Skill:
    return Skill(
        name=given["name"],
        description=given["description"].strip(),
        body=body,
        folder=folder,
        hash=hash_,
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
    if not re.fullmatch(_NAME, name):
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
        found = next((at for at, letter in enumerate(line) if _is_hidden(letter)), None)
        if found is not None:
            message = f"the invisible character U+{ord(line[found]):04X}; take it out"
            yield Problem(Place(file, number, found + 1), message)


def _is_hidden(letter: str) -> bool:
    return letter != "\t" and is_invisible(letter)


def _active(lines: list[str], file: str) -> Iterator[Problem]:
    """What a text that a model reads may not carry: where else to look, and what nobody reads."""
    for number, line in enumerate(lines, start=1):
        found = [(match, what) for pattern, what in _ACTIVE for match in re.finditer(pattern, line)]
        found += [(m, "encoded text") for m in re.finditer(_LONG, line) if _is_encoded(m[0])]
        taken: list[tuple[int, int]] = []
        for match, what in found:
            if not any(match.start() < end and start < match.end() for start, end in taken):
                taken.append(match.span())
                message = f"{what}; a skill is read as plain text, so take it out"
                yield Problem(Place(file, number, match.start() + 1), message)


def _is_encoded(word: str) -> bool:
    """Whether a long word is base64 or hexadecimal rather than a name or a line of dashes."""
    kinds = (str.isdigit, str.isupper, str.islower)
    mixed = all(any(kind(letter) for letter in word) for kind in kinds)
    return mixed or all(letter in hexdigits for letter in word)
