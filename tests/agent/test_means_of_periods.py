"""Means of periods, and periods side by side, as SQL has them."""

import pytest

from agent.answer import Answer
from agent.ask import World, ask
from tests.agent.example_shop import person, shop_engine
from tests.agent.shop_sql import rows

MONTHS = "select month, {} from sale where day < '2011-10-01' group by 1 order by 1"


def asked(question: str) -> Answer:
    return ask(question, person("head"), World(shop_engine(), lambda: 0.0, lambda: "t"))


def mean(sql: str, units: int) -> float:
    return sum(float(str(row[-1])) for row in rows(sql)) / units


@pytest.mark.parametrize(
    ("question", "sql", "units"),
    [
        ("average sales per month", MONTHS.format("sum(amount)"), 10),
        ("sales in a typical month", MONTHS.format("sum(amount)"), 10),
        ("average active customers per month", MONTHS.format("count(distinct customer)"), 10),
        (
            "orders a day on average in September",
            "select day, count(distinct invoice) from sale "
            "where day >= '2011-09-01' and day < '2011-10-01' group by 1",
            30,
        ),
    ],
)
def test_a_mean_is_of_all_whole_periods_also_of_empty_ones(
    question: str, sql: str, units: int
) -> None:
    answer = asked(question)

    assert [claim.value for claim in answer.claims if claim.label.startswith("mean")] == [
        pytest.approx(mean(sql, units))
    ]
    assert "averaged over whole" in answer.text


@pytest.mark.parametrize(
    "question",
    ["average return rate per month", "average sales per month by country", "average sales in May"],
)
def test_what_has_no_one_mean_is_asked_back(question: str) -> None:
    assert asked(question).status == "clarify"


def test_a_run_rate_is_told_to_be_a_projection() -> None:
    assert "projection" in asked("what's our run rate?").text


@pytest.mark.parametrize(
    ("question", "echo"),
    [
        ("compare September with August for orders", "orders, September 2011 against August 2011"),
        ("compare orders in September to August", "orders, September 2011 against August 2011"),
        ("difference between September and July sales",
         "gross sales, September 2011 against July 2011"),
        ("orders September vs August vs July", "orders by month, Q3 2011"),
        ("orders last Monday vs the Monday before",
         "orders, 26 September 2011 against 19 September 2011"),
        ("lapsed customers end of September vs end of July",
         "lapsed customers, end of September 2011 against July 2011"),
        ("when did sales peak in H1", "gross sales by month, January to June 2011, the highest"),
    ],
)  # fmt: skip
def test_periods_are_set_against_each_other(question: str, echo: str) -> None:
    assert asked(question).echo == echo


@pytest.mark.parametrize("question", ["orders up on the Monday before", "sales the Monday before"])
def test_a_monday_before_no_day_is_asked_back(question: str) -> None:
    assert asked(question).status == "clarify"
