"""Settings from the environment and .env, and the key behind pseudonyms."""

from pathlib import Path

import pytest

from connectors.settings import PSEUDONYM_KEY, expand, local_time, pseudonym_key, settings
from connectors.wiring.state import state_url
from connectors.workspace import load
from semantic.errors import ConfigurationError, OutsideFailure


def test_the_environment_wins_over_the_env_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text(
        "# comment\nexport ONE = 1\nTWO='two words'\n\nTHREE=\"3\"\nFOUR=a=b # kept\nnot a line\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("ONE", "from outside")

    found = settings(tmp_path)

    assert [found[name] for name in ("ONE", "TWO", "THREE", "FOUR")] == [
        "from outside", "two words", "3", "a=b # kept",
    ]  # fmt: skip


def test_an_env_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"KEY=\xff\xfe")

    with pytest.raises(ConfigurationError, match="cannot be read as UTF-8"):
        settings(tmp_path)


def test_a_setting_that_is_not_set_names_the_file_and_the_nearest() -> None:
    with pytest.raises(ConfigurationError) as caught:
        expand("postgresql://me:${STATE_PASWORD}@db", {"STATE_PASSWORD": "x"}, "retainer.yaml")

    assert caught.value.message == "retainer.yaml uses ${STATE_PASWORD}, which is not set."
    assert caught.value.nearest == ("STATE_PASSWORD",)


def test_a_key_is_made_once_and_is_nobody_elses(tmp_path: Path) -> None:
    first, second = pseudonym_key(tmp_path, {}), pseudonym_key(tmp_path, {})
    path = tmp_path / ".retainer" / "pseudonym.key"

    assert first == second
    assert len(bytes.fromhex(first)) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]
    assert pseudonym_key(tmp_path / "other", {}) != first


def test_a_key_that_is_set_is_used_and_not_written(tmp_path: Path) -> None:
    assert pseudonym_key(tmp_path, {PSEUDONYM_KEY: "ours"}) == "ours"
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_cannot_be_kept(tmp_path: Path) -> None:
    (tmp_path / ".retainer").write_text("in the way", encoding="utf-8")

    with pytest.raises(OutsideFailure, match="key for pseudonyms cannot be kept"):
        pseudonym_key(tmp_path, {})


def test_local_time_is_the_wall_clock_of_the_zone() -> None:
    east, west = local_time("Asia/Tokyo"), local_time("America/New_York")

    assert 12 <= (east - west).total_seconds() / 3600 <= 15


def test_a_relative_state_file_is_inside_the_workspace(shop: Path) -> None:
    assert state_url(load(shop)) == f"sqlite:///{shop}/.retainer/state.db"
    assert (shop / ".retainer").is_dir()


def test_a_state_url_may_hold_a_secret(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (shop / "retainer.yaml").open("a", encoding="utf-8") as file:
        file.write('state: "sqlite:///${STATE_FOLDER}/state.db"\n')
    monkeypatch.setenv("STATE_FOLDER", str(shop / "elsewhere"))

    assert state_url(load(shop)) == f"sqlite:///{shop}/elsewhere/state.db"
