"""How rows of one model reach a field of another without being counted twice."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from semantic.bridges import connected, spreading_routes, turned
from semantic.catalog import Catalog, FieldRef
from semantic.errors import FanOut, NoPath, SeveralPaths
from semantic.expression import parse
from semantic.model import Model, Relationship
from semantic.plan import Field, Leaf, rows_of
from semantic.record import record

Route = tuple[Relationship, ...]
KeyColumns = tuple[tuple[str, str], ...]
Path = tuple[str, ...]
# How many entities a field's name may leave out.
MOST_IMPLIED = 2


@record
class Way:
    """How a row comes to a field: the relationships to walk, and the dimension at their end.

    A row may have `several` values at the end of some ways, and counts once for each of them. One
    that is `implied` goes through entities that the field's name leaves out.
    """

    route: Route
    ref: FieldRef
    several: bool = False
    implied: bool = False


def routes(catalog: Catalog, start: str, end: str) -> tuple[Route, ...]:
    """The shortest ways along relationships from `start` to `end`, each step to at most one row.

    Relationships that bear an entity's name are left out: they are walked by that name. One empty
    route when they are the same model; none when `end` cannot be reached.
    """
    waiting: list[tuple[str, Route]] = [(start, ())]
    seen = {start}
    while waiting:
        found = tuple(route for model, route in waiting if model == end)
        if found:
            return found
        onwards = [
            (step.to, (*route, step))
            for model, route in waiting
            for step in _to_one(catalog, model)
            if step.to not in seen
        ]
        seen |= {model for model, _ in onwards}
        waiting = onwards
    return ()


def _to_one(catalog: Catalog, model: str) -> Iterator[Relationship]:
    """The relationships without a name that lead from the model to at most one row each."""
    for step in catalog.relationships:
        if step.entity is not None or step.type == "many_to_many":
            continue
        if step.from_model == model:
            yield step
        elif step.to == model and step.type == "one_to_one":
            yield turned(step)


def key_columns(model: Model, ref: FieldRef) -> KeyColumns | None:
    """Pairs (the field's column, the model's own) when the field is made of an entity's key alone.

    Any model with the entity then has the field, without a join.
    """
    theirs = ref.model.entity(ref.dimension.entity)
    ours = model.entity(ref.dimension.entity)
    if theirs is None or ours is None or ref.dimension.keep or ref.dimension.top:
        return None
    if not parse(ref.dimension.expr).columns <= set(theirs.columns):
        return None
    return tuple(zip(theirs.columns, ours.columns, strict=True))


def ways(catalog: Catalog, model: Model, path: Path, ref: FieldRef) -> tuple[Way, ...]:
    """Every way from rows of the model to the field of this name.

    First what the rows themselves hold, then relationships that bear the entity's name, then the
    shortest ways along relationships without one, each to at most one row. Where there are none,
    the shortest ways to several rows, and last those through entities that the name leaves out.
    """
    known: dict[Any, tuple[Way, ...]] = catalog.ways
    asked = (model.name, path, ref)
    found = known.get(asked)
    if found is None:
        known[asked] = found = _found_ways(catalog, model, path, ref)
    return found


def _found_ways(catalog: Catalog, model: Model, path: Path, ref: FieldRef) -> tuple[Way, ...]:
    found = _direct_ways(catalog, model, path, ref)
    return found or _implied_ways(catalog, model, path, ref)


def _implied_ways(catalog: Catalog, model: Model, path: Path, ref: FieldRef) -> tuple[Way, ...]:
    """The shortest ways that go on from an entity's own relationship: the user of a listing."""
    waiting: list[Route] = [()]
    for _ in range(MOST_IMPLIED):
        waiting = [
            (*route, step)
            for route in waiting
            for step in catalog.relationships
            if step.entity is not None
            and step.from_model == (route[-1].to if route else model.name)
        ]
        found = [
            Way((*route, *way.route), way.ref, implied=True)
            for route in waiting
            for way in _led_by_name(catalog, catalog.models[route[-1].to], path, ref)
        ]
        if found:
            return tuple(found)
    return ()


