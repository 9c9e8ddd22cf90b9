"""Words that keep to nothing and turn nothing, beside those that may and are asked back."""

import pytest

from tests.agent.any_workspace import asked

SEPTEMBER = "September 2011 against August 2011"


@pytest.mark.parametrize(
    ("trade", "question", "echo"),
    [
        ("shop", "orders in May, just the total", "orders, May 2011"),
        ("shop", "Only the headline figure please: returns value in July",
         "returns value, July 2011"),
        ("shop", "simply the gross sales of June", "gross sales, June 2011"),
        ("shop", "compare May with April, number of orders only",
         "orders, May 2011 against April 2011"),
        ("shop", "Just checking something: how many new customers in May?",
         "new customers, May 2011"),
        ("courier", "I just want the number of deliveries for March", "deliveries, March 2026"),
    ],
)  # fmt: skip
def test_only_before_what_the_answer_is_anyway_narrows_nothing(
    trade: str, question: str, echo: str
) -> None:
    answer = asked(trade, question)

    assert answer.status == "answered", answer.text
    assert answer.echo == echo


@pytest.mark.parametrize(
    "question",
    ["gross sales by country in May, just the total", "just big orders in May",
     "orders in May, just wholesale", "new customers only, by card"],
)  # fmt: skip
def test_only_before_what_it_may_keep_to_is_asked_back(question: str) -> None:
    assert asked("shop", question).status != "answered"


@pytest.mark.parametrize(
    ("trade", "question", "echo"),
    [
        ("courier", "average weight in May against April: any heavier?",
         "average weight, May 2026 against April 2026"),
        ("shop", "Was average order value cheaper in September than in August?",
         f"average order value, {SEPTEMBER}"),
        ("shop", "orders, September vs August, busier or quieter?", f"orders, {SEPTEMBER}"),
        ("shop", "Are we ahead? Net sales in September against August", f"net sales, {SEPTEMBER}"),
        ("shop", "net sales September against August: going which way?",
         f"net sales, {SEPTEMBER}"),
        ("shop", "was net sales better in September than in August or not",
         f"net sales, {SEPTEMBER}"),
        ("shop", "the leap in net sales from August to September, how big was it",
         f"net sales, {SEPTEMBER}"),
    ],
)  # fmt: skip
def test_the_adjective_of_a_figure_asks_which_way_it_went(
    trade: str, question: str, echo: str
) -> None:
    answer = asked(trade, question)

    assert answer.status == "answered", answer.text
    assert answer.echo == echo


@pytest.mark.parametrize(
    "question",
    ["orders, September against August: any cheaper?", "cheaper orders in September than in August",
     "active customers, September against August: any busier?",
     "orders in September against August: are we ahead of plan?"],
)  # fmt: skip
def test_the_adjective_of_something_else_is_asked_back(question: str) -> None:
    assert asked("shop", question).status != "answered"


@pytest.mark.parametrize(
    ("trade", "question", "echo"),
    [
        ("shop", "Where's net sales at for August?", "net sales, August 2011"),
        ("shop", "what is the return rate sitting at for August", "return rate, August 2011"),
        ("shop", "new customers in May, not the running total", "new customers, May 2011"),
        ("shop", "which single country had the most returns in May",
         "returns value by country, May 2011, the highest"),
        ("courier", "Shipments in May. The owners want them for the grant application",
         "shipments, May 2026"),
        ("courier", "shipments in May, for the customer care meeting", "shipments, May 2026"),
        ("shop", "how many customers ordered at least once in May", "active customers, May 2011"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_figure_or_its_use_narrows_nothing(
    trade: str, question: str, echo: str
) -> None:
    answer = asked(trade, question)

    assert answer.status == "answered", answer.text
    assert answer.echo == echo


@pytest.mark.parametrize(
    "question",
    ["orders in May, I need it for wholesale", "orders in May, it's for the resellers",
     "lapsed customers in May, not the running total"],
)  # fmt: skip
def test_what_a_figure_is_for_is_asked_back_where_it_may_be_a_part(question: str) -> None:
    assert asked("shop", question).status != "answered"


def test_goods_handed_over_are_those_sold_where_nothing_tells_of_it() -> None:
    answer = asked("shop", "how many units did we ship to Norway in May?")

    assert answer.status == "answered", answer.text
    assert answer.echo == "items sold, country Norway, May 2011"
    assert any("“ship” as items sold" in each for each in answer.warnings)
