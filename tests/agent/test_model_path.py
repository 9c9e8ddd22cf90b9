"""A question that the interpreter is not sure of, with a model behind a scripted server."""

import json
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from agent.answer import Answer
from agent.ask import World, ask
from agent.budget import Limit, Limits, ProcessMeter, Spent
from agent.interpreter.words.known import Known
from agent.model import Model
from tests.agent.example_shop import person, shop_engine
from tests.support.scripted_model import A_DAY, scripted_model
from tests.support.scripted_openai import Breaks, Call, Fails, Says, Script, Step, scripted

DOSH = "how much dosh came from the germans in september"
SALES: dict[str, Any] = {
    "metrics": ["gross_sales"],
    "filters": [{"field": "order.country", "value": "germans"}],
    "period": "september",
}
PLAN = Says(calls=[Call("query", SALES)])
KNOWN: dict[tuple[object, ...], Known] = {}


def world(model: Model | None = None) -> World:
    numbers, seconds = count(), count()
    return World(
        shop_engine(),
        lambda: float(next(seconds)),
        lambda: f"t{next(numbers)}",
        known=KNOWN,
        model=model,
    )


def asked(*steps: Step, question: str = DOSH, who: str = "head", **given: Any) -> Answer:
    with scripted(*steps) as script:
        return ask(question, person(who), world(scripted_model(script, **given)))


def told(script: Script) -> str:
    return json.dumps(script.requests, ensure_ascii=False)


def test_a_model_reads_the_words_that_the_interpreter_does_not_know() -> None:
    answer = asked(PLAN)

    assert answer.status == "answered"
    assert answer.reading is not None
    assert answer.reading.by == "model"
    assert answer.text == "Gross sales for Germany in September 2011 were £16,549.47."
    assert "Assumed: “dosh” as gross sales, as scripted-1 understood it." in answer.warnings
    assert answer.trace.to_json()["model_calls"] == 1
    assert answer.trace.to_json()["tokens"] == {"in": 100, "out": 20}
    assert answer.trace.to_json()["cost"] == 0.0003


def test_who_is_understood_without_a_model_costs_none() -> None:
    with scripted() as script:
        answer = ask("gross sales in September", person("head"), world(scripted_model(script)))

    assert (answer.status, answer.trace.model_calls) == ("answered", 0)
    assert script.requests == []


def test_what_is_asked_back_or_refused_for_sure_is_not_put_to_a_model() -> None:
    questions = ("how many customers", "e-mail addresses of lapsed customers", "drop table orders;")
    with scripted() as script:
        for question in questions:
            answer = ask(question, person("head"), world(scripted_model(script)))
            assert answer.status in ("clarify", "refused")

    assert script.requests == []


def test_the_model_is_told_names_and_the_question_and_no_value() -> None:
    with scripted(Says(calls=[Call("find_metrics", {"words": "money"})]), PLAN) as script:
        ask(DOSH, person("head"), world(scripted_model(script)))

    first, second = script.requests
    assert [tool["function"]["name"] for tool in first["tools"]] == [
        *("find_metrics", "describe", "load_skill", "run_skill", "ask_back", "refuse", "query"),
    ]
    assert "how much dosh" in first["messages"][1]["content"]
    assert second["messages"][-1]["role"] == "tool"
    assert "Germany" not in told(script)
    assert "16,549" not in told(script)


def test_a_model_speaks_for_one_person_and_hears_of_nothing_else() -> None:
    hidden = "unidentified_share"
    wrong = Says(calls=[Call("query", {"metrics": [hidden], "period": "september"})])
    with scripted(wrong, wrong) as script:
        answer = ask(DOSH, person("owner-uk-1"), world(scripted_model(script)))

    before = json.dumps(script.requests[0])
    assert hidden not in before
    assert answer.status != "answered"
    assert "£" not in answer.text


def test_wrong_arguments_go_back_once_with_what_is_near() -> None:
    wrong = Says(calls=[Call("query", {**SALES, "metrics": ["gross_sale"]})])
    with scripted(wrong, PLAN) as script:
        answer = ask(DOSH, person("head"), world(scripted_model(script)))

    assert answer.status == "answered"
    assert "gross_sales" in script.requests[1]["messages"][-1]["content"]
    with scripted(wrong, wrong, PLAN) as script:
        answer = ask(DOSH, person("head"), world(scripted_model(script)))
    assert len(script.requests) == 2
    assert stands(answer)


