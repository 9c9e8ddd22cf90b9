"""An audience sees what each of its members sees, and nothing more."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from semantic.errors import RetainerError, UnknownName
from semantic.grants import Grant, Smallest
from semantic.model import Filter
from semantic.policy import Access, access, meet
from tests.support.roles import with_grants
from tests.support.small import Data, SmallShop, order
from tests.support.workspaces import Shop, asked

METRICS = ("revenue", "order_count", "visit_count")
CONDITIONS = [
    Filter(field="customer.owner", value="ann"),
    Filter(field="customer.owner", value="bob"),
    Filter(field="customer.region", op="in", value=["north", "south"]),
    Filter(field="customer.region", op="is_null"),
]
GRANTS = st.builds(
    Grant,
    metrics=st.just("all") | st.lists(st.sampled_from(METRICS), min_size=1, unique=True),
    rows=st.just("all") | st.lists(st.sampled_from(CONDITIONS), min_size=1, unique=True),
    hide=st.lists(st.sampled_from(["order.channel", "order.day"]), unique=True),
    mask=st.dictionaries(st.sampled_from(["customer.id"]), st.just("pseudonym")),
    min_group_size=st.none() | st.integers(2, 5),
)
PARTIES = st.lists(GRANTS, max_size=3).map(lambda grants: Access(tuple(grants)))


@given(PARTIES, PARTIES, PARTIES)
def test_neither_order_nor_grouping_of_an_audience_matters(p: Access, q: Access, r: Access) -> None:
    assert meet([p, q]) == meet([q, p])
    assert meet([meet([p, q]), r]) == meet([p, meet([q, r])]) == meet([p, q, r])


@given(PARTIES, PARTIES)
def test_somebody_twice_is_somebody_once(p: Access, q: Access) -> None:
    assert meet([p, p]) == meet([p])
    assert meet([p, q, q, p]) == meet([p, q])
    assert meet([p]).hash == p.hash


@given(PARTIES, PARTIES)
def test_an_audience_is_on_the_strictest_terms(p: Access, q: Access) -> None:
    both = meet([p, q])
    for name in (*METRICS, "any other"):
        assert both.sees_metric(name) == (p.sees_metric(name) and q.sees_metric(name))
        if both.sees_metric(name):
            assert both.hidden == p.hidden | q.hidden
            masks = {**p.masks_for([name]), **q.masks_for([name])}
            assert both.masks_for([name]) == masks
            sizes = [g.size for each in (p, q) for g in each.groups_for([name])]
            expected = (Smallest("customer", max(sizes)),) if sizes else ()
            assert both.groups_for([name]) == expected


@given(PARTIES, PARTIES)
def test_its_rows_are_those_that_every_member_sees(p: Access, q: Access) -> None:
    """For every way the conditions can hold of a row."""
    both = meet([p, q])
    for holding in range(2 ** len(CONDITIONS)):
        true = {c for bit, c in enumerate(CONDITIONS) if holding >> bit & 1}

        def sees(who: Access, name: str, true: set[Filter] = true) -> bool:
            return any(set(rows) <= true for rows in who.rows_for(name).alternatives)

        for name in METRICS:
            assert sees(both, name) == (sees(p, name) and sees(q, name))


def test_an_audience_of_nobody_sees_nothing() -> None:
    assert meet([]).grants == ()
    assert not meet([]).approves


def test_one_and_true_are_different_conditions() -> None:
    rows = tuple(Filter(field="order.gift", value=value) for value in (1, True))
    access_to = Access(tuple(Grant(metrics="all", rows=(row,)) for row in rows))

    assert len(meet([access_to]).grants) == 2


DATA: Data = {
    "orders": [
        order(1, "2024-04-05", 1, customer=1),
        order(2, "2024-04-06", 2, customer=2, channel="shop"),
        order(3, "2024-04-07", 4, customer=3),
    ],
    "customers": [
        (1, "ann", "south", None),
        (2, "bob", "south", None),
        (3, "ann", "north", None),
    ],
}


def answer(shop: Shop, *names: str, **query: Any) -> list[list[Any]]:
    audience = tuple(shop.principal(name) for name in names)
    return shop.engine.run(asked(**query), audience).rows()


def test_an_audience_gets_what_all_of_it_may_see(small: SmallShop) -> None:
    shop = small.open(DATA)

    def revenue(*names: str) -> Any:
        return answer(shop, *names, metrics=["revenue"])

    assert revenue("ann") == [[5]]
    assert revenue("south") == [[3]]
    assert revenue("ann", "south") == revenue("south", "ann") == [[1]]
    assert revenue("ann", "head", "steward") == [[5]]
    assert revenue("ann", "bob") == [[0]]
    for other in ("nobody", "lost"):
        with pytest.raises(UnknownName):
            revenue("ann", other)
    with pytest.raises(UnknownName):
        revenue()
    with pytest.raises(UnknownName):
        answer(shop, "ann", "south", metrics=["visit_count"])
    with pytest.raises(UnknownName):
        answer(shop, "steward", "head", metrics=["revenue"], group_by=["order.number"])


def test_what_one_hides_for_another_metric_an_audience_does_not_see_either(
    small: SmallShop,
) -> None:
    shop = small.open(DATA)
    hides = {"metrics": ["visit_count"], "hide": ["order.channel"]}
    catalog = with_grants(shop.catalog, hides, {"metrics": ["revenue"]}, who="p")
    both = Shop(with_grants(catalog, {"metrics": ["revenue"]}, who="q"), shop.warehouse, shop.today)

    query = {"metrics": ["revenue"], "group_by": ["order.channel"]}
    for names in (["p"], ["p", "q"]):
        with pytest.raises(UnknownName):
            answer(both, *names, **query)
    assert len(answer(both, "q", **query)) == 2


NAMES = ["steward", "head", "ann", "bob", "north", "south", "web", "both", "triage", "rival"]
QUESTIONS: list[dict[str, Any]] = [
    {"metrics": ["revenue"]},
    {"metrics": ["order_count"], "group_by": ["customer.owner"]},
    {"metrics": ["visit_count"]},
    {"metrics": ["known_buyers"], "group_by": ["order.number"]},
]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from(QUESTIONS))
def test_what_an_audience_may_ask_each_member_may_ask(
    small: SmallShop, one: str, other: str, query: dict[str, Any]
) -> None:
    shop = small.open(DATA)
    try:
        together = answer(shop, one, other, **query)
    except RetainerError:
        return
    alone = [answer(shop, name, **query) for name in (one, other)]

    def total(rows: list[list[Any]]) -> float:
        return sum(row[-1] or 0 for row in rows)

    assert total(together) <= min(total(rows) for rows in alone)


def test_a_member_s_roles_are_filled_in_before_they_meet(small: SmallShop) -> None:
    shop = small.open(DATA)
    ann, bob = shop.principal("ann"), shop.principal("bob")
    found = meet([access(who, shop.catalog.roles) for who in (ann, bob)])

    (conditions,) = found.rows_for("revenue").alternatives
    assert {given.value for given in conditions} == {"ann", "bob"}
