"""A PostgreSQL server as the warehouse: it is read only, in bounds, and its failures are told."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from connectors.connections import PostgreSQLSettings
from connectors.warehouse.computed import ComputedTable
from connectors.warehouse.postgresql.server import Server
from connectors.warehouse.postgresql.tables import SourceTable
from connectors.warehouse.postgresql.warehouse import PostgreSQLWarehouse
from semantic.errors import OutsideFailure, Refusal
from semantic.model import DataType
from tests.support.postgresql import PASSWORD, Cluster

pytestmark = pytest.mark.postgresql

TODAY = date(2025, 6, 1)
SALES: Mapping[str, DataType] = {
    "id": "number",
    "shop": "text",
    "mood": "text",
    "key": "text",
    "sold_at": "timestamp",
}
SLEEP = sa.select(sa.func.pg_sleep(60))
TABLE = [
    "CREATE TYPE mood AS ENUM ('sad', 'glad')",
    "CREATE DOMAIN whole AS bigint",
    """CREATE TABLE sales (
        id whole, shop text, mood mood, key uuid, sold_at timestamptz, secret text, cents money
    )""",
    """INSERT INTO sales VALUES
        (1, 'north', 'glad', '00000000-0000-0000-0000-00000000000a', '2025-05-01 10:00+02', 'x', 1),
        (2, 'Öst', 'sad', NULL, '2025-05-02 23:30-04', 'y', 2)""",
    "CREATE MATERIALIZED VIEW sold AS SELECT id, shop FROM sales",
]


@pytest.fixture(scope="module")
def url(server: Cluster) -> Iterator[str]:
    """A login that may read the sales, apart from their secret."""
    with server.database("sales") as database:
        server.run(database, *TABLE)
        found = server.reader("clerk", database, "public")
        allowed = "id, shop, mood, key, sold_at, cents"
        server.run(
            database,
            "REVOKE SELECT ON sales FROM clerk",
            f"GRANT SELECT ({allowed}) ON sales TO clerk",
            "CREATE SEQUENCE numbers",
            "GRANT ALL ON SEQUENCE numbers TO clerk",
        )
        yield found


Open = Callable[..., PostgreSQLWarehouse]


@pytest.fixture
def opened(url: str) -> Open:
    """Opens the warehouse with settings and columns of the test's own."""

    def open_(
        needed: Mapping[str, DataType] = SALES, table: str = "sales", **more: Any
    ) -> PostgreSQLWarehouse:
        settings = PostgreSQLSettings.model_validate({"type": "postgresql", "url": url, **more})

        def described(source: str) -> SourceTable:
            declared = {
                column: f"the model sales in models/shop.yml:{nr}:3"
                for nr, column in enumerate(needed, 7)
            }
            return SourceTable(source, "public", table, needed, declared)

        return PostgreSQLWarehouse(Server(settings), described)

    return open_


def rows(warehouse: PostgreSQLWarehouse, *columns: str) -> list[tuple[Any, ...]]:
    schema, _, name = warehouse.table("sales", TODAY).partition(".")
    table = sa.table(name, *(sa.column(column) for column in columns), schema=schema)
    return [tuple(row) for row in warehouse.execute(sa.select(*table.c).order_by(table.c[0]))]


def active(server: Cluster) -> int:
    """How many of our long statements the server is at work on."""
    ((count,),) = server.rows(
        "postgres",
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE usename = 'clerk' AND state = 'active' AND query LIKE '%%pg_sleep%%'",
    )
    return int(count)


def wait_until(holds: Callable[[], bool]) -> None:
    for _ in range(400):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("it never held")


def test_rows_come_from_the_table_that_the_source_names(opened: Open) -> None:
    warehouse = opened()

    assert rows(warehouse, "id", "shop", "mood") == [(1, "north", "glad"), (2, "Öst", "sad")]
    assert rows(opened({"id": "number"}, table="sold"), "id") == [(1,), (2,)]


def test_times_with_a_zone_are_those_of_utc(opened: Open) -> None:
    warehouse = opened()
    moment = sa.cast(sa.column("sold_at"), sa.DateTime())
    table = sa.table("sales", sa.column("id"), schema="public")

    found = warehouse.execute(sa.select(moment).select_from(table).order_by(table.c.id))

    assert [row[0] for row in found] == [
        datetime.fromisoformat("2025-05-01T08:00"),
        datetime.fromisoformat("2025-05-03T03:30"),
    ]


