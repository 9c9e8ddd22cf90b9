"""Small worlds at random: definitions as a workspace would hold them, and rows that strain them.

Tables of things lead to other things, by one column or by two, to themselves, in several roles and
for a time; facts point at them, sometimes at nothing, sometimes at what is missing. Rows repeat,
values are missing, times lie around midnight, leap days and changes of the clocks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any

from semantic.catalog import Catalog, Settings
from semantic.model import MetricsFile, ModelsFile
from semantic.policy import Grant, Principal, Role

Row = dict[str, Any]
Given = dict[str, Any]

ZONE = "Europe/London"
TODAY = date(2024, 11, 15)
STEWARD = Principal(id="steward", roles=("steward",))
THINGS = ("alpha", "beta", "gamma", "delta")
FACTS = ("sale", "visit", "call")
TINTS = ("red", "Green", "blue_1", "50%", None)
CHANNELS = ("web", "shop", None)
_SQL = {
    "number": "DECIMAL(12, 2)",
    "text": "VARCHAR",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
}
# Around leap days, ends of months and years, and changes of the clocks in London and New York.
DAYS = tuple(
    date.fromisoformat(text)
    for text in (
        *("2023-02-28", "2023-03-01", "2023-12-30", "2023-12-31", "2024-01-01", "2024-01-31"),
        *("2024-02-28", "2024-02-29", "2024-03-01", "2024-03-30", "2024-03-31", "2024-04-01"),
        *("2024-10-26", "2024-10-27", "2024-10-28", "2024-11-14", "2024-11-15"),
    )
)
CLOCK = ("00:00:00", "00:30:00", "01:30:00", "04:59:59", "12:00:00", "22:59:59", "23:30:00")
FIRST_DAY, LAST_DAY = date(2023, 1, 1), date(2024, 12, 31)


@dataclass
class World:
    """Definitions in the words of a workspace's files, and the rows of their tables."""

    models: list[Given] = field(default_factory=list)
    relationships: list[Given] = field(default_factory=list)
    metrics: list[Given] = field(default_factory=list)
    time_spines: list[Given] = field(default_factory=list)
    tables: dict[str, list[Row]] = field(default_factory=dict)

    def model(self, name: str) -> Given:
        """The model of this name."""
        return next(model for model in self.models if model["name"] == name)

    def metric(self, name: str) -> Given:
        """The metric of this name."""
        return next(metric for metric in self.metrics if metric["name"] == name)

    @property
    def facts(self) -> list[Given]:
        """The models with a time of their own."""
        return [model for model in self.models if "time" in model]

    def catalog(self) -> Catalog:
        """The definitions, read."""
        metrics = MetricsFile.model_validate({"version": 1, "metrics": self.metrics}).metrics
        read = ModelsFile.model_validate(
            {
                "version": 1,
                "models": self.models,
                "relationships": self.relationships,
                "time_spines": self.time_spines,
            }
        )
        return Catalog(
            settings=Settings(version=1, name="w", timezone=ZONE, default_principal="steward"),
            models={model.name: model for model in read.models},
            relationships=read.relationships,
            metrics={metric.name: metric for metric in metrics},
            roles={"steward": Role(approves=True, grants=(Grant(metrics="all", rows="all"),))},
            people=(STEWARD,),
            time_spines=read.time_spines,
        )

    def types(self, table: str) -> Mapping[str, str]:
        """The SQL type of each column of a table."""
        if any(spine["source"] == table for spine in self.time_spines):
            return {"day": "DATE", "season": "DATE"}
        (columns,) = (model["columns"] for model in self.models if model["source"] == table)
        return {name: _SQL[kind] for name, kind in columns.items()}


def some_world(rng: Random) -> World:
    """A world of two to four things and two or three facts, with metrics to come."""
    world = World()
    for name in THINGS[: rng.randint(2, 4)]:
        _add_thing(world, rng, name)
    for name in FACTS[: rng.randint(2, 3)]:
        _add_fact(world, rng, name)
    if rng.random() < 0.8:
        _add_terms(world, rng)
    if rng.random() < 0.6:
        _add_spine(world)
    for model in world.models:
        if model["source"] not in world.tables:
            world.tables[model["source"]] = _rows(rng, model)
    return world


def _add_thing(world: World, rng: Random, name: str) -> None:
    keys = {"one": "number", "two": "text"} if rng.random() < 0.3 else {"id": "number"}
    columns: Given = {**keys, "tint": "text", "size": "number", "open": "boolean", "born": "date"}
    model: Given = {
        "name": f"{name}s",
        "source": f"{name}s",
        "columns": columns,
        "primary_key": list(keys),
        "entities": [{"name": name, "columns": list(keys)}],
        "dimensions": [
            {"name": column, "entity": name, "type": kind, "expr": column}
            for column, kind in columns.items()
        ],
    }
    for other in [model["entities"][0]["name"] for model in world.models]:
        if rng.random() < 0.5:
            _refer(world, model, other)
    if "id" in keys and rng.random() < 0.5:
        _refer(world, model, name, role=f"{name}_parent", to=model)
    world.models.append(model)


