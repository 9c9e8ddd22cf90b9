"""Calculated columns can be computed, and policies do not depend on other rows through them."""

from collections.abc import Iterator

from semantic.calculated import circling, looking_at_others
from semantic.checks.columns import no_column
from semantic.checks.expressions import offset_of
from semantic.draft import Draft, Written
from semantic.expression import parse
from semantic.expression_tokens import ExpressionError
from semantic.model import Model
from semantic.problems import Problem


def calculated_columns_are_computable(draft: Draft) -> Iterator[Problem]:
    """Each reads, uses columns there are, has a name of its own and does not circle."""
    for written in draft.models:
        model = written.value
        columns = draft.columns(model)
        faults = list(_unreadable(written))
        for name, given in model.calculated.items():
            steps = ("calculated", name)
            if model.rollup is not None:
                message = "a rollup has no columns of its own to calculate from"
                yield written.key_problem(message, *steps)
            if name in model.columns:
                message = f"`{model.name}` has a column `{name}` of its source already"
                yield written.key_problem(message, *steps)
            used = () if faults else sorted(parse(given.expr, "windows").columns)
            for other in used:
                if columns is not None and other not in columns:
                    message = no_column(model.name, other, columns)
                    offset = offset_of(other, given.expr)
                    yield written.text_problem(message, offset, *steps, "expr")
        yield from faults
        for name in () if faults else circling(model):
            message = f"`{name}` is made of itself"
            yield written.key_problem(message, "calculated", name)


def _unreadable(written: Written[Model]) -> Iterator[Problem]:
    for name, given in written.value.calculated.items():
        try:
            parse(given.expr, "windows")
        except ExpressionError as error:
            steps = ("calculated", name, "expr")
            yield written.text_problem(error.message, error.offset, *steps)


def policies_look_at_one_row(draft: Draft) -> Iterator[Problem]:
    """Whether a row may be seen is never decided by other rows, which are cut first."""
    for role in draft.roles.values():
        for index, grant in enumerate(role.value.grants):
            for number, given in enumerate(() if grant.rows == "all" else grant.rows):
                if given.field in _fields_of_others(draft):
                    message = f"{given.field} depends on which other rows there are"
                    yield role.problem(message, "grants", index, "rows", number, "field")


def _fields_of_others(draft: Draft) -> frozenset[str]:
    found: set[str] = set()
    for model in draft.catalog.models.values():
        try:
            looking = looking_at_others(model)
            dimensions = [(given.field, parse(given.expr).columns) for given in model.dimensions]
        except ExpressionError:
            continue
        found |= {field for field, columns in dimensions if columns & looking}
    return frozenset(found)
