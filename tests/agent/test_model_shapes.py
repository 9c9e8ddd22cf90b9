"""What a model may ask of the rows, as a question in words can: lists for each, totals, shares."""

from typing import Any

import pytest

from agent.ask import ask
from agent.reading import Reading
from agent.tools.errors import WrongArguments
from tests.agent.example_shop import person
from tests.agent.test_conversation import talk
from tests.agent.test_model_path import PLAN, asked, read_as, stands, told, world
from tests.agent.test_tools import plan, wrong
from tests.support.scripted_model import scripted_model
from tests.support.scripted_openai import Call, Says, scripted

PRODUCTS = {
    "metrics": ["gross_sales"],
    "group_by": ["product.stock_code", "order.country"],
    "period": "may",
    "order_by": "-gross_sales",
    "limit": 3,
}
COUNTRIES = {"metrics": ["gross_sales"], "group_by": ["order.country"], "period": "may"}
WEEKS = {"metrics": ["orders"], "group_by": ["time.week"], "period": "may"}
AS_IN_WORDS: dict[str, dict[str, Any]] = {
    "top 3 products by sales per country in May": {**PRODUCTS, "per": "order.country"},
    "sales by country in May with a total": {**COUNTRIES, "also": ["total"]},
    "share of sales by country in May": {**COUNTRIES, "also": ["share"]},
    "orders per week on average in May": {**WEEKS, "also": ["mean"]},
    "how many countries had sales in May": {**COUNTRIES, "also": ["count"]},
    "how many active customers in August but not in September": {
        "metrics": ["active_customers"], "period": "august", "not_in": "september"},
    "how many active customers in both August and September": {
        "metrics": ["active_customers"], "period": "september", "did_so_in": "august"},
    "orders on Mondays in September": {
        "metrics": ["orders"], "period": "september",
        "filters": [{"field": "time.extract_dow", "value": "Monday"}]},
    "orders by weekday in September": {
        "metrics": ["orders"], "period": "september", "group_by": ["time.extract_dow"]},
    "orders after 5 pm in September": {
        "metrics": ["orders"], "period": "september",
        "filters": [{"field": "time.extract_hour", "op": "ge", "value": 17}]},
    "best month of 2011 by sales": {
        "metrics": ["gross_sales"], "group_by": ["time.month"], "order_by": "-gross_sales",
        "limit": 1, "period": "2011"},
}  # fmt: skip


def bare(reading: Reading | None) -> Reading:
    assert reading is not None
    return reading.model_copy(update={"by": "interpreter", "assumptions": ()})


@pytest.mark.parametrize(("question", "given"), AS_IN_WORDS.items(), ids=list(AS_IN_WORDS))
def test_a_tool_asks_for_what_words_can(question: str, given: dict[str, Any]) -> None:
    assert bare(plan(**given)) == bare(talk(question).reading)


def test_what_is_said_beside_a_figure_is_noted_for_models_too() -> None:
    weekdays = plan(**AS_IN_WORDS["orders by weekday in September"])
    best = plan(**AS_IN_WORDS["best month of 2011 by sales"])

    assert "one more of Thursdays and Fridays" in weekdays.assumptions[-1]
    assert "only months that are over and in the data are ranked" in best.assumptions


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "a group that there is none of": ({**PRODUCTS, "per": "customer.id"}, "per", "not among"),
    "one group": (
        {**COUNTRIES, "per": "order.country", "order_by": "-gross_sales", "limit": 3},
        "per", "one of two",
    ),
    "no number of rows": ({**PRODUCTS, "limit": None, "per": "order.country"}, "per", "`limit`"),
    "a share of a mean": (
        {**COUNTRIES, "metrics": ["average_order_value"], "also": ["share"]},
        "also", "only sums and counts",
    ),
    "a share of nothing": (
        {"metrics": ["gross_sales"], "period": "may", "also": ["share"]}, "also", "Whose share",
    ),
    "a total of one figure": (
        {"metrics": ["gross_sales"], "period": "may", "also": ["total"]}, "also", "total of what",
    ),
    "a total of one list for each": (
        {**PRODUCTS, "per": "order.country", "also": ["total"]}, "also", "one list of figures",
    ),
    "a mean of countries": ({**COUNTRIES, "also": ["mean"]}, "also", "one split by time"),
    "a mean of means": (
        {**WEEKS, "metrics": ["average_order_value"], "also": ["mean"]}, "also", "mean already",
    ),
    "a trend of countries": ({**COUNTRIES, "also": ["trend"]}, "also", "split by time"),
    "a count of a ranking": (
        {**COUNTRIES, "order_by": "-gross_sales", "limit": 3, "also": ["count"]},
        "also", "ranking",
    ),
    "sales in both": ({"metrics": ["gross_sales"], "period": "may", "not_in": "june"},
                      "not_in", "count customers"),
    "no period": ({"metrics": ["active_customers"], "did_so_in": "blub"}, "did_so_in", "blub"),
    "a day that is none": (
        {**COUNTRIES, "filters": [{"field": "time.extract_dow", "value": "Blursday"}]},
        "filters[0].value", "weekdays",
    ),
    "an hour that is none": (
        {**COUNTRIES, "filters": [{"field": "time.extract_hour", "op": "ge", "value": 25}]},
        "filters[0].value", "hours",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("given", "argument", "why"), WRONG.values(), ids=list(WRONG))
