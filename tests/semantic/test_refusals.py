"""What one may not see looks exactly like what does not exist; what is not approved is closed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from semantic.approvals import Approvals
from semantic.catalog import Catalog
from semantic.errors import BadValue, CannotCombine, NotApproved, Refusal, UnknownName
from semantic.model import SimpleMetric
from tests.support.small import TODAY, SmallShop, order
from tests.support.workspaces import Shop


def without_dimension(catalog: Catalog, model: str, name: str) -> Catalog:
    old = catalog.models[model]
    kept = tuple(dimension for dimension in old.dimensions if dimension.name != name)
    return replace(
        catalog,
        models={**catalog.models, model: old.model_copy(update={"dimensions": kept})},
    )


def without_metrics(catalog: Catalog, *kept: str) -> Catalog:
    return replace(
        catalog, metrics={name: m for name, m in catalog.metrics.items() if name in kept}
    )


@pytest.fixture
def shop(small: SmallShop) -> Shop:
    return small.open(
        {
            "orders": [order(1, "2024-05-01", 10), order(2, "2024-05-02", 20, customer=2)],
            "customers": [(1, "ann", "north", None), (2, "bob", "south", None)],
        }
    )


def refusal(shop: Shop, by: str, call: Callable[[Shop, Any], Any]) -> str:
    with pytest.raises(Refusal) as caught:
        call(shop, shop.principal(by))
    return f"{type(caught.value).__name__}: {caught.value}"


HIDDEN = "order.number"
USES: dict[str, Callable[[Shop, Any], Any]] = {
    "group": lambda shop, who: shop.ask("revenue", by=who.id, group_by=[HIDDEN]),
    "filter": lambda shop, who: shop.ask(
        "revenue", by=who.id, filters=[{"field": HIDDEN, "value": 1}]
    ),
    "misfit": lambda shop, who: shop.ask(
        "revenue", by=who.id, filters=[{"field": HIDDEN, "value": "no number"}]
    ),
    "where": lambda shop, who: shop.ask("revenue", by=who.id, where=[f'"{HIDDEN}" > 1']),
    "list": lambda shop, who: shop.ask(by=who.id, group_by=[HIDDEN]),
    "order": lambda shop, who: shop.ask("revenue", by=who.id, order_by=[HIDDEN]),
    "values": lambda shop, who: shop.engine.values(HIDDEN, who),
    "nearby": lambda shop, who: shop.ask("revenue", by=who.id, group_by=["order.numbr"]),
    "elsewhere": lambda shop, who: shop.ask("visit_count", by=who.id, group_by=["order.channel"]),
}


@pytest.mark.parametrize("use", USES)
def test_a_hidden_dimension_is_one_that_does_not_exist(shop: Shop, use: str) -> None:
    never = Shop(without_dimension(shop.catalog, "orders", "number"), shop.warehouse, TODAY)

    for who in ("head", "ann"):
        assert refusal(shop, who, USES[use]) == refusal(never, who, USES[use])


def test_a_hidden_dimension_is_there_for_those_it_is_not_hidden_from(shop: Shop) -> None:
    assert shop.rows("revenue", group_by=[HIDDEN]) == [[1, 10], [2, 20]]
    assert HIDDEN not in shop.engine.view(shop.principal("head")).groupable("revenue")


NOT_GRANTED: dict[str, Callable[[Shop, Any], Any]] = {
    "asked for": lambda shop, who: shop.ask("biggest", by=who.id),
    "asked beside": lambda shop, who: shop.ask("revenue", "biggest", by=who.id),
    "as a condition": lambda shop, who: shop.ask(
        "revenue", by=who.id, filters=[{"field": "biggest", "op": "gt", "value": 1}]
    ),
    "as an order": lambda shop, who: shop.ask("revenue", by=who.id, order_by=["biggest"]),
    "nearly": lambda shop, who: shop.ask("bigest", by=who.id),
}


@pytest.mark.parametrize("use", NOT_GRANTED)
def test_a_metric_that_is_not_granted_is_one_that_does_not_exist(shop: Shop, use: str) -> None:
    granted = ("revenue", "order_count", "known_buyers")
    never = Shop(without_metrics(shop.catalog, *granted), shop.warehouse, TODAY)

    ask = NOT_GRANTED[use]
    assert refusal(shop, "south", ask) == refusal(never, "south", ask)


def test_a_hidden_cohort_is_not_named_by_the_metric_that_needs_it(shop: Shop) -> None:
    with pytest.raises(CannotCombine) as caught:
        shop.ask("cohort_share", by="forgetful")

    assert "customer.cohort" not in str(caught.value)


def test_a_condition_that_cannot_be_read_is_refused_with_its_place(shop: Shop) -> None:
    with pytest.raises(BadValue, match="cannot be read at character 1: there is no function"):
        shop.ask("revenue", where=["read_csv('/etc/passwd') = 1"])
    with pytest.raises(UnknownName, match="There is no dimension 'owner'"):
        shop.ask("revenue", where=["owner = 'ann'"])


def test_a_condition_stands_on_approved_metrics_only(shop: Shop) -> None:
    edited = Shop(changed(shop.catalog), shop.warehouse, TODAY)

    with pytest.raises(NotApproved, match="revenue is not approved as it stands"):
        edited.ask("order_count", by="head", where=['"revenue[customer.id]" > 1'])
    with pytest.raises(UnknownName, match="no metric 'biggest'"):
        shop.ask("revenue", by="south", where=['"biggest[customer.id]" > 1'])


def test_names_near_to_what_was_meant_are_offered(shop: Shop) -> None:
    with pytest.raises(UnknownName) as metric:
        shop.ask("revenu")
    with pytest.raises(UnknownName) as field:
        shop.ask("revenue", group_by=["customer.regoin"])

    assert metric.value.nearest[0] == "revenue"
    assert field.value.nearest[0] == "customer.region"


def changed(catalog: Catalog) -> Catalog:
    """The same catalog with revenue that counts gifts only, and its approvals as they were."""
    revenue = catalog.metrics["revenue"]
    assert isinstance(revenue, SimpleMetric)
    other = revenue.model_copy(update={"expr": "CASE WHEN gift THEN amount END"})
    return replace(catalog, metrics={**catalog.metrics, "revenue": other})


def test_a_changed_metric_is_refused_with_what_changed(shop: Shop) -> None:
    edited = Shop(changed(shop.catalog), shop.warehouse, TODAY)

    for who in ("head", "ann", "analyst"):
        with pytest.raises(NotApproved, match="changed since it was approved") as caught:
            edited.ask("revenue", by=who)
        assert "-expr: amount" in caught.value.diff
        assert "+expr: CASE WHEN gift THEN amount END" in caught.value.diff
        assert "retainer approve revenue" in caught.value.next_step


def test_a_steward_sees_a_changed_metric_and_that_it_is_changed(shop: Shop) -> None:
    edited = Shop(changed(shop.catalog), shop.warehouse, TODAY)

    result = edited.ask("revenue", "order_count")

    assert result.rows() == [[None, 2]] or result.rows() == [[0, 2]]
    assert [used.status for used in result.metrics] == ["changed", "approved"]
    assert result.metric("revenue").hash != shop.ask("revenue").metric("revenue").hash


def test_what_stands_on_a_changed_metric_is_changed_as_well(shop: Shop) -> None:
    edited = Shop(changed(shop.catalog), shop.warehouse, TODAY)

    for name in ("tea_share", "other_revenue", "revenue_per_visit"):
        with pytest.raises(NotApproved):
            edited.ask(name, by="head")
    assert edited.value("web_revenue", by="head") == 30
    assert "revenue" not in edited.engine.view(edited.principal("head")).metrics
    assert "revenue" in edited.engine.view(edited.principal("steward")).metrics


def test_a_metric_that_nobody_approved_has_no_figures(shop: Shop) -> None:
    unapproved = Shop(replace(shop.catalog, approvals=()), shop.warehouse, TODAY)

    with pytest.raises(NotApproved, match="not approved yet") as caught:
        unapproved.ask("revenue", by="head")
    assert caught.value.diff == ""
    assert Approvals(unapproved.catalog).status("revenue").state == "never approved"


def test_a_name_nobody_granted_stays_unknown_even_when_it_is_not_approved(shop: Shop) -> None:
    unapproved = Shop(replace(shop.catalog, approvals=()), shop.warehouse, TODAY)

    with pytest.raises(UnknownName):
        unapproved.ask("biggest", by="south")
