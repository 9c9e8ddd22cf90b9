"""Ossie models of other shapes: composite keys, chains, a table of itself, two ways to one."""

from pathlib import Path
from typing import Any

import pytest

from tests.conformance.ossie import failure
from tests.conformance.tables import in_duckdb

TABLES = Path(__file__).resolve().parents[1] / "data" / "ossie" / "tables"


def dataset(name: str, key: list[str], *fields: str, **made: str) -> dict[str, Any]:
    plain = [{"name": field, "expression": field} for field in fields]
    more = [{"name": field, "expression": text} for field, text in made.items()]
    return {"name": name, "source": name, "primary_key": key, "fields": [*plain, *more]}


def link(name: str, start: str, end: str, column: str) -> dict[str, Any]:
    return {
        "name": name, "from": start, "to": end, "from_columns": [column], "to_columns": ["id"]
    }  # fmt: skip


def model(datasets: Any, links: Any, **metrics: str) -> dict[str, Any]:
    return {
        "name": "shape",
        "datasets": datasets,
        "relationships": links,
        "metrics": [{"name": name, "expression": text} for name, text in metrics.items()],
    }


STOCK = ["store_id", "sku"]
COMPOSITE = model(
    [
        dataset("sales", ["id"], "id", *STOCK, "qty"),
        dataset("inventory", STOCK, *STOCK, "stock_level", low="stock_level <= reorder_point * 2"),
    ],
    [
        {
            "name": "of",
            "from": "sales",
            "to": "inventory",
            "from_columns": STOCK,
            "to_columns": STOCK,
        }
    ],
    sold="SUM(sales.qty)",
    stock="SUM(inventory.stock_level)",
    cover="stock / sold",
    both="SUM(sales.qty * inventory.stock_level)",
)
CHAIN = model(
    [
        dataset("segments", ["id"], "id", "name"),
        dataset("customers", ["id"], "id", "segment_id", "region"),
        dataset("orders", ["id"], "id", "customer_id", "amount", "status"),
        dataset("order_lines", ["id"], "id", "order_id", "sku", total="qty * price"),
    ],
    [
        link("a", "customers", "segments", "segment_id"),
        link("b", "orders", "customers", "customer_id"),
        link("c", "order_lines", "orders", "order_id"),
    ],
    lines="SUM(order_lines.total)",
    amount="SUM(orders.amount)",
    n_orders="COUNT(orders.id)",
    n_customers="COUNT(DISTINCT customers.id)",
    mean="amount / n_orders",
)
REFLEXIVE = model(
    [dataset("employees", ["id"], "id", "name", "manager_id", "region")],
    [link("reports_to", "employees", "employees", "manager_id")],
    n="COUNT(*)",
    managers="COUNT(DISTINCT employees.manager_id)",
)
AMBIGUOUS = model(
    [
        dataset("orders", ["id"], "id", "placed_by_id", "fulfilled_by_id", "amount"),
        dataset("users", ["id"], "id", "region"),
    ],
    [link("p", "orders", "users", "placed_by_id"), link("q", "orders", "users", "fulfilled_by_id")],
    n="COUNT(orders.id)",
    users_count="COUNT(users.id)",
    mixed="SUM(CASE WHEN users.region = 'EAST' THEN orders.amount END)",
)
DESCENDING = {"target": "employees.manager_id", "direction": "DESC"}


@pytest.mark.parametrize(
    ("tables", "given", "query", "expected"),
    [
        (
            *("f_composite", COMPOSITE),
            {"dimensions": ["inventory.low"], "measures": ["sold"]},
            [[False, 11], [True, 4]],
        ),
        ("f_composite", COMPOSITE, {"measures": ["stock"], "where": "sales.qty > 3"}, [[130]]),
        ("f_composite", COMPOSITE, {"measures": ["both"]}, [[1100]]),
        (
            *("f_composite", COMPOSITE),
            {"dimensions": ["inventory.sku"], "measures": ["cover"]},
            [["A", 130 / 12], ["B", 25], ["C", 80]],
        ),
        (
            *("f_chain", CHAIN),
            {"dimensions": ["segments.name"], "measures": ["lines"]},
            [["retail", 200], ["wholesale", 300], ["partner", 50]],
        ),
        (
            *("f_chain", CHAIN),
            {"dimensions": ["order_lines.sku"], "measures": ["amount", "n_customers"]},
            [["A", 300, 2], ["B", 150, 2], ["C", 300, 1]],
        ),
        ("f_chain", CHAIN, {"measures": ["n_customers"], "where": "order_lines.sku = 'A'"}, [[2]]),
        (
            *("f_chain", CHAIN),
            {"dimensions": ["segments.name"], "measures": ["mean"], "having": "amount > 60"},
            [["retail", 150], ["wholesale", 300]],
        ),
        (
            *("f_reflexive", REFLEXIVE),
            {"dimensions": ["employees.region"], "measures": ["n", "managers"]},
            [["EAST", 4, 2], ["WEST", 2, 2]],
        ),
        (
            *("f_reflexive", REFLEXIVE),
            {
                "dimensions": ["employees.manager_id"],
                "measures": ["n"],
                "order_by": [DESCENDING],
                "limit": 3,
            },
            [[None, 1], [3, 1], [2, 2]],
        ),
        (
            *("f_ambig", AMBIGUOUS),
            {"dimensions": ["users.region"], "measures": ["users_count"]},
            [["EAST", 1], ["WEST", 1]],
        ),
        (
            *("f_ambig", AMBIGUOUS),
            {"dimensions": ["orders.amount"], "measures": ["users_count"]},
            "E_AMBIGUOUS_PATH",
        ),
        (
            *("f_ambig", AMBIGUOUS),
            {"measures": ["n"], "filters": ["users.region = 'EAST'"]},
            "E_AMBIGUOUS_PATH",
        ),
        ("f_ambig", AMBIGUOUS, {"fields": ["orders.id", "users.region"]}, "E_AMBIGUOUS_PATH"),
        ("f_ambig", AMBIGUOUS, {"measures": ["mixed"]}, "E_AMBIGUOUS_PATH"),
    ],
)
def test_a_model_of_this_shape(tables: str, given: Any, query: Any, expected: Any) -> None:
    case = {"model": given, "query": {"dataset": "orders", **query}}
    if isinstance(expected, str):
        case["expected_error"] = expected
    else:
        case["expected"] = {"columns": [""] * len(expected[0]), "rows": expected}

    with in_duckdb(TABLES / tables) as opened:
        assert failure(case, opened) is None
