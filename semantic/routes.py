"""How rows of one model reach a field of another without being counted twice."""

from collections.abc import Sequence

from semantic.catalog import Catalog, FieldRef
from semantic.errors import CannotCombine
from semantic.expression import parse
from semantic.model import Model, Relationship

Route = tuple[Relationship, ...]


KeyColumns = tuple[tuple[str, str], ...]


def routes(catalog: Catalog, start: str, end: str) -> tuple[Route, ...]:
    """The shortest ways along relationships from `start` to `end`, each step to at most one row.

    One empty route when they are the same model; none when `end` cannot be reached.
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
            for step in catalog.relationships
            if step.from_model == model and step.to not in seen
        ]
        seen |= {model for model, _ in onwards}
        waiting = onwards
    return ()


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


def reaches(catalog: Catalog, model: Model, ref: FieldRef) -> bool:
    """Whether each row of the model has at most one value of the field."""
    if key_columns(model, ref):
        return True
    return len(routes(catalog, model.name, ref.model.name)) == 1


def route_to(catalog: Catalog, model: Model, ref: FieldRef) -> Route:
    """The one way from the model to the field's model, which check_reach has made sure of."""
    (route,) = routes(catalog, model.name, ref.model.name)
    return route


def check_reach(
    catalog: Catalog, model: Model, ref: FieldRef, wanted_by: str, possible: Sequence[str]
) -> None:
    """Raises CannotCombine unless each row of the model has one value of the field at most.

    Without a way its rows would be counted several times; with several ways they could mean
    different things. `possible` are the fields to offer instead.
    """
    if reaches(catalog, model, ref):
        return
    field = ref.dimension.field
    found = routes(catalog, model.name, ref.model.name)
    if not found:
        raise CannotCombine(
            f"{wanted_by} cannot be split or filtered by {field}: each of its "
            f"{model.label or model.name} may have several, and would be counted more than once.",
            nearest=possible,
            next_step="Ask by one of those, or for another metric.",
        )
    ways = "; ".join(" then ".join(step.name for step in route) for route in found)
    raise CannotCombine(
        f"{wanted_by} reaches {field} in several ways: {ways}.",
        nearest=possible,
        next_step="Ask the steward to name the relationship that is meant.",
    )


def groupable(catalog: Catalog, model: Model) -> tuple[str, ...]:
    """The fields by which rows of the model can be grouped, in order of declaration."""
    return tuple(field for field, ref in catalog.dimensions.items() if reaches(catalog, model, ref))


def shared(choices: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """What all sequences hold, in the order of the first."""
    if not choices:
        return ()
    rest = [set(choice) for choice in choices[1:]]
    return tuple(name for name in choices[0] if all(name in other for other in rest))
