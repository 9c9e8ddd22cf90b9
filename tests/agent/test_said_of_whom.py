"""Whose a figure is, what became of somebody, and what a name or a bracket says again."""

import pytest

from tests.agent.any_workspace import asked, figure


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("julys orders", "orders in July"),
        ("last months sales", "sales last month"),
        ("what share of septembers sales has no customer", "unidentified share in September"),
        ("what retention rate did we manage in august", "retention rate in August"),
        ("what aov did we hit in june", "aov in June"),
        ("how many customers became newly lapsed in August", "newly lapsed customers in August"),
        ("how many customers turned inactive in August", "newly lapsed customers in August"),
        ("how many different products did people buy in May", "products bought in May"),
        ("how many orders did customers place in May", "orders in May"),
        ("how many orders did customers from Spain place in May", "orders for Spain in May"),
        ("what did customers from Spain spend in June, all together?", "sales for Spain in June"),
        (
            "how many items did customers whose first order was in January buy in June",
            "items sold of the January 2011 cohort in June",
        ),
        (
            "how many customers from Spain bought from us between April and June?",
            "active customers in Spain in Q2",
        ),
        ("number of German customers who bought in May", "active customers in Germany in May"),
        ("UK orders in August, how far up or down on July?", "UK orders in August vs July"),
        ("aov of orders from belgium, Q3", "aov for Belgium in Q3"),
        (
            "How many customers of the region Northern and central Europe were active in July?",
            "active customers in Northern and central Europe in July",
        ),
        (
            "march 2011 cohort, 3 months later: what % still ordering",
            "cohort retention of the March 2011 cohort in June",
        ),
        (
            "retained customers in May (bought in April, bought again in May)",
            "retained customers in May",
        ),
        (
            "Which customers' countries did the reactivated ones of August come from?",
            "reactivated customers in August by country",
        ),
        (
            "Hi all, first week here :) how many different people bought something from us in May?",
            "active customers in May",
        ),
        (
            "Sorry if this is a silly one, but how many orders came in the course of Q3?",
            "orders in Q3",
        ),
        (
            "so in July, how many customers came back after they'd lapsed?",
            "reactivated customers in July",
        ),
        (
            "How many customers at the end of August had gone ninety days or longer since their "
            "last order?",
            "lapsed customers at the end of August",
        ),
        (
            "What proportion of August's sales by value carries no customer number?",
            "unidentified share in August",
        ),
        (
            "Of last month's customers, how many were not new but had placed their first order "
            "before September?",
            "returning customers last month",
        ),
    ],
)
def test_said_otherwise_it_is_the_same_figure(question: str, plain: str) -> None:
    said, simply = asked("shop", question), asked("shop", plain)
    assert said.status == simply.status == "answered", said.text
    assert said.text == simply.text


@pytest.mark.parametrize(
    ("workspace", "question", "sql"),
    [
        (
            "hotel",
            "februarys room nights",
            "select count(*) from nights where night >= '2026-02-01' and night < '2026-03-01'",
        ),
        (
            "library",
            "how many loans did we manage in january",
            "select count(*) from loans where lent_on >= '2025-01-01' and lent_on < '2025-02-01'",
        ),
        (
            "library",
            "First week here. How many different people borrowed something in January 2025?",
            "select count(distinct member_id) from loans "
            "where lent_on >= '2025-01-01' and lent_on < '2025-02-01'",
        ),
        (
            "library",
            "how many members at the end of January 2025 had gone 60 days since their last loan",
            "select count(*) from (select member_id from loans where lent_on < '2025-02-01' "
            "group by 1 having max(lent_on) <= date '2025-02-01' - 60)",
        ),
        (
            "hotel",
            "Sorry if this is a basic question, but how many room nights in the course of February",
            "select count(*) from nights where night >= '2026-02-01' and night < '2026-03-01'",
        ),
    ],
)
def test_other_trades_say_so_too(workspace: str, question: str, sql: str) -> None:
    answer = asked(workspace, question)
    assert answer.status == "answered", answer.text
    assert f"{figure(workspace, sql):,}" in answer.text


def test_several_septembers_are_not_one() -> None:
    answer = asked("shop", "orders of the last two septembers")
    assert answer.status == "clarify"


def test_what_we_spend_ourselves_is_no_sales() -> None:
    assert asked("shop", "Our Google Ads spend in Q3, please").status == "refused"
    assert asked("shop", "marketing spend in may").status == "refused"
    assert asked("shop", "our spend in Q3").status == "clarify"
    assert asked("shop", "our customers' spend in May").status == "answered"


def test_what_new_customers_spend_is_not_how_many_they_are() -> None:
    for question in ("spend of new customers in June", "what did new customers spend in June"):
        assert asked("shop", question).text.startswith("Gross sales for the June 2011 cohort")


def test_a_personal_word_may_name_a_thing() -> None:
    answer = asked("shop", "What did the happy birthday bunting sell for in May?")
    assert answer.status == "clarify"
    assert "happy birthday bunting" in answer.text
    for private in ("customer address book", "customers' birthdays", "e-mail of customer 12748"):
        answer = asked("shop", private)
        assert answer.status == "refused"
        assert "Personal data" in answer.text


def test_a_bracket_that_says_otherwise_is_not_passed_over() -> None:
    answer = asked("shop", "retained customers June (bought in May, not in June)")
    assert answer.status == "clarify"


@pytest.mark.parametrize(
    ("workspace", "question"),
    [
        ("shop", "how many came back after having lapsed in July?"),
        ("shop", "How many customers did not come back after they'd lapsed?"),
        ("shop", "How many customers had not gone 90 days since their last order in August?"),
        ("shop", "How many customers in July had gone 90 days since their last order?"),
        ("shop", "Of last month's customers, how many were not new but first ordered in August?"),
        ("seatwise", "how many accounts have a plan that is basic?"),
    ],
)
def test_what_would_be_another_figure_is_not_told(workspace: str, question: str) -> None:
    assert asked(workspace, question).status != "answered"


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("what did our customers pay us in June", "revenue"),
        ("how much did the accounts pay in June", "revenue"),
        ("how much did we pay out in June", "compensation"),
    ],
)
def test_who_pays_says_which_money_is_meant(question: str, metric: str) -> None:
    assert [claim.metric for claim in asked("courier", question).claims][:1] == [metric]


def test_what_was_paid_is_an_amount_and_no_number_of_what_is_paid() -> None:
    assert asked("courier", "what was paid for claims in June").status == "clarify"
    assert asked("courier", "how many claims were paid in June").status == "answered"
