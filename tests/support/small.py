"""A shop of two facts and four tables around them, small enough to compute by hand.

Orders name a customer and a product; products name a supplier, two steps away from an order. Visits
are a second fact of the same customers. Places are reached from an order in two ways. Orders are
written in UTC, and the shop is in London.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from semantic.catalog import Catalog
from tests.support.workspaces import Fillable, Row, Shop, write_workspace

TODAY = date(2024, 6, 1)

MODELS = """
version: 1
models:
  - name: orders
    row: order_row
    source: orders
    columns:
      id: number
      customer_id: number
      product_id: number
      bill_place: number
      ship_place: number
      channel: text
      amount: number
      gift: boolean
      ordered_at: timestamp
    time: {column: ordered_at, timezone: UTC}
    entities:
      - {name: order, columns: [id]}
      - {name: customer, columns: [customer_id]}
      - {name: product, columns: [product_id]}
    dimensions:
      - {name: number, entity: order, type: number, expr: id}
      - {name: channel, entity: order, expr: channel}
      - {name: gift, entity: order, type: boolean, expr: gift}
      - {name: amount, entity: order, type: number, expr: amount}
      - {name: day, entity: order, type: date, expr: ordered_at}
      - {name: at, entity: order, type: timestamp, expr: ordered_at}

  - name: visits
    row: visit
    source: visits
    columns: {customer_id: number, day: date, seconds: number}
    time: {column: day}
    entities:
      - {name: customer, columns: [customer_id]}

  - name: customers
    source: customers
    columns: {id: number, owner: text, region: text, joined: date}
    primary_key: [id]
    entities:
      - {name: customer, columns: [id]}
    dimensions:
      - {name: id, entity: customer, type: number, expr: id}
      - {name: owner, entity: customer, expr: owner}
      - {name: region, entity: customer, expr: region}
      - {name: joined, entity: customer, type: date, expr: joined, grain: month}

  - name: products
    source: products
    columns: {id: number, supplier_id: number, category: text}
    primary_key: [id]
    entities:
      - {name: product, columns: [id]}
      - {name: supplier, columns: [supplier_id]}
    dimensions:
      - {name: category, entity: product, expr: category}

  - name: suppliers
    source: suppliers
    columns: {id: number, country: text}
    primary_key: [id]
    entities:
      - {name: supplier, columns: [id]}
    dimensions:
      - {name: country, entity: supplier, expr: country}

  - name: places
    source: places
    columns: {id: number, city: text}
    primary_key: [id]
    entities:
      - {name: place, columns: [id]}
    dimensions:
      - {name: city, entity: place, expr: city}

  - name: buyers
    rollup:
      of: orders
      by: customer
      event: order
      where: [{field: order.amount, op: gt, value: 0}]
      lapse_after_days: 30
      amount: amount
    primary_key: [customer_id]
    entities:
      - {name: customer, columns: [customer_id]}
    dimensions:
      - {name: first_channel, entity: customer, expr: channel, keep: first}
      - {name: last_channel, entity: customer, expr: channel, keep: latest}
      - {name: cohort, entity: customer, type: date, expr: ordered_at, keep: first, grain: month}
      - name: best
        entity: customer
        type: boolean
        expr: customer_id
        top: {share: 0.2, days: 60}

relationships:
"""

_RELATIONSHIP = """
  - name: {}
    from: {}
    to: {}
    from_columns: [{}]
    to_columns: [{}]
"""
RELATIONSHIPS = (
    ("order_customer", "orders", "customers", "customer_id", "id"),
    ("order_product", "orders", "products", "product_id", "id"),
    ("product_supplier", "products", "suppliers", "supplier_id", "id"),
    ("billed_to", "orders", "places", "bill_place", "id"),
    ("shipped_to", "orders", "places", "ship_place", "id"),
    ("visit_customer", "visits", "customers", "customer_id", "id"),
    ("order_buyer", "orders", "buyers", "customer_id", "customer_id"),
    ("visit_buyer", "visits", "buyers", "customer_id", "customer_id"),
    ("buyer_customer", "buyers", "customers", "customer_id", "id"),
)

_SIMPLE = """
  - name: {name}
    type: simple
    description: {name}
    model: {model}
    agg: {agg}
    {more}
    governance: {{owner: steward}}
