"""Two periods set against each other, as people shorten them: figures as SQL has them."""

import pytest

from tests.agent.any_workspace import asked, figure
from tests.agent.shop_sql import rows
from tests.agent.test_conversation import talk

ORDERS = "select count(distinct invoice) from sale where day between '{}' and '{}'"
SALES = "select sum(amount) from sale where day between '{}' and '{}'"
TICKETS = "select count(*) from tickets where opened_at::date between '{}' and '{}'"
LOANS = "select count(*) from loans where lent_on between '{}' and '{}'"
FINES = "select sum(amount) from fines where charged_on between '{}' and '{}'"
LAPSED = (
    "select count(*) from (select customer from sale where customer is not null and day < '{1}' "
    "group by 1 having date '{1}' - max(day) >= 90 and min(day) >= '{0}')"
)

PAIRS = [
    ("shop", "sales this month vs where we were at this point last month", SALES,
     ("2011-10-01", "2011-10-02"), ("2011-09-01", "2011-09-02")),
    ("shop", "orders compared to same time last month", ORDERS,
     ("2011-10-01", "2011-10-02"), ("2011-09-01", "2011-09-02")),
    ("shop", "sales 1-15 sept vs 16-30", SALES,
     ("2011-09-01", "2011-09-15"), ("2011-09-16", "2011-09-30")),
    ("shop", "orders 5 september vs the 12th", ORDERS,
     ("2011-09-05", "2011-09-05"), ("2011-09-12", "2011-09-12")),
    ("shop", "orders in week 38 vs 37", ORDERS,
     ("2011-09-19", "2011-09-25"), ("2011-09-12", "2011-09-18")),
    ("shop", "orders first 10 days of september vs the last 10 days", ORDERS,
     ("2011-09-01", "2011-09-10"), ("2011-09-21", "2011-09-30")),
    ("shop", "lapsed customers now compared with the end of August", LAPSED,
     ("2010-12-01", "2011-10-03"), ("2010-12-01", "2011-09-01")),
    ("shop", "were orders any higher in September than they had been in August", ORDERS,
     ("2011-09-01", "2011-09-30"), ("2011-08-01", "2011-08-31")),
    ("shop", "set sales in the week beginning 19 September against those in the week before", SALES,
     ("2011-09-19", "2011-09-25"), ("2011-09-12", "2011-09-18")),
    ("shop", "put September's orders next to June's", ORDERS,
     ("2011-09-01", "2011-09-30"), ("2011-06-01", "2011-06-30")),
    ("library", "compare the number of loans in January with the number in November", LOANS,
     ("2025-01-01", "2025-01-31"), ("2024-11-01", "2024-11-30")),
    ("library", "were loans in January better or worse than what they were in November?", LOANS,
     ("2025-01-01", "2025-01-31"), ("2024-11-01", "2024-11-30")),
    ("shop", "WoW change of sales, last week vs the prior week", SALES,
     ("2011-09-26", "2011-10-02"), ("2011-09-19", "2011-09-25")),
    ("shop", "orders last wk, up or down on the prior wk?", ORDERS,
     ("2011-09-26", "2011-10-02"), ("2011-09-19", "2011-09-25")),
    ("shop", "sales 3 to 4 September against 3 to 4 August", SALES,
     ("2011-09-03", "2011-09-04"), ("2011-08-03", "2011-08-04")),
    ("shop", "sales in the first 3 days of September vs the same three days in August", SALES,
     ("2011-09-01", "2011-09-03"), ("2011-08-01", "2011-08-03")),
    ("shop", "compare sales of 1.-4. September with this of 1.-4. August", SALES,
     ("2011-09-01", "2011-09-04"), ("2011-08-01", "2011-08-04")),
    ("shop", "orders in August, compare please with July", ORDERS,
     ("2011-08-01", "2011-08-31"), ("2011-07-01", "2011-07-31")),
    ("shop", "orders in the first half against the second half of August", ORDERS,
     ("2011-08-01", "2011-08-15"), ("2011-08-16", "2011-08-31")),
    ("seatwise", "tickets first half of april vs second half", TICKETS,
     ("2024-04-01", "2024-04-15"), ("2024-04-16", "2024-04-30")),
    ("seatwise", "tickets April vs March 2023", TICKETS,
     ("2023-04-01", "2023-04-30"), ("2023-03-01", "2023-03-31")),
    ("seatwise", "tickets April 2023 vs May", TICKETS,
     ("2023-04-01", "2023-04-30"), ("2023-05-01", "2023-05-31")),
    ("seatwise", "tickets jan-mar vs same last year", TICKETS,
     ("2024-01-01", "2024-03-31"), ("2023-01-01", "2023-03-31")),
    ("seatwise", "tickets last 3 full months vs the 3 before", TICKETS,
     ("2024-02-01", "2024-04-30"), ("2023-11-01", "2024-01-31")),
    ("seatwise", "tickets in April, this year against last year", TICKETS,
     ("2024-04-01", "2024-04-30"), ("2023-04-01", "2023-04-30")),
    ("seatwise", "tickets in April, and how does it compare to April a year ago", TICKETS,
     ("2024-04-01", "2024-04-30"), ("2023-04-01", "2023-04-30")),
    ("seatwise", "tickets in March this year vs last", TICKETS,
     ("2024-03-01", "2024-03-31"), ("2023-03-01", "2023-03-31")),
    ("seatwise", "tickets in the second quarter of 2023 against the first one", TICKETS,
     ("2023-04-01", "2023-06-30"), ("2023-01-01", "2023-03-31")),
    ("shop", "orders since the 1st, and how many had we by the same point in August?", ORDERS,
     ("2011-10-01", "2011-10-02"), ("2011-08-01", "2011-08-02")),
    ("shop", "orders from 1 to 5 August and in the same days of July", ORDERS,
     ("2011-08-01", "2011-08-05"), ("2011-07-01", "2011-07-05")),
    ("library", "fines last 30 days v previous 30 days", FINES,
     ("2025-02-05", "2025-03-06"), ("2025-01-06", "2025-02-04")),
    ("library", "loans in Q4 24 compared w Q3", LOANS,
     ("2024-10-01", "2024-12-31"), ("2024-07-01", "2024-09-30")),
]  # fmt: skip


