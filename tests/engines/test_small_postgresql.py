"""Small worlds on PostgreSQL: random questions, and what engines are known to see differently."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from semantic.catalog import Catalog
from tests.naive.asking import QUESTIONS, close, found
from tests.naive.asking import opened as engine_of
from tests.naive.metrics import add_metrics
from tests.naive.questions import some_question
from tests.naive.random_worlds import some_world
from tests.support.postgresql import Cluster, ServerWarehouse, server_warehouse
from tests.support.small import Data, SmallShop, order, small_catalog
from tests.support.workspaces import Fillable, Shop, memory_warehouse

pytestmark = pytest.mark.postgresql

WORLDS = 8


@pytest.fixture(scope="module")
def there(server: Cluster) -> Iterator[ServerWarehouse]:
    with server_warehouse(server, "small") as warehouse:
        yield warehouse


@pytest.fixture(scope="module")
def both(there: ServerWarehouse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Shop]]:
    """The same small shop on DuckDB and on the server."""
    catalog = small_catalog(tmp_path_factory.mktemp("small"))
    with memory_warehouse() as here:
        yield [opened(catalog, here), opened(catalog, there)]


def opened(catalog: Catalog, warehouse: Fillable) -> Shop:
    data: Data = {
        "orders": [
            order(1, "2024-01-01 10:00", "10.50", customer=1, channel="web"),
            order(2, "2024-01-31 23:30", "-3.25", customer=2, channel="Äther", gift=True),
            order(3, "2024-02-29 00:00", "7.00", customer=2, channel="äther", gift=None),
            order(4, "2024-03-31 01:30", "0.05", customer=3, channel=r"a\_b%"),
            order(5, "2024-04-01 12:00", "2.50", customer=9, channel="Zoo"),
            order(6, "2024-05-12 09:00", "2.50", customer=1, channel=None, product=None),
        ],
        "customers": [
            (1, "ann", "north", "2023-05-17"),
            (2, "bob", "Öst", "2023-12-31"),
            (3, "ann", "apple", None),
        ],
        "products": [(1, 1, "tea")],
        "suppliers": [(1, "UK")],
        "visits": [(1, "2024-01-01", 5), (2, "2024-02-29", 7), (2, None, 3)],
    }
    return SmallShop(catalog, warehouse).open(data)


@pytest.mark.parametrize("seed", range(WORLDS))
def test_random_questions_have_the_same_answers(there: ServerWarehouse, seed: int) -> None:
    rng = Random(seed)
    world = some_world(rng)
    world.weeks = seed % 7
    add_metrics(world, rng)
    figures = 0
    with memory_warehouse() as here:
        engines = [engine_of(world, here), engine_of(world, there)]
        for _ in range(QUESTIONS):
            asked = some_question(world, rng)
            ours, theirs = (found(engine, asked) for engine in engines)
            assert close(theirs, ours), f"{asked} of world {seed}: {theirs} and not {ours}"
            figures += isinstance(ours, list) and len(ours) > 0

    assert figures > QUESTIONS / 3


SAME: dict[str, tuple[list[str], dict[str, Any]]] = {
    "sorted by bytes": (["revenue"], {"group_by": ["order.channel"]}),
    "sorted down": (
        ["revenue"], {"group_by": ["customer.region"], "order_by": ["-customer.region"]}
    ),
    "compared as text": (
        ["revenue"], {"filters": [{"field": "order.channel", "op": "lt", "value": "a"}]}
    ),
    "contains in any case": (
        ["revenue"], {"filters": [{"field": "order.channel", "op": "contains", "value": "ÄTH"}]}
    ),
    "contains what means something in a pattern": (
        ["revenue"], {"filters": [{"field": "order.channel", "op": "contains", "value": r"\_b%"}]}
    ),
    "a backslash in a pattern": (["revenue"], {"where": [r""""order.channel" LIKE 'a\_b%'"""]}),
    "upper and lower case": (
        ["revenue"], {"where": ["""lower("order.channel") = 'äther'"""]}
    ),
    "rounded and divided": (
        ["revenue"], {"where": ['round("order.amount" * 10 / 4, 0) = 26 OR "order.amount" % 2 = 1']}
    ),
    "divided by nothing": (["revenue"], {"where": ['"order.amount" / 0 IS NULL']}),
    "the remainder by nothing": (["revenue"], {"where": ['"order.amount" % 0 IS NULL']}),
    "averages and medians": (
        ["mean_amount", "middle_amount", "biggest", "smallest"], {"group_by": ["time.week"]}
    ),
    "months, compared": (
        ["revenue", "visit_count"], {"group_by": ["time.month"], "compare": "previous"}
    ),
    "years, compared": (["revenue"], {"group_by": ["time.quarter"], "compare": "year"}),
    "states": (
        ["newly_lapsed_buyers", "value_buyers"],
        {"group_by": ["customer.last_channel", "customer.best", "customer.cohort"]},
    ),
    "masked": (["revenue"], {"by": "analyst", "group_by": ["customer.id", "customer.owner"]}),
    "an owner's": (["revenue", "visit_count"], {"by": "ann", "group_by": ["customer.region"]}),
    "shares": (["tea_share", "revenue_per_visit"], {"group_by": ["time.month"]}),
    "on figures": (["revenue"], {"group_by": ["order.channel"], "having": ["revenue * 2 > 5"]}),
    "a list": ([], {"group_by": ["customer.region", "order.channel"]}),
    "extremes": ([], {"group_by": ["order.channel", "order.at"], "extremes": True}),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_both_engines_give_the_same_rows(both: list[Shop], name: str) -> None:
    metrics, query = SAME[name]
    here, there = (shop.ask(*metrics, **query) for shop in both)

    assert there.rows() == here.rows()
    assert there.hash == here.hash


def test_both_engines_list_the_same_values(both: list[Shop]) -> None:
    for name in ("order.channel", "customer.region", "customer.joined"):
        here, there = (shop.engine.values(name, shop.principal("steward")) for shop in both)
        assert here == there != ()