def test_nothing_can_be_written(opened: Open) -> None:
    read_only = sa.func.current_setting("transaction_read_only")

    assert opened().execute(sa.select(read_only)) == [("on",)]
    with pytest.raises(OutsideFailure, match=r"does not allow .* nextval"):
        opened().execute(sa.select(sa.func.nextval("public.numbers")))


def test_more_rows_than_the_limit_are_refused(opened: Open) -> None:
    many = sa.select(sa.func.generate_series(1, 11))

    with pytest.raises(Refusal, match="more than 10 rows"):
        opened(row_limit=10).execute(many)
    assert len(opened(row_limit=10).execute(many.limit(10))) == 10


def test_a_query_that_takes_too_long_is_stopped_on_the_server(
    opened: Open, server: Cluster
) -> None:
    with pytest.raises(OutsideFailure, match=r"stopped after 0\.3 seconds"):
        opened(timeout_seconds=0.3).execute(SLEEP)
    assert active(server) == 0


def test_a_query_can_be_cancelled_from_another_thread(opened: Open, server: Cluster) -> None:
    warehouse = opened()
    met: list[str] = []

    def ask() -> None:
        try:
            warehouse.execute(SLEEP)
        except OutsideFailure as failure:
            met.append(failure.message)

    asking = threading.Thread(target=ask)
    asking.start()
    wait_until(lambda: active(server) == 1)
    warehouse.cancel()
    asking.join(timeout=20)

    assert met == ["The query was cancelled."]
    wait_until(lambda: active(server) == 0)
    assert rows(warehouse, "id") == [(1,), (2,)]


def test_ctrl_c_ends_the_query_on_the_server(opened: Open, server: Cluster) -> None:
    warehouse = opened()

    def press() -> None:
        wait_until(lambda: active(server) == 1)
        os.kill(os.getpid(), signal.SIGINT)

    pressing = threading.Thread(target=press)
    pressing.start()
    with pytest.raises(KeyboardInterrupt):
        warehouse.execute(SLEEP)
    pressing.join()

    wait_until(lambda: active(server) == 0)
    assert rows(warehouse, "id") == [(1,), (2,)]


def test_a_connection_is_used_again_and_remembers_nothing(opened: Open) -> None:
    warehouse = opened()
    who = sa.func.current_setting("retainer.asker", True)
    asked = sa.select(sa.func.pg_backend_pid(), who, sa.func.current_setting("TimeZone"))

    ((first, told, zone),) = warehouse.server.select(asked, {"retainer.asker": "ann"})
    ((second, then, _),) = warehouse.server.select(asked)

    assert (first, told, zone) == (second, "ann", "UTC")
    assert not then


def test_a_lost_connection_is_made_again(opened: Open, server: Cluster) -> None:
    warehouse = opened()
    assert rows(warehouse, "id") == [(1,), (2,)]

    server.run(
        "postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'clerk'",
    )

    assert rows(warehouse, "id") == [(1,), (2,)]


def test_a_server_that_ends_every_query_is_told_as_such(opened: Open, server: Cluster) -> None:
    warehouse = opened()
    met: list[str] = []

    def ask() -> None:
        try:
            warehouse.execute(SLEEP)
        except OutsideFailure as failure:
            met.append(failure.message)

    asking = threading.Thread(target=ask)
    asking.start()
    while asking.is_alive():
        server.run(
            "postgres",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE usename = 'clerk' AND state = 'active' AND query LIKE '%pg_sleep%'",
        )
    asking.join()

    assert len(met) == 1
    assert "was lost, twice" in met[0]


@pytest.mark.parametrize(
    ("part", "instead", "said"),
    [
        ("correct%20horse", "battery-staple", r"sales on 127.0.0.1:\d+ does not let clerk in"),
        ("/sales", "/sails", r"no such database or login \(clerk\)"),
        ("clerk:", "clark:", r"does not let clark in"),
    ],
)
def test_who_is_not_let_in_is_told_so_without_the_password(
    url: str, part: str, instead: str, said: str
) -> None:
    assert part in url
    settings = PostgreSQLSettings(type="postgresql", url=url.replace(part, instead))

    with pytest.raises(OutsideFailure, match=said) as caught:
        Server(settings).select(sa.select(sa.literal(1)))

    told = f"{caught.value} {caught.value.__cause__} {settings!r}"
    assert "battery-staple" not in told
    assert PASSWORD not in told
    assert "correct%20horse" not in told


