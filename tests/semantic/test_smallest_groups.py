"""No figure of fewer customers than a policy's smallest group, nor any from which it follows."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from semantic.disclosure.suppress import Cell, Key, withheld
from semantic.errors import CannotCombine, UnknownName
from tests.support.roles import ASKER, granted
from tests.support.small import Data, SmallShop, order
from tests.support.workspaces import Row, Shop

HELD = {"min_group_size": 3}
WITHHELD = (
    "Figures of fewer than 3 customers are withheld, and others from which they would follow."
)


def orders(*given: tuple[str, int | None, str], amount: int = 10) -> list[Row]:
    """An order for each (channel, customer, day in April)."""
    return [
        order(nr, f"2024-04-{day}", amount, customer=customer, channel=channel)
        for nr, (channel, customer, day) in enumerate(given, 1)
    ]


def channels(**customers: range) -> Data:
    return {
        "orders": orders(*((name, nr, "05") for name, who in customers.items() for nr in who)),
        "customers": [(nr, f"owner {nr % 2}", None, None) for nr in range(1, 60)],
    }


def opened(small: SmallShop, data: Data, **grant: Any) -> Shop:
    return granted(small.open(data), {**HELD, **grant})


def by_channel(shop: Shop, *metrics: str, **query: Any) -> dict[Any, Any]:
    rows = shop.rows(*(metrics or ("revenue",)), by=ASKER, group_by=["order.channel"], **query)
    return {row[0]: row[1] if len(row) == 2 else row[1:] for row in rows}


def test_a_total_of_too_few_is_withheld_and_says_so_but_not_how_many(small: SmallShop) -> None:
    shop = opened(small, channels(web=range(1, 3)))

    result = shop.ask("revenue", by=ASKER)
    assert result.rows() == [[None]]
    assert WITHHELD in result.warnings
    enough = opened(small, channels(web=range(1, 4))).ask("revenue", by=ASKER)
    assert enough.rows() == [[30]]
    assert WITHHELD not in enough.warnings


def test_customers_are_counted_and_not_their_orders(small: SmallShop) -> None:
    data: Data = {"orders": orders(*(("web", 1, f"{day:02}") for day in range(1, 20)))}

    assert opened(small, data).rows("revenue", by=ASKER) == [[None]]


def test_orders_of_nobody_count_as_nobody(small: SmallShop) -> None:
    data: Data = {"orders": orders(*(("web", None, "05") for _ in range(9)))}

    assert opened(small, data).rows("revenue", by=ASKER) == [[None]]


def test_the_least_other_group_covers_one_that_is_alone(small: SmallShop) -> None:
    """Whoever knows the total would have the small one by subtracting the others."""
    shop = opened(small, channels(web=range(1, 20), fax=range(20, 22), shop=range(30, 36)))

    assert by_channel(shop) == {"web": 190, "fax": None, "shop": None}
    assert shop.value("revenue", by=ASKER) == 270


def test_a_condition_on_a_withheld_figure_tells_nothing_of_it(small: SmallShop) -> None:
    """The fax's customers came to 20: whoever guesses it learns no more than who does not."""
    data = channels(web=range(1, 20), fax=range(20, 22), shop=range(30, 36))
    for guess in (20, 21):
        for op, shown in (("ne", ["web", "fax", "shop"]), ("ge", ["web"]), ("lt", [])):
            given = {"field": "revenue", "op": op, "value": guess}
            assert list(by_channel(opened(small, data), filters=[given])) == sorted(shown)


def test_what_is_cut_off_is_withheld_and_ordered_first(small: SmallShop) -> None:
    """Of web 190, shop 60, mail 40 and fax 20 the last two are withheld, and come last."""
    data = channels(web=range(1, 20), fax=range(20, 22), shop=range(30, 36), mail=range(40, 44))
    shop = opened(small, data)

    assert by_channel(shop, order_by=["-revenue"], limit=2) == {"web": 190, "shop": 60}
    assert by_channel(shop, order_by=["revenue"], limit=2) == {"shop": 60, "web": 190}
    assert by_channel(shop, order_by=["-order.channel"], limit=3) == {
        "web": 190,
        "shop": 60,
        "mail": None,
    }


