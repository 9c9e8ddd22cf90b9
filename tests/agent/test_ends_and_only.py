"""Ends of periods said in short or by a clause, and "only" after the thing a member names."""

import pytest

from tests.agent.trades import trade_answer


@pytest.mark.parametrize(
    ("trade", "question", "echo"),
    [
        ("school", "lapsed students end March", "lapsed students, end of March 2026"),
        ("school", "lapsed students when February ended",
         "lapsed students, end of February 2026"),
        ("school", "end april lapsed students by home country",
         "lapsed students by home country, end of April 2026"),
        ("gym", "lapsed members when March was over", "lapsed members, end of March 2026"),
        ("gym", "paying members as February ended", "paying members, end of February 2026"),
        ("gym", "have paying members grown between the end of January and the end of March?",
         "paying members, end of March 2026 against January 2026"),
        ("school", "waiting list at the end of March, this year against last year",
         "waiting list, end of March 2026 against March 2025"),
    ],
)  # fmt: skip
def test_a_state_is_told_of_the_end_that_is_named(trade: str, question: str, echo: str) -> None:
    answer = trade_answer(trade, question)

    assert answer.status == "answered", answer.text
    assert answer.echo == echo


def test_a_sum_when_a_month_ended_is_asked_back() -> None:
    answer = trade_answer("school", "amount invoiced when April ended")

    assert answer.status == "clarify"


@pytest.mark.parametrize(
    ("question", "echo"),
    [
        ("dropout rate in Q4, online courses only", "dropout rate, format online, Q4 2025"),
        ("enrolments in Q1, German courses only, by campus",
         "enrolments by campus, language German, Q1 2026"),
    ],
)  # fmt: skip
def test_only_after_the_thing_keeps_to_its_member(question: str, echo: str) -> None:
    assert trade_answer("school", question).echo == echo
