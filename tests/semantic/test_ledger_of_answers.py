"""No two answers, and no three, differ by so few customers that they would tell of them."""

from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import combinations, permutations
from random import Random
from typing import Any

import pytest

from semantic.disclosure.combined import tells_by_sums
from semantic.disclosure.ledger import MemoryLedger
from semantic.disclosure.parts import tells_by_parts
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


def test_the_sum_of_an_answer_s_cells_is_compared_as_well(shop: Shop) -> None:
    """Three owners' customers, together all but the two of Dot's."""
    rows = revenue(shop, group_by=["customer.owner"], **owner("ne", "dot"))
    assert all(figure for _, figure in rows)

    with pytest.raises(TellsTooMuch):
        revenue(shop)


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


def few(told: Sequence[frozenset[int]]) -> bool:
    """Whether two of the totals differ by few, or add up to a third but for few."""
    sums = [(one, frozenset[int](), other) for one, other in combinations(told, 2)]
    sums += permutations(told, 3)
    left = [[(nr in a) + (nr in b) - (nr in c) for nr in range(40)] for a, b, c in sums]
    return any(0 < sum(map(bool, each)) < SIZE for each in left)


@pytest.mark.parametrize("turn", [0, 7])
def test_totals_are_refused_where_few_follow_from_two_or_three_and_only_there(
    shop: Shop, turn: int
) -> None:
    """Asked in several orders: each customer here has one order."""
    told: list[frozenset[int]] = []
    for query in (*QUESTIONS[turn:], *QUESTIONS[:turn]):
        try:
            ((total,),) = revenue(shop, **query)
        except TellsTooMuch:
            assert few([*told, about(query)]), query
            continue
        if total is not None:
            assert total == sum(nr + 1 for nr in about(query))
            told.append(about(query))
    assert len(told) > 3
    assert not few(told)


def some_figures(rng: Random) -> list[dict[Hashable, int]]:
    """What ten customers contribute to figures, of which some are sums of others but for a few."""
    found: list[dict[Hashable, int]] = [
        {nr: rng.randint(1, 2) for nr in rng.sample(range(10), rng.randint(4, 10))}
        for _ in range(rng.randint(1, 3))
    ]
    for _ in range(rng.randint(1, 3)):
        total = Counter(rng.choice(found)) + Counter(rng.choice(found))
        total.update({nr: rng.randint(1, 2) for nr in rng.sample(range(10), rng.randint(0, 3))})
        found.append(dict(total))
    return rng.sample(found, len(found))


@pytest.mark.parametrize("seed", range(4))
def test_of_three_figures_every_sum_is_tried(seed: int) -> None:
    """Whatever trying out all sums finds is found, and nothing else, but by the rule for pairs."""
    rng = Random(seed)
    found = Counter(tried(some_figures(rng), rng.randint(2, 4)) for _ in range(200))

    assert found["few"] > 20
    assert found["enough"] > 20


def tried(figures: list[dict[Hashable, int]], size: int) -> str:
    """Holds the first of the figures beside the others against all sums; says what they leave."""

    def left(*signed: tuple[int, dict[Hashable, int]]) -> int:
        return sum(bool(sum(sign * of.get(nr, 0) for sign, of in signed)) for nr in range(10))

    def is_few(*signed: tuple[int, dict[Hashable, int]]) -> bool:
        return 0 < left(*signed) < size

    if any(is_few((1, one), (-1, other)) for one, other in combinations(figures, 2)):
        return "few of two"
    several = {frozenset(each.items()): each for each in figures}.values()
    threes = [three for three in permutations(several, 3) if figures[0] in three]
    expected = any(is_few((1, one), (1, two), (-1, total)) for one, two, total in threes)

    assert tells_by_sums(figures[:1], figures[1:], size) == expected
    return "few" if expected else "enough"


