from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.period import before, parse, refuse_future
from semantic.errors import BadPeriod
from semantic.period import Period
from semantic.week import WEEKDAYS, Weekday


def test_on_a_monday_the_week_that_ended_yesterday_is_briefed() -> None:
    found = before(date(2011, 10, 3))

    assert found.key == "2011-W39"
    assert found.span == Period(date(2011, 9, 26), date(2011, 10, 3))


@pytest.mark.parametrize("day", range(4, 10))
def test_on_any_other_day_it_is_the_last_whole_week(day: int) -> None:
    assert before(date(2011, 10, day)) == before(date(2011, 10, 3))


def test_the_first_days_of_a_year_can_belong_to_the_old_years_last_week() -> None:
    assert before(date(2011, 1, 5)).key == "2010-W52"


def test_weeks_from_another_day_than_monday_have_their_first_day_as_key() -> None:
    found = before(date(2011, 10, 2), "sunday")

    assert (found.key, found.span) == ("2011-09-25", Period(date(2011, 9, 25), date(2011, 10, 2)))
    assert before(date(2011, 10, 8), "sunday") == found
    # Monday's briefing is about the week that ended with Saturday, as on every other weekday.
    assert before(date(2011, 10, 3), "sunday") == found
    assert before(date(2011, 10, 3), "saturday").key == "2011-09-24"


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from(WEEKDAYS))
def test_a_key_names_its_week_again(as_of: date, start: Weekday) -> None:
    found = before(as_of, start)

    assert parse(found.key) == found
    assert found.span.days == 7
    assert f"{found.span.start:%A}".lower() == start
    assert found.span.end <= as_of < found.span.end + timedelta(days=7)
    assert before(found.span.start, start).span.end == found.span.start


@pytest.mark.parametrize(
    "key", ["2011-W54", "2011-W00", "2011-39", "W39", "", "2011-W39 ", "20110925"]
)
def test_what_is_not_a_week_is_refused(key: str) -> None:
    with pytest.raises(BadPeriod, match="is not the week of a briefing"):
        parse(key)


def test_nobody_is_briefed_about_the_future() -> None:
    refuse_future(date(2011, 10, 3), today=date(2011, 10, 3))

    with pytest.raises(BadPeriod) as refusal:
        refuse_future(date(2011, 10, 4), today=date(2011, 10, 3))

    assert str(refusal.value) == (
        "A briefing as of 2011-10-04 lies in the future: today is 2011-10-03.\n"
        "Nearest: 2011-10-03.\n"
        "Give --as-of 2011-10-03 or an earlier day."
    )