def test_both_sides_of_a_ratio_are_about_enough(small: SmallShop) -> None:
    """Nine customers ordered, of whom one or three came by before."""
    for visitors, shown in ((1, None), (3, 30)):
        visits = [(nr, "2024-04-01", 60) for nr in range(1, visitors + 1)]
        shop = opened(small, {**channels(web=range(1, 10)), "visits": visits})

        assert shop.value("revenue_per_visit", by=ASKER) == shown


def test_an_expression_on_figures_is_refused_and_leaves_no_trace(small: SmallShop) -> None:
    shop = opened(small, channels(web=range(1, 20)))

    for text in ("revenue <> 190", "revenue > 0"):
        with pytest.raises(CannotCombine, match="Write it as a filter"):
            shop.ask("revenue", by=ASKER, having=[text])
    assert shop.value("revenue", by=ASKER) == 190


def test_two_small_groups_that_are_few_together_are_covered_too(small: SmallShop) -> None:
    data = channels(web=range(1, 20), fax=range(20, 21), shop=range(30, 31), mail=range(40, 44))

    assert by_channel(opened(small, data)) == {"web": 190, "fax": None, "shop": None, "mail": None}


def test_a_group_in_which_nothing_happened_is_no_group(small: SmallShop) -> None:
    shop = opened(small, channels(web=range(1, 4)))

    rows = shop.rows(
        "revenue", by=ASKER, group_by=["time.month"], period=("2024-03-01", "2024-06-01")
    )
    assert rows == [["2024-03-01", 0], ["2024-04-01", 30], ["2024-05-01", 0]]


def test_what_is_withheld_orders_filters_and_limits_nothing(small: SmallShop) -> None:
    data = channels(web=range(1, 10), fax=range(20, 22), shop=range(30, 36), mail=range(40, 47))
    shop = opened(small, data)

    assert list(by_channel(shop, order_by=["-revenue"])) == ["web", "mail", "fax", "shop"]
    assert by_channel(shop, order_by=["-revenue"], limit=2) == {"web": 90, "mail": 70}
    few = {"field": "revenue", "op": "le", "value": 60}
    assert by_channel(shop, filters=[few]) == {}
    assert by_channel(shop, filters=[{"field": "revenue", "op": "gt", "value": 70}]) == {"web": 90}


def test_a_limit_covers_by_what_it_cuts_off(small: SmallShop) -> None:
    data = channels(web=range(1, 10), fax=range(20, 22), shop=range(30, 36))

    assert by_channel(opened(small, data), limit=1, order_by=["order.channel"]) == {"fax": None}


def test_both_sides_of_a_comparison_are_held_to_it(small: SmallShop) -> None:
    data: Data = {
        "orders": [
            *(order(nr, "2024-03-05", 10, customer=nr) for nr in range(1, 3)),
            *(order(nr, "2024-04-05", 10, customer=nr) for nr in range(11, 16)),
        ]
    }
    shop = opened(small, data)

    april = {"period": ("2024-04-01", "2024-05-01"), "compare": "previous"}
    assert shop.rows("revenue", by=ASKER, **april) == [[50, None, None, None]]
    may = {"period": ("2024-03-01", "2024-05-01"), "compare": "previous"}
    rows = shop.rows("revenue", by=ASKER, group_by=["time.month"], **may)
    assert [row[1:3] for row in rows] == [[None, None], [None, None]]


