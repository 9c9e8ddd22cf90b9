"""No two answers differ by so few customers that their difference would tell of them."""

from itertools import combinations
from typing import Any

import pytest

from semantic.disclosure.ledger import MemoryLedger
from semantic.engine import Engine
from semantic.errors import TellsTooMuch
from tests.support.roles import ASKER, granted, with_grants
from tests.support.small import Data, SmallShop, order
from tests.support.workspaces import Row, Shop, asked
from tests.support.worlds import HOLDS

SIZE = 5
OWNERS = ("ann", "bob", "cid", "dot")


def customers(count: int = 40) -> list[Row]:
    """Forty customers; two of them are Dot's, three live nowhere."""
    return [
        (nr, "dot" if nr < 2 else OWNERS[nr % 3], None if nr in (5, 6, 7) else "north", None)
        for nr in range(count)
    ]


def orders(count: int = 40) -> list[Row]:
    return [
        order(
            nr,
            f"2024-04-{1 + nr % 28:02}",
            nr + 1,
            customer=nr,
            channel="fax" if nr % 10 == 0 else "web",
        )
        for nr in range(count)
    ]


DATA: Data = {"orders": orders(), "customers": customers()}
APRIL = ("2024-04-01", "2024-05-01")


@pytest.fixture
def shop(small: SmallShop) -> Shop:
    return granted(small.open(DATA), {"min_group_size": SIZE})


def revenue(shop: Shop, **query: Any) -> Any:
    return shop.rows("revenue", by=ASKER, **{"period": APRIL, **query})


def owner(op: str, value: Any) -> dict[str, Any]:
    return {"filters": [{"field": "customer.owner", "op": op, "value": value}]}


def test_all_but_a_few_is_refused_beside_all(shop: Shop) -> None:
    assert revenue(shop) == [[820]]

    with pytest.raises(TellsTooMuch, match="would tell of fewer than may be told of") as caught:
        revenue(shop, **owner("ne", "dot"))
    assert "dot" not in str(caught.value)
    assert revenue(shop, **owner("ne", "ann"))


def test_all_is_refused_beside_all_but_a_few(shop: Shop) -> None:
    assert revenue(shop, **owner("ne", "dot"))

    with pytest.raises(TellsTooMuch):
        revenue(shop)


def test_what_was_refused_was_not_told(shop: Shop) -> None:
    revenue(shop)
    for _ in range(2):
        with pytest.raises(TellsTooMuch):
            revenue(shop, **owner("ne", "dot"))
    assert revenue(shop) == [[820]]


def test_a_period_longer_by_a_day_is_refused(shop: Shop) -> None:
    revenue(shop)

    with pytest.raises(TellsTooMuch):
        revenue(shop, period=("2024-04-01", "2024-04-28"))
    assert revenue(shop, period=("2024-04-01", "2024-04-15"))


def test_a_mean_counts_as_the_sum_that_it_tells(shop: Shop) -> None:
    revenue(shop)

    with pytest.raises(TellsTooMuch):
        shop.ask("mean_amount", by=ASKER, period=APRIL, **owner("ne", "dot"))


def test_a_cell_is_compared_as_well_as_a_total(shop: Shop) -> None:
    """Cid's customers, beside those of them who live somewhere."""
    rows = revenue(shop, group_by=["customer.owner"])
    assert {row[0] for row in rows} == set(OWNERS)

    north = {"field": "customer.region", "op": "eq", "value": "north"}
    with pytest.raises(TellsTooMuch):
        revenue(shop, filters=[*owner("eq", "cid")["filters"], north])


def test_states_are_compared_by_who_is_in_them(shop: Shop) -> None:
    shop.ask("known_buyers", by=ASKER, period=APRIL)

    with pytest.raises(TellsTooMuch):
        shop.ask("known_buyers", by=ASKER, period=("2024-04-01", "2024-04-28"))


def test_a_question_asked_again_is_answered_again(shop: Shop) -> None:
    assert revenue(shop) == revenue(shop, order_by=["revenue"], limit=5) == [[820]]


def test_what_was_told_is_known_to_the_next_process(small: SmallShop) -> None:
    shop = granted(small.open(DATA), {"min_group_size": SIZE})
    ledger = MemoryLedger()

    def engine() -> Engine:
        return Engine(shop.catalog, shop.approvals, shop.warehouse, shop.today, "a key", ledger)

    engine().run(asked("revenue", period=APRIL), shop.principal(ASKER))
    query = asked("revenue", period=APRIL, **owner("ne", "dot"))
    with pytest.raises(TellsTooMuch):
        engine().run(query, shop.principal(ASKER))


def test_who_may_see_something_else_has_a_ledger_of_their_own(small: SmallShop) -> None:
    shop = granted(small.open(DATA), {"min_group_size": SIZE})
    north = [{"field": "customer.owner", "op": "ne", "value": "nobody"}]
    catalog = with_grants(shop.catalog, {"min_group_size": SIZE, "rows": north}, who="other")
    both = Shop(catalog, shop.warehouse, shop.today)

    assert both.value("revenue", by=ASKER) == 820
    assert both.value("revenue", by="other", **owner("ne", "dot")) == 817
    assert both.value("revenue", by="steward", **owner("eq", "dot")) == 3


QUESTIONS: list[dict[str, Any]] = [
    {},
    owner("ne", "dot"),
    owner("in", ["ann", "bob"]),
    owner("in", ["ann", "bob", "dot"]),
    owner("eq", "cid"),
    {"filters": [{"field": "customer.region", "op": "is_null"}]},
    {"filters": [{"field": "customer.region", "op": "not_null"}]},
    {"filters": [{"field": "order.channel", "op": "eq", "value": "web"}]},
    {"period": ("2024-04-01", "2024-04-15")},
    {"period": ("2024-04-01", "2024-04-16")},
    {"period": ("2024-04-15", "2024-05-01")},
    {"period": ("2024-04-03", "2024-05-01")},
]


def about(query: dict[str, Any]) -> frozenset[int]:
    """The orders that a question's total is about, in plain Python."""
    owners = {row[0]: row[1] for row in customers()}
    regions = {row[0]: row[2] for row in customers()}
    found = set()
    first, last = query.get("period", APRIL)
    for row in orders():
        held = {
            "customer.owner": owners[row[1]],
            "customer.region": regions[row[1]],
            "order.channel": row[5],
        }
        conditions = query.get("filters", ())
        meets = all(HOLDS[g["op"]](held[g["field"]], g.get("value")) for g in conditions)
        if first <= row[8] < last and meets:
            found.add(row[1])
    return frozenset(found)


@pytest.mark.parametrize("turn", [0, 7])
def test_no_two_totals_that_were_told_differ_by_few(shop: Shop, turn: int) -> None:
    """Asked in several orders: each customer here has one order."""
    told: list[frozenset[int]] = []
    refused = 0
    for query in (*QUESTIONS[turn:], *QUESTIONS[:turn]):
        try:
            ((total,),) = revenue(shop, **query)
        except TellsTooMuch:
            refused += 1
            continue
        if total is not None:
            assert total == sum(nr + 1 for nr in about(query))
            told.append(about(query))

    assert refused
    assert len(told) > 4
    for one, other in combinations(told, 2):
        assert one == other or len(one ^ other) >= SIZE
