"""A Spark cluster as the warehouse: it only reads, and every statement ends."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from threading import Thread
from typing import Any
from urllib.request import urlopen

import pytest
import sqlalchemy as sa

from connectors.connections import SparkSettings
from connectors.warehouse.computed import ComputedTable
from connectors.warehouse.spark.cluster import Cluster
from connectors.warehouse.spark.tables import SparkSource
from connectors.warehouse.spark.warehouse import SparkWarehouse
from semantic import dialects
from semantic.compile.expressions import element, fixed
from semantic.errors import OutsideFailure, Refusal
from semantic.expression import parse
from tests.support.spark import SparkCluster
from tests.support.workspaces import MemoryWarehouse, memory_warehouse

pytestmark = pytest.mark.spark

ENDLESS: sa.Select[Any] = sa.select(sa.func.sum(sa.column("id") % 7)).select_from(
    sa.table("endless")
)
# Clocks in Europe show this twice.
NIGHT = datetime.fromisoformat("2024-10-27T01:30:00")
HOSTILE = (
    "it's",
    "a\\",
    "\\' OR 1=1 --",
    "''; DROP TABLE w.orders; --",
    "${spark.app.name}",
    "${env:HOME}",
    ":value ? %s {x} $1",
    '/* c */ -- `quoted` "double"',
    "line\nbreak\tand \u2028 ✓ 𝄞",
    "50% o_f/",
    "",
)


def settings(spark: SparkCluster, **more: Any) -> SparkSettings:
    return SparkSettings(type="spark", url=spark.url, **{"timeout_seconds": 120, **more})


@pytest.fixture(scope="module")
def cluster(spark: SparkCluster) -> Cluster:
    return Cluster(settings(spark))


@pytest.fixture(scope="module")
def duck() -> Iterator[MemoryWarehouse]:
    with memory_warehouse() as warehouse:
        yield warehouse


def told(spark: SparkCluster, path: str) -> Any:
    """What the cluster says of itself."""
    (application,) = fetched(f"{spark.ui}/api/v1/applications")
    return fetched(f"{spark.ui}/api/v1/applications/{application['id']}/{path}")


def fetched(address: str) -> Any:
    with closing(urlopen(address)) as answer:  # noqa: S310
        return json.load(answer)


def soon(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.2)
    return False


def running(spark: SparkCluster) -> bool:
    return bool(told(spark, "jobs?status=running"))


def test_both_workers_take_part(spark: SparkCluster, cluster: Cluster) -> None:
    cluster.add_view("many", lambda session: session.range(0, 100_000, 1, 8))
    count = sa.select(sa.func.count(sa.column("id").distinct())).select_from(sa.table("many"))

    def busy() -> bool:
        assert cluster.select(count) == [(100_000,)]
        workers = [each for each in told(spark, "executors") if each["id"] != "driver"]
        return [each["totalTasks"] > 0 for each in workers] == [True, True]

    # The second worker may still be starting when the first one has done all there is.
    assert soon(busy)


def test_text_is_what_was_given_bound_and_written(cluster: Cluster) -> None:
    bound: list[Any] = [sa.literal(text).label(f"b{nr}") for nr, text in enumerate(HOSTILE)]
    written = [fixed(text).label(f"w{nr}") for nr, text in enumerate(HOSTILE)]

    (row,) = cluster.select(sa.select(*bound, *written))

    assert row == HOSTILE * 2


def test_a_name_is_a_name(cluster: Cluster) -> None:
    inner = sa.select(sa.literal(1).label("a`b; -- 'c")).subquery("left")

    assert cluster.select(sa.select(inner.c[0].label("x.y"))) == [(1,)]
    assert cluster.types(sa.select(inner.c[0].label("x.y"))) == {"x.y": "int"}


def test_values_come_back_as_they_are(cluster: Cluster) -> None:
    values = (
        *(date(1, 1, 1), date(9999, 12, 31), datetime.fromisoformat("2024-03-31T01:30:00.123456")),
        *(Decimal("12345678901234567890.5"), 0.5, 2**62, True, None),
    )
    row = [fixed(value) for value in values]
    row.append(sa.literal(2**70))
    row.append(sa.literal(NIGHT))
    row.append(sa.func.timestamp_micros(1_700_000_000_000_000))

    (found,) = cluster.select(sa.select(*(value.label(f"c{nr}") for nr, value in enumerate(row))))

    expected = (Decimal(2**70), NIGHT, datetime.fromisoformat("2023-11-14T22:13:20"))
    assert found == (*values, *expected)


def test_only_a_select_is_sent(cluster: Cluster) -> None:
    for statement in (sa.text("DROP TABLE x"), sa.insert(sa.table("x", sa.column("a")))):
        with pytest.raises(TypeError):
            cluster.select(statement)  # type: ignore[arg-type]


def test_more_rows_than_the_limit_are_refused(spark: SparkCluster) -> None:
    small = Cluster(settings(spark, row_limit=3))
    small.add_view("four", lambda session: session.range(4))
    all_rows: sa.Select[Any] = sa.select(sa.column("id")).select_from(sa.table("four"))

    with pytest.raises(Refusal, match="more than 3 rows"):
        small.select(all_rows)
    assert len(small.select(all_rows.limit(3))) == 3


def test_a_statement_that_takes_too_long_ends_on_the_cluster(spark: SparkCluster) -> None:
    hasty = Cluster(settings(spark, timeout_seconds=60))
    hasty.add_view("endless", lambda session: session.range(10**13))
    object.__setattr__(hasty, "settings", settings(spark, timeout_seconds=4))

    with pytest.raises(OutsideFailure, match="stopped after 4 seconds"):
        hasty.select(ENDLESS)

    assert soon(lambda: not running(spark))


def test_a_statement_can_be_cancelled(spark: SparkCluster, cluster: Cluster) -> None:
    cluster.add_view("endless", lambda session: session.range(10**13))
    failures: list[OutsideFailure] = []

    def ask() -> None:
        try:
            cluster.select(ENDLESS)
        except OutsideFailure as failure:
            failures.append(failure)

    asking = Thread(target=ask)
    asking.start()
    assert soon(lambda: running(spark))
    cluster.cancel()
    asking.join(30)

    assert [failure.message for failure in failures] == ["The query was cancelled."]
    assert soon(lambda: not running(spark))


def test_a_session_that_the_cluster_forgot_is_opened_again(spark: SparkCluster) -> None:
    own = Cluster(settings(spark))
    own.add_view("kept", lambda session: session.range(2))
    count = sa.select(sa.func.count()).select_from(sa.table("kept"))
    own.ask(lambda session: session.client.release_session())

    assert own.select(count) == [(2,)]


def test_a_cluster_that_does_not_answer_is_named() -> None:
    nobody = Cluster(SparkSettings(type="spark", url="sc://127.0.0.1:9/;token=secret"))

    with pytest.raises(OutsideFailure) as failure:
        nobody.select(sa.select(sa.literal(1)))

    assert "No Spark answers at sc://127.0.0.1:9" in str(failure.value)
    assert "secret" not in str(failure.value)


def test_a_failure_says_nothing_of_the_data(cluster: Cluster) -> None:
    secret = sa.select(sa.literal("confidential").label("x")).subquery("t")

    with pytest.raises(OutsideFailure, match="does not fit") as failure:
        cluster.select(sa.select(sa.cast(secret.c.x, sa.Double())))
    with pytest.raises(OutsideFailure, match="UNRESOLVED_COLUMN"):
        cluster.select(sa.select(sa.column("nothing")).select_from(secret))

    assert "confidential" not in str(failure.value)


def ran(text: str, session: Any) -> None:
    """Runs a statement of the test's own."""
    session.sql(text).collect()


