"""What the stall's book says about itself."""

from datetime import timedelta

import pytest

from semantic.period import Period
from skills.quality.finding import Check, Finding
from skills.quality.quality import quality
from tests.skills.weekly_stall import Sale, Stall, daily, week, weekly

WEEKS = 30


def book(weeks: int = WEEKS, nameless: float = 10) -> list[Sale]:
    """A year's worth of daily sales, some of them without a buyer."""
    named = weekly([70.0 + number % 3 for number in range(weeks)], daily)
    shares = [nameless * (1 + number % 4 / 20) for number in range(weeks)]
    unnamed = [Sale(week(number), share, buyer=None) for number, share in enumerate(shares)]
    return [*named, *unnamed]


def found(stall: Stall, sales: list[Sale], check: Check, *, days_late: int = 0) -> Finding:
    toolkit = stall.toolkit(sales, week(WEEKS) + timedelta(days=days_late))
    (one,) = [one for one in quality(toolkit) if one.check == check]
    return one


def test_a_book_in_order_has_a_finding_for_everything_that_was_checked(stall: Stall) -> None:
    toolkit = stall.toolkit(book(), week(WEEKS))

    findings = quality(toolkit)

    assert [(one.check, one.metric, one.severity) for one in findings] == [
        ("freshness", "days_old", "ok"),
        ("gaps", "rows_kept", "ok"),
        ("partial", None, "ok"),
        ("level", "nameless_share", "ok"),
    ]
    assert not any(one.material for one in findings)
    assert len(stall.asked) == 3


def test_data_older_than_ever_is_a_warning_and_material(stall: Stall) -> None:
    late = [sale for sale in book() if sale.day < week(WEEKS) - timedelta(days=4)]

    one = found(stall, late, "freshness")

    assert (one.severity, one.material, one.judged) == ("warning", True, True)
    assert (one.value, one.usual, one.limit) == (5, 1, 1)


def test_data_as_old_as_on_every_sunday_is_no_finding(stall: Stall) -> None:
    workdays = [sale for sale in book() if sale.day.weekday() < 5]

    one = found(stall, workdays, "freshness")

    assert (one.severity, one.value, one.limit) == ("ok", 3, 3)


def test_a_missing_day_that_is_always_there_is_a_gap(stall: Stall) -> None:
    wednesday = week(WEEKS - 1) + timedelta(days=2)

    one = found(stall, [sale for sale in book() if sale.day != wednesday], "gaps")

    assert (one.severity, one.value, one.dates) == ("warning", 1, (wednesday,))
    assert one.material


def test_a_closed_weekday_is_no_gap(stall: Stall) -> None:
    one = found(stall, [sale for sale in book() if sale.day.weekday() != 2], "gaps")

    assert (one.severity, one.value, one.dates) == ("ok", 0, ())


def test_a_day_missing_every_month_is_worth_no_warning(stall: Stall) -> None:
    holidays = {week(number) + timedelta(days=number % 5) for number in range(1, WEEKS, 4)}
    assert week(WEEKS - 1) + timedelta(days=(WEEKS - 1) % 5) in holidays

    one = found(stall, [sale for sale in book() if sale.day not in holidays], "gaps")

    assert (one.value, one.limit, one.severity) == (1, 1, "ok")


def test_a_period_that_is_not_over_is_partial_and_the_one_before_is_not(stall: Stall) -> None:
    sales = [sale for sale in book() if sale.day < week(WEEKS - 1) + timedelta(days=2)]
    toolkit = stall.toolkit(sales, week(WEEKS - 1) + timedelta(days=2))
    now = Period(week(WEEKS - 1), week(WEEKS))

    (one,) = [one for one in quality(toolkit, period=now) if one.check == "partial"]

    assert (one.severity, one.dates, one.material) == ("warning", (week(WEEKS - 1),), True)


def test_a_share_far_above_its_usual_level_is_a_warning(stall: Stall) -> None:
    more = Sale(week(WEEKS - 1), 40.0, buyer=None)

    one = found(stall, [*book(), more], "level")

    assert (one.severity, one.material, one.judged) == ("warning", True, True)
    assert one.usual == pytest.approx(0.13, abs=0.005)
    assert (one.usual or 0) < (one.limit or 0) < (one.value or 0)


def test_a_share_below_its_usual_level_is_good_news_and_no_finding(stall: Stall) -> None:
    none = [sale for sale in book() if sale.buyer or sale.day < week(WEEKS - 1)]

    assert found(stall, none, "level").severity == "ok"


def test_a_rise_that_is_out_of_line_and_small_is_not_material(stall: Stall) -> None:
    more = Sale(week(WEEKS - 1), 1.5, buyer=None)

    one = found(stall, [*book(nameless=2), more], "level")

    assert (one.severity, one.material) == ("warning", False)


def test_a_young_workspace_is_told_that_nothing_can_be_judged_yet(stall: Stall) -> None:
    toolkit = stall.toolkit(book(1), week(1))

    findings = quality(toolkit)

    assert {one.check: one.judged for one in findings} == {
        "freshness": False,
        "gaps": False,
        "partial": True,
        "level": False,
    }
    assert {one.severity for one in findings} == {"ok"}


def test_somebody_who_sees_one_town_is_not_told_of_its_quiet_days(stall: Stall) -> None:
    toolkit = stall.toolkit(book(), week(WEEKS), "helper")

    assert [one.check for one in quality(toolkit)] == ["partial", "level"]


def test_without_a_data_quality_metric_there_is_nothing_to_say(stall: Stall) -> None:
    toolkit = stall.toolkit(book(), week(WEEKS), "newcomer")

    assert quality(toolkit) == ()
    assert stall.asked == []
