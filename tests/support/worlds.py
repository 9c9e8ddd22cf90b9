"""Random small shops and policies, and which rows a policy leaves, in plain Python."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.support.small import Data
from tests.support.workspaces import Row

Condition = Mapping[str, Any]
Alternative = Sequence[Condition]
Grants = tuple[dict[str, Any], ...]

CONDITIONS: tuple[Condition, ...] = (
    {"field": "customer.owner", "op": "eq", "value": "ann"},
    {"field": "customer.owner", "op": "ne", "value": "bob"},
    {"field": "customer.owner", "op": "in", "value": ["ann", "bob"]},
    {"field": "customer.owner", "op": "not_in", "value": ["ann", "cid"]},
    {"field": "customer.owner", "op": "is_null"},
    {"field": "customer.region", "op": "eq", "value": "north"},
    {"field": "customer.region", "op": "not_null"},
    {"field": "customer.id", "op": "le", "value": 2},
    {"field": "order.channel", "op": "eq", "value": "web"},
    {"field": "order.channel", "op": "ne", "value": "fax"},
)
HOLDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda held, value: held == value,
    "ne": lambda held, value: held is None or held != value,
    "in": lambda held, value: held in value,
    "not_in": lambda held, value: held is None or held not in value,
    "is_null": lambda held, _: held is None,
    "not_null": lambda held, _: held is not None,
    "le": lambda held, value: held is not None and held <= value,
}


@dataclass(frozen=True)
class World:
    """The rows of every table, as the small shop's TABLES have them."""

    orders: tuple[Row, ...] = ()
    visits: tuple[Row, ...] = ()
    customers: tuple[Row, ...] = ()
    products: tuple[Row, ...] = ()
    suppliers: tuple[Row, ...] = ()

    @property
    def data(self) -> Data:
        return vars(self)

    def and_also(self, other: "World") -> "World":
        """The other's rows first, so that nothing rests on one's own being the first."""
        return World(**{name: (*vars(other)[name], *rows) for name, rows in vars(self).items()})


@dataclass(frozen=True)
class Oracle:
    """Which rows the alternatives of a policy leave: the definition, row by row."""

    alternatives: Sequence[Alternative]
    customers: Mapping[Any, Row] = field(default_factory=dict)

    def order(self, row: Row) -> bool:
        return self._any(self._of_customer(row[1]) | {"order.channel": row[5]})

    def visit(self, row: Row) -> bool:
        return self._any(self._of_customer(row[0]))

    def customer(self, row: Row) -> bool:
        return self._any(self._of_customer(row[0]))

    def _of_customer(self, number: Any) -> dict[str, Any]:
        row = self.customers.get(number, (number, None, None, None))
        return {"customer.id": number, "customer.owner": row[1], "customer.region": row[2]}

    def _any(self, held: Mapping[str, Any]) -> bool:
        return any(
            all(
                given["field"] in held
                and HOLDS[given["op"]](held[given["field"]], given.get("value"))
                for given in conditions
            )
            for conditions in self.alternatives
        )


def alternatives(grants: Grants, metric: str | None = None) -> list[Alternative]:
    """The rows of the grants (of one metric), as conjunctions."""
    return [
        () if grant["rows"] == "all" else grant["rows"]
        for grant in grants
        if metric is None or grant["metrics"] == "all" or metric in grant["metrics"]
    ]


def left(world: World, rows: Sequence[Alternative]) -> World:
    """The part of the world that a policy with these alternatives leaves.

    A row that a visible one looks up is visible with it.
    """
    if any(not conditions for conditions in rows):
        return world
    oracle = Oracle(rows, {row[0]: row for row in world.customers})
    orders = tuple(row for row in world.orders if oracle.order(row))
    visits = tuple(row for row in world.visits if oracle.visit(row))
    named = {row[1] for row in orders} | {row[0] for row in visits}
    products = tuple(row for row in world.products if row[0] in {order[2] for order in orders})
    return World(
        orders=orders,
        visits=visits,
        customers=tuple(row for row in world.customers if row[0] in named or oracle.customer(row)),
        products=products,
        suppliers=tuple(
            row for row in world.suppliers if row[0] in {product[1] for product in products}
        ),
    )


