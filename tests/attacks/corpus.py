"""The attack texts of tests/data/attacks, and which of them a quick run takes."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[1] / "data" / "attacks"


@dataclass(frozen=True)
class Text:
    """One line of a corpus; `kind` says what it is after."""

    id: str
    text: str = field(repr=False)
    kind: str = ""


@cache
def injections() -> tuple[Text, ...]:
    return _read("injections", "text")


@cache
def benign() -> tuple[Text, ...]:
    return _read("benign", "text")


@cache
def hostile_values() -> tuple[Text, ...]:
    return _read("hostile_values", "value")


def sample(texts: Sequence[Text], size: int) -> tuple[Text, ...]:
    """So many texts, the same in every run, every kind in proportion."""
    mixed = sorted(texts, key=lambda each: sha256(each.id.encode()).digest())
    by_kind = sorted(mixed, key=lambda each: each.kind)
    step = max(len(by_kind) // size, 1)
    return tuple(by_kind[::step][:size])


def batches(texts: Sequence[Text], size: int) -> list[Sequence[Text]]:
    return [texts[start : start + size] for start in range(0, len(texts), size)]


def _read(name: str, text: str) -> tuple[Text, ...]:
    lines = gzip.decompress((DATA / f"{name}.jsonl.gz").read_bytes()).splitlines()
    return tuple(_text(json.loads(line), text) for line in lines)


def _text(line: dict[str, Any], name: str) -> Text:
    return Text(line["id"], line[name], line.get("kind", ""))
