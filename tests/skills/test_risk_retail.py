"""The real shop: what the lapse model must reach, and what must not be used."""

from datetime import date

import numpy as np
import pytest

from skills.risk.activity import Activity, activity_from
from skills.risk.backtest import Backtest, backtest, highest_probability, past_dates
from skills.risk.model import fit
from skills.risk.reasons import reasons
from skills.risk.scoring import score
from skills.risk.settings import RiskSettings
from tests.skills.retail_activity import retail_activity

SETTINGS = RiskSettings()
MONDAYS = [
    date(2011, 6, 6),
    date(2011, 7, 4),
    date(2011, 8, 1),
    date(2011, 9, 5),
    date(2011, 10, 3),
]
BRIEFING = MONDAYS[-1]
DATA_ENDS = date(2011, 12, 10)
FLAGS = 80


@pytest.fixture(scope="module")
def activity() -> Activity:
    return retail_activity()


def judged(activity: Activity, until: date = DATA_ENDS) -> Backtest:
    return backtest(activity, MONDAYS, SETTINGS, until=until, flag_rule=highest_probability(FLAGS))


@pytest.fixture(scope="module")
def result(activity: Activity) -> Backtest:
    return judged(activity)


def used(result: Backtest) -> dict[str, bool]:
    return {signal.name: signal.used for signal in result.signals}


def test_the_bases_and_their_lapses_are_those_counted_apart(result: Backtest) -> None:
    # Counted by hand-written queries over the file.
    counted = [(740, 196), (840, 265), (982, 295), (1072, 306), (1208, 313)]

    assert [(d.base, round(d.event_rate * d.base)) for d in result.dates] == counted


def test_the_ranking_reaches_its_targets(result: Backtest) -> None:
    assert [d.as_of for d in result.dates] == MONDAYS
    assert np.mean([d.auc for d in result.dates]) >= 0.735
    assert np.mean([d.lift_at_10pct for d in result.dates]) >= 1.9
    assert min(d.lift_at_10pct or 0.0 for d in result.dates) >= 1.75


def test_probabilities_mean_what_they_say(result: Backtest) -> None:
    misses = [abs(d.mean_probability - d.event_rate) for d in result.dates]

    assert np.mean(misses) <= 0.05
    for day in result.dates:
        assert day.brier < day.event_rate * (1 - day.event_rate)


def test_flags_beat_the_base_rate_on_every_date(result: Backtest) -> None:
    for day in result.dates:
        assert day.flags == FLAGS
        assert (day.precision_flags or 0.0) > 1.5 * day.event_rate


def test_overdue_alone_is_not_used_and_the_model_is(result: Backtest) -> None:
    overdue = next(signal for signal in result.signals if signal.name == "overdue")

    assert overdue.auc == pytest.approx(0.46, abs=0.01)
    assert not overdue.used
    assert "no better than chance" in overdue.why
    assert result.model_used
    assert used(result)["lapse_model"]


def test_the_model_beats_every_simple_signal(result: Backtest) -> None:
    model, *simple = result.signals

    assert model.name == "lapse_model"
    for signal in simple:
        assert (model.auc or 0) > (signal.auc or 0)
        assert (model.lift_at_10 or 0) > (signal.lift_at_10 or 0)


def test_before_the_first_briefing_the_past_alone_decides_the_same(
    activity: Activity, result: Backtest
) -> None:
    dates = past_dates(BRIEFING, SETTINGS)
    past = backtest(activity, dates, SETTINGS, until=BRIEFING, flag_rule=highest_probability(FLAGS))

    assert dates[-1] == date(2011, 8, 1)
    assert used(past)["lapse_model"]
    assert not used(past)["overdue"]
    assert past.dates[-1] == result.dates[2]


def test_a_date_whose_outcome_is_not_over_is_not_judged(activity: Activity) -> None:
    result = judged(activity, until=BRIEFING)

    assert [d.as_of for d in result.dates] == MONDAYS[:3]
    assert [d.as_of for d in result.not_judged] == MONDAYS[3:]
    assert result.not_judged[0].why == (
        "The outcome of 2011-09-05 is not over: 28 of 60 days are known."
    )


def test_a_date_with_too_little_past_is_not_judged(activity: Activity) -> None:
    early = backtest(
        activity,
        [date(2011, 3, 7)],
        SETTINGS,
        until=DATA_ENDS,
        flag_rule=highest_probability(FLAGS),
    )

    assert not early.dates
    assert "Cannot fit the lapse model" in early.not_judged[0].why
    assert not early.model_used


def test_a_changed_future_changes_outcomes_but_no_probability(
    activity: Activity, result: Backtest
) -> None:
    day = np.datetime64(MONDAYS[0], "D")
    later = activity.order_day >= day
    rng = np.random.default_rng(1)
    customer = activity.customers[activity.customer].copy()
    customer[later] = rng.permutation(customer[later])
    changed = activity_from(
        customer=customer,
        order_day=activity.order_day,
        gross_sales=np.where(later, activity.gross_sales * 9, activity.gross_sales),
        products=activity.products,
        return_customer=activity.customers[activity.return_customer],
        return_day=activity.return_day,
        returns_value=np.where(activity.return_day >= day, 1e5, activity.returns_value),
    )

    before, after = result.dates[0], judged(changed).dates[0]

    assert after.mean_probability == before.mean_probability
    assert after.base == before.base
    assert after.event_rate != before.event_rate


def test_the_briefing_day_scores_with_reasons(activity: Activity) -> None:
    scores = score(fit(activity, BRIEFING, SETTINGS), activity, BRIEFING)
    riskiest = scores.customers[np.argsort(-scores.probability, kind="stable")[:FLAGS]]

    found = [reasons(scores, customer) for customer in riskiest]

    assert min(len(some) for some in found) >= 2
    assert len({reason.feature for some in found for reason in some}) >= 4
