"""Words that say what a figure or a split says anyway: "different members", "monthly view"."""

import pytest

from tests.agent.test_conversation import talk
from tests.agent.trades import trade_answer


@pytest.mark.parametrize("word", ["different", "unique", "distinct", "individual"])
def test_who_is_counted_once_is_different_anyway(word: str) -> None:
    answer = trade_answer("cinema", f"{word} members who visited us in November, count please")

    assert answer.echo == "visiting members, November 2025"


def test_different_tickets_are_not_read_into_a_count_of_all() -> None:
    assert trade_answer("cinema", "different admissions in May").status != "answered"


@pytest.mark.parametrize(
    ("question", "echo"),
    [
        ("monthly view of orders in Q2", "orders by month, Q2 2011"),
        ("orders in Q2, month by month view", "orders by month, Q2 2011"),
        ("orders Q2 against Q1, how far off were we", "orders, Q2 2011 against Q1 2011"),
        ("orders in June vs May, how far apart are they", "orders, June 2011 against May 2011"),
    ],
)
def test_views_and_distances_are_splits_and_changes(question: str, echo: str) -> None:
    assert talk(question).echo == echo


@pytest.mark.parametrize(
    "question", ["bar chart of orders by country in May", "orders by country in May as bars"]
)
def test_the_bars_of_a_chart_are_no_word_of_the_figure(question: str) -> None:
    assert talk(question).echo == "orders by country, May 2011"


def test_the_bar_of_a_hotel_is_not_all_of_it() -> None:
    assert trade_answer("hotel", "What did the bar take in July?").status != "answered"


def test_what_rows_may_be_or_not_is_not_said_anyway() -> None:
    assert trade_answer("rental", "rentals still out").status != "answered"
