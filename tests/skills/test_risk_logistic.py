"""The logistic regression finds the optimum it promises."""

import numpy as np
import pytest
from scipy.special import expit

from skills.risk.arrays import BoolArray, FloatArray
from skills.risk.errors import CannotFit
from skills.risk.logistic import fit_logistic, shift_of
from skills.risk.optimum import minimise


def coins(n: int, weights: list[float], seed: int = 1) -> tuple[FloatArray, BoolArray]:
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(n, len(weights)))
    return rows, rng.random(n) < expit(-0.5 + rows @ np.array(weights))


def test_it_recovers_the_weights_that_made_the_outcomes() -> None:
    rows, outcome = coins(20_000, [1.0, 0.5, 0.0])

    fitted = fit_logistic(rows, outcome, l2=1.0)

    assert fitted.intercept == pytest.approx(-0.5, abs=0.06)
    assert fitted.coefficients == pytest.approx([1.0, 0.5, 0.0], abs=0.06)


def test_two_groups_give_their_own_log_odds() -> None:
    # Without a penalty the fit of one yes-or-no column is known in closed form.
    rows = np.array([[0.0]] * 10 + [[1.0]] * 10)
    outcome = np.array([True] * 2 + [False] * 8 + [True] * 6 + [False] * 4)

    fitted = fit_logistic(rows, outcome, l2=1e-9)

    assert fitted.intercept == pytest.approx(np.log(2 / 8), abs=1e-6)
    assert fitted.log_odds(rows)[-1] == pytest.approx(np.log(6 / 4), abs=1e-6)


def test_at_the_optimum_the_penalty_balances_the_loss() -> None:
    rows, outcome = coins(500, [1.0, -1.0])

    fitted = fit_logistic(rows, outcome, l2=10.0)

    surprise = expit(fitted.log_odds(rows)) - outcome
    assert np.sum(surprise) == pytest.approx(0.0, abs=1e-4)
    assert rows.T @ surprise == pytest.approx(-10.0 * fitted.coefficients, abs=1e-4)


def test_rising_weights_are_never_negative() -> None:
    rows, outcome = coins(2_000, [1.0, -1.0])

    fitted = fit_logistic(rows, outcome, l2=1.0, rising=True)

    assert fitted.coefficients[0] > 0.5
    assert fitted.coefficients[1] == 0.0


def test_perfectly_separated_outcomes_stay_finite() -> None:
    rows = np.linspace(-1, 1, 50)[:, np.newaxis]

    fitted = fit_logistic(rows, rows[:, 0] > 0, l2=1.0)

    assert np.isfinite(fitted.coefficients).all()


def test_the_shift_brings_the_mean_to_what_was_seen() -> None:
    rng = np.random.default_rng(2)
    odds = rng.normal(-1.0, 1.0, 20_000)
    outcome = rng.random(20_000) < expit(odds + 0.4)

    assert shift_of(odds, outcome, spread=5.0) == pytest.approx(0.4, abs=0.05)


def test_a_few_outcomes_hardly_shift_anything() -> None:
    odds, outcome = np.zeros(4), np.array([True, True, True, True])

    assert 0.0 < shift_of(odds, outcome, spread=0.1) < 0.05
    assert shift_of(np.zeros(0), np.zeros(0, dtype=bool), spread=0.1) == 0.0


def test_a_loss_without_a_lowest_point_is_a_refusal() -> None:
    def downhill(at: FloatArray) -> tuple[float, FloatArray]:
        # Its slope says downhill and its value says uphill, so no step is ever good enough.
        return float(np.sum(at)), -np.ones(1)

    with pytest.raises(CannotFit, match="Cannot fit the toy model: no optimum") as refusal:
        minimise(downhill, np.zeros(1), [(None, None)], model="toy model")

    assert refusal.value.needed == 1000