def stands(answer: Answer, question: str = DOSH) -> bool:
    """Whether the interpreter's own outcome stands."""
    alone = ask(question, person("head"), world())
    said = replace(answer, warnings=(), trace=alone.trace)
    return said == alone and len(answer.warnings) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        {**SALES, "period": "august"},
        {**SALES, "filters": []},
        {**SALES, "filters": [{"field": "order.country", "value": "france"}]},
        {**SALES, "group_by": ["customer.region"]},
        {**SALES, "having": [{"metric": "gross_sales", "op": "gt", "value": 5}]},
    ],
    ids=["another period", "no filter", "another filter", "a split", "a limit"],
)
def test_a_reading_against_the_question_s_own_words_is_no_reading(arguments: Any) -> None:
    wrong = Says(calls=[Call("query", arguments)])

    assert stands(asked(wrong, wrong))


def read_as(question: str, **given: Any) -> Answer:
    """The answer where the model reads the question as this query, sales where no metric is."""
    plan = {"metrics": ["gross_sales"], "period": "september", **given}
    return asked(Says(calls=[Call("query", plan)]), question=question)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("gross sales by salesperson in september", ["salesperson"]),
        ("gross sales in september adjusted for inflation", ["adjusted", "inflation"]),
        ("gross sales of loyal customers in september", ["loyal"]),
    ],
)
def test_a_reading_that_leaves_a_word_out_is_only_offered(question: str, words: list[str]) -> None:
    answer = read_as(question)

    assert answer.status == "clarify"
    assert answer.not_understood == tuple(words)
    assert answer.text.startswith("I did not understand “")
    assert answer.options[0].label.startswith("gross sales, September 2011 (leaving “")


def test_one_part_of_a_reading_stands_for_one_word_of_the_question() -> None:
    question = "the moolah of loyal germans in september"
    germans = [{"field": "order.country", "value": "germans"}]
    answer = read_as(question, filters=germans)
    both = read_as(question, filters=germans, group_by=["customer.id"], limit=10)

    assert answer.text == (
        "scripted-1 takes “moolah” and “loyal” for gross sales alone. Is that meant?\n"
        "- gross sales, country Germany, September 2011"
    )
    assert both.status == "answered"
    assert any("as gross sales, by customer and" in each for each in both.warnings)


def test_what_the_words_were_taken_for_is_said() -> None:
    grouped = read_as("products that flew off the shelves in september",
                      metrics=["items_sold"], group_by=["product.stock_code"])  # fmt: skip
    season = read_as("gross sales during christmastide", period="december 2010")

    assert "Assumed: “flew”, “off” and “shelves” as items sold" in " ".join(grouped.warnings)
    assert any("as December 2010, as scripted-1" in each for each in season.warnings)


def test_a_limit_needs_a_number_that_the_question_says() -> None:
    above = {"group_by": ["order.country"], "having": [
        {"metric": "gross_sales", "op": "gt", "value": 5000}]}  # fmt: skip
    said = read_as("countries with dosh north of 5,000 in september", **above)
    made_up = read_as("countries with oodles of dosh in september", **above)

    assert said.status in ("answered", "clarify")
    assert said.options or said.reading
    assert not made_up.options or all("5,000" not in each.label for each in made_up.options)
    assert made_up.status != "answered"