def test_two_answers_that_add_up_to_a_third_but_for_a_few_are_not_all_given(shop: Shop) -> None:
    """Ann's and Bob's customers are all but two of those who are not Cid's: the two are Dot's."""
    questions = [owner("eq", "ann"), owner("eq", "bob"), owner("ne", "cid")]
    for turn in range(3):
        asker = granted(shop, {"min_group_size": SIZE})
        first, second, last = (*questions[turn:], *questions[:turn])
        assert revenue(asker, **first)
        assert revenue(asker, **second)
        with pytest.raises(TellsTooMuch):
            revenue(asker, **last)


def test_two_cells_of_an_answer_add_up_to_another_s_total(shop: Shop) -> None:
    rows = revenue(shop, group_by=["customer.owner"], **owner("in", ["ann", "bob"]))
    assert [name for name, _ in rows] == ["ann", "bob"]

    with pytest.raises(TellsTooMuch):
        revenue(shop, **owner("in", ["ann", "bob", "dot"]))
    assert revenue(shop, **owner("in", ["ann", "bob"]))


def test_what_adds_up_to_nothing_new_is_answered(shop: Shop) -> None:
    """Two halves of a month and the whole, whose customers are the same."""
    assert revenue(shop, period=("2024-04-01", "2024-04-15"))
    assert revenue(shop, period=("2024-04-15", "2024-05-01"))
    assert revenue(shop) == [[820]]
    assert revenue(shop, group_by=["customer.owner"])


def test_how_many_did_both_follows_from_counts_of_each_and_of_either(small: SmallShop) -> None:
    """Ten customers come in March, ten in April, two of them in both."""
    came = [(nr, "2024-03-05") for nr in range(10)] + [(nr, "2024-04-05") for nr in range(8, 18)]
    rows = [order(nr, day, customer=who) for nr, (who, day) in enumerate(came)]
    data: Data = {"orders": rows, "customers": customers()}
    shop = granted(small.open(data), {"min_group_size": SIZE})
    months = ("2024-03-01", "2024-04-01"), ("2024-04-01", "2024-05-01")
    for month in months:
        assert shop.value("buyer_count", by=ASKER, period=month) == 10

    with pytest.raises(TellsTooMuch):
        shop.ask("buyer_count", by=ASKER, period=("2024-03-01", "2024-05-01"))


@pytest.mark.parametrize("turn", range(5))
def test_many_answers_that_leave_few_of_another_are_not_all_given(
    small: SmallShop, turn: int
) -> None:
    """Four channels asked for one by one, and all of them: the fifth is of one customer."""
    channels = ("web", "shop", "post", "phone")
    rows = [order(nr, "2024-04-05", nr, customer=nr, channel=channels[nr % 4]) for nr in range(40)]
    data: Data = {
        "orders": [*rows, order(40, "2024-04-06", 99, customer=40, channel="fax")],
        "customers": customers(41),
    }
    asker = granted(small.open(data), {"min_group_size": SIZE})
    questions: list[dict[str, Any]] = [
        {},
        *({"filters": [{"field": "order.channel", "value": name}]} for name in channels),
    ]
    *most, last = (*questions[turn:], *questions[:turn])
    for query in most:
        assert revenue(asker, **query)
    with pytest.raises(TellsTooMuch):
        revenue(asker, **last)


@pytest.mark.parametrize("seed", range(40))
def test_what_parts_leave_of_a_figure_is_found_among_others(seed: int) -> None:
    """A figure cut into many parts, of which one is of few and not told, among other figures."""
    rng = Random(seed)
    amounts: dict[Hashable, int] = {nr: rng.randint(1, 9) for nr in range(60)}
    cells = [_of(amounts, range(cell, 60, 6)) for cell in range(6)]
    whole = _of(amounts, [nr for nr in range(60) if nr % 6 < 5 or nr <= 6 * rng.randint(1, 3)])
    noise = [
        {nr: rng.randint(10, 99) for nr in _of(amounts, rng.sample(range(60), 30))}
        for _ in range(9)
    ]
    told = rng.sample([whole, *cells[:5]], 6)

    assert tells_by_parts(told[:1], [*told[1:], *noise], 4)
    assert not tells_by_parts([amounts], [*cells, *noise], 4)


def _of(amounts: dict[Hashable, int], numbers: Sequence[int]) -> dict[Hashable, int]:
    return {nr: amounts[nr] for nr in numbers}
