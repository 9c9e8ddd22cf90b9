"""A figure's whole, a day's name, a cohort's own words and what customers were lost to."""

import pytest

from tests.agent.any_workspace import asked


@pytest.mark.parametrize(
    ("question", "echo"),
    [
        ("unidentified share of gross sales, August", "unidentified share, August 2011"),
        ("return rate of sales in June", "return rate, June 2011"),
        ("how often did a customer order from us in June on average",
         "purchase frequency, June 2011"),
        ("orders yesterday (Sunday)", "orders, 2 October 2011"),
        ("Sunday, that is yesterday: how many orders", "orders, 2 October 2011"),
        ("how many customers are lapsed today", "lapsed customers, as of 3 October 2011"),
        ("lapsed customers at close of business on 31 July",
         "lapsed customers, end of 31 July 2011"),
        ("what share of customers was lost to attrition in August", "lapse rate, August 2011"),
        ("of the people who bought in May, how many weren't newcomers, so their first order was "
         "before May", "returning customers, May 2011"),
        ("of all who made their first order in February, what % ordered in July",
         "cohort retention, first-order month February 2011, July 2011"),
    ],
)  # fmt: skip
def test_what_stands_beside_a_figure_is_read(question: str, echo: str) -> None:
    answer = asked("shop", question)

    assert answer.status == "answered", answer.text
    assert answer.echo == echo


def test_another_day_s_name_is_asked_back() -> None:
    assert asked("shop", "orders yesterday, Saturday").status == "clarify"


def test_somebody_on_the_phone_is_no_personal_data() -> None:
    assert asked("shop", "an auditor is on the phone: sales in June?").status != "refused"
    assert asked("shop", "the phone of our best customer").status == "refused"
