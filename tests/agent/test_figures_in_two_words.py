"""Figures called by two words for figures, or by half a name: "order volume", "actives"."""

import pytest

from tests.agent.test_conversation import talk
from tests.agent.trades import trade_answer


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("order volume in April", "orders, April 2011"),
        ("what was the volume of our orders in April", "orders, April 2011"),
        ("unit sales for Germany in April", "items sold, country Germany, April 2011"),
        ("the rate of refunds for April", "return rate, April 2011"),
        ("what was the rate of attrition in April?", "lapse rate, April 2011"),
        ("customer attrition in April, in %", "lapse rate, April 2011"),
        ("refund ratio in April", "return rate, April 2011"),
        ("April headcount of active customers", "active customers, April 2011"),
        ("April actives", "active customers, April 2011"),
        ("retained count for April", "retained customers, April 2011"),
        (
            "April: how many returning and how many reactivated customers?",
            "returning customers and reactivated customers, April 2011",
        ),
        (
            "how many customers were returning and how many were new in April",
            "returning customers and new customers, April 2011",
        ),
        ("new versus returning, April", "new customers and returning customers, April 2011"),
        (
            "active customers and also new ones, April",
            "active customers and new customers, April 2011",
        ),
    ],
)
def test_half_names_are_their_figures(question: str, said: str) -> None:
    assert talk(question).echo == said


@pytest.mark.parametrize(
    ("question", "trade", "said"),
    [
        ("shipment volume in June 2026", "courier", "shipments, June 2026"),
        ("the rate of no-shows in July 2025", "gym", "no show rate, July 2025"),
    ],
)
def test_half_names_are_read_in_other_trades(question: str, trade: str, said: str) -> None:
    assert trade_answer(trade, question).echo == said


@pytest.mark.parametrize(
    "question",
    [
        "sales volume in April",
        "the quantity of our customers, what is it?",
        "how many new customers are returning in April",
    ],
)
def test_half_names_of_several_figures_are_asked_back(question: str) -> None:
    assert talk(question).status == "clarify"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("kindly share returns for April", "returns value, April 2011"),
        ("please share repeat customers for April", "repeat customers, April 2011"),
        ("can someone share the count of newly lapsed customers, April?",
         "newly lapsed customers, April 2011"),
        ("please share the share of April sales from France",
         "gross sales and share of the whole, country France, April 2011"),
    ],
)  # fmt: skip
def test_to_be_asked_to_share_is_to_show(question: str, said: str) -> None:
    assert talk(question).echo == said
