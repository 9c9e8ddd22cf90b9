"""What people say about a period elsewhere in the question: figures as SQL has them."""

import pytest

from tests.agent.any_workspace import asked
from tests.agent.shop_sql import rows


def figures(question: str) -> list[float]:
    """The figures that are told, in order."""
    claims = asked("shop", question).claims
    return [float(str(claim.value)) for claim in claims if claim.kind == "level"]


def figure(sql: str) -> float:
    """The one figure of a statement."""
    return float(str(rows(sql)[0][0]))


@pytest.mark.parametrize(
    ("question", "echo"),
    [
        ("for the last four weeks, what were orders in each one", "orders by week"),
        ("orders in June and July, each month on its own", "orders by month"),
        ("net sales May to July, separately", "net sales by month"),
        ("orders in Q2, one month at a time", "orders by month"),
        ("net sales for every single day of last week", "net sales by day"),
    ],
)
def test_each_of_several_months_or_weeks_has_its_own_figure(question: str, echo: str) -> None:
    assert asked("shop", question).echo.startswith(echo)


def test_each_one_beside_a_split_adds_no_other() -> None:
    echo = asked("shop", "orders by country last 3 months, each one").echo

    assert echo.startswith("orders by country, ")


@pytest.mark.parametrize(
    "question",
    [
        "October orders so far",
        "orders in October, only two days in",
        "I know it's just two days, but how many orders in October?",
        "orders since the 1st of this month",
    ],
)
def test_what_has_only_begun_is_told_so_far(question: str) -> None:
    begun = figure("select count(distinct invoice) from sale where day >= '2011-10-01'")
    assert figures(question) == [begun], asked("shop", question).text


@pytest.mark.parametrize(
    "question", ["July orders, so far", "orders in October, only nine days in"]
)
def test_what_does_not_fit_the_period_is_asked_back(question: str) -> None:
    assert asked("shop", question).status == "clarify"


def test_back_in_a_month_is_in_it_and_who_came_back_came_back() -> None:
    july = "select count(distinct {}) from sale where month = '2011-07-01'"
    assert figures("how many orders did we have back in July?") == [figure(july.format("invoice"))]
    assert asked("shop", "how many customers came back in July?").echo == (
        "reactivated customers, July 2011"
    )
    assert asked("shop", "lapsed customers back in July").status == "clarify"


@pytest.mark.parametrize(
    "question",
    [
        "how much did the customers we acquired in June spend that month?",
        "what did customers acquired in June spend in that same month?",
        "what did customers whose first order was in June spend in the month of June itself?",
    ],
)
def test_that_month_is_the_one_in_which_a_cohort_began(question: str) -> None:
    spent = figure(
        "select sum(amount) from sale where month = '2011-06-01' and customer in (select customer "
        "from sale where customer is not null group by 1 having min(month) = '2011-06-01')"
    )
    assert figures(question) == [pytest.approx(spent)], asked("shop", question).text


def test_that_year_of_a_cohort_of_a_month_is_asked_back() -> None:
    question = "how much did customers who first bought in June spend that year?"
    assert asked("shop", question).status == "clarify"


@pytest.mark.parametrize(
    "question",
    [
        "April cohort, retention at the two-month mark",
        "cohort retention of the April cohort at M+2",
        "what share of the April cohort bought in the second month after that",
        "% of the April cohort still ordering two months down the line",
        "retention of customers acquired in April, after 2 months",
    ],
)
def test_a_cohort_is_seen_so_many_months_later(question: str) -> None:
    assert (
        asked("shop", question).echo == "cohort retention, first-order month April 2011, June 2011"
    )


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("month 2 retention of the April cohort", "0 or as 1"),
        ("what share of the April cohort bought in the first two months after", "understand"),
    ],
)
def test_months_that_may_be_others_are_asked_back(question: str, said: str) -> None:
    answer = asked("shop", question)
    assert (answer.status, said in answer.text) == ("clarify", True), answer.text
