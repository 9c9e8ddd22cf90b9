"""A workspace's definitions leave it as a file, and come back the same through the commands."""

import json
from pathlib import Path

import pytest

from semantic.loading import load
from tests.connectors.command_line import retainer

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "online-retail"


@pytest.mark.parametrize("tool", ["dbt", "ossie"])
def test_an_export_imports_into_a_workspace_that_passes_its_check(
    tool: str, tmp_path: Path
) -> None:
    file, shop = tmp_path / "definitions.json", tmp_path / "shop"

    out = retainer("-w", EXAMPLE, "--as", "steward", "export", tool, "--out", file)

    assert (out.code, out.out) == (0, "")
    assert out.err.startswith(f"Wrote {file}.\n")
    assert "- model lines: " in out.err
    done = retainer("import", tool, file, "--into", shop, "--json")
    assert (done.code, done.json["losses"]) == (0, [])
    assert retainer("-w", shop, "check").code == 0
    before, after = load(EXAMPLE), load(shop)
    assert set(after.metrics) == set(before.metrics)
    assert {metric.governance.status for metric in after.metrics.values()} == {"draft"}
    assert {name: metric.tests for name, metric in after.metrics.items()} == {
        name: metric.tests for name, metric in before.metrics.items()
    }


def test_without_a_file_it_goes_to_stdout() -> None:
    plain = retainer("-w", EXAMPLE, "--as", "steward", "export", "ossie", "--version", "0.1.1")
    told = retainer("-w", EXAMPLE, "--as", "steward", "export", "dbt", "--json")

    assert json.loads(plain.out)["version"] == "0.1.1"
    assert told.json["status"] == "ok"
    assert {"semantic_models", "metrics"} <= set(told.json["document"])
    assert told.json["losses"]


def test_only_stewards_export(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    retainer("init", shop)

    ran = retainer("-w", shop, "--as", "north", "export", "dbt", "--out", tmp_path / "x.json")

    assert (ran.code, "may not export definitions" in ran.err) == (1, True)
    assert not (tmp_path / "x.json").exists()


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    ran = retainer(
        "-w", EXAMPLE, "--as", "steward", "export", "dbt", "--out", tmp_path / "none" / "x.json"
    )

    assert (ran.code, "could not be written" in ran.err) == (3, True)
