"""The weekly loop from the command line, on the example: brief, review, feedback, ledger."""

import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.connectors.command_line import COMMAND, Ran, retainer

NAME = "weekly-retention"


@pytest.fixture(scope="module")
def briefed(example: Path) -> tuple[Path, Ran]:
    """The example with its briefing run, and what the run said as JSON."""
    return example, retainer("-w", example, "brief", NAME, "--json")


def test_a_briefing_has_the_agreed_shape(briefed: tuple[Path, Ran]) -> None:
    _, ran = briefed
    found = ran.json

    assert ran.code == 0
    assert (found["briefing"], found["period"], found["as_of"], found["state"]) == (
        NAME, "2011-W39", "2011-10-03", "in_review",
    )  # fmt: skip
    assert [part["id"] for part in found["sections"]] == [
        "movement",
        "why",
        "at_risk",
        "data_quality",
    ]
    assert {"flags", "confirmed", "false_positive", "unanswered", "missed"} <= set(
        found["opening"]["previous"]
    )
    flag = found["notes"][0]["flags"][0]
    assert {"id", "customer", "probability", "value_at_risk", "rank", "reasons", "next_step",
            "review_by"} <= set(flag)  # fmt: skip
    assert {"signal", "text", "claims"} <= set(flag["reasons"][0])
    assert set(found["notes"][0]["claims"]) <= set(found["claims"])
    overdue = next(one for one in found["signals"] if one["name"] == "overdue")
    assert overdue["used"] is False


def test_the_same_period_is_the_same_run(briefed: tuple[Path, Ran]) -> None:
    shop, ran = briefed

    again = retainer("-w", shop, "brief", NAME, "--as-of", "2011-10-03", "--json")

    assert again.json == ran.json


def test_an_owner_sees_their_own_note_and_customers(briefed: tuple[Path, Ran]) -> None:
    shop, ran = briefed

    own = retainer("-w", shop, "brief", NAME, "--json", "--as", "owner-world")

    assert [note["owner"] for note in own.json["notes"]] == ["owner-world"]
    others = {flag["customer"] for note in ran.json["notes"] if note["owner"] != "owner-world"
              for flag in note["flags"]}  # fmt: skip
    assert others
    assert not any(f'"{customer}"' in own.out for customer in others)


def test_the_briefing_as_text_and_as_a_page(briefed: tuple[Path, Ran], tmp_path: Path) -> None:
    shop, _ = briefed
    page = tmp_path / "briefing.html"

    ran = retainer("-w", shop, "brief", NAME, "--html", page)

    assert "Weekly retention briefing: 26 September to 2 October 2011" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "<svg" in page.read_text(encoding="utf-8")
    assert list(tmp_path.iterdir()) == [page]


def test_a_page_that_cannot_be_written(briefed: tuple[Path, Ran], tmp_path: Path) -> None:
    shop, _ = briefed

    ran = retainer("-w", shop, "brief", NAME, "--html", tmp_path / "nowhere" / "b.html")

    assert ran.code == 2
    assert "cannot be written" in ran.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (
            ["weekly"],
            1,
            "There is no briefing 'weekly' in this workspace.\nNearest: weekly-retention.",
        ),
        ([NAME, "--as-of", "2011-10-10"], 1, "lies in the future"),
        ([NAME, "--as-of", "monday"], 2, "--as-of must be a day such as 2011-10-03"),
    ],
)
def test_what_is_wrong_with_a_call(
    example: Path, arguments: list[str], code: int, said: str
) -> None:
    ran = retainer("-w", example, "brief", *arguments)

    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


def test_a_backtest_of_the_reference_mondays(example: Path) -> None:
    ran = retainer("-w", example, "backtest", NAME, "--json")
    dates = ran.json["dates"]

    assert ran.json["horizon_days"] == 60
    assert [one["as_of"] for one in dates] == [
        "2011-06-06", "2011-07-04", "2011-08-01", "2011-09-05", "2011-10-03",
    ]  # fmt: skip
    assert sum(one["auc"] for one in dates) / 5 >= 0.72
    assert sum(one["lift_at_10pct"] for one in dates) / 5 >= 1.75
    off = [abs(one["mean_probability"] - one["event_rate"]) for one in dates]
    assert sum(off) / 5 <= 0.06


def test_a_backtest_between_two_days(example: Path) -> None:
    ran = retainer("-w", example, "backtest", NAME, "--json", "--from", "2011-08-02",
                   "--to", "2011-09-05")  # fmt: skip

    assert [one["as_of"] for one in ran.json["dates"]] == ["2011-09-05"]


def test_a_backtest_of_a_time_without_outcomes(example: Path) -> None:
    ran = retainer("-w", example, "backtest", NAME, "--from", "2011-11-01")

    assert ran.code == 1
    assert "The last day that can be judged is 2011-10-03." in ran.err


def test_a_backtest_is_not_for_somebody_who_sees_some_customers(example: Path) -> None:
    ran = retainer("-w", example, "backtest", NAME, "--as", "owner-world")

    assert ran.code == 1
    assert "you may see some of them" in ran.err


