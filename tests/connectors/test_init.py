"""`init` writes workspaces that work, whole or not at all, and never over anything."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from connectors.init import examples
from tests.connectors.command_line import retainer

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "online-retail"


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def committed() -> set[str]:
    """The example's files apart from state, secrets, notes, and what trying it out leaves."""
    left_out = {".retainer", ".env", "outbox", "verified.yml"}
    names = {name for name in files(EXAMPLE) if name.split("/")[0] not in left_out}
    return names - {"evals/reported.jsonl"}


def test_a_new_workspace_works_at_once(tmp_path: Path) -> None:
    shop = tmp_path / "Corner Shop"

    ran = retainer("init", shop, "--json")

    assert ran.code == 0
    assert ran.json["workspace"] == str(shop)
    assert set(ran.json["files"]) == set(files(shop))
    assert 'name: "corner-shop"' in (shop / "retainer.yaml").read_text(encoding="utf-8")
    assert retainer("-w", shop, "check", "--live").code == 0
    assert retainer("-w", shop, "query", "sales", "--json").code == 0


def test_the_example_is_the_same_elsewhere(tmp_path: Path) -> None:
    shop = tmp_path / "shop"

    ran = retainer("init", shop, "--example", "online-retail")

    assert ran.code == 0
    assert {name: files(EXAMPLE)[name] for name in committed()} == files(shop)
    assert retainer("-w", shop, "check").code == 0


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()

    assert retainer("init", shop).code == 0
    assert retainer("-w", shop, "check").code == 0
    assert list(tmp_path.iterdir()) == [shop]


@pytest.mark.parametrize("there", ["file", "folder"])
def test_nothing_is_written_over(tmp_path: Path, there: str) -> None:
    target = tmp_path / "shop"
    if there == "folder":
        target.mkdir()
    kept = target / "mine.txt" if there == "folder" else target
    kept.write_text("mine", encoding="utf-8")

    ran = retainer("init", target)

    assert ran.code == 2
    assert "nothing was written there" in ran.err
    assert files(tmp_path) == {kept.relative_to(tmp_path).as_posix(): b"mine"}


def test_an_unknown_example_names_the_known_one(tmp_path: Path) -> None:
    ran = retainer("init", tmp_path / "shop", "--example", "retail-online")

    assert ran.code == 2
    assert "There is no example 'retail-online'.\nNearest: online-retail." in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")

    ran = retainer("init", tmp_path / "file" / "shop")

    assert ran.code == 3
    assert "could not be written" in ran.err
    assert files(tmp_path) == {"file": b"in the way"}


def test_state_and_secrets_are_left_out_of_git(tmp_path: Path) -> None:
    for arguments in (["one"], ["two", "--example", "online-retail"]):
        retainer("init", tmp_path / arguments[0], *arguments[1:])
        ignored = (tmp_path / arguments[0] / ".gitignore").read_text(encoding="utf-8").split()
        assert {".env", ".retainer/", "outbox/"} <= set(ignored)


def test_every_example_of_the_project_can_be_written() -> None:
    assert set(examples()) == {path.parent.name for path in ROOT.glob("examples/*/retainer.yaml")}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel's content, as an installation would put it on the path."""
    folder = tmp_path_factory.mktemp("wheel")
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder / "site-packages")
    return folder / "site-packages"


def test_a_wheel_holds_the_example_without_state_and_secrets(installed: Path) -> None:
    assert set(files(installed / "connectors" / "examples" / "online-retail")) == committed()


def test_an_installed_command_writes_the_example_too(installed: Path, tmp_path: Path) -> None:
    for arguments in (
        ["init", "shop", "--example", "online-retail"],
        ["-w", "shop", "query", "orders", "--json"],
        ["init", "small"],
        ["-w", "small", "check"],
    ):
        done = subprocess.run(
            [sys.executable, "-c", "from connectors.cli import main; main()", *arguments],
            cwd=tmp_path,
            env={"PYTHONPATH": str(installed), "PATH": os.defpath},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
