"""Members that a figure is said to include, which keep it to nothing."""

from itertools import count

import pytest

from agent.ask import World, ask
from tests.agent.any_workspace import asked
from tests.agent.trades import leader, trade_engine


@pytest.mark.parametrize(
    "question",
    [
        "rentals in September, incl. the ones of vans",
        "rentals in September including corporate and private customers",
        "rentals in September, vans included",
        "rentals in September whether or not they were returned late",
        "rentals in September, even those that were returned late",
    ],
)
def test_what_is_included_narrows_nothing(question: str) -> None:
    answer = asked("rental", question)

    assert (answer.status, answer.echo) == ("answered", "rentals, September 2025"), answer.text


def test_another_member_keeps_to_its_rows() -> None:
    answer = asked("rental", "rentals at Docklands in September, including vans")

    assert answer.echo == "rentals, branch Dublin Docklands, September 2025"


@pytest.mark.parametrize(
    "question",
    [
        "late return rate in September, including vans",
        "all rentals in September, also the vans",
        "rentals in September, only counting vans",
    ],
)
def test_what_words_or_a_definition_leave_open_is_asked_back(question: str) -> None:
    assert asked("rental", question).status == "clarify"


def test_what_is_included_in_a_thread_is_added_only_where_others_are_kept_to() -> None:
    asker, numbers = leader("rental"), count()
    world = World(trade_engine("rental"), lambda: 0.0, lambda: f"t{next(numbers)}")

    ask("rentals in September", asker, world, thread="all")
    ask("rentals of cars in September", asker, world, thread="some")

    assert ask("including vans", asker, world, thread="all").status == "clarify"
    added = ask("including vans", asker, world, thread="some")
    assert added.echo == "rentals by car or van, car or van, September 2025"
