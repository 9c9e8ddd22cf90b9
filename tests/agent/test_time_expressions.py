"""What people call a period, seen from Monday 3 October 2011."""

from datetime import date

import pytest

from agent.interpreter.board import Board, GrainSaid, TimeSaid
from agent.interpreter.times.time_expressions import mark_times
from agent.interpreter.times.today import Today
from agent.interpreter.words.notation import in_words
from agent.interpreter.words.tokens import put_right, tokens
from semantic.period import Period

TODAY = date(2011, 10, 3)
KNOWN = Period(date(2010, 12, 1), TODAY)


def read(text: str) -> Board:
    board = Board(in_words(put_right(tokens(text)), ()))
    mark_times(board, Today(TODAY), KNOWN)
    return board


def period(text: str) -> str:
    said = [time.period for _, time in read(text).of(TimeSaid)]
    return " ".join(f"{each.start}/{each.end}" for each in said)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yesterday", "2011-10-02/2011-10-03"),
        ("the day before yesterday", "2011-10-01/2011-10-02"),
        ("last Friday", "2011-09-30/2011-10-01"),
        ("on Monday", "2011-09-26/2011-09-27"),
        ("last week", "2011-09-26/2011-10-03"),
        ("the week before last", "2011-09-19/2011-09-26"),
        ("this week", "2011-10-03/2011-10-10"),
        ("week 38", "2011-09-19/2011-09-26"),
        ("week 50", "2010-12-13/2010-12-20"),
        ("2011-W38", "2011-09-19/2011-09-26"),
        ("the week of 7 September", "2011-09-05/2011-09-12"),
        ("week commencing Sept 5th", "2011-09-05/2011-09-12"),
        ("week ending 11 September 2011", "2011-09-05/2011-09-12"),
        ("last month", "2011-09-01/2011-10-01"),
        ("this month so far", "2011-10-01/2011-11-01"),
        ("month to date", "2011-10-01/2011-10-03"),
        ("MTD", "2011-10-01/2011-10-03"),
        ("March", "2011-03-01/2011-04-01"),
        ("in Feb.", "2011-02-01/2011-03-01"),
        ("April's", "2011-04-01/2011-05-01"),
        ("December", "2010-12-01/2011-01-01"),
        ("on 12.09.2011", "2011-09-12/2011-09-13"),
        ("3.2.", "2011-02-03/2011-02-04"),
        ("24.12.", "2010-12-24/2010-12-25"),
        ("1.8. - 15.8.", "2011-08-01/2011-08-16"),
        ("01.07.2011 bis 31.07.2011", "2011-07-01/2011-08-01"),
        ("1.1.11-31.3.11", "2011-01-01/2011-04-01"),
        ("26/9 to 30/9", "2011-09-26/2011-10-01"),
        ("KW 36", "2011-09-05/2011-09-12"),
        ("cw36", "2011-09-05/2011-09-12"),
        ("last weekend", "2011-10-01/2011-10-03"),
        ("the first half of September", "2011-09-01/2011-09-16"),
        ("second half of Feb", "2011-02-16/2011-03-01"),
        ("November 2011", "2011-11-01/2011-12-01"),
        ("2011-06", "2011-06-01/2011-07-01"),
        ("June last year", "2010-06-01/2010-07-01"),
        ("Q1", "2011-01-01/2011-04-01"),
        ("q3 2011", "2011-07-01/2011-10-01"),
        ("the second quarter", "2011-04-01/2011-07-01"),
        ("2011 Q2", "2011-04-01/2011-07-01"),
        ("last quarter", "2011-07-01/2011-10-01"),
        ("H1 2011", "2011-01-01/2011-07-01"),
        ("the first half of 2011", "2011-01-01/2011-07-01"),
        ("2011", "2011-01-01/2012-01-01"),
        ("last year", "2010-01-01/2011-01-01"),
        ("year to date", "2011-01-01/2011-10-03"),
        ("last 30 days", "2011-09-03/2011-10-03"),
        ("past six weeks", "2011-08-22/2011-10-03"),
        ("the last 3 full months", "2011-07-01/2011-10-01"),
        ("5 September", "2011-09-05/2011-09-06"),
        ("September 5th, 2011", "2011-09-05/2011-09-06"),
        ("the 5th of September", "2011-09-05/2011-09-06"),
        ("2011-09-05", "2011-09-05/2011-09-06"),
        ("25/09/2011", "2011-09-25/2011-09-26"),
        ("1-15 September", "2011-09-01/2011-09-16"),
        ("Oct 1-2", "2011-10-01/2011-10-03"),
        ("between the 1st and the 15th of September", "2011-09-01/2011-09-16"),
        ("between March and May", "2011-03-01/2011-06-01"),
        ("from 29 August to 4 September", "2011-08-29/2011-09-05"),
        ("May to Sept", "2011-05-01/2011-10-01"),
        ("Nov to Feb", "2010-11-01/2011-03-01"),
        ("Dec 2010 through Jan 2011", "2010-12-01/2011-02-01"),
        ("since March", "2011-03-01/2011-10-03"),
        ("from August onwards", "2011-08-01/2011-10-03"),
        ("first 10 days of September", "2011-09-01/2011-09-11"),
        ("Jan, Feb and March", "2011-01-01/2011-04-01"),
        ("July and August 2011", "2011-07-01/2011-09-01"),
        ("ever", "2010-12-01/2011-10-03"),
        ("2 days ago", "2011-10-01/2011-10-02"),
        ("Monday last week", "2011-09-26/2011-09-27"),
        ("the Monday before last", "2011-09-19/2011-09-20"),
        ("the weekend before last", "2011-09-24/2011-09-26"),
        ("the first two weeks of August", "2011-08-01/2011-08-15"),
        ("the last 3 days of Q2", "2011-06-28/2011-07-01"),
        ("the first month of the year", "2011-01-01/2011-02-01"),
        ("the last quarter of 2010", "2010-10-01/2011-01-01"),
        ("the second half of last month", "2011-09-16/2011-10-01"),
        ("over the summer", "2011-06-01/2011-09-01"),
        ("since the end of June", "2011-07-01/2011-10-03"),
        ("the year so far", "2011-01-01/2011-10-03"),
        ("since Monday", "2011-09-26/2011-10-03"),
        ("Jan '11", "2011-01-01/2011-02-01"),
        ("08/2011", "2011-08-01/2011-09-01"),
        ("8-2011", "2011-08-01/2011-09-01"),
        ("08.2011", "2011-08-01/2011-09-01"),
        ("2011/08", "2011-08-01/2011-09-01"),
        ("08/2011's", "2011-08-01/2011-09-01"),
        ("from 03/2011 until 06/2011", "2011-03-01/2011-07-01"),
        ("03-06/2011", "2011-03-01/2011-07-01"),
        ("week 8/2011", "2011-02-21/2011-02-28"),
        ("Aug-2011", "2011-08-01/2011-09-01"),
        ("Sept. 2011", "2011-09-01/2011-10-01"),
        ("2011 August", "2011-08-01/2011-09-01"),
        ("Q2/2011", "2011-04-01/2011-07-01"),
        ("Q1-2011", "2011-01-01/2011-04-01"),
        ("quarter 3", "2011-07-01/2011-10-01"),
        ("for quarter two of 2011", "2011-04-01/2011-07-01"),
        ("2Q11", "2011-04-01/2011-07-01"),
        ("1H 2011", "2011-01-01/2011-07-01"),
        ("in Aug month", "2011-08-01/2011-09-01"),
        ("the months of July and August", "2011-07-01/2011-09-01"),
        ("the 3 last months", "2011-07-01/2011-10-01"),
        ("prior 14 days", "2011-09-19/2011-10-03"),
        ("the week from 12 September", "2011-09-12/2011-09-19"),
        ("the week starting from Sept 12th", "2011-09-12/2011-09-19"),
        ("by week from 12 September", "2011-09-12/2011-10-03"),
        ("by month from July", "2011-07-01/2011-10-03"),
        ("3. September", "2011-09-03/2011-09-04"),
        ("3.-4. September", "2011-09-03/2011-09-05"),
        ("July/August", "2011-07-01/2011-09-01"),
        ("in May, then June", "2011-05-01/2011-07-01"),
        ("since the 1st of this month", "2011-10-01/2011-10-03"),
        ("on the 7th of last month", "2011-09-07/2011-09-08"),
        ("month till date", "2011-10-01/2011-10-03"),
        ("till date", "2010-12-01/2011-10-03"),
        ("30 days rolling", "2011-09-03/2011-10-03"),
        ("on 6, 7 and 8 September", "2011-09-06/2011-09-09"),
        ("weeks 35, 36 and 37", "2011-08-29/2011-09-19"),
        ("between weeks 35 and 38", "2011-08-29/2011-09-26"),
        ("quarters 1, 2 and 3", "2011-01-01/2011-10-01"),
        ("the 3 first weeks of August", "2011-08-01/2011-08-22"),
        ("the first 10 days of Aug month", "2011-08-01/2011-08-11"),
        ("Wed 7 Sept to Sun 11 Sept", "2011-09-07/2011-09-12"),
        ("7-Sep-11", "2011-09-07/2011-09-08"),
        ("07-Sep to 9-Sep", "2011-09-07/2011-09-10"),
        ("2011/09/07", "2011-09-07/2011-09-08"),
        ("starting from 12 September", "2011-09-12/2011-10-03"),
        ("last to last month", "2011-08-01/2011-09-01"),
        ("in the running month", "2011-10-01/2011-11-01"),
        ("CY11", "2011-01-01/2012-01-01"),
        ("the top 3 August products", "2011-08-01/2011-09-01"),
        ("top 3 08/2011", "2011-08-01/2011-09-01"),
        ("08 / 2011", "2011-08-01/2011-09-01"),
        ("2011-8", "2011-08-01/2011-09-01"),
        ("the second half of 08/2011", "2011-08-16/2011-09-01"),
        ("05/2011 we sold", "2011-05-01/2011-06-01"),
        ("week no. 36", "2011-09-05/2011-09-12"),
        ("the week to 11 September", "2011-09-05/2011-09-12"),
        ("calendar month August", "2011-08-01/2011-09-01"),
        ("on 22 December of last year", "2010-12-22/2010-12-23"),
        ("9 to 12 December last year", "2010-12-09/2010-12-13"),
        ("last year's December", "2010-12-01/2011-01-01"),
        ("the last three finished months", "2011-07-01/2011-10-01"),
        ("looking back twenty days", "2011-09-13/2011-10-03"),
        ("the two full weeks behind us", "2011-09-19/2011-10-03"),
        ("the half year that ended with June", "2011-01-01/2011-07-01"),
        ("the two months which ended in May", "2011-04-01/2011-06-01"),
        ("since the 20th", "2011-09-20/2011-10-03"),
        ("between the start of April and the end of June", "2011-04-01/2011-07-01"),
        ("per month, starting with April and ending with June", "2011-04-01/2011-07-01"),
        ("from April to June, June included", "2011-04-01/2011-07-01"),
        ("from Wednesday the 22nd to Friday the 24th of December", "2010-12-22/2010-12-25"),
        ("New Year's Eve just gone", "2010-12-31/2011-01-01"),
        ("there may be", ""),
        ("over the last half year", "2011-04-01/2011-10-01"),
    ],
)
def test_a_period_is_the_days_people_mean(text: str, expected: str) -> None:
    assert period(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "may i have sales",
        "Q5",
        "in 35 days",
        "monday",
        "£8.2011",
        "quarter 5",
        "the quarter 3 products",
        "weeks 35 and 38",
    ],
)
def test_what_is_no_period_is_none(text: str) -> None:
    assert period(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Q4",
        "05/09/2011",
        "the first week of September",
        "three weeks ago",
        "mid-July",
        "late June",
        "two weeks back",
        "from 5 September",
        "between September and July",
    ],
)
def test_two_readings_are_two_choices(text: str) -> None:
    ((_, said),) = read(text).of(TimeSaid)

    assert len(said.choices) == 2