@pytest.mark.parametrize(("workspace", "question", "sql", "now", "before"), PAIRS)
def test_both_periods_are_those_that_are_meant(
    workspace: str, question: str, sql: str, now: tuple[str, str], before: tuple[str, str]
) -> None:
    answer = asked(workspace, question)

    levels = [claim.value for claim in answer.claims if claim.kind == "level"][:2]
    assert levels == [
        pytest.approx(float(str(figure(workspace, sql.format(*days))))) for days in (now, before)
    ], answer.text


@pytest.mark.parametrize(
    ("workspace", "question", "said"),
    [
        ("seatwise", "tickets april vs december 2023", "April 2023 or April 2024"),
        ("seatwise", "tickets last month vs the 3 months before", "compared with"),
        ("shop", "orders vs same day last week", "Which day"),
        ("shop", "orders on 5 and 12 September", "understand"),
        ("shop", "YoY sales, August vs July", "Which period should it be compared with"),
        ("library", "loans this spring vs last spring", "is not over"),
    ],
)
def test_a_pair_that_may_be_another_is_asked_back(workspace: str, question: str, said: str) -> None:
    answer = asked(workspace, question)

    assert (answer.status, said in answer.text) == ("clarify", True), answer.text


def test_periods_of_two_lengths_are_compared_and_that_is_said() -> None:
    warnings = asked("shop", "H1 vs Q3 sales").warnings

    assert any("has 181 days" in warning for warning in warnings)


def test_each_month_is_compared_with_the_one_before_and_none_that_has_only_begun() -> None:
    answer = asked("shop", "biggest month-on-month drop in orders this year")

    (fall,) = rows(
        "select month, n - earlier from (select month, count(distinct invoice) n, lag(n) over "
        "(order by month) earlier from sale where day < '2011-10-01' group by 1) "
        "where month >= '2011-01-01' order by 2 limit 1"
    )
    assert (fall[0], "January 2011" in answer.text) == ("2011-01-01", True)
    assert [claim.value for claim in answer.claims if claim.kind == "change"] == [fall[1]]


def test_the_best_week_is_that_of_the_figure_that_the_thread_is_about() -> None:
    answer = talk("orders in august", "best week?")

    ((week, most),) = rows(
        "select week, count(distinct invoice) from sale where day between '2011-08-01' and "
        "'2011-08-28' group by 1 order by 2 desc limit 1"
    )
    assert (week, answer.claims[-1].value) == ("2011-08-22", most)
    assert "the week of 22 August 2011" in answer.text


@pytest.mark.parametrize(
    ("question", "echo"),
    [
        (
            "best sales day ever",
            "gross sales by day, 1 December 2010 to 2 October 2011, the highest",
        ),
        (
            "best week this year for orders",
            "orders by week, 3 January to 2 October 2011, the highest",
        ),
        ("cumulative sales in Q2", "gross sales, Q2 2011"),
        ("orders day before yesterday", "orders, 1 October 2011"),
        ("sales, quarter one, by country", "gross sales by country, Q1 2011"),
        ("salse last mnth", "gross sales, September 2011"),
        ("orders in the second last week", "orders, 19 to 25 September 2011"),
    ],
)
def test_what_is_meant_is_read(question: str, echo: str) -> None:
    assert asked("shop", question).echo == echo


def test_a_running_total_of_each_month_is_not_told_as_that_month_alone() -> None:
    assert asked("shop", "cumulative sales by month this year").status == "clarify"
