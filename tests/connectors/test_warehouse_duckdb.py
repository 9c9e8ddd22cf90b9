"""The embedded warehouse: it reads what it is told to, says what is wrong, and keeps copies."""

import os
import signal
import threading
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlalchemy as sa

from connectors.connections import DuckDBSettings
from connectors.warehouse.cache import TableCache
from connectors.warehouse.computed import Columns, ComputedTable
from connectors.warehouse.duckdb import DuckDBWarehouse
from connectors.warehouse.files import SourceFile
from semantic.errors import OutsideFailure, Refusal
from semantic.model import DataType

TODAY = date(2025, 6, 1)
SALES: Mapping[str, DataType] = {"id": "number", "shop": "text", "sold_at": "timestamp"}
ROWS = "VALUES (1, 'north', TIMESTAMP '2025-05-01 10:00'), (2, 'south', NULL), (2, 'south', NULL)"
ENDLESS = sa.select(sa.text("count(*)")).select_from(
    sa.text("range(1000000) a, range(1000000) b WHERE a.range * b.range % 7 = 3")
)


def parquet(path: Path, rows: str = ROWS, columns: str = "id, shop, sold_at") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as database:
        database.execute(f"CREATE TABLE t({columns}) AS {rows}")
        database.execute(f"COPY t TO '{str(path).replace(chr(39), chr(39) * 2)}' (FORMAT parquet)")
    return path


def source(path: Path, needed: Mapping[str, DataType] = SALES, delimiter: str = ",") -> SourceFile:
    declared_in = dict.fromkeys(needed, "the model sales")
    return SourceFile("sales", path, f"data/{path.name}", delimiter, needed, declared_in)


def warehouse(
    file: SourceFile, cache: Path, computed: ComputedTable | None = None, **settings: Any
) -> DuckDBWarehouse:
    return DuckDBWarehouse(
        settings=DuckDBSettings(type="duckdb", **settings),
        files={file.name: file},
        cache=TableCache(cache),
        computed={computed.name: computed} if computed else {},
    )


def rows_of(given: DuckDBWarehouse, name: str = "sales", columns: str = "*") -> list[Any]:
    table = sa.table(given.table(name, TODAY))
    return list(given.execute(sa.select(sa.text(columns)).select_from(table)))


def distinct(given: DuckDBWarehouse) -> sa.Select[Any]:
    table = sa.table(given.table("sales", TODAY), sa.column("id"), sa.column("shop"))
    return sa.select(*table.c).distinct()


def staged(given: DuckDBWarehouse) -> list[Any]:
    table = given.stage("sales", distinct(given))
    return sorted(given.execute(sa.select(table.c.id, table.c.shop)))


def failure(file: SourceFile, cache: Path) -> OutsideFailure:
    with pytest.raises(OutsideFailure) as caught:
        warehouse(file, cache).table("sales", TODAY)
    return caught.value


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def sales(tmp_path: Path) -> SourceFile:
    return source(parquet(tmp_path / "sales.parquet"))


def csv(tmp_path: Path, text: str, **given: Any) -> SourceFile:
    path = tmp_path / "sales.csv"
    path.write_bytes(text.encode())
    return source(path, **given)


def test_rows_come_from_parquet(sales: SourceFile, cache: Path) -> None:
    found = rows_of(warehouse(sales, cache))

    assert found[0] == (1, "north", datetime.fromisoformat("2025-05-01T10:00"))
    assert len(found) == 3


def test_csv_is_read_as_the_model_declares_it(tmp_path: Path, cache: Path) -> None:
    needed: dict[str, DataType] = {"customer": "number", "zip": "text", "price": "number"}
    text = 'customer,zip,price,note\n12748,00123,7.95,"a, b"\n12749,,,x\n'

    found = rows_of(warehouse(csv(tmp_path, text, needed=needed), cache))

    assert found == [(12748, "00123", 7.95, "a, b"), (12749, None, None, "x")]
    assert isinstance(found[0][0], int)


def test_csv_with_a_byte_order_mark_and_semicolons(tmp_path: Path, cache: Path) -> None:
    file = csv(tmp_path, "\ufeffid;shop;sold_at\n1;a,b;2025-05-01 10:00\n", delimiter=";")

    assert rows_of(warehouse(file, cache)) == [
        (1, "a,b", datetime.fromisoformat("2025-05-01T10:00"))
    ]


def test_a_fraction_far_down_a_csv_file_is_kept(tmp_path: Path, cache: Path) -> None:
    needed: dict[str, DataType] = {"price": "number"}
    lines = ["price", *["1"] * 30_000, "1.5"]
    file = csv(tmp_path, "\n".join(lines), needed=needed)

    assert rows_of(warehouse(file, cache), columns="sum(price)") == [(30_001.5,)]


