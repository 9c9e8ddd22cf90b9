"""`query` from options, a file and stdin, and what it answers when the asking is wrong."""

import json
from pathlib import Path
from shutil import copytree
from typing import Any

import duckdb
import pytest

from connectors.cli.conditions import parse
from semantic.errors import ConfigurationError
from tests.connectors.command_line import process, retainer

MAY = ("--from", "2025-05-01", "--to", "2025-06-01")


def test_a_reference_value_of_the_example(example: Path) -> None:
    ran = retainer("-w", example, "query", "gross_sales", "--json", "--from", "2011-03-01",
                   "--to", "2011-04-01")  # fmt: skip

    assert ran.json["rows"] == [[689841.84]]
    assert ran.json["columns"] == [
        {"name": "gross_sales", "role": "metric", "type": "number", "unit": "GBP"}
    ]
    assert ran.json["period"] == {"from": "2011-03-01", "to": "2011-04-01", "partial": False}
    assert ran.json["metrics"][0]["status"] == "approved"


def test_options_and_file_ask_the_same(shop: Path, tmp_path: Path) -> None:
    file = tmp_path / "q.json"
    file.write_text(
        json.dumps({
            "metrics": ["sales", "orders"],
            "group_by": ["order.region"],
            "filters": [{"field": "order.region", "op": "in", "value": ["east", "south"]}],
            "period": {"from": "2025-05-01", "to": "2025-06-01"},
            "order_by": ["-sales"],
            "limit": 1,
        })
    )  # fmt: skip
    by_options = retainer("-w", shop, "query", "sales,orders", "--by", "order.region", *MAY,
                          "--where", "order.region in east,south", "--order=-sales",
                          "--limit", "1", "--json")  # fmt: skip
    by_file = retainer("-w", shop, "query", "--file", file, "--json")
    by_stdin = process("-w", shop, "query", "--file", "-", "--json", stdin=file.read_text())

    assert by_options.json["rows"] == [["south", 584.75, 5]]
    assert by_options.json == by_file.json == by_stdin.json


def test_people_read_a_table_with_the_sql_when_asked(shop: Path) -> None:
    ran = retainer("-w", shop, "query", "sales", *MAY, "--sql")

    assert "£731.90" in ran.out
    assert "May 2025 · as of 1 July 2025" in ran.out
    assert "SELECT" in ran.out


def test_an_owner_gets_their_own_rows(shop: Path) -> None:
    retainer("-w", shop, "approve", "sales")

    ran = retainer("-w", shop, "query", "sales", "--by", "order.region", "--as", "north", *MAY,
                   "--json")  # fmt: skip

    assert ran.json["rows"] == [["north", 23.85]]


def test_as_of_hides_what_came_later(shop: Path) -> None:
    ran = retainer("-w", shop, "query", "orders", "--as-of", "2025-02-01", "--json")

    assert ran.json["as_of"] == "2025-02-01"
    assert ran.json["rows"] == [[9]]


@pytest.mark.parametrize(
    ("text", "field", "op", "value"),
    [
        ("order.region=north", "order.region", "eq", "north"),
        ("order.region = 'United Kingdom'", "order.region", "eq", "United Kingdom"),
        ("order.region!=north", "order.region", "ne", "north"),
        ("order.items >= 5", "order.items", "ge", "5"),
        ("order.items<=5", "order.items", "le", "5"),
        ("order.items<5", "order.items", "lt", "5"),
        ("order.items > 5", "order.items", "gt", "5"),
        ("order.region in north, south", "order.region", "in", ("north", "south")),
        ('order.region in "a, b",c', "order.region", "in", ("a, b", "c")),
        ("order.region NOT IN north", "order.region", "not_in", ("north",)),
        ("order.items between 1 and 5", "order.items", "between", ("1", "5")),
        ("order.region contains or", "order.region", "contains", "or"),
        ("order.region starts with no", "order.region", "starts_with", "no"),
        ("order.region is null", "order.region", "is_null", None),
        ("order.region is not null", "order.region", "not_null", None),
        ("order.region=in between", "order.region", "eq", "in between"),
    ],
)
def test_conditions_as_people_type_them(text: str, field: str, op: str, value: Any) -> None:
    given = parse(text)

    assert (given.field, given.op, given.value) == (field, op, value)


