"""`verify` from the command line, and what later askers see of it."""

import shutil
from pathlib import Path

import pytest

from connectors.init import write
from tests.connectors.command_line import process, retainer
from tests.golden_files import golden

QUESTION = "orders by region in may 2025"


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A starter workspace whose metrics are approved."""
    folder = tmp_path_factory.mktemp("verify") / "shop"
    write(folder, None)
    for metric in ("orders", "sales"):
        retainer("-w", folder, "approve", metric, "--note", "As agreed")
    return folder


@pytest.fixture
def shop(ready: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ready, tmp_path / "shop"))


def test_a_verified_answer_says_so_until_its_metric_changes(shop: Path) -> None:
    done = process("-w", shop, "verify", QUESTION, "--note", "As in the board pack")
    asked = retainer("-w", shop, "ask", "may 2025: orders by region", "--as", "north", "--json")

    assert done.code == 0
    assert done.out.endswith("Verified by Me, in verified.yml.\n")
    assert (shop / "verified.yml").read_text() == golden(
        "verified.yml", (shop / "verified.yml").read_text()
    )
    assert asked.json["verified"] == {
        "by": "me",
        "name": "Me",
        "at": "2025-07-01T08:00:00",
        "note": "As in the board pack",
    }
    own = [row[0] for row in asked.json["tables"][0]["rows"]]
    assert own == ["north"]
    assert retainer("-w", shop, "check").code == 0

    models = shop / "models" / "orders.yml"
    edited = models.read_text().replace("expr: region\n", "expr: UPPER(region)\n")
    assert edited != models.read_text()
    models.write_text(edited)

    stale = retainer("-w", shop, "ask", QUESTION, "--json").json
    listed = retainer("-w", shop, "verify")

    assert stale["verified"] is None
    assert any("changed since. Look again: retainer verify" in said for said in stale["warnings"])
    assert listed.code == 1
    assert "look again: order.region changed" in " ".join(listed.out.split())


def test_an_answer_is_verified_by_its_id_and_not_by_everybody(shop: Path) -> None:
    asked = retainer("-w", shop, "ask", QUESTION, "--json").json["trace"]["id"]

    other = retainer("-w", shop, "verify", asked[:8], "--as", "north")
    done = retainer("-w", shop, "verify", asked[:8], "--json")
    again = retainer("-w", shop, "verify", QUESTION)

    assert (other.code, done.code, again.code) == (1, 0, 1)
    assert "may not verify answers" in other.err
    assert done.json["question"] == QUESTION
    assert "verified as it stands" in again.err
    assert len((shop / "verified.yml").read_text().splitlines()) == 8


def test_what_is_wrong_in_the_file_is_told_with_its_place(shop: Path) -> None:
    retainer("-w", shop, "verify", QUESTION)
    file = shop / "verified.yml"
    file.write_text(file.read_text().replace('"metrics": ["orders"], ', ""))

    ran = retainer("-w", shop, "check")

    assert ran.code == 1
    assert ran.err.startswith("verified.yml:7:14: ")


def test_the_asker_is_told_when_they_had_the_same_answer(shop: Path) -> None:
    ask = ("-w", shop, "ask", QUESTION, "--json")
    first, second, other = retainer(*ask), retainer(*ask), retainer(*ask, "--as", "north")
    orders = shop / "data" / "orders.csv"
    orders.write_text(orders.read_text() + "A1052,2,2025-06-30 10:00,south,1,1.00\n")
    later = retainer(*ask)

    assert first.json["already"] == other.json["already"] == ""
    assert second.json["already"].startswith("You asked this on 1 July 2025 at 08:00;")
    assert later.json["already"] == ""
