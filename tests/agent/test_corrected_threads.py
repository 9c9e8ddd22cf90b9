"""Conversations as people have them: taken back, put right, judged, and gone back in."""

from itertools import count

import pytest

from agent.answer import Answer
from agent.ask import World, ask
from tests.agent.test_conversation import talk
from tests.agent.trades import leader, trade_engine


def seatwise(*questions: str) -> Answer:
    """The answer to the last question of a thread in the software house's workspace."""
    numbers = count()
    world = World(trade_engine("seatwise"), lambda: 0.0, lambda: f"t{next(numbers)}")
    return [ask(one, leader("seatwise"), world, thread="t") for one in questions][-1]


FRANCE = ("net sales by country in September", "same for France")


@pytest.mark.parametrize(
    ("questions", "echo"),
    [
        (("orders in July", "no wait, I meant net sales"), "net sales, July 2011"),
        (("orders in July", "actually no, June again"), "orders, June 2011"),
        (("orders in July", "hang on, August"), "orders, August 2011"),
        (("orders in July", "by country", "scrap that, by product instead"),
         "orders by product, July 2011"),
        (("orders in July", "by country", "scratch that, just the total"), "orders, July 2011"),
        (("orders in July", "by country", "forget that, and August?"), "orders, August 2011"),
        (("orders in July", "by country", "undo that"), "orders, July 2011"),
        (("orders in July", "by country", "and August?", "go back"),
         "orders by country, July 2011"),
        (("orders in July", "by country", "how is the weather?", "undo that"),
         "orders by country, July 2011"),
        (("orders in July", "and in June", "go back to last month"), "orders, September 2011"),
        ((*FRANCE, "go back to countries"), "net sales by country, September 2011"),
        ((*FRANCE, "never mind, all countries again"), "net sales, September 2011"),
        (("orders in May", "everyone except the UK", "sorry, I meant with the UK"),
         "orders, May 2011"),
        (("orders in May", "without the UK and France", "put France back in"),
         "orders, country not United Kingdom, May 2011"),
        (("orders in May", "without the UK", "put them back"), "orders, May 2011"),
        (("orders in May", "and the next one"), "orders, June 2011"),
        (("orders on weekends in May", "and weekdays?"),
         "orders, weekday Monday, Tuesday, Wednesday, Thursday or Friday, May 2011"),
        (("orders in May", "compare that to the month before"),
         "orders, May 2011 against April 2011"),
        (("orders in July", "compare that to the year before"),
         "orders, July 2011 against July 2010"),
        (("sales by country in May", "who had the most?"),
         "gross sales by country, May 2011, the highest"),
        (("top 10 customers by sales in August", "how many orders did they place"),
         "orders by customer, August 2011, of those in “gross sales by "
         "customer, August 2011, the 10 highest”"),
        (("orders in May", "is that good?", "and net sales?"), "net sales, May 2011"),
    ],
)  # fmt: skip
def test_what_is_put_right_is_read_as_a_colleague_would(
    questions: tuple[str, ...], echo: str
) -> None:
    answer = talk(*questions)

    assert answer.status == "answered", answer.text
    assert answer.echo == echo


@pytest.mark.parametrize(
    "asked", ["is that good?", "so is that normal?", "is this a lot for us", "what's normal?",
              "hmm was that a bad month", "good or bad?"],
)  # fmt: skip
def test_whether_a_figure_is_good_is_asked_back_with_what_to_set_it_beside(asked: str) -> None:
    answer = talk("orders in August", asked)

    assert answer.status == "clarify"
    assert "of orders, higher is better" in answer.text
    assert [option.label for option in answer.options] == [
        "orders, August 2011 against July 2011",
        "orders, August 2011 against August 2010",
    ]


def test_a_judgement_is_no_member_of_that_name() -> None:
    """One priority of tickets is called "normal"."""
    judged = seatwise("how many tickets last month", "is that normal?")
    named = seatwise("how many tickets last month", "only the normal ones")

    assert judged.status == "clarify"
    assert "lower is better" in judged.text
    assert named.text == "Tickets for normal in April 2024 were 18."


def test_a_figure_that_did_not_change_has_no_drivers() -> None:
    answer = seatwise("tickets for enterprise in March 2024", "why so many?")

    assert answer.text == (
        "Tickets for Enterprise in March 2024 were 6, unchanged on February 2024.\n"
        "There is nothing to trace."
    )


def test_nothing_is_taken_back_where_nothing_was_said() -> None:
    first = talk("undo that")
    only = talk("orders in July", "scrap that")

    assert first.status != "answered"
    assert only.status == "clarify"
    assert "nothing before it" in only.text


def test_words_that_take_back_may_name_things() -> None:
    answer = talk("items sold in July", "and blossom images scrap book set?")

    assert answer.status == "answered"
    assert "SCRAP BOOK" in answer.text


def test_what_somebody_may_not_see_is_not_gone_back_to() -> None:
    thread = ("unidentified share in July", "orders in July", "undo that")
    own = talk(*thread)
    theirs = talk(*thread, who=("head", "head", "owner-uk-1"))

    assert own.status == "answered"
    assert theirs.status == "clarify"
    assert "nothing before it" in theirs.text
