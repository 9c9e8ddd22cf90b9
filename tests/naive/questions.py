"""Questions at random about a world."""

from datetime import date
from random import Random
from typing import Any

from tests.naive.lookup import Lookup, Refused, fields_of, read
from tests.naive.metrics import STATES, condition_on, fields, is_kept, models_of, reachable
from tests.naive.moves import OWN_GRAINS
from tests.naive.random_rows import Given
from tests.naive.random_worlds import THINGS, TODAY, World

SPANS = (
    (date(2023, 1, 1), TODAY),
    (date(2024, 2, 1), date(2024, 3, 1)),
    (date(2024, 2, 28), date(2024, 3, 31)),
    (date(2024, 3, 31), date(2024, 4, 2)),
    (date(2024, 2, 29), date(2024, 3, 1)),
    (date(2023, 12, 25), date(2024, 1, 1)),
    (date(2024, 10, 21), date(2024, 12, 1)),
)
OPS = ("eq", "ne", "gt", "ge", "lt", "le")
GRAINS = ("day", "week", "month", "quarter", "year")


def some_question(world: World, rng: Random) -> Given:
    """A question whose fields its metrics nearly always have."""
    metrics = rng.sample(world.metrics, rng.choice((1, 1, 1, 2, 2, 3)))
    names = reachable(world, metrics)
    if rng.random() < 0.06 or not names:
        names = fields(world)
    models = [model for metric in metrics for model in models_of(world, metric)]
    timed = all("time" in model or "rollup" in model for model in models)
    # A due day is some metrics' own time: it is asked for as such, not beside another.
    groups = [name for name in names if ".due" not in name]
    groups = rng.sample(groups, min(len(groups), rng.choice((0, 0, 1, 1, 1, 2))))
    if "term.band" in names and rng.random() < 0.2:
        groups = ["term.band"]
    if rng.random() < (0.5 if timed else 0.05):
        groups.insert(rng.randint(0, len(groups)), f"time.{_some_grain(world, rng)}")
    for metric in metrics:
        if metric["type"] == "retention" and rng.random() < 0.9:
            groups = _by_cohort(rng, metric, groups)
    asked: Given = {
        "metrics": [metric["name"] for metric in metrics],
        "group_by": groups,
        "filters": [_some_filter(world, rng, names) for _ in range(rng.choice((0, 0, 0, 1, 2)))],
        "period": rng.choice(SPANS) if rng.random() < 0.5 else None,
        "as_of": TODAY if rng.random() < 0.7 else rng.choice((date(2024, 4, 1), date(2024, 3, 1))),
    }
    if timed and rng.random() < 0.25 and "'within': 'period'" not in str(asked["filters"]):
        asked["compare"] = rng.choice(("previous", "year"))
    _add_order(rng, asked)
    if asked["period"] and asked["period"][0] >= asked["as_of"]:
        asked["period"] = None
    return asked


def _some_grain(world: World, rng: Random) -> str:
    own = world.time_spines and rng.random() < 0.4
    return rng.choice(OWN_GRAINS if own else GRAINS)


def _by_cohort(rng: Random, metric: Given, groups: list[str]) -> list[str]:
    """The groups with the cohort and the time that retention needs."""
    kept = [name for name in groups if not name.startswith("time.") and name != metric["cohort"]]
    times = [f"time.{rng.choice(('week', 'month', metric['grain']))}", metric["cohort"]]
    rng.shuffle(times)
    return [*times, *kept[:1]]


def _some_filter(world: World, rng: Random, names: list[str], depth: int = 2) -> Given:
    how = rng.choice(("all", "any", "not", "metric", "metric", *["field"] * 7))
    if how == "field" or not depth:
        return condition_on(world, rng, rng.choice(names))
    if how == "metric":
        return _of_entity(world, rng, names) or condition_on(world, rng, rng.choice(names))
    if how == "not":
        return {"not": _some_filter(world, rng, names, depth - 1)}
    several = range(rng.randint(1, 3))
    return {how: [_some_filter(world, rng, names, depth - 1) for _ in several]}


