"""The five packages that Python imports are ours, and a built wheel holds all of them."""

import importlib
import tomllib
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ["agent", "briefings", "connectors", "semantic", "skills"]


@pytest.mark.parametrize("floor", FLOORS)
def test_the_imported_package_is_the_one_in_this_folder(floor: str) -> None:
    # Other distributions ship packages of these names; one of them in the environment would win.
    module = importlib.import_module(floor)

    assert module.__file__ == str(ROOT / floor / "__init__.py")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The names of the files in a wheel built from this folder."""
    target = tmp_path_factory.mktemp("wheel")
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(target), versions=["standard"])
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def test_a_wheel_holds_the_five_packages_and_nothing_else(wheel: list[str]) -> None:
    tops = {name.split("/")[0] for name in wheel if ".dist-info/" not in name}

    assert sorted(tops) == FLOORS


def test_a_wheel_holds_the_text_that_lives_beside_the_code(wheel: list[str]) -> None:
    beside = [
        path.relative_to(ROOT).as_posix()
        for floor in FLOORS
        for pattern in ("*.py", "SKILL.md")
        for path in (ROOT / floor).rglob(pattern)
    ]

    assert set(beside) <= set(wheel)


def test_every_runtime_dependency_is_in_the_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {requirement.split(">=")[0] for requirement in project["dependencies"]}
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    locked = {line.split("==")[0] for line in lock if "==" in line}

    assert wanted - locked == set()


def test_the_lock_names_no_index_and_hashes_every_package() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    packages = [block for block in lock.replace("\\\n", " ").splitlines() if "==" in block]

    assert "://" not in lock
    assert [block for block in packages if "--hash=sha256:" not in block] == []
