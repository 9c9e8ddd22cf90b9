"""How rows of one model reach a field of another without being counted twice."""

from collections.abc import Sequence
from dataclasses import dataclass

from semantic.catalog import Catalog, FieldRef
from semantic.errors import CannotCombine
from semantic.expression import parse
from semantic.model import Model, Relationship

Route = tuple[Relationship, ...]


@dataclass(frozen=True)
class KeyColumns:
    """A field that is made of an entity's key alone, so that any model with the entity has it."""

    columns: tuple[tuple[str, str], ...]


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


def key_columns(catalog: Catalog, model: Model, ref: FieldRef) -> KeyColumns | None:
    """The model's own columns that stand for the field, when it is made of an entity's key."""
    theirs = ref.model.entity(ref.dimension.entity)
    ours = model.entity(ref.dimension.entity)
    if theirs is None or ours is None or ref.dimension.keep or ref.dimension.top:
        return None
    if not parse(ref.dimension.expr).columns <= set(theirs.columns):
        return None
    return KeyColumns(tuple(zip(theirs.columns, ours.columns, strict=True)))


def reaches(catalog: Catalog, model: Model, ref: FieldRef) -> bool:
    """Whether each row of the model has at most one value of the field."""
    if key_columns(catalog, model, ref):
        return True
    return len(routes(catalog, model.name, ref.model.name)) == 1


def route_to(catalog: Catalog, model: Model, ref: FieldRef, wanted_by: str) -> Route:
    """The one way from the model to the field's model.

    Raises CannotCombine when there is none (rows would be counted several times) or several.
    """
    found = routes(catalog, model.name, ref.model.name)
    if len(found) == 1:
        return found[0]
    field = ref.dimension.field
    possible = groupable(catalog, model)
    if not found:
        raise CannotCombine(
            f"{wanted_by} cannot be split or filtered by {field}: each of its "
            f"{model.label or model.name} may have several, and would be counted more than once.",
            nearest=possible,
            next_step="Ask by one of those, or for a metric that is counted per "
            f"{ref.model.row or ref.model.label or ref.model.name}.",
        )
    ways = "; ".join(" then ".join(step.name for step in route) for route in found)
    raise CannotCombine(
        f"{wanted_by} reaches {field} in several ways: {ways}.",
        nearest=possible,
        next_step="Ask the steward to name the relationship that is meant.",
    )


def groupable(catalog: Catalog, model: Model) -> tuple[str, ...]:
    """The fields by which rows of the model can be grouped, in order of declaration."""
    return tuple(
        field for field, ref in catalog.dimensions.items() if reaches(catalog, model, ref)
    )


def shared(choices: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """What all sequences hold, in the order of the first."""
    if not choices:
        return ()
    rest = [set(choice) for choice in choices[1:]]
    return tuple(name for name in choices[0] if all(name in other for other in rest))
