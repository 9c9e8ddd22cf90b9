"""Values that people give are compared as they are, whatever they look like; rows keep an order."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from semantic.errors import BadValue, CannotCombine, UnknownName
from tests.support.naive import holds
from tests.support.small import SmallShop, order
from tests.support.workspaces import Shop

NASTY = (
    *("'", "''", '"', "%", "_", "\\", "/", "a/%b", "50%_off\\", ":name", "$1", "?", "{x}", "\n"),
    *("'; DROP TABLE orders; --", "' OR '1'='1", "1 UNION SELECT 1", "--", "/*", "NULL", ""),
    *("Ünïcödé", "İstanbul", "ΑΣ", "ας", "ß", "日本", "🎁", "\u202e", "é", "e\u0301", " a ", "A"),
)
TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(max_codepoint=0x24F, exclude_characters="\0"), max_size=6),
    st.text(st.sampled_from("aA%_/\\'\""), max_size=4),
)


def counted(shop: Shop, field: str, op: str, value: Any = None) -> Any:
    given_filter = {"field": field, "op": op, "value": value}
    return shop.value("order_count", filters=[given_filter])


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS | st.none(), max_size=8), TEXTS, TEXTS)
@example(["ΑΣ", "ας", "İstanbul", "istanbul", "ß"], "ΑΣ", "İ")
@example([*NASTY, None], "'; DROP TABLE orders; --", "%")
def test_any_text_is_compared_and_never_read(
    small: SmallShop, channels: list[str | None], one: str, other: str
) -> None:
    shop = small.open(
        {"orders": [order(nr, "2024-05-01", channel=each) for nr, each in enumerate(channels)]}
    )

    for op in ("eq", "ne", "lt", "le", "gt", "ge", "contains", "starts_with"):
        assert counted(shop, "order.channel", op, one) == sum(holds(c, op, one) for c in channels)
    for op in ("in", "not_in", "between"):
        pair = [one, other]
        assert counted(shop, "order.channel", op, pair) == sum(holds(c, op, pair) for c in channels)


def test_every_value_comes_back_as_it_went_in(small: SmallShop) -> None:
    shop = small.open(
        {"orders": [order(nr, "2024-05-01", channel=each) for nr, each in enumerate(NASTY)]}
    )

    found = [row[0] for row in shop.rows("order_count", group_by=["order.channel"])]

    assert found == sorted(NASTY)
    assert shop.engine.values("order.channel", shop.principal("head")) == tuple(sorted(NASTY))


@pytest.mark.parametrize(
    ("field", "op", "value", "expected"),
    [
        ("order.amount", "gt", 10, 2),
        ("order.amount", "ge", "10.00", 3),
        ("order.amount", "lt", 10, 1),
        ("order.amount", "between", [5, 10], 2),
        ("order.amount", "in", [5, "20"], 2),
        ("order.amount", "ne", 5, 4),
        ("order.amount", "is_null", None, 1),
        ("order.gift", "eq", True, 2),
        ("order.gift", "ne", "true", 3),
        ("order.gift", "not_null", None, 4),
        ("order.day", "eq", "2024-05-02", 1),
        ("order.day", "between", ["2024-05-01", "2024-05-03"], 3),
        ("customer.id", "in", [1, 2], 3),
        ("customer.id", "not_in", [1, 2], 2),
        ("customer.id", "is_null", None, 1),
        ("customer.owner", "is_null", None, 3),
        ("customer.owner", "ne", "ann", 3),
        ("customer.owner", "contains", "AN", 2),
        ("customer.joined", "eq", "2024-02", 2),
        ("supplier.country", "eq", "UK", 5),
    ],
)
def test_operators_on_every_type(
    small: SmallShop, field: str, op: str, value: Any, expected: int
) -> None:
    """Orders of customers 1, 1, 2, 3 and nobody; 2 has no owner, 3 is in no table."""
    shop = small.open(
        {
            "orders": [
                order(1, "2024-05-01", 5, customer=1, gift=True),
                order(2, "2024-05-02", 10, customer=1, gift=False),
                order(3, "2024-05-03", 20, customer=2, gift=None),
                order(4, "2024-05-04", 40, customer=3, gift=True),
                order(5, "2024-05-05", None, customer=None, gift=False),
            ],
            "customers": [(1, "ann", None, "2024-02-20"), (2, None, None, None)],
            "products": [(1, 1, "tea")],
            "suppliers": [(1, "UK")],
        }
    )

    assert counted(shop, field, op, value) == expected


def test_conditions_add_up(small: SmallShop) -> None:
    shop = small.open(
        {"orders": [order(nr, "2024-05-01", nr, channel="web") for nr in range(1, 6)]}
    )
    both = [
        {"field": "order.amount", "op": "gt", "value": 1},
        {"field": "order.amount", "op": "lt", "value": 4},
    ]

    assert shop.value("revenue", filters=both) == 5


@pytest.fixture
def ranked(small: SmallShop) -> Shop:
    """Channels a, b and c with revenue 10, 10 and 30, and one without amounts."""
    return small.open(
        {
            "orders": [
                order(1, "2024-05-01", 10, channel="b"),
                order(2, "2024-05-01", 10, channel="a"),
                order(3, "2024-05-01", 30, channel="c"),
                order(4, "2024-05-01", None, channel="d"),
                order(5, "2024-05-01", 1, channel=None),
            ]
        }
    )


def test_groups_can_be_kept_by_their_figures(ranked: Shop) -> None:
    def kept(op: str, value: Any = None) -> list[Any]:
        rows = ranked.rows(
            "biggest",
            group_by=["order.channel"],
            filters=[{"field": "biggest", "op": op, "value": value}],
        )
        return [row[0] for row in rows]

    assert kept("ge", "10") == ["a", "b", "c"]
    assert kept("between", [5, 20]) == ["a", "b"]
    assert kept("is_null") == ["d"]
    assert kept("not_in", [10, 30]) == ["d", None]


def test_a_condition_on_a_figure_needs_a_number_and_the_figure(ranked: Shop) -> None:
    with pytest.raises(BadValue, match="revenue holds numbers; 'much' is none"):
        ranked.ask("revenue", filters=[{"field": "revenue", "op": "gt", "value": "much"}])
    with pytest.raises(BadValue, match="for which contains means nothing"):
        ranked.ask("revenue", filters=[{"field": "revenue", "op": "contains", "value": "1"}])
    with pytest.raises(CannotCombine, match="needs order_count among the metrics"):
        ranked.ask("revenue", filters=[{"field": "order_count", "op": "gt", "value": 1}])
    with pytest.raises(BadValue, match=r"order.amount holds numbers, for which contains"):
        ranked.ask("revenue", filters=[{"field": "order.amount", "op": "contains", "value": "1"}])


def test_rows_come_in_the_order_asked_for_with_missing_figures_last(ranked: Shop) -> None:
    def ordered(*by: str, limit: int | None = None) -> list[Any]:
        rows = ranked.rows("biggest", group_by=["order.channel"], order_by=list(by), limit=limit)
        return [row[0] for row in rows]

    assert ordered() == ["a", "b", "c", "d", None]
    assert ordered("-biggest") == ["c", "a", "b", None, "d"]
    assert ordered("biggest") == [None, "a", "b", "c", "d"]
    assert ordered("-biggest", "-order.channel") == ["c", "b", "a", None, "d"]
    assert ordered("-order.channel") == ["d", "c", "b", "a", None]
    assert ordered("-biggest", limit=2) == ["c", "a"]
    assert ordered(limit=1) == ["a"]


def test_ties_are_settled_alike_whatever_the_order_of_the_rows(small: SmallShop) -> None:
    rows = [order(nr, "2024-05-01", 10, channel=f"c{nr:02}") for nr in range(40)]

    def first(orders: list[Any]) -> list[Any]:
        shop = small.open({"orders": orders})
        return shop.rows("revenue", group_by=["order.channel"], order_by=["-revenue"], limit=3)

    assert first(rows) == first(rows[::-1]) == [["c00", 10], ["c01", 10], ["c02", 10]]


def test_only_columns_of_the_answer_can_be_ordered_by(ranked: Shop) -> None:
    with pytest.raises(UnknownName, match="no column 'order_count' to order by") as caught:
        ranked.ask("revenue", group_by=["order.channel"], order_by=["-order_count"])
    assert caught.value.nearest == ("order.channel", "revenue")


def test_exact_amounts_stay_exact(small: SmallShop) -> None:
    cents = [order(nr, "2024-05-01", Decimal("0.10")) for nr in range(1000)]

    assert small.open({"orders": cents}).value("revenue") == 100
