"""Running totals, shifts, spines and joins by entity, under policy and as of a day."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from semantic.errors import CannotCombine, UnknownName
from semantic.model import Filter
from semantic.policy import Grant, Principal, Role
from semantic.query import Query
from semantic.result import Result
from tests.conformance.metricflow import Workspace, workspace
from tests.conformance.tables import Tables, in_duckdb

DATA = Path(__file__).resolve().parents[1] / "data" / "metricflow"
US_ONLY = Filter(field="listing.country_latest", value="us")
ROLES = {
    "steward": Role(approves=True, grants=(Grant(metrics="all", rows="all"),)),
    "us": Role(approves=True, grants=(Grant(metrics="all", rows=(US_ONLY,)),)),
    "texas": Role(
        approves=True,
        grants=(Grant(metrics="all", rows=(Filter(field="user.home_state_latest", value="TX"),)),),
    ),
    "no_states": Role(
        approves=True,
        grants=(Grant(metrics="all", rows="all", hide=("user.home_state_latest",)),),
    ),
    "masked": Role(
        approves=True,
        grants=(Grant(metrics="all", rows="all", mask={"listing.listing": "pseudonym"}),),
    ),
}


@pytest.fixture(scope="module")
def tables() -> Iterator[Tables]:
    with in_duckdb(DATA / "tables") as opened:
        yield opened


@pytest.fixture(scope="module")
def made(tables: Tables) -> Workspace:
    return workspace(manifest(), tables, ROLES)


def manifest() -> dict[str, Any]:
    text = (DATA / "manifests" / "simple_manifest.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def asked(made: Workspace, *metrics: str, role: str = "steward", **more: Any) -> Result:
    principal = Principal(id=role, roles=(role,))
    return made.engine.run(Query.model_validate({"metrics": metrics, **more}), principal)


def by_key(result: Result, metric: str) -> dict[tuple[Any, ...], Any]:
    keys = [column.name for column in result.columns if column.role == "dimension"]
    values = zip(*(result.data[name] for name in (*keys, metric)), strict=True)
    return {row[:-1]: row[-1] for row in values if row[-1] is not None}


PAIRS = [
    ("bookers", "instant_bookings"),
    ("revenue_mtd", "bookings_5_day_lag"),
    ("visit_buy_conversions", "bookings"),
    ("instant_booking_value", "lux_booking_value_rate_expr"),
    ("total_account_balance_first_day", "account_balance"),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
@pytest.mark.parametrize("groups", [[], ["time.day"], ["time.month"]])
def test_a_value_does_not_depend_on_what_is_asked_beside_it(
    made: Workspace, one: str, other: str, groups: list[str]
) -> None:
    together = asked(made, one, other, group_by=groups)

    for name in (one, other):
        assert by_key(together, name) == by_key(asked(made, name, group_by=groups), name)


def test_a_running_total_is_the_sum_of_all_days_so_far(made: Workspace) -> None:
    daily = asked(made, "bookings", group_by=["time.day"])
    running = by_key(asked(made, "bookings_all_time", group_by=["time.day"]), "bookings_all_time")

    total = 0
    for day, count in by_key(daily, "bookings").items():
        total += count
        assert running[day] == total


def test_moments_without_rows_end_at_the_as_of_date(tables: Tables) -> None:
    made = workspace(manifest(), tables, ROLES, today=date(2020, 1, 5))

    for metric in ("bookings_join_to_time_spine", "revenue_all_time"):
        days = asked(made, metric, group_by=["time.day"]).data["time.day"]
        assert days[-1] == "2020-01-04"
    assert asked(made, group_by=["time.day"]).data["time.day"][-1] == "2020-01-04"


def test_rows_that_the_asker_may_not_see_count_nowhere(made: Workspace) -> None:
    visible = by_key(asked(made, "bookings", group_by=["listing.country_latest"]), "bookings")

    assert asked(made, "bookings", role="us").value("bookings") == visible[("us",)]
    running = asked(made, "bookings_all_time", role="us", group_by=["time.day"])
    assert running.data["bookings_all_time"][-1] == visible[("us",)]
    values = asked(made, role="us", group_by=["listing.country_latest"])
    assert values.data["listing.country_latest"] == ["us"]


def test_a_metric_in_a_condition_counts_the_askers_rows_only(made: Workspace) -> None:
    booked: dict[str, Any] = {"where": ['"bookings[session]" IS NULL']}
    with pytest.raises(CannotCombine):
        asked(made, "views", role="us", **booked)

    popular: dict[str, Any] = {"where": ['"views[listing]" > 0']}
    everyone = asked(made, "bookings", **popular).value("bookings")
    some = asked(made, "bookings", role="us", **popular).value("bookings")
    assert isinstance(everyone, int)
    assert isinstance(some, int)
    assert some < everyone


def test_a_field_is_found_through_an_entity_that_its_name_leaves_out(made: Workspace) -> None:
    """A booking has no user but its listing's."""
    short, long = (
        by_key(asked(made, "bookings", group_by=[name]), "bookings")
        for name in ("user.home_state_latest", "listing.user.home_state_latest")
    )

    assert short == long
    assert len(short) > 1


def test_a_policy_means_no_field_but_the_one_it_names(made: Workspace) -> None:
    with pytest.raises(CannotCombine, match="cannot be limited to the rows you may see"):
        asked(made, "bookings", role="texas")
    assert asked(made, "visits", role="texas").value("visits")


@pytest.mark.parametrize("name", ["user.home_state_latest", "listing.user.home_state_latest"])
def test_a_hidden_field_has_no_name_by_any_path(made: Workspace, name: str) -> None:
    assert asked(made, "bookings" if "listing" in name else "revenue", group_by=[name]).length > 1

    uses: list[dict[str, Any]] = [{"group_by": [name]}, {"where": [f'"{name}" IS NOT NULL']}]
    for use in uses:
        with pytest.raises(UnknownName):
            asked(made, "bookings", "views", role="no_states", **use)
        with pytest.raises(UnknownName):
            asked(made, role="no_states", **{"group_by": ["listing.country_latest"], **use})


def test_a_masked_entity_is_masked_by_every_name(made: Workspace) -> None:
    for name in ("listing", "listing.listing", "booking.listing"):
        shown = asked(made, "bookings", role="masked", group_by=[name]).data[name]
        assert all(value is None or str(value).startswith("p-") for value in shown)


def names_of(error: UnknownName) -> Iterator[str]:
    yield from error.nearest


def test_an_unknown_name_is_told_with_the_nearest(made: Workspace) -> None:
    with pytest.raises(UnknownName) as caught:
        asked(made, "bookings", group_by=["listing.country_latests"])

    assert "listing.country_latest" in list(names_of(caught.value))
    with pytest.raises(UnknownName, match="no time grain 'fortnight'"):
        asked(made, "bookings", group_by=["time.fortnight"])
