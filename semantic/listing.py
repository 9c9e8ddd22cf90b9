"""Which model's rows a question without metrics is about: what values of these fields there are."""

from semantic.errors import CannotCombine
from semantic.model import Model
from semantic.plan import Plan, fields_of
from semantic.routes import single_ways
from semantic.view import View


def listed_model(made: Plan, view: View) -> str | None:
    """The model whose rows reach every field in the fewest steps; None for times alone.

    Of models equally near, one that a field's entity identifies a row of comes first. Raises
    CannotCombine when no model reaches them all, or when times are asked for without a spine.
    """
    fields = (*made.fields, *fields_of(made.conditions))
    if len(made.keys) > len(made.fields) and not view.catalog.time_spines:
        raise CannotCombine(
            "Times alone belong to no metric here.",
            next_step="Ask for a metric by time, or leave the time out.",
        )
    if not fields:
        return None
    found = [
        (distance, not _identified(model, made), name)
        for name, model in view.catalog.models.items()
        if (distance := _distance(model, made, view)) is not None
    ]
    if not found:
        names = ", ".join(dict.fromkeys(used.name for used in fields))
        raise CannotCombine(
            f"No table has {names} for each of its rows.",
            nearest=tuple(view.dimensions)[:5],
            next_step="Ask for fewer of them, or for a metric by them.",
        )
    return min(found, key=lambda choice: choice[:2])[2]


def _distance(model: Model, made: Plan, view: View) -> int | None:
    """How many relationships lead to the fields, together; None when one cannot be reached."""
    if model.rollup is not None:
        return None
    total = 0
    for used in (*made.fields, *fields_of(made.conditions)):
        found = single_ways(view.catalog, model, used.path, used.ref)
        if len(found) != 1 or found[0].ref.dimension.field not in view.dimensions:
            return None
        total += len(found[0].route)
    return total


def _identified(model: Model, made: Plan) -> bool:
    """Whether a row of the model is one of the entities asked about."""
    entities = (model.entity(used.path[0]) for used in made.fields)
    return any(entity is not None and entity.unique for entity in entities)