@pytest.mark.parametrize(
    "text", ["", "region", "=north", "order.region=", "order.region in", "a b"]
)
def test_what_is_no_condition_is_told_the_forms(text: str) -> None:
    with pytest.raises(ConfigurationError, match="is not a condition") as caught:
        parse(text)

    assert "field is not null" in caught.value.next_step


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["saels"], 1, "There is no metric 'saels' that you may see.\nNearest: sales"),
        (["sales", "--by", "order.regoin"], 1, "Nearest: order.region"),
        (["sales", "--by", "time.moth"], 1, "time.month"),
        (["sales", "--where", "order.region"], 2, "'order.region' is not a condition."),
        (["sales", "--where", "order.count=1"], 1, "no dimension 'order.count'"),
        (["sales", "--from", "2025-13-01"], 2, "`from` must be a date such as 2011-10-03"),
        (["sales", "--from", "2026-01-01"], 1, "lies in the future"),
        (["sales", "--from", "2025-06-01", "--to", "2025-05-01"], 2, "is empty"),
        (["sales", "--as-of", "today"], 2, "`as_of` must be a date"),
        (["sales", "--limit", "0"], 2, "0 is not in the range"),
        (["sales", "--compare", "past"], 2, "'past' is not one of 'previous', 'year'"),
        ([], 2, "Name a metric, or give a query with --file."),
        (["sales", "--file", "q.json"], 2, "Give a query as --file or as options, not both."),
    ],
)
def test_what_is_wrong_with_a_query(shop: Path, arguments: list[str], code: int, said: str) -> None:
    ran = retainer("-w", shop, "query", *arguments)

    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"metric": ["sales"]}', "unknown key `metric`; did you mean `metrics`?"),
        ('{"metrics": "sales"}', "`metrics` must be a list, not `sales`; write [sales]"),
        ('{"metrics": ["sales"], "limit": "5"}', "`limit` must be a whole number, not `5`"),
        ('{"metrics": ["sales"], "filters": [{"field": "a.b", "op": "like", "value": 1}]}', "`op`"),
        ('["sales"]', "it is JSON, but not an object"),
        ("metrics: sales", "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ('{"metrics": ["sales"], "period": {"to": "9999-12-31"}}', "must be at most 9000-01-01"),
        ('{"metrics": ["\\ud800"]}', "half a character in a text"),
        ('{"filters": ' + "[" * 900 + "]" * 900 + "}", "lists lie in each other too deep"),
    ],
)
def test_what_is_wrong_with_a_query_file(
    shop: Path, tmp_path: Path, content: str, said: str
) -> None:
    file = tmp_path / "q.json"
    file.write_text(content)

    ran = retainer("-w", shop, "query", "--file", file)

    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_query_file_that_is_not_there(shop: Path) -> None:
    ran = retainer("-w", shop, "query", "--file", "nowhere.json")

    assert ran.code == 2
    assert "nowhere.json cannot be read: No such file or directory." in ran.err


def test_a_parquet_file_that_lacks_a_column(retail: Path) -> None:
    file = retail / "data" / "online_retail.parquet"
    with duckdb.connect() as database:
        database.execute(f"CREATE TABLE t AS SELECT * EXCLUDE (UnitPrice) FROM '{file}'")
        database.execute(f"COPY t TO '{file}'")

    ran = retainer("-w", retail, "query", "gross_sales")

    assert ran.code == 3
    assert (
        "data/online_retail.parquet (source online_retail) has no column UnitPrice, which the "
        "model lines in models/retail.yml:16:18 declares." in ran.err
    )


def test_a_parquet_file_that_is_cut_off(retail: Path) -> None:
    file = retail / "data" / "online_retail.parquet"
    file.write_bytes(file.read_bytes()[:1_000_000])

    ran = retainer("-w", retail, "query", "gross_sales")

    assert ran.code == 3
    assert "is not a whole Parquet file" in ran.err


def test_pseudonyms_stay_the_same_and_keep_their_key_to_themselves(example: Path) -> None:
    ask = ("-w", example, "query", "gross_sales", "--by", "customer.id", "--limit", "3", "--json",
           "--as", "analyst", "--order=-gross_sales")  # fmt: skip
    first, second = retainer(*ask), retainer(*ask)
    key = example / ".retainer" / "pseudonym.key"

    assert first.json["rows"] == second.json["rows"]
    assert all(row[0] is None or row[0].startswith("p-") for row in first.json["rows"])
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.read_text().strip() not in first.out


def test_predictions_are_queries_like_any_other(example: Path) -> None:
    ask = ("-w", example, "query", "value_at_risk", "--json")
    whole, own = retainer(*ask), retainer(*ask, "--as", "owner-world")

    assert whole.json["rows"][0][0] > own.json["rows"][0][0] > 0


def test_a_calendar_may_be_a_csv_file(tmp_path: Path) -> None:
    hotel = copytree(Path(__file__).parents[1] / "data" / "hotel", tmp_path / "hotel")
    ran = retainer("-w", hotel, "query", "room_nights", "--by", "time.month", "--json",
                   "--from", "2026-01-01", "--to", "2026-03-01")  # fmt: skip

    assert ran.json["rows"] == [["2026-01-01", 116], ["2026-02-01", 105]]
