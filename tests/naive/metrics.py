"""Metrics at random over a world's models, of every type that the naive evaluator knows."""

from collections.abc import Iterator
from random import Random
from typing import Any

from tests.naive.lookup import Lookup, Refused, read
from tests.naive.random_rows import CHANNELS, DAYS, TINTS, Given
from tests.naive.random_worlds import World

OWNER = {"owner": "steward"}
_AGGREGATES = (
    ("sum", "amount"), ("sum", "seconds"), ("sum", "amount * seconds"),
    ("sum", "CASE WHEN gift THEN amount ELSE 0 END"), ("average", "amount"), ("min", "amount"),
    ("max", "seconds"), ("median", "amount"), ("percentile", "amount"), ("count", None),
    ("count", "channel"), ("count_distinct", "channel"), ("count_distinct", "seconds"),
    ("sum_boolean", "gift"),
)  # fmt: skip


def add_metrics(world: World, rng: Random) -> None:
    """Simple metrics for every model, and metrics over them."""
    for model in world.models:
        if "rollup" in model:
            world.metrics += list(_of_customers(rng, model))
        elif model["name"] != "terms":
            for _ in range(4 if "time" in model else 1):
                world.metrics.append(_simple(world, rng, model))
    simple = [metric for metric in world.metrics if metric["type"] != "retention"]
    timed = [metric for metric in simple if "time" in world.model(metric["model"])]
    for nr in range(2):
        world.metrics.append(_ratio(world, rng, nr, simple))
        world.metrics.append(_derived(world, rng, nr, simple))
    if world.time_spines:
        bases = [m for m in timed if not m.get("join_to_timespine") and not _state(m)]
        world.metrics += [
            _cumulative(rng, nr, rng.choice(bases)) for nr in range(2 if bases else 0)
        ]
        world.metrics += [_shifted(rng, nr, timed) for nr in range(2)]
    world.metrics += list(_conversions(world, rng, timed))[:2]
    world.metrics += list(_funnels(world, rng, timed))[:2]


def _state(metric: Given) -> bool:
    return "non_additive" in metric


def _described(name: str, kind: str, **more: Any) -> Given:
    return {"name": name, "type": kind, "description": name, "governance": OWNER, **more}


def _simple(world: World, rng: Random, model: Given) -> Given:
    name = f"{model['name']}_{sum(m.get('model') == model['name'] for m in world.metrics)}"
    if "time" not in model:
        agg, expr = rng.choice((("count", None), ("sum", "size"), ("count_distinct", "size")))
    else:
        agg, expr = rng.choice(_AGGREGATES)
    found = _described(name, "simple", model=model["name"], agg=agg)
    if expr:
        found["expr"] = expr
    if agg == "percentile":
        found |= {"percentile": rng.choice((0.25, 0.5, 0.9)), "discrete": rng.random() < 0.5}
    # Of the few channels there are, DuckDB's sketch counts each once.
    if (agg, expr) == ("count_distinct", "channel"):
        found["approximate"] = rng.random() < 0.5
    if rng.random() < 0.4:
        found["filter"] = [condition(world, rng, [found])]
    if rng.random() < 0.4:
        found["fill_nulls_with"] = 0
    if "time" in model:
        _add_time(rng, model, found)
    return found


def _add_time(rng: Random, model: Given, found: Given) -> None:
    found["join_to_timespine"] = rng.random() < 0.3
    if rng.random() < 0.25:
        found["time"] = "due"
    if rng.random() < 0.15:
        per = [*(e["name"] for e in model["entities"]), "channel"]
        groups = rng.sample(per, rng.randint(0, 2))
        choose = rng.choice(("first", "last"))
        found["non_additive"] = {"dimension": "due", "choose": choose, "per": groups}


def _input(world: World, rng: Random, among: list[Given], alias: str | None = None) -> Given:
    metric = rng.choice(among)
    found: Given = {"name": metric["name"], **({"alias": alias} if alias else {})}
    if rng.random() < 0.4:
        found["filter"] = [condition(world, rng, [metric])]
    return found


STATES = (
    "known", "active", "new", "returning", "repeat", "retained", "active_before", "lapsed",
    "newly_lapsed", "not_lapsed_at_start", "reactivated", "active_later", "value",
)  # fmt: skip


def _of_customers(rng: Random, model: Given) -> Iterator[Given]:
    """Some states of a rollup's entities, and how many of a cohort came back."""
    for state in rng.sample(STATES, 4):
        yield _described(state, "lifecycle", model=model["name"], state=state)
    cohort = model["dimensions"][0]
    for mode in ("bracketed", "rolling"):
        yield _described(
            mode, "retention", model=model["name"], mode=mode,
            cohort=f"{cohort['entity']}.cohort", grain=rng.choice(("month", "quarter")),
        )  # fmt: skip


