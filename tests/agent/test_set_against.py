"""Two periods or members set against each other, the figure said twice, and names turned round."""

import pytest

from tests.agent.test_conversation import talk
from tests.agent.trades import trade_answer


@pytest.mark.parametrize(
    ("question", "echo"),
    [
        (
            "the orders of July against the orders of June, how big is the difference?",
            "orders, July 2011 against June 2011",
        ),
        (
            "were the sales in July higher than the sales in June",
            "gross sales, July 2011 against June 2011",
        ),
        (
            "compare the refunds of May with the refunds of March",
            "returns value, May 2011 against March 2011",
        ),
        (
            "how has AOV moved from May to July, amount and percent",
            "average order value, July 2011 against May 2011",
        ),
        (
            "how steep was the fall in orders from June to July, % and absolute",
            "orders, July 2011 against June 2011",
        ),
        (
            "WoW change in orders pls, last week vs the prior week",
            "orders, 26 September to 2 October 2011 against 19 to 25 September 2011",
        ),
        (
            "average basket, 5 to 9 September against 5 to 9 August",
            "average order value, 5 to 9 September 2011 against 5 to 9 August 2011",
        ),
        ("July's churn rate against June's churn rate", "lapse rate, July 2011 against June 2011"),
        (
            "did we churn at a higher rate in August than in July",
            "lapse rate, August 2011 against July 2011",
        ),
        (
            "the rate of churn in July, did it rise from June?",
            "lapse rate, July 2011 against June 2011",
        ),
        (
            "average value of an order in July, is it lower than in June?",
            "average order value, July 2011 against June 2011",
        ),
    ],
)
def test_a_figure_said_twice_is_compared_once(question: str, echo: str) -> None:
    assert talk(question).echo == echo


def test_a_figure_said_of_both_members_is_told_of_each() -> None:
    answer = talk("sales in Spain vs sales in Italy in June")

    assert answer.echo == "gross sales by country, country Spain or Italy, June 2011"


@pytest.mark.parametrize(
    "question",
    [
        "the sales of May against the orders of April",
        "value of orders in June",
        "orders in May compared to the orders in April and the orders in March",
    ],
)
def test_two_figures_or_three_periods_are_asked_back(question: str) -> None:
    assert talk(question).status == "clarify"


def test_amount_and_percent_of_a_split_are_its_shares() -> None:
    assert talk("sales by country in July, amount and percent").status == "answered"


@pytest.mark.parametrize(
    ("trade", "question", "echo"),
    [
        ("hotel", "rate of cancellation in June", "cancellation rate, June 2025"),
        ("gym", "the rate of no-shows in March", "no show rate, March 2026"),
        (
            "courier",
            "claims in March against the claims in February",
            "claims, March 2026 against February 2026",
        ),
    ],
)
def test_other_trades_have_their_names_turned_round(trade: str, question: str, echo: str) -> None:
    assert trade_answer(trade, question).echo == echo


@pytest.mark.parametrize(
    "question",
    [
        "orders from Germany in September compared to France",
        "orders of Germany in September against France",
        "orders from Germany in September vs France in September",
    ],
)
def test_a_period_may_part_members_that_are_set_against_each_other(question: str) -> None:
    answer = talk(question)

    assert answer.echo == "orders by country, country Germany or France, September 2011"


def test_how_one_did_against_another_is_asked_back_with_figures_of_both() -> None:
    answer = talk("so how did Germany do in September compared to France?")

    assert answer.status == "clarify"
    assert all("Germany or France" in option.label for option in answer.options)


def test_members_of_two_periods_are_asked_back() -> None:
    assert talk("sales in Germany in May vs France in June").status == "clarify"
