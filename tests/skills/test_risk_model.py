"""The lapse model on a shop whose true probabilities we know, and where it must refuse."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from skills.risk.activity import Activity, activity_from
from skills.risk.errors import CannotFit
from skills.risk.features import FEATURES
from skills.risk.model import RiskModel, fit
from skills.risk.reasons import Reason, reasons
from skills.risk.scoring import Scores, score, score_table
from skills.risk.settings import RiskSettings
from skills.risk.snapshots import Snapshots, features
from tests.skills.synthetic_shop import DAYS, OPENING, every, orders_on, steady_shop

SETTINGS = RiskSettings()
TODAY = OPENING + timedelta(days=DAYS - 70)


@pytest.fixture(scope="module")
def activity() -> Activity:
    return steady_shop().activity


@pytest.fixture(scope="module")
def scores(activity: Activity) -> Scores:
    return score(fit(activity, TODAY, SETTINGS), activity, TODAY)


def with_later_rows(activity: Activity, day: date) -> Activity:
    """The same past, followed by a wholly different future with customers of its own."""
    past = activity.as_of(day)
    strangers = np.arange(-500, 500)
    later = np.datetime64(day, "D") + (np.arange(1000) % 30).astype("timedelta64[D]")
    return activity_from(
        customer=np.concatenate([past.customers[past.customer], strangers]),
        order_day=np.concatenate([past.order_day, later]),
        gross_sales=np.concatenate([past.gross_sales, np.full(1000, 1e7)]),
        products=np.concatenate([past.products, np.full(1000, 999.0)]),
        return_customer=strangers,
        return_day=later,
        returns_value=np.full(1000, 1e6),
    )


def bytes_of(scores: Scores) -> tuple[bytes, bytes, list[object]]:
    return (
        scores.probability.tobytes(),
        scores.contributions.tobytes(),
        scores.customers.tolist(),
    )


def test_probabilities_are_near_the_truth(scores: Scores) -> None:
    truth = steady_shop().true_probability(scores.customers, SETTINGS.horizon_days)

    assert float(np.mean(scores.probability)) == pytest.approx(float(np.mean(truth)), abs=0.03)
    assert float(np.corrcoef(scores.probability, truth)[0, 1]) > 0.8


def test_probability_classes_hold_what_they_promise(activity: Activity, scores: Scores) -> None:
    lapsed = Snapshots(activity, SETTINGS).lapsed(TODAY, SETTINGS.horizon_days)
    for low, high in [(0.0, 0.1), (0.1, 0.3), (0.3, 1.0)]:
        rows = (scores.probability >= low) & (scores.probability < high)
        noise = 3 * np.sqrt(0.25 / rows.sum())
        assert abs(np.mean(scores.probability[rows]) - np.mean(lapsed[rows])) < noise


def test_contributions_add_up_to_the_log_odds(scores: Scores) -> None:
    log_odds = scores.baseline + scores.contributions.sum(axis=1)

    assert 1.0 / (1.0 + np.exp(-log_odds)) == pytest.approx(scores.probability, abs=1e-12)
    assert scores.contributions.shape == (len(scores.customers), len(FEATURES))


def test_the_typical_customer_has_nothing_to_explain(scores: Scores) -> None:
    assert np.median(scores.contributions, axis=0) == pytest.approx(np.zeros(len(FEATURES)))


def test_the_same_input_gives_the_same_bytes(activity: Activity, scores: Scores) -> None:
    again = score(fit(activity, TODAY, SETTINGS), activity, TODAY)

    assert bytes_of(again) == bytes_of(scores)


def test_no_row_on_or_after_the_date_changes_a_score(activity: Activity, scores: Scores) -> None:
    changed = with_later_rows(activity, TODAY)

    assert bytes_of(score(fit(changed, TODAY, SETTINGS), changed, TODAY)) == bytes_of(scores)
    assert bytes_of(score(scores.model, changed, TODAY)) == bytes_of(scores)


def test_no_outcome_window_reaches_past_the_date(scores: Scores) -> None:
    newest = scores.model.training_dates[0].astype(date)

    assert newest + timedelta(days=SETTINGS.horizon_days) <= TODAY
    assert newest.weekday() == TODAY.weekday()
    assert len(scores.model.training_dates) <= SETTINGS.training_dates


def test_weights_only_ever_raise_the_risk(scores: Scores) -> None:
    assert min(scores.model.weights.values()) >= 0.0
    assert scores.model.weights["slow_rhythm"] > 0.3


def test_a_shop_that_slows_down_is_noticed_before_the_full_outcomes_show_it() -> None:
    shop = steady_shop(customers=1500).activity
    slump = np.datetime64(TODAY, "D") - np.timedelta64(45, "D")
    # From the slump on, two orders of three are not placed.
    kept = (shop.order_day < slump) | (np.arange(len(shop.customer)) % 3 == 0)
    slow = replace(
        shop,
        customer=shop.customer[kept],
        order_day=shop.order_day[kept],
        gross_sales=shop.gross_sales[kept],
        products=shop.products[kept],
    )

    aware = fit(slow, TODAY, SETTINGS)
    unaware = fit(slow, TODAY, replace(SETTINGS, drift_windows_days=()))

    assert unaware.drift == 0.0
    assert aware.drift > 0.3


def test_thinning_many_rows_keeps_the_weights(activity: Activity, scores: Scores) -> None:
    thinned = fit(activity, TODAY, replace(SETTINGS, training_rows=4000))

    assert 2000 < thinned.rows <= 4000 < scores.model.rows
    for name, weight in scores.model.weights.items():
        assert thinned.weights[name] == pytest.approx(weight, abs=0.3)


def refusal_of(activity: Activity, day: date, settings: RiskSettings = SETTINGS) -> CannotFit:
    with pytest.raises(CannotFit) as caught:
        fit(activity, day, settings)
    return caught.value


def test_without_orders_there_is_no_model() -> None:
    empty = activity_from(customer=[], order_day=[], gross_sales=[], products=[])

    assert refusal_of(empty, TODAY).what == "past dates with known outcomes"


def test_one_customer_is_too_few() -> None:
    refusal = refusal_of(orders_on(*every(10, "only", OPENING, TODAY)), TODAY)

    assert refusal.message == "Cannot fit the lapse model: 1 labelled customers, it needs 100."
    assert (refusal.given, refusal.needed) == (1, 100)


def test_a_history_shorter_than_the_horizon_has_no_outcomes(activity: Activity) -> None:
    refusal = refusal_of(activity, OPENING + timedelta(days=50))

    assert refusal.what == "past dates with known outcomes"


def test_where_nobody_lapses_there_is_nothing_to_learn() -> None:
    loyal = [row for name in range(120) for row in every(10, f"{name}", OPENING, TODAY)]

    assert refusal_of(orders_on(*loyal), TODAY).what == "customers who lapsed"


def test_where_everybody_lapses_there_is_nothing_to_learn() -> None:
    stopped = OPENING + timedelta(days=30)
    gone = [row for name in range(120) for row in every(10, f"{name}", OPENING, stopped)]
    newest_only = replace(SETTINGS, training_dates=1)

    refusal = refusal_of(orders_on(*gone), stopped + timedelta(days=70), newest_only)

    assert refusal.what == "customers who stayed"


def test_an_empty_base_is_scored_as_empty(scores: Scores) -> None:
    nobody = score(scores.model, orders_on(("once", OPENING)), TODAY)

    assert len(nobody.probability) == 0
    assert nobody.contributions.shape == (0, len(FEATURES))


def test_a_missing_feature_speaks_for_nothing(activity: Activity, scores: Scores) -> None:
    table = features(activity, TODAY, SETTINGS)
    values = table.values.copy()
    values[0] = np.nan

    blind = score_table(scores.model, replace(table, values=values))

    assert blind.contributions[0].tolist() == [0.0] * len(FEATURES)
    assert np.isfinite(blind.probability).all()


def test_a_far_outlier_cannot_carry_the_score_alone(scores: Scores) -> None:
    table = scores.table
    values = table.values.copy()
    values[0, 1] = 1e9

    extreme = score_table(scores.model, replace(table, values=values))

    most = 2 * SETTINGS.clip * scores.model.logistic.coefficients[1]
    assert 0.0 < extreme.contributions[0, 1] <= most


def reasons_for(model: RiskModel, activity: Activity, customer: object) -> tuple[Reason, ...]:
    return reasons(score(model, activity, TODAY), customer)


def test_a_reason_states_its_values_with_their_units(scores: Scores) -> None:
    # Orders every twenty-one days, and then nothing for forty-seven.
    last = TODAY - timedelta(days=47)
    others = [row for name in "abc" for row in every(5, name, OPENING, TODAY)]
    overdue = every(21, "late", last - timedelta(days=21 * 12), last)

    found = reasons_for(scores.model, orders_on(*others, *overdue), "late")

    silence = next(reason for reason in found if reason.feature == "past_usual_gap")
    assert silence.template == (
        "last order {days_since_last_order} days ago; usual gap {usual_gap} days"
    )
    assert [(value.name, value.value, value.unit) for value in silence.values] == [
        ("days_since_last_order", 47.0, "days"),
        ("usual_gap", 21.0, "days"),
    ]
    assert silence.signal == "lapse_model"
    assert silence.contribution > 0.1


def test_money_is_stated_in_the_shop_currency(activity: Activity) -> None:
    model = fit(activity, TODAY, replace(SETTINGS, currency="EUR"))
    scored = score(model, activity, TODAY)
    units = {
        value.unit
        for customer in scored.customers[:200]
        for reason in reasons(scored, customer, most=len(FEATURES), at_least=0.0)
        for value in reason.values
    }

    assert "EUR" in units
    assert "currency" not in units


def test_every_reason_raises_the_probability_and_the_strongest_comes_first(
    scores: Scores,
) -> None:
    for customer in scores.customers[:200]:
        found = reasons(scores, customer)
        added = [reason.contribution for reason in found]

        assert len(found) <= 3
        assert added == sorted(added, reverse=True)
        assert all(contribution >= 0.1 for contribution in added)
        for reason in found:
            assert {v.name for v in reason.values} == set(
                next(f.facts for f in FEATURES if f.name == reason.feature)
            )


def test_nobody_outside_the_base_has_reasons(scores: Scores) -> None:
    with pytest.raises(KeyError, match="'nobody' is not in the active base"):
        reasons(scores, "nobody")