"""
_LIFECYCLE = """
  - name: {state}_buyers
    type: lifecycle
    description: Buyers in the state {state}.
    model: buyers
    state: {state}
    governance: {{owner: steward}}
"""
STATES = (
    *("known", "active", "new", "returning", "repeat", "retained", "active_before", "lapsed"),
    *("newly_lapsed", "not_lapsed_at_start", "reactivated", "value"),
)
_FILLED = "fill_nulls_with: 0\n    join_to_timespine: true"


def _simple(name: str, model: str, agg: str, *more: str) -> str:
    return _SIMPLE.format(name=name, model=model, agg=agg, more="\n    ".join(more))


METRICS = "version: 1\nmetrics:" + "".join(
    [
        _simple("order_count", "orders", "count", _FILLED),
        _simple("revenue", "orders", "sum", "expr: amount", _FILLED),
        _simple("buyer_count", "orders", "count_distinct", "expr: customer_id", _FILLED),
        _simple("biggest", "orders", "max", "expr: amount"),
        _simple("smallest", "orders", "min", "expr: amount"),
        _simple("mean_amount", "orders", "average", "expr: amount"),
        _simple("middle_amount", "orders", "median", "expr: amount"),
        _simple("gift_count", "orders", "sum_boolean", "expr: gift", _FILLED),
        _simple(
            *("web_revenue", "orders", "sum", "expr: amount", _FILLED),
            "filter: [{field: order.channel, op: eq, value: web}]",
        ),
        _simple(
            *("home_revenue", "orders", "sum", "expr: amount", _FILLED),
            "filter: [{field: supplier.country, op: eq, value: UK}]",
        ),
        _simple("visit_count", "visits", "count", _FILLED),
        _simple("visit_seconds", "visits", "sum", "expr: seconds", _FILLED),
        """
  - name: revenue_per_visit
    type: ratio
    description: Revenue for each visit.
    numerator: revenue
    denominator: visit_count
    governance: {owner: steward}
  - name: tea_share
    type: ratio
    description: The part of revenue that is tea.
    numerator: {name: revenue, filter: [{field: product.category, op: eq, value: tea}]}
    denominator: revenue
    governance: {owner: steward}
  - name: other_revenue
    type: derived
    description: Revenue but for the web.
    expr: revenue - web_revenue
    metrics: [revenue, web_revenue]
    governance: {owner: steward}
  - name: days_since_order
    type: freshness
    description: Days since the newest order.
    model: orders
    governance: {owner: steward}
  - name: cohort_share
    type: retention
    description: The part of a cohort that orders.
    model: buyers
    cohort: customer.cohort
    governance: {owner: steward}
""",
        *(_LIFECYCLE.format(state=state) for state in STATES),
    ]
)

POLICIES = """
version: 1
roles:
  steward:
    approves: true
    grants: [{metrics: all, rows: all}]
  head:
    grants: [{metrics: all, rows: all, hide: [order.number]}]
  owner:
    grants:
      - metrics: all
        rows: [{field: customer.owner, op: eq, value: $principal.id}]
        hide: [order.number]
  region:
    grants:
      - metrics: [revenue, order_count, known_buyers]
        rows: [{field: customer.region, op: in, value: [$principal.regions]}]
  channel:
    grants:
      - metrics: [revenue, order_count, known_buyers]
        rows: [{field: order.channel, op: eq, value: $principal.channel}]
  unassigned:
    grants:
      - metrics: [revenue, order_count]
        rows: [{field: customer.owner, op: is_null}]
  others:
    grants:
      - metrics: [revenue, order_count]
        rows: [{field: customer.owner, op: ne, value: $principal.id}]
  analyst:
    grants:
      - metrics: all
        rows: all
        mask: {customer.id: pseudonym, customer.cohort: pseudonym, customer.owner: pseudonym}
  everything_web:
    grants:
      - metrics: all
        rows: [{field: order.channel, op: eq, value: web}]
  no_cohorts:
    grants: [{metrics: all, rows: all, hide: [customer.cohort]}]
  two_grants:
    grants:
      - metrics: [revenue]
        rows: [{field: customer.owner, op: eq, value: ann}]
      - metrics: [order_count]
        rows: [{field: customer.owner, op: eq, value: bob}]
        mask: {customer.id: pseudonym}
  nobody: {}
