"""Workspaces with as many metrics as wanted, and questions about them with the metric meant."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import duckdb

AREAS = (
    "order", "ticket", "visit", "shipment", "invoice", "booking", "claim", "loan", "delivery",
    "payment", "campaign", "call", "session", "repair", "quote", "renewal", "survey", "lesson",
    "rental", "audit",
)  # fmt: skip
MEASURES = {
    "count": "units",
    "value": "amount",
    "cost": "cost",
    "weight": "weight",
    "delay": "delay",
}
QUALIFIERS = (
    "online", "store", "partner", "wholesale", "export", "domestic", "express", "standard",
    "premium", "basic", "seasonal", "recurring", "manual", "automatic", "internal", "external",
    "mobile", "desktop", "urgent", "planned", "northern", "southern", "eastern", "western",
    "coastal", "rural", "urban", "corporate", "private", "public", "academic", "medical",
    "industrial", "agency", "franchise", "pilot", "legacy", "migrated", "imported", "insured",
    "prepaid", "deferred", "disputed", "approved", "pending", "archived", "sampled", "bundled",
    "discounted", "promotional",
)  # fmt: skip
SLANG = ("zorp", "flumph", "wibble", "moolah", "gribble", "splonk", "quuxage")
REGIONS = ("North", "South", "East", "West", "Centre")
ROWS = 2000


@dataclass(frozen=True)
class Size:
    """How many areas and qualifiers a catalog has; each has five measures."""

    areas: int
    qualifiers: int

    @property
    def metrics(self) -> int:
        """How many metrics there are."""
        return self.areas * self.qualifiers * len(MEASURES)


SIZES = (Size(5, 2), Size(10, 10), Size(20, 50))


@dataclass(frozen=True)
class Asked:
    """A question, and the metric it is about; empty where it has to be asked back or refused."""

    question: str
    metric: str


@dataclass(frozen=True)
class Worded:
    """A question with a word of its own, what it means, and the rest of a model's plan for it.

    Without a metric it means nothing that is here.
    """

    question: str
    metric: str
    plan: Mapping[str, Any]


def write_catalog(size: Size, folder: Path) -> None:
    """A workspace of this size over small tables, all of it granted to `steward`."""
    areas = AREAS[: size.areas]
    files: dict[str, Any] = {
        "retainer.yaml": {
            "version": 1,
            "name": "measured",
            "timezone": "UTC",
            "clock": "2026-01-05T08:00",
            "default_principal": "steward",
        },
        "connections.yaml": {
            "version": 1,
            "warehouse": {"type": "duckdb"},
            "sources": {f"{area}s": {"file": f"data/{area}s.parquet"} for area in areas},
        },
        "people.yaml": {"version": 1, "principals": [{"id": "steward", "roles": ["steward"]}]},
        "policies.yml": {
            "version": 1,
            "roles": {"steward": {"approves": True, "grants": [{"metrics": "all", "rows": "all"}]}},
        },
        "models/models.yml": {"version": 1, "models": [_model(area) for area in areas]},
    }
    for area in areas:
        files[f"metrics/{area}.yml"] = {"version": 1, "metrics": list(_metrics(area, size))}
        _write_table(area, folder / "data")
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def questions(size: Size, count: int, seed: int = 7) -> Iterator[Asked]:
    """Questions in turn: plain, split, ranked, misspelt, compared, ambiguous, and foreign ones."""
    draw = Random(seed)
    names = list(product(QUALIFIERS[: size.qualifiers], AREAS[: size.areas], MEASURES))
    for number in range(count):
        qualifier, area, measure = draw.choice(names)
        said, metric = f"{qualifier} {area} {measure}", f"{qualifier}_{area}_{measure}"
        yield (
            Asked(f"what was the {said} in March?", metric),
            Asked(f"{said} by region last month pls", metric),
            Asked(f"top 3 regions by {said} in Q3", metric),
            Asked(f"{said} in {_misspelt('September', draw)}", metric),
            Asked(f"{said} May vs April", metric),
            Asked(f"{_misspelt(qualifier, draw)} {area} {measure} in the North in June", metric),
            Asked(f"{area} {measure} in March", ""),
            Asked(f"how many giraffes did we {area} in May", ""),
        )[number % 8]


def unknown_words(size: Size, count: int, seed: int = 11) -> Iterator[Worded]:
    """Questions with one word that no interpreter knows: for a measure, an area, or a qualifier."""
    draw = Random(seed)
    names = list(product(QUALIFIERS[: size.qualifiers], AREAS[: size.areas], MEASURES))
    for number in range(count):
        chosen = draw.choice(names)
        qualifier, area, measure = chosen
        metric = f"{qualifier}_{area}_{measure}"
        words = list(chosen)
        words[number % 3] = SLANG[draw.randrange(len(SLANG))]
        said, split = " ".join(words), {"group_by": [f"{area}.region"]}
        in_north = {"filters": [{"field": f"{area}.region", "value": "North"}]}
        yield (
            Worded(f"what was the {said} in March?", metric, {"period": "March"}),
            Worded(f"{said} by region last month pls", metric, {**split, "period": "last month"}),
            Worded(f"top 3 regions by {said} in Q3", metric,
                   {**split, "period": "Q3", "order_by": f"-{metric}", "limit": 3}),
            Worded(f"{said} May vs April", metric, {"period": "May against April"}),
            Worded(f"{said} in the North in June", metric, {**in_north, "period": "June"}),
            Worded(f"how many giraffes did we {area} in May", "", {}),
        )[number % 6]  # fmt: skip


def _misspelt(word: str, draw: Random) -> str:
    """The word with two neighbouring letters swapped."""
    places = [n for n in range(1, len(word) - 2) if word[n] != word[n + 1]]
    place = draw.choice(places)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _model(area: str) -> dict[str, Any]:
    return {
        "name": f"{area}s",
        "row": area,
        "source": f"{area}s",
        "primary_key": ["id"],
        "columns": {
            "id": "number", "happened_at": "timestamp", "region": "text", "kind": "text",
            **dict.fromkeys(MEASURES.values(), "number"),
        },
        "time": {"column": "happened_at", "timezone": "UTC"},
        "entities": [{"name": area, "columns": ["id"]}],
        "dimensions": [
            {"name": "region", "entity": area, "expr": "region"},
            {"name": "kind", "entity": area, "expr": "kind"},
        ],
    }  # fmt: skip


def _metrics(area: str, size: Size) -> Iterator[dict[str, Any]]:
    for qualifier, (measure, column) in product(QUALIFIERS[: size.qualifiers], MEASURES.items()):
        yield {
            "name": f"{qualifier}_{area}_{measure}",
            "type": "simple",
            "description": f"The {measure} of {qualifier} {area}s by the day on which they took "
            "place, whoever they are for; those called off later are not taken off again.",
            "model": f"{area}s",
            "agg": "sum",
            "expr": column,
            "filter": [{"field": f"{area}.kind", "op": "eq", "value": qualifier}],
            "direction": "up",
            "additive": "yes",
            "governance": {"owner": "steward"},
        }


def _write_table(area: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    kinds = ", ".join(f"'{kind}'" for kind in QUALIFIERS)
    regions = ", ".join(f"'{region}'" for region in REGIONS)
    measures = ", ".join(
        f"1 + range * {7919 + 2 * place} % 97 AS {column}"
        for place, column in enumerate(MEASURES.values())
    )
    with duckdb.connect() as database:
        database.execute(
            f"COPY (SELECT range AS id,"
            f" TIMESTAMP '2025-01-01' + to_seconds(range * 104729 % 31536000) AS happened_at,"
            f" [{regions}][1 + range * 31 % {len(REGIONS)}] AS region,"
            f" [{kinds}][1 + range * 17 % {len(QUALIFIERS)}] AS kind, {measures}"
            f" FROM range({ROWS})) TO '{folder / area}s.parquet' (FORMAT parquet)"
        )