def test_a_bucket_withheld_as_cover_is_withheld_as_the_one_before_too(small: SmallShop) -> None:
    data: Data = {
        "orders": [
            order(100 * month + nr, f"2024-0{month}-05", 10, customer=100 * month + nr)
            for month, customers in ((1, 9), (2, 2), (3, 5), (4, 8))
            for nr in range(1, customers + 1)
        ]
    }
    rows = opened(small, data).rows(
        *("revenue",),
        by=ASKER,
        group_by=["time.month"],
        period=("2024-01-01", "2024-05-01"),
        compare="previous",
    )
    now = {str(row[0])[:7]: row[1] for row in rows}
    before = {str(row[0])[:7]: row[2] for row in rows}
    assert now == {"2024-01": 90, "2024-02": None, "2024-03": None, "2024-04": 80}
    assert before == {"2024-01": None, "2024-02": 90, "2024-03": None, "2024-04": None}


def test_metrics_of_a_row_are_withheld_together(small: SmallShop) -> None:
    """Revenue but for the web, beside revenue, would tell that of the web."""
    data = channels(web=range(1, 3), shop=range(10, 20))
    shop = opened(small, data)

    metrics = ("revenue", "other_revenue", "web_revenue")
    assert shop.rows(*metrics, by=ASKER) == [[None, None, None]]


def test_states_are_counted_in_customers_as_well(small: SmallShop) -> None:
    shop = opened(small, channels(web=range(1, 10), fax=range(20, 22), shop=range(30, 36)))

    found = shop.rows("known_buyers", "value_buyers", by=ASKER, group_by=["customer.first_channel"])
    assert found == [["fax", None, None], ["shop", None, None], ["web", 9, 90]]


def test_a_figure_whose_customers_cannot_be_counted_is_not_shown(small: SmallShop) -> None:
    shop = opened(small, channels(web=range(1, 10)))

    with pytest.raises(CannotCombine, match="how many customers it is about cannot be counted"):
        shop.ask("days_since_order", by=ASKER)
    fields = ["order.channel", "customer.owner", "customer.region", "customer.joined"]
    more = ["customer.first_channel", "customer.cohort", "customer.best"]
    with pytest.raises(CannotCombine, match="goes by 6 groups at most"):
        shop.ask("revenue", by=ASKER, group_by=[*fields, *more])


def test_what_names_or_measures_single_customers_is_hidden(small: SmallShop) -> None:
    shop = opened(small, channels(web=range(1, 10)))
    fields = set(shop.engine.view(shop.principal(ASKER)).dimensions)

    assert not fields & {"customer.id", "order.number", "order.amount", "order.day", "order.at"}
    assert {"customer.joined", "customer.cohort", "order.channel", "customer.owner"} <= fields
    with pytest.raises(UnknownName):
        shop.ask("revenue", by=ASKER, group_by=["customer.id"])


def test_lists_hold_each_value_once_and_no_extremes(small: SmallShop) -> None:
    shop = opened(small, channels(web=range(1, 10)))

    assert shop.rows(by=ASKER, group_by=["order.channel"]) == [["web"]]
    for more in ({"extremes": True}, {"distinct": False}):
        with pytest.raises(CannotCombine, match="Single rows and extremes are not shown"):
            shop.ask(by=ASKER, group_by=["customer.joined"], **more)


def test_a_group_may_be_of_another_entity(small: SmallShop) -> None:
    shop = opened(small, channels(web=range(1, 10)), group_entity="product")

    assert shop.rows("revenue", by=ASKER) == [[None]]


ATTEMPTS = st.lists(
    st.tuples(
        st.sampled_from(["web", "shop", "fax"]),
        st.sampled_from([1, 2, 3, 4, 5, 6, 7, None]),
        st.integers(1, 3).map(lambda month: f"2024-0{month}-05"),
    ),
    max_size=40,
)


