"""A deprecated metric is answered with a warning until its sunset, then for stewards only."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from semantic.approvals import Approvals, approve
from semantic.catalog import Catalog
from semantic.errors import NotApproved, Refusal, Retired
from semantic.policy import find_principal
from tests.support.small import SmallShop, order, small_catalog
from tests.support.workspaces import APPROVED_AT, Shop, memory_warehouse

SUNSET = date(2024, 6, 15)
DAY_BEFORE = date(2024, 6, 14)
WARNING = "web revenue is deprecated and ends on 2024-06-15; use revenue instead."
ROWS = {"orders": [order(1, "2024-05-02T10:00:00"), order(2, "2024-05-03T10:00:00", 5)]}


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return deprecated(small_catalog(tmp_path_factory.mktemp("small")))


@pytest.fixture(scope="module")
def opened(catalog: Catalog) -> Iterator[SmallShop]:
    with memory_warehouse() as warehouse:
        yield SmallShop(catalog, warehouse)


def deprecated(catalog: Catalog, successor: str = "revenue") -> Catalog:
    """The same catalog with web revenue on its way out."""
    metric = catalog.metrics["web_revenue"]
    ending = {"status": "deprecated", "successor": successor, "sunset": SUNSET}
    governance = metric.governance.model_copy(update=ending)
    other = metric.model_copy(update={"governance": governance})
    return replace(catalog, metrics={**catalog.metrics, "web_revenue": other})


def on(shop: SmallShop, today: date) -> Shop:
    return shop.open(ROWS, today)


def test_deprecating_changes_no_hash_and_is_a_state_of_its_own(catalog: Catalog) -> None:
    status = Approvals(catalog).status("web_revenue")

    assert status.state == "deprecated"
    assert status.approval is not None
    assert status.hash == status.approval.hash


def test_until_the_sunset_an_answer_warns_and_names_what_follows(opened: SmallShop) -> None:
    result = on(opened, DAY_BEFORE).ask("web_revenue", by="head")

    assert result.rows() == [[15]]
    assert WARNING in result.warnings
    assert result.metric("web_revenue").status == "deprecated"


def test_the_warning_names_no_successor_that_the_asker_may_not_see(
    catalog: Catalog, opened: SmallShop
) -> None:
    granted = deprecated(catalog, successor="biggest")
    roles = dict(granted.roles)
    (grant,) = roles["channel"].grants
    only = grant.model_copy(update={"metrics": ("web_revenue",)})
    roles["channel"] = roles["channel"].model_copy(update={"grants": (only,)})
    shop = replace(granted, roles=roles)
    early, late = (Shop(shop, opened.warehouse, day) for day in (DAY_BEFORE, SUNSET))

    warned = early.ask("web_revenue", by="web").warnings
    with pytest.raises(Retired) as caught:
        late.ask("web_revenue", by="web")

    assert "web revenue is deprecated and ends on 2024-06-15." in warned
    assert "biggest" not in str(caught.value)
    assert "retainer metrics" in caught.value.next_step


def test_from_the_sunset_on_only_stewards_are_answered(opened: SmallShop) -> None:
    shop = on(opened, SUNSET)

    with pytest.raises(Retired, match="was deprecated and ended on 2024-06-15") as caught:
        shop.ask("web_revenue", by="head")
    assert caught.value.nearest == ("revenue",)
    assert "web_revenue" not in shop.engine.view(shop.principal("head")).metrics
    assert "web_revenue" in shop.engine.view(shop.principal("head")).granted
    assert WARNING in shop.ask("web_revenue", by="steward").warnings


def test_the_clock_decides_and_not_the_date_that_is_looked_back_from(opened: SmallShop) -> None:
    with pytest.raises(Retired):
        on(opened, SUNSET).ask("web_revenue", by="head", as_of="2024-05-10")


def test_what_stands_on_a_retired_metric_still_answers(opened: SmallShop) -> None:
    result = on(opened, SUNSET).ask("other_revenue", by="head")

    assert result.rows() == [[0]]
    assert result.warnings == ()


def test_a_condition_on_a_retired_metric_decides_nothing(opened: SmallShop) -> None:
    with pytest.raises(NotApproved, match="or was retired"):
        on(opened, SUNSET).ask("revenue", by="head", where=['"web_revenue[customer.id]" > 1'])


def test_a_deprecated_metric_that_is_edited_is_closed_like_any_other(
    catalog: Catalog, opened: SmallShop
) -> None:
    metric = catalog.metrics["web_revenue"].model_copy(update={"expr": "amount * 2"})
    edited = replace(catalog, metrics={**catalog.metrics, "web_revenue": metric})

    assert Approvals(edited).status("web_revenue").state == "changed"
    with pytest.raises(NotApproved):
        Shop(edited, opened.warehouse, DAY_BEFORE).ask("web_revenue", by="head")


def test_there_is_nothing_to_approve_about_a_deprecation(catalog: Catalog) -> None:
    steward = find_principal("steward", catalog.people)

    with pytest.raises(Refusal, match="approved as it stands"):
        approve(Approvals(catalog), "web_revenue", steward, APPROVED_AT)
