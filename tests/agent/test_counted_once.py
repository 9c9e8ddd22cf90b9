"""What "once" says of counting, what "total" says of several months, and when a day has ended."""

import pytest

from tests.agent.any_workspace import asked


@pytest.mark.parametrize(
    ("trade", "question", "echo"),
    [
        ("shop", "July to September, counting everyone just once: how many did we sell to?",
         "active customers, Q3 2011"),
        ("shop", "how many customers bought in August, each counted once",
         "active customers, August 2011"),
        ("shop", "how many customers ordered just once in August",
         "number of customers, exactly 1 order, August 2011"),
        ("shop", "February March April, total returns value",
         "returns value, February to April 2011"),
        ("hotel", "total bookings in June, July and August", "bookings, June to August 2025"),
        ("hotel", "total bookings in each of June, July and August",
         "bookings by month, June to August 2025"),
        ("shop", "lapsed customers as of 31 July EOD", "lapsed customers, end of 31 July 2011"),
        ("shop", "lapsed customers as of 31 July", "lapsed customers, as of 31 July 2011"),
        ("shop", "orders on 29 July (close of business)", "orders, 29 July 2011"),
    ],
)  # fmt: skip
def test_it_is_read_as_said(trade: str, question: str, echo: str) -> None:
    answer = asked(trade, question)

    assert answer.status == "answered", answer.text
    assert answer.echo == echo


def test_counting_orders_once_is_no_limit_on_orders() -> None:
    answer = asked("shop", "orders in July, each counted once")

    assert answer.status == "clarify"
