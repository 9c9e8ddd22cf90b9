"""`approve`: what it shows first, what refuses it, and what it writes."""

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from tests.connectors.command_line import COMMAND, Ran, retainer
from tests.golden_files import golden

MONTH_END = """---
name: month-end
description: How to read the figures of a month's end.
---

Begin with sales.
"""


def write(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def less_the_levy(shop: Path) -> None:
    """An edit of sales, with the golden value that it now has."""
    write(shop / "metrics" / "sales.yml", "expr: amount", "expr: amount - 1")
    write(shop / "metrics" / "sales.yml", "value: 731.90", "value: 722.90")


def test_approving_opens_a_metric_and_editing_closes_it(shop: Path) -> None:
    ask = ("-w", shop, "query", "sales", "--as", "north", "--json")
    before = retainer(*ask)
    approved = retainer("-w", shop, "approve", "sales", "--note", "As finance counts it")
    open_ = retainer(*ask)
    write(shop / "metrics" / "sales.yml", "expr: amount", "expr: amount - 1")
    closed = retainer(*ask)
    shown = retainer("-w", shop, "metrics", "sales", "--as", "me")

    assert (before.code, before.json["reason"]) == (1, "not approved")
    assert (approved.code, open_.code) == (0, 0)
    assert open_.json["metrics"][0]["status"] == "approved"
    assert (closed.code, closed.json["reason"]) == (1, "not approved")
    assert "changed since it was approved" in closed.json["text"]
    assert "-expr: amount\n+expr: amount - 1" in closed.json["diff"]
    assert "+expr: amount - 1" in shown.out
    assert "As finance counts it" in shown.out


def test_approving_shows_what_changed(shop: Path) -> None:
    retainer("-w", shop, "approve", "sales")
    less_the_levy(shop)

    ran = retainer("-w", shop, "approve", "sales", "--note", "Less the levy")

    assert "sales was changed since its approval." in ran.out
    assert "-expr: amount\n+expr: amount - 1" in ran.out.replace(" \n", "\n")
    assert "Approved by Me as sha256:" in ran.out


def test_only_stewards_approve(shop: Path) -> None:
    ran = retainer("-w", shop, "approve", "sales", "--as", "north")

    assert ran.code == 1
    assert "may not approve metrics; that takes the role steward" in ran.err
    assert not (shop / "approvals.yml").exists()


def test_approving_twice_adds_nothing(shop: Path) -> None:
    retainer("-w", shop, "approve", "sales", "--json")
    first = (shop / "approvals.yml").read_bytes()

    again = retainer("-w", shop, "approve", "sales", "--json")

    assert again.code == 1
    assert "approved as it stands" in again.json["text"]
    assert (shop / "approvals.yml").read_bytes() == first


@pytest.fixture
def edited(shop: Path) -> Path:
    """A shop whose sales were approved and edited since, and are named all around."""
    for metric in ("sales", "average_order_value", "orders"):
        retainer("-w", shop, "approve", metric)
    less_the_levy(shop)
    (shop / "evals").mkdir()
    asked = [{"question": "Sales?", "expect": {"metric": name}} for name in ("orders", "sales")]
    lines = "".join(f"{json.dumps(line)}\n" for line in [*asked, asked[1]])
    (shop / "evals" / "daily.jsonl").write_text(lines + "not JSON: sales\n", encoding="utf-8")
    (shop / "skills" / "month-end").mkdir(parents=True)
    (shop / "skills" / "month-end" / "SKILL.md").write_text(MONTH_END, encoding="utf-8")
    grants = "- metrics: all\n        rows: [{field: order.region"
    write(shop / "policies.yml", grants, grants.replace("all", "[sales, orders]"))
    return shop


def test_the_blast_radius_is_shown_before_anything_is_written(edited: Path) -> None:
    before = (edited / "approvals.yml").read_bytes()

    ran = retainer("-w", edited, "approve", "sales", "--dry-run")

    assert ran.code == 0
    shown = "".join(f"{line.rstrip()}\n" for line in ran.out.splitlines())
    assert shown == golden("approve.txt", shown)
    assert (edited / "approvals.yml").read_bytes() == before


def test_the_blast_radius_as_json_has_each_value_before_and_after(edited: Path) -> None:
    ran = retainer("-w", edited, "approve", "sales", "--json")

    assert (ran.code, ran.json["before"], ran.json["status"]) == (0, "changed", "approved")
    blast = ran.json["blast_radius"]
    assert blast["references"] == {
        "metrics": ["average_order_value"],
        "briefings": [],
        "evals": ["evals/daily.jsonl:2, 3"],
        "golden tests": ["sales (1)"],
        "roles": ["owner"],
        "skills": ["month-end"],
    }
    assert blast["grain"] == "month"
    own, average = blast["values"]
    assert [period["from"] for period in own["periods"]] == [
        *("2025-03-01", "2025-04-01"),
        *("2025-05-01", "2025-06-01"),
    ]
    assert own["periods"][2] == {
        "from": "2025-05-01",
        "before": 731.9,
        "now": 722.9,
        "change": pytest.approx(-9),
    }
    assert (average["metric"], average["periods"][2]["change"]) == (
        "average_order_value",
        pytest.approx(-1),
    )


def test_values_by_week_where_the_workspace_thinks_in_weeks(edited: Path) -> None:
    with (edited / "retainer.yaml").open("a", encoding="utf-8") as file:
        file.write("default_period: last_week\n")

    blast = retainer("-w", edited, "approve", "sales", "--json", "--dry-run").json["blast_radius"]

    assert blast["grain"] == "week"
    assert [period["from"] for period in blast["values"][0]["periods"]] == [
        *("2025-06-02", "2025-06-09"),
        *("2025-06-16", "2025-06-23"),
    ]


def test_words_change_no_value(edited: Path) -> None:
    retainer("-w", edited, "approve", "sales")
    write(edited / "metrics" / "sales.yml", "Sum of the orders' amounts.", "What orders come to.")

    ran = retainer("-w", edited, "approve", "sales")

    assert "No value changes: only words of the definition did." in ran.out
    assert ran.code == 0


def test_what_cannot_be_computed_before_or_at_all_is_said(shop: Path) -> None:
    first = retainer("-w", shop, "approve", "sales")
    (shop / "data" / "orders.csv").unlink()
    no_data = retainer("-w", shop, "approve", "orders", "--json")

    assert "As approved: none, or not to be computed from the models" in first.out
    assert no_data.code == 0
    assert "orders.csv" in no_data.json["blast_radius"]["values"][0]["why"]


def test_a_golden_value_that_differs_refuses_the_approval(shop: Path) -> None:
    write(shop / "metrics" / "sales.yml", "value: 731.90", "value: 731.91")

    ran = retainer("-w", shop, "approve", "sales", "--yes")

    assert ran.code == 1
    assert "should be 731.91 and is 731.9" in ran.err
    assert "Nothing was approved." in ran.err
    assert not (shop / "approvals.yml").exists()


def test_golden_values_of_all_rows_are_tried_by_who_sees_them_all(shop: Path) -> None:
    with (shop / "policies.yml").open("a", encoding="utf-8") as file:
        file.write("  signer:\n    approves: true\n")
    write(shop / "people.yaml", "roles: [owner]", "roles: [owner, signer]")

    refused = retainer("-w", shop, "approve", "sales", "--as", "north")
    without_goldens = retainer("-w", shop, "approve", "orders", "--as", "north")

    assert (refused.code, without_goldens.code) == (1, 0)
    assert "may not compute it over all of them" in refused.err


@pytest.mark.parametrize(
    ("answer", "options", "code", "status"),
    [("n\n", (), 1, "changed"), ("y\n", (), 0, "approved"), ("", ("--yes",), 0, "approved")],
)
def test_on_a_terminal_it_asks_first(
    edited: Path, answer: str, options: tuple[str, ...], code: int, status: str
) -> None:
    ran = on_a_terminal(answer, "-w", edited, "approve", "sales", *options)

    assert ran.code == code
    assert ("Approve sales as sha256:" in ran.out) == (not options)
    assert retainer("-w", edited, "metrics", "sales", "--json").json["status"] == status


def on_a_terminal(typed: str, *arguments: object) -> Ran:
    """How a call ends whose stdin is a terminal on which this is typed."""
    ours, theirs = pty.openpty()
    os.write(ours, typed.encode())
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        stdin=theirs,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    os.close(ours)
    os.close(theirs)
    return Ran(done.returncode, done.stdout, done.stderr)
