"""Cases proposed for Apache Ossie, and more of their kind, asked on the ordinary query path."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.ossie import failure, failures, main
from tests.conformance.tables import Tables, in_duckdb

CASES = Path(__file__).resolve().parents[1] / "data" / "ossie"


def test_every_case_is_answered_or_refused_as_it_should() -> None:
    outcomes = dict(failures(CASES))

    assert len(outcomes) == 32
    assert {name: wrong for name, wrong in outcomes.items() if wrong} == {}


def test_the_command_prints_how_many_passed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(CASES), "--only", "t-015"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 passed, 0 failed"


def test_a_wrong_answer_or_reason_is_a_failure(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "tables").symlink_to(CASES / "tables")
    lines = (CASES / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    answered, refused = (
        next(json.loads(line) for line in lines if name in line) for name in ("t-015", "t-019")
    )
    answered["expected"]["rows"][0][1] += 1
    refused["expected_error"] = "E_NO_PATH"
    text = "\n".join(json.dumps(case) for case in (answered, refused))
    (tmp_path / "cases.jsonl").write_text(text, encoding="utf-8")

    assert main([str(tmp_path)]) == 1
    *told, last = capsys.readouterr().out.splitlines()
    assert last == "0 passed, 2 failed"
    assert "beyond: ['(170.0, 300.0)']" in told[0]
    assert "expected E_NO_PATH, refused by SeveralPaths" in told[1]


def fields(*names: str, **made: str) -> list[dict[str, Any]]:
    plain = [{"name": name, "expression": name} for name in names]
    return [*plain, *({"name": name, "expression": text} for name, text in made.items())]


MODEL = {
    "name": "shop",
    "datasets": [
        {
            "name": "customers",
            "source": "customers",
            "primary_key": ["id"],
            "fields": fields("id", "region", "segment", Retail="segment = 'retail'"),
        },
        {
            "name": "orders",
            "source": "orders",
            "primary_key": ["id"],
            "fields": fields(
                *("id", "customer_id", "status", "amount"),
                order_key="id",
                big="amount >= 100",
                place="RANK() OVER (PARTITION BY customer_id ORDER BY amount DESC)",
                eastern="CASE WHEN customers.region = 'EAST' THEN 1 ELSE 0 END",
                weighted="amount + amount * eastern",
            ),
        },
        {
            "name": "returns",
            "source": "returns",
            "primary_key": ["id"],
            "fields": fields("id", "customer_id", "amount"),
        },
        {
            "name": "premium",
            "source": "premium_customers",
            "primary_key": ["id"],
            "fields": fields("id"),
        },
    ],
    "relationships": [
        {
            "name": f"{name}_customer",
            "from": name,
            "to": "customers",
            "from_columns": ["customer_id" if name != "premium" else "id"],
            "to_columns": ["id"],
        }
        for name in ("orders", "returns", "premium")
    ],
    "metrics": [
        {"name": "revenue", "expression": "SUM(orders.amount)"},
        {"name": "returned", "expression": "SUM(returns.amount)"},
        {"name": "Customers_Count", "expression": "COUNT(customers.id)"},
        {"name": "orders_count", "expression": "COUNT(orders.*)"},
        {"name": "middle", "expression": "MEDIAN(orders.amount)"},
        {"name": "net", "expression": "revenue - COALESCE(returned, 0)"},
        {"name": "mean", "expression": "SUM(orders.amount) / NULLIF(COUNT(orders.id), 0)"},
        {"name": "share", "expression": "returned / revenue * 100"},
        {
            "name": "big_share",
            "expression": "SUM(CASE WHEN orders.big THEN orders.amount END) / revenue",
        },
        {
            "name": "done",
            "expression": "SUM(orders.amount) FILTER (WHERE orders.status = 'completed')",
        },
        {
            "name": "east",
            "expression": "SUM(CASE WHEN customers.region = 'EAST' THEN orders.amount END)",
        },
        {"name": "firsts", "expression": "SUM(CASE WHEN orders.place = 1 THEN 1 ELSE 0 END)"},
        {"name": "ranked", "expression": "RANK() OVER (ORDER BY orders.amount DESC)"},
        {"name": "on_ranked", "expression": "ranked + 0"},
        {"name": "bare", "expression": "orders.amount * 2"},
        {"name": "odd", "expression": "SOUNDEX(orders.status)"},
        {"name": "weighted_sum", "expression": "SUM(orders.weighted) / COUNT(orders.id)"},
        {
            "name": "spelled",
            "expression": "SUM(CAST(orders.amount AS NUMERIC)) FILTER (WHERE orders.big IS TRUE)",
        },
        {"name": "two", "expression": "SUM(orders.amount * returns.amount)"},
    ],
}


@pytest.fixture(scope="module")
def tables() -> Iterator[Tables]:
    with in_duckdb(CASES / "tables" / "f_prelude") as found:
        yield found


BIG_RETAIL = ["orders.big", "customers.retail"]
EAST = "customers.region = 'EAST'"
NOT_WEST = "r > 50 AND customers.region <> 'WEST'"
REGION, REVENUE = ["customers.region"], [{"name": "r", "metric": "revenue"}]


@pytest.mark.parametrize(
    ("query", "columns", "rows"),
    [
        # A customer of several orders counts once, whatever orders are asked by.
        (
            {"dimensions": ["orders.status"], "measures": ["customers_count"]},
            ["status", "n"],
            [["completed", 2], ["pending", 1], [None, 1]],
        ),
        (
            {"measures": ["customers_count"], "where": "orders.amount > 60"},
            ["n"],
            [[3]],
        ),
        ({"measures": ["customers_count"], "where": BIG_RETAIL}, ["n"], [[2]]),
        # One to one is walked from either side.
        (
            {"dimensions": ["premium.id"], "measures": ["customers_count"]},
            ["id", "n"],
            [[1, 1], [3, 1], [None, 2]],
        ),
        # Composition, filters within an aggregate, fields of other datasets in one.
        (
            {"dimensions": REGION, "measures": ["net", "share"]},
            ["region", "net", "share"],
            [
                *(["EAST", 340, 1000 / 350], ["WEST", 70, 500 / 75]),
                *(["NORTH", None, None], [None, 30, None]),
            ],
        ),
        ({"measures": ["mean", "big_share"]}, [*"ab"], [[91, 300 / 455]]),
        ({"measures": ["done", "east"]}, [*"ab"], [[255, 350]]),
        ({"measures": ["spelled"]}, ["x"], [[300]]),
        # Metrics read fields that read other datasets, also through one another.
        ({"measures": ["weighted_sum"]}, ["w"], [[(455 + 350) / 5]]),
        ({"measures": ["firsts", "middle", "orders_count"]}, [*"abc"], [[4, 75, 5]]),
        ({"measures": [{"name": "x", "expression": "MAX(orders.amount)"}]}, ["x"], [[200]]),
        # Having, order and limit.
        (
            {"dimensions": REGION, "measures": REVENUE, "having": "SUM(orders.amount) < 50"},
            ["region", "r"],
            [[None, 30]],
        ),
        (
            {
                "dimensions": REGION,
                "measures": ["revenue", "returned"],
                "order_by": [{"target": "revenue", "direction": "DESC"}],
                "limit": 2,
            },
            ["region", "revenue", "returned"],
            [["NORTH", None, 15], ["EAST", 350, 10]],
        ),
        # Rows: a fact with what it looks up, filtered before or after windows.
        (
            {"fields": ["orders.id", "customers.region"], "filters": ["orders.place = 1"]},
            ["id", "region"],
            [[101, "EAST"], [103, "EAST"], [104, "WEST"], [105, None]],
        ),
        ({"dimensions": REGION}, ["region"], [["EAST"], ["WEST"], ["NORTH"]]),
        ({"measures": ["revenue"], "where": "orders.amount > 9999"}, ["r"], [[None]]),
        ({"measures": ["orders_count"], "where": "orders.amount > 9999"}, ["r"], [[0]]),
    ],
)  # fmt: skip
def test_questions_that_have_an_answer(
    tables: Tables, query: dict[str, Any], columns: list[str], rows: list[list[Any]]
) -> None:
    case = {"model": MODEL, "query": {"dataset": "orders", **query}}

    assert failure(case | {"expected": {"columns": columns, "rows": rows}}, tables) is None


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"dimensions": ["returns.id"], "measures": ["revenue"]}, "E3012"),
        ({"measures": ["revenue"], "where": "revenue > 3"}, "E_AGGREGATE_IN_WHERE"),
        ({"measures": ["revenue"], "where": "SUM(orders.amount) > 3"}, "E_AGGREGATE_IN_WHERE"),
        (
            {"measures": ["revenue"], "where": "orders.amount > 3 OR revenue > 3"},
            "E_MIXED_PREDICATE_LEVEL",
        ),
        ({"measures": ["revenue"], "having": "orders.amount > 3"}, "E_NON_AGGREGATE_IN_HAVING"),
        (
            {"measures": ["revenue"], "having": "revenue > 3 AND orders.status = 'x'"},
            "E_MIXED_PREDICATE_LEVEL",
        ),
        (
            {"dimensions": REGION, "measures": REVENUE, "having": [NOT_WEST]},
            "E_MIXED_PREDICATE_LEVEL",
        ),
        ({"dimensions": REGION, "measures": REVENUE, "having": EAST}, "E_NON_AGGREGATE_IN_HAVING"),
        (
            {"measures": ["revenue"], "where": "orders.id > 3 AND SUM(orders.amount) > 3"},
            "E_MIXED_PREDICATE_LEVEL",
        ),
        ({"measures": ["revenue"], "grouping_sets": [REGION]}, "E_DEFERRED_KEY_REJECTED"),
        ({"fields": ["orders.id", "orders.revenue"]}, "E_AGGREGATE_IN_SCALAR_QUERY"),
        ({"fields": ["orders.id", "revenue"]}, "E_AGGREGATE_IN_SCALAR_QUERY"),
        ({"fields": ["orders.id", "returns.id"]}, "E_FAN_OUT_IN_SCALAR_QUERY"),
        ({"fields": ["orders.id"], "measures": ["revenue"]}, "E_MIXED_QUERY_SHAPE"),
        ({"measures": ["revenu"]}, "E_NAME_NOT_FOUND"),
        ({"dimensions": ["orders.colour"], "measures": ["revenue"]}, "E_NAME_NOT_FOUND"),
        ({"measures": ["on_ranked"]}, "E_WINDOWED_METRIC_COMPOSITION"),
        ({"measures": ["bare"]}, "E_UNAGGREGATED_FINER_GRAIN_REFERENCE"),
        ({"measures": ["odd"]}, "E_UNKNOWN_FUNCTION"),
        ({"measures": ["two"]}, "E3012"),
    ],
)
def test_questions_that_have_none(tables: Tables, query: dict[str, Any], code: str) -> None:
    case = {"model": MODEL, "query": {"dataset": "orders", **query}}

    assert failure(case | {"expected_error": code}, tables) is None
