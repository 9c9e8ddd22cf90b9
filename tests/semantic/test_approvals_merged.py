"""Approvals of two branches, joined by git line by line."""

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from semantic.loading import load
from semantic.problems import WorkspaceProblems
from tests.support.kiosk import approved_by, copied, problems, state

TWICE = re.compile(r"approvals\.yml:(\d+):\d+: `[0-9a-f]{16}` is given a second time")


def merged(folder: Path, here: Sequence[str], there: Sequence[str]) -> Path:
    """A workspace into which a branch that approved `there` was merged after approving `here`."""
    kiosk = copied(folder)

    def git(*words: str) -> None:
        who = ("-c", "user.name=ann", "-c", "user.email=ann@example.com")
        subprocess.run(["git", *who, *words], cwd=kiosk, check=True, capture_output=True)

    (kiosk / ".gitattributes").write_text("approvals.yml merge=union\n", encoding="utf-8")
    git("init", "--initial-branch", "main")
    git("add", "--all")
    git("commit", "--message", "A kiosk")
    for branch, metrics in (("aside", there), ("main", here)):
        git("checkout", "main")
        git("checkout", "-B", branch)
        for metric in metrics:
            approved_by(kiosk, "ann", metric)
        git("add", "--all")
        git("commit", "--message", "Approve")
    git("merge", "--no-edit", "aside")
    return kiosk


def faults(kiosk: Path) -> list[str]:
    try:
        load(kiosk)
    except WorkspaceProblems:
        return problems(kiosk)
    return []


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (["takings"], ["twice"]),
        (["sales", "newest"], ["average_sale", "active"]),
    ],
)
def test_what_two_branches_approved_stays_approved(
    tmp_path: Path, here: list[str], there: list[str]
) -> None:
    """Also where both recorded the same parts of what their metrics stand on."""
    kiosk = merged(tmp_path, here, there)

    assert faults(kiosk) == []
    assert {state(kiosk, metric) for metric in (*here, *there)} == {"approved"}


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (["average_sale", "active"], ["active", "newest"]),
        (["takings", "twice"], ["twice", "takings"]),
    ],
)
def test_lines_that_a_merge_wrote_twice_are_pointed_at_and_can_go(
    tmp_path: Path, here: list[str], there: list[str]
) -> None:
    """Git may write two approvals of one metric into each other."""
    kiosk = merged(tmp_path, here, there)
    path = kiosk / "approvals.yml"

    removed = 0
    while found := faults(kiosk):
        twice = {int(at[1]) for at in map(TWICE.match, found) if at}
        assert {int(fault.split(":")[1]) for fault in found} == twice
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for nr, line in enumerate(lines, 1) if nr not in twice]
        path.write_text("".join(kept), encoding="utf-8")
        removed += len(twice)

    assert 1 <= removed <= 10
    assert {state(kiosk, each) for each in (*here, *there)} == {"approved"}
