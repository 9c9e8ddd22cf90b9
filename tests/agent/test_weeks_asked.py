"""Weeks that begin on Sundays, asked about: figures as SQL has them, or a question back."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.answer import Answer
from agent.checker import check
from agent.interpreter.times.week_numbers import numbered
from semantic.period import Period
from semantic.week import WEEKDAYS, Weekday
from tests.agent.trades import trade_answer, trade_sql

# It is Friday, 7 March 2025 there.
FIGURES = [
    ("loans last week", "2025-02-23", "2025-03-01"),
    ("loans this week", "2025-03-02", "2025-03-06"),
    ("loans week to date", "2025-03-02", "2025-03-06"),
    ("loans the week before last", "2025-02-16", "2025-02-22"),
    ("loans in the week of 25 february", "2025-02-23", "2025-03-01"),
    ("loans w/e 1 march", "2025-02-23", "2025-03-01"),
    ("loans in the past 6 weeks", "2025-01-19", "2025-03-01"),
    ("loans in the last fortnight", "2025-02-16", "2025-03-01"),
    ("loans saturday last week", "2025-03-01", "2025-03-01"),
    ("loans last weekend", "2025-03-01", "2025-03-02"),
    ("loans in week 5", "2025-01-26", "2025-02-01"),
    ("loans in weeks 5 to 7", "2025-01-26", "2025-02-15"),
    ("loans in 2025-W08", "2025-02-17", "2025-02-23"),
]
ASKED_BACK = [
    ("loans in the first week of february", ["1 to 7 February 2025", "2 to 8 February 2025"]),
    ("loans two weeks ago", ["16 to 22 February 2025", "21 February 2025"]),
    ("how many borrowers at the end of last week", ["23 February to 1 March 2025"]),
]


def asked(question: str) -> Answer:
    return trade_answer("library", question, "sunday")


def lent(first: str, last: str) -> int:
    sql = f"select count(*) from loans where lent_on between '{first}' and '{last}'"
    (row,) = trade_sql("library").execute(sql).fetchall()
    return int(row[0])


@pytest.mark.parametrize(("question", "first", "last"), FIGURES)
def test_the_figure_is_that_of_the_week_meant(question: str, first: str, last: str) -> None:
    answer = asked(question)

    assert answer.reading is not None, answer.text
    days = answer.reading.period.days
    assert (str(days.start), str(days.end - timedelta(days=1))) == (first, last)
    assert f"were {lent(first, last)}." in answer.text


@pytest.mark.parametrize(("question", "choices"), ASKED_BACK)
def test_a_week_that_may_be_another_is_asked_back(question: str, choices: list[str]) -> None:
    answer = asked(question)

    assert answer.status == "clarify"
    assert all(choice in answer.text for choice in choices)


def test_the_weeks_of_a_month_are_told_by_their_first_days() -> None:
    answer = asked("loans by week in february")

    whole = [("2025-02-02", "2 February"), ("2025-02-09", "9 February")]
    for first, said in whole:
        last = date.fromisoformat(first) + timedelta(days=6)
        assert f"the week of {said} 2025: {lent(first, str(last))};" in answer.text
    assert f"1 February 2025 (partial): {lent('2025-02-01', '2025-02-01')};" in answer.text


def test_a_week_is_compared_with_the_one_before_and_with_52_weeks_ago() -> None:
    now, before = lent("2025-02-23", "2025-03-01"), lent("2025-02-16", "2025-02-22")
    year_ago = lent("2024-02-25", "2024-03-02")

    on_before = asked("loans last week vs the week before").text
    on_year = asked("loans last week compared to a year ago").text

    assert f"were {now}, down {before - now} " in on_before
    assert f"from {before} for 16 to 22 February 2025" in on_before
    assert f"from {year_ago} for 25 February to 2 March 2024" in on_year


def test_what_a_text_calls_a_week_is_one_of_the_workspace() -> None:
    answer = asked("loans last week vs the week before")
    claims = {claim.id: claim for claim in answer.claims}
    text = "Loans from 23 February to 1 March 2025 were 53, down 21 on the week before."

    assert check(text, claims, week_start="sunday") == ()
    assert check(text, claims, week_start="monday") != ()
    assert check(text.replace("week", "month"), claims, week_start="sunday") != ()


@given(st.integers(1990, 2060), st.sampled_from(WEEKDAYS))
def test_weeks_of_a_number_follow_one_another(year: int, start: Weekday) -> None:
    weeks = [numbered(year, number, start) for number in range(1, 53)]

    assert all({f"{week.start:%A}".lower() for week in found} == {start} for found in weeks)
    for one, following in pairwise(weeks):
        assert [week.end for week in one] == [week.start for week in following]
    firsts = weeks[0]
    assert date(year, 1, 4) in {day for week in firsts for day in _days(week)}
    assert start == "monday" or date(year, 1, 1) in {day for week in firsts for day in _days(week)}


def _days(week: Period) -> list[date]:
    return [week.start + timedelta(days=nr) for nr in range(week.days)]


def test_counts_that_differ_give_two_weeks_and_mondays_only_those_of_iso() -> None:
    assert numbered(2022, 2, "sunday") == (
        Period(date(2022, 1, 9), date(2022, 1, 16)),
        Period(date(2022, 1, 2), date(2022, 1, 9)),
    )
    assert numbered(2022, 2, "monday") == (Period(date(2022, 1, 10), date(2022, 1, 17)),)
    for number in (0, 54):
        with pytest.raises(ValueError, match=r"week|Invalid"):
            numbered(2022, number, "sunday")
