"""A dbt manifest becomes drafts of ours, and what has no place here is told."""

import json
from pathlib import Path
from typing import Any

import pytest

from semantic.exchange.dbt import imported
from semantic.exchange.losses import NotImportable
from semantic.model import ConversionMetric, CumulativeMetric, DerivedMetric, SimpleMetric

MANIFESTS = Path(__file__).resolve().parents[1] / "data" / "metricflow" / "manifests"


def manifest(name: str = "simple_manifest") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((MANIFESTS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def metric_of(given: dict[str, Any], name: str) -> dict[str, Any]:
    return next(metric for metric in given["metrics"] if metric["name"] == name)


@pytest.mark.parametrize("path", sorted(MANIFESTS.glob("*.json")), ids=lambda path: path.stem)
def test_every_metric_of_every_manifest_is_taken_over_as_a_draft(path: Path) -> None:
    given = manifest(path.stem)
    made = imported(given, "ann")

    assert [metric.name for metric in made.metrics] == [each["name"] for each in given["metrics"]]
    assert {metric.governance.status for metric in made.metrics} == {"draft"}
    assert {metric.governance.owner for metric in made.metrics} == {"ann"}


def test_words_of_dbt_become_ours() -> None:
    metrics = {metric.name: metric for metric in imported(manifest(), "ann").metrics}

    balance, trailing = metrics["current_account_balance_by_user"], metrics["revenue_mtd"]
    assert isinstance(balance, SimpleMetric)
    assert balance.non_additive is not None
    assert (balance.non_additive.choose, balance.non_additive.per) == ("last", ("user",))
    assert isinstance(trailing, CumulativeMetric)
    assert (trailing.metric, trailing.grain_to_date) == ("revenue", "month")
    rate = metrics["visit_buy_conversion_rate_by_session"]
    assert isinstance(rate, ConversionMetric)
    assert rate.window is not None
    assert (rate.entity, rate.window.count, rate.constant[0].conversion) == (
        "user",
        7,
        "session_id",
    )
    lag = metrics["bookings_5_day_lag"]
    assert isinstance(lag, DerivedMetric)
    (given,) = lag.metrics
    assert not isinstance(given, str)
    assert given.called == "bookings_5_days_ago"


def test_expressions_and_windows_may_be_spelled_as_for_an_engine() -> None:
    given = manifest()
    bookings = metric_of(given, "bookings")["type_params"]
    bookings["expr"] = "(case when is_instant is true then 1 end)::bigint -- ones"
    lag = metric_of(given, "bookings_5_day_lag")["type_params"]["metrics"][0]
    lag["offset_window"] = "5 days"
    for model in given["semantic_models"]:
        for dimension in model["dimensions"]:
            if dimension["name"] == "paid_at":
                dimension["expr"] = "DATE_TRUNC('month', paid_at)"

    made = imported(given, "ann")
    metrics = {metric.name: metric for metric in made.metrics}

    simple, shifted = metrics["bookings"], metrics["bookings_5_day_lag"]
    assert isinstance(simple, SimpleMetric)
    expected = "CAST((case when COALESCE(is_instant, FALSE) then 1 end) AS INTEGER)"
    assert (simple.expr or "") == expected
    assert isinstance(shifted, DerivedMetric)
    (input_,) = shifted.metrics
    assert not isinstance(input_, str)
    assert input_.shift is not None
    assert input_.shift.window is not None
    assert (input_.shift.window.count, input_.shift.window.grain) == (5, "day")
    paid = {
        (dimension.expr, dimension.grain)
        for model in made.models
        for dimension in model.dimensions
        if dimension.name == "paid_at"
    }
    assert paid == {("paid_at", "month")}


def test_the_sides_of_a_conversion_keep_their_conditions() -> None:
    given = manifest()
    ends = metric_of(given, "visit_buy_conversion_rate")["type_params"]["conversion_type_params"]
    where = {
        "where_filters": [{"where_sql_template": "{{ Dimension('visit__referrer_id') }} = 'a'"}]
    }
    for name in ("base_metric", "base_measure"):
        if ends.get(name):
            ends[name]["filter"] = where

    metrics = {metric.name: metric for metric in imported(given, "ann").metrics}

    rate = metrics["visit_buy_conversion_rate"]
    assert isinstance(rate, ConversionMetric)
    assert not isinstance(rate.base, str)
    assert (rate.base.name, rate.base.where) == ("visits", ("\"visit.referrer_id\" = 'a'",))
    assert rate.conversion == "buys"


def test_a_condition_that_cannot_be_read_leaves_out_the_metric_and_all_that_stand_on_it() -> None:
    given = manifest()
    where = {"where_filters": [{"where_sql_template": "{{ env_var('X') }} = 1"}]}
    metric_of(given, "bookings")["filter"] = where

    made = imported(given, "ann")

    kept = {metric.name for metric in made.metrics}
    assert kept.isdisjoint({"bookings", "bookings_per_view", "bookings_offset_twice"})
    assert "views" in kept
    losses = {loss.what: loss.why for loss in made.losses}
    assert "env_var" in losses["metric bookings"]
    assert losses["metric bookings_offset_twice"] == (
        "it stands on bookings_offset_once, which was left out."
    )


def test_what_is_taken_on_trust_or_left_behind_is_told() -> None:
    checked, trusted = (imported(manifest(), "ann", trust_keys=trust) for trust in (False, True))

    told = [str(loss) for loss in checked.losses]
    assert "saved query p0_booking: questions are not stored with definitions." in told
    assert not any(link.unchecked for link in checked.relationships)
    assert all(link.unchecked for link in trusted.relationships)
    assert any(loss.what == "keys of entities" for loss in trusted.losses)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ([], "no object"),
        ({"metrics": []}, "semantic_models: a list of objects is needed here"),
        ({"semantic_models": [], "metrics": [{"name": "../up"}]}, "metrics: '../up'"),
        (
            {"semantic_models": [], "metrics": [{"name": "one"}, {"name": "one"}]},
            "metrics: one: more than one has this name",
        ),
        ({"semantic_models": [{"name": "one"}], "metrics": []}, "'node_relation' is missing"),
        ({"semantic_models": [], "metrics": [{"name": "one"}]}, "'type_params' is missing"),
    ],
)
def test_what_is_no_manifest_is_refused_whole(content: Any, told: str) -> None:
    with pytest.raises(NotImportable) as caught:
        imported(content, "ann")
    assert told in str(caught.value)


def test_a_manifest_of_measures_gives_the_same_metrics() -> None:
    older = manifest()
    for metric in older["metrics"]:
        metric["type_params"]["metric_aggregation_params"] = None
        if metric["type"] == "simple":
            metric["type_params"]["expr"] = None

    newer = {metric.name: metric for metric in imported(manifest(), "ann").metrics}
    read = {metric.name: metric for metric in imported(older, "ann").metrics}
    assert read["booking_payments"] == newer["booking_payments"]
    assert read["discrete_booking_value_p99"] == newer["discrete_booking_value_p99"]
    assert read["total_account_balance_first_day"] == newer["total_account_balance_first_day"]
