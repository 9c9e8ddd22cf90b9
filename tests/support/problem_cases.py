"""The cases of tests/golden/problems*.txt: edits of the kiosk, and what is then found wrong."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
KIOSK = TESTS / "workspaces" / "kiosk"
GOLDEN = sorted((TESTS / "golden").glob("problems*.txt"))


@dataclass(frozen=True)
class Edit:
    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Case:
    title: str
    edits: tuple[Edit, ...]
    found: tuple[str, ...]


def cases() -> list[Case]:
    text = "".join(f"\n{file.read_text(encoding='utf-8')}" for file in GOLDEN)
    _, *blocks = re.split(r"^# ", text, flags=re.MULTILINE)
    return [case(block) for block in blocks]


def case(block: str) -> Case:
    title, *lines = block.splitlines()
    edits: list[Edit] = []
    file, last = "", ""
    for line in lines:
        mark, text = line[:1], line[2:]
        if mark == "@":
            file, last = text, ""
        elif mark == "-" and last != "-":
            edits.append(Edit(file, text, ""))
        elif mark == "-":
            edits[-1] = Edit(file, f"{edits[-1].old}\n{text}", "")
        elif mark == "+":
            edits[-1] = Edit(file, edits[-1].old, f"{edits[-1].new}\n{text}".lstrip("\n"))
        last = mark if mark in "-+" else last
    return Case(title, tuple(edits), tuple(line[2:] for line in lines if line[:1] == "="))


def made(root: Path, edits: tuple[Edit, ...]) -> Path:
    workspace = root / "kiosk"
    shutil.copytree(KIOSK, workspace)
    for edit in edits:
        path = workspace / edit.file
        text = path.read_text(encoding="utf-8")
        if edit.old == "*":
            path.write_text(edit.new, encoding="utf-8")
            if not edit.new:
                path.unlink()
            continue
        assert edit.old in text, f"{edit.old!r} is not in {edit.file}"
        path.write_text(text.replace(edit.old, edit.new, 1), encoding="utf-8")
    return workspace
