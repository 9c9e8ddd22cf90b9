"""What is hidden is hidden under every name, and no figure is made of it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from semantic.errors import CannotCombine, RetainerError, UnknownName
from semantic.model import Calculated, Dimension, Filter
from semantic.problems import WorkspaceProblems
from tests.support.roles import ASKER, granted, with_grants
from tests.support.small import FILES, Data, SmallShop, order
from tests.support.workspaces import Shop, write_workspace

DATA: Data = {
    "orders": [
        order(1, "2024-04-05", 1, customer=1),
        order(2, "2024-05-05", 2, customer=1, channel="shop"),
        order(3, "2024-05-06", 4, customer=2),
    ],
    "customers": [(1, "ann", "north", None), (2, "bob", "south", None)],
    "products": [(1, 1, "tea")],
    "suppliers": [(1, "UK")],
}
MADE_OF_AMOUNTS = {
    *("revenue", "biggest", "smallest", "mean_amount", "middle_amount", "web_revenue"),
    *("home_revenue", "revenue_per_visit", "tea_share", "other_revenue", "value_buyers"),
}


@pytest.fixture
def shop(small: SmallShop) -> Shop:
    return small.open(DATA)


def seen(shop: Shop) -> set[str]:
    return set(shop.engine.view(shop.principal(ASKER)).metrics)


def fields(shop: Shop) -> set[str]:
    return set(shop.engine.view(shop.principal(ASKER)).dimensions)


def test_no_aggregate_of_a_hidden_dimension_is_left(shop: Shop) -> None:
    """Also buyers' states, whose events are orders with an amount above zero."""
    closed = granted(shop, {"hide": ["order.amount"]})

    lost = set(shop.catalog.metrics) - seen(closed)
    states = {name for name in shop.catalog.metrics if name.endswith("_buyers")}
    assert lost == MADE_OF_AMOUNTS | states | {"cohort_share"}
    with pytest.raises(UnknownName, match="There is no metric 'biggest' that you may see"):
        closed.ask("biggest", by=ASKER)


def test_a_column_hides_all_that_reads_it(shop: Shop) -> None:
    closed = granted(shop, {"hide_columns": ["orders.channel"]})

    assert set(shop.catalog.dimensions) - fields(closed) == {
        *("order.channel", "customer.first_channel", "customer.last_channel"),
    }
    assert set(shop.catalog.metrics) - seen(closed) == {"web_revenue", "other_revenue"}


def test_a_column_calculated_from_a_hidden_one_is_hidden_with_it(shop: Shop) -> None:
    orders = shop.catalog.models["orders"]
    twice = Dimension(name="twice", entity="order", type="text", expr="doubled")
    more = {"doubled": Calculated(expr="amount * 2"), "again": Calculated(expr="doubled + 1")}
    model = orders.model_copy(
        update={"calculated": more, "dimensions": (*orders.dimensions, twice)}
    )
    sizes = shop.catalog.metrics["biggest"].model_copy(update={"name": "sizes", "expr": "again"})
    catalog = replace(
        shop.catalog,
        models={**shop.catalog.models, "orders": model},
        metrics={"sizes": sizes, "order_count": shop.catalog.metrics["order_count"]},
    )

    hides = {"hide_columns": ["orders.amount"]}
    (grant,) = with_grants(catalog, hides).roles[ASKER].grants
    assert grant.metrics == ("order_count",)
    assert {"order.twice", "order.amount"} <= set(grant.hide)


def test_counting_by_a_key_reads_no_value(shop: Shop) -> None:
    closed = granted(shop, {"hide": ["customer.id", "order.number"]})

    assert closed.value("buyer_count", by=ASKER) == 2
    assert closed.value("order_count", by=ASKER) == 3
    assert closed.value("known_buyers", by=ASKER) == 2


def test_what_the_grant_names_may_be_aggregated(shop: Shop) -> None:
    opened = granted(shop, {"hide": ["order.amount"], "aggregate": ["order.amount"]})

    assert opened.value("revenue", by=ASKER) == 7
    assert "order.amount" not in fields(opened)
    with pytest.raises(UnknownName):
        opened.ask("revenue", by=ASKER, group_by=["order.amount"])


def test_a_field_that_is_the_same_column_is_hidden_with_it(shop: Shop) -> None:
    closed = granted(shop, {"hide": ["order.day"]})

    assert not {"order.day", "order.at"} & fields(closed)
    assert "customer.cohort" in fields(closed)


def test_a_mask_covers_the_same_column_under_another_name(shop: Shop) -> None:
    masked = granted(shop, {"mask": {"order.day": "pseudonym"}})

    rows = masked.rows("order_count", by=ASKER, group_by=["order.at"])
    assert all(str(row[0]).startswith("p-") for row in rows)


def test_no_figure_shows_the_values_that_a_mask_replaces(shop: Shop) -> None:
    masked = granted(shop, {"mask": {"order.amount": "pseudonym"}})

    assert not MADE_OF_AMOUNTS & seen(masked)
    assert masked.value("order_count", by=ASKER) == 3