def _led_by_name(catalog: Catalog, model: Model, path: Path, ref: FieldRef) -> Iterator[Way]:
    """Ways that begin with a relationship or key of the entity, not with what a row is itself."""
    key = _key_ref(catalog, model, path[0]) if path == (ref.dimension.name,) else None
    if key is not None:
        yield Way((), key)
    else:
        yield from _named_ways(catalog, model, path, ref.dimension.name)


def _direct_ways(catalog: Catalog, model: Model, path: Path, ref: FieldRef) -> tuple[Way, ...]:
    name = ref.dimension.name
    own = _held(catalog, model, path, name)
    if own is not None:
        return (Way((), own),)
    if path == (ref.dimension.entity,) and key_columns(model, ref):
        return (Way((), ref),)
    named = tuple(_named_ways(catalog, model, path, name))
    if named:
        return named
    if path != (ref.dimension.entity,):
        return tuple(_onward_ways(catalog, model, path, ref))
    found = tuple(Way(route, ref) for route in routes(catalog, model.name, ref.model.name))
    if found:
        return found
    spreading = spreading_routes(catalog, model.name, ref.model.name)
    return tuple(Way(route, ref, several=True) for route in spreading)


def single_ways(catalog: Catalog, model: Model, path: Path, ref: FieldRef) -> tuple[Way, ...]:
    """The ways that the field's name tells, along which each row has at most one value."""
    found = ways(catalog, model, path, ref)
    return tuple(way for way in found if not (way.several or way.implied))


def _held(catalog: Catalog, model: Model, path: Path, name: str) -> FieldRef | None:
    """The dimension or entity of this name that rows of the model hold themselves."""
    if len(path) != 1:
        return None
    entity = model.entity(path[0])
    every = path[0] == model.row or (entity is not None and entity.unique)
    for dimension in model.dimensions:
        if dimension.name == name and (every or dimension.entity == path[0]):
            return FieldRef(model, dimension)
    return _key_ref(catalog, model, name) if every or name == path[0] else None


def _key_ref(catalog: Catalog, model: Model, name: str) -> FieldRef | None:
    """An entity's key in the model as a dimension, where some model declares one of its name."""
    entity, shown = model.entity(name), catalog.dimensions.get(f"{name}.{name}")
    if entity is None or shown is None or len(entity.columns) != 1:
        return None
    column = entity.columns[0].replace('"', '""')
    key = {"expr": f'"{column}"', "type": model.columns.get(entity.columns[0], "text")}
    return FieldRef(model, shown.dimension.model_copy(update=key))


def _named_ways(catalog: Catalog, model: Model, path: Path, name: str) -> Iterator[Way]:
    for step in catalog.relationships:
        if step.from_model != model.name or step.entity != path[0]:
            continue
        target = catalog.models[step.to]
        found = _there(catalog, target, path, name)
        if found is not None:
            yield Way((step,), found)
        elif len(path) > 1:
            for way in _named_ways(catalog, target, path[1:], name):
                yield Way((step, *way.route), way.ref)


def _onward_ways(catalog: Catalog, model: Model, path: Path, ref: FieldRef) -> Iterator[Way]:
    """Ways that mix entities' names and relationships without one: `manager.region.name`.

    The first name leads by its own relationship, of the nearest model that has one, or else to the
    model whose key it is.
    """
    for route, there in _heads(catalog, model, path[0]):
        if len(path) > 1:
            further = ways(catalog, there, path[1:], ref)
            yield from (Way((*route, *w.route), w.ref, w.several) for w in further)
        elif (found := _there(catalog, there, path, ref.dimension.name)) is not None:
            yield Way(route, found)