def test_where_nobody_answers(url: str) -> None:
    port = url.rpartition(":")[2].partition("/")[0]
    settings = PostgreSQLSettings(type="postgresql", url=url.replace(f":{port}/", ":1/"))

    with pytest.raises(OutsideFailure, match=r"No PostgreSQL answers for sales on 127\.0\.0\.1:1"):
        Server(settings).select(sa.select(sa.literal(1)))


def test_a_password_that_stands_apart(url: str) -> None:
    settings = PostgreSQLSettings(
        type="postgresql", url=url.replace(":correct%20horse", ""), password=PASSWORD
    )

    assert Server(settings).select(sa.select(sa.literal(1))) == [(1,)]


def test_a_missing_table_is_named_with_the_nearest_one(opened: Open) -> None:
    with pytest.raises(OutsideFailure) as caught:
        rows(opened(table="sale"), "id")

    assert caught.value.message == "The server has no table public.sale (source sales)."
    assert "sales" in caught.value.nearest


@pytest.mark.parametrize(
    ("needed", "said"),
    [
        ({"id": "number", "shoop": "text"}, "has no column shoop, which the model sales in "
         "models/shop.yml:8:3 declares"),
        ({"shop": "number"}, "the column shop holds text, and the model sales in "
         "models/shop.yml:7:3 declares it as number"),
        ({"cents": "number"}, "the column cents holds money"),
        ({"sold_at": "date"}, "the column sold_at holds timestamp with time zone"),
        ({"secret": "text"}, "this login may not read the column secret"),
    ],
)  # fmt: skip
def test_what_is_not_as_the_model_declares(
    opened: Open, needed: Mapping[str, DataType], said: str
) -> None:
    with pytest.raises(OutsideFailure) as caught:
        rows(opened(needed), *needed)

    assert said in caught.value.message
    assert caught.value.next_step


def test_a_failure_over_the_data_shows_none_of_it(opened: Open) -> None:
    warehouse = opened()
    table = sa.table("sales", sa.column("shop"), schema="public")

    with pytest.raises(OutsideFailure) as caught:
        warehouse.execute(sa.select(sa.cast(table.c.shop, sa.Integer())))

    assert "north" not in str(caught.value)
    assert "does not fit" in caught.value.message


def test_computed_rows_go_along_with_the_question(opened: Open) -> None:
    asked: list[date] = []
    declared: Mapping[str, DataType] = {"id": "number", "due": "date", "odds": "number"}

    def compute(as_of: date) -> Mapping[str, Any]:
        asked.append(as_of)
        return {"id": [1, 2], "due": [date(2025, 7, 1), None], "odds": [0.25, None]}

    warehouse = opened()
    warehouse.computed = {"odds": ComputedTable("odds", declared, compute, lambda: "")}
    sales = sa.table("sales", sa.column("id"), sa.column("shop"), schema="public")
    name = warehouse.table("odds", TODAY)
    odds = sa.table(name, *(sa.column(column) for column in declared))
    joined = sales.join(odds, sales.c.id == odds.c.id)
    found = sa.select(sales.c.shop, odds.c.due, odds.c.odds).select_from(joined)

    assert warehouse.table("odds", TODAY) == name == "odds_20250601"
    assert warehouse.execute(found.order_by(sales.c.id)) == [
        ("north", date(2025, 7, 1), 0.25),
        ("Öst", None, None),
    ]
    assert asked == [TODAY]


def test_a_computed_table_without_rows(opened: Open) -> None:
    warehouse = opened()
    declared: Mapping[str, DataType] = {"id": "number", "name": "text"}
    empty = ComputedTable("odds", declared, lambda _: {"id": [], "name": []}, lambda: "")
    warehouse.computed = {"odds": empty}
    odds = sa.table(warehouse.table("odds", TODAY), sa.column("id"), sa.column("name"))

    assert warehouse.execute(sa.select(*odds.c)) == []
