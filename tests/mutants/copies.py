"""A copy of the source in which a bug can be planted, and its tests run."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.seeds import Mutant

COPIED = ("semantic", "tests", "pyproject.toml")
LINKED = ("agent", "briefings", "connectors", "skills", "examples")
_FAILED = re.compile(r"^(?:FAILED|ERROR) \S*?([^/\s]+\.py\S*)", re.MULTILINE)


@dataclass(frozen=True)
class Copy:
    """The copied tree's folder."""

    root: Path

    @contextmanager
    def changed(self, mutant: Mutant) -> Iterator[None]:
        """The tree with the bug in it.

        Raises ValueError when its place is not there exactly once.
        """
        path = self.root / mutant.path
        text = path.read_text(encoding="utf-8")
        path.write_text(planted(mutant, text), encoding="utf-8")
        try:
            yield
        finally:
            path.write_text(text, encoding="utf-8")

    def first_failure(self, tests: Sequence[str]) -> str | None:
        """The first test that fails; None when all pass."""
        # Without written bytecode: two versions of a file within a second would be taken for one.
        environment = {**os.environ, "PYTHONPATH": str(self.root), "PYTHONDONTWRITEBYTECODE": "1"}
        options = ["-x", "-q", "--tb=no", "-p", "no:cacheprovider"]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *options, *tests],
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            return None
        failed = _FAILED.search(done.stdout)
        if failed is None:
            raise RuntimeError(f"the tests did not run:\n{done.stdout}{done.stderr}")
        return failed[1]


def copy_of(root: Path, to: Path) -> Copy:
    """A copy of what bugs are planted in; the rest is linked."""
    to.mkdir()
    ignored = shutil.ignore_patterns("__pycache__", ".hypothesis")
    for name in COPIED:
        if (root / name).is_dir():
            shutil.copytree(root / name, to / name, ignore=ignored)
        else:
            shutil.copy(root / name, to / name)
    for name in LINKED:
        (to / name).symlink_to(root / name)
    return Copy(to)


def planted(mutant: Mutant, text: str) -> str:
    """The file's text with the bug. Raises ValueError when its place is not there exactly once."""
    times = text.count(mutant.found)
    if times != 1:
        raise ValueError(f"{mutant.path} has this {times} times: {mutant.found!r}")
    return text.replace(mutant.found, mutant.changed)