def _ratio(world: World, rng: Random, nr: int, among: list[Given]) -> Given:
    above, below = (_input(world, rng, among) for _ in range(2))
    return _described(f"ratio_{nr}", "ratio", numerator=above, denominator=below)


EXPRESSIONS = (
    "x - y", "x + y * 2", "x / y", "coalesce(x, 0) - coalesce(y, 0)",
    "CASE WHEN x > y THEN x ELSE y END",
)  # fmt: skip


def _derived(world: World, rng: Random, nr: int, among: list[Given]) -> Given:
    nested = [metric for metric in world.metrics if metric["type"] == "ratio"]
    one = _input(world, rng, among, "x")
    other: Given = {"name": rng.choice(nested)["name"], "alias": "y"} if nested and nr else {}
    other = other or _input(world, rng, among, "y")
    parts = {"metrics": [one, other], "expr": rng.choice(EXPRESSIONS), "sparse": rng.random() < 0.5}
    return _described(f"derived_{nr}", "derived", **parts)


def _shifted(rng: Random, nr: int, among: list[Given]) -> Given:
    """A metric beside itself some time before, or as it was when a longer time began."""
    plain = [metric for metric in among if not _state(metric)] or among
    metric = rng.choice(plain)["name"]
    grain = rng.choice(("day", "week", "month", "year", "season", "month_445"))
    shift: Given = (
        {"to_grain": grain} if nr else {"window": {"count": rng.randint(1, 3), "grain": grain}}
    )
    past = {"name": metric, "alias": "y", "shift": shift}
    now = {"name": metric, "alias": "x"}
    return _described(f"shifted_{nr}", "derived", metrics=[now, past], expr=rng.choice(EXPRESSIONS))


def _cumulative(rng: Random, nr: int, base: Given) -> Given:
    kind: Given = rng.choice(
        (
            {},
            {"window": {"count": rng.randint(1, 40), "grain": "day"}},
            {"window": {"count": 1, "grain": "month"}},
            {"grain_to_date": rng.choice(("week", "month", "year"))},
        )
    )
    how = rng.choice(("first", "last", "average"))
    return _described(f"running_{nr}", "cumulative", metric=base["name"], period_agg=how, **kind)


def _conversions(world: World, rng: Random, among: list[Given]) -> Iterator[Given]:
    """From one fact to another, or to itself, by an entity that both have."""
    bases = [metric for metric in among if not _state(metric) and metric["agg"] == "count"]
    pairs = [(one, other) for one in bases for other in bases]
    rng.shuffle(pairs)
    for nr, (base, after) in enumerate(pairs):
        shared = _named(world, base) & _named(world, after)
        if shared:
            window = {"count": rng.randint(1, 60), "grain": "day"} if rng.random() < 0.6 else None
            yield _described(
                f"converted_{nr}", "conversion", entity=rng.choice(sorted(shared)),
                base=base["name"], conversion=after["name"], window=window,
                calculation=rng.choice(("rate", "count")),
                constant=_constant(world, rng, base, after),
            )  # fmt: skip


def _constant(world: World, rng: Random, *ends: Given) -> list[Given]:
    """What both events must have alike, if anything: a field of each, or a thing that both name."""
    if rng.random() < 0.6:
        return []
    either = sorted(set.intersection(*(_named(world, end) for end in ends)))
    name = rng.choice(["channel", "channel", "gift", "seconds", *either])
    return [{"base": name, "conversion": name}]


def _funnels(world: World, rng: Random, among: list[Given]) -> Iterator[Given]:
    """Two or three facts, the same ones perhaps, that an entity goes through.

    Steps without conditions come first in the choice: where few rows are events, nobody passes.
    """
    events = [metric for metric in among if not _state(metric)]
    plain = [metric for metric in events if not metric.get("filter")] or events
    for nr in range(6 if events else 0):
        chosen = plain if rng.random() < 0.7 else events
        steps = [rng.choice(chosen) for _ in range(rng.choice((2, 2, 3)))]
        shared = set.intersection(*(_single(world, step) for step in steps))
        if shared:
            given = [{"name": step["name"]} for step in steps]
            if rng.random() < 0.2:
                given[-1]["filter"] = [condition(world, rng, [steps[-1]])]
            window = {"count": rng.randint(9, 400), "grain": "day"} if rng.random() < 0.4 else None
            yield _described(
                f"funnel_{nr}", "funnel", entity=rng.choice(sorted(shared)), steps=given,
                window=window, unit=rng.choice(("day", None)),
                calculation=rng.choice(("rate", "count")), of=rng.choice(("first", "previous")),
                step=rng.choice((None, None, rng.randint(1, len(steps)))),
            )  # fmt: skip


def _named(world: World, metric: Given) -> set[str]:
    return {entity["name"] for entity in world.model(metric["model"])["entities"][1:]}


