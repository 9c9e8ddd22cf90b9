"""A workspace twice as large takes about twice the work to load, and no more."""

import cProfile
import importlib.util
import pstats
from pathlib import Path
from types import ModuleType

import pytest

from semantic.approvals import Approvals
from semantic.loading import load

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    file = ROOT / "benchmarks" / "loading.py"
    spec = importlib.util.spec_from_file_location("benchmark_of_loading", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def work(root: Path) -> int:
    """How many calls it takes to load a workspace, whatever else the machine does."""
    profile = cProfile.Profile()
    profile.enable()
    load(root)
    profile.disable()
    return int(vars(pstats.Stats(profile))["total_calls"])


def test_the_work_of_loading_grows_with_the_workspace(
    tmp_path: Path, generator: ModuleType
) -> None:
    for metrics in (100, 200):
        generator.write_workspace(tmp_path / str(metrics), metrics, approved=True)
    load(tmp_path / "100")

    assert work(tmp_path / "200") < 2.3 * work(tmp_path / "100")


def test_the_large_workspace_of_the_benchmark_is_sound(
    tmp_path: Path, generator: ModuleType
) -> None:
    generator.write_workspace(tmp_path / "large", 100, approved=True)
    catalog = load(tmp_path / "large")

    assert len(Approvals(catalog).approved) == len(catalog.metrics) == 100
