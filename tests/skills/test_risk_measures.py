"""AUC and lift by hand, and standard errors against what resampling customers gives."""

from collections.abc import Callable

import numpy as np
import pytest

from skills.risk.measures import (
    Estimate,
    Ranking,
    auc,
    lift_at_top,
    mean_auc,
    mean_lift,
    precision_at_top,
)
from skills.risk.signals import judge


def ranking(scores: list[float], lapsed: list[int]) -> Ranking:
    return Ranking(np.arange(len(scores)), np.array(scores), np.array(lapsed, dtype=bool))


def random_dates(customers: int, dates: int, strength: float, seed: int) -> list[Ranking]:
    """The same customers on several dates, whose scores and outcomes go together each time."""
    rng = np.random.default_rng(seed)
    lasting = rng.normal(size=customers)
    found = []
    for _ in range(dates):
        scores = strength * lasting + rng.normal(size=customers)
        lapsed = lasting + rng.normal(size=customers) > 0.5
        found.append(Ranking(np.arange(customers), scores.round(1), lapsed))
    return found


def test_auc_counts_pairs_and_halves_of_ties() -> None:
    assert auc(ranking([3, 2, 1, 0], [1, 1, 0, 0])) == 1.0
    assert auc(ranking([3, 2, 1, 0], [0, 0, 1, 1])) == 0.0
    assert auc(ranking([1, 1, 1, 1], [0, 1, 0, 1])) == 0.5
    assert auc(ranking([3, 2, 2, 1], [1, 0, 1, 0])) == (1 + 1 + 0.5 + 1) / 4


def test_auc_is_undefined_where_everybody_had_the_same_outcome() -> None:
    assert np.isnan(auc(ranking([1, 2], [1, 1])))
    assert np.isnan(auc(ranking([1, 2], [0, 0])))
    assert np.isnan(lift_at_top(ranking([1, 2], [0, 0])))
    assert lift_at_top(ranking([1, 2], [1, 1])) == 1.0
    assert np.isnan(precision_at_top(ranking([], [])))


def test_the_top_tenth_is_rounded_up() -> None:
    eleven = ranking(list(range(11)), [0] * 9 + [1, 1])

    assert precision_at_top(eleven) == 1.0
    assert lift_at_top(eleven) == pytest.approx(11 / 2)


def test_customers_tied_at_the_edge_share_what_is_left_of_the_tenth() -> None:
    # Two of twenty places; one goes to the first, four customers share the other.
    tied = ranking([9.0] + [5.0] * 4 + [1.0] * 15, [1, 1, 0, 0, 0] + [0] * 15)

    assert precision_at_top(tied) == pytest.approx((1 + 1 / 4) / 2)


def test_a_missing_score_ranks_last() -> None:
    assert auc(ranking([np.nan, 0.0], [1, 0])) == 0.0
    assert precision_at_top(ranking([np.nan, 0.0], [1, 0])) == 0.0


def test_listing_customers_in_another_order_changes_nothing() -> None:
    one = random_dates(400, 1, 0.5, seed=1)[0]
    order = np.random.default_rng(2).permutation(400)
    other = Ranking(one.customers[order], one.scores[order], one.lapsed[order])

    assert auc(one) == pytest.approx(auc(other), abs=1e-12)
    assert lift_at_top(one) == pytest.approx(lift_at_top(other), abs=1e-12)
    assert mean_lift([one]).error == pytest.approx(mean_lift([other]).error, abs=1e-12)


@pytest.mark.parametrize("measure", [mean_auc, mean_lift])
def test_the_error_is_what_drawing_customers_again_shows(
    measure: Callable[[list[Ranking]], Estimate],
) -> None:
    dates = random_dates(600, 4, 1.0, seed=5)
    rng = np.random.default_rng(6)
    again = []
    for _ in range(300):
        drawn = rng.integers(0, 600, 600)
        again.append(
            measure([Ranking(d.customers[drawn], d.scores[drawn], d.lapsed[drawn]) for d in dates])
        )

    spread = float(np.std([estimate.value for estimate in again]))
    assert measure(dates).error == pytest.approx(spread, rel=0.2)


def test_repeating_a_date_adds_no_certainty() -> None:
    once = random_dates(500, 1, 0.5, seed=3)

    assert mean_auc(once * 4).error == pytest.approx(mean_auc(once).error)
    assert mean_auc(random_dates(500, 4, 0.0, seed=3)).error < mean_auc(once).error


def test_a_signal_that_finds_lapses_is_used() -> None:
    result = judge("good", "…", random_dates(600, 4, 1.0, seed=8), of_signals=10)

    assert result.used
    assert result.auc is not None
    assert result.auc_low is not None
    assert result.auc > result.auc_low > 0.5


def test_a_signal_that_points_the_wrong_way_is_not_used() -> None:
    result = judge("wrong", "…", random_dates(600, 4, -1.0, seed=8), of_signals=10)

    assert not result.used
    assert result.why == "not used: alone it ranks lapses no better than chance"


def test_noise_hardly_ever_earns_a_place() -> None:
    used = [
        judge("noise", "…", random_dates(300, 3, 0.0, seed=seed), of_signals=10).used
        for seed in range(200)
    ]

    assert sum(used) <= 4


def test_without_lapses_nothing_is_decided() -> None:
    result = judge("idle", "…", [ranking([1, 2, 3], [0, 0, 0])], of_signals=1)

    assert (result.used, result.auc, result.lift_at_10) == (False, None, None)
    assert "too few lapses" in result.why
