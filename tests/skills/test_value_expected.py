"""Expected value of the real shop's customers, and what of it is at risk."""

from datetime import date

import numpy as np
import pytest

from skills.risk.activity import Activity
from skills.risk.arrays import FloatArray
from skills.risk.errors import CannotFit
from skills.risk.model import fit
from skills.risk.scoring import Scores, score
from skills.risk.settings import RiskSettings
from skills.value.expected import ExpectedValue, expected_value_12m, value_at_risk
from skills.value.summary import summarise
from tests.skills.retail_activity import retail_activity
from tests.skills.synthetic_shop import orders_on

BRIEFING = date(2011, 10, 3)


@pytest.fixture(scope="module")
def activity() -> Activity:
    return retail_activity()


@pytest.fixture(scope="module")
def expected(activity: Activity) -> ExpectedValue:
    return expected_value_12m(activity, BRIEFING)


@pytest.fixture(scope="module")
def scores(activity: Activity) -> Scores:
    return score(fit(activity, BRIEFING, RiskSettings()), activity, BRIEFING)


def later_orders(activity: Activity, start: date, end: date) -> FloatArray:
    """Order days from start up to end, per customer known at the start."""
    before, after = summarise(activity, start), summarise(activity, end)
    known = np.isin(after.customers, before.customers)
    return after.frequency[known] - before.frequency


def test_everybody_who_ordered_has_a_finite_positive_value(
    activity: Activity, expected: ExpectedValue
) -> None:
    seen = activity.as_of(BRIEFING)

    assert len(expected.customers) == len(np.unique(seen.customer)) == 3618
    assert (expected.value > 0).all()
    assert np.isfinite(expected.value).all()
    assert expected.value == pytest.approx(expected.orders * expected.spend)


def test_the_order_model_foretells_who_orders_in_the_next_months(activity: Activity) -> None:
    start, end = date(2011, 4, 4), date(2011, 10, 3)
    earlier = expected_value_12m(activity, start)
    days = (end - start).days
    orders = earlier.order_model.expected_orders(summarise(activity, start), days)
    actual = later_orders(activity, start, end)

    assert np.sum(orders) == pytest.approx(np.sum(actual), rel=0.1)
    assert np.corrcoef(orders, actual)[0, 1] > 0.8


def test_a_history_without_drop_out_says_so(expected: ExpectedValue) -> None:
    assert not expected.order_model.sees_dropout
    assert expected.caveats == (
        "The history is too short to show customers dropping out for good, so the expected value "
        "assumes that nobody does.",
    )


def test_value_at_risk_is_probability_times_value(scores: Scores, expected: ExpectedValue) -> None:
    at_risk = value_at_risk(scores, expected)

    third = scores.customers[3]
    worth = expected.value[expected.customers == third][0]
    assert at_risk[3] == pytest.approx(scores.probability[3] * worth)
    assert 0 < np.sum(at_risk) < np.sum(expected.of(scores.customers))


def test_a_customer_without_an_order_is_worth_nothing_known(expected: ExpectedValue) -> None:
    known = expected.customers[5]

    worth = expected.of(np.array([1, known, 99999]))

    assert worth.tolist() == [0.0, expected.value[5], 0.0]


def test_the_same_input_gives_the_same_bytes(activity: Activity, expected: ExpectedValue) -> None:
    assert expected_value_12m(activity, BRIEFING).value.tobytes() == expected.value.tobytes()


def test_nothing_dated_later_is_seen(activity: Activity, expected: ExpectedValue) -> None:
    past = expected_value_12m(activity.as_of(BRIEFING), BRIEFING)

    assert past.value.tobytes() == expected.value.tobytes()


def test_a_shop_of_single_orders_has_no_expected_value() -> None:
    with pytest.raises(CannotFit, match="second order day"):
        expected_value_12m(orders_on(("only", date(2024, 1, 1))), date(2024, 6, 1))
