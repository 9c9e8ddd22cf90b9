"""Whoever chooses a customer's name does not choose what the questions of others mean."""

import pytest

from agent.answer import Answer
from tests.attacks.desk import desk

LIKE_WORDS = ("May 2024", "May", "2024", "in May 2024", "why", "change", "total", "Q2 2024")
QUESTIONS = (
    "why did sales change in May 2024?",
    "total sales north in May 2024",
    "sales without North in Q2 2024",
)


def asked(question: str, name: str) -> Answer:
    with desk({"customer name": [name, "Cedar & Co"]}) as shop:
        return shop.ask(question)


def about(answer: Answer) -> list[tuple[str, object]]:
    assert answer.reading is not None
    return [(given.field, given.value) for given in answer.reading.filters]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("name", LIKE_WORDS)
def test_a_period_or_a_word_of_questions_is_no_customer(question: str, name: str) -> None:
    assert asked(question, name).reading == asked(question, "Beech Ltd").reading


@pytest.mark.parametrize("said", ["customer name May", "customer May", "“May”", '"May"'])
def test_a_customer_called_like_a_month_can_be_asked_about(said: str) -> None:
    answer = asked(f"sales of {said} in May 2024 without South", "May")

    assert ("customer.name", "May") in about(answer)


@pytest.mark.parametrize("question", ["sales north last month", "sales without North last month"])
def test_no_customer_takes_a_regions_name(question: str) -> None:
    assert about(asked(question, "North")) == [("customer.region", "North")]


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("sales of region North last month", "customer.region"),
        ("sales in the North region last month", "customer.region"),
        ("sales of customer name North last month", "customer.name"),
    ],
)
def test_the_field_named_beside_it_says_which(question: str, field: str) -> None:
    assert about(asked(question, "North")) == [(field, "North")]
