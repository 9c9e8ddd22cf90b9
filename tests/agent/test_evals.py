"""Cases are read strictly, judged exactly, counted by kind, and two runs are compared."""

import json
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from agent.answer import Answer
from agent.ask import World, ask
from agent.evals.case import Case, Expected, read_cases
from agent.evals.judge import judge
from agent.evals.run import against, run
from semantic.errors import ConfigurationError
from tests.agent.example_shop import person, shop_engine

SEPTEMBER = {"from": "2011-09-01", "to": "2011-10-01"}
SALES = {
    "status": "answered",
    "metric": "gross_sales",
    "period": SEPTEMBER,
    "values": [1028345.38],
}


def world() -> World:
    numbers, seconds = count(), count()
    return World(shop_engine(), lambda: float(next(seconds)), lambda: f"t{next(numbers)}")


def outcome(question: str, expected: dict[str, Any]) -> tuple[str, str]:
    answer = ask(question, person("head"), world())
    found = judge(Expected.model_validate(expected), answer, shop_engine().view(person("head")))
    return found.outcome, found.why


def case(name: str, question: str, **expected: Any) -> Case:
    return Case.model_validate({"id": name, "question": question, "kind": "single"} | expected)


def test_the_right_figure_is_right() -> None:
    assert outcome("sales in September", SALES) == ("right", "")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"values": [1028345.99]}, "gross_sales is 1028345.38, not 1028345.99"),
        ({"metric": "net_sales"}, "metric gross_sales instead of net_sales"),
        (
            {"period": {"from": "2011-08-01", "to": "2011-09-01"}},
            "period 2011-09-01 to 2011-10-01 instead of 2011-08-01 to 2011-09-01",
        ),
        ({"compare_to": {"from": "2011-08-01", "to": "2011-09-01"}}, "compared with nothing"),
        ({"partial": True}, "not said to be partial"),
        ({"status": "refused"}, "answered where a refusal was due"),
        ({"status": "clarify"}, "answered where a question back was due"),
    ],
)
def test_a_figure_that_is_not_the_expected_one_is_wrong(change: dict[str, Any], why: str) -> None:
    tight = SALES | {"rel_tol": 1e-9} | change

    assert outcome("sales in September", tight) == ("wrong", why)


def test_a_figure_has_to_be_told_somewhere() -> None:
    expected = {"status": "answered", "metric": "orders", "figures": [1631, 41]}
    question = "top 3 countries by orders in September"

    assert outcome(question, expected) == ("right", "")
    assert outcome(question, expected | {"figures": [1631, 42]}) == ("wrong", "42.0 is not told")


def test_changes_are_compared_one_by_one() -> None:
    expected = SALES | {
        "compare_to": {"from": "2011-08-01", "to": "2011-09-01"},
        "values": [1028345.38, 724308.16, 304037.22, 0.4197],
        "pct_abs_tol": 0.001,
    }

    assert outcome("sales in September against August", expected) == ("right", "")
    worse = expected | {"values": [1028345.38, 724308.16, 304037.22, 0.43]}
    assert outcome("sales in September against August", worse)[0] == "wrong"


ROWS = [["United Kingdom", 1518], ["Germany", 41], ["France", 37]]
TOP = {"status": "answered", "metric": "orders", "top": 3, "rows": ROWS}


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (ROWS, "right"),
        ([ROWS[1], ROWS[0], ROWS[2]], "wrong"),
        (ROWS[:2], "wrong"),
        ([*ROWS[:2], ["Spain", 37]], "wrong"),
        ([*ROWS[:2], ["France", 36]], "wrong"),
    ],
)
def test_rows_of_a_ranking_stand_in_order(rows: list[Any], found: str) -> None:
    assert outcome("top 3 countries by orders in May", TOP | {"rows": rows})[0] == found


def test_months_and_quarters_may_be_written_short_and_in_any_order() -> None:
    by_month = {
        "status": "answered",
        "metric": "orders",
        "group_by": ["time.month"],
        "rows": [["2011-06", 1525], ["2011-05", 1668]],
    }
    by_quarter = by_month | {"group_by": ["time.quarter"], "rows": [["2011-Q2", 4428]]}

    assert outcome("monthly orders in May and June", by_month) == ("right", "")
    assert outcome("orders by quarter in Q2", by_quarter) == ("right", "")
    missing = by_month | {"rows": [["2011-06", 1525]]}
    assert outcome("monthly orders in May and June", missing)[0] == "wrong"


def test_a_split_by_less_than_the_expected_rows_is_wrong() -> None:
    by_country_and_month = TOP | {"rows": [["United Kingdom", "2011-05", 1518]]}

    found = outcome("top 3 countries by orders in May", by_country_and_month)

    assert found == ("wrong", "split by order.country, which are not all keys of a row")


def test_a_question_back_and_a_refusal_are_misses_where_an_answer_was_due() -> None:
    assert outcome("average in September", SALES)[0] == "clarified"
    assert outcome("gross profit in September", SALES)[0] == "refused"
    assert outcome("gross profit in September", {"status": "refused"})[0] == "right"


def test_a_question_back_has_to_offer_what_is_expected() -> None:
    due = {"status": "clarify", "options_include": ["average_order_value"]}

    assert outcome("average in September", due) == ("right", "")
    assert outcome("average in September", due | {"options_include": ["lapse_rate"]}) == (
        "clarified",
        "not offered: lapse_rate",
    )


def test_a_run_counts_by_kind_and_finds_what_changed() -> None:
    cases = (
        case("a", "sales in September", expect=SALES),
        case("b", "sales in September", expect=SALES | {"values": [1]}),
        case("c", "gross profit", kind="refuse", expect={"status": "refused"}),
    )
    done = run(cases, person("head"), world())
    written = json.loads(json.dumps(done.to_json()))

    assert not done.is_clean
    assert [one.case.id for one in done.misses] == ["b"]
    assert written["counts"] == {"right": 2, "wrong": 1, "clarified": 0, "refused": 0, "failed": 0}
    assert written["by_kind"]["refuse"]["right"] == 1
    assert written["seconds"] == {"p50": 1.0, "p95": 1.0}
    assert (written["tokens"], written["cost"]) == (0, 0.0)
    assert against(done, written) == ()
    (found,) = against(run(cases[:1], person("head"), world()), {"results": []})
    assert (found.id, found.before, found.after) == ("a", "", "right")


def test_every_faulty_line_is_named() -> None:
    good = '{"id": "a", "question": "x", "expect": {"status": "refused"}}'
    with pytest.raises(ConfigurationError) as caught:
        read_cases([good, "", "{", good, '{"id": "b", "question": "x"}'], "q.jsonl")

    assert [line.split(" ", 1)[0] for line in caught.value.message.splitlines()] == [
        "q.jsonl:3:",
        "q.jsonl:4:",
        "q.jsonl:5:",
    ]


def test_a_failure_is_no_refusal() -> None:
    failed = replace(ask("sales", person("head"), world()), status="error", reason="Down.")
    assert isinstance(failed, Answer)

    found = judge(Expected(status="refused"), failed, shop_engine().view(person("head")))
    assert (found.outcome, found.why) == ("failed", "Down.")
