"""The facts and features of the active base, worked out by hand for a few customers."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from skills.risk.activity import activity_from
from skills.risk.arrays import FloatArray
from skills.risk.features import FEATURES, UNITS, overdue
from skills.risk.settings import RiskSettings
from skills.risk.snapshots import Snapshots, active_base, features
from tests.skills.synthetic_shop import every, orders_on, steady_shop

MONDAY = date(2024, 7, 1)
SETTINGS = RiskSettings()


def back(days: int) -> date:
    return MONDAY - timedelta(days=days)


def column(values: FloatArray, name: str) -> FloatArray:
    return values[:, [feature.name for feature in FEATURES].index(name)]


def test_the_base_has_three_order_days_and_an_order_in_the_last_ninety_days() -> None:
    activity = orders_on(
        *[("regular", back(days)) for days in (200, 100, 10)],
        *[("two orders on one day", back(days)) for days in (50, 10, 10)],
        *[("ninety days ago", back(days)) for days in (200, 100, 90)],
        *[("ninety-one days ago", back(days)) for days in (200, 100, 91)],
        *[("third order today", back(days)) for days in (20, 10, 0)],
    )

    assert active_base(activity, MONDAY, SETTINGS).tolist() == ["ninety days ago", "regular"]


def test_another_workspace_may_watch_other_customers() -> None:
    activity = orders_on(("once", back(20)), ("long ago", back(40)))

    base = active_base(activity, MONDAY, RiskSettings(min_order_days=1, active_days=30))

    assert base.tolist() == ["once"]


def test_facts_of_one_customer_by_hand() -> None:
    activity = activity_from(
        customer=["c"] * 5,
        order_day=[back(180), back(120), back(60), back(20), back(20)],
        gross_sales=[100.0, 200.0, 50.0, 30.0, 20.0],
        products=[10, 20, 12, 2, 6],
        return_customer=["c", "c", "nobody"],
        return_day=[back(50), MONDAY, back(5)],
        returns_value=[40.0, 1000.0, 1.0],
    )

    facts = features(activity, MONDAY, SETTINGS).facts

    gap_spread = float(np.sqrt(((60 - 160 / 3) ** 2 * 2 + (40 - 160 / 3) ** 2) / 3))
    assert {name: pytest.approx(values[0]) for name, values in facts.items()} == {
        "order_days": 4,
        "days_per_order_day": 45,
        "sales_so_far": 400,
        "days_since_last_order": 20,
        "usual_gap": 160 / 3,
        "gap_spread": gap_spread,
        "days_until_due": 160 / 3 - 20,
        "products_per_order": 10,
        "products_last_order": 4,
        "order_days_recent": 2,
        "order_days_before": 2,
        "sales_recent": 100,
        "sales_before": 300,
        "trend_window": 90,
        "returns_so_far": 40,
        "return_share": 0.1,
    }
    assert set(facts) == set(UNITS)


def test_features_grow_with_what_speaks_for_a_lapse() -> None:
    steady = every(14, "steady", back(170), back(2))
    fading = every(14, "fading", back(170), back(80))
    table = features(orders_on(*steady, *fading), MONDAY, SETTINGS)

    assert table.customers.tolist() == ["fading", "steady"]
    for name in ("few_order_days", "slow_rhythm", "low_sales", "past_usual_gap", "orders_falling"):
        fading_value, steady_value = column(table.values, name)
        assert fading_value > steady_value, name
    assert column(table.values, "sales_falling").tolist() == [pytest.approx(1 - 1 / 6), 0.0]


def test_a_template_only_speaks_of_its_facts_and_never_in_figures() -> None:
    for feature in FEATURES:
        said = feature.template.format(**dict.fromkeys(feature.facts, "X"))

        assert not any(character.isdigit() for character in said)
        assert {fact.removeprefix("typical_") for fact in feature.facts} <= set(UNITS)
        assert said.count("X") >= len(feature.facts)


def test_one_order_day_gives_no_gap_and_no_warning() -> None:
    table = features(orders_on(("new", back(5)), sales=0.0), MONDAY, RiskSettings(min_order_days=1))

    assert np.isnan(table.facts["usual_gap"]).all()
    assert np.isnan(overdue(table.facts)).all()
    missing = np.isnan(table.values[0])
    assert {feature.name for feature, gone in zip(FEATURES, missing, strict=True) if gone} == {
        "irregular_rhythm",
        "past_usual_gap",
        "next_order_far",
    }


def test_nonsense_amounts_stay_finite_and_in_order() -> None:
    days = [(name, back(d)) for name in "abcde" for d in (60, 30, 10)]
    sales = {"a": -50.0, "b": 0.0, "c": 90.0, "d": 100.0, "e": 1e12}
    activity = activity_from(
        customer=[name for name, _ in days],
        order_day=[day for _, day in days],
        gross_sales=[sales[name] for name, _ in days],
        products=[0] * len(days),
        return_customer=["c"],
        return_day=[back(1)],
        returns_value=[1e9],
    )

    table = features(activity, MONDAY, SETTINGS)

    assert np.isfinite(table.values).all()
    a, b, c, d, e = column(table.values, "low_sales")
    assert a == b > c > d > e
    assert column(table.values, "returns").tolist() == [0.0, 0.0, 1.0, 0.0, 0.0]


def test_an_empty_base_is_an_empty_table() -> None:
    table = features(orders_on(("once", back(3))), MONDAY, SETTINGS)

    assert table.values.shape == (0, len(FEATURES))
    assert len(table.customers) == 0


def test_a_lapse_is_no_order_from_the_date_on_for_the_horizon() -> None:
    past = [
        (name, back(days))
        for name in ("on the day", "in time", "late", "never")
        for days in (30, 20, 10)
    ]
    activity = orders_on(*past, ("on the day", MONDAY), ("in time", back(-59)), ("late", back(-60)))

    snapshots = Snapshots(activity, SETTINGS)

    customers = snapshots.table(MONDAY).customers
    lapsed = snapshots.lapsed(MONDAY, SETTINGS.horizon_days)
    assert customers[lapsed].tolist() == ["late", "never"]


def test_snapshots_of_the_whole_history_see_no_more_than_the_past() -> None:
    activity = steady_shop(customers=200).activity
    day = date(2020, 9, 7)

    whole = Snapshots(activity, SETTINGS).table(day)
    past = features(activity, day, SETTINGS)

    assert whole.customers.tolist() == past.customers.tolist()
    assert whole.values.tobytes() == past.values.tobytes()


@pytest.mark.parametrize(
    "wrong", [{"horizon_days": 0}, {"l2": 0.0}, {"drift_windows_days": (14, 60)}]
)
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        replace(SETTINGS, **wrong)  # type: ignore[arg-type]
