"""Ways to fields of which a row may have several values: each row counts once in every group.

Only relationships that say `fan_out: count_once` are walked from their one side to the many. A
bridge table is walked that way from one end, and on to the other end as usual.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from semantic.catalog import Catalog
from semantic.model import Relationship

# Steps to one row each, then to several, then to one row of each of those.
_Phase = Literal["before", "spreading", "beyond"]
_Route = tuple[Relationship, ...]


class Spread(Relationship):
    """A relationship as it is walked from a row to several: `to` holds the several."""


def spreading_routes(catalog: Catalog, start: str, end: str) -> tuple[_Route, ...]:
    """The shortest ways from `start` to `end` with a step to several rows among them.

    Rows of a table that share nothing but a row further up do not belong together: what was walked
    up to must spread to a table that leads on to another one.
    """
    if not catalog.fans_out:
        return ()
    waiting: list[tuple[str, _Phase, _Route]] = [(start, "before", ())]
    for _ in catalog.models:
        waiting = [
            (step.to, phase, (*route, step))
            for model, before, route in waiting
            for step, phase in _steps(catalog, model, before)
            if step.to not in _visited(start, route)
        ]
        found = tuple(
            route for model, phase, route in waiting if _arrives(model, phase, route, end)
        )
        if found:
            return found
    return ()


def connected(catalog: Catalog, start: str) -> frozenset[str]:
    """The models that some chain of relationships, in whichever direction, ties to `start`.

    A rollup is tied to what it is made of, and models that name one entity to each other.
    """
    ties = [{step.from_model, step.to} for step in catalog.relationships]
    for model in catalog.models.values():
        ties += [{model.name, model.rollup.of}] if model.rollup else []
        ties += [{model.name, f"entity {entity.name}"} for entity in model.entities]
    found = {start}
    while reached := [tie for tie in ties if tie & found and not tie <= found]:
        found = found.union(*reached)
    return frozenset(found)


def _visited(start: str, route: Sequence[Relationship]) -> set[str]:
    return {start, *(step.to for step in route)}


def _arrives(model: str, phase: _Phase, route: _Route, end: str) -> bool:
    if model != end or phase == "before":
        return False
    return phase == "beyond" or isinstance(route[0], Spread)


def _steps(catalog: Catalog, model: str, before: _Phase) -> Iterator[tuple[Relationship, _Phase]]:
    for step in catalog.relationships:
        if step.entity is not None:
            continue
        if step.from_model == model and step.type != "many_to_many":
            yield step, "before" if before == "before" else "beyond"
        if before != "beyond" and step.fan_out == "count_once":
            yield from ((given, "spreading") for given in _spreads(step, model))


def _spreads(step: Relationship, model: str) -> Iterator[Relationship]:
    if step.to == model:
        yield Spread.model_validate(step.model_dump() | _turned(step))
    elif step.from_model == model and step.type == "many_to_many":
        yield Spread.model_validate(step.model_dump())


def turned(step: Relationship) -> Relationship:
    """A one-to-one relationship, walked from its other side."""
    return Relationship.model_validate(step.model_dump() | _turned(step))


def _turned(step: Relationship) -> dict[str, object]:
    return {
        "from_model": step.to,
        "to": step.from_model,
        "from_columns": step.to_columns,
        "to_columns": step.from_columns,
    }