@pytest.mark.parametrize("folder", ["it's here", "a[1]*", "zürich 店"])
def test_any_folder_name_will_do(tmp_path: Path, folder: str) -> None:
    file = source(parquet(tmp_path / folder / "sales.parquet"))
    given = warehouse(file, tmp_path / folder / "cache")

    assert len(rows_of(given)) == 3
    assert staged(given) == [(1, "north"), (2, "south")]


def test_nothing_else_on_the_machine_can_be_read(sales: SourceFile, cache: Path) -> None:
    other = parquet(cache.parent / "other.parquet")
    given = warehouse(sales, cache)
    rows_of(given)

    for reach in (
        f"SELECT * FROM read_parquet('{other}')",
        "SELECT * FROM read_text('/etc/hostname')",
        f"COPY (SELECT 1) TO '{cache.parent}/out.csv'",
        f"ATTACH '{cache.parent}/out.db'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ):
        with pytest.raises(duckdb.Error):
            given._session.run(reach)


def test_a_slow_query_draws_no_progress_into_the_answer(sales: SourceFile, cache: Path) -> None:
    drawn = sa.select(sa.text("current_setting('enable_progress_bar')"))

    assert list(warehouse(sales, cache).execute(drawn)) == [(False,)]


def test_a_missing_file_is_named_with_the_nearest_one(sales: SourceFile, cache: Path) -> None:
    said = failure(source(sales.path.with_name("sale.parquet")), cache)

    assert said.message == "data/sale.parquet does not exist (source sales in connections.yaml)."
    assert said.nearest == ("sales.parquet",)


@pytest.mark.parametrize("kept", [0, 3, 200])
def test_a_truncated_parquet_file(sales: SourceFile, cache: Path, kept: int) -> None:
    sales.path.write_bytes(sales.path.read_bytes()[:kept])

    said = failure(sales, cache)

    assert said.message == (
        "data/sales.parquet (source sales) is not a whole Parquet file: it is cut off, damaged or "
        "of another kind."
    )


def test_a_missing_column_is_named_with_the_model_and_the_nearest(
    tmp_path: Path, cache: Path
) -> None:
    file = source(parquet(tmp_path / "sales.parquet", columns="id, shops, sold_at"))

    said = failure(file, cache)

    assert said.message == (
        "data/sales.parquet (source sales) has no column shop, which the model sales declares."
    )
    assert said.nearest == ("shops",)
    assert "id, shops and sold_at" in said.next_step


def test_a_column_of_another_type(tmp_path: Path, cache: Path) -> None:
    file = source(parquet(tmp_path / "sales.parquet", "VALUES ('one', 'north', now())"))

    assert failure(file, cache).message == (
        "data/sales.parquet (source sales): the column id holds VARCHAR, and the model sales "
        "declares it as number."
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (
            "id,shop,sold_at\n1,a,\nsecret,b,\n",
            "line 3 has a value in id that is not of the type the model declares",
        ),
        ("id,shop,sold_at\n1,a,\n2,b,,x\n", "line 3 has 4 values where the header names 3"),
        ("id,shop,sold_at\n1,a,soon\n", "line 2 has a value in sold_at that is not of the type"),
        ("id,shop,shop,sold_at\n", "names the column 'shop' twice"),
        ("id,shop\n1,a\n", "has no column sold_at, which the model sales declares"),
        ("", "is empty"),
    ],
)
def test_what_is_wrong_with_a_csv_file(tmp_path: Path, cache: Path, text: str, what: str) -> None:
    said = failure(csv(tmp_path, text), cache)

    assert what in said.message
    assert "secret" not in str(said)


def test_csv_that_is_not_utf_8(tmp_path: Path, cache: Path) -> None:
    file = csv(tmp_path, "")
    file.path.write_bytes("id,shöp\n".encode("latin-1"))

    assert "is not UTF-8 text" in failure(file, cache).message


def test_a_file_of_a_kind_that_is_not_read(tmp_path: Path, cache: Path) -> None:
    assert "neither CSV nor Parquet" in failure(source(tmp_path / "sales.xlsx"), cache).message


def test_a_folder_in_place_of_a_file(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "sales.parquet").mkdir()

    assert "cannot be read" in failure(source(tmp_path / "sales.parquet"), cache).message


def test_too_many_rows_are_refused(sales: SourceFile, cache: Path) -> None:
    given = warehouse(sales, cache, row_limit=2)

    with pytest.raises(Refusal, match="more than 2 rows"):
        rows_of(given)


def test_a_query_that_takes_too_long_is_stopped(sales: SourceFile, cache: Path) -> None:
    given = warehouse(sales, cache, timeout_seconds=0.2)

    with pytest.raises(OutsideFailure, match=r"stopped after 0\.2 seconds"):
        given.execute(ENDLESS)
    assert len(rows_of(given)) == 3


