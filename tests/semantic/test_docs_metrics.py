"""docs/metrics.md as it stands: its examples load, and come to what SQL written by hand does."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from semantic.errors import CannotCombine, OutsideFailure
from semantic.model import Metric
from tests.support.workspaces import MemoryWarehouse, Shop, memory_warehouse, write_workspace

PAGE = Path(__file__).resolve().parents[2] / "docs" / "metrics.md"
TODAY = date(2024, 6, 1)
SETTINGS = "version: 1\nname: docs\ntimezone: Europe/London\ndefault_principal: steward\n"
PEOPLE = """version: 1
principals: [{id: steward, roles: [steward]}, {id: basic, roles: [basic]}]
"""
POLICIES = """version: 1
roles:
  steward: {approves: true, grants: [{metrics: all, rows: all}]}
  basic: {grants: [{metrics: all, rows: [{field: plan.plan, op: eq, value: basic}]}]}
"""
TABLES: dict[str, dict[str, str]] = {
    "orders": {
        "id": "BIGINT", "customer_id": "BIGINT", "payer_id": "BIGINT", "channel": "VARCHAR",
        "amount": "DECIMAL(12, 2)", "gift": "BOOLEAN", "ordered_at": "TIMESTAMP", "paid_on": "DATE",
    },
    "visits": {"customer_id": "BIGINT", "day": "DATE"},
    "customers": {
        "id": "BIGINT", "name": "VARCHAR", "region": "VARCHAR", "referrer_id": "BIGINT"
    },
    "plans": {"customer_id": "BIGINT", "since": "DATE", "until": "DATE", "plan": "VARCHAR"},
    "seats": {"customer_id": "BIGINT", "day": "DATE", "seats": "BIGINT"},
    "days": {"day": "DATE", "fiscal_quarter": "VARCHAR", "fiscal_week": "DATE"},
}  # fmt: skip
# The last order of March is of April in London.
ROWS: dict[str, list[tuple[Any, ...]]] = {
    "orders": [
        (1, 1, 1, "web", 10, False, "2024-01-05 10:00", "2024-01-09"),
        (2, 2, 1, "shop", 20, False, "2024-01-20 10:00", "2024-02-02"),
        (3, 1, 2, "web", 40, False, "2024-02-10 10:00", "2024-03-01"),
        (4, 1, 1, "web", 30, False, "2024-03-05 10:00", "2024-03-05"),
        (5, 1, 1, "shop", 50, True, "2024-03-20 10:00", None),
        (6, 3, 3, "web", 70, True, "2024-03-25 10:00", "2024-03-26"),
        (7, None, 9, None, 5, None, "2024-03-28 10:00", "2024-03-28"),
        (8, 2, 2, "web", 80, False, "2024-03-31 23:30", "2024-04-02"),
    ],
    "visits": [
        (1, "2024-03-01"), (1, "2024-03-19"), (2, "2024-03-02"), (3, "2024-03-20"),
        (4, "2024-03-21"), (1, "2024-04-01"),
    ],
    "customers": [
        (1, "Ada", "north", None), (2, "Bo", "south", 1), (3, "Cy", None, 2), (4, "Di", "north", 1)
    ],
    "plans": [
        (1, "2024-01-01", "2024-03-10", "basic"), (1, "2024-03-10", None, "full"),
        (2, "2024-01-01", "2024-02-01", "basic"),
    ],
    "seats": [
        (1, "2024-02-29", 4), (1, "2024-03-10", 5), (1, "2024-03-20", 7), (2, "2024-03-15", 2)
    ],
}  # fmt: skip
MARCH = "ordered_at >= '2024-03-01' AND ordered_at < '2024-03-31 23:00'"
LOCAL = "timezone('Europe/London', timezone('UTC', ordered_at))::DATE"
BY_HAND = {
    "sales": f"sum(amount) FROM orders WHERE {MARCH}",
    "web_sales": f"sum(amount) FROM orders WHERE {MARCH} AND channel = 'web'",
    "orders": f"count(*) FROM orders WHERE {MARCH}",
    "visits": "count(*) FROM visits WHERE day BETWEEN '2024-03-01' AND '2024-03-31'",
    "buyers": f"count(DISTINCT customer_id) FROM orders WHERE {MARCH}",
    "buyers_about": f"count(DISTINCT customer_id) FROM orders WHERE {MARCH}",
    "gifts": f"count(*) FROM orders WHERE {MARCH} AND gift",
    "middle_order": f"median(amount) FROM orders WHERE {MARCH}",
    "large_order": f"quantile_cont(amount, 0.9) FROM orders WHERE {MARCH}",
    "a_large_order": f"quantile_disc(amount, 0.9) FROM orders WHERE {MARCH}",
    "paid": "sum(amount) FROM orders WHERE paid_on BETWEEN '2024-03-01' AND '2024-03-31'",
    "seats": """sum(n) FROM (SELECT arg_max(seats, day) AS n FROM seats
        WHERE day BETWEEN '2024-03-01' AND '2024-03-31' GROUP BY customer_id)""",
    "gift_share": f"""(sum(amount) FILTER (gift) / sum(amount))::DOUBLE
        FROM orders WHERE {MARCH}""",
    "orders_per_visit": f"""(SELECT count(*) FROM orders WHERE {MARCH})
        / (SELECT count(*) FROM visits WHERE month(day) = 3)""",
    "growth": f"""(sum(amount) FILTER ({MARCH}) - sum(amount) FILTER (month(ordered_at) = 2))
        / sum(amount) FILTER (month(ordered_at) = 2) FROM orders""",
    "beyond_gifts": f"sum(amount) FROM orders WHERE {MARCH} AND gift IS NOT TRUE",
    "sales_so_far": "sum(amount) FROM orders WHERE ordered_at < '2024-03-31 23:00'",
    "sales_of_14_days": f"sum(amount) FROM orders WHERE {MARCH} AND day(ordered_at) > 17",
    "sales_this_month": f"sum(amount) FROM orders WHERE {MARCH}",
    "visit_to_order": f"""count(DISTINCT o.id) / (SELECT count(*) FROM visits WHERE month(day) = 3)
        FROM orders o JOIN visits v ON v.customer_id = o.customer_id AND month(v.day) = 3
        AND v.day <= {LOCAL} AND v.day > {LOCAL} - 7""",
    "gift_givers": """count(DISTINCT v.customer_id) FROM visits v
        JOIN orders o ON o.customer_id = v.customer_id AND o.ordered_at > v.day
        JOIN orders g ON g.customer_id = v.customer_id AND g.ordered_at > o.ordered_at AND g.gift
            AND g.ordered_at < v.day + 30
        WHERE month(v.day) = 3""",
    "gift_giver_share": """1 / count(DISTINCT customer_id) FROM visits WHERE month(day) = 3""",
    "lapsed_buyers": f"""count(*) FROM (SELECT max({LOCAL}) AS latest FROM orders
        WHERE ordered_at < '2024-03-31 23:00' AND customer_id IS NOT NULL GROUP BY customer_id)
        WHERE latest <= DATE '2024-04-01' - 30""",
    "came_back": """count(*) / 2 FROM (SELECT customer_id FROM orders GROUP BY customer_id
        HAVING min(ordered_at) < '2024-02-01'
        AND count(*) FILTER (month(ordered_at) = 3 AND ordered_at < '2024-03-31 23:00') > 0)""",
    "stayed": """count(*) / 2 FROM (SELECT customer_id FROM orders GROUP BY customer_id
        HAVING min(ordered_at) < '2024-02-01' AND max(ordered_at) >= '2024-03-01')""",
    "days_since_order": f"DATE '2024-04-01' - max({LOCAL}) FROM orders WHERE {MARCH}",
}


def blocks(kind: str) -> list[str]:
    """The page's examples of a kind."""
    text = PAGE.read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def shown() -> dict[str, float]:
    """The page's table of what the examples come to."""
    table = PAGE.read_text(encoding="utf-8").partition("| metric | March 2024 |")[2]
    return {
        name: float(value) for name, value in re.findall(r"^\| `(\w+)` \| (\S+) \|", table, re.M)
    }


