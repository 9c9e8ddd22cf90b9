"""PostgreSQL's row security as a second wall: it shows what the policy does, no more or less."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from connectors.connections import PostgreSQLSettings
from connectors.warehouse.postgresql.server import Server
from connectors.warehouse.postgresql.warehouse import PostgreSQLWarehouse
from semantic.catalog import Catalog
from semantic.row_security import ASKER, script, told_of
from tests.connectors.command_line import retainer
from tests.engines.conftest import RetailOnServer
from tests.support.postgresql import Cluster, ServerWarehouse, server_warehouse
from tests.support.small import TABLES, TODAY, SmallShop, order, small_catalog
from tests.support.workspaces import Shop

pytestmark = pytest.mark.postgresql

PEOPLE = [
    *("steward", "head", "ann", "bob", "north", "south", "lost", "web", "both", "triage"),
    *("rival", "analyst", "shopper", "split", "nobody", "stranger"),
]
DATA: dict[str, list[tuple[Any, ...]]] = {
    "orders": [
        tuple(order(1, "2024-01-01 10:00", 10, customer=1)),
        tuple(order(2, "2024-01-31 23:30", 20, customer=2, channel="fax")),
        tuple(order(3, "2024-02-29 00:00", 30, customer=3, product=None)),
        tuple(order(4, "2024-03-31 01:30", 40, customer=4, channel=None)),
        tuple(order(5, "2024-04-01 12:00", 50, customer=9)),
        tuple(order(6, "2024-04-02 12:00", 60, customer=None)),
    ],
    "customers": [
        (1, "ann", "north", "2023-05-17"),
        (2, "bob", "south", "2023-12-31"),
        (3, "ann", "far north", None),
        (4, None, None, None),
    ],
    "products": [(1, 1, "tea")],
    "suppliers": [(1, "UK")],
    "places": [(1, "Leeds")],
    "visits": [(1, "2024-01-01", 5), (2, "2024-02-29", 7), (9, "2024-03-01", 3)],
}


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return small_catalog(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def open_database(server: Cluster, catalog: Catalog) -> Iterator[tuple[ServerWarehouse, Shop]]:
    """The small shop without the wall."""
    with server_warehouse(server, "open_shop") as warehouse:
        yield warehouse, SmallShop(catalog, warehouse).open(DATA)


@pytest.fixture(scope="module")
def walled(server: Cluster, catalog: Catalog) -> Iterator[tuple[ServerWarehouse, Shop]]:
    """The same shop behind the wall, which was put up twice."""
    with server_warehouse(server, "walled_shop") as warehouse:
        shop = SmallShop(catalog, warehouse).open(DATA)
        made = script(catalog, {name: f"public.{name}" for name in TABLES}, "walled_shop_reader")
        for _ in range(2):
            with server.connect("walled_shop") as connection:
                connection.execute(made.encode())
        settings = PostgreSQLSettings(type="postgresql", url=warehouse.login, row_security=True)
        behind = PostgreSQLWarehouse(Server(settings), warehouse.inner.described)
        yield warehouse, replace(shop, warehouse=behind)


def directly(shop: ServerWarehouse, told: str, statement: str) -> list[tuple[Any, ...]]:
    """What the login sees by SQL of its own."""
    with psycopg.connect(shop.login) as connection:
        connection.execute("SELECT set_config(%s, %s, true)", (ASKER, told))
        return connection.execute(statement.encode()).fetchall()


def test_nobody_in_particular_sees_nothing(walled: tuple[ServerWarehouse, Shop]) -> None:
    for table in TABLES:
        assert directly(walled[0], "", f"SELECT * FROM {table}") == []


@pytest.mark.parametrize(
    ("who", "orders", "customers"),
    [
        ("steward", {1, 2, 3, 4, 5, 6}, {1, 2, 3, 4}),
        ("ann", {1, 3}, {1, 3}),
        ("bob", {2}, {2}),
        ("north", {1, 3}, {1, 3}),
        ("south", {2}, {2}),
        ("lost", set(), set()),
        ("triage", {4, 5, 6}, {1, 2, 3, 4}),
        ("shopper", {1, 3, 5, 6}, {1, 2, 3, 4}),
        ("split", {1, 2, 3}, {1, 2, 3}),
        ("nobody", set(), set()),
    ],
)
def test_even_by_sql_of_its_own_the_login_sees_the_asker_s_rows_alone(
    walled: tuple[ServerWarehouse, Shop], who: str, orders: set[int], customers: set[int]
) -> None:
    warehouse, shop = walled
    told = told_of(shop.principal(who))

    seen = {number for (number,) in directly(warehouse, told, "SELECT id FROM orders")}
    assert seen == orders
    known = {number for (number,) in directly(warehouse, told, "SELECT id FROM customers")}
    assert known == customers


QUESTIONS: list[tuple[list[str], dict[str, Any]]] = [
    (["revenue", "order_count"], {"group_by": ["order.channel"]}),
    (["revenue"], {"group_by": ["customer.region", "supplier.country"]}),
    (["visit_count"], {"group_by": ["customer.owner"]}),
    (["known_buyers"], {"group_by": ["customer.last_channel"]}),
    (["revenue"], {"period": ("2024-03-01", "2024-04-01"), "compare": "previous"}),
    ([], {"group_by": ["customer.owner", "order.channel"]}),
]


@pytest.mark.parametrize("who", PEOPLE)
def test_answers_are_the_same_behind_the_wall(
    open_database: tuple[ServerWarehouse, Shop], walled: tuple[ServerWarehouse, Shop], who: str
) -> None:
    for metrics, query in QUESTIONS:
        before, behind = (
            answered(shop, metrics, {**query, "by": who}) for _, shop in (open_database, walled)
        )
        assert behind == before, f"{metrics} {query}"


def answered(shop: Shop, metrics: list[str], query: dict[str, Any]) -> Any:
    try:
        return shop.ask(*metrics, **query).rows()
    except Exception as error:  # noqa: BLE001
        return type(error).__name__, str(error)


def test_an_audience_gets_the_same_answer_behind_the_wall(
    open_database: tuple[ServerWarehouse, Shop], walled: tuple[ServerWarehouse, Shop]
) -> None:
    from tests.support.workspaces import asked

    query = asked("revenue", group_by=["customer.owner"])
    before, behind = (
        shop.engine.run(query, (shop.principal("steward"), shop.principal("ann"))).rows()
        for _, shop in (open_database, walled)
    )

    assert behind == before == [["ann", 40]]


def test_a_scan_without_its_policy_finds_no_more(
    walled: tuple[ServerWarehouse, Shop], catalog: Catalog
) -> None:
    """As if Retainer's own policy for owners had been lost."""
    _, shop = walled
    open_roles = {**catalog.roles, "owner": catalog.roles["steward"]}
    careless = replace(catalog, roles=open_roles)

    for who, count in (("ann", 2), ("bob", 1)):
        assert Shop(careless, shop.warehouse, TODAY).value("order_count", by=who) == count


