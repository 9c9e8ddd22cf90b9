"""How many members have something, and how often something was done."""

import pytest

from agent.answer import Answer
from agent.reading import Reading
from semantic.errors import RetainerError
from tests.agent.shop_sql import rows
from tests.agent.test_conversation import talk
from tests.agent.trades import trade_answer, trade_sql

SEPTEMBER = "day >= '2011-09-01' and day < '2011-10-01'"
OFTEN = (
    "select count(*) from (select customer from sale where customer is not null and "
    f"{SEPTEMBER} group by 1 having count(distinct invoice) {{}})"
)
SHOP = {
    "how many countries did we sell to in september": (
        f"select count(distinct country) from sale where {SEPTEMBER}"
    ),
    "how many different countries ordered in september": (
        f"select count(distinct country) from sale where {SEPTEMBER}"
    ),
    "how many countries had more than 10 orders in september": (
        f"select count(*) from (select country from sale where {SEPTEMBER} group by 1 "
        "having count(distinct invoice) > 10)"
    ),
    "how many customers had orders in september": OFTEN.format(">= 1"),
    "how many customers bought only once in september": OFTEN.format("= 1"),
    "how many customers bought more than once in september": OFTEN.format("> 1"),
    "customers who ordered at least three times in september": OFTEN.format(">= 3"),
    "how many different products did we sell in september": (
        f"select count(distinct code) from sale where {SEPTEMBER}"
    ),
}


def figures(answer: Answer) -> list[object]:
    return [claim.value for claim in answer.claims if claim.kind in ("count", "level")]


@pytest.mark.parametrize("question", SHOP)
def test_a_count_of_members_is_what_sql_says(question: str) -> None:
    answer = talk(question)
    ((expected,),) = rows(SHOP[question])

    assert answer.status == "answered", answer.text
    assert figures(answer) == [expected]


@pytest.mark.parametrize(
    ("trade", "question", "sql"),
    [
        (
            "library",
            "how many branches had visitors in february",
            "select count(distinct branch) from visits where day >= '2025-02-01' "
            "and day < '2025-03-01' and visitors > 0",
        ),
        (
            "library",
            "how many members borrowed more than once in february",
            "select count(*) from (select member_id from loans where lent_on >= '2025-02-01' "
            "and lent_on < '2025-03-01' group by 1 having count(*) > 1)",
        ),
        (
            "physio",
            "how many therapists had no-shows in january",
            "select count(distinct therapist) from appointments where status = 'no-show' "
            "and starts_at >= '2026-01-01' and starts_at < '2026-02-01'",
        ),
        (
            "seatwise",
            "how many countries had new accounts in april",
            "select count(distinct country) from accounts where signed_up >= '2024-04-01' "
            "and signed_up < '2024-05-01'",
        ),
    ],
)
def test_other_trades_count_their_own_members(trade: str, question: str, sql: str) -> None:
    answer = trade_answer(trade, question)

    assert answer.status == "answered", answer.text
    assert figures(answer) == list(trade_sql(trade).execute(sql).fetchall()[0])


def test_a_noun_before_the_metric_is_not_what_is_counted() -> None:
    answer = trade_answer("seatwise", "how many high priority tickets did we get in march")

    assert answer.echo == "tickets, priority high, March 2024"


def test_a_list_in_a_thread_is_counted() -> None:
    for words in ("how many are there?", "how many countries is that?"):
        answer = talk("sales by country in september", words)
        ((expected,),) = rows(f"select count(distinct country) from sale where {SEPTEMBER}")

        assert answer.text == f"Number of countries with gross sales in September 2011: {expected}."


def test_which_were_bought_lists_them_by_what_they_earned() -> None:
    answer = talk("which products did Germany buy in september")
    ((expected,),) = rows(
        f"select count(distinct code) from sale where {SEPTEMBER} and country = 'Germany'"
    )

    assert answer.echo == "gross sales by product, country Germany, September 2011"
    assert answer.results[0].length == expected


@pytest.mark.parametrize(
    ("question", "offered"),
    [
        ("how many products were sold in september", {"items_sold", "products_bought"}),
        ("how many countries did we sell to in september vs august", {"gross_sales"}),
        ("how many countries do we have", {"gross_sales", "orders"}),
    ],
)
def test_what_may_be_counted_two_ways_is_asked_back(question: str, offered: set[str]) -> None:
    answer = talk(question)

    assert answer.status == "clarify"
    named = {name for one in answer.options if one.reading for name in one.reading.metrics}
    assert offered <= named


def test_rows_are_not_counted_where_some_figures_are_withheld() -> None:
    from dataclasses import replace

    from agent.rows import rows_of
    from tests.agent.example_shop import person, shop_engine

    engine, head = shop_engine(), person("head")
    reading = Reading.model_validate(
        {"metrics": ["orders"], "group_by": ["order.country"], "counted": True,
         "period": {"from": "2011-09-01", "to": "2011-10-01"}}
    )  # fmt: skip
    view = engine.view(head)

    with pytest.raises(RetainerError, match="figures about too few are withheld"):
        rows_of(reading, lambda q: replace(engine.run(q, head), withheld=True), view)


def test_one_of_a_thing_is_in_the_singular() -> None:
    answer = talk("how many customers bought only once in august")

    assert answer.text.startswith("Number of customers with exactly 1 order in August 2011: ")


@pytest.mark.parametrize(
    "question",
    [
        "how many individual customers placed an order with us in september, please?",
        "how many customers had orders in september",
    ],
)
def test_a_count_that_a_metric_is_defined_as_is_told_by_its_name(question: str) -> None:
    answer = talk(question)

    assert answer.reading is not None
    assert (answer.reading.metrics, answer.reading.group_by) == (("active_customers",), ())


def test_a_count_within_limits_is_no_metric_of_its_own() -> None:
    answer = talk("how many customers had at least 3 orders in september")

    assert answer.reading is not None
    assert (answer.reading.metrics, answer.reading.counted) == (("orders",), True)


@pytest.mark.parametrize(
    "question", ["customer count pls", "how many customers do we have?", "total customers??"]
)
def test_customers_without_a_state_are_asked_back_with_readings(question: str) -> None:
    answer = talk(question)

    first = answer.options[0].reading
    assert answer.status == "clarify"
    assert first is not None
    assert first.metrics == ("active_customers",)


def test_those_with_two_orders_or_more_are_the_repeat_customers() -> None:
    answer = talk("how many customers placed at least two orders in september?")
    ((expected,),) = rows(OFTEN.format(">= 2"))

    assert answer.text == f"Repeat customers in September 2011 were {expected}."


@pytest.mark.parametrize(
    "question",
    [
        "How many different customers got a delivery in April?",
        "how many firms had deliveries in April",
    ],
)
def test_those_whom_a_metric_counts_are_told_by_it(question: str) -> None:
    answer = trade_answer("coffee", question)

    ((firms,),) = (
        trade_sql("coffee")
        .execute(
            "select count(distinct firm_id) from delivery_lines"
            " where delivered_on >= '2026-04-01' and delivered_on < '2026-05-01'"
        )
        .fetchall()
    )
    assert answer.text == f"Firms served in April 2026 were {firms}."
