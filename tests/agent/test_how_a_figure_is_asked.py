"""How people ask for a figure that they name: how high it was, where it came out, since when."""

import pytest

from tests.agent.test_conversation import talk
from tests.agent.trades import trade_answer


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("how low was retention in June?", "retention rate, June 2011"),
        ("How big was net revenue in April, in pounds", "net sales, April 2011"),
        ("how high was in June the refund rate", "return rate, June 2011"),
        ("where did takings end up in June?", "gross sales, June 2011"),
        ("where did we land on net sales in June", "net sales, June 2011"),
        ("returning customers in June, just the number", "returning customers, June 2011"),
        ("orders in June, figure only please", "orders, June 2011"),
        ("what were our refunds back in June", "returns value, June 2011"),
        ("what did refunds in June add up to, value-wise?", "returns value, June 2011"),
        ("how many orders did we take in June", "orders, June 2011"),
        ("just the number: orders taken in June", "orders, June 2011"),
        ("number of orders that got booked in June", "orders, June 2011"),
        ("how many people really bought from us in June", "active customers, June 2011"),
        ("how many costumers were active in June?", "active customers, June 2011"),
        ("newly won back customers in June", "reactivated customers, June 2011"),
        (
            "I need the two counts for June: lapsed customers, reactivated customers",
            "lapsed customers and reactivated customers, June 2011",
        ),
    ],
)
def test_words_that_only_ask_change_no_figure(question: str, said: str) -> None:
    assert talk(question).echo == said


@pytest.mark.parametrize(
    "question",
    [
        "where do sales come in from?",
        "where did orders land in June",
        "how big were orders in June",
        "how big is our customer base",
        "sales by country, number only",
    ],
)
def test_what_may_ask_for_something_else_is_asked_back(question: str) -> None:
    assert talk(question).status == "clarify"


@pytest.mark.parametrize(
    ("question", "trade", "said"),
    [
        ("how high was revenue in June 2026", "courier", "revenue, June 2026"),
        ("where did takings come out in July 2025", "gym", "takings, July 2025"),
        ("how big was the drop in revenue in June 2026", "courier",
         "revenue, June 2026 against May 2026"),
    ],
)  # fmt: skip
def test_figures_of_other_trades_are_asked_alike(question: str, trade: str, said: str) -> None:
    assert trade_answer(trade, question).echo == said


@pytest.mark.parametrize(
    "question",
    [
        "how many people made their very first purchase in April",
        "clients with a first order in April, how many are those?",
        "for the acquisition report: how many customers placed their first order in April",
    ],
)
def test_those_with_a_first_order_in_a_period_are_new_in_it(question: str) -> None:
    answer = talk(question)

    assert answer.echo == "new customers, April 2011"