def test_a_shape_that_cannot_be_told_goes_back(
    given: dict[str, Any], argument: str, why: str
) -> None:
    (problem,) = wrong(**given).problems

    assert problem.argument == argument
    assert why in problem.why


def test_hours_of_how_things_stand_are_refused() -> None:
    with pytest.raises(WrongArguments):
        plan(metrics=["lapsed_customers"], group_by=["time.extract_hour"], period="may")


def test_a_wrong_shape_goes_back_once_and_can_be_mended() -> None:
    question = "top 3 products by dosh per country in may"
    bad = Says(calls=[Call("query", PRODUCTS)])
    good = Says(calls=[Call("query", {**PRODUCTS, "per": "order.country"})])
    with scripted(bad, good) as script:
        answer = ask(question, person("head"), world(scripted_model(script)))
    again = asked(bad, bad, question=question)

    assert "one list for each country" in told(script)
    assert answer.status == "answered"
    assert "the 3 highest for each country" in answer.echo
    assert stands(again, question)


LEFT_OUT: dict[str, dict[str, Any]] = {
    "dosh on mondays in september": {},
    "dosh by weekday in september": {},
    "dosh after 5 pm in september": {},
    "what % of dosh came from germany in september": {
        "filters": [{"field": "order.country", "value": "germany"}]},
    "dosh by country with a total in september": {"group_by": ["order.country"]},
    "dosh per week on average in september": {"group_by": ["time.week"]},
    "dosh over 5000 by country in september": {"group_by": ["order.country"]},
    "worst country by dosh in september": {
        "group_by": ["order.country"], "order_by": "-gross_sales", "limit": 1},
    "dosh in september against the month before": {"period": "september"},
    "dosh of germany vs france in september": {
        "filters": [{"field": "order.country", "op": "in", "value": ["germany", "france"]}]},
    "dosh in all of september": {"period": "1 to 5 september 2011"},
    "dosh in september than a year ago": {"period": "august against a year earlier"},
}  # fmt: skip


@pytest.mark.parametrize(("question", "given"), LEFT_OUT.items(), ids=list(LEFT_OUT))
def test_a_reading_without_what_the_question_says_of_its_rows_is_none(
    question: str, given: dict[str, Any]
) -> None:
    answer = read_as(question, **given)

    assert answer.status != "answered"
    assert not answer.claims


SHAPED: dict[str, tuple[dict[str, Any], str]] = {
    "dosh on mondays in september": (
        {"filters": [{"field": "time.extract_dow", "value": "mondays"}]},
        "on Mondays in September 2011 were £140,056.99"),
    "share of dosh by country in september": (
        {"group_by": ["order.country"], "also": ["share"]}, "%"),
    "dosh by country with a total in september": (
        {"group_by": ["order.country"], "also": ["total"]}, "£1,028,345.38"),
}  # fmt: skip


@pytest.mark.parametrize(("question", "case"), SHAPED.items(), ids=list(SHAPED))
def test_a_model_tells_what_the_question_says_of_its_rows(
    question: str, case: tuple[dict[str, Any], str]
) -> None:
    given, figure = case
    answer = read_as(question, **given)

    assert answer.status == "answered", answer.text
    assert figure in answer.text


def test_a_share_that_no_word_asks_for_is_no_reading_of_one_word() -> None:
    plain = asked(PLAN)
    filters = [{"field": "order.country", "value": "germans"}]
    made_up = {"metrics": ["gross_sales"], "filters": filters, "period": "september",
               "also": ["share"]}  # fmt: skip
    wrong_one = Says(calls=[Call("query", made_up)])

    assert plain.status == "answered"
    assert stands(asked(wrong_one, wrong_one))
