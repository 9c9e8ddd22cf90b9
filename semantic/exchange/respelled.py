"""SQL as people write it for one engine or another, in the spelling of our own expressions.

Only spellings change: what is no expression of ours stays none, and is refused by whoever reads it.
"""

import re
from collections.abc import Mapping

from semantic.members import PARTS, STANDARD

_TOKEN = re.compile(
    r"""(?P<lead>(?:\s|--[^\n]*|/\*.*?\*/)*+)
    ('(?:[^']|'')*'|"(?:[^"]|"")*"|[A-Za-z_]\w*|::|<>|!=|<=|>=|\|\||\d[\w.]*|\S)?""",
    re.DOTALL | re.VERBOSE,
)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_TYPES: Mapping[str, str] = {
    **dict.fromkeys(("varchar", "char", "string", "character"), "TEXT"),
    **dict.fromkeys(("int", "bigint", "smallint", "int64", "int4", "int8"), "INTEGER"),
    **dict.fromkeys(("float", "float64", "float8", "real"), "DOUBLE"),
    **dict.fromkeys(("numeric", "number", "bignumeric"), "DECIMAL"),
    **dict.fromkeys(("datetime", "timestamp_ntz", "timestamptz"), "TIMESTAMP"),
    "bool": "BOOLEAN",
}
_TRUNCATED = re.compile(r"""date_trunc\(\s*'(\w+)'\s*,\s*"([^"]+)"\s*\)""", re.IGNORECASE)
_EXTRACTED = re.compile(r"""extract\(\s*(\w+)\s+from\s+"([^"]+)"\s*\)""", re.IGNORECASE)


def respelled(text: str) -> str:
    """The text without comments, with our words for types, tests and casts."""
    written: list[str] = []
    tokens = _tokens(text)
    while tokens:
        token = tokens.pop(0)
        word, following = token.strip().lower(), tokens[0].strip() if tokens else ""
        if word == "::":
            written.append(f" CAST({_taken(written)} AS {_type(tokens)})")
        elif word == "as" and following:
            written += [token, f" {_type(tokens)}"]
        elif word in ("date", "timestamp") and following.startswith("'"):
            written.append(f" CAST({tokens.pop(0).strip()} AS {word.upper()})")
        elif word == "ilike":
            _ignore_case(written, tokens)
        elif word == "is" and _truth(tokens) is not None:
            _tell(written, tokens)
        else:
            written.append(token)
    return "".join(written).strip()


def with_grains(text: str) -> str:
    """The text with times that are cut, or taken apart, as names: `"time.month"`."""

    def cut(found: re.Match[str]) -> str:
        grain = found[1].lower()
        return f'"{_bare(found[2])}.{grain}"' if grain in STANDARD else found[0]

    def part(found: re.Match[str]) -> str:
        name = f"extract_{found[1].lower()}"
        return f'"{_bare(found[2])}.{name}"' if name in PARTS else found[0]

    return _EXTRACTED.sub(part, _TRUNCATED.sub(cut, text))


def _bare(name: str) -> str:
    """The name without a grain of the calendar at its end."""
    start, _, last = name.rpartition(".")
    return start if last in STANDARD else name


def _tokens(text: str) -> list[str]:
    """The words, values and signs, each with the space before it."""
    found = _TOKEN.finditer(text)
    return [_COMMENT.sub(" ", each["lead"]) + each[2] for each in found if each[2]]


def _type(tokens: list[str]) -> str:
    """Takes a type off the tokens, in our words: only decimals have a size."""
    word = tokens.pop(0).strip()
    ours = _TYPES.get(word.lower(), word.upper())
    if ours == "DOUBLE" and tokens[:1] and tokens[0].strip().lower() == "precision":
        tokens.pop(0)
    size: list[str] = []
    if tokens[:1] and tokens[0].strip() == "(":
        while tokens and size[-1:] != [")"]:
            size.append(tokens.pop(0))
    return ours + "".join(size) if ours == "DECIMAL" else ours


def _taken(written: list[str]) -> str:
    """Takes the last value off what is written: a name, a literal, a bracket or a call."""
    parts = [written.pop()] if written else []
    depth = 1 if parts and parts[0].strip() == ")" else 0
    while written and depth:
        parts.insert(0, written.pop())
        depth += {")": 1, "(": -1}.get(parts[0].strip(), 0)
    is_bracket = len(parts) > 1
    if is_bracket and written and _is_function(written[-1].strip()):
        parts.insert(0, written.pop())
    return "".join(parts).strip()


def _is_function(word: str) -> bool:
    """Whether a word before a bracket is a function's name."""
    return bool(re.fullmatch(r"[A-Za-z_]\w*", word)) and word.upper() not in (
        *("AND", "OR", "NOT", "IN", "LIKE", "WHEN", "THEN", "ELSE", "BETWEEN"),
    )


def _ignore_case(written: list[str], tokens: list[str]) -> None:
    negated = " NOT" if written and written[-1].strip().lower() == "not" else ""
    if negated:
        written.pop()
    operand, pattern = _taken(written), tokens.pop(0).strip() if tokens else ""
    written.append(f" LOWER({operand}){negated} LIKE LOWER({pattern})")


def _truth(tokens: list[str]) -> tuple[bool, bool] | None:
    """What follows IS: whether it is negated, and the truth value; None for anything else."""
    words = [token.strip().lower() for token in tokens[:2]]
    negated = words[:1] == ["not"]
    value = words[negated] if len(words) > negated else ""
    return (negated, value == "true") if value in ("true", "false") else None


def _tell(written: list[str], tokens: list[str]) -> None:
    found = _truth(tokens)
    assert found is not None
    negated, value = found
    del tokens[: 1 + negated]
    operand = _taken(written)
    told = f" COALESCE({operand}, {'FALSE' if value else 'TRUE'})"
    written.append(told if value != negated else f" (NOT{told})")