def _heads(catalog: Catalog, model: Model, entity: str) -> list[tuple[Route, Model]]:
    named = [
        (step, route)
        for step in catalog.relationships
        if step.entity == entity
        for route in routes(catalog, model.name, step.from_model)
    ]
    if named:
        nearest = min(len(route) for _, route in named)
        return [
            ((*route, step), catalog.models[step.to])
            for step, route in named
            if len(route) == nearest
        ]
    return [
        (route, there)
        for there in catalog.models.values()
        if (own := there.entity(entity)) and set(own.columns) == set(there.primary_key)
        for route in routes(catalog, model.name, there.name)
        if route
    ]


def _there(catalog: Catalog, target: Model, path: Path, name: str) -> FieldRef | None:
    """What a row found by the path's first entity holds of this name."""
    if len(path) != 1:
        return None
    named = [dimension for dimension in target.dimensions if dimension.name == name]
    return FieldRef(target, named[0]) if named else _key_ref(catalog, target, name)


def way_to(catalog: Catalog, model: Model, path: Path, ref: FieldRef) -> Way:
    """The one way from the model to the field, which check_reach has made sure of."""
    (way,) = ways(catalog, model, path, ref)
    return way


def spreads(catalog: Catalog, model: Model, used: Field) -> bool:
    """Whether a row of the model may have several values of the field."""
    return catalog.fans_out and any(
        way.several for way in ways(catalog, model, used.path, used.ref)
    )


def check_reach(
    catalog: Catalog,
    model: Model,
    path: Path,
    ref: FieldRef,
    wanted_by: str,
    possible: Callable[[], Sequence[str]],
) -> None:
    """Raises NoPath, FanOut or SeveralPaths unless there is one way from the model to the field.

    Without a way its rows would be counted several times, or have no value at all; with several
    ways they could mean different things. `possible` gives the fields to offer instead.
    """
    found = ways(catalog, model, path, ref)
    if len(found) == 1:
        return
    field = ".".join((*path, ref.dimension.name))
    if not found and ref.model.name not in connected(catalog, model.name):
        raise NoPath(
            f"{wanted_by} cannot be split or filtered by {field}: no relationship leads from "
            f"{model.label or model.name} to {ref.model.label or ref.model.name}.",
            nearest=possible(),
            next_step="Ask by one of those, or ask the steward to relate the two.",
        )
    if not found:
        raise FanOut(
            f"{wanted_by} cannot be split or filtered by {field}: each of its "
            f"{model.label or model.name} may have several, and would be counted more than once.",
            nearest=possible(),
            next_step="Ask by one of those, or for another metric.",
        )
    shown = "; ".join(" then ".join(step.name for step in way.route) for way in found)
    raise SeveralPaths(
        f"{wanted_by} reaches {field} in several ways: {shown}.",
        nearest=possible(),
        next_step="Ask the steward to name the relationship that is meant.",
    )


def check_leaf(
    catalog: Catalog, leaf: Leaf, used: Field, wanted_by: str, possible: Callable[[], Sequence[str]]
) -> Way:
    """The one way from the leaf's rows to the field.

    Raises what check_reach raises, and FanOut where an event would count in several groups.
    """
    model = catalog.models[rows_of(leaf)]
    check_reach(catalog, model, used.path, used.ref, wanted_by, possible)
    (way,) = ways(catalog, model, used.path, used.ref)
    if way.several and leaf.event is not None:
        raise FanOut(
            f"{wanted_by} counts each event once, and {used.name} has several values for one of "
            "them.",
            nearest=possible(),
        )
    return way


def groupable(catalog: Catalog, model: Model) -> tuple[str, ...]:
    """The fields that split rows of the model without overlap, in order of declaration."""
    return tuple(
        field
        for field, ref in catalog.dimensions.items()
        if len(single_ways(catalog, model, (ref.dimension.entity,), ref)) == 1
    )


def shared(choices: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """What all sequences hold, in the order of the first."""
    if not choices:
        return ()
    rest = [set(choice) for choice in choices[1:]]
    return tuple(name for name in choices[0] if all(name in other for other in rest))
