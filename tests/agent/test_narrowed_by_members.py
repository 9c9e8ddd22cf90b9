"""Members and cohorts that narrow a figure, and shares of those who did so, as people say them."""

import pytest

from tests.agent.test_conversation import talk
from tests.agent.trades import trade_answer


@pytest.mark.parametrize(
    ("question", "echo"),
    [
        (
            "how many orders did we get out of Spain in July",
            "orders, country Spain, July 2011",
        ),
        (
            "what did the Aussies spend in July, in pounds",
            "gross sales, country Australia, July 2011",
        ),
        (
            "orders of the high-value segment in July",
            "orders, high-value customer, July 2011",
        ),
        (
            "how many pounds have the high-value customers spent in July",
            "gross sales, high-value customer, July 2011",
        ),
        (
            "sales in July, only from people who first ordered in July",
            "gross sales, first-order month July 2011, July 2011",
        ),
        (
            "In July how many customers from Spain have been active?",
            "active customers, customer's country Spain, July 2011",
        ),
        (
            "how many customers for Spain with at least 2 orders in Q2",
            "repeat customers, customer's country Spain, Q2 2011",
        ),
        (
            "how many chilli lights did customers buy in March",
            "items sold, product description CHILLI LIGHTS, March 2011",
        ),
    ],
)
def test_members_narrow_a_figure_however_they_are_said(question: str, echo: str) -> None:
    assert talk(question).echo == echo


@pytest.mark.parametrize(
    ("question", "echo"),
    [
        (
            "what portion of March's first-time buyers were active in June",
            "cohort retention, first-order month March 2011, June 2011",
        ),
        (
            "of the folks who came in new in March, what % bought something in June",
            "cohort retention, first-order month March 2011, June 2011",
        ),
        (
            "retention of the March cohort at the three month mark",
            "cohort retention, first-order month March 2011, June 2011",
        ),
        (
            "how many percent of March's new customers were still buying three months after?",
            "cohort retention, first-order month March 2011, June 2011",
        ),
        ("July: % of buyers with 2+ orders", "repeat purchase rate, July 2011"),
        (
            "what percent of people who ordered in July ordered two or more times in July",
            "repeat purchase rate, July 2011",
        ),
    ],
)
def test_shares_of_those_who_did_so_are_their_rates(question: str, echo: str) -> None:
    assert talk(question).echo == echo


@pytest.mark.parametrize(
    "question",
    [
        "% of new customers with 2+ orders in July",
        "what % of new customers bought more than once in July",
        "retention of the March cohort at month 3",
    ],
)
def test_a_share_of_others_is_asked_back(question: str) -> None:
    assert talk(question).status != "answered"


def test_other_trades_narrow_theirs_likewise() -> None:
    answer = trade_answer("courier", "what portion of March's new accounts shipped in May")

    assert answer.echo == "account retention, month of the first shipment March 2026, May 2026"
