"""What grants hide, keep countable and hold to groups exists."""

from collections.abc import Iterator

from semantic.checks.columns import no_column
from semantic.draft import Draft, Written
from semantic.policy import Grant, Role
from semantic.problems import Problem
from semantic.suggest import did_you_mean


def hidden_columns_exist(draft: Draft) -> Iterator[Problem]:
    """`hide_columns` names declared columns of models that have a table."""
    models = draft.catalog.models
    for role, number, grant in _grants(draft):
        for index, name in enumerate(grant.hide_columns):
            model, _, column = name.partition(".")
            steps = ("grants", number, "hide_columns", index)
            message = draft.unknown("model", model)
            if message:
                yield role.problem(message, *steps)
            elif model in models and models[model].rollup is not None:
                of = models[model].rollup
                assert of is not None
                yield role.problem(f"`{model}` has no columns; hide those of `{of.of}`", *steps)
            elif model in models and column not in models[model].columns:
                yield role.problem(no_column(model, column, models[model].columns), *steps)


def aggregated_fields_are_hidden(draft: Draft) -> Iterator[Problem]:
    """`aggregate` names what the same grant hides or masks."""
    for role, number, grant in _grants(draft):
        closed = (*grant.hide, *grant.hide_columns, *grant.mask)
        for index, name in enumerate(grant.aggregate):
            if name not in closed:
                yield role.problem(
                    f"the grant neither hides nor masks `{name}`{did_you_mean(name, closed)}",
                    *("grants", number, "aggregate", index),
                )


def groups_are_of_entities(draft: Draft) -> Iterator[Problem]:
    """A smallest group is of an entity that some model declares."""
    known = {entity.name for model in draft.models for entity in model.value.entities}
    for role, number, grant in _grants(draft):
        if known and grant.min_group_size and grant.group_entity not in known:
            given = "group_entity" in grant.model_fields_set
            yield role.problem(
                f"no model has an entity `{grant.group_entity}` to count groups by"
                f"{did_you_mean(grant.group_entity, known)}",
                *("grants", number, "group_entity" if given else "min_group_size"),
            )


def _grants(draft: Draft) -> Iterator[tuple[Written[Role], int, Grant]]:
    for role in draft.roles.values():
        for number, grant in enumerate(role.value.grants):
            yield role, number, grant
