"""Conditions put together inside definitions: the same rows as a question with them would count."""

import json
from pathlib import Path
from typing import Any

import pytest

from semantic.approvals import Approvals
from semantic.catalog import Catalog
from semantic.exchange.dbt import imported
from semantic.exchange.dbt_export import exported
from semantic.loading import load
from semantic.problems import WorkspaceProblems
from tests.support.small import FILES, FIVE_ORDERS, TODAY, SmallShop
from tests.support.workspaces import Shop, write_workspace

WEB = {"field": "order.channel", "op": "eq", "value": "web"}
BIG = {"field": "order.amount", "op": "ge", "value": 30}
FREQUENT = {"metric": "order_count", "per": "customer", "op": "ge", "value": 2}
TREES: dict[str, tuple[Any, float]] = {
    "web_and_big": ({"all": [WEB, BIG]}, 40),
    "web_or_big": ({"any": [WEB, BIG]}, 10 + 30 + 40 + 50),
    "neither": ({"not": {"any": [WEB, BIG]}}, 20),
    "no_web": ({"not": WEB}, 20 + 30 + 50),
    "frequent": (FREQUENT, 10 + 20 + 30),
    "infrequent": ({"not": FREQUENT}, 40 + 50),
    "frequent_or_web": ({"any": [FREQUENT, WEB]}, 10 + 20 + 30 + 40),
}


def metric(name: str, kind: str, **more: Any) -> dict[str, Any]:
    governance = {"owner": "steward"}
    return {"name": name, "type": kind, "description": name, "governance": governance, **more}


def sums(name: str, tree: Any) -> dict[str, Any]:
    return metric(name, "simple", model="orders", agg="sum", expr="amount", filter=[tree])


OTHERS = [
    metric(
        "web_or_big_share",
        "ratio",
        numerator={"name": "revenue", "filter": [TREES["web_or_big"][0]]},
        denominator="revenue",
    ),
    metric(
        "of_the_frequent",
        "derived",
        expr="some - none",
        metrics=[
            {"name": "revenue", "alias": "some", "filter": [FREQUENT]},
            {"name": "revenue", "alias": "none", "filter": [{"not": FREQUENT}]},
        ],
    ),
    metric(
        "frequent_then_web",
        "funnel",
        entity="customer",
        steps=[{"name": "order_count", "filter": [FREQUENT]}, "order_count"],
        calculation="count",
    ),
]


def written(*more: dict[str, Any]) -> dict[str, str]:
    return {**FILES, "metrics/more.yml": json.dumps({"version": 1, "metrics": more})}


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    root = tmp_path_factory.mktemp("trees")
    given = [sums(name, tree) for name, (tree, _) in TREES.items()]
    return write_workspace(root, written(*given, *OTHERS))


@pytest.fixture
def shop(small: SmallShop, catalog: Catalog) -> Shop:
    return SmallShop(catalog, small.warehouse).open(FIVE_ORDERS)


@pytest.mark.parametrize("name", TREES)
def test_a_definition_counts_the_rows_that_a_question_would(shop: Shop, name: str) -> None:
    tree, total = TREES[name]

    assert shop.value(name) == total
    assert shop.value("revenue", filters=[tree]) == total


def test_each_side_and_input_has_conditions_of_its_own(shop: Shop) -> None:
    assert shop.value("web_or_big_share") == pytest.approx(130 / 150)
    assert shop.value("of_the_frequent") == 60 - 90
    assert shop.value("frequent_then_web") == 1


def test_conditions_do_not_reach_beyond_their_metric(shop: Shop) -> None:
    by_month = shop.rows("revenue", "neither", "frequent", group_by=["time.month"])

    assert by_month == [
        ["2024-03-01", 30, 20, 30],
        ["2024-04-01", 120, None, 30],
        ["2024-05-01", 0, None, None],
    ]


def test_an_asker_s_rows_decide_about_entities_of_a_definition(shop: Shop) -> None:
    """The owner bob sees one order of one customer, who is not frequent there."""
    assert shop.value("frequent", by="bob") is None
    assert shop.value("infrequent", by="bob") == 40


