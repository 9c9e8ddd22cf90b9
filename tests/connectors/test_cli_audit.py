"""`audit` from the command line: what it holds, who may read it, and that it is in nobody's way."""

from contextlib import closing
from pathlib import Path
from sqlite3 import connect

from tests.connectors.command_line import process, retainer
from tests.golden_files import golden


def test_what_people_do_is_in_the_audit_and_only_stewards_read_all_of_it(shop: Path) -> None:
    at = ("-w", shop)
    retainer(*at, "approve", "sales", "--note", "As agreed")
    retainer(*at, "query", "sales", "--by", "order.region", "--from", "2025-05-01", "--to",
             "2025-06-01", "--where", "order.region = south")  # fmt: skip
    retainer(*at, "query", "sails", "--as", "north")
    retainer(*at, "ask", "sales in may 2025", "--as", "north")
    retainer(*at, "ask", "weather in paris")

    read = process(*at, "audit")
    own = retainer(*at, "audit", "--as", "north", "--json").json["entries"]

    assert read.out == golden("audit.txt", read.out)
    assert [entry["act"] for entry in own] == ["query", "ask"]
    assert {entry["who"] for entry in own} == {"north"}
    assert own[1]["content"]["metrics"] == ["sales"]
    assert own[1]["content"]["results"][0].startswith("sha256:")
    everything = retainer(*at, "audit", "--json").out
    assert not any(word in everything for word in ("south", "sails", "weather", "may", "agreed"))


def test_others_may_not_read_what_somebody_did(shop: Path) -> None:
    ran = retainer("-w", shop, "audit", "--who", "me", "--as", "north")

    assert (ran.code, ran.out) == (1, "")
    assert "may read their own entries; everybody's takes the role" in ran.err


def test_the_chain_is_walked_and_a_break_is_a_no(shop: Path) -> None:
    for _ in range(3):
        retainer("-w", shop, "query", "sales", "--from", "2025-05-01", "--to", "2025-06-01")
    whole = retainer("-w", shop, "audit", "verify", "--json")

    assert (whole.code, whole.json["whole"], whole.json["entries"]) == (0, True, 3)
    held = retainer("-w", shop, "audit", "verify", "--holds", whole.json["head"])
    assert (held.code, "whole: 3 entries" in held.out) == (0, True)

    with closing(connect(shop / ".retainer" / "state.db")) as database, database:
        database.execute("DROP TRIGGER audit_no_update")
        database.execute("UPDATE audit SET by = 'north' WHERE number = 2")
    broken = retainer("-w", shop, "audit", "verify")

    assert broken.code == 1
    assert broken.out == "The audit is broken at entry 2: it is not what was written.\n"


def test_an_answer_comes_although_the_audit_cannot_be_written(shop: Path) -> None:
    settings = shop / "retainer.yaml"
    settings.write_text(settings.read_text() + "state: sqlite:///retainer.yaml/state.db\n")

    ran = retainer("-w", shop, "ask", "sales in may 2025")
    asked = retainer("-w", shop, "audit")

    assert (ran.code, "£722.90" in ran.out or "£731.90" in ran.out) == (0, True)
    assert ran.err.startswith("Warning: this is not in the audit. The state cannot be kept in")
    assert asked.code == 3