def _add_fact(world: World, rng: Random, name: str) -> None:
    clock = rng.random() < 0.7
    columns: Given = {
        "no": "number",
        "channel": "text",
        "amount": "number",
        "seconds": "number",
        "gift": "boolean",
        "due": "date",
        "at": "timestamp" if clock else "date",
    }
    zone = rng.choice(("local", "UTC", "America/New_York")) if clock else "local"
    own = [("channel", "text"), ("gift", "boolean"), ("seconds", "number"), ("due", "date")]
    model: Given = {
        "name": f"{name}s",
        "row": f"{name}_row",
        "source": f"{name}s",
        "columns": columns,
        "distinct": rng.random() < 0.2,
        "time": {"column": "at", "timezone": zone},
        "entities": [{"name": name, "columns": ["no"]}],
        "dimensions": [
            {"name": column, "entity": name, "type": kind, "expr": column} for column, kind in own
        ],
    }
    things = [given for given in world.models if "time" not in given]
    for thing in rng.sample(things, rng.randint(1, len(things))):
        _refer(world, model, thing["entities"][0]["name"])
    if rng.random() < 0.6:
        thing = rng.choice(things)
        _refer(world, model, thing["entities"][0]["name"], role=f"{name}_payer")
    world.models.append(model)


def _refer(
    world: World, model: Given, other: str, role: str | None = None, to: Given | None = None
) -> None:
    """Columns of the model that point at another thing, under its own name or in a role."""
    target = to or world.model(f"{other}s")
    keys = target["primary_key"]
    columns = [f"{role or other}_{key}" for key in keys]
    for column, key in zip(columns, keys, strict=True):
        model["columns"][column] = target["columns"][key]
    step: Given = {
        "name": f"{model['name']}_{role or other}",
        "from": model["name"],
        "to": target["name"],
        "from_columns": columns,
        "to_columns": keys,
    }
    if role is None:
        model["entities"].append({"name": other, "columns": columns})
    world.relationships.append({**step, **({"entity": role} if role else {})})


def _add_terms(world: World, rng: Random) -> None:
    """What a thing was like between two times, for the facts that point at it."""
    pointing = [
        (fact, thing)
        for thing in world.models
        for fact in world.facts
        if thing.get("primary_key") == ["id"]
        and f"{thing['entities'][0]['name']}_id" in fact["columns"]
    ]
    if not pointing:
        return
    fact, thing = rng.choice(pointing)
    name = thing["entities"][0]["name"]
    world.models.append(
        {
            "name": "terms",
            "source": "terms",
            "columns": {"of_id": "number", "since": "date", "until": "date", "band": "text"},
            "primary_key": ["of_id", "since"],
            "validity": {"start": "since", "end": "until"},
            "entities": [{"name": "term", "columns": ["of_id"], "unique": True}],
            "dimensions": [{"name": "band", "entity": "term", "expr": "band"}],
        }
    )
    step = {"name": "held_then", "from": fact["name"], "to": "terms"}
    columns = {"from_columns": [f"{name}_id"], "to_columns": ["of_id"]}
    world.relationships.append({**step, **columns})


def season(day: date) -> date:
    """The first day of one of thirteen-week seasons that begin on Sundays."""
    start = date(2022, 12, 25)
    return start + timedelta(days=(day - start).days // 91 * 91)


def _add_spine(world: World) -> None:
    custom = {"season": "season"}
    world.time_spines.append({"source": "days", "column": "day", "grain": "day", "custom": custom})
    days = (FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1))
    world.tables["days"] = [{"day": day, "season": season(day)} for day in days]


def _rows(rng: Random, model: Given) -> list[Row]:
    if model["name"] == "terms":
        return _terms(rng)
    key = model.get("primary_key")
    rows = [_row(rng, model) for _ in range(rng.randint(0, 4 if key else 14))]
    if key:
        known = {tuple(row[column] for column in key): row for row in rows}
        rows = list(known.values())
        if rows and rng.random() < 0.04:
            rows.append(dict(rows[0]))
    elif rows:
        rows += [dict(rng.choice(rows)) for _ in range(rng.randint(0, 3))]
    return rows


def _terms(rng: Random) -> list[Row]:
    found = []
    for number in range(1, 5):
        ends = sorted(rng.sample(DAYS, rng.randint(0, 3)))
        spans = [*pairwise(ends), (ends[-1], None)] if ends else []
        found += [
            {"of_id": number, "since": start, "until": end, "band": rng.choice(TINTS)}
            for start, end in spans
            if rng.random() < 0.8
        ]
    return found


def _row(rng: Random, model: Given) -> Row:
    key = set(model.get("primary_key", ()))
    time = model.get("time", {}).get("column")
    row = {
        name: _value(rng, name, kind, missing=name not in key and name != time)
        for name, kind in model["columns"].items()
    }
    if time and rng.random() < 0.05:
        row[time] = None
    return row


def _value(rng: Random, name: str, kind: str, *, missing: bool) -> Any:
    if missing and rng.random() < 0.15:
        return None
    match kind:
        case "date":
            return rng.choice(DAYS)
        case "timestamp":
            return datetime.fromisoformat(f"{rng.choice(DAYS)}T{rng.choice(CLOCK)}")
        case "boolean":
            return rng.random() < 0.5
        case "text" if name.endswith("two"):
            return rng.choice("xy")
        case "text":
            return rng.choice([*CHANNELS, "WEB"] if name == "channel" else TINTS)
        case _ if name == "amount":
            return Decimal(rng.randint(-300, 3000)) / 100
        case _ if name in ("seconds", "size"):
            return rng.randint(0, 20)
        case _:
            return rng.randint(1, 5)


def columns_of(rows: Sequence[Row], names: Sequence[str]) -> list[tuple[Any, ...]]:
    """Rows as tuples, in the order of the names."""
    return [tuple(row[name] for name in names) for row in rows]
