"""A definition is found by whatever people call it, best first, within what they may see."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semantic.search import Entry, search
from tests.support.small import SmallShop
from tests.support.workspaces import Shop

FIRST = {
    # names and labels
    "gross sales": "gross_sales",
    "gross_sales": "gross_sales",
    "new customers": "new_customers",
    "customers lapsed newly": "newly_lapsed_customers",
    # synonyms
    "revenue": "gross_sales",
    "turnover": "gross_sales",
    "sales after returns": "net_sales",
    "refunds": "returns_value",
    "AOV": "average_order_value",
    "average basket": "average_order_value",
    "churn": "lapse_rate",
    "attrition": "lapse_rate",
    "lost customers": "lapsed_customers",
    "customers lost": "lapsed_customers",
    "customers who came back": "reactivated_customers",
    "won back": "reactivated_customers",
    "first time buyers": "new_customers",
    "repeat buyers": "repeat_customers",
    "clv": "expected_value_12m",
    "predicted value": "expected_value_12m",
    "money at risk": "value_at_risk",
    "freshness": "days_since_latest_line",
    "duplicates": "duplicate_lines",
    "anonymous share": "unidentified_share",
    "units sold": "items_sold",
    "spend per customer": "sales_per_customer",
    # questions
    "how many orders were there?": "orders",
    "how old is the data": "days_since_latest_line",
    "share of returns": "return_rate",
    "what is our retention by cohort": "cohort_retention",
    # typing mistakes
    "revenu": "gross_sales",
    "grosss sales": "gross_sales",
    "grosssales": "gross_sales",
    "returnrate": "return_rate",
    "active custmers": "active_customers",
    "purchase frequncy": "purchase_frequency",
    "reactivatd": "reactivated_customers",
    "chrun rate": "lapse_rate",
    # part of a word, part of a description
    "reactiv": "reactivated_customers",
    "invoice file before exact duplicates": "lines_loaded",
    # dimensions
    "market": "order.country",
    "sku": "product.stock_code",
    "account manager": "customer.owner",
    "territory": "customer.owner",
    "first order month": "customer.cohort_month",
    "high value": "customer.high_value",
}


@pytest.mark.parametrize("text", FIRST)
def test_the_first_hit_is_what_was_meant(retail: Shop, text: str) -> None:
    hits = retail.engine.view(retail.principal("steward")).search(text)

    assert hits[0].name == FIRST[text], hits


@pytest.mark.parametrize("text", ["", "   ", "?", "the of", "weather", "profit margin", "xyzzy"])
def test_nothing_is_found_that_is_like_nothing(retail: Shop, text: str) -> None:
    assert retail.engine.view(retail.principal("steward")).search(text) == ()


def test_a_hit_says_how_well_it_fits_and_by_which_name(retail: Shop) -> None:
    exact, *others = retail.engine.view(retail.principal("steward")).search("Turnover")

    assert (exact.kind, exact.by) == ("metric", "turnover")
    assert 1 > exact.score > 0.9 > others[0].score


def test_what_a_principal_may_not_see_is_not_found_and_moves_nothing(small: SmallShop) -> None:
    shop = small.open({})
    view = shop.engine.view(shop.principal("south"))
    assert {hit.name for hit in view.search("biggest") if hit.kind == "metric"} == set()

    biggest = shop.catalog.metrics["biggest"].model_copy(update={"synonyms": ("revenue", "orders")})
    other = replace(shop.catalog, metrics={**shop.catalog.metrics, "biggest": biggest})
    told = Shop(other, shop.warehouse, shop.today)

    for text in ("revenue", "orders", "order count", "buyers known", "channel"):
        assert told.engine.view(shop.principal("south")).search(text) == view.search(text)


def test_what_waits_for_approval_is_found_and_not_offered_as_nearest(small: SmallShop) -> None:
    shop = small.open({})
    unapproved = Shop(replace(shop.catalog, approvals=()), shop.warehouse, shop.today)
    view = unapproved.engine.view(shop.principal("head"))

    assert view.search("revenue")[0].name == "revenue"
    assert view.nearest_metrics("revenue") == ()
    assert shop.engine.view(shop.principal("head")).nearest_metrics("revenu")[0] == "revenue"


TEXT = st.text(st.sampled_from("abcé_ .,-1'\n"), max_size=20)


@given(TEXT, st.lists(st.lists(TEXT, min_size=1, max_size=3), max_size=4))
def test_any_text_is_searched_for_in_any_catalog(text: str, called: list[list[str]]) -> None:
    entries = [
        Entry("metric", str(number), tuple(names), names[-1]) for number, names in enumerate(called)
    ]

    hits = search(text, entries)

    assert all(0 < hit.score <= 1 for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