@pytest.fixture(scope="module")
def warehouse() -> Iterator[MemoryWarehouse]:
    with memory_warehouse() as opened:
        yield opened


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, warehouse: MemoryWarehouse) -> Shop:
    (models,) = blocks("yaml models")
    files = {
        "retainer.yaml": SETTINGS, "people.yaml": PEOPLE, "policies.yml": POLICIES,
        "models/shop.yml": models,
        "metrics/shop.yml": "version: 1\nmetrics:\n" + "".join(blocks("yaml metrics")),
    }  # fmt: skip
    catalog = write_workspace(tmp_path_factory.mktemp("docs"), files)
    days = [date(2023, 12, 1) + timedelta(days=n) for n in range(200)]
    # Fiscal years begin in February.
    spine = [(d, f"Q{(d.month - 2) % 12 // 3 + 1}", sunday(d)) for d in days]
    for table, types in TABLES.items():
        warehouse.fill(table, types, spine if table == "days" else ROWS[table])
    return Shop(catalog, warehouse, TODAY)


def sunday(day: date) -> date:
    return day - timedelta(days=day.isoweekday() % 7)


def test_every_example_comes_to_what_is_shown_and_to_sql_by_hand(
    shop: Shop, warehouse: MemoryWarehouse
) -> None:
    march: dict[str, Any] = {"period": ("2024-03-01", "2024-04-01")}
    january = [{"field": "customer.cohort", "value": "2024-01"}]
    figures = shown()

    assert set(figures) == set(shop.catalog.metrics) == set(BY_HAND)
    for name, metric in shop.catalog.metrics.items():
        filters = january if metric.type == "retention" else []
        value = shop.value(name, filters=filters, **march)
        ((by_hand,),) = warehouse.run(f"SELECT {BY_HAND[name]}")
        assert value == pytest.approx(float(by_hand)), name
        assert figures[name] == pytest.approx(float(by_hand), abs=5e-5), name