def test_a_note_from_review_to_verdict(retail: Path, tmp_path: Path) -> None:
    retainer("-w", retail, "brief", NAME, "--as-of", "2011-09-26")
    waiting = retainer("-w", retail, "review", "list", "--json").json["notes"]
    note = next(one["id"] for one in waiting if one["owner"] == "owner-world")
    other = next(one["id"] for one in waiting if one["owner"] == "owner-uk-1")
    whole = retainer("-w", retail, "review", "show", note, "--json").json
    flag = whole["flags"][0]["id"]

    invented = tmp_path / "invented.txt"
    invented.write_text("Sales fell by 99 % because of the weather.", encoding="utf-8")
    refused = retainer("-w", retail, "review", "edit", note, "--text", invented)
    harmless = tmp_path / "harmless.txt"
    harmless.write_text("Please call these customers.", encoding="utf-8")
    edited = retainer("-w", retail, "review", "edit", note, "--text", harmless)
    approved = retainer("-w", retail, "review", "approve", note)
    twice = retainer("-w", retail, "review", "approve", note)
    rejected = retainer("-w", retail, "review", "reject", other, "--reason", "Closing")
    letter = retail / "outbox" / "2011-W38" / "owner-world.md"

    assert len(waiting) == 8
    assert (refused.code, edited.code, approved.code, twice.code, rejected.code) == (1, 0, 0, 0, 0)
    assert "99" in refused.err
    assert "outbox/2011-W38/owner-world.md" in approved.out.replace("\n", "")
    assert "Please call these customers." in letter.read_text(encoding="utf-8")
    assert list((retail / "outbox").rglob("*.md")) == [letter]

    verdict = retainer("-w", retail, "feedback", flag, "false-positive", "Orders every spring",
                       "--as", "owner-world", "--json")  # fmt: skip
    foreign = retainer("-w", retail, "feedback", flag, "confirmed", "--as", "owner-uk-1")
    ledger = retainer("-w", retail, "ledger", NAME, "--json").json
    own = retainer("-w", retail, "ledger", NAME, "--json", "--as", "owner-world").json
    following = retainer("-w", retail, "brief", NAME, "--json").json

    assert (verdict.json["verdict"], verdict.json["reason"]) == (
        "false-positive", "Orders every spring",
    )  # fmt: skip
    assert foreign.code == 1
    assert f"There is no flag {flag} that owner-uk-1 may answer." in foreign.err
    assert ledger["total"]["false_positive"] == 1
    assert own["total"]["flags"] < ledger["total"]["flags"]
    assert {entry["owner"] for entry in own["flags"]} == {"owner-world"}
    assert following["opening"]["previous"]["false_positive"] == 1
    assert following["opening"]["previous"]["flags"] == ledger["total"]["flags"]

    read = retainer("-w", retail, "audit", "--json", "--as", "steward").json["entries"]
    assert [(entry["act"], entry["who"]) for entry in read] == [
        ("brief", "head"), ("review", "head"), ("review", "head"), ("send", "head"),
        ("review", "head"), ("review", "head"), ("feedback", "owner-world"), ("brief", "head"),
    ]  # fmt: skip
    assert flag not in str(read)


def test_reviewing_is_for_reviewers(briefed: tuple[Path, Ran]) -> None:
    shop, _ = briefed

    ran = retainer("-w", shop, "review", "list", "--as", "owner-world")

    assert ran.code == 1
    assert "holds no role that reviews notes" in ran.err


def test_a_text_to_edit_that_is_not_there(shop: Path) -> None:
    ran = retainer("-w", shop, "review", "edit", "note", "--text", "nowhere.txt")

    assert ran.code == 2
    assert "nowhere.txt cannot be read: No such file or directory." in ran.err


def test_a_run_that_was_stopped_or_found_no_room_is_made_again(retail: Path) -> None:
    code, out, err = _stopped_in_the_middle(retail)
    full = _run_on_a_full_disk(retail)
    after = retainer("-w", retail, "brief", NAME, "--json")

    assert (code, out, err) == (130, "", "")
    assert (full.code, full.err) == (3, "")
    assert full.json["reason"] == "outside failure"
    assert after.code == 0
    assert len(after.json["notes"]) == 8


def _stopped_in_the_middle(retail: Path) -> tuple[int, str, str]:
    """What comes of a run that hears Ctrl-C."""
    state = retail / ".retainer" / "state.db"
    with subprocess.Popen(
        [*COMMAND, "-w", str(retail), "brief", NAME],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as running:  # fmt: skip
        while running.poll() is None and not _started(state):
            time.sleep(0.02)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    return running.returncode, out, err


def _started(state: Path) -> bool:
    if not state.exists():
        return False
    try:
        with closing(sqlite3.connect(state)) as database:
            return bool(database.execute("SELECT count(*) FROM runs").fetchone()[0])
    except sqlite3.OperationalError:
        return False


def _run_on_a_full_disk(retail: Path) -> Ran:
    """What comes of a run whose files may not grow enough to store it."""
    limited = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000)); "
        "from connectors.cli import main; main()"
    )
    full = subprocess.run(
        [COMMAND[0], "-c", limited, "-w", str(retail), "brief", NAME, "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    return Ran(full.returncode, full.stdout, full.stderr)


def test_a_state_folder_that_cannot_be_made(retail: Path) -> None:
    (retail / ".retainer").write_text("in the way", encoding="utf-8")

    ran = retainer("-w", retail, "brief", NAME)

    assert ran.code == 3
    assert f"The state cannot be kept in {retail / '.retainer'}" in ran.err
    assert retainer("-w", retail, "query", "orders", "--json").code == 0
