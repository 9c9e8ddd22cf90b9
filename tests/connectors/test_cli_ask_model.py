"""`ask` with a language model: what is printed, what it cost, and what `check` says of settings."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.connectors.command_line import retainer
from tests.support.scripted_openai import Call, Fails, Says, scripted

QUESTION = "how much dosh came in in may 2025"
PLAN = Says(calls=[Call("query", {"metrics": ["sales"], "period": "may 2025"})])


def with_model(shop: Path, lines: str) -> Path:
    settings = shop / "retainer.yaml"
    settings.write_text(settings.read_text() + "model:\n" + lines, encoding="utf-8")
    return shop


def served(shop: Path, address: str, more: str = "") -> Path:
    return with_model(
        shop,
        f"  name: scripted-1\n  base_url: {address}\n  key: ${{SHOP_KEY}}\n"
        f"  prices: {{input: 1, output: 10}}\n{more}",
    )


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_KEY", "a-secret")


@pytest.mark.usefixtures("key")
def test_who_understood_is_printed_and_what_it_cost_is_in_the_trace(shop: Path) -> None:
    with scripted(PLAN, PLAN) as script:
        served(shop, script.address)
        words = retainer("-w", shop, "ask", QUESTION)
        answer = retainer("-w", shop, "ask", QUESTION, "--json").json

    assert words.code == 0
    assert "by model scripted-1" in words.out
    assert "“dosh” as sales, as scripted-1 understood it" in words.out
    assert answer["reading"]["by"] == "model"
    assert answer["trace"]["model_calls"] == 1
    assert answer["trace"]["tokens"] == {"in": 100, "out": 20}
    assert answer["trace"]["cost"] == 0.0003
    assert script.headers[0]["authorization"] == "Bearer a-secret"


@pytest.mark.usefixtures("key")
def test_a_day_s_limit_holds_from_one_process_to_the_next(shop: Path) -> None:
    with scripted(PLAN, PLAN) as script:
        served(shop, script.address, "  limits: {person: {calls: 1}}\n")
        first = retainer("-w", shop, "ask", QUESTION, "--json")
        second = retainer("-w", shop, "ask", QUESTION, "--json")

    assert first.json["status"] == "answered"
    assert second.json["status"] != "answered"
    assert "1 of 1 calls" in second.json["warnings"][0]
    assert "starts anew on" in second.json["warnings"][0]
    assert len(script.requests) == 1


@pytest.mark.usefixtures("key")
def test_a_model_that_fails_leaves_the_interpreter_s_word_and_a_warning(shop: Path) -> None:
    with scripted(Fails(401)) as script:
        served(shop, script.address)
        ran = retainer("-w", shop, "ask", QUESTION)

    assert ran.code == 1
    assert "does not accept the key (401)" in ran.out
    assert "a-secret" not in ran.out + ran.err


def test_without_the_key_all_else_works_and_check_names_its_place(shop: Path) -> None:
    with_model(shop, "  name: gpt-5-mini\n  key: ${NO_SUCH_KEY}\n")
    asked = retainer("-w", shop, "ask", QUESTION)
    known = retainer("-w", shop, "ask", "sales in may 2025", "--json").json
    checked = retainer("-w", shop, "check")

    assert asked.code == 1
    said = " ".join(asked.out.split())
    assert "`${NO_SUCH_KEY}`, its key in retainer.yaml, is not set" in said
    assert known["status"] == "answered"
    assert checked.code == 1
    place = len((shop / "retainer.yaml").read_text().splitlines())
    assert f"retainer.yaml:{place}:8: `${{NO_SUCH_KEY}}` is not set" in checked.err


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("  name: gpt-5-mini\n  key: sk-123\n", "write the key as ${NAME}"),
        ("  name: x\n  base_url: localhost:11434\n", "write the address as http://"),
        ("  name: x\n  limits: {day: {money: 5}}\n", "a limit in money needs `prices`"),
        ("  name: x\n  limits: {day: {calls: -1}}\n", "calls"),
        ("  name: x\n  limmits: {}\n", "did you mean `limits`"),
        ("  base_url: http://localhost/v1\n", "name"),
    ],
)
def test_a_model_that_cannot_be_is_a_problem_with_its_place(
    shop: Path, lines: str, said: str
) -> None:
    checked = retainer("-w", with_model(shop, lines), "check")

    assert checked.code == 1
    assert "retainer.yaml:" in checked.err
    assert said in checked.err
    assert "sk-123" not in checked.err


def imported(*arguments: str) -> Mapping[str, str]:
    code = (
        "import sys; from connectors.cli.app import run; run(sys.argv[1:])\n"
        "sys.stderr.write('|'.join(n for n in sys.modules if n.split('.')[0] in "
        "('langchain', 'langchain_core', 'openai', 'langgraph')))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    return {"out": ran.stdout, "libraries": ran.stderr}


def test_a_question_that_needs_no_model_pays_for_none(shop: Path) -> None:
    with_model(shop, "  name: gpt-5-mini\n  key: ${NO_SUCH_KEY}\n")
    ran = imported("-w", str(shop), "ask", "sales in may 2025")

    assert ran["out"]
    assert ran["libraries"] == ""


WORDED = "{p1} sales came to {c1}."


@pytest.mark.usefixtures("key")
def test_answers_are_in_the_model_s_words_where_the_workspace_wants_that(shop: Path) -> None:
    style = shop / "skills" / "wording"
    style.mkdir(parents=True)
    (style / "SKILL.md").write_text(
        "---\nname: wording\ndescription: How we write.\n---\n\nPut the month first.\n"
    )
    with scripted(Says(json.dumps({"text": WORDED}))) as script:
        served(shop, script.address, "  wording: always\n")
        answer = retainer("-w", shop, "ask", "sales in may 2025", "--json").json

    assert answer["worded_by"] == "scripted-1"
    assert answer["text"].startswith("In May 2025 sales came to ")
    assert answer["reading"]["by"] == "interpreter"
    assert answer["trace"]["model_calls"] == 1
    assert [skill["name"] for skill in answer["trace"]["skills"]] == ["movement", "wording"]
    assert "Put the month first." in str(script.requests[0])
    assert "2025" not in str(script.requests[0]["messages"])


@pytest.mark.usefixtures("key")
@pytest.mark.parametrize("said", ["Sales doubled to {c1} {p1}.", "no", '{"text": "9"}'])
def test_a_model_s_lie_is_not_printed(shop: Path, said: str) -> None:
    with scripted(Says(said), Says(said)) as script:
        served(shop, script.address, "  wording: always\n")
        answer = retainer("-w", shop, "ask", "sales in may 2025", "--json").json

    assert answer["worded_by"] == ""
    assert answer["text"].startswith("Sales in May 2025 were ")
    assert answer["trace"]["model_calls"] == 2
