"""Workspaces of a known shape: the questions that compile times are measured with."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

PERIOD = {"from": "2024-01-01", "to": "2026-01-01"}
AS_OF = "2026-01-01"
MEMORY = "6GB"

ORDERS = """
SELECT range AS order_id, range * 7919 % {customers} AS customer_id,
       TIMESTAMP '2024-01-01' + to_seconds(range * 104729 % 63158400) AS ordered_at,
       ['north', 'south', 'east', 'west', 'centre'][1 + range * 31 % 5] AS region,
       ['paid', 'open', 'void'][1 + range * 17 % 3] AS status,
       CAST((range * 1009 % 100000) / 100.0 AS DECIMAL(12, 2)) AS amount,
       CAST((range * 1009 % 100000) / 100.0 AS DOUBLE) AS paid
FROM range({rows})
"""
CUSTOMERS = """
SELECT range AS id, ['small', 'middle', 'large'][1 + range % 3] AS segment FROM range({customers})
"""


@dataclass(frozen=True)
class Fact:
    """A table with a row per event: its time, and the key of what it looks up."""

    name: str
    time: str
    key: str
    dimensions: tuple[str, ...]
    metrics: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Shape:
    """Facts that share one looked-up table, and the questions asked about them.

    A metric is (aggregation, column); its name is unique over all facts. A dimension of the
    looked-up table is asked for as `account.NAME`, one of a fact as `FACT.NAME`.
    """

    name: str
    facts: tuple[Fact, ...]
    looked_up: str
    looked_up_key: str
    looked_up_dimensions: tuple[str, ...]
    tables: Mapping[str, str]
    questions: Mapping[str, Mapping[str, Any]]

    def write_tables(self, folder: Path) -> None:
        """Each table as a Parquet file of its name, beside it the SELECT that it is made of."""
        folder.mkdir(parents=True, exist_ok=True)
        with duckdb.connect(config={"memory_limit": MEMORY}) as database:
            for name, select in self.tables.items():
                done = folder / f"{name}.sql"
                if not done.is_file() or done.read_text(encoding="utf-8") != select:
                    database.execute(
                        f"COPY ({select}) TO '{folder / name}.parquet' (FORMAT parquet)"
                    )
                    done.write_text(select, encoding="utf-8")

    def describe(self) -> dict[str, Any]:
        """The shape as JSON, for a peer's process."""
        return {
            "facts": [vars(fact) | {"metrics": dict(fact.metrics)} for fact in self.facts],
            "looked_up": self.looked_up,
            "looked_up_key": self.looked_up_key,
            "looked_up_dimensions": list(self.looked_up_dimensions),
            "columns": {name: _columns(select) for name, select in self.tables.items()},
            "questions": dict(self.questions),
        }


def shop(rows: int = 1_000, customers: int = 100) -> Shape:
    """One fact of orders and the customers behind them."""
    metrics = {
        "revenue": ("sum", "amount"),
        "order_count": ("count", "order_id"),
        "average_order": ("average", "amount"),
        "buyers": ("count_distinct", "customer_id"),
        "paid": ("sum", "paid"),
    }
    month = "time.month"
    return Shape(
        name="shop",
        facts=(Fact("orders", "ordered_at", "customer_id", ("region", "status"), metrics),),
        looked_up="customers",
        looked_up_key="id",
        looked_up_dimensions=("segment",),
        tables={
            "orders": ORDERS.format(rows=rows, customers=customers),
            "customers": CUSTOMERS.format(customers=customers),
        },
        questions={
            "one metric by month and dimension": question(["revenue"], [month, "orders.region"]),
            "with a join": question(["revenue"], [month, "account.segment"]),
            "four metrics and a filter": question(
                list(metrics)[:4], [month, "orders.region"], {"orders.status": "paid"}
            ),
        },
    )