def test_ctrl_c_stops_a_query(sales: SourceFile, cache: Path) -> None:
    given = warehouse(sales, cache)
    rows_of(given)
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()

    with pytest.raises(KeyboardInterrupt):
        given.execute(ENDLESS)


def test_a_query_that_needs_too_much_memory(sales: SourceFile, tmp_path: Path) -> None:
    (tmp_path / "no-folder").touch()
    given = warehouse(sales, tmp_path / "no-folder", memory_limit="30MB")
    wide = sa.select(sa.text("list(range || 'x')")).select_from(sa.text("range(5000000)"))

    with pytest.raises(OutsideFailure, match="needs more memory than DuckDB may use"):
        given.execute(wide)


def test_a_staged_model_has_the_rows_of_its_base(sales: SourceFile, cache: Path) -> None:
    assert staged(warehouse(sales, cache)) == [(1, "north"), (2, "south")]


def test_a_stage_is_kept_for_the_next_process(sales: SourceFile, cache: Path) -> None:
    staged(warehouse(sales, cache))
    (kept,) = cache.glob("staged_sales-*.parquet")
    written = kept.stat().st_mtime_ns

    assert staged(warehouse(sales, cache)) == [(1, "north"), (2, "south")]
    assert [path.stat().st_mtime_ns for path in cache.glob("*.parquet")] == [written]


def test_a_stage_of_changed_data_is_not_used(sales: SourceFile, cache: Path) -> None:
    staged(warehouse(sales, cache))
    parquet(sales.path, "VALUES (9, 'west', TIMESTAMP '2025-05-02 10:00')")

    assert staged(warehouse(sales, cache)) == [(9, "west")]


def test_a_damaged_stage_is_not_used(sales: SourceFile, cache: Path) -> None:
    staged(warehouse(sales, cache))
    (kept,) = cache.glob("staged_sales-*.parquet")
    kept.write_bytes(kept.read_bytes()[:50])

    assert staged(warehouse(sales, cache)) == [(1, "north"), (2, "south")]


def test_a_stage_with_other_content_is_not_used(sales: SourceFile, cache: Path) -> None:
    staged(warehouse(sales, cache))
    (kept,) = cache.glob("staged_sales-*.parquet")
    parquet(kept, "VALUES (66, 'forged')", "id, shop")

    assert staged(warehouse(sales, cache)) == [(1, "north"), (2, "south")]


def test_stages_an_hour_out_of_date_go(sales: SourceFile, cache: Path) -> None:
    staged(warehouse(sales, cache))
    (old,) = cache.glob("staged_sales-*.parquet")
    os.utime(old, (0, 0))
    parquet(sales.path, "VALUES (9, 'west', TIMESTAMP '2025-05-02 10:00')")

    staged(warehouse(sales, cache))

    (new,) = cache.glob("staged_sales-*.parquet")
    assert new != old


def test_without_a_folder_for_copies_the_rows_are_the_same(
    sales: SourceFile, tmp_path: Path
) -> None:
    (tmp_path / "no-folder").touch()
    given = warehouse(sales, tmp_path / "no-folder")

    assert staged(given) == [(1, "north"), (2, "south")]


def expecting(calls: list[date], fingerprint: str = "v1") -> ComputedTable:
    def compute(as_of: date) -> Columns:
        calls.append(as_of)
        return {"customer_id": ["12", "13"], "chance": [0.5, None], "unused": [1, 2]}

    declared: dict[str, DataType] = {"customer_id": "number", "chance": "number"}
    return ComputedTable("expected", declared, compute, lambda: fingerprint)


def test_a_computed_table_is_computed_once_for_each_date(sales: SourceFile, cache: Path) -> None:
    calls: list[date] = []
    given = warehouse(sales, cache, expecting(calls))

    assert rows_of(given, "expected") == [(12, 0.5), (13, None)]
    assert rows_of(given, "expected") == rows_of(
        warehouse(sales, cache, expecting(calls)), "expected"
    )
    assert given.table("expected", date(2025, 5, 1)) != given.table("expected", TODAY)
    assert calls == [TODAY, date(2025, 5, 1)]


def test_a_computed_table_follows_the_data_and_the_definitions(
    sales: SourceFile, cache: Path
) -> None:
    calls: list[date] = []
    warehouse(sales, cache, expecting(calls)).table("expected", TODAY)
    warehouse(sales, cache, expecting(calls, "v2")).table("expected", TODAY)
    parquet(sales.path, "VALUES (9, 'west', TIMESTAMP '2025-05-02 10:00')")
    warehouse(sales, cache, expecting(calls)).table("expected", TODAY)

    assert len(calls) == 3


def test_a_computed_table_without_rows(sales: SourceFile, cache: Path) -> None:
    declared: dict[str, DataType] = {"customer_id": "number"}
    nobody = ComputedTable("expected", declared, lambda _: {"customer_id": []}, lambda: "")

    assert rows_of(warehouse(sales, cache, nobody), "expected") == []
