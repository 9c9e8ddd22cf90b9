"""How a row comes to a field of another table, step by step along declared relationships."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from tests.naive.clock import Bucket
from tests.naive.random_rows import Given, Row
from tests.naive.random_worlds import World

Route = tuple[Given, ...]
# Of steps to several rows, by the names of all steps up to there: the row that is looked at.
Picks = Mapping[tuple[str, ...], Row | None]
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

    @property
    def spreads(self) -> list[Route]:
        """The beginnings of the way that end with a step to several rows."""
        return [self.steps[:nr] for nr, step in enumerate(self.steps, 1) if step.get("several")]


@dataclass(frozen=True)
class When:
    """When a row looks something up: its own time, and the answer's period that it is shown in."""

    moment: datetime | date | None
    bucket: Bucket | None = None


def _nobody(_model: Given, _bucket: Bucket) -> Mapping[Any, Row]:
    return {}


@dataclass
class Lookup:
    """Fields of a world's rows. `known` gives what is kept of whom by the end of a period."""

    world: World
    known: Callable[[Given, Bucket], Mapping[Any, Row]] = field(default=_nobody)

    def way(self, model: Given, name: Name) -> Way:
        """The one way from the model's rows to the field. Raises Refused, Repeated."""
        key = (model["name"], name)
        known: dict[tuple[str, Name], tuple[Way, ...]] = self.world.ways
        if key not in known:
            told = self._ways(model, name.path, name.name)
            known[key] = tuple(told or self._implied(model, name))
        found = known[key]
        if len(found) != 1:
            raise Refused(f"{len(found)} ways from {model['name']} to {name}")
        return found[0]

    def held(self, way: Way) -> bool:
        """Whether the way leads by what holds for a time."""
        return any("validity" in self.world.model(step["to"]) for step in way.steps)

    def late(self, way: Way) -> bool:
        """Whether the way leads by what is known at the end of the answer's periods."""
        return any("rollup" in self.world.model(step["to"]) for step in way.steps)

    def check_keys(self, way: Way) -> None:
        """Raises Repeated when a step leads to several rows."""
        for step in way.steps:
            target = self.world.model(step["to"])
            if "validity" in target or "rollup" in target or step.get("several"):
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
            ties += [{each["name"], each["rollup"]["of"]}] if "rollup" in each else []
            ties += [{each["name"], f"entity {entity['name']}"} for entity in each["entities"]]
        found = {model["name"]}
        for _ in ties:
            found = found.union(*(tie for tie in ties if tie & found))
        return found

    def value(self, model: Given, row: Row, when: When, name: Name, picks: Picks) -> Any:
        """The field's value for the row; None where a step finds nothing."""
        way = self.way(model, name)
        here = self._end(way.steps, row, when, picks)
        return here[way.column] if here else None

    def _end(self, steps: Route, row: Row, when: When, picks: Picks) -> Row | None:
        here: Row | None = row
        for nr, step in enumerate(steps, 1):
            if here is None:
                return None
            several = step.get("several")
            here = picks[names_of(steps[:nr])] if several else self._follow(step, here, when)
        return here

    def picks(
        self, model: Given, row: Row, when: When, names: Sequence[Name], seen: Any
    ) -> Iterator[Picks]:
        """Every choice among the several rows that the fields are looked up in.

        `seen` gives the rows of a model; where there is none to choose, there is None.
        """
        spreads = {
            names_of(steps): steps for name in names for steps in self.way(model, name).spreads
        }
        found: list[Picks] = [{}]
        for called, steps in sorted(spreads.items(), key=lambda each: len(each[0])):
            more: list[Picks] = []
            for picks in found:
                here = self._end(steps[:-1], row, when, picks)
                rows = [other for other in seen(steps[-1]["to"]) if _meet(steps[-1], here, other)]
                more += [{**picks, called: other} for other in rows or [None]]
            found = more
        yield from found

    def _follow(self, step: Given, here: Row, when: When) -> Row | None:
        wanted = [here[column] for column in step["from_columns"]]
        target = self.world.model(step["to"])
        if "rollup" in target:
            return self.known(target, when.bucket).get(wanted[0]) if when.bucket else None
        for row in self.world.tables[target["source"]]:
            same = [row[column] for column in step["to_columns"]] == wanted
            if same and None not in wanted and _valid(target, row, when.moment):
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
                for steps, there in self._to(model, declaring)
                for column in [_dimension(there, name)]
                if column
            ]
        found = [(steps, _dimension(there, name)) for steps, there in self._heads(model, path[0])]
        return [Way(steps, column) for steps, column in found if column]

    def _implied(self, model: Given, name: Name) -> list[Way]:
        """The shortest ways through one or two roles that the name leaves out."""
        begun: list[tuple[Route, Given]] = [((), model)]
        for _ in range(2):
            begun = [
                ((*steps, *role), there)
                for steps, here in begun
                for word in dict.fromkeys(s["entity"] for s in self._with_roles(here))
                for role, there in self._roles(here, word)
            ]
            found = [
                Way((*steps, *rest), column)
                for steps, here in begun
                for rest, column in self._by_roles(here, name.path, name.name)
            ]
            if found:
                return found
        return []

    def _with_roles(self, model: Given) -> list[Given]:
        links = self.world.relationships
        return [step for step in links if step["from"] == model["name"] and step.get("entity")]

    def _by_roles(self, model: Given, path: Sequence[str], name: str) -> list[tuple[Route, str]]:
        found: list[tuple[Route, str]] = []
        for steps, there in self._roles(model, path[0]):
            column = _dimension(there, name) if len(path) == 1 else None
            onwards = self._by_roles(there, path[1:], name) if len(path) > 1 else []
            found += [(steps, column)] if column else []
            found += [((*steps, *rest), column) for rest, column in onwards]
        return found

    def _own(self, model: Given, entity: str, name: str) -> str | None:
        for given in model["dimensions"]:
            if given["entity"] == entity and given["name"] == name:
                return kept(given)
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

    def _to(self, model: Given, end: Given) -> list[tuple[Route, Given]]:
        """The ways to a table: to one row of it, or else the shortest ones to several."""
        single = [found for found in self._nearest(model) if found[1] is end]
        if single:
            return single
        several = [route for route in self._spreading(model, ()) if route[-1]["to"] == end["name"]]
        shortest = min(map(len, several), default=0)
        return [(route, end) for route in several if len(route) == shortest]

    def _spreading(self, model: Given, so_far: Route) -> Iterator[Route]:
        """Ways up to one row, on to several, and from each of these on to one again.

        Rows that share nothing but a row further up do not belong together: whoever came up to it
        goes on from the several to yet another table.
        """
        here = so_far[-1]["to"] if so_far else model["name"]
        spread = any(step.get("several") for step in so_far)
        beyond = spread and not so_far[-1].get("several")
        passed = {model["name"], *(step["to"] for step in so_far)}
        if spread and (beyond or so_far[0].get("several")):
            yield so_far
        for step in self.world.relationships:
            if step.get("entity"):
                continue
            onward = []
            if step["from"] == here and step.get("type") != "many_to_many":
                onward.append(step)
            if step.get("fan_out") == "count_once" and not beyond:
                if step["to"] == here:
                    onward.append(_turned(step))
                elif step["from"] == here and step.get("type") == "many_to_many":
                    onward.append({**step, "several": True})
            for each in onward:
                if each["to"] not in passed:
                    yield from self._spreading(model, (*so_far, each))

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
                if step.get("type") != "many_to_many" and step["to"] not in seen
            ]
            seen |= {there["name"] for _, there in latest}
            found = found + latest
        return found


