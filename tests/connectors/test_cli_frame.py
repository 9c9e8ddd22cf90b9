"""The frame of the command line: options anywhere, codes, one JSON document, no traceback."""

import json
import subprocess
from pathlib import Path

import pytest

from connectors.cli.app import SUMMARIES
from connectors.cli.failures import tell
from tests.connectors.command_line import COMMAND, process, retainer

REVIEWS = ("list", "show", "approve", "edit", "reject")


def test_help_lists_every_command() -> None:
    ran = retainer("--help")

    assert ran.code == 0
    assert all(
        f"  {name} " in ran.out and meaning in ran.out for name, meaning in SUMMARIES.items()
    )


@pytest.mark.parametrize(
    "command", [*((name,) for name in SUMMARIES), *(("review", deed) for deed in REVIEWS)]
)
def test_every_command_helps_with_an_example(command: tuple[str, ...]) -> None:
    ran = retainer(*command, "--help")

    assert ran.code == 0
    assert f"retainer {' '.join(command)}" in ran.out.partition("Example")[2]
    assert "--as PRINCIPAL" in ran.out


def test_a_mistyped_command_is_answered_with_the_nearest() -> None:
    ran = retainer("breif")

    assert ran.code == 2
    assert ran.err == "No such command 'breif'. Did you mean 'brief'?\nRun: retainer --help\n"


@pytest.mark.parametrize("at_the_end", [False, True])
def test_shared_options_stand_before_or_after_the_command(shop: Path, at_the_end: bool) -> None:
    options = ["-w", shop, "--as", "north", "--json"]
    ran = retainer("metrics", *options) if at_the_end else retainer(*options, "metrics")

    assert ran.code == 0
    assert "sales" in [metric["name"] for metric in ran.json["metrics"]]


def test_the_option_nearest_to_the_command_counts(shop: Path) -> None:
    ran = retainer("--as", "nobody", "query", "sales", "-w", shop, "--as", "me", "--json")

    assert ran.code == 0


def test_options_reach_a_command_inside_a_group(shop: Path) -> None:
    for arguments in (
        ("-w", shop, "--json", "review", "list"),
        ("review", "-w", shop, "--json", "list"),
        ("review", "list", "-w", shop, "--json"),
    ):
        assert retainer(*arguments).json == {"notes": []}


def test_no_workspace_says_where_it_looked(tmp_path: Path) -> None:
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)

    ran = process("check", cwd=inside)

    assert ran.code == 2
    assert f"  {inside}\n  {tmp_path / 'a'}\n" in ran.err
    assert "retainer init DIR" in ran.err


def test_a_folder_that_is_no_workspace_names_the_ones_in_it(shop: Path) -> None:
    ran = retainer("-w", shop.parent, "check")

    assert ran.code == 2
    assert (
        f"{shop.parent} is not a workspace: it holds no retainer.yaml.\nNearest: {shop}." in ran.err
    )


def test_the_workspace_is_found_from_inside(shop: Path) -> None:
    assert process("query", "sales", "--json", cwd=shop / "models").code == 0


def test_somebody_unknown_is_wrong_usage(shop: Path) -> None:
    ran = retainer("-w", shop, "query", "sales", "--as", "nobody")

    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "Nobody called 'nobody' is in people.yaml.\n"
        "Add the principal to people.yaml, or give another one with --as.\n"
    )


@pytest.mark.parametrize("name", ["", " "])
def test_an_empty_name_does_not_ask_as_somebody_else(shop: Path, name: str) -> None:
    ran = retainer("-w", shop, "query", "sales", "--as", name)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("--as names nobody.")


def test_a_refusal_as_json_is_one_document_on_stdout(shop: Path) -> None:
    ran = process("-w", shop, "query", "slaes", "--json")

    assert (ran.code, ran.err) == (1, "")
    assert json.loads(ran.out) == {
        "status": "refused",
        "reason": "unknown name",
        "text": "There is no metric 'slaes' that you may see.",
        "nearest": ["sales"],
        "next_step": "List the metrics you may see: retainer metrics",
    }


def test_wrong_usage_as_json_is_one_document_too() -> None:
    ran = retainer("query", "--limit", "none", "--json")

    assert (ran.code, ran.err) == (2, "")
    assert (ran.json["status"], ran.json["reason"]) == ("error", "usage")
    assert "'none' is not a valid integer" in ran.json["text"]
    assert ran.json["next_step"] == "Run: retainer query --help"


def test_a_failure_outside_has_a_code_of_its_own(shop: Path) -> None:
    (shop / "data" / "orders.csv").unlink()

    ran = process("-w", shop, "query", "sales", "--json")

    assert (ran.code, ran.err) == (3, "")
    assert (ran.json["status"], ran.json["reason"]) == ("error", "outside failure")


def test_a_traceback_is_only_shown_on_request(shop: Path) -> None:
    (shop / "data" / "orders.csv").unlink()

    plain, debug = (process("-w", shop, "query", "sales", *more) for more in ([], ["--debug"]))

    assert "Traceback" not in plain.err
    assert "Traceback" in debug.err
    assert plain.code == debug.code == 3
    assert debug.err.endswith(plain.err)


def test_a_fault_of_our_own_is_a_sentence_too(capsys: pytest.CaptureFixture[str]) -> None:
    code = tell(KeyError("oops"), as_json=False, debug=False)

    assert code == 3
    assert capsys.readouterr().err == (
        "Retainer failed where it should not: 'oops'.\n"
        "The same command with --debug shows where. Nothing was half stored.\n"
    )


def test_a_reader_that_leaves_early_hears_nothing(shop: Path) -> None:
    command = [*COMMAND, "-w", str(shop), "query", "sales", "--by", "order.number", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert writer.stderr is not None
        writer.stdout.close()
        assert writer.stderr.read() == b""
    assert writer.returncode == 0


def test_serve_says_what_is_not_there_yet() -> None:
    ran = retainer("serve")

    assert ran.code == 2
    assert "not there yet" in ran.err
    assert "retainer brief NAME" in ran.err
