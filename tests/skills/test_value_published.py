"""The purchase models give the numbers published for CDNOW, from its raw purchases."""

from datetime import date

import numpy as np
import pytest

from skills.risk.arrays import FloatArray
from skills.value.bgnbd import BgNbd, fit_bgnbd
from skills.value.gamma_gamma import GammaGamma, fit_gamma_gamma
from skills.value.summary import PurchaseSummary, summarise
from tests.skills.cdnow import published_summary, purchases

CALIBRATION_ENDS = date(1997, 10, 1)
WEEK = 7.0
HOLDOUT_WEEKS = 39.0


@pytest.fixture(scope="module")
def summary() -> PurchaseSummary:
    return summarise(purchases(), CALIBRATION_ENDS, unit_days=WEEK)


@pytest.fixture(scope="module")
def orders(summary: PurchaseSummary) -> BgNbd:
    return fit_bgnbd(summary)


@pytest.fixture(scope="module")
def spend(summary: PurchaseSummary) -> GammaGamma:
    return fit_gamma_gamma(summary)


def history(frequency: float, recency: float, age: float, spend: float = 0.0) -> PurchaseSummary:
    one = (np.array([number]) for number in (frequency, recency, age, spend))
    return PurchaseSummary(np.array([1]), *one)


def actual_holdout() -> FloatArray:
    """Repeat purchase days per customer in the 39 weeks after the calibration."""
    whole = summarise(purchases(), date(1998, 7, 1))
    calibration = summarise(purchases(), CALIBRATION_ENDS)
    return whole.frequency - calibration.frequency


def test_the_summary_of_the_raw_purchases_is_the_published_one(summary: PurchaseSummary) -> None:
    published = published_summary()

    assert summary.customers.tolist() == published.customers.tolist()
    assert summary.frequency.tolist() == published.frequency.tolist()
    assert summary.recency == pytest.approx(published.recency, abs=0.0051)
    assert summary.age == pytest.approx(published.age, abs=0.0051)
    assert summary.spend == pytest.approx(published.spend, abs=0.0051)
    assert np.sum(summary.frequency == 0) == 1411
    assert np.sum(summary.frequency) == 2457


def test_bgnbd_parameters_of_the_paper(orders: BgNbd) -> None:
    # Fader, Hardie and Lee (2005), table 2.
    fitted = (orders.r, orders.alpha, orders.a, orders.b)

    assert fitted == pytest.approx((0.243, 4.414, 0.793, 2.426), abs=5e-4)
    assert orders.log_likelihood == pytest.approx(-9582.4, abs=0.05)
    assert orders.customers == 2357
    assert orders.sees_dropout


def test_bgnbd_parameters_to_seven_digits(orders: BgNbd) -> None:
    # CLVTools 0.12.1, its test of correctness on the same data.
    fitted = (orders.r, orders.alpha, orders.a, orders.b)

    assert fitted == pytest.approx((0.2425945, 4.4136019, 0.7929199, 2.4258881), abs=2e-5)
    assert orders.log_likelihood == pytest.approx(-9582.429, abs=1e-3)


def test_bgnbd_expects_what_the_authors_expect_of_one_customer(orders: BgNbd) -> None:
    one = history(frequency=2, recency=30.43, age=38.86)

    assert orders.expected_orders(one, HOLDOUT_WEEKS) == pytest.approx([1.226], abs=1e-3)


@pytest.mark.parametrize(
    ("weeks", "expected"),
    [
        (0.1429, 0.0078),
        (1.0, 0.0532),
        (3.0, 0.1506),
        (31.8571, 1.0405),
        (32.0, 1.0437),
        (78.0, 1.8576),
    ],
)
def test_bgnbd_expects_what_the_authors_expect_of_a_new_customer(
    orders: BgNbd, weeks: float, expected: float
) -> None:
    new = history(frequency=0, recency=0, age=0)

    assert orders.expected_orders(new, weeks) == pytest.approx([expected], abs=1e-3)


def test_bgnbd_holds_out_of_sample(summary: PurchaseSummary, orders: BgNbd) -> None:
    expected, actual = orders.expected_orders(summary, HOLDOUT_WEEKS), actual_holdout()

    assert np.sum(actual) == 1882
    assert np.sum(expected) == pytest.approx(1653, abs=1)
    assert np.corrcoef(expected, actual)[0, 1] == pytest.approx(0.626, abs=1e-3)
    assert np.mean(np.abs(expected - actual)) == pytest.approx(0.785, abs=1e-3)


def test_gamma_gamma_parameters_of_the_note(spend: GammaGamma) -> None:
    # Fader and Hardie (2013), and CLVTools 0.12.1.
    assert (spend.p, spend.q, spend.v) == pytest.approx((6.25, 3.74, 15.44), abs=0.01)
    assert spend.log_likelihood == pytest.approx(-4055.92, abs=0.01)
    assert spend.customers == 946
    assert abs(spend.correlation) < 0.3


def test_gamma_gamma_spend_of_the_first_ten_customers(
    summary: PurchaseSummary, spend: GammaGamma
) -> None:
    published = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]

    assert spend.expected_spend(summary)[:10] == pytest.approx(published, abs=0.1)
    assert spend.mean_spend == pytest.approx(35.171, abs=0.01)


def test_weeks_or_days_are_the_same_model(orders: BgNbd) -> None:
    in_days = fit_bgnbd(summarise(purchases(), CALIBRATION_ENDS))

    assert in_days.alpha / WEEK == pytest.approx(orders.alpha, abs=1e-4)
    assert (in_days.r, in_days.a, in_days.b) == pytest.approx(
        (orders.r, orders.a, orders.b), abs=1e-4
    )
