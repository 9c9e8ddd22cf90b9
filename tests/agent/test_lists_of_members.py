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


def in_the_gym(*questions: str) -> Answer:
    """The answer to the last question of one thread."""
    numbers = count()
    world = World(trade_engine("gym"), lambda: 0.0, lambda: f"t{next(numbers)}")
    return [ask(question, leader("gym"), world, thread="t") for question in questions][-1]


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
