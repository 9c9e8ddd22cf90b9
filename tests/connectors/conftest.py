"""Workspaces to run commands in: a small one for each test, and the example shop."""

from pathlib import Path

import pytest

from connectors.init import write


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A fresh starter workspace."""
    folder = tmp_path / "shop"
    write(folder, None)
    return folder


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example shop that tests read, and do not change."""
    folder = tmp_path_factory.mktemp("example") / "online-retail"
    write(folder, "online-retail")
    return folder


@pytest.fixture
def retail(tmp_path: Path) -> Path:
    """A copy of the example shop to change."""
    folder = tmp_path / "online-retail"
    write(folder, "online-retail")
    return folder
