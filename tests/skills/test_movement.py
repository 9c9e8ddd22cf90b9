"""How the stall's weeks moved, and which of them were unusual."""

from datetime import date, timedelta

import numpy as np
import pytest

from semantic.period import Period
from skills.movement import limits
from skills.movement.expectation import Floats, one_step
from skills.movement.judgement import Judgement, judge
from skills.movement.movement import Movement, movements
from skills.movement.trend import trend_of
from tests.skills.weekly_stall import Sale, Stall, daily, week, weekly

# A restless but steady stall: five values around 100, over and over.
RESTLESS = [100.0, 108, 95, 103, 92]


def restless(weeks: int, *newest: float) -> list[float]:
    return [*(RESTLESS * weeks)[: weeks - len(newest)], *newest]


def moved(stall: Stall, amounts: list[float], metric: str = "takings") -> Movement:
    toolkit = stall.toolkit(weekly(amounts, daily), week(len(amounts)))
    (found,) = movements(toolkit, [metric])
    return found


def test_a_week_is_compared_with_the_week_before_and_the_four_before(stall: Stall) -> None:
    found = moved(stall, [*[70.0] * 20, 70, 84, 91, 105, 126])

    assert found.period == Period(week(24), week(25))
    assert found.value == pytest.approx(126)
    assert found.previous.period == Period(week(23), week(24))
    assert found.previous.value == pytest.approx(105)
    assert found.previous.change == pytest.approx(21)
    assert found.previous.change_pct == pytest.approx(0.2)
    assert found.before.period == Period(week(20), week(24))
    assert found.before.value == pytest.approx(87.5)
    assert found.before.change_pct == pytest.approx(0.44)
    assert found.last_year.value is None
    assert found.last_year.change is None


def test_a_value_far_from_the_expected_one_is_unusual(stall: Stall) -> None:
    found = moved(stall, restless(30, 240))

    assert found.verdict == "unusual"
    assert found.z is not None
    assert found.z > 3
    assert found.band is not None
    assert found.band.low < found.band.expected < found.band.high < 240


def test_a_value_within_its_ordinary_range_is_noise(stall: Stall) -> None:
    found = moved(stall, restless(30, 112))

    assert found.verdict == "noise"
    assert found.previous.change_pct == pytest.approx(112 / 103 - 1)


def test_a_value_that_reads_the_same_as_the_one_before_is_flat(stall: Stall) -> None:
    assert moved(stall, restless(30, 103.001)).verdict == "flat"


def test_a_far_value_is_noise_when_the_difference_does_not_matter() -> None:
    quiet = np.array([1000 + step % 2 for step in range(40)], dtype=float)

    found = judge(np.append(quiet, 1040.0), "week")

    assert found.z is not None
    assert found.z > 3
    assert found.verdict == "noise"


def test_a_week_that_is_not_over_is_compared_with_nothing(stall: Stall) -> None:
    sales = weekly(restless(30), daily)
    toolkit = stall.toolkit(sales, week(29) + timedelta(days=2))

    (found,) = movements(toolkit, ["takings"], period=Period(week(29), week(30)))

    assert found.partial
    assert (found.verdict, found.too_early) == ("too_early", "partial")
    assert found.value == pytest.approx(RESTLESS[4] * 2 / 7)
    assert found.previous.value == pytest.approx(RESTLESS[3])
    assert (found.previous.change, found.previous.change_pct, found.band) == (None, None, None)


def test_a_week_whose_last_days_were_not_loaded_is_not_a_drop(stall: Stall) -> None:
    loaded = [sale for sale in weekly(restless(30), daily) if sale.day < week(29) + timedelta(3)]

    (found,) = movements(stall.toolkit(loaded, week(30)), ["takings"])

    assert (found.partial, found.too_early) == (True, "partial")


def test_a_closed_weekend_leaves_a_week_whole(stall: Stall) -> None:
    workdays = [sale for sale in weekly(restless(30), daily) if sale.day.weekday() < 5]

    (found,) = movements(stall.toolkit(workdays, week(30)), ["takings"])

    assert not found.partial


def test_days_that_are_always_closed_leave_a_week_whole(stall: Stall) -> None:
    early_week = [sale for sale in weekly(restless(30), daily) if sale.day.weekday() < 3]

    (found,) = movements(stall.toolkit(early_week, week(30)), ["takings"])

    assert not found.partial


