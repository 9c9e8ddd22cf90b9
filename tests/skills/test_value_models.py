"""The purchase models find the truth of made-up shops, and refuse what carries no model."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from skills.risk.arrays import FloatArray
from skills.risk.errors import CannotFit
from skills.value.bgnbd import BgNbd, _log_likelihood, fit_bgnbd
from skills.value.gamma_gamma import GammaGamma, fit_gamma_gamma
from skills.value.gamma_gamma import _log_likelihood as spend_log_likelihood
from skills.value.summary import PurchaseSummary, summarise
from tests.skills.synthetic_shop import orders_on

TRUTH = BgNbd(r=0.8, alpha=20.0, a=1.2, b=3.0, log_likelihood=0.0, customers=0)


def made_up(
    customers: int, seed: int, truth: BgNbd = TRUTH, window: float = 0.0
) -> tuple[PurchaseSummary, FloatArray]:
    """Histories drawn from the model's own story, and each one's orders in a later window."""
    rng = np.random.default_rng(seed)
    age = rng.uniform(100.0, 300.0, customers)
    rate = rng.gamma(truth.r, 1.0 / truth.alpha, customers)
    dropout = rng.beta(truth.a, truth.b, customers)
    frequency, recency, later = np.zeros(customers), np.zeros(customers), np.zeros(customers)
    now, active = np.zeros(customers), np.ones(customers, dtype=bool)
    while active.any():
        now = now + rng.exponential(1.0 / np.maximum(rate, 1e-12))
        seen, after = active & (now <= age), active & (now > age) & (now <= age + window)
        frequency += seen
        recency = np.where(seen, now, recency)
        later += after
        active = (seen | after) & (rng.random(customers) >= dropout)
    spend = np.zeros(customers)
    return PurchaseSummary(np.arange(customers), frequency, recency, age, spend), later


def spends(customers: int, seed: int, p: float, q: float, v: float) -> PurchaseSummary:
    rng = np.random.default_rng(seed)
    frequency = rng.integers(1, 12, customers).astype(float)
    scale = rng.gamma(q, 1.0 / v, customers)
    spend = rng.gamma(p * frequency, 1.0 / (scale * frequency))
    nothing = np.zeros(customers)
    return PurchaseSummary(np.arange(customers), frequency, nothing, nothing + 100.0, spend)


def test_bgnbd_finds_the_shop_that_it_was_drawn_from() -> None:
    summary, _ = made_up(20_000, seed=1)

    fitted = fit_bgnbd(summary)

    assert (fitted.r, fitted.alpha) == pytest.approx((TRUTH.r, TRUTH.alpha), rel=0.08)
    assert fitted.a / (fitted.a + fitted.b) == pytest.approx(1.2 / 4.2, abs=0.02)


def test_expected_orders_are_the_orders_that_come() -> None:
    summary, later = made_up(40_000, seed=2, window=100.0)

    expected = TRUTH.expected_orders(summary, 100.0)

    assert np.sum(expected) == pytest.approx(np.sum(later), rel=0.03)
    for low, high in [(0, 1), (1, 4), (4, 1000)]:
        rows = (summary.frequency >= low) & (summary.frequency < high)
        assert np.sum(expected[rows]) == pytest.approx(np.sum(later[rows]), rel=0.06)


def test_where_nobody_drops_out_orders_go_on_at_their_rate() -> None:
    eternal = replace(TRUTH, a=1e-4, b=1e4)
    summary, _ = made_up(3_000, seed=3, truth=eternal)

    fitted = fit_bgnbd(summary)

    assert not fitted.sees_dropout
    at_their_rate = (fitted.r + summary.frequency) / (fitted.alpha + summary.age) * 365.0
    assert fitted.expected_orders(summary, 365.0) == pytest.approx(at_their_rate, rel=0.01)


@pytest.mark.parametrize(("a", "b"), [(1.0, 3.0), (0.5, 0.5)])
def test_expected_orders_pass_smoothly_where_the_formula_divides_by_nothing(
    a: float, b: float
) -> None:
    summary, _ = made_up(200, seed=4)
    below, at, above = (
        replace(TRUTH, a=a + step, b=b).expected_orders(summary, 50.0) for step in (-1e-3, 0, 1e-3)
    )

    assert at == pytest.approx((below + above) / 2, rel=1e-3)


@pytest.mark.parametrize("r", [0.001, 0.5, 1000.0])
@pytest.mark.parametrize("a", [0.001, 1.0, 54.0])
@pytest.mark.parametrize("b", [0.001, 2.0, 1000.0])
def test_no_fit_within_its_bounds_expects_nonsense(r: float, a: float, b: float) -> None:
    summary = PurchaseSummary(
        customers=np.arange(5),
        frequency=np.array([0.0, 1.0, 5.0, 500.0, 3000.0]),
        recency=np.array([0.0, 100.0, 299.0, 299.0, 300.0]),
        age=np.full(5, 300.0),
        spend=np.zeros(5),
    )

    expected = replace(TRUTH, r=r, a=a, b=b).expected_orders(summary, 365.0)

    # Nobody is expected to order more often than if they certainly stayed.
    if_staying = (r + summary.frequency) / (TRUTH.alpha + summary.age) * 365.0
    assert ((expected >= 0) & (expected <= if_staying * 1.001)).all()


def test_expected_orders_of_a_very_long_history_are_finite_and_sensible() -> None:
    busy = PurchaseSummary(
        np.arange(2),
        np.array([3000.0, 3000.0]),
        np.array([3000.0, 1500.0]),
        np.array([3000.0, 3000.0]),
        np.zeros(2),
    )

    steady, silent = TRUTH.expected_orders(busy, 365.0)

    assert 300.0 < steady < 366.0
    assert 0.0 <= silent < 1e-6


@pytest.mark.parametrize("which", range(4))
def test_the_slope_of_the_order_likelihood_is_right(which: int) -> None:
    summary, _ = made_up(50, seed=5)
    at = np.array([0.7, 15.0, 1.1, 2.5])
    step = np.zeros(4)
    step[which] = 1e-6
    rows = (summary.frequency, summary.recency, summary.age)

    rise = _log_likelihood(at + step, *rows)[0] - _log_likelihood(at - step, *rows)[0]

    assert _log_likelihood(at, *rows)[1][which] == pytest.approx(rise / 2e-6, abs=1e-5)


def test_gamma_gamma_finds_the_shop_that_it_was_drawn_from() -> None:
    fitted = fit_gamma_gamma(spends(20_000, seed=6, p=4.0, q=3.0, v=50.0))

    assert (fitted.p, fitted.q, fitted.v) == pytest.approx((4.0, 3.0, 50.0), rel=0.08)
    assert fitted.mean_spend == pytest.approx(100.0, rel=0.03)


@pytest.mark.parametrize("which", range(3))
def test_the_slope_of_the_spend_likelihood_is_right(which: int) -> None:
    summary = spends(50, seed=7, p=4.0, q=3.0, v=50.0)
    at = np.array([3.0, 2.0, 40.0])
    step = np.zeros(3)
    step[which] = 1e-6
    rows = (summary.frequency, summary.spend)

    rise = spend_log_likelihood(at + step, *rows)[0] - spend_log_likelihood(at - step, *rows)[0]

    assert spend_log_likelihood(at, *rows)[1][which] == pytest.approx(rise / 2e-6, abs=1e-5)


def test_the_more_orders_the_more_a_customer_counts_as_themselves() -> None:
    model = GammaGamma(p=4.0, q=3.0, v=50.0, log_likelihood=0.0, customers=0, correlation=0.0)
    frequency, spend = np.array([0.0, 1.0, 10.0, 1000.0]), np.array([0.0, 500.0, 500.0, 500.0])
    nothing = np.zeros(4)

    expected = model.expected_spend(
        PurchaseSummary(np.arange(4), frequency, nothing, nothing, spend)
    )

    assert expected[0] == model.mean_spend
    assert (np.diff(expected) > 0).all()
    assert expected[3] == pytest.approx(500.0, rel=0.01)


def test_spend_of_nothing_or_less_is_no_evidence() -> None:
    summary = spends(500, seed=8, p=4.0, q=3.0, v=50.0)
    spend = summary.spend.copy()
    spend[:3] = [0.0, -20.0, 0.0]

    fitted = fit_gamma_gamma(replace(summary, spend=spend))

    assert fitted.customers == 497
    expected = fitted.expected_spend(replace(summary, spend=spend))
    assert expected[:3].tolist() == [fitted.mean_spend] * 3


def test_spends_without_a_finite_mean_are_refused() -> None:
    with pytest.raises(CannotFit, match="no finite value") as refusal:
        fit_gamma_gamma(spends(2_000, seed=9, p=4.0, q=0.5, v=1.0))

    assert refusal.value.given < 1.0


def test_few_repeat_customers_are_refused() -> None:
    once = orders_on(*[(f"{name}", date(2024, 1, 1)) for name in range(500)])
    summary = summarise(once, date(2024, 6, 1))

    with pytest.raises(CannotFit, match="0 customers with a second order day, it needs 50"):
        fit_bgnbd(summary)
    with pytest.raises(CannotFit, match="0 repeat customers with positive spend, it needs 50"):
        fit_gamma_gamma(summary)


def test_an_empty_shop_has_an_empty_summary_and_no_models() -> None:
    summary = summarise(orders_on(), date(2024, 6, 1))

    assert [len(column) for column in vars(summary).values()] == [0] * 5
    with pytest.raises(CannotFit):
        fit_bgnbd(summary)


def test_orders_of_one_day_are_one_purchase_and_the_first_day_is_no_repeat() -> None:
    activity = orders_on(
        ("b", date(2024, 1, 1)),
        ("b", date(2024, 1, 11)),
        ("b", date(2024, 1, 11)),
        ("b", date(2024, 1, 31)),
        ("a", date(2024, 1, 21)),
        ("a", date(2024, 2, 1)),
        sales=10.0,
    )

    summary = summarise(activity, date(2024, 2, 1))

    assert summary.customers.tolist() == ["a", "b"]
    assert summary.frequency.tolist() == [0, 2]
    assert summary.recency.tolist() == [0, 30]
    assert summary.age.tolist() == [10, 30]
    assert summary.spend.tolist() == [0, 15]