def opened(cluster: Cluster, source: SparkSource, **more: Any) -> SparkWarehouse:
    return SparkWarehouse(cluster, lambda _: source, **more)


def test_sources_are_held_against_the_models(
    spark: SparkCluster, cluster: Cluster, duck: MemoryWarehouse
) -> None:
    path = str(spark.folder / "orders.parquet")
    duck.run(f"COPY (SELECT 1 AS id, 'x' AS name, 1.5 AS amount) TO '{path}' (FORMAT parquet)")
    for made in (
        "CREATE SCHEMA IF NOT EXISTS shop",
        f"CREATE OR REPLACE TEMP VIEW held AS SELECT * FROM parquet.`{path}`",
        f"CREATE TABLE IF NOT EXISTS shop.real USING parquet LOCATION '{path}'",
    ):
        cluster.ask(partial(ran, made))

    def source(table: str, path: str = "", **needed: Any) -> SparkSource:
        places = dict.fromkeys(needed, "the model orders in models/m.yml:7:5")
        return SparkSource("orders", table, path, needed, places)

    today = date(2024, 1, 1)
    good = opened(cluster, source("", path, id="number", name="text", amount="number"))
    table = good.table("orders", today)
    kept = sa.table(table, sa.column("id"), sa.column("amount"))
    rows: sa.Select[Any] = sa.select(kept.c["id"], kept.c["amount"])
    assert good.execute(rows) == [(1, Decimal("1.5"))]
    assert good.exact("orders") == {"id", "amount"}
    for table in ("shop.real", "spark_catalog.shop.real"):
        named = opened(cluster, source(table, id="number")).table("orders", today)
        schema, _, name = named.rpartition(".")
        count = sa.select(sa.func.count()).select_from(sa.table(name, schema=schema))
        assert good.execute(count) == [(1,)]
    said = {}
    for name, wrong in {
        "type": source("held", name="number"),
        "column": source("held", nam="text"),
        "table": source("shop.ordres"),
        "schema": source("shp.orders"),
        "path": source("", str(spark.folder / "nowhere")),
        "csv": source("", "s3://bucket/orders.csv"),
    }.items():
        with pytest.raises(OutsideFailure) as failure:
            opened(cluster, wrong).table("orders", today)
        said[name] = failure.value.message
    assert said["type"].startswith("held (source orders): the column name holds string, and the")
    assert said["column"].startswith("held (source orders) has no column nam, which the model")
    assert said["table"] == "The cluster has no table shop.ordres (source orders)."
    assert said["schema"] == "The cluster has no table shp.orders (source orders)."
    assert said["path"].startswith("The cluster finds no Parquet files at ")
    assert said["csv"].startswith("s3://bucket/orders.csv (source orders) is CSV")