MOMENTS = st.sampled_from(
    ["2024-03-01 00:00", "2024-03-10 12:00", "2024-03-31 23:30", "2024-04-20 08:00",
     "2023-03-05 10:00", "2024-05-31 23:30", "2024-07-01 00:00"],
).map(datetime.fromisoformat)  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn, base: int = 0) -> World:
    """A world whose customers, products and suppliers are numbered from `base`."""
    known = range(base + 1, base + 4)
    who = st.sampled_from([1, 2, 3, 9, None, *known])
    products = st.sampled_from([base + 1, base + 2, None])
    orders = st.tuples(
        st.integers(base, base + 5), who, products, st.none(), st.none(),
        st.sampled_from(["web", "shop", "fax", None]),
        st.sampled_from([None, Decimal(-2), Decimal(3), Decimal(8)]), st.booleans(), MOMENTS,
    )  # fmt: skip
    visits = st.tuples(who, st.sampled_from([date(2024, 3, 1), date(2024, 6, 9)]), st.just(7))
    owner = st.sampled_from(["ann", "bob", "cid", None])
    region = st.sampled_from(["north", "south", None])
    return World(
        orders=tuple(draw(st.lists(orders, min_size=2, max_size=8))),
        visits=tuple(draw(st.lists(visits, max_size=2))),
        customers=tuple((nr, draw(owner), draw(region), date(2024, 2, 2)) for nr in known),
        products=((base + 1, base + 1, draw(st.sampled_from(["tea", "cake"]))),),
        suppliers=((base + 1, draw(st.sampled_from(["UK", "FR"]))),),
    )


@st.composite
def policies(draw: st.DrawFn, metrics: Sequence[str]) -> Grants:
    """One or two grants that leave out some rows or hide some fields; not all and not nothing."""
    one = st.sampled_from(CONDITIONS)
    rows = one.map(lambda given: [given]) | st.lists(one, min_size=1, max_size=2)
    some = st.lists(st.sampled_from(list(metrics)), min_size=2, max_size=6, unique=True)
    # Alike in all grants: what one hides another one's metrics may be made of.
    hidden = draw(st.lists(st.sampled_from(HIDDEN), max_size=1))
    grants = []
    for _ in range(draw(st.integers(1, 2))):
        grant: dict[str, Any] = {
            "metrics": draw(st.just("all") | some),
            "rows": draw(rows),
            "hide_columns": hidden,
        }
        used = {given["field"] for given in grant["rows"]}
        if draw(st.booleans()) and "customer.owner" not in used:
            grant["mask"] = {"customer.owner": "pseudonym"}
        if draw(st.integers(0, 3)) == 0:
            grant["min_group_size"] = 2
        grants.append(grant)
    return tuple(grants)


# Columns that no condition of a policy here is about, and where they are in their table's rows.
HIDDEN = ("orders.amount", "orders.gift", "products.category", "suppliers.country")
_PLACES = {
    "orders.amount": ("orders", 6, (Decimal(1), Decimal(-1), None)),
    "orders.gift": ("orders", 7, (True, False, None)),
    "products.category": ("products", 2, ("tea", "cake", "rum")),
    "suppliers.country": ("suppliers", 1, ("UK", "FR", "IT")),
}


@st.composite
def edits(draw: st.DrawFn, world: World, grants: Grants) -> World:
    """The world with everything that the grants forbid changed at will: rows and columns."""
    rows = alternatives(grants)
    mine = left(world, rows)
    other = draw(worlds(base=10))
    customers = {row[0]: row for row in (*mine.customers, *other.customers)}
    oracle = Oracle(rows, customers)
    new = World(
        orders=tuple(row for row in other.orders if not oracle.order(row)),
        visits=tuple(row for row in other.visits if not oracle.visit(row)),
        customers=tuple(row for row in other.customers if not oracle.customer(row)),
        products=other.products,
        suppliers=other.suppliers,
    )
    edited = mine.and_also(new)
    for column in {name for grant in grants for name in grant["hide_columns"]}:
        table, place, values = _PLACES[column]
        changed = tuple(
            (*row[:place], draw(st.sampled_from(values)), *row[place + 1 :])
            for row in vars(edited)[table]
        )
        edited = replace(edited, **{table: changed})
    return edited