def _single(world: World, metric: Given) -> set[str]:
    entities = world.model(metric["model"])["entities"]
    return {entity["name"] for entity in entities[1:] if len(entity["columns"]) == 1}


def reachable(world: World, metrics: list[Given]) -> list[str]:
    """The fields of which every row of all the metrics' models has one value at most."""
    lookup, found = Lookup(world), []
    models = {model["name"]: model for m in metrics for model in models_of(world, m)}
    for name in fields(world):
        try:
            for model in models.values():
                lookup.way(model, read(name))
        except Refused:
            continue
        found.append(name)
    return found


def models_of(world: World, metric: Given) -> list[Given]:
    """The models whose rows a metric groups."""
    if "model" in metric:
        return [world.model(metric["model"])]
    inner = [metric.get(key) for key in ("metric", "base", "numerator", "denominator")]
    inner += [*metric.get("metrics", ()), *metric.get("steps", ())[:1]]
    names = [each if isinstance(each, str) else each["name"] for each in inner if each]
    return [model for name in names for model in models_of(world, world.metric(name))]


def fields(world: World) -> list[str]:
    """Every field by the names that questions use."""
    found = []
    for model in world.models:
        found += [f"{given['entity']}.{given['name']}" for given in model["dimensions"]]
    for step in world.relationships:
        if step.get("entity"):
            names = [given["name"] for given in world.model(step["to"])["dimensions"]]
            found += [f"{step['entity']}.{name}" for name in names]
            onward = [
                other for other in world.relationships
                if other["from"] == step["to"] and not other.get("entity")
            ]  # fmt: skip
            for other in onward:
                entity = other["to"].removesuffix("s")
                if entity != "term":
                    found.append(f"{step['entity']}.{entity}.tint")
    found += [f"{fact['name'].removesuffix('s')}.due.month" for fact in world.facts]
    return list(dict.fromkeys(found))


def condition(world: World, rng: Random, metrics: list[Given]) -> Given:
    """A condition on fields that all the metrics' rows reach, or several put together."""
    how = rng.choice(("any", "all", "not", *["field"] * 9))
    if how == "field":
        return _condition(world, rng, metrics)
    if how == "not":
        return {"not": _condition(world, rng, metrics)}
    return {how: [_condition(world, rng, metrics) for _ in range(2)]}


def is_kept(name: str) -> bool:
    """Whether the field is one of what is known of an entity by a period's end."""
    return name.endswith((".cohort", ".habit", ".best"))


def _condition(world: World, rng: Random, metrics: list[Given]) -> Given:
    declared = {f"{d['entity']}.{d['name']}" for model in world.models for d in model["dimensions"]}
    names = [name for name in reachable(world, metrics) if name in declared]
    if any("time" not in model for metric in metrics for model in models_of(world, metric)):
        names = [name for name in names if not name.startswith("term.")]
    if any("rollup" not in model for metric in metrics for model in models_of(world, metric)):
        # What is known by a period's end is asked about; later events lie in no period.
        names = [name for name in names if not is_kept(name)]
    name = rng.choice(names)
    return condition_on(world, rng, name)


def condition_on(world: World, rng: Random, name: str) -> Given:
    """A condition on the field, with a value that rows may have."""
    kind = kind_of(world, name)
    if rng.random() < 0.15:
        return {"field": name, "op": rng.choice(("is_null", "not_null"))}
    ops = ["eq", "ne", "in", "not_in"]
    if kind == "text":
        ops += ["contains", "starts_with"]
    if kind != "boolean":
        ops += ["lt", "le", "gt", "ge", "between"]
    op = rng.choice(ops)
    values = [_value(rng, name, kind) for _ in range(2)]
    if op in ("in", "not_in"):
        return {"field": name, "op": op, "value": values}
    if op == "between":
        return {"field": name, "op": op, "value": sorted(values)}
    value = values[0]
    if op in ("contains", "starts_with"):
        value = str(value)[: rng.randint(1, 3)].upper()
    return {"field": name, "op": op, "value": value}


def kind_of(world: World, name: str) -> str:
    """The type of a field."""
    asked = read(name)
    for model in world.models:
        roles = [
            s["entity"] for s in world.relationships if s.get("entity") and s["to"] == model["name"]
        ]
        for given in model["dimensions"]:
            if given["name"] == asked.name and asked.path[-1] in (given["entity"], *roles):
                return str(given.get("type", "text"))
    raise AssertionError(name)


def _value(rng: Random, name: str, kind: str) -> Any:
    match kind:
        case "boolean":
            return rng.random() < 0.5
        case "number":
            return rng.randint(1, 6)
        case "date":
            day = rng.choice(DAYS)
            return day.replace(day=1) if name.endswith((".month", ".cohort")) else day
        case _ if name.endswith("two"):
            return rng.choice("xyz")
        case _:
            return rng.choice([*filter(None, (*TINTS, *CHANNELS)), "none such"])
