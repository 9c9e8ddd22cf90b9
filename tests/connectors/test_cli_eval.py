"""`eval` from the command line: what it prints, its codes, and comparing with an earlier run."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.connectors.command_line import retainer
from tests.support.scripted_openai import Call, Says, scripted

SEPTEMBER = {"from": "2011-09-01", "to": "2011-10-01"}


def case(name: str, value: float) -> str:
    expected: dict[str, Any] = {"status": "answered", "metric": "gross_sales", "period": SEPTEMBER}
    asked = {"id": name, "kind": "single", "question": "gross sales in September"}
    return json.dumps(asked | {"expect": expected | {"values": [value]}})


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join([case("good", 1028345.38), case("bad", 17)]))
    return file


def test_wrong_answers_are_shown_and_give_code_1(example: Path, questions: Path) -> None:
    ran = retainer("eval", questions, "-w", example)

    assert ran.code == 1
    assert "bad wrong: gross sales in September" in ran.out
    assert "gross_sales is 1028345.38, not 17.0" in ran.out
    assert "good" not in ran.out


def test_two_runs_are_compared(example: Path, questions: Path, tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    before.write_text(retainer("eval", questions, "-w", example, "--json").out)
    questions.write_text(case("bad", 1028345.38))

    ran = retainer("eval", questions, "-w", example, "--against", before)

    assert ran.code == 0
    assert "bad: wrong → right" in ran.out


def test_without_a_file_the_workspaces_own_questions_are_asked(shop: Path) -> None:
    nothing = retainer("eval", "-w", shop)
    assert (nothing.code, "holds no .jsonl file" in nothing.err) == (2, True)

    (shop / "evals").mkdir()
    expected = {"status": "refused"}
    line = {"id": "a", "question": "profit?", "kind": "refuse", "expect": expected}
    (shop / "evals" / "mine.jsonl").write_text(json.dumps(line))
    assert retainer("eval", "-w", shop, "--json").json["counts"]["right"] == 1


def test_files_that_hold_no_cases_or_no_run_are_named(
    example: Path, questions: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.json"
    other.write_text("[]")
    missing = retainer("eval", tmp_path / "none.jsonl", "-w", example)
    faulty = retainer("eval", other, "-w", example)
    no_run = retainer("eval", questions, "-w", example, "--against", other)

    assert (missing.code, "none.jsonl cannot be read" in missing.err) == (2, True)
    assert (faulty.code, "other.json:1:" in faulty.err) == (2, True)
    assert (no_run.code, "is no run" in no_run.err) == (2, True)


def test_what_a_model_cost_is_told_and_held_against_the_earlier_run(
    shop: Path, tmp_path: Path
) -> None:
    plan = Call("query", {"metrics": ["sales"], "period": "may 2025"})
    looking = Call("find_metrics", {"words": "money"})
    quick, slow = Says(calls=[plan]), Says(calls=[looking], tokens=(2000, 30))
    questions = tmp_path / "questions.jsonl"
    asked = {"id": "dosh", "question": "how much dosh came in in may 2025", "expect":
             {"status": "answered", "metric": "sales"}}  # fmt: skip
    follow_up = {**asked, "id": "both", "thread": [asked["question"]], "question": "and in June?"}
    questions.write_text(f"{json.dumps(asked)}\n{json.dumps(follow_up)}\n")
    before = tmp_path / "before.json"
    with scripted(quick, quick, slow, quick, quick) as script:
        lines = (
            f"model:\n  name: m\n  base_url: {script.address}\n  prices: {{input: 1, output: 10}}\n"
        )
        (shop / "retainer.yaml").write_text((shop / "retainer.yaml").read_text() + lines)
        first = retainer("eval", questions, "-w", shop, "--json")
        before.write_text(first.out)
        second = retainer("eval", questions, "-w", shop, "--against", before)

    assert (first.json["calls"], first.json["tokens"], first.json["cost"]) == (2, 240, 0.0006)
    assert [each["tokens"] for each in first.json["results"]] == [120, 120]
    assert "m: calls 2 → 3 · tokens 240 → 2,270 · cost 0.0006 USD → 0.0029 USD" in second.out
