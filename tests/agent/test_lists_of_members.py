"""Those whom a count of rows counts one by one are a list that a thread goes on from."""

from itertools import count

import pytest

from agent.answer import Answer
from agent.ask import World, ask
from tests.agent.test_conversation import talk
from tests.agent.trades import leader, trade_engine, trade_sql

JOINED = (
    "select member_id from members where joined_on >= '2026-04-01' and joined_on < '2026-05-01'"
)


def in_a_thread(trade: str, *questions: str) -> Answer:
    """The answer to the last question of one thread."""
    numbers = count()
    world = World(trade_engine(trade), lambda: 0.0, lambda: f"t{next(numbers)}")
    return [ask(question, leader(trade), world, thread="t") for question in questions][-1]


def in_the_gym(*questions: str) -> Answer:
    """The same at the gym."""
    return in_a_thread("gym", *questions)


@pytest.mark.parametrize("shown", [(), ("show me who",)])
def test_what_new_members_spent_is_theirs(shown: tuple[str, ...]) -> None:
    answer = in_the_gym("new members in April", *shown, "what did they spend")
    ((expected,),) = (
        trade_sql("gym")
        .execute(
            "select sum(amount) from payments where entry = 'payment' and paid_on >= '2026-04-01' "
            f"and paid_on < '2026-05-01' and member_id in ({JOINED})"
        )
        .fetchall()
    )

    (result,) = answer.results
    assert sum(float(str(row[-1])) for row in result.rows()) == pytest.approx(float(expected))


def test_customers_of_a_number_are_asked_for_where_there_is_no_list_of_them() -> None:
    answer = talk("active customers in May", "how many orders did they place")

    assert "of those in “active customers by customer, May 2011”" in answer.text


def test_an_unknown_name_in_a_thread_is_told_and_forgets_nothing() -> None:
    asked_back = in_the_gym("check-ins by club last month", "only Riverside")
    answer = in_the_gym("check-ins by club last month", "only Riverside", "and in March?")

    assert "Nothing here is called “riverside”" in asked_back.text
    assert answer.echo == "check-ins by club, March 2026"


@pytest.mark.parametrize("whom", ["those", "them", "these"])
def test_how_many_of_new_members_came_later_counts_them_and_not_their_visits(whom: str) -> None:
    answer = in_the_gym("new members in April", f"how many of {whom} checked in in May?")
    ((expected,),) = (
        trade_sql("gym")
        .execute(
            "select count(distinct member_id) from checkins where checked_in_at >= '2026-05-01' "
            f"and checked_in_at < '2026-05-13' and member_id in ({JOINED})"
        )
        .fetchall()
    )

    (result,) = answer.results
    assert float(str(result.rows()[0][-1])) == expected


@pytest.mark.parametrize(
    "later", ["how many of them booked a class in May", "how many of those complained in May?"]
)
def test_what_is_counted_by_itself_is_not_told_as_the_number_of_those_who_did_it(
    later: str,
) -> None:
    answer = in_the_gym("new members in April", later)

    assert answer.status == "clarify", answer.text


def test_what_they_did_can_be_asked_for_as_theirs_then() -> None:
    answer = in_the_gym(
        "new members in April", "how many of them booked a class in May", "their class bookings"
    )

    assert "of those in “joiners by member, April 2026”" in answer.text


@pytest.mark.parametrize(
    ("trade", "first", "later"),
    [
        ("courier", "new customers in May", "how many of those shipped in July"),
        ("courier", "new customers in May", "how many shipments did those have in July"),
        ("seatwise", "new accounts in March", "what did they pay in April"),
        ("seatwise", "new accounts in March by plan", "what did they pay in April"),
        ("seatwise", "new accounts in March in France", "how much did those pay in April"),
        ("seatwise", "paying accounts in April by plan", "how many tickets did they open"),
    ],
)
def test_whose_figure_it_is_is_asked_where_those_counted_cannot_be_listed(
    trade: str, first: str, later: str
) -> None:
    answer = in_a_thread(trade, first, later)

    assert answer.status == "clarify"
    assert "Whose is meant?" in answer.text