def _of_entity(world: World, rng: Random, names: list[str]) -> Given | None:
    """A condition on what a metric is for a thing that rows of all metrics point at."""
    keys = [name for name in names if "_" not in name and name.split(".")[0] in THINGS]
    keys = [name for name in keys if rng.random() < 0.1 or name.endswith((".id", ".one"))]
    keys = [name for name in keys if not is_kept(name)]
    if not keys:
        return None
    key = rng.choice(keys)
    plain = [m for m in world.metrics if m["type"] != "retention"]
    states = [m for m in plain if m["type"] == "lifecycle"]
    among = states if states and rng.random() < 0.6 else plain
    metrics = [m["name"] for m in among if key in reachable(world, [m])]
    if not metrics:
        return None
    op, value = rng.choice((("ge", 1), ("eq", 0), (rng.choice(OPS), rng.randint(0, 5))))
    per = key.split(".")[0] if key.endswith(".id") and rng.random() < 0.5 else key
    found: Given = {"metric": rng.choice(metrics), "per": per, "op": op, "value": value}
    return {**found, "within": rng.choice(("all_time", "period")), "key": key}


def _add_order(rng: Random, asked: Given) -> None:
    # The last digit of an average decides nothing.
    exact = [name for name in asked["metrics"] if not name.startswith("running")]
    columns = [*asked["group_by"], *exact]
    if asked.get("compare"):
        columns += [f"{name}.change" for name in exact]
    if columns and rng.random() < 0.4:
        chosen = rng.sample(columns, 1)
        asked["order_by"] = [rng.choice(("", "-")) + name for name in chosen]
        if rng.random() < 0.5:
            asked["limit"] = rng.randint(1, 4)


def spelled(asked: Given) -> dict[str, Any]:
    """The question as its JSON has it."""
    found = {key: value for key, value in asked.items() if key != "period"}
    found["filters"] = [_without_key(given) for given in asked["filters"]]
    if asked["period"]:
        found["period"] = dict(zip(("from", "to"), asked["period"], strict=True))
    return found


def _without_key(given: Given) -> Given:
    """The condition as people write it: the key that an entity stands for is left out."""
    found: Given = {how: [*map(_without_key, given[how])] for how in ("all", "any") if how in given}
    if "not" in given:
        found = {"not": _without_key(given["not"])}
    return found or {name: value for name, value in given.items() if name != "key"}


def kinds_of(world: World, asked: Given) -> set[str]:
    """What kinds of question it is one of."""
    metrics = [world.metric(name) for name in asked["metrics"]]
    names = [name for name in asked["group_by"] if not name.startswith("time.")]
    names += fields_of(asked["filters"])
    times = [name.removeprefix("time.") for name in asked["group_by"] if name.startswith("time.")]
    facts = [fact["name"].removesuffix("s") for fact in world.facts]
    filters, own = str(asked["filters"]), any(grain in OWN_GRAINS for grain in times)
    tests = {
        "joined": any(name.split(".")[0] not in facts for name in names),
        "in a role": any("_" in name for name in names),
        "by a table that leads to itself": any("_parent" in name for name in names),
        "held for a time": any(name.startswith("term.") for name in names),
        "by a cohort": any(name.endswith(".cohort") for name in names),
        "filtered": bool(asked["filters"]),
        "filtered by a tree": any("field" not in given for given in asked["filters"]),
        "filtered by what is not so": "{'not'" in filters,
        "filtered by what is missing": "_null'" in filters,
        "filtered by a metric": "'metric'" in filters,
        "filtered by a state": any(f"'metric': '{state}'" in filters for state in STATES),
        "by what was known of whom": any(map(is_kept, names)),
        "by the best of whom": any(name.endswith(".best") for name in names),
        "by time": bool(times),
        "by a calendar of its own": own,
        "compared": bool(asked.get("compare")),
        "compared by a calendar of its own": bool(asked.get("compare") and own),
        "several metrics": len(metrics) > 1,
        "ordered": bool(asked.get("order_by")),
        "limited": bool(asked.get("limit")),
        "along a spine": bool(times) and any(m.get("join_to_timespine") for m in metrics),
        "shifted": any(metric["name"] == "shifted_0" for metric in metrics),
        "as a grain began": any(metric["name"] == "shifted_1" for metric in metrics),
        "state at a day": any("non_additive" in metric for metric in metrics),
    }
    found = {metric["type"] for metric in metrics} | _kinds_of_ways(world, metrics, names)
    return found | {kind for kind, holds in tests.items() if holds}


def _kinds_of_ways(world: World, metrics: list[Given], names: list[str]) -> set[str]:
    """How the rows come to the fields."""
    lookup, found = Lookup(world), set()
    for model in (model for metric in metrics for model in models_of(world, metric)):
        for name in names:
            try:
                way = lookup.way(model, read(name))
            except Refused:
                continue
            found |= {"counted once in several groups"} if way.spreads else set()
            found |= {"by a key of two columns" for s in way.steps if len(s["to_columns"]) == 2}
            found |= {"over several tables"} if len(way.steps) > 1 else set()
    return found
