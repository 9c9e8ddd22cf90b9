"""Which model's rows a question without metrics is about: what values of these fields there are."""

from collections.abc import Sequence
from typing import NoReturn

from semantic.bridges import connected
from semantic.errors import CannotCombine, FanOut, NoPath, UnknownName
from semantic.model import Model
from semantic.plan import Field, Plan, fields_of
from semantic.routes import check_reach, single_ways
from semantic.suggest import nearest
from semantic.view import View


def listed_model(made: Plan, view: View, rows_of: str | None = None) -> str | None:
    """The model whose rows reach every field in the fewest steps; None for times alone.

    Of models equally near, one that a field's entity identifies a row of comes first, then one that
    declares the fields. `rows_of` is the only one that will do. Raises NoPath, FanOut or
    SeveralPaths when no model reaches them all, CannotCombine when times are asked for without a
    spine, UnknownName for a model that nobody has told of.
    """
    fields = (*made.fields, *fields_of(made.conditions))
    if len(made.keys) > len(made.fields) and not view.catalog.time_spines:
        raise CannotCombine(
            "Times alone belong to no metric here.",
            next_step="Ask for a metric by time, or leave the time out.",
        )
    if not fields:
        return None
    declaring = {used.ref.model.name for used in fields}
    found = [
        (distance, not _identified(model, made), name not in declaring, name)
        for name, model in _choices(view, rows_of).items()
        if (distance := _distance(model, made, view)) is not None
    ]
    if not found:
        _refuse(fields, view, rows_of)
    return min(found, key=lambda choice: choice[:3])[3]


def _choices(view: View, rows_of: str | None) -> dict[str, Model]:
    seen = {ref.model.name: ref.model for ref in view.dimensions.values()}
    if rows_of is None:
        return dict(view.catalog.models)
    if rows_of not in seen:
        raise UnknownName(
            f"There is no table {rows_of!r} whose rows you may list.",
            nearest=nearest(rows_of, seen) or tuple(seen)[:5],
        )
    return {rows_of: seen[rows_of]}


def _refuse(fields: Sequence[Field], view: View, rows_of: str | None) -> NoReturn:
    """Says why no model, or not the one that was named, has a value of each field for its rows."""
    for used in fields if rows_of else ():
        model = view.catalog.models[str(rows_of)]
        if len(single_ways(view.catalog, model, used.path, used.ref)) > 1:
            whose = f"A row of {rows_of}"
            check_reach(view.catalog, model, used.path, used.ref, whose, tuple)
    names = ", ".join(dict.fromkeys(used.name for used in fields))
    start = rows_of or fields[0].ref.model.name
    tied = connected(view.catalog, start)
    kind = FanOut if all(used.ref.model.name in tied for used in fields) else NoPath
    whose = f"A row of {rows_of} has no single" if rows_of else "No table has"
    raise kind(
        f"{whose} {names}" + ("." if rows_of else " for each of its rows."),
        nearest=tuple(view.dimensions)[:5],
        next_step="Ask for fewer of them, or for a metric by them.",
    )


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
