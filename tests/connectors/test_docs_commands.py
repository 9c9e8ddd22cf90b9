"""The documents about commands are what the commands say."""

import importlib.util
import re
from pathlib import Path

from connectors.cli.app import SUMMARIES

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_commands_is_what_their_help_says() -> None:
    spec = importlib.util.spec_from_file_location("commands_page", ROOT / "tools/commands.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)

    assert (ROOT / "docs/commands.md").read_text(encoding="utf-8") == tool.page(), (
        "docs/commands.md is out of date. Run: .venv/bin/python tools/commands.py"
    )


def test_every_command_has_an_example_in_its_help() -> None:
    page = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    sections = {part.splitlines()[0].lstrip("# "): part for part in re.split(r"\n(?=##)", page)}
    for name in SUMMARIES:
        assert re.search(r"Examples?:", sections[f"retainer {name}"]), (
            f"retainer {name} shows no example"
        )


def test_the_readme_names_only_commands_that_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^    retainer ([a-z]+)", readme, re.MULTILINE))
    assert named <= set(SUMMARIES)
    assert {"ask", "query", "brief", "review", "feedback", "backtest", "check"} <= named
