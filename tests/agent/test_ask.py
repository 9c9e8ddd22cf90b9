"""What an answer carries, whose figures it shows, and what it says when there is none."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa

from agent.answer import Answer
from agent.ask import World, answer_reading, ask
from agent.checker import check
from agent.reading import Reading
from agent.wording import Pen
from semantic.engine import Engine
from semantic.errors import OutsideFailure
from skills.loader import pinned
from tests.agent.example_shop import person, shop_engine


class Unreachable:
    """A warehouse that is there and answers nothing."""

    dialect = shop_engine().warehouse.dialect

    def execute(self, _: sa.Select[Any]) -> Sequence[Sequence[Any]]:
        raise OutsideFailure("The warehouse does not answer.", next_step="Try again later.")

    def table(self, source: str, as_of: date) -> str:
        return f"{source}_{as_of}"

    def stage(self, name: str, base: sa.Select[Any]) -> sa.FromClause:
        return base.subquery(name)

    def version(self, _source: str) -> str | None:
        return None

    def exact(self, _source: str) -> frozenset[str]:
        return frozenset()


def world(engine: Engine | None = None) -> World:
    numbers, seconds = count(), count()
    return World(engine or shop_engine(), lambda: float(next(seconds)), lambda: f"t{next(numbers)}")


def asked(question: str, who: str = "head") -> Answer:
    return ask(question, person(who), world())


def test_what_several_people_read_tells_what_all_of_them_may_see() -> None:
    europe, head = person("owner-europe-1"), person("head")

    together = ask("gross sales last month", (head, europe), world())
    alone = ask("gross sales last month", europe, world())

    assert [one.value for one in together.claims] == [one.value for one in alone.claims]
    assert together.warnings[0] == (
        f"Also read by {europe.shown}, so it tells what all of you may see."
    )
    assert together.reading is not None
    assert together.reading.audience == ("owner-europe-1",)


def test_a_follow_up_is_answered_for_those_who_read_it_and_for_nobody_before() -> None:
    ours, europe, head = world(), person("owner-europe-1"), person("head")
    ask("gross sales last month", (head, europe), ours, thread="sales")

    alone = ask("and by country?", head, ours, thread="sales")

    assert alone.reading is not None
    assert alone.reading.audience == ()
    assert len(alone.tables[0].rows) > 20


def test_one_reader_who_may_not_see_the_customers_keeps_them_from_all() -> None:
    europe, uk = person("owner-europe-1"), person("owner-uk-1")

    nobodys = ask("gross sales last month", (europe, uk), world())

    assert not [one for one in nobodys.claims if one.value]


def test_an_answer_is_a_sentence_with_its_evidence() -> None:
    answer = asked("gross sales in September against August")

    assert answer.text == (
        "Gross sales in September 2011 were £1,028,345.38, up £304,037 (42.0 %) from £724,308.16 "
        "in August 2011."
    )
    assert check(answer.text, {claim.id: claim for claim in answer.claims}) == ()
    assert {claim.metric for claim in answer.claims} == {"gross_sales"}
    assert {claim.result for claim in answer.claims} == {answer.results[0].hash}
    assert answer.sources[0].definition.startswith("Quantity times unit price")
    assert "SELECT" in answer.sources[0].sql


def test_the_json_has_the_promised_shape() -> None:
    answer = json.loads(json.dumps(asked("orders by country in May").to_json()))

    assert answer["status"] == "answered"
    assert answer["reading"]["skill"] == "movement"
    assert answer["reading"]["metrics"] == ["orders"]
    assert answer["reading"]["group_by"] == ["order.country"]
    assert answer["reading"]["period"] == {
        "from": "2011-05-01",
        "to": "2011-06-01",
        "partial": False,
    }
    assert answer["reading"]["by"] == "interpreter"
    assert answer["reading"]["not_understood"] == []
    first = answer["claims"][0]
    assert set(first) >= {
        *("id", "value", "unit", "label", "metric", "metric_hash", "filters", "period", "result"),
    }
    (table,) = answer["tables"]
    assert table["columns"][0]["name"] == "order.country"
    assert table["rows"][0][0] == "United Kingdom"
    assert answer["trace"] == {
        "id": "t0",
        "seconds": 1.0,
        "model_calls": 0,
        "tokens": {"in": 0, "out": 0},
        "cost": 0.0,
        "skills": [vars(pinned("movement"))],
    }


def test_members_are_drawn_as_bars_and_time_as_a_line() -> None:
    (bars,) = asked("orders by country in May").charts
    (line,) = asked("orders by month since March").charts

    assert bars.vega_lite["mark"]["type"] == "bar"
    assert bars.vega_lite["data"]["values"][0] == {"key": "United Kingdom", "value": 1518}
    assert line.vega_lite["mark"]["type"] == "line"
    assert line.vega_lite["encoding"]["x"]["type"] == "temporal"
    assert asked("orders in May").charts == ()


def test_a_month_that_has_only_begun_is_a_point_apart_and_no_fall() -> None:
    (whole,) = asked("orders by month from March to May").charts
    (begun,) = asked("orders by month since July").charts

    assert "detail" not in whole.vega_lite["encoding"]
    assert begun.vega_lite["encoding"]["detail"] == {"field": "apart"}
    apart = [row["apart"] for row in begun.vega_lite["data"]["values"]]
    assert apart == ["", "", "", "2011-10-01"]
    assert begun.vega_lite["title"]["text"][-1] == "grey: not whole"


def test_a_question_back_offers_readings_that_can_be_answered() -> None:
    unclear = asked("average in September")
    chosen = unclear.options[0].reading

    assert unclear.status == "clarify"
    assert {"average_order_value", "sales_per_customer"} <= {
        name for option in unclear.options if option.reading for name in option.reading.metrics
    }
    assert chosen is not None
    assert answer_reading(chosen, person("head"), world()).status == "answered"


def test_a_refusal_names_what_is_near() -> None:
    answer = asked("gross profit in May")

    assert answer.status == "refused"
    assert answer.nearest[0] == "gross sales"
    assert "profit" in answer.not_understood


def test_the_future_and_the_time_before_the_data_are_refused() -> None:
    assert "lies in the future" in asked("sales in November 2011").reason
    assert asked("sales in November").reason == (
        "The data begins on 1 December 2010, after November 2010."
    )


def test_what_is_not_over_is_said_to_be_partial() -> None:
    answer = asked("sales this month")

    assert answer.reading is not None
    assert answer.reading.period.partial
    assert "(partial)" in answer.text
    assert any("Partial" in warning for warning in answer.warnings)


def test_assumptions_and_corrections_are_said() -> None:
    answer = asked("revenu please")

    assert answer.warnings == (
        "Assumed: no period was named, so September 2011.",
        "Assumed: “revenu” as “revenue”.",
    )


def test_an_owner_gets_figures_of_their_own_customers_only() -> None:
    question = "orders in September"
    everyone = asked(question).claims[0].value
    own = {name: asked(question, name).claims[0].value for name in ("owner-uk-1", "owner-world")}

    assert isinstance(everyone, int)
    assert all(isinstance(value, int) and value < everyone for value in own.values())
    assert own["owner-uk-1"] != own["owner-world"]


def test_a_metric_one_may_not_see_reads_like_one_that_does_not_exist() -> None:
    hidden = asked("unidentified share in May", "owner-uk-1")
    unknown = asked("undocumented share in May", "owner-uk-1")

    assert asked("unidentified share in May").status == "answered"
    assert hidden.status == unknown.status == "refused"
    assert hidden.reason.replace("unidentified", "undocumented") == unknown.reason


def test_an_analyst_sees_customers_under_other_names() -> None:
    top = asked("top 3 customers by gross sales in September", "analyst")

    assert top.status == "answered"
    assert "14646" not in str(top.tables[0].rows)
    assert asked("sales of customer 14646 in September", "analyst").status == "refused"


def test_a_warehouse_that_fails_is_an_error_and_never_a_traceback() -> None:
    engine = replace(shop_engine(), warehouse=Unreachable())
    answer = ask("sales in May", person("head"), world(engine))

    assert answer.status == "error"
    assert answer.text == "The warehouse does not answer.\nTry again later."


def test_what_the_engine_refuses_is_a_refusal() -> None:
    reading = Reading.model_validate(
        {"metrics": ["nothing"], "period": {"from": "2011-05-01", "to": "2011-06-01"}}
    )
    answer = answer_reading(reading, person("head"), world())

    assert answer.status == "refused"
    assert "nothing" in answer.reason


def test_a_reading_survives_being_stored() -> None:
    reading = asked("top 3 countries by orders in May against April, without France").reading

    assert reading is not None
    assert Reading.model_validate_json(reading.model_dump_json()) == reading


@pytest.mark.parametrize(
    "question",
    [
        "sales " * 300,
        "\u202esales in May\u2066",
        "{c1} in May {{",
        "sales in May; --",
        "<script>alert(1)</script> sales",
        "\x00",
        "売上は五月",
        "sales in May" + "\u200b" * 50,
    ],
)
def test_odd_questions_come_back_with_words(question: str) -> None:
    answer = asked(question)

    assert answer.status in ("answered", "clarify", "refused")
    assert answer.text
    assert json.dumps(answer.to_json())


def test_a_territory_begins_when_the_data_does_and_not_with_its_first_order() -> None:
    early = asked("orders in December 2010", "owner-world")

    assert early.status == "answered"
    assert "Note: only the customers that you may see are counted." in early.warnings


def test_ranking_months_leaves_out_the_one_that_is_not_over() -> None:
    answer = asked("which month had the fewest orders this year")

    assert answer.text.endswith("lowest in January 2011 with 1,081.")
    assert answer.reading is not None
    assert answer.reading.period.end == date(2011, 10, 1)


def test_names_out_of_the_data_are_shown_as_they_are() -> None:
    answer = asked("sales of Dotcomgiftshop Gift Voucher £100.00 in 2011")

    assert answer.text.startswith("Gross sales for “Dotcomgiftshop Gift Voucher £100.00” from")


def test_an_answer_may_have_a_model_s_words_and_says_so() -> None:
    def write(prompt: str) -> str:
        text = prompt.rpartition("Text:\n\n")[2].partition("\n\nAnswer with")[0]
        return json.dumps({"text": text.replace(" were ", " came to ", 1)})

    world = World(shop_engine(), lambda: 0.0, lambda: "t", pen=lambda _: Pen("gpt", write))
    answer = ask("gross sales in August 2011", person("head"), world)

    assert answer.text == "Gross sales in August 2011 came to £724,308.16."
    assert answer.worded_by == answer.to_json()["worded_by"] == "gpt"


def test_a_model_s_words_that_say_more_are_not_used() -> None:
    world = World(
        shop_engine(), lambda: 0.0, lambda: "t",
        pen=lambda _: Pen("gpt", lambda _: '{"text": "Gross sales doubled to {c1} {p1}."}'),
    )  # fmt: skip
    answer = ask("gross sales in August 2011", person("head"), world)

    assert answer.text == "Gross sales in August 2011 were £724,308.16."
    assert answer.worded_by == ""


def test_those_that_changed_most_are_told_with_their_change_and_not_as_the_lowest() -> None:
    answer = asked("which country had the biggest drop in sales in August?")

    assert answer.text == (
        "Gross sales by country in August 2011 against July 2011: EIRE: £18,044.20 (down £24,195)."
    )


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("gross sales by country last month", "Gross sales by country in September 2011: United"),
        (
            "top 5 customers by gross sales last month",
            "Gross sales by customer in September 2011, ",
        ),
        ("best 3 months by gross sales", "Gross sales by month from "),
        ("gross sales of high-value customers in Q3", "Gross sales for high value customers in Q3"),
    ],
)
def test_what_is_right_is_told_in_a_sentence_and_not_as_a_bare_list(
    question: str, begins: str
) -> None:
    assert asked(question).text.startswith(begins)


def test_a_pictures_title_is_broken_where_it_would_be_cut_off() -> None:
    (chart,) = asked("share of sales by customer in Q3, top 10").charts

    lines = chart.vega_lite["title"]["text"]
    assert all(len(line) <= 40 for line in lines)
    assert " ".join(lines) == chart.title.replace(",", "")