def test_a_quiet_week_of_somebody_who_sees_one_town_is_a_drop(stall: Stall) -> None:
    elsewhere = [Sale(week(29) + timedelta(days=6), 5.0, town="Bury")]
    toolkit = stall.toolkit([*weekly(restless(29), daily), *elsewhere], week(30), "helper")

    (found,) = movements(toolkit, ["takings"])

    assert (found.value, found.partial, found.verdict) == (0, False, "unusual")


def test_the_week_in_which_the_data_begins_is_no_part_of_the_past(stall: Stall) -> None:
    begun = [sale for sale in weekly(restless(30), daily) if sale.day >= week(0) + timedelta(2)]

    (found,) = movements(stall.toolkit(begun, week(30)), ["takings"])

    assert found.series.labels[0] == week(1)


def test_it_is_too_early_to_judge_after_few_weeks(stall: Stall) -> None:
    early, late = moved(stall, restless(16, 240)), moved(stall, restless(17, 240))

    assert (early.verdict, early.too_early, early.band) == ("too_early", "few_periods", None)
    assert late.verdict == "unusual"


def test_there_is_no_percentage_of_nothing(stall: Stall) -> None:
    found = moved(stall, [*restless(20), 0.0, 50.0])

    assert found.previous.value == 0
    assert found.previous.change == pytest.approx(50)
    assert found.previous.change_pct is None


def test_a_ratio_of_an_empty_week_is_missing_and_not_zero(stall: Stall) -> None:
    sales = [sale for sale in weekly(restless(20), daily) if sale.day < week(18)]
    bills = [Sale(week(number) + timedelta(days=6), 4.0, kind="refund") for number in range(20)]

    (found,) = movements(stall.toolkit(sales + bills, week(20)), ["refund_rate"])

    assert found.value is None
    assert (found.verdict, found.too_early) == ("too_early", "no_value")
    assert found.previous.value is None


def test_last_year_is_the_same_week_with_the_same_weekdays(stall: Stall) -> None:
    found = moved(stall, [70.0, 35.0, *restless(51)])

    assert found.last_year.period == Period(week(0), week(1))
    assert found.last_year.value == pytest.approx(70)
    assert found.last_year.change_pct == pytest.approx(RESTLESS[0] / 70 - 1)


