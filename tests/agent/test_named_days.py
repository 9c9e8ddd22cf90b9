"""Days that have a name or a rule: figures as SQL has them, or a question which days are meant."""

from datetime import date

import pytest

from agent.interpreter.times.named_days import easter
from tests.agent.any_workspace import asked, figure

ORDERS = "select count(distinct invoice) from sale where "
TICKETS = "select count(*) from tickets where opened_at::date "
LOANS = "select count(*) from loans where lent_on "

FIGURES = [
    ("shop", "orders on the last friday of september", ORDERS + "day = '2011-09-30'"),
    ("shop", "orders on the 2nd Monday in Q3", ORDERS + "day = '2011-07-11'"),
    ("shop", "orders the weekend of 10/11 sept", ORDERS + "day in ('2011-09-10', '2011-09-11')"),
    ("shop", "orders on Good Friday", ORDERS + "day = '2011-04-22'"),
    ("shop", "how many orders yday", ORDERS + "day = '2011-10-02'"),
    ("shop", "orders w/e 25 sept", ORDERS + "day between '2011-09-19' and '2011-09-25'"),
    ("shop", "orders for the twelve weeks to 30 September 2011",
     ORDERS + "day between '2011-07-09' and '2011-09-30'"),
    ("shop", "orders in the 10 days after 1 September",
     ORDERS + "day between '2011-09-02' and '2011-09-11'"),
    ("shop", "orders from begin of august until end of september",
     ORDERS + "day between '2011-08-01' and '2011-09-30'"),
    ("shop", "orders, rolling 7 days", ORDERS + "day between '2011-09-26' and '2011-10-02'"),
    ("seatwise", "tickets opened on the last friday of april", TICKETS + "= '2024-04-26'"),
    ("seatwise", "tickets w/c 4/22", TICKETS + "between '2024-04-22' and '2024-04-28'"),
    ("seatwise", "tickets last tues", TICKETS + "= '2024-05-14'"),
    ("library", "loans on the first monday of feb", LOANS + "= '2025-02-03'"),
    ("library", "loans yest", LOANS + "= '2025-03-06'"),
    ("library", "loans since the last friday of january",
     LOANS + "between '2025-01-31' and '2025-03-06'"),
    ("library", "loans on 29 feb", LOANS + "= '2024-02-29'"),
    ("library", "loans on Boxing Day", LOANS + "= '2024-12-26'"),
    ("library", "loans between xmas and new year (27-31 dec)",
     LOANS + "between '2024-12-27' and '2024-12-31'"),
    ("library", "loans in the past couple of weeks",
     LOANS + "between '2025-02-17' and '2025-03-02'"),
]  # fmt: skip

ASKED_BACK = [
    ("shop", "sales over easter", ["22 to 25 April 2011", "23 to 24 April 2011"]),
    ("shop", "returns over xmas 2010", ["24 to 26 December 2010", "1 January 2011"]),
    ("shop", "orders 2 weeks before 5 september", ["22 August to 4 September", "22 August 2011"]),
    ("library", "loans the weekend of 14/15 feb", ["14 to 15 February", "15 to 16 February 2025"]),
    ("library", "loans the first weekend of september", ["7 to 8 September 2024"]),
    ("library", "loans over new year", ["1 January 2025", "31 December 2024"]),
    ("seatwise", "tickets the other week", ["the other week"]),
    ("seatwise", "tickets in the last few weeks", ["the last few weeks"]),
    ("seatwise", "tickets since christmas", ["as dates"]),
    ("shop", "orders in the run-up to christmas", ["as dates"]),
    ("shop", "orders on the last friday of each month", ["Of which one?"]),
    ("shop", "orders for fiscal Q2", ["No “fiscal Q2” is known here"]),
    ("seatwise", "tickets in FQ1", ["No “FQ1” is known here"]),
]


@pytest.mark.parametrize(("workspace", "question", "sql"), FIGURES)
def test_named_days_are_those_of_the_calendar(workspace: str, question: str, sql: str) -> None:
    answer = asked(workspace, question)

    assert [claim.value for claim in answer.claims] == [figure(workspace, sql)], answer.text


@pytest.mark.parametrize(("workspace", "question", "parts"), ASKED_BACK)
def test_days_that_people_see_differently_are_asked_back(
    workspace: str, question: str, parts: list[str]
) -> None:
    answer = asked(workspace, question)

    assert (answer.status, [part for part in parts if part not in answer.text]) == ("clarify", [])


def test_a_feast_to_come_is_not_answered_with_the_last_one() -> None:
    assert asked("shop", "sales for xmas week this year").status == "refused"
    assert "29 March" in asked("library", "loans over easter last year").text
    answer = asked("shop", "orders this christmas")

    assert (answer.status, "lies in the future" in answer.text) == ("refused", True)


def test_words_of_a_product_are_no_feast() -> None:
    assert "period is meant" not in asked("shop", "sales of christmas craft cards").text


@pytest.mark.parametrize(
    "sunday", ["1981-04-19", "2010-04-04", "2011-04-24", "2019-04-21", "2038-04-25", "2049-04-18"]
)
def test_easter_is_the_sunday_of_the_church_calendar(sunday: str) -> None:
    day = date.fromisoformat(sunday)

    assert easter(day.year) == day
