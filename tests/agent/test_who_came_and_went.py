"""Who lapsed and came back, what an order is worth, and whose deeds split no figure."""

import pytest

from tests.agent.test_conversation import talk
from tests.agent.trades import trade_answer


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("how many dormant customers came back in April", "reactivated customers, April 2011"),
        ("lapsed customers we won back in April", "reactivated customers, April 2011"),
        ("inactive customers that we woke up in April", "reactivated customers, April 2011"),
        ("customers who came back after a long break, April", "reactivated customers, April 2011"),
        ("how many did we win back, customers I mean, April", "reactivated customers, April 2011"),
        ("lapsed customers, reactivated customers, April",
         "lapsed customers and reactivated customers, April 2011"),
        ("how many people newly went lapsed in April", "newly lapsed customers, April 2011"),
        ("in April how many customers were newly lapsed?", "newly lapsed customers, April 2011"),
        ("what portion of customers churned in April?", "lapse rate, April 2011"),
    ],
)  # fmt: skip
def test_coming_back_is_of_those_who_were_gone(question: str, said: str) -> None:
    assert talk(question).echo == said


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("how much was an order worth on average in April", "average order value, April 2011"),
        ("what was the mean value of one order in April?", "average order value, April 2011"),
        ("avg bill per order in April", "average order value, April 2011"),
        ("orders that were placed by our customers in April", "orders, April 2011"),
        ("how many orders were made by customers from France in April",
         "orders, country France, April 2011"),
        ("value of the goods customers returned in April", "returns value, April 2011"),
    ],
)  # fmt: skip
def test_one_of_them_and_whoever_did_it(question: str, said: str) -> None:
    assert talk(question).echo == said


@pytest.mark.parametrize(
    ("question", "trade", "said"),
    [
        ("what is one shipment worth on average, June 2026", "courier",
         "revenue per shipment, June 2026"),
        ("how many bookings were made by members in July 2025", "gym", "class bookings, July 2025"),
        ("member churn rate in July 2025", "gym", "churn rate, July 2025"),
    ],
)  # fmt: skip
def test_other_trades_say_it_alike(question: str, trade: str, said: str) -> None:
    assert trade_answer(trade, question).echo == said


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("sales in April broken down by customers", "gross sales by customer,"),
        ("orders placed by customer in April", "orders by customer,"),
    ],
)
def test_a_split_by_customer_stays_one(question: str, said: str) -> None:
    assert talk(question).echo.startswith(said)


@pytest.mark.parametrize(
    "question",
    ["so how many customers are we talking about", "how much were the orders worth in April"],
)
def test_what_is_not_said_is_asked_back(question: str) -> None:
    assert talk(question).status == "clarify"
