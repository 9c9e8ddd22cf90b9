"""Answers pass the checker as they are given, and with anything in them changed they do not."""

import pytest

from tests.briefings.falsify import EVERYTHING, judge
from tests.briefings.real_notes import of_answers, some


def test_no_answer_can_be_changed_into_a_lie() -> None:
    tally = judge(list(of_answers(("library",), every=6)), most=30)

    assert tally.notes > 8
    assert (tally.refused, tally.passed) == ([], [])


@pytest.mark.soak
def test_no_lie_about_five_hundred_notes_passes() -> None:
    tally = judge(some(500, mondays=4, questions=EVERYTHING))

    assert tally.notes == 500
    assert (tally.refused, tally.passed) == ([], [])
