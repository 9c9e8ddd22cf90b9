"""The same query gives the same bytes, whichever process, thread or hash seed computes it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.support.small import SmallShop
from tests.support.workspaces import Shop, memory_warehouse

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import sys
from pathlib import Path
from tests.semantic.test_determinism import told
from tests.support.retail import open_retail

print(told(open_retail(Path(sys.argv[1]), threads=1)))
"""


def told(shop: Shop) -> str:
    """All that four questions are answered with."""
    may = ("2011-05-01", "2011-06-01")
    results = [
        shop.ask(
            *("gross_sales", "average_order_value", "new_customers", "lapse_rate"),
            group_by=["customer.country"],
            period=may,
            compare="previous",
            order_by=["-gross_sales"],
        ),
        shop.ask(
            *("gross_sales", "historical_value", "unidentified_share"), group_by=["time.week"]
        ),
        shop.ask("net_sales", "orders", by="analyst", group_by=["customer.id"], period=may),
        shop.ask("return_rate", "lapsed_customers", by="owner-uk-1", period=may, compare="year"),
    ]
    return json.dumps([result.to_json() for result in results])


def test_two_processes_say_the_same(retail: Shop, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "1234"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == told(retail)


def test_a_query_asked_twice_has_the_same_hash_and_sql(retail: Shop) -> None:
    def asked() -> tuple[str, str, list[list[object]]]:
        result = retail.ask("gross_sales", "retention_rate", group_by=["customer.owner"])
        return result.hash, result.sql, [list(row) for row in result.rows()]

    assert asked() == asked()


def test_the_hash_is_of_what_was_asked_and_found(retail: Shop) -> None:
    may, june = ("2011-05-01", "2011-06-01"), ("2011-06-01", "2011-07-01")
    hashes = {
        retail.ask("orders", period=may).hash,
        retail.ask("orders", period=june).hash,
        retail.ask("items_sold", period=may).hash,
        retail.ask("orders", period=may, by="owner-uk-1").hash,
        retail.ask("orders", period=may, as_of="2011-08-01").hash,
        retail.ask("orders", period=may, compare="previous").hash,
        retail.ask("orders", period=may, group_by=["order.country"]).hash,
        retail.ask("orders", period=may, filters=[{"field": "order.country", "value": "x"}]).hash,
    }

    assert len(hashes) == 8


def test_sums_of_floats_do_not_depend_on_the_threads(small: SmallShop) -> None:
    """Two hundred thousand floats, added up in whatever order the threads finish."""
    found = set()
    for threads in (1, 4, 4):
        with memory_warehouse(threads) as opened:
            shop = SmallShop(small.catalog, opened).open({})
            opened.run("""
                CREATE OR REPLACE TABLE orders AS SELECT i AS id, i % 3 AS customer_id,
                    1 AS product_id, 1 AS bill_place, 1 AS ship_place, 'c' || i % 5 AS channel,
                    (hash(i) % 1000000) / 37.0::DOUBLE AS amount, true AS gift,
                    TIMESTAMP '2024-04-10' + to_days((i % 2) * 30) AS ordered_at
                FROM range(200000) given(i)
            """)
            result = shop.ask(
                *("revenue", "mean_amount", "middle_amount", "value_buyers"),
                period=("2024-05-01", "2024-06-01"),
                compare="previous",
            )
            by_channel = shop.ask(
                "revenue", group_by=["order.channel"], order_by=["-revenue"], compare="previous"
            )
            found.add((result.hash, by_channel.hash))

    assert len(found) == 1