def names_of(steps: Route) -> tuple[str, ...]:
    """The names of the steps."""
    return tuple(str(step["name"]) for step in steps)


def _turned(step: Given) -> Given:
    """The relationship from its one side to its many."""
    ends = {"from": step["to"], "to": step["from"], "several": True}
    columns = {"from_columns": step["to_columns"], "to_columns": step["from_columns"]}
    return {**step, **ends, **columns}


def _meet(step: Given, here: Row | None, other: Row) -> bool:
    """Whether two rows belong together; what is missing belongs to nothing."""
    if here is None:
        return False
    ours = [here[column] for column in step["from_columns"]]
    return None not in ours and ours == [other[column] for column in step["to_columns"]]


def kept(dimension: Given) -> str:
    """The column that holds a dimension; of a rollup's entity one of its own."""
    own = "keep" in dimension or "top" in dimension
    return f"kept {dimension['name']}" if own else str(dimension["expr"])


def fields_of(filters: Iterable[Given]) -> list[str]:
    """The fields that conditions are about."""
    found = []
    for given in filters:
        inner = [*given.get("all", ()), *given.get("any", ())]
        inner += [given["not"]] if "not" in given else []
        found += fields_of(inner)
        found += [given[key] for key in ("field", "key") if key in given]
    return found


def _dimension(model: Given, name: str) -> str | None:
    return next((kept(d) for d in model["dimensions"] if d["name"] == name), None)


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
