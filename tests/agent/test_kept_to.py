"""Words that keep a figure to some, in other ways than "only"; and whose figures all are."""

import pytest

from tests.agent.any_workspace import asked
from tests.agent.shop_sql import plain, rows
from tests.agent.test_conversation import talk

GERMANY = "orders, country Germany, July 2011"
BY_COUNTRY = "orders by country in July"


@pytest.mark.parametrize(
    "question",
    [
        "orders in July by customers whose country is Germany",
        "orders in July, but only from customers whose country is Germany",
        "how many orders did Germany send us in July",
        "orders in July, nothing but Germany",
        "orders in July for just the country of Germany",
    ],
)
def test_some_are_kept_to(question: str) -> None:
    sql = "select count(distinct invoice) from sale where month = '2011-07-01'"
    ((germany,),) = rows(f"{sql} and country = 'Germany'")

    assert asked("shop", question).text == f"Orders for Germany in July 2011 were {germany}."


@pytest.mark.parametrize(
    "said", ["now the same with nothing but Germany", "nobody but Germany", "only keep Germany in"]
)
def test_a_thread_keeps_to_them_too(said: str) -> None:
    kept = talk(BY_COUNTRY, said)

    assert kept.text == talk("orders in Germany in July").text


@pytest.mark.parametrize(
    "said",
    [
        "countries one by one: what were orders in July?",
        "orders in July, one country at a time",
        "orders in July, country after country",
    ],
)
def test_members_one_by_one_are_a_split(said: str) -> None:
    answer = talk(said)

    assert answer.status == "answered", answer.text
    assert list(map(plain, answer.results[0].rows()[0])) == list(
        map(plain, talk(BY_COUNTRY).results[0].rows()[0])
    )


@pytest.mark.parametrize(
    ("question", "plainly"),
    [
        ("declan oneill, his accounts, what revenue in june", "revenue in June for Declan O'Neill"),
        ("revenue in June of the customers looked after by Declan O'Neill",
         "revenue in June for Declan O'Neill"),
        ("the accounts Declan O'Neill runs: shipments in May",
         "shipments in May for Declan O'Neill"),
        ("what revenue did the company make in June", "revenue in June"),
        ("May shipments for the whole company", "shipments in May"),
        ("May shipments, only accounts whose industry is food & drink",
         "May shipments, industry food & drink"),
    ],
)  # fmt: skip
def test_those_whom_somebody_looks_after_are_theirs_and_the_company_is_all_of_us(
    question: str, plainly: str
) -> None:
    answer = asked("courier", question)

    assert answer.status == "answered", answer.text
    assert answer.text == asked("courier", plainly).text


def test_the_same_days_are_no_kind_of_service() -> None:
    said = "how many shipments from 1 to 9 June, and how does it compare to the same days of May"
    answer = asked("courier", said)

    assert answer.echo == "shipments, 1 to 9 June 2026 against 1 to 9 May 2026"
    assert asked("courier", "shipments in the same days of June").status == "clarify"


@pytest.mark.parametrize(
    ("said", "echo"),
    [
        ("and the month after, so June, how many?", "orders, June 2011"),
        ("and the month before, April?", "orders, April 2011"),
    ],
)
def test_a_month_that_is_said_twice_is_one(said: str, echo: str) -> None:
    answer = talk("orders in May", said)

    assert answer.echo == echo, answer.text


@pytest.mark.parametrize(
    "said",
    [
        "how our orders ran, month after month from April to June",
        "orders by month from April to June, could you draw it",
    ],
)
def test_how_a_figure_ran_is_its_months(said: str) -> None:
    answer = talk(said)

    assert answer.echo == "orders by month, Q2 2011", answer.text
