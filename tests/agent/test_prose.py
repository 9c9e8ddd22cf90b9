"""What a head of sales reads: whole sentences for every split, and no month that has just begun."""

import io
from itertools import count

import pytest
from rich.console import Console

from agent.answer import Answer
from agent.ask import World, ask
from connectors.render.answered import answer as rendered
from tests.agent.example_shop import person, shop_engine


def asked(question: str) -> Answer:
    numbers = count()
    return ask(
        question, person("head"), World(shop_engine(), lambda: 0.0, lambda: f"{next(numbers)}")
    )


def printed(given: Answer) -> str:
    out = io.StringIO()
    Console(file=out, width=100).print(rendered(given, shop_engine().catalog))
    return out.getvalue()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "sales by country and month in q3",
            "Gross sales by country and month in Q3 2011: see the table.",
        ),
        (
            "sales and orders by country in september",
            "Gross sales and orders by country in September 2011: see the table.",
        ),
        (
            "lapsed customers by month in q3",
            "Lapsed customers by month in Q3 2011: "
            "July 2011: 1,134; August 2011: 1,411; September 2011: 1,477.",
        ),
        (
            "retention rate by month this year",
            "Retention rate by month from 1 January to 2 October 2011 (partial): highest in "
            "September 2011 with 45.34 %; lowest in April 2011 with 30.94 %; "
            "the others are in the table.",
        ),
        (
            "orders by day in september",
            "Orders by day in September 2011: highest on 22 September 2011 with 110; "
            "the others are in the table.",
        ),
    ],
)
def test_a_split_is_a_sentence(question: str, said: str) -> None:
    assert asked(question).text == said


def test_a_month_that_is_not_over_is_not_the_worst() -> None:
    found = asked("which month had the worst retention rate this year")

    assert found.text == (
        "Retention rate by month from January to September 2011: lowest in April 2011 with 30.94 %."
    )
    assert "Assumed: only months that are over and in the data are ranked." in found.warnings


def test_a_long_table_says_how_many_rows_are_left() -> None:
    text = printed(asked("sales by product in september"))

    assert "and 2,722 others in the table" in text
    assert "… and 2,687 more rows: --json lists all" in text


def test_cohorts_are_months_and_assumptions_no_warnings() -> None:
    text = printed(asked("cohort retention"))

    assert "Dec 2010" in text
    assert "2010-12-01" not in text
    assert "\nAssumed: no period was named, so September 2011." in text


def test_the_table_of_shares_has_them_beside_their_parts() -> None:
    text = printed(asked("share of sales by country in september"))

    assert "share of the whole\nUnited Kingdom        £876,076.28              85.2 %" in text


def test_a_column_of_an_earlier_period_has_its_name() -> None:
    text = printed(asked("sales by country in september against august"))

    assert "country               gross sales  August 2011" in text


def test_whether_there_is_a_trend_is_said_first() -> None:
    assert asked("is there a trend in orders?").text.startswith(
        "There is no clear trend in orders: chance alone may bring such differences. "
    )
    assert asked("trend in lapsed customers").text.startswith(
        "The trend of lapsed customers is up by 191 a month. "
    )


def test_a_rate_of_a_month_that_has_begun_is_left_open() -> None:
    found = asked("retention rate by month this year")

    assert found.tables[0].rows[-1] == ["2011-10-01", None]
    assert "Note: retention rate needs whole periods, and the newest is not over." in found.warnings


def test_rows_without_a_member_say_what_they_are() -> None:
    found = asked("sales by region in september")

    assert "; no region: £89,592.75; " in found.text
    assert "(no region)                   £89,592.75" in printed(found)
    assert "Note: “no region” has no known customer, or one with no region." in found.warnings


def test_a_limit_is_said_as_people_say_it() -> None:
    counted = asked("countries with more than 10 orders in september")
    measured = asked("countries with sales above 10000 in september")

    assert counted.text.startswith("Orders by country with more than 10 orders in September 2011:")
    assert "with gross sales above £10,000 in September 2011:" in measured.text
    assert asked("did we get more than 100 orders in september?").text == (
        "Yes (asked: more than 100 orders). Orders in September 2011 were 1,818."
    )


def test_a_rate_and_its_change_add_up_as_they_are_shown() -> None:
    assert asked("return rate in september against august").text == (
        "Return rate in September 2011 was 1.65 %, down 1.5 points from 3.17 % in August 2011."
    )


def test_a_figure_keeps_its_unit_on_its_line() -> None:
    assert not [line for line in printed(asked("return rate by country")).splitlines()
                if line.strip().startswith("%")]  # fmt: skip
