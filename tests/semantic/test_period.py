"""Calendar arithmetic: half-open periods, ISO weeks, leap years, and what lies before a period."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semantic import period as periods
from semantic.model import Grain
from semantic.period import Period

DAYS = st.dates(date(1001, 1, 1), date(8999, 1, 1))
GRAINS = st.sampled_from(periods.GRAINS)


@st.composite
def spans(draw: st.DrawFn) -> Period:
    start = draw(DAYS)
    return Period(start, start + timedelta(days=draw(st.integers(1, 800))))


def span(start: str, end: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end))


@given(DAYS, GRAINS)
def test_every_day_lies_in_the_unit_it_is_floored_to(day: date, grain: Grain) -> None:
    unit = periods.unit(day, grain)

    assert unit.start <= day < unit.end
    assert periods.floor(unit.start, grain) == unit.start
    assert periods.unit(unit.end - timedelta(days=1), grain) == unit
    assert periods.unit(unit.end, grain).start == unit.end


@given(DAYS, GRAINS, st.integers(-50, 50))
def test_units_follow_one_another_however_far_one_steps(day: date, grain: Grain, far: int) -> None:
    start = periods.floor(day, grain)

    there = periods.step(start, grain, far)

    assert periods.floor(there, grain) == there
    assert periods.step(there, grain, -far) == start


@given(spans(), GRAINS)
def test_buckets_cover_the_period_once_and_in_order(period: Period, grain: Grain) -> None:
    found = periods.buckets(period, grain)

    assert found[0].start == period.start
    assert found[-1].end == period.end
    assert all(one.end == next_one.start for one, next_one in pairwise(found))
    assert all(bucket.days > 0 for bucket in found)
    labels = [periods.floor(bucket.start, grain) for bucket in found]
    assert len(set(labels)) == len(labels)
    assert all(periods.unit(bucket.start, grain).end >= bucket.end for bucket in found)


@given(spans(), GRAINS)
def test_buckets_of_an_earlier_period_are_the_earlier_buckets(period: Period, grain: Grain) -> None:
    """Moved one by one, buckets still follow one another, each in a unit of its own."""
    for shift in ((grain, -1), periods.to_year_before(period, grain)):
        moved = [periods.moved(bucket, shift) for bucket in periods.buckets(period, grain)]
        for one, following in pairwise(moved):
            assert one.start < one.end
            leap_day = grain == "day" and one.start == following.start
            assert one.end <= following.start or leap_day


@given(spans())
def test_the_period_before_ends_where_the_period_begins(period: Period) -> None:
    earlier = periods.moved(period, periods.to_previous(period))

    assert earlier.end == period.start
    assert earlier.start < earlier.end


@given(spans())
def test_retention_looks_back_on_a_month_or_on_as_many_days(period: Period) -> None:
    before = periods.preceding(period)

    assert before.end == period.start
    month = periods.whole_grain(period) == "month"
    assert before == periods.unit(before.start, "month") if month else before.days == period.days


@given(spans())
def test_a_year_earlier_is_about_a_year_earlier(period: Period) -> None:
    earlier = periods.year_before(period)

    assert 363 <= (period.start - earlier.start).days <= 366
    assert abs(period.days - earlier.days) <= 1
    assert earlier.days > 0


@given(spans(), DAYS)
def test_a_period_until_a_limit_never_reaches_past_it(period: Period, limit: date) -> None:
    cut = period.until(limit)

    assert cut.start == period.start
    assert cut.end <= max(limit, period.start)
    assert cut.days >= 0
    assert cut == period or limit < period.end


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (span("2011-03-01", "2011-04-01"), span("2011-02-01", "2011-03-01")),
        (span("2011-01-01", "2011-02-01"), span("2010-12-01", "2011-01-01")),
        (span("2011-09-26", "2011-10-03"), span("2011-09-19", "2011-09-26")),
        (span("2011-04-01", "2011-07-01"), span("2011-01-01", "2011-04-01")),
        (span("2012-01-01", "2013-01-01"), span("2011-01-01", "2012-01-01")),
        (span("2011-05-01", "2011-07-01"), span("2011-03-01", "2011-05-01")),
        (span("2011-04-11", "2011-05-03"), span("2011-03-20", "2011-04-11")),
        (span("2011-10-01", "2011-10-03"), span("2011-09-29", "2011-10-01")),
    ],
)
def test_a_comparison_goes_back_to_the_period_before(period: Period, before: Period) -> None:
    assert periods.moved(period, periods.to_previous(period)) == before


def test_retention_over_a_quarter_looks_back_as_many_days() -> None:
    """The dictionary names months and weeks; every other period has as many days before it."""
    summer = span("2011-07-01", "2011-10-01")

    assert periods.preceding(summer) == span("2011-03-31", "2011-07-01")


@pytest.mark.parametrize(
    ("part", "grain", "before"),
    [
        # A month so far, against as much of the month before.
        (span("2011-10-01", "2011-10-03"), "month", span("2011-09-01", "2011-09-03")),
        (span("2011-03-01", "2011-03-31"), "month", span("2011-02-01", "2011-03-01")),
        (span("2011-03-30", "2011-03-31"), "month", span("2011-02-28", "2011-03-01")),
        (span("2011-05-01", "2011-05-31"), "quarter", span("2011-02-01", "2011-03-01")),
        (span("2012-01-01", "2012-03-01"), "year", span("2011-01-01", "2011-03-01")),
    ],
)
def test_a_part_of_a_unit_is_compared_with_as_much_of_the_one_before(
    part: Period, grain: Grain, before: Period
) -> None:
    assert periods.moved(part, periods.to_previous(part, grain)) == before


@pytest.mark.parametrize(
    ("period", "year_before"),
    [
        (span("2011-09-01", "2011-10-01"), span("2010-09-01", "2010-10-01")),
        # Whole weeks keep their weekdays, also across a year of 53 weeks.
        (span("2011-09-26", "2011-10-03"), span("2010-09-27", "2010-10-04")),
        (span("2021-01-04", "2021-01-11"), span("2020-01-06", "2020-01-13")),
        # February, and the day that only a leap year has.
        (span("2012-02-01", "2012-03-01"), span("2011-02-01", "2011-03-01")),
        (span("2013-02-01", "2013-03-01"), span("2012-02-01", "2012-03-01")),
        (span("2012-02-29", "2012-03-01"), span("2011-02-28", "2011-03-01")),
        (span("2012-02-28", "2012-02-29"), span("2011-02-28", "2011-03-01")),
        (span("2012-02-20", "2012-02-29"), span("2011-02-20", "2011-03-01")),
    ],
)
def test_a_year_earlier_keeps_dates_or_weekdays(period: Period, year_before: Period) -> None:
    assert periods.year_before(period) == year_before


def test_weeks_cut_by_a_period_still_move_by_whole_weeks() -> None:
    wednesday_to_sunday = span("2011-09-14", "2011-09-19")

    shift = periods.to_year_before(wednesday_to_sunday, "week")

    assert periods.moved(wednesday_to_sunday, shift) == span("2010-09-15", "2010-09-20")


def test_four_weeks_of_a_month_are_compared_by_date_when_asked_by_month() -> None:
    four_weeks = span("2011-08-01", "2011-08-29")

    shift = periods.to_year_before(four_weeks, "month")

    assert periods.moved(four_weeks, shift) == span("2010-08-01", "2010-08-29")


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2011, 10, 2), "2011-W39"),
        (date(2010, 1, 3), "2009-W53"),
        (date(2012, 12, 31), "2013-W01"),
        (date(2020, 12, 31), "2020-W53"),
    ],
)
def test_iso_weeks_belong_to_the_year_of_their_thursday(day: date, week: str) -> None:
    assert periods.iso_week(day) == week


@pytest.mark.parametrize(
    ("period", "as_of", "so_far"),
    [
        (span("2011-10-01", "2011-10-03"), "2011-10-03", True),
        (span("2011-09-26", "2011-10-03"), "2011-10-03", False),
        (span("2011-09-01", "2011-10-01"), "2011-10-01", False),
        (span("2011-01-01", "2011-10-03"), "2011-10-03", True),
        (span("2011-10-03", "2011-10-06"), "2011-10-06", True),
        (span("2011-10-04", "2011-10-06"), "2011-10-06", False),
        (span("2011-10-01", "2011-10-02"), "2011-10-03", False),
    ],
)
def test_a_unit_that_has_begun_and_not_ended_is_so_far(
    period: Period, as_of: str, so_far: bool
) -> None:
    assert periods.is_to_date(period, date.fromisoformat(as_of)) is so_far


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (span("2011-10-02", "2011-10-03"), "2 October 2011"),
        (span("2011-09-01", "2011-10-01"), "September 2011"),
        (span("2011-04-01", "2011-07-01"), "Q2 2011"),
        (span("2011-01-01", "2012-01-01"), "2011"),
        (span("2011-01-01", "2011-05-01"), "January to April 2011"),
        (span("2010-12-01", "2011-10-01"), "December 2010 to September 2011"),
        (span("2011-09-26", "2011-10-03"), "26 September to 2 October 2011"),
        (span("2011-10-01", "2011-10-03"), "1 to 2 October 2011"),
        (span("2010-12-25", "2011-01-05"), "25 December 2010 to 4 January 2011"),
    ],
)
def test_periods_are_said_as_people_say_them(period: Period, words: str) -> None:
    assert periods.describe(period) == words