@settings(max_examples=25, deadline=None)
@given(ATTEMPTS)
def test_no_shown_figure_is_about_too_few(
    small: SmallShop, given: list[tuple[str, int | None, str]]
) -> None:
    rows = [
        order(nr, day, 1, customer=who, channel=name) for nr, (name, who, day) in enumerate(given)
    ]
    shop = opened(small, {"orders": rows})
    found = shop.rows(
        *("order_count", "revenue"),
        by=ASKER,
        group_by=["order.channel", "time.month"],
        period=("2024-01-01", "2024-04-01"),
    )

    customers: dict[Any, set[int]] = defaultdict(set)
    for name, who, day in given:
        customers[name, f"{datetime.fromisoformat(day):%Y-%m}-01"] |= {who} - {None}  # type: ignore[arg-type]
    for channel, month, count, revenue in found:
        assert (count is None) == (revenue is None)
        assert count is None or len(customers[channel, month]) >= 3


SIZE = 5
TABLES = st.dictionaries(
    st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(0, 12), min_size=1
)


def hidden_of(table: Mapping[tuple[int, int], int]) -> list[tuple[int, int]]:
    cells: dict[Key, Cell] = {key: cell(count) for key, count in table.items()}
    hidden = withheld(cells, [list(cells)], SIZE)
    return [key for key in sorted(table) if key in hidden]


def cell(count: int) -> Cell:
    return Cell("empty" if count == 0 else "small" if count < SIZE else "enough", count)


def rank(rows: list[list[int]]) -> int:
    """By elimination over fractions, as on paper."""
    from fractions import Fraction

    table = [[Fraction(value) for value in row] for row in rows]
    found = 0
    for column in range(len(table[0]) if table else 0):
        pivot = next((row for row in range(found, len(table)) if table[row][column]), None)
        if pivot is None:
            continue
        table[found], table[pivot] = table[pivot], table[found]
        for row in range(len(table)):
            if row != found and table[row][column]:
                times = table[row][column] / table[found][column]
                table[row] = [a - times * b for a, b in zip(table[row], table[found], strict=True)]
        found += 1
    return found


@settings(max_examples=300, deadline=None)
@given(TABLES)
def test_no_small_cell_follows_from_the_margins(table: dict[tuple[int, int], int]) -> None:
    """Solved independently: an unknown is told when its unit vector adds no rank."""
    hidden = hidden_of(table)

    assert {key for key in table if 0 < table[key] < SIZE} <= set(hidden)
    several = [place for place in (0, 1) if len({key[place] for key in table}) > 1]
    sums = [(place, key[place]) for key in table for place in several if len(several) > 1]
    margins = [list(table) if several else []]
    margins += [[key for key in table if key[place] == value] for place, value in sums]
    margins = [keys for keys in margins if sum(table[key] for key in keys) >= SIZE]
    known = [[int(place in keys) for place in hidden] for keys in margins]
    # Where all is withheld, what the margins say is for the questions that show them.
    for place, key in enumerate(
        hidden if len(hidden) < len([*filter(None, table.values())]) else ()
    ):
        if 0 < table[key] < SIZE and known:
            unit = [int(place == other) for other in range(len(hidden))]
            assert rank([*known, unit]) > rank(known)
    for keys in margins:
        unseen = [key for key in keys if key in hidden]
        shown = [key for key in keys if key not in hidden and table[key]]
        assert not unseen or not shown or max(table[key] for key in unseen) >= SIZE


def test_nothing_is_withheld_where_every_group_is_large_enough() -> None:
    assert hidden_of({(row, column): 9 for row in range(4) for column in range(4)}) == []


def test_a_cell_that_two_covered_blocks_lead_to_is_covered_itself() -> None:
    """Every row and column has two withheld cells, and yet the one between the blocks follows."""
    small = [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 2), (2, 3), (3, 2), (3, 3)]
    table = {(row, column): 50 for row in range(4) for column in range(4)}
    table |= dict.fromkeys(small, 6) | {(1, 2): 2, (0, 0): 4, (3, 3): 4}

    hidden = hidden_of(table)
    assert (1, 2) in hidden
    assert len(hidden) < len(table)
