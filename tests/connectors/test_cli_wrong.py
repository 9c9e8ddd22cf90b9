"""A wrong answer becomes a case: once, with no figure but the reporter's own, run by `eval`."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from connectors.init import write
from tests.connectors.command_line import Ran, retainer


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wrong") / "shop"
    write(folder, None)
    for metric in ("orders", "sales", "active_customers"):
        retainer("-w", folder, "approve", metric, "--note", "As agreed")
    return folder


@pytest.fixture
def shop(ready: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ready, tmp_path / "shop"))


def wrong(shop: Path, should_be: str, *more: str, answer: str = "last") -> Ran:
    return retainer("-w", shop, "ask", "--wrong", answer, "--should-be", should_be, *more)


def cases(shop: Path) -> list[dict[str, Any]]:
    text = (shop / "evals" / "reported.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_better_words_say_how_it_should_have_been_read(shop: Path) -> None:
    retainer("-w", shop, "ask", "sales in may 2025")
    told = wrong(shop, "sales by region in may 2025")
    twice = wrong(shop, "sales by region in may 2025")

    (case,) = cases(shop)
    assert (told.code, twice.code) == (0, 0)
    assert f"It is the case {case['id']} in evals/reported.jsonl now." in told.out
    assert "known already" in twice.out
    assert case["question"] == "sales in may 2025"
    assert case["today"] == "2025-07-01"
    assert case["expect"]["reading"]["group_by"] == ["order.region"]
    assert "731" not in json.dumps(case)

    ran = retainer("-w", shop, "eval", "--json")
    assert (ran.code, ran.json["counts"]["wrong"]) == (1, 1)
    assert ran.json["results"][0]["why"] == (
        "read as sales, May 2025 instead of sales by region, May 2025"
    )


def test_another_expectation_of_the_same_question_is_for_a_person_to_decide(shop: Path) -> None:
    retainer("-w", shop, "ask", "sales in may 2025")
    wrong(shop, "sales by region in may 2025")
    other = wrong(shop, "a question back")

    assert other.code == 1
    assert "asks this already and expects something else" in other.err
    assert len(cases(shop)) == 1


def test_a_figure_is_expected_by_whoever_sees_these_rows(shop: Path) -> None:
    retainer("-w", shop, "ask", "sales in may 2025", "--as", "north")
    wrong(shop, "£17.50", "--as", "north")
    retainer("-w", shop, "ask", "sales in may 2025")
    wrong(shop, "731.90")

    own, whole = cases(shop)
    assert (own["as"], own["expect"]["values"]) == ("north", [17.5])
    assert "as" not in whole
    done = retainer("-w", shop, "eval", "--json").json["results"]
    assert [one["outcome"] for one in done] == ["wrong", "right"]


def test_a_case_is_asked_as_of_the_day_of_its_answer(shop: Path) -> None:
    retainer("-w", shop, "ask", "weather last month")
    wrong(shop, "sales last month")
    settings = shop / "retainer.yaml"
    settings.write_text(settings.read_text().replace("clock: 2025-07-01", "clock: 2025-09-01"))
    (shop / "evals" / "more.jsonl").write_text(
        json.dumps({
            "id": "later",
            "question": "sales last month",
            "today": "2025-07-01",
            "expect": cases(shop)[0]["expect"],
        })
    )  # fmt: skip

    outcomes = retainer("-w", shop, "eval", "--json").json["results"]

    assert [one["outcome"] for one in outcomes] == ["right", "refused"]


def test_what_cannot_be_expected_is_told(shop: Path) -> None:
    retainer("-w", shop, "ask", "sales by region in may 2025")

    figure = wrong(shop, "12")
    same = wrong(shop, "may 2025 sales by region")
    nothing = wrong(shop, "weather in paris")
    silent = retainer("-w", shop, "ask", "--wrong", "last")

    assert (figure.code, same.code, nothing.code, silent.code) == (1, 1, 1, 2)
    assert "this one has none or several" in figure.err
    assert "That is how the question was read." in same.err
    assert "is not answered itself" in nothing.err
    assert "--should-be takes the question in better words" in silent.err
    assert not (shop / "evals").exists()


def test_nobody_reports_the_answers_of_others(shop: Path) -> None:
    theirs = retainer("-w", shop, "ask", "sales in may 2025", "--json").json["trace"]["id"]
    retainer("-w", shop, "ask", "sales in may 2025", "--thread", "t")
    retainer("-w", shop, "ask", "and in june?", "--thread", "t", "--as", "north")

    other = wrong(shop, "sales by region in may 2025", "--as", "north", answer=theirs)
    thread = wrong(shop, "sales by region in may 2025", "--as", "north")

    assert (other.code, thread.code) == (1, 1)
    assert "No answer of yours" in other.err
    assert "Others asked in this conversation too" in thread.err


def test_the_questions_before_it_go_with_a_question_that_goes_on(shop: Path) -> None:
    retainer("-w", shop, "ask", "sales in may 2025", "--thread", "t")
    retainer("-w", shop, "ask", "and in june?", "--thread", "t")
    wrong(shop, "sales by region in june 2025")

    assert cases(shop)[0]["thread"] == ["sales in may 2025"]
    assert cases(shop)[0]["question"] == "and in june?"


def test_a_forgotten_conversation_takes_its_answers_with_it(shop: Path) -> None:
    kept = retainer("-w", shop, "ask", "sales in may 2025", "--json").json["trace"]["id"]
    talked = retainer("-w", shop, "ask", "sales in june 2025", "--thread", "t", "--json")
    gone = talked.json["trace"]["id"]
    retainer("-w", shop, "ask", "--forget", "t")

    assert wrong(shop, "sales by region in june 2025", answer=gone).code == 1
    assert wrong(shop, "sales by region in may 2025", answer=kept).code == 0