def wide(facts: int = 10, metrics: int = 7, dimensions: int = 20) -> Shape:
    """Several facts about accounts, asked for together by everything known of an account."""
    named = tuple(f"trait_{nr}" for nr in range(dimensions))
    columns = [f"c{nr}" for nr in range(metrics)]
    made = tuple(
        Fact(
            f"fact_{f}",
            "happened_at",
            "account_id",
            (),
            {f"m_{f}_{c}": ("sum", c) for c in columns},
        )
        for f in range(facts)
    )
    values = ", ".join(f"range * {nr + 3} % 101 AS {name}" for nr, name in enumerate(columns))
    traits = ", ".join(
        f"'v' || (range * {nr + 3} % {2 + nr % 3}) AS {n}" for nr, n in enumerate(named)
    )
    fact = (
        "SELECT range AS event_id, range % 50 AS account_id, "
        f"TIMESTAMP '2024-01-01' + to_hours(range) AS happened_at, {values} FROM range(500)"
    )
    every = [name for given in made for name in given.metrics]
    return Shape(
        name="wide",
        facts=made,
        looked_up="accounts",
        looked_up_key="id",
        looked_up_dimensions=named,
        tables={given.name: fact for given in made}
        | {"accounts": f"SELECT range AS id, {traits} FROM range(50)"},
        questions={
            f"{len(every)} metrics by {dimensions} dimensions": question(
                every, [f"account.{name}" for name in named]
            )
        },
    )


def question(
    metrics: Sequence[str], groups: Sequence[str], equal: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """A question over two years, with equal values asked of some fields."""
    filters = [{"field": f, "op": "eq", "value": v} for f, v in (equal or {}).items()]
    return {"metrics": metrics, "group_by": groups, "filters": filters, "period": PERIOD}


def write_workspace(shape: Shape, folder: Path) -> None:
    """The shape as a workspace over its tables, all of it granted to `steward`."""
    shape.write_tables(folder / "data")
    sources = {name: {"file": f"data/{name}.parquet"} for name in shape.tables}
    files: dict[str, Any] = {
        "retainer.yaml": {
            "version": 1,
            "name": "measured",
            "timezone": "UTC",
            "clock": f"{AS_OF}T08:00",
            "default_principal": "steward",
        },
        "connections.yaml": {
            "version": 1,
            "warehouse": {"type": "duckdb", "memory_limit": MEMORY},
            "sources": sources,
        },
        "people.yaml": {"version": 1, "principals": [{"id": "steward", "roles": ["steward"]}]},
        "policies.yml": {
            "version": 1,
            "roles": {"steward": {"approves": True, "grants": [{"metrics": "all", "rows": "all"}]}},
        },
        "models/models.yml": {
            "version": 1,
            "models": list(_models(shape)),
            "relationships": [
                {
                    "name": f"{fact.name}_account",
                    "from": fact.name,
                    "to": shape.looked_up,
                    "from_columns": [fact.key],
                    "to_columns": [shape.looked_up_key],
                }
                for fact in shape.facts
            ],
        },
    }
    for fact in shape.facts:
        files[f"metrics/{fact.name}.yml"] = {"version": 1, "metrics": list(_metrics(fact))}
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_yaml(content) + "\n", encoding="utf-8")


def _models(shape: Shape) -> Iterator[dict[str, Any]]:
    for fact in shape.facts:
        row = next(iter(_columns(shape.tables[fact.name])))
        yield {
            "name": fact.name,
            "row": fact.name,
            "source": fact.name,
            "primary_key": [row],
            "columns": _columns(shape.tables[fact.name]),
            "time": {"column": fact.time, "timezone": "UTC"},
            "entities": [{"name": "account", "columns": [fact.key]}],
            "dimensions": [{"name": d, "entity": fact.name, "expr": d} for d in fact.dimensions],
        }
    yield {
        "name": shape.looked_up,
        "row": "account",
        "source": shape.looked_up,
        "primary_key": [shape.looked_up_key],
        "columns": _columns(shape.tables[shape.looked_up]),
        "dimensions": [
            {"name": d, "entity": "account", "expr": d} for d in shape.looked_up_dimensions
        ],
    }


def _metrics(fact: Fact) -> Iterator[dict[str, Any]]:
    for name, (agg, column) in fact.metrics.items():
        yield {
            "name": name,
            "type": "simple",
            "description": f"The {agg} of {column} in {fact.name}.",
            "model": fact.name,
            "agg": agg,
            "expr": column,
            "governance": {"owner": "steward"},
        }


def _columns(select: str) -> dict[str, str]:
    kinds = {"VARCHAR": "text", "TIMESTAMP": "timestamp", "DATE": "date", "BOOLEAN": "boolean"}
    with duckdb.connect() as database:
        described = database.execute(f"DESCRIBE {select}").fetchall()
    return {row[0]: kinds.get(row[1], "number") for row in described}


def _yaml(content: Any) -> str:
    """JSON is YAML, a line per entry of the outer lists."""
    return json.dumps(content, indent=1)