def test_computed_rows_are_sent_once_for_a_date(cluster: Cluster) -> None:
    asked: list[date] = []

    def compute(as_of: date) -> dict[str, list[Any]]:
        asked.append(as_of)
        return {"id": [1, 2], "day": [as_of, None], "share": [0.5, 1.25]}

    needed: Any = {"id": "number", "day": "date", "share": "number"}
    computed = {"predicted": ComputedTable("predicted", needed, compute, lambda: "v1")}
    warehouse = SparkWarehouse(cluster, lambda _: pytest.fail("no table"), computed)
    day = date(2024, 1, 2)

    for _ in range(2):
        table = sa.table(warehouse.table("predicted", day), *map(sa.column, needed))
        rows = warehouse.execute(sa.select(*table.c).order_by(table.c.id))
        assert rows == [(1, day, 0.5), (2, None, 1.25)]

    assert asked == [day]


MOMENTS = ("2024-03-31T01:30:05", "2023-01-01T00:00:00", "1969-12-31T23:59:00")
EXPRESSIONS = (
    *("CAST(2.6 AS INTEGER)", "CAST(-1.6 AS INTEGER)", "CAST('12' AS INTEGER)"),
    *("7 % 0", "-7 % 3", "greatest(NULL, 2)", "least(3)", "1 / 4", "1 / 0", "round(2.345, 2)"),
    *("'a\\b' LIKE 'a\\b'", "'a%' LIKE 'a\\%'", "'ab' NOT LIKE '_\\%'", "'A' || 'b'"),
    *("substring('retain', 2, 3)", "trim('  x ')", "length('𝄞é')", "CAST(1.5 AS TEXT)"),
    *("CAST('2024-02-29' AS DATE)", "coalesce(NULL, 'x')", "nullif(1, 1)", "upper('é')"),
    "CASE WHEN 1 = 2 THEN 'a' END",
)


def test_expressions_mean_what_they_mean_in_duckdb(cluster: Cluster, duck: MemoryWarehouse) -> None:
    parsed = [element(parse(text).root, {}) for text in EXPRESSIONS]
    made = sa.select(*(value.label(f"c{nr}") for nr, value in enumerate(parsed)))

    (ours,), (theirs,) = cluster.select(made), duck.execute(made)

    assert dict(zip(EXPRESSIONS, ours, strict=True)) == dict(zip(EXPRESSIONS, theirs, strict=True))


@pytest.mark.parametrize("moment", MOMENTS)
def test_times_are_moved_as_in_duckdb(cluster: Cluster, duck: MemoryWarehouse, moment: str) -> None:
    at = sa.cast(fixed(datetime.fromisoformat(moment)), sa.DateTime())
    zoned = dialects.local_time(at, fixed("Europe/London"), fixed("Asia/Kolkata"))
    grains = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
    made = {
        **{f"to {grain}": dialects.to_grain(grain, at, "monday") for grain in grains},
        "to a Sunday": dialects.to_grain("week", at, "sunday"),
        **{f"before {g}": sa.cast(dialects.before(at, 1, g), sa.DateTime()) for g in grains},
        **{f"part {p}": dialects.date_part(p, at) for p in ("day", "dow", "doy", "quarter")},
        "zoned": zoned,
        "days": dialects.days_between(at, fixed(date(2024, 3, 1))),
        "masked": dialects.pseudonym(fixed("key"), at),
    }
    statement = sa.select(*(value.label(name) for name, value in made.items()))

    (ours,), (theirs,) = cluster.select(statement), duck.execute(statement)

    assert dict(zip(made, ours, strict=True)) == dict(zip(made, theirs, strict=True))


def test_percentiles_are_exact(cluster: Cluster, duck: MemoryWarehouse) -> None:
    rows = sa.values(sa.column("v", sa.Double()), name="given", literal_binds=True)
    given = rows.data([(float(n * n % 31),) for n in range(24)])
    value: sa.ColumnElement[Any] = sa.cast(given.c.v, sa.Double())
    made: list[sa.ColumnElement[Any]] = [dialects.median(value)]
    for share in (0.0, 0.1, 0.25, 0.9, 1.0):
        made += [dialects.percentile(value, share, discrete=kind) for kind in (True, False)]
    statement = sa.select(*(each.label(f"p{nr}") for nr, each in enumerate(made)))

    (ours,), (theirs,) = cluster.select(statement), duck.execute(statement)

    assert ours == pytest.approx(theirs, abs=1e-12)


def test_a_condition_that_fails_for_a_row_is_not_met_there(cluster: Cluster) -> None:
    rows = sa.values(sa.column("v"), name="given", literal_binds=True)
    given = rows.data([("12",), ("x",), ("13",)])
    asked = element(parse("CAST(v AS INTEGER) = 12").root, {"v": given.c.v})
    tried = dialects.attempt(asked, sa.true())

    assert cluster.select(sa.select(given.c.v).where(tried)) == [("12",)]