@pytest.mark.usefixtures("walled")
def test_other_accounts_read_and_write_as_before(server: Cluster) -> None:
    server.reader("other", "walled_shop", "public")
    with server.connect("walled_shop", "other") as connection:
        assert connection.execute("SELECT count(*) FROM orders").fetchone() == (6,)
    server.run("walled_shop", "DROP OWNED BY other", "DROP ROLE other")


@pytest.mark.usefixtures("walled")
@pytest.mark.parametrize(
    "gift",
    ["ALTER ROLE walled_shop_reader BYPASSRLS", "ALTER TABLE visits OWNER TO walled_shop_reader"],
)
def test_a_login_that_could_go_round_the_wall_is_refused(
    server: Cluster, catalog: Catalog, gift: str
) -> None:
    made = script(catalog, {name: f"public.{name}" for name in TABLES}, "walled_shop_reader")
    with server.connect("walled_shop") as connection:
        connection.execute(gift.encode())
        try:
            with pytest.raises(psycopg.errors.RaiseException, match="row security"):
                connection.execute(made.encode())
        finally:
            connection.rollback()
            connection.execute("ROLLBACK")
            connection.execute("ALTER ROLE walled_shop_reader NOBYPASSRLS")
            connection.execute("ALTER TABLE visits OWNER TO postgres")


def test_the_command_prints_the_script_that_holds_the_workspace(
    retail_on_server: RetailOnServer, tmp_path: Path
) -> None:
    shop = retail_on_server
    assert retainer("-w", shop.folder, "row-security", "--as", "owner-uk-1").code == 1
    ran = retainer("-w", shop.folder, "row-security", "--as", "steward")
    assert ran.code == 0
    query = ("query", "gross_sales", "--by", "customer.owner", "--json", "--as", "owner-uk-1")
    before = retainer("-w", shop.folder, *query).json
    folder = tmp_path / "walled"
    folder.mkdir()
    for path in shop.folder.iterdir():
        if path.name != "connections.yaml":
            (folder / path.name).symlink_to(path)
    settings = (shop.folder / "connections.yaml").read_text(encoding="utf-8")
    walled = settings.replace("timeout_seconds", "row_security: true\n  timeout_seconds")
    (folder / "connections.yaml").write_text(walled, encoding="utf-8")

    with shop.server.connect(shop.database) as connection:
        connection.execute(ran.out.encode())
        try:
            unsaid = retainer("-w", shop.folder, *query).json
            behind = retainer("-w", folder, *query).json
        finally:
            for table in ("online_retail", "territories"):
                connection.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY".encode())
                connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY".encode())

    assert behind["rows"] == before["rows"] != []
    assert unsaid["rows"] != before["rows"]
