"""The decompositions, held to numbers that others published."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skills.drivers.decomposition import Parts, effects, gross
from skills.drivers.explanation import explain, power, surprise
from skills.movement.expectation import Floats

# Das Gupta (1993), example 5.1: household headship by thirteen age groups, 1970 and 1985.
SIZE_1970 = [12.9, 10.9, 9.5, 8.0, 7.8, 8.4, 8.6, 7.8, 7.0, 5.9, 4.7, 3.6, 4.9]
SIZE_1985 = [10.1, 11.2, 11.6, 10.9, 9.4, 7.7, 6.3, 6.0, 6.3, 5.9, 5.1, 4.0, 5.5]
RATE_1970 = [1.9, 25.8, 45.7, 49.6, 51.2, 51.6, 51.8, 54.9, 58.7, 60.4, 62.8, 66.6, 66.8]
RATE_1985 = [2.2, 24.3, 45.8, 52.5, 56.1, 55.6, 56.0, 57.4, 57.2, 61.2, 63.9, 68.6, 72.2]

# Example 5.3: deaths per thousand by eleven age groups of two races, 1970 and 1985.
PEOPLE_1970 = [
    *(2968, 11484, 34614, 30992, 21983, 20314, 20928, 16897, 11339, 5720, 1315),
    *(535, 2162, 6120, 4781, 3096, 2718, 2363, 1767, 1149, 448, 117),
]
PEOPLE_1985 = [
    *(3041, 11577, 27450, 32711, 35480, 27411, 19555, 19795, 15254, 8022, 2472),
    *(707, 2692, 6473, 6841, 6547, 4352, 3034, 2540, 1749, 804, 236),
]
DEATHS_1970 = [
    *(18.469, 0.751, 0.391, 1.146, 1.287, 2.672, 6.636, 15.691, 34.723, 79.763, 176.837),
    *(36.993, 1.352, 0.541, 2.040, 3.523, 6.746, 12.967, 24.471, 45.091, 74.902, 123.205),
]
DEATHS_1985 = [
    *(9.163, 0.462, 0.248, 0.929, 1.084, 1.810, 4.715, 12.187, 27.728, 64.068, 157.570),
    *(17.208, 0.738, 0.328, 1.103, 2.045, 3.724, 8.052, 17.812, 34.128, 68.276, 125.161),
]

# The example of the Adtributor paper: revenue forecast at 100, seen at 50, by three dimensions.
CENTRES = ([94.0, 6], [47.0, 3])
ADVERTISERS = ([50.0, 20, 20, 10], [24.0, 21, 4, 1])
DEVICES = ([50.0, 25, 25], [49.0, 1, 0])


Pair = tuple[Sequence[float], Sequence[float]]


def ratio(sizes: Pair, rates: Pair) -> Parts:
    weights, own = np.array(sizes, float).T, np.array(rates, float).T
    return Parts(weights * own, weights)


def test_headship_rose_by_mix_and_rate_as_das_gupta_has_it() -> None:
    parts = ratio((SIZE_1970, SIZE_1985), (RATE_1970, RATE_1985))

    found = effects(parts)

    assert parts.total().tolist() == pytest.approx([44.7268, 47.6940])
    assert found.mix is not None
    assert found.rate is not None
    assert found.mix.sum() == pytest.approx(1.2269, abs=1e-6)
    assert found.rate.sum() == pytest.approx(1.7403, abs=1e-6)
    assert found.mix.sum() / found.effect.sum() == pytest.approx(0.4135, abs=5e-5)


def test_deaths_fell_by_rate_against_a_mix_that_raised_them() -> None:
    found = effects(ratio((PEOPLE_1970, PEOPLE_1985), (DEATHS_1970, DEATHS_1985)))

    assert found.mix is not None
    assert found.rate is not None
    assert found.mix.sum() == pytest.approx(1.5415096, abs=1e-6)
    assert found.rate.sum() == pytest.approx(-2.2277254, abs=1e-6)


@pytest.mark.parametrize(
    ("dimension", "powers", "surprised"),
    [
        (CENTRES, [0.94, 0.06], 0.0),
        (ADVERTISERS, [0.52, -0.02, 0.32, 0.18], 0.04789),
        (DEVICES, [0.02, 0.48, 0.50], 0.18420),
    ],
)
def test_power_and_surprise_are_those_of_the_adtributor_paper(
    dimension: Pair, powers: list[float], surprised: float
) -> None:
    before, after = (np.array(values) for values in dimension)

    assert power(after - before).tolist() == pytest.approx(powers)
    assert surprise(before, after).sum() == pytest.approx(surprised, abs=1e-5)


def test_tablets_and_mobiles_explain_the_revenue_best() -> None:
    found = {
        name: explain(np.subtract(after, before), surprise(np.array(before), np.array(after)))
        for name, (before, after) in {
            "centre": CENTRES,
            "advertiser": ADVERTISERS,
            "device": DEVICES,
        }.items()
    }

    best = max((one for one in found.values() if one.enough), key=lambda one: one.surprise)

    assert best is found["device"]
    assert sorted(best.members) == [1, 2]
    assert best.explains == pytest.approx(0.98)


def test_members_against_the_change_explain_nothing_of_it() -> None:
    found = explain(np.array([60.0, 60, -20]), np.array([0.1, 0.2, 0.9]))

    assert found.members == (1, 0)
    assert found.explains == pytest.approx(1.2)


def test_gross_movements_are_told_apart() -> None:
    assert gross(np.array([5.0, -3, 0, 2])) == (7.0, -3.0)


amounts = st.sampled_from([0.0, 0.0, 1.0, 2.5, 40.0, 1e5])


@st.composite
def divided(draw: st.DrawFn) -> Parts:
    members = draw(st.integers(1, 6))
    cells = st.lists(amounts, min_size=2, max_size=2)

    def table() -> Floats:
        return np.array(draw(st.lists(cells, min_size=members, max_size=members)))

    return Parts(table(), table() if draw(st.booleans()) else None)


@given(divided())
def test_contributions_add_up_to_the_change_whatever_is_new_gone_or_empty(parts: Parts) -> None:
    found = effects(parts)
    change = np.diff(parts.total())[0]

    if np.isfinite(change):
        assert found.effect.sum() == pytest.approx(change, abs=1e-6)
        if found.rate is not None and found.mix is not None:
            assert found.rate + found.mix == pytest.approx(found.effect)


def test_a_member_without_a_rate_before_changes_the_mix_alone() -> None:
    new = Parts(np.array([[10.0, 10], [0, 30]]), np.array([[100.0, 100], [0, 100]]))

    found = effects(new)

    assert found.rate is not None
    assert found.mix is not None
    assert found.rate[:, 0].tolist() == pytest.approx([0, 0])
    # From 10 % to 20 % around a mean of 15 %: each half of the weights moved.
    assert found.mix[:, 0].tolist() == pytest.approx([0.025, 0.075])
