"""What part of some customers did something: in parts, percents, months and numbers of orders."""

import pytest

from tests.agent.test_conversation import talk

RATE = "repeat purchase rate, April 2011"


@pytest.mark.parametrize(
    "question",
    [
        "% of buyers with 2+ orders in April",
        "what percent of people who ordered in April ordered two or more times",
        "how many percent of customers made two orders or more in April?",
        "which part of April's buyers bought more than once, in %",
    ],
)
def test_those_with_two_orders_are_a_rate(question: str) -> None:
    assert talk(question).echo == RATE


@pytest.mark.parametrize(
    "question",
    [
        "what portion of February's new customers were still buying three months later",
        "retention of customers acquired in February, after 3 months",
    ],
)
def test_months_after_a_first_order_are_counted(question: str) -> None:
    assert talk(question).echo == "cohort retention, first-order month February 2011, May 2011"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what part of sales in April came back as returns, in percent", "return rate, April 2011"),
        ("orders, month April", "orders, April 2011"),
        (
            "number of the new customers and number of the returning customers, April",
            "new customers and returning customers, April 2011",
        ),
        (
            "our revenue in April, gross, so before we subtract anything sent back",
            "gross sales, April 2011",
        ),
        ("October orders so far please", "orders, 1 to 2 October 2011 (partial)"),
    ],
)
def test_words_said_twice_are_one_figure(question: str, said: str) -> None:
    assert talk(question).echo == said