def test_months_are_judged_by_months(stall: Stall) -> None:
    months = [date(2024 + month // 12, month % 12 + 1, 9) for month in range(16)]
    sales = [Sale(day, 100 + number % 3) for number, day in enumerate(months)]
    sales += [Sale(date(2025, 4, 29), 200.0)]

    (found,) = movements(stall.toolkit(sales, date(2025, 5, 1)), ["takings"], grain="month")

    assert found.period == Period(date(2025, 4, 1), date(2025, 5, 1))
    assert found.last_year.value == pytest.approx(100)
    assert found.verdict == "unusual"


def test_days_are_shown_and_not_judged(stall: Stall) -> None:
    toolkit = stall.toolkit(weekly(restless(20), daily), week(20))

    (found,) = movements(toolkit, ["takings"], grain="day")

    assert (found.verdict, found.too_early) == ("too_early", "grain")
    assert found.value == pytest.approx(RESTLESS[4] / 7)


def test_all_metrics_together_cost_one_query_that_every_figure_can_cite(stall: Stall) -> None:
    toolkit = stall.toolkit(weekly(restless(20), daily), week(20))
    wanted = ["takings", "slips", "back_rate", "takings_per_slip", "first_timers"]

    found = movements(toolkit, wanted)

    assert [one.metric for one in found] == wanted
    assert len(stall.asked) == 1
    assert {one.result.hash for one in found} == {found[0].result.hash}
    assert found[2].result.metric("back_rate").status == "approved"


def test_expectation_looks_at_the_past_alone() -> None:
    expected = one_step(np.array([10.0, 20.0, 12.0]))

    assert np.isnan(expected[0])
    # After 20 the level is 10 + 0.3 × 10 and the trend 0.05 × 3.
    assert expected[1:].tolist() == pytest.approx([10.0, 13 + 0.98 * 0.15])


def test_a_missing_week_leaves_the_expectation_where_it_was() -> None:
    expected = one_step(np.array([10.0, 10.0, np.nan, 10.0]))

    assert expected[1:].tolist() == pytest.approx([10.0, 10.0, 10.0])


def yearly(years: int) -> Floats:
    rng = np.random.default_rng(4)
    from_june = np.arange(52 * years) % 52 - 26
    return np.asarray(100 + 60 * np.exp(-((from_june / 5) ** 2)) + rng.normal(0, 2, 52 * years))


def test_a_yearly_rise_is_unusual_until_two_years_show_that_it_is_yearly() -> None:
    first = judge(yearly(1)[:24], "week")
    third = judge(yearly(3)[: 2 * 52 + 24], "week")

    assert (first.verdict, first.season_known) == ("unusual", False)
    assert (third.verdict, third.season_known) == ("noise", True)


def counted(values: list[int]) -> Judgement:
    return judge(np.array(values, dtype=float), "week", noise="counts")


def test_few_counts_are_judged_by_poisson_limits() -> None:
    about_four = [4, 3, 6, 2, 5, 4, 1, 4, 7, 3] * 4

    ordinary, many = counted([*about_four, 9]), counted([*about_four, 14])

    assert ordinary.verdict == "noise"
    assert many.verdict == "unusual"
    # No count is too few for a stall that expects four.
    assert counted([*about_four, 0]).verdict == "noise"
    band = ordinary.bands[-1]
    assert band is not None
    assert band.low == 0
    assert 11 <= band.high <= 13


def test_counts_that_vary_more_than_chance_get_wider_limits() -> None:
    steady = counted([20, 22, 18, 21, 19] * 8 + [41])
    restless = counted([20, 38, 5, 30, 8] * 8 + [41])

    assert (steady.verdict, restless.verdict) == ("unusual", "noise")


def test_a_rate_is_judged_by_how_many_it_is_of() -> None:
    rates = np.array([0.40, 0.42, 0.38, 0.41, 0.39] * 8 + [0.5])

    of_many = judge(rates, "week", noise="rates", of=np.full(41, 4000.0))
    of_few = judge(rates, "week", noise="rates", of=np.full(41, 40.0))

    assert (of_many.verdict, of_few.verdict) == ("unusual", "noise")


def test_shares_of_customers_use_their_denominator(stall: Stall) -> None:
    def regulars(monday: date, buyers: float) -> list[Sale]:
        return [Sale(monday + timedelta(buyer % 7), 1.0, buyer) for buyer in range(int(buyers))]

    strangers = [Sale(week(17), 1.0, buyer) for buyer in range(1000, 1080)]
    toolkit = stall.toolkit([*weekly([40.0] * 18, regulars), *strangers], week(18))

    (found,) = movements(toolkit, ["back_rate"])

    assert found.value == pytest.approx(1 / 3)
    assert found.verdict == "unusual"
    assert found.band is not None
    assert 0.9 < found.band.low < found.band.high == 1


def test_a_trend_has_a_direction_when_its_interval_is_clear_of_zero() -> None:
    up = trend_of([100.0, 104, 107, 111, 118, 121, 127, 131, 133, 140])
    none = trend_of([100.0, 130, 90, 120, 95, 125, 100, 110, 99, 121])

    assert up is not None
    assert none is not None
    assert (up.direction, none.direction) == ("up", "none")
    assert up.slope == pytest.approx(4.4, abs=0.2)
    assert up.low <= up.slope <= up.high
    assert trend_of([1.0, 2, 3]) is None


def test_false_alarms_stay_rare_and_shocks_are_seen() -> None:
    rng = np.random.default_rng(8)
    alarms = seen = 0
    for _ in range(60):
        values = 200 + 20 * rng.normal(size=96)
        alarms += unusual(values)[44:].sum()
        shocked = np.append(values[:44], values[44] + rng.choice([-80.0, 80.0]))
        seen += unusual(shocked)[-1]

    assert alarms / 60 < 1
    assert seen / 60 > 0.6


def unusual(values: Floats) -> np.ndarray:
    expected = one_step(values)
    return np.asarray(np.abs(limits.amounts(values, expected).z) > limits.SIGMAS)