def test_words_that_leave_room_say_how_they_were_read() -> None:
    notes = [read(text).of(TimeSaid)[0][1].note for text in ("week 38", "past 6 weeks", "May")]

    assert notes == [
        "week 38 as the ISO week that begins on 19 September 2011",
        "“past 6 weeks” as the last 6 whole weeks",
        "",
    ]


def test_a_list_keeps_its_parts_and_a_range_its_ends() -> None:
    ((_, listed),) = read("Jan, Feb and March").of(TimeSaid)
    ((_, ranged),) = read("from March to May").of(TimeSaid)

    assert [part.start.month for part in listed.parts] == [1, 2, 3]
    assert [end.start.month for end in ranged.ends] == [3, 5]


@pytest.mark.parametrize(
    ("text", "grain"),
    [
        ("by month", "month"),
        ("per week", "week"),
        ("for each day of May", "day"),
        ("week by week", "week"),
        ("quarterly", "quarter"),
        ("broken down by month", "month"),
        ("per month June - Sept", "month"),
        ("over time", ""),
        ("how is it developing", ""),
        ("how has it evolved since May", ""),
        ("the development of it", ""),
    ],
)
def test_a_split_by_time_is_read(text: str, grain: str) -> None:
    assert [said.grain for _, said in read(text).of(GrainSaid)] == [grain]


def test_developed_countries_are_no_split_by_time() -> None:
    assert read("in developed and developing countries").of(GrainSaid) == []


def test_a_month_with_two_figures_after_a_month_may_be_of_that_year() -> None:
    ((_, said),) = read("Apr to Sep 11").of(TimeSaid)

    assert {(each.end.day, each.end.month) for each in said.choices} == {(12, 9), (1, 10)}