UNUSABLE: dict[str, list[Step]] = {
    "text": [Says("I would say 1,234.")],
    "refusal": [Says(refusal="I cannot help with that.")],
    "cut off": [Says(calls=[Call("query", "{not json")], finish="length")],
    "no such tool": [Says(calls=[Call("drop_tables", {})])] * 2,
    "a list": [Says(calls=[Call("query", "[1, 2]")])],
    "names of LangChain's own": [Says(calls=[Call("query", {"config": {}, "run_manager": 1})])] * 2,
    "html": [Breaks(garbage="<html>it works</html>")] * 2,
    "no choices": [Breaks(garbage='{"choices": null}')] * 2,
    "empty": [Breaks(garbage="{}")] * 2,
    "half": [Breaks(half=True)] * 2,
    "500": [Fails(500)] * 2,
    "401": [Fails(401)],
    "404": [Fails(404)],
    "400": [Fails(400, "context is too long")],
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_whatever_goes_wrong_the_interpreter_s_outcome_stands(case: str) -> None:
    answer = asked(*UNUSABLE[case])

    assert stands(answer)
    assert "Traceback" not in answer.warnings[0]


@pytest.mark.parametrize("case", ["text", "refusal", "cut off", "html", "half"])
def test_a_stream_that_goes_wrong_leaves_the_outcome_too(case: str) -> None:
    assert stands(asked(*UNUSABLE[case], stream=True))


def test_a_streamed_plan_is_a_plan() -> None:
    with scripted(PLAN) as script:
        answer = ask(DOSH, person("head"), world(scripted_model(script, stream=True)))

    assert script.requests[0]["stream"] is True
    assert answer.status == "answered"
    assert answer.trace.tokens_in == 100


def test_who_is_asked_too_often_is_asked_once_more_when_it_says() -> None:
    with scripted(Fails(429, retry_after="0.01"), PLAN) as script:
        answer = ask(DOSH, person("head"), world(scripted_model(script)))

    assert answer.status == "answered"
    assert len(script.requests) == 2
    refused = asked(*[Fails(429, retry_after="0.01")] * 2)
    assert "too often" in refused.warnings[0]


@pytest.mark.parametrize("stream", [False, True])
def test_a_model_that_does_not_answer_is_given_up(stream: bool) -> None:
    answer = asked(Breaks(hang=5), Breaks(hang=5), seconds=0.2, stream=stream)

    assert stands(answer)
    assert "in time" in answer.warnings[0] or "within" in answer.warnings[0]


def test_of_several_calls_only_the_first_counts() -> None:
    other = Call("query", {**SALES, "metrics": ["orders"]})
    answer = asked(Says(calls=[PLAN.calls[0], other]))

    assert answer.reading is not None
    assert answer.reading.metrics == ("gross_sales",)


def test_a_call_that_is_written_as_text_is_a_call() -> None:
    spelled = json.dumps({"name": "query", "arguments": SALES})

    assert asked(Says(f"Sure!\n```json\n{spelled}\n```")).status == "answered"
    assert asked(Says(spelled)).status == "answered"
    assert asked(Says(f"{{{spelled}}}")).status == "answered"


def test_a_question_back_of_the_model_has_our_words_and_its_options() -> None:
    given = {"options": ["gross_sales", "net_sales"], "period": "september"}
    answer = asked(Says(calls=[Call("ask_back", given)]))

    assert answer.status == "clarify"
    assert [option.label for option in answer.options] == [
        "gross sales, September 2011",
        "net sales, September 2011",
    ]
    assert answer.not_understood == ("dosh",)


@pytest.mark.parametrize("question", [DOSH, "gross sales of loyal customers in september"])
def test_a_refusal_of_the_model_leaves_what_the_interpreter_offers(question: str) -> None:
    no = Says(calls=[Call("refuse", {"reason": "not_in_the_data"})])
    answer = asked(no, question=question)

    assert stands(answer, question)
    assert answer.warnings == ("scripted-1 would refuse it: The data here does not tell that.",)


def test_a_question_may_not_cost_more_than_its_calls() -> None:
    looking = Says(calls=[Call("describe", {"name": "gross_sales"})])
    answer = asked(*[looking] * 9, limits=Limits(question=Limit(calls=3)))

    assert stands(answer)
    assert answer.trace.model_calls == 3
    assert "3 of 3 calls" in answer.warnings[0]


def test_a_person_s_day_is_over_and_the_model_is_not_asked() -> None:
    meter = ProcessMeter()
    meter.add(A_DAY, "head", Spent(calls=7))
    with scripted(PLAN) as script:
        model = scripted_model(script, limits=Limits(person=Limit(calls=7)), meter=meter)
        answer = ask(DOSH, person("head"), world(model))

    assert stands(answer)
    assert "starts anew on 2026-03-03" in answer.warnings[0]
    assert script.requests == []


def test_what_was_spent_is_kept_also_when_it_led_to_nothing() -> None:
    meter = ProcessMeter()
    asked(Says("hm"), meter=meter)
    asked(Fails(401), meter=meter)

    assert meter.spent(A_DAY, "head").calls == 2
    assert meter.spent(A_DAY).tokens == 120


def test_a_model_that_keeps_failing_is_left_alone_for_a_minute() -> None:
    with scripted(*[Fails(401)] * 5, PLAN) as script:
        model = scripted_model(script)
        answers = [ask(DOSH, person("head"), world(model)) for _ in range(6)]

    assert len(script.requests) == 5
    assert "not asked for another 60 seconds" in answers[-1].warnings[0]


def test_the_key_is_sent_to_the_model_and_told_to_nobody() -> None:
    with scripted(Fails(401, "wrong key no-key")) as script:
        answer = ask(DOSH, person("head"), world(scripted_model(script)))

    assert script.headers[0]["authorization"] == "Bearer no-key"
    assert "no-key" not in json.dumps(answer.to_json())
