"""The kiosk of tests/workspaces: copied, edited, approved."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from semantic.approvals import Approvals, append, approve
from semantic.loading import load
from semantic.policy import find_principal
from semantic.problems import WorkspaceProblems

ROOT = Path(__file__).resolve().parents[2]
KIOSK = ROOT / "tests" / "workspaces" / "kiosk"
METRICS = "metrics/kiosk.yml"
MODELS = "models/kiosk.yml"
NINE = datetime.fromisoformat("2024-03-04T09:00:00.123456")


def copied(folder: Path) -> Path:
    """A kiosk to change."""
    return Path(shutil.copytree(KIOSK, folder / "kiosk"))


def approvals(root: Path) -> Approvals:
    return Approvals(load(root))


def approved_by(root: Path, who: str, metric: str, note: str = "") -> None:
    given = approvals(root)
    append(root, approve(given, metric, find_principal(who, given.catalog.people), NINE, note))


def edit(root: Path, file: str, old: str, new: str) -> None:
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def state(root: Path, metric: str) -> str:
    return approvals(root).status(metric).state


def problems(root: Path) -> list[str]:
    """What is wrong with a workspace that has faults."""
    with pytest.raises(WorkspaceProblems) as caught:
        load(root)
    return [str(problem) for problem in caught.value.problems]