def test_another_grant_without_the_hiding_still_opens_its_own_rows(shop: Shop) -> None:
    two = granted(
        shop,
        {"hide": ["order.amount"]},
        {"metrics": ["revenue"], "rows": [{"field": "customer.owner", "value": "ann"}]},
    )

    assert two.value("revenue", by=ASKER) == 3
    assert two.value("order_count", by=ASKER) == 3
    with pytest.raises(UnknownName):
        two.ask("revenue", by=ASKER, group_by=["order.amount"])


PROBES: list[dict[str, Any]] = [
    {"group_by": ["customer.owner"]},
    {"group_by": ["order.customer.owner"]},
    {"filters": [{"field": "customer.owner", "value": "ann"}]},
    {"where": ["\"customer.owner\" = 'ann'"]},
    {"where": ['CAST("customer.owner" AS INTEGER) = 1']},
    {"order_by": ["customer.owner"]},
    {"where": ['"order_count[customer.owner]" > 1']},
]


@pytest.mark.parametrize("probe", PROBES)
@pytest.mark.parametrize(
    "grant", [{"hide": ["customer.owner"]}, {"hide_columns": ["customers.owner"]}]
)
def test_a_hidden_field_decides_nothing_and_its_values_are_never_said(
    shop: Shop, grant: dict[str, Any], probe: dict[str, Any]
) -> None:
    closed = granted(shop, grant)

    with pytest.raises(RetainerError) as caught:
        closed.ask("order_count", by=ASKER, **probe)
    assert "customer.owner" not in caught.value.nearest
    assert "bob" not in str(caught.value)
    with pytest.raises(UnknownName):
        closed.engine.values("customer.owner", closed.principal(ASKER))


def test_what_is_personal_is_not_listed_to_understand_questions_by(shop: Shop) -> None:
    """Who may ask for it may still group and filter by it."""
    known = shop.catalog.models["customers"]
    own = tuple(d.model_copy(update={"pii": d.name == "owner"}) for d in known.dimensions)
    models = {**shop.catalog.models, "customers": known.model_copy(update={"dimensions": own})}
    personal = Shop(replace(shop.catalog, models=models), shop.warehouse, shop.today)

    for opened, listed in ((shop, ("ann", "bob")), (personal, ())):
        assert opened.engine.values("customer.owner", opened.principal("steward")) == listed
    assert personal.rows("order_count", group_by=["customer.owner"]) == [["ann", 2], ["bob", 1]]


def test_a_hidden_time_column_takes_its_model_s_metrics_and_bounds(shop: Shop) -> None:
    closed = granted(shop, {"hide_columns": ["orders.ordered_at"]})

    assert seen(closed) == {"visit_count", "visit_seconds"}
    assert closed.engine.bounds(closed.principal(ASKER)) is None


def test_a_metric_that_nobody_was_granted_is_not_reached_by_its_entity(shop: Shop) -> None:
    closed = granted(shop, {"hide": ["order.amount"]})

    with pytest.raises((UnknownName, CannotCombine)):
        closed.ask("order_count", by=ASKER, where=['"revenue[customer.id]" > 3'])


def problems(root: Path, grant: str) -> str:
    policies = f"version: 1\nroles:\n  steward: {{approves: true, grants: [{grant}]}}\n"
    with pytest.raises(WorkspaceProblems) as caught:
        write_workspace(root, {**FILES, "policies.yml": policies})
    return str(caught.value)


@pytest.mark.parametrize(
    ("grant", "said"),
    [
        ("hide_columns: [ordres.amount]", "there is no model `ordres`; did you mean `orders`?"),
        ("hide_columns: [orders.amuont]", "`orders` has no column `amuont`; did you mean"),
        ("hide_columns: [buyers.amount]", "`buyers` has no columns; hide those of `orders`"),
        ("aggregate: [order.amount]", "the grant neither hides nor masks `order.amount`"),
        ("min_group_size: 5, group_entity: costumer", "no model has an entity `costumer`"),
        ("min_group_size: 1", "must be at least 2"),
    ],
)
def test_check_finds_what_a_grant_names_wrongly(tmp_path: Path, grant: str, said: str) -> None:
    assert said in problems(tmp_path, f"{{metrics: all, rows: all, {grant}}}")


def test_a_mask_shows_where_there_is_no_value_and_hiding_does_not(shop: Shop) -> None:
    named = Filter(field="order.channel", op="not_null")
    count = shop.catalog.metrics["order_count"].model_copy(update={"filter": (named,)})
    catalog = replace(shop.catalog, metrics={"order_count": count})

    (masked,) = with_grants(catalog, {"mask": {"order.channel": "pseudonym"}}).roles[ASKER].grants
    (hidden,) = with_grants(catalog, {"hide": ["order.channel"]}).roles[ASKER].grants

    assert masked.covers("order_count")
    assert not hidden.covers("order_count")
