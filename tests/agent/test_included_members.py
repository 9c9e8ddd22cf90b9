"""Members that a figure is said to include, which keep it to nothing."""

import pytest

from tests.agent.any_workspace import asked


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