def test_what_reads_a_hidden_field_is_hidden_itself(small: SmallShop, tmp_path: Path) -> None:
    """The head's role hides `order.number`, inside a tree as anywhere."""
    tree = {"any": [WEB, {"not": {"field": "order.number", "op": "eq", "value": 1}}]}
    of_entity = {"metric": "numbered", "per": "customer", "op": "ge", "value": 1}
    files = written(sums("numbered", tree), sums("by_numbered", of_entity))
    shop = SmallShop(write_workspace(tmp_path, files), small.warehouse).open(FIVE_ORDERS)

    assert {"numbered", "by_numbered"} <= shop.engine.view(shop.principal("steward")).granted.keys()
    assert not {"numbered", "by_numbered"} & shop.engine.view(shop.principal("head")).granted.keys()


def test_a_change_inside_a_tree_is_a_change_of_meaning(tmp_path: Path) -> None:
    def hashes(name: str, tree: Any, *more: dict[str, Any]) -> dict[str, str]:
        root = tmp_path / name
        found = Approvals(write_workspace(root, written(sums("some", tree), *more)))
        return {each: found.status(each).hash for each in ("some", "revenue")}

    first = hashes("first", {"any": [WEB, BIG]})
    other = hashes("other", {"all": [WEB, BIG]})
    assert first["some"] != other["some"]
    assert first["revenue"] == other["revenue"]

    def counted(name: str, expr: str) -> str:
        of = {"metric": "counted", "per": "customer", "op": "ge", "value": 2}
        inner = metric("counted", "simple", model="orders", agg="count", expr=expr)
        return hashes(name, of, inner)["some"]

    assert counted("by_id", "id") != counted("by_product", "product_id")


FAULTS: list[tuple[dict[str, Any], str]] = [
    (sums("x", {"any": [WEB, {"field": "order.chanel", "value": "web"}]}), "no dimension"),
    (sums("x", {"not": {"field": "order.gift", "op": "gt", "value": True}}), "needs an order"),
    (sums("x", {"all": [{"field": "order.amount", "value": "many"}]}), "holds numbers"),
    (sums("x", {"any": [{"field": "place.city", "value": "Rome"}]}), "in several ways"),
    (sums("x", {**FREQUENT, "metric": "order_cuont"}), "there is no metric `order_cuont`"),
    (sums("x", {**FREQUENT, "per": "custoner"}), "there is no dimension `custoner`"),
    (sums("x", {**FREQUENT, "per": "place.city"}), "in several ways"),
    (sums("x", {**FREQUENT, "value": "two"}), "holds numbers"),
    (sums("x", {**FREQUENT, "within": "period"}), "is for questions"),
    (sums("x", {**FREQUENT, "metric": "x"}), "stands on itself: x → x"),
    (sums("x", {"any": []}), "`any` needs at least 1"),
    (sums("x", {"some": [WEB]}), "lacks `field`"),
    (sums("x", {"all": [WEB], "op": "eq"}), "unknown key `op`"),
    (sums("x", "web"), "must be `key: value` lines, not `web`"),
]


@pytest.mark.parametrize(("given", "said"), FAULTS)
def test_a_fault_inside_a_tree_is_found_where_it_stands(
    tmp_path: Path, given: dict[str, Any], said: str
) -> None:
    files = written(given)
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")

    with pytest.raises(WorkspaceProblems) as raised:
        load(tmp_path)

    (problem, *_) = raised.value.problems
    assert said in str(problem)
    assert str(problem).startswith("metrics/more.yml:")


def test_dbt_carries_trees_there_and_back(small: SmallShop, catalog: Catalog) -> None:
    document = exported(catalog).document
    bare = {**document, "metrics": [{**each, "config": None} for each in document["metrics"]]}
    back = imported(bare, "steward")
    known = {each.name: each for each in back.metrics}
    again = Catalog(
        settings=catalog.settings,
        models={each.name: each for each in back.models},
        relationships=back.relationships,
        metrics=known,
        roles=catalog.roles,
        people=catalog.people,
        time_spines=back.time_spines,
    )
    small.fill(FIVE_ORDERS)
    shop = Shop(again, small.warehouse, TODAY)

    totals = {name: total for name, (_, total) in TREES.items()}
    assert {name: shop.value(name) for name in TREES} == totals
    assert shop.value("web_or_big_share") == pytest.approx(130 / 150)
