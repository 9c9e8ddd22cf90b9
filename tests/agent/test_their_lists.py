"""A follow-up about "their" figures keeps to those whom the answer before listed or spoke of."""

import pytest

from agent.answer import Answer
from agent.memory import from_json
from tests.agent.shop_sql import rows
from tests.agent.test_conversation import talk

Q3 = "day >= '2011-07-01' and day < '2011-10-01'"
TOP = (
    f"select customer from sale where customer is not null and {Q3} group by 1 "
    "order by sum(amount) desc limit 10"
)


def table(answer: Answer) -> dict[object, object]:
    """The answer's figure by member."""
    (result,) = answer.results
    return {row[0]: row[1] for row in result.rows()}


def test_their_orders_are_those_of_the_customers_in_the_list() -> None:
    answer = talk("top 10 customers by sales in q3", "what about their orders")

    expected = rows(
        f"select customer::varchar, count(distinct invoice) from sale where {Q3} "
        f"and customer in ({TOP}) group by 1"
    )
    assert table(answer) == {row[0]: row[1] for row in expected}
    assert "of those in “gross sales by customer" in answer.text
    assert "the 10 highest" in answer.echo


def test_a_list_stays_whose_figures_are_asked_for_until_everyone_is() -> None:
    asked = ("top 10 customers by sales in q3", "their orders", "and in august?", "in total")
    answer = talk(*asked)
    ((expected,),) = rows(
        "select count(distinct invoice) from sale where day >= '2011-08-01' "
        f"and day < '2011-09-01' and customer in ({TOP})"
    )

    assert answer.results[0].value("orders") == expected
    assert talk(*asked[:2], "everyone").echo == "orders by customer, Q3 2011"


def test_a_count_of_customers_can_be_gone_on_from() -> None:
    answer = talk("how many new customers in june", "how much did they spend in july")
    first = "select customer from sale where customer is not null group by 1 having min(day)"
    ((expected,),) = rows(
        "select sum(amount) from sale where day >= '2011-07-01' and day < '2011-08-01' "
        f"and customer in ({first} >= '2011-06-01' and min(day) < '2011-07-01')"
    )

    assert answer.results[0].value("gross_sales") == pytest.approx(float(str(expected)), rel=1e-9)


@pytest.mark.parametrize(
    ("questions", "echo"),
    [
        (
            ("high value customers in germany", "their sales in q3"),
            "gross sales, high-value customer, customer's country Germany, Q3 2011",
        ),
        (("sales in france in q3", "their orders"), "orders, country France, Q3 2011"),
        (("sales by country in june", "and their orders?"), "orders by country, June 2011"),
        (
            ("top 3 countries by sales in june", "compare them with may"),
            "gross sales by country, June 2011 against May 2011, the 3 highest",
        ),
        (
            ("sales in june", "compare it with april"),
            "gross sales, June 2011 against April 2011",
        ),
        (
            ("top 3 countries by sales in june", "what is their return rate"),
            "return rate by country, June 2011, of those in “gross sales by country, June 2011, "
            "the 3 highest”",
        ),
    ],
)
def test_their_figures_are_of_whom_the_thread_is_about(
    questions: tuple[str, ...], echo: str
) -> None:
    assert talk(*questions).echo == echo


@pytest.mark.parametrize(
    "questions",
    [("their sales in q3",), ("sales in june", "their orders"), ("customers", "their orders")],
)
def test_nobody_in_particular_is_asked_back(questions: tuple[str, ...]) -> None:
    answer = talk(*questions)

    assert answer.status == "clarify"
    assert answer.reason.startswith("Whose is meant?")


def test_what_narrowed_a_list_is_asked_about() -> None:
    answer = talk("top 3 customers by sales in Germany in q3", "their orders")

    assert answer.reason == "All of theirs, or country Germany only?"
    assert all(option.reading and option.reading.among for option in answer.options)


def test_a_list_is_computed_anew_with_the_rights_of_whoever_asks() -> None:
    questions = ("top 10 customers by sales in q3", "their orders")
    everyone, own = talk(*questions), talk(*questions, who=("head", "owner-world"))

    assert own.status == "answered"
    assert set(table(own)) != set(table(everyone))
    assert "Note: only the customers that you may see are counted." in own.warnings


def test_a_list_is_remembered_as_its_reading() -> None:
    reading = talk("top 10 customers by sales in q3", "their orders").reading
    assert reading is not None
    kept = from_json({"reading": reading.to_json(), "offered": []})

    assert kept is not None
    assert kept.reading == reading


def test_a_change_in_a_list_has_no_drivers() -> None:
    answer = talk("top 10 customers by sales in q3", "why did their sales rise in september")

    assert answer.status == "refused"