def test_every_type_of_metric_has_an_example(shop: Shop) -> None:
    types = {
        get_args(kind.model_fields["type"].annotation)[0] for kind in get_args(get_args(Metric)[0])
    }

    assert {metric.type for metric in shop.catalog.metrics.values()} == types


def test_the_query_of_the_page_is_asked_as_it_stands(shop: Shop) -> None:
    (text,) = blocks("json query")
    query = json.loads(text)

    # Two or more orders: Ada and Bo; on the web, or not from the north.
    assert shop.value(*query.pop("metrics"), **query) == 30


def test_roles_and_tables_that_lead_to_themselves(shop: Shop) -> None:
    assert shop.rows("orders", group_by=["payer.region"]) == [
        ["north", 4], ["south", 2], [None, 2]
    ]  # fmt: skip
    assert shop.rows("orders", group_by=["referrer.name"]) == [["Ada", 2], ["Bo", 1], [None, 5]]
    assert shop.rows("orders", group_by=["referrer.referrer.name"]) == [["Ada", 1], [None, 7]]
    assert shop.rows("orders", group_by=["payer.referrer.name"]) == [
        ["Ada", 2], ["Bo", 1], [None, 5]
    ]  # fmt: skip
    assert shop.rows("orders", group_by=["plan.plan"]) == [
        ["basic", 4], ["full", 1], [None, 3]
    ]  # fmt: skip


def test_rows_that_hold_at_the_same_time_stop_the_query(
    shop: Shop, warehouse: MemoryWarehouse
) -> None:
    both = [*ROWS["plans"], (3, "2024-01-01", None, "basic"), (3, "2024-02-01", None, "full")]
    warehouse.fill("plans", TABLES["plans"], both)
    fresh = Shop(shop.catalog, warehouse, TODAY)

    try:
        with pytest.raises(OutsideFailure, match="several rows of one customer_id at the same"):
            fresh.ask("orders", group_by=["plan.plan"])
        assert fresh.value("orders") == 8
    finally:
        warehouse.fill("plans", TABLES["plans"], ROWS["plans"])


def test_rows_are_not_seen_by_what_holds_for_a_time(shop: Shop) -> None:
    with pytest.raises(CannotCombine, match="cannot be limited to the rows you may see"):
        shop.ask("orders", by="basic")


def test_calendars_of_their_own(shop: Shop) -> None:
    found = shop.rows("sales", "orders", group_by=["time.fiscal_quarter"], order_by=["-sales"])
    weeks = shop.rows("sales", group_by=["time.fiscal_week"], period=("2024-03-24", "2024-04-07"))

    assert found[0] == ["Q1", 275, 6]
    assert weeks == [["2024-03-24", 75], ["2024-03-31", 80]]


def test_a_running_total_and_a_shift_along_the_months(shop: Shop) -> None:
    spring: dict[str, Any] = {"period": ("2024-01-01", "2024-05-01"), "group_by": ["time.month"]}

    assert [row[1:] for row in shop.rows("sales", "sales_so_far", "growth", "seats", **spring)] == [
        [30, 30, None, None],
        [40, 70, pytest.approx(1 / 3), 4],
        [155, 225, pytest.approx(115 / 40), 9],
        [80, 305, pytest.approx(-75 / 155), None],
    ]
