"""What the metrics of one answer have in common, and which of its groups overlap."""

from collections.abc import Sequence

from semantic.bridges import connected
from semantic.errors import Unrelated
from semantic.model import Metric, Model
from semantic.plan import Plan, leaves, rows_of
from semantic.routes import spreads
from semantic.view import View


def check_related(metrics: Sequence[Metric], view: View) -> None:
    """Metrics that stand side by side in one row have a time or a relationship in common.

    Raises Unrelated for two that have neither.
    """
    first, *others = metrics
    for other in others:
        here, there = (
            [view.catalog.models[name] for name in view.models_of(metric)]
            for metric in (first, other)
        )
        timed = all(model.time or model.rollup for model in (*here, *there))
        if here and there and not timed and not _tied(view, here, there):
            raise Unrelated(
                f"{first.title} and {other.title} have nothing in common: no relationship leads "
                f"from {here[0].label or here[0].name} to {there[0].label or there[0].name}.",
                next_step="Ask for one at a time.",
            )


def _tied(view: View, here: Sequence[Model], there: Sequence[Model]) -> bool:
    """Whether any of the one's models is tied to any of the other's, in whichever order."""
    tied = {name for model in here for name in connected(view.catalog, model.name)}
    return any(model.name in tied for model in there)


def overlapping(made: Plan, view: View) -> tuple[str, ...]:
    """The groups of the answer that one row may belong to several of."""
    if not view.catalog.fans_out:
        return ()
    scanned = {rows_of(leaf) for output in made.outputs for leaf in leaves(output.formula)}
    models = [view.catalog.models[name] for name in sorted(scanned)]
    return tuple(
        used.name
        for used in made.fields
        if any(spreads(view.catalog, model, used) for model in models)
    )
