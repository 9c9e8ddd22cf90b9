"""How a row comes to a field of another table, step by step along declared relationships."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from tests.naive.random_worlds import Given, Row, World

Route = tuple[Given, ...]
STANDARD = ("day", "week", "month", "quarter", "year")


class Refused(Exception):
    """The question has no answer: it would count rows twice, or could mean several things."""


class Repeated(Exception):
    """A table is looked up by a key that some of its rows share."""


@dataclass(frozen=True)
class Name:
    """A field's name in its parts."""

    path: tuple[str, ...]
    name: str
    grain: str | None = None


def read(text: str) -> Name:
    """The parts of `alpha.tint`, `sale_payer.tint` or `sale.due.month`."""
    words = text.split(".")
    grain = words.pop() if words[-1] in STANDARD else None
    return Name(tuple(words[:-1]), words[-1], grain)


@dataclass(frozen=True)
class Way:
    """The steps to a field, and the column that holds it at their end."""

    steps: Route
    column: str


@dataclass
class Lookup:
    """Fields of a world's rows."""

    world: World
    ways: dict[tuple[str, Name], tuple[Way, ...]] = field(default_factory=dict)

    def way(self, model: Given, name: Name) -> Way:
        """The one way from the model's rows to the field. Raises Refused, Repeated."""
        key = (model["name"], name)
        if key not in self.ways:
            self.ways[key] = tuple(self._ways(model, name.path, name.name))
        found = self.ways[key]
        if len(found) != 1:
            raise Refused(f"{len(found)} ways from {model['name']} to {name}")
        return found[0]

    def check_keys(self, way: Way) -> None:
        """Raises Repeated when a step leads to several rows."""
        for step in way.steps:
            target = self.world.model(step["to"])
            if "validity" in target:
                continue
            rows = self.world.tables[target["source"]]
            keys = [tuple(row[column] for column in step["to_columns"]) for row in rows]
            known = [key for key in keys if None not in key]
            if len(set(known)) < len(known):
                raise Repeated(target["name"])

    def tied(self, model: Given) -> set[str]:
        """The models that relationships tie to this one, and models that name one entity."""
        ties = [{step["from"], step["to"]} for step in self.world.relationships]
        for each in self.world.models:
            ties += [{each["name"], f"entity {entity['name']}"} for entity in each["entities"]]
        found = {model["name"]}
        for _ in ties:
            found = found.union(*(tie for tie in ties if tie & found))
        return found

    def value(self, model: Given, row: Row, moment: datetime | date | None, name: Name) -> Any:
        """The field's value for the row; None where a step finds nothing."""
        way = self.way(model, name)
        here: Row | None = row
        for step in way.steps:
            here = self._follow(step, here, moment) if here else None
        return here[way.column] if here else None

    def _follow(self, step: Given, here: Row, moment: datetime | date | None) -> Row | None:
        wanted = [here[column] for column in step["from_columns"]]
        target = self.world.model(step["to"])
        for row in self.world.tables[target["source"]]:
            same = [row[column] for column in step["to_columns"]] == wanted
            if same and None not in wanted and _valid(target, row, moment):
                return row
        return None

    def _ways(self, model: Given, path: Sequence[str], name: str) -> list[Way]:
        if len(path) > 1:
            return [
                Way((*steps, *rest.steps), rest.column)
                for steps, there in self._heads(model, path[0])
                for rest in self._ways(there, path[1:], name)
            ]
        own = self._own(model, path[0], name)
        if own is not None:
            return [Way((), own)]
        declaring = self._declaring(path[0], name)
        if declaring is not None and not self._roles(model, path[0]):
            return [
                Way(steps, column)
                for steps, there in self._nearest(model)
                for column in [_dimension(there, name)]
                if there is declaring and column
            ]
        found = [(steps, _dimension(there, name)) for steps, there in self._heads(model, path[0])]
        return [Way(steps, column) for steps, column in found if column]

    def _own(self, model: Given, entity: str, name: str) -> str | None:
        for given in model["dimensions"]:
            if given["entity"] == entity and given["name"] == name:
                return str(given["expr"])
        thing = next((m for m in self.world.models if m["name"] == f"{entity}s"), None)
        for each in model["entities"]:
            if each["name"] == entity and thing and name in thing.get("primary_key", ()):
                return str(each["columns"][thing["primary_key"].index(name)])
        return None

    def _declaring(self, entity: str, name: str) -> Given | None:
        for model in self.world.models:
            for given in model["dimensions"]:
                if given["entity"] == entity and given["name"] == name:
                    return model
        return None

    def _roles(self, model: Given, role: str) -> list[tuple[Route, Given]]:
        return [
            ((step,), self.world.model(step["to"]))
            for step in self.world.relationships
            if step["from"] == model["name"] and step.get("entity") == role
        ]

    def _heads(self, model: Given, name: str) -> list[tuple[Route, Given]]:
        """Where the first word of a path leads: a role, one of a table around, or a thing."""
        direct = self._roles(model, name)
        if direct:
            return direct
        reached = self._nearest(model)
        in_role = [
            ((*steps, *role), there)
            for steps, here in reached
            for role, there in self._roles(here, name)
        ]
        if in_role:
            shortest = min(len(steps) for steps, _ in in_role)
            return [found for found in in_role if len(found[0]) == shortest]
        return [found for found in reached if found[0] and found[1]["name"] == f"{name}s"]

    def _nearest(self, model: Given) -> list[tuple[Route, Given]]:
        """Every table that steps without a role lead to, by all of the shortest routes to it."""
        found: list[tuple[Route, Given]] = [((), model)]
        seen, latest = {model["name"]}, found
        while latest:
            latest = [
                ((*steps, step), self.world.model(step["to"]))
                for steps, here in latest
                for step in self.world.relationships
                if step["from"] == here["name"] and not step.get("entity")
                if step["to"] not in seen
            ]
            seen |= {there["name"] for _, there in latest}
            found = found + latest
        return found


def _dimension(model: Given, name: str) -> str | None:
    return next((str(d["expr"]) for d in model["dimensions"] if d["name"] == name), None)


def _valid(target: Given, row: Row, moment: datetime | date | None) -> bool:
    span = target.get("validity")
    if span is None:
        return True
    if moment is None:
        return False
    at = moment if isinstance(moment, datetime) else datetime.combine(moment, time())
    start, end = (row[span[key]] for key in ("start", "end"))
    began = start is not None and datetime.combine(start, time()) <= at
    return began and (end is None or at < datetime.combine(end, time()))
