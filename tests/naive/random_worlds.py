"""Small worlds at random: definitions as a workspace would hold them, and rows that strain them.

Tables of things lead to other things, by one column or by two, to themselves, in several roles and
for a time; facts point at them, sometimes at nothing, sometimes at what is missing. Rows repeat,
values are missing, times lie around midnight, leap days and changes of the clocks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from semantic.catalog import Catalog, Settings
from semantic.model import MetricsFile, ModelsFile
from semantic.policy import Grant, Principal, Role
from semantic.week import WEEKDAYS
from tests.naive.random_rows import Given, Row, rows_of

ZONE = "Europe/London"
TODAY = date(2024, 11, 15)
STEWARD = Principal(id="steward", roles=("steward",))
THINGS = ("alpha", "beta", "gamma", "delta")
FACTS = ("sale", "visit", "call")
_SQL = {
    "number": "DECIMAL(12, 2)",
    "text": "VARCHAR",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
}
FIRST_DAY, LAST_DAY = date(2023, 1, 1), date(2024, 12, 31)


@dataclass
class World:
    """Definitions in the words of a workspace's files, and the rows of their tables."""

    models: list[Given] = field(default_factory=list)
    relationships: list[Given] = field(default_factory=list)
    metrics: list[Given] = field(default_factory=list)
    time_spines: list[Given] = field(default_factory=list)
    tables: dict[str, list[Row]] = field(default_factory=dict)
    # How many days after Monday weeks begin.
    weeks: int = 0
    # What the naive evaluator has found out about how fields are reached.
    ways: dict[Any, Any] = field(default_factory=dict)

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
                "models": [_without(model, "numbered") for model in self.models],
                "relationships": self.relationships,
                "time_spines": self.time_spines,
            }
        )
        return Catalog(
            settings=Settings(
                version=1,
                name="w",
                timezone=ZONE,
                week_start=WEEKDAYS[self.weeks],
                default_principal="steward",
            ),
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
            return {**dict.fromkeys(trade_day(TODAY), "DATE"), "trade_year": "VARCHAR"}
        (columns,) = (model["columns"] for model in self.models if model.get("source") == table)
        return {name: _SQL[kind] for name, kind in columns.items()}


def some_world(rng: Random) -> World:
    """A world of two to four things and two or three facts, with metrics to come."""
    world = World()
    for name in THINGS[: rng.randint(2, 4)]:
        _add_thing(world, rng, name)
    for name in FACTS[: rng.randint(2, 3)]:
        _add_fact(world, rng, name)
    if rng.random() < 0.4:
        _add_bridge(world, rng)
    if rng.random() < 0.8:
        _add_terms(world, rng)
    if rng.random() < 0.6:
        _add_spine(world)
    if rng.random() < 0.5:
        _add_rollup(world, rng)
    for model in world.models:
        if "source" in model and model["source"] not in world.tables:
            world.tables[model["source"]] = rows_of(rng, model)
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
        _refer(world, model, thing["entities"][0]["name"], several=rng.random() < 0.1)
    if rng.random() < 0.6:
        thing = rng.choice(things)
        _refer(world, model, thing["entities"][0]["name"], role=f"{name}_payer")
    world.models.append(model)


def _refer(
    world: World,
    model: Given,
    other: str,
    role: str | None = None,
    to: Given | None = None,
    *,
    several: bool = False,
) -> None:
    """Columns of the model that point at another thing, under its own name or in a role.

    With `several` the thing may be split by the rows that point at it.
    """
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
    if several:
        step["fan_out"] = "count_once"
    if role is None and model["name"] != "links":
        model["entities"].append({"name": other, "columns": columns})
    world.relationships.append({**step, **({"entity": role} if role else {})})


def _add_rollup(world: World, rng: Random) -> None:
    """What those whom a fact's rows name had done by the end of a period."""
    pairs = [
        (fact, entity)
        for fact in world.facts
        for entity in fact["entities"][1:]
        if len(entity["columns"]) == 1
    ]
    if not pairs:
        return
    fact, by = rng.choice(pairs)
    name, event = by["name"], fact["entities"][0]["name"]
    fact["numbered"] = True
    rollup: Given = {
        "of": fact["name"],
        "by": name,
        "event": event,
        "lapse_after_days": rng.choice((1, 2, 10, 30, 60)),
        "amount": rng.choice(("amount", "seconds")),
    }
    for key in ("where", "amount_where"):
        if rng.random() < 0.3:
            web = {"field": f"{event}.channel", "op": rng.choice(("eq", "ne")), "value": "web"}
            rollup[key] = [web]
    grain = rng.choice(("month", "week"))
    world.models.append(
        {
            "name": "regulars",
            "rollup": rollup,
            "primary_key": by["columns"],
            "entities": [by],
            "dimensions": [
                {"name": "cohort", "entity": name, "type": "date", "expr": fact["time"]["column"],
                 "keep": "first", "grain": grain},
                {"name": "habit", "entity": name, "expr": "channel",
                 "keep": rng.choice(("first", "latest"))},
                {"name": "best", "entity": name, "type": "boolean", "expr": by["columns"][0],
                 "top": {"share": rng.choice((0.1, 0.3, 0.5)), "days": rng.choice((9, 90, 400))}},
            ],
        }
    )  # fmt: skip
    step = {"name": "regulars_are", "from": "regulars", "to": f"{name}s"}
    columns = {"from_columns": by["columns"], "to_columns": ["id"]}
    world.relationships.append({**step, **columns})
    for other in world.facts if rng.random() < 0.7 else ():
        if by in other["entities"]:
            step = {"name": f"{other['name']}_by_regulars", "from": other["name"], "to": "regulars"}
            columns = {"from_columns": by["columns"], "to_columns": by["columns"]}
            world.relationships.append({**step, **columns})


def _add_bridge(world: World, rng: Random) -> None:
    """What lets things have several others: a table of pairs, or a column that both have."""
    things = rng.sample([given for given in world.models if "primary_key" in given], 2)
    if rng.random() < 0.25:
        ends: Given = {"from": things[0]["name"], "to": things[1]["name"]}
        columns: Given = {"from_columns": ["tint"], "to_columns": ["tint"]}
        kind = {"name": "same_tint", "type": "many_to_many", "fan_out": "count_once"}
        world.relationships.append({**kind, **ends, **columns})
        return
    own = {"kind": "text", "size": "number"}
    model: Given = {
        "name": "links",
        "row": "link",
        "source": "links",
        "columns": own,
        "entities": [],
        "dimensions": [
            {"name": column, "entity": "link", "type": kind, "expr": column}
            for column, kind in own.items()
        ],
    }
    for thing in things:
        _refer(world, model, thing["entities"][0]["name"], several=True)
    world.models.append(model)


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


# Years of a trade begin on Sundays: the first has 53 weeks, the one before and the next 52.
TRADE_YEARS = (date(2022, 1, 2), date(2023, 1, 1), date(2024, 1, 7), date(2025, 1, 5))


def trade_day(day: date) -> Row:
    """A day with the units that it lies in, by their first days; years by their names in books.

    A season has thirteen weeks, of which its months have four, four and five; the last season of a
    year of 53 weeks has one more, and so has its last month.
    """
    year = max(start for start in TRADE_YEARS if start <= day)
    week = (day - year).days // 7
    season = min(week // 13, 3) * 13
    month = season + min((week - season) // 4, 2) * 4
    starts = {"season": season, "month_445": month, "week_53": week}
    found: Row = {name: year + timedelta(weeks=count) for name, count in starts.items()}
    return {"day": day, **found, "trade_year": f"FY{(year + timedelta(days=30)).year}"}


def _add_spine(world: World) -> None:
    custom = {name: name for name in ("season", "month_445", "week_53", "trade_year")}
    world.time_spines.append({"source": "days", "column": "day", "grain": "day", "custom": custom})
    days = (FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1))
    world.tables["days"] = [trade_day(day) for day in days]


def _without(given: Given, key: str) -> Given:
    return {name: value for name, value in given.items() if name != key}
