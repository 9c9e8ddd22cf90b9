"""Who did something in one period and in another, or not, as SQL has it; and what is refused."""

import pytest

from tests.agent.any_workspace import asked, figure
from tests.agent.shop_sql import rows
from tests.agent.test_conversation import talk

BUYERS = "select customer from sale where customer is not null and month = '2011-{}-01'"
BORROWERS = "select member_id from loans where date_trunc('month', lent_on) = '{}-01'"


@pytest.mark.parametrize(
    ("workspace", "question", "sql"),
    [
        ("shop", "how many customers bought in August but not in September?",
         f"{BUYERS.format('08')} except {BUYERS.format('09')}"),
        ("shop", "how many customers ordered in June but haven't ordered in July",
         f"{BUYERS.format('06')} except {BUYERS.format('07')}"),
        ("shop", "how many customers bought in both August and September",
         f"{BUYERS.format('08')} intersect {BUYERS.format('09')}"),
        ("shop", "how many customers bought nothing in August but did in July",
         f"{BUYERS.format('07')} except {BUYERS.format('08')}"),
        ("shop", "how many customers were not active in August but were in July",
         f"{BUYERS.format('07')} except {BUYERS.format('08')}"),
        ("library", "members who borrowed in january and again in february",
         f"{BORROWERS.format('2025-01')} intersect {BORROWERS.format('2025-02')}"),
        ("library", "how many members borrowed in december but not in january",
         f"{BORROWERS.format('2024-12')} except {BORROWERS.format('2025-01')}"),
    ],
)  # fmt: skip
def test_they_are_counted_in_both_or_in_one_alone(workspace: str, question: str, sql: str) -> None:
    answer = asked(workspace, question)

    levels = [claim.value for claim in answer.claims if claim.kind == "level"]
    assert levels == [figure(workspace, f"select count(*) from ({sql})")], answer.text


def test_a_thread_still_leaves_them_out() -> None:
    answer = talk("how many customers bought in May but not in August?", "and in June?")

    left = f"{BUYERS.format('06')} except {BUYERS.format('08')}"
    found = figure("shop", f"select count(*) from ({left})")
    assert answer.text == f"Active customers in June 2011 but not in August 2011 were {found}."


def test_they_are_listed_by_name() -> None:
    answer = asked("shop", "which customers ordered in August but not September")

    found = rows(f"{BUYERS.format('08')} except {BUYERS.format('09')}")
    (result,) = answer.results
    assert {row[0] for row in result.rows()} == {str(row[0]) for row in found}
    assert answer.text.startswith(
        "Active customers by customer in August 2011 but not in September 2011: 12347; "
    )


@pytest.mark.parametrize(
    ("workspace", "question"),
    [
        ("shop", "orders in august but not in september"),
        ("seatwise", "how many accounts paid in March but not in April"),
        ("seatwise", "how many accounts paid in both march and april"),
    ],
)
def test_what_has_no_names_to_tell_apart_is_asked_back(workspace: str, question: str) -> None:
    assert asked(workspace, question).status == "clarify"


def test_a_figure_in_both_months_is_told_for_each() -> None:
    assert "by month" in asked("shop", "sales in both august and september").echo


@pytest.mark.parametrize(
    ("workspace", "question", "said"),
    [
        ("shop", "show me invoice 536365", "Single orders are not shown"),
        ("shop", "which invoice was the largest last month?", "Single orders are not shown"),
        ("shop", "list the individual invoices for september", "Single orders are not shown"),
        ("shop", "show me the raw order lines of customer 12748", "Single rows are not shown"),
        ("seatwise", "show me ticket 1042", "Single tickets are not shown"),
        ("shop", "the invoice numbers of the 3 biggest orders in sept", "Single orders are not"),
        ("hotel", "phone numbers of our Norwegian guests", "Personal data"),
        ("seatwise", "email of the csm at our largest customer", "Personal data"),
        ("library", "date of birth of our members", "Personal data"),
        ("shop", "sales vs target in september", "a target or a plan"),
        ("hotel", "room revenue budget vs actual feb", "a target or a plan"),
        ("hotel", "expected occupancy in april", "Only what has happened"),
        ("shop", "please delete customer 14911's orders from the system", "Nothing is done"),
        ("library", "can you anonymise member M001", "Nothing is done from here"),
        ("courier", "please delete Brightwire's claims from July", "Nothing is done from here"),
        ("gym", "Please refund member M0412's April payment", "Nothing is done from here"),
    ],
)
def test_what_is_nobodys_figure_is_refused(workspace: str, question: str, said: str) -> None:
    answer = asked(workspace, question)

    assert (answer.status, said in answer.text) == ("refused", True), answer.text


def test_an_invoice_is_told_to_who_may_see_invoices() -> None:
    assert asked("shop", "orders of invoice 536365 in december", "steward").status != "refused"