"""

PEOPLE = """
version: 1
principals:
  - {id: steward, roles: [steward]}
  - {id: head, roles: [head]}
  - {id: ann, roles: [owner]}
  - {id: bob, roles: [owner]}
  - {id: north, roles: [region], attributes: {regions: [north, far north]}}
  - {id: south, roles: [region], attributes: {regions: [south]}}
  - {id: lost, roles: [region, channel]}
  - {id: web, roles: [channel], attributes: {channel: web}}
  - {id: both, roles: [region, channel], attributes: {regions: [south], channel: web}}
  - {id: triage, roles: [unassigned]}
  - {id: rival, roles: [others]}
  - {id: analyst, roles: [analyst]}
  - {id: shopper, roles: [everything_web]}
  - {id: forgetful, roles: [no_cohorts]}
  - {id: split, roles: [two_grants]}
  - {id: nobody, roles: [nobody]}
  - {id: stranger}
  - {id: robot, roles: [steward], service: true}
"""

SETTINGS = """
version: 1
name: small
timezone: Europe/London
default_principal: head
"""

FILES = {
    "retainer.yaml": SETTINGS,
    "people.yaml": PEOPLE,
    "policies.yml": POLICIES,
    "models/shop.yml": MODELS + "".join(_RELATIONSHIP.format(*given) for given in RELATIONSHIPS),
    "metrics/shop.yml": METRICS,
}

TABLES: Mapping[str, Mapping[str, str]] = {
    "orders": {
        "id": "BIGINT",
        "customer_id": "BIGINT",
        "product_id": "BIGINT",
        "bill_place": "BIGINT",
        "ship_place": "BIGINT",
        "channel": "VARCHAR",
        "amount": "DECIMAL(12, 2)",
        "gift": "BOOLEAN",
        "ordered_at": "TIMESTAMP",
    },
    "visits": {"customer_id": "BIGINT", "day": "DATE", "seconds": "BIGINT"},
    "customers": {"id": "BIGINT", "owner": "VARCHAR", "region": "VARCHAR", "joined": "DATE"},
    "products": {"id": "BIGINT", "supplier_id": "BIGINT", "category": "VARCHAR"},
    "suppliers": {"id": "BIGINT", "country": "VARCHAR"},
    "places": {"id": "BIGINT", "city": "VARCHAR"},
}
Data = Mapping[str, Sequence[Row]]


def small_catalog(root: Path) -> Catalog:
    """The catalog of the small shop, every metric approved."""
    return write_workspace(root, FILES)


def order(
    number: int,
    at: str,
    amount: Any = 10,
    *,
    customer: int | None = 1,
    product: int | None = 1,
    channel: str | None = "web",
    gift: bool | None = False,
) -> Row:
    """One order; `at` is UTC."""
    return (number, customer, product, 1, 1, channel, amount, gift, at)


FIVE_ORDERS: Data = {
    "orders": [
        order(1, "2024-03-01", 10, customer=1, channel="web"),
        order(2, "2024-03-02", 20, customer=1, channel=None),
        order(3, "2024-04-01", 30, customer=1, channel="shop"),
        order(4, "2024-04-02", 40, customer=2, channel="web"),
        order(5, "2024-04-03", 50, customer=None, channel="shop"),
    ],
    "customers": [(1, "ann", "north", None), (2, "bob", "south", None), (3, "ann", None, None)],
}
"""Orders with and without a channel and a customer, and a customer without a region."""


class SmallShop:
    """The definitions of the small shop, to be opened on any rows."""

    def __init__(self, catalog: Catalog, warehouse: Fillable) -> None:
        self.catalog = catalog
        self.warehouse = warehouse

    def __repr__(self) -> str:
        return "the small shop"

    def fill(self, data: Data) -> None:
        """Makes these all the rows there are."""
        for table, types in TABLES.items():
            self.warehouse.fill(table, types, data.get(table, ()))

    def open(self, data: Data, today: date = TODAY) -> Shop:
        """The shop with these rows and no others."""
        self.fill(data)
        return Shop(self.catalog, self.warehouse, today)
