"""Pages of commands are run as they stand: the commands, in order, and the output they show."""

import os
import re
import shlex
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("governance", "exchange")
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
MARK = "\x1e"


@pytest.mark.parametrize("name", PAGES)
def test_the_page_shows_what_its_commands_print(name: str, tmp_path: Path) -> None:
    page = ROOT / "docs" / f"{name}.md"
    text = page.read_text(encoding="utf-8")
    blocks = [commands(block) for block in BLOCK.findall(text)]
    printed = iter(run([command for block in blocks for command in block], tmp_path))

    shown = iter("".join(f"$ {each}\n{next(printed)}" for each in block) for block in blocks)
    as_run = BLOCK.sub(lambda _: next(shown), text)

    if os.environ.get("WRITE_GOLDEN"):
        page.write_text(as_run, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == as_run


def commands(block: str) -> list[str]:
    return [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]


def run(lines: list[str], folder: Path) -> list[str]:
    """What each command prints, all of them in one shell that begins in the folder."""
    (folder / "bin").mkdir()
    retainer = folder / "bin" / "retainer"
    retainer.write_text(
        f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m connectors.cli "$@"\n', encoding="utf-8"
    )
    retainer.chmod(0o755)
    script = "".join(f"printf '\\036'\n{line}\n" for line in lines)
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=surroundings(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=120,
    )
    ends = [place.start() for place in re.finditer(MARK, done.stdout)] + [len(done.stdout)]
    pieces = [done.stdout[start + 1 : end] for start, end in pairwise(ends)]
    return ["".join(f"{line.rstrip()}\n" for line in piece.splitlines()) for piece in pieces]


def surroundings(folder: Path) -> dict[str, str]:
    """An environment in which git knows nobody but the author of this page."""
    author = {"NAME": "Me", "EMAIL": "me@example.com", "DATE": "2025-07-01T08:00:00+0000"}
    signed = {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in author.items()
    }
    return {
        **signed,
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        "COLUMNS": "90",
        "LC_ALL": "C.UTF-8",
    }
