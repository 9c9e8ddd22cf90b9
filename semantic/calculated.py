"""The order in which a model's calculated columns are computed, each from those before it."""

from collections.abc import Mapping

from semantic.expression import Expression, parse
from semantic.expression_tree import Window, levels
from semantic.model import Model


def expressions(model: Model) -> Mapping[str, Expression]:
    """The model's calculated columns, each after those that it is made of.

    Raises ExpressionError for one that cannot be read; columns that circle are left out.
    """
    waiting = {name: parse(given.expr, "windows") for name, given in model.calculated.items()}
    found: dict[str, Expression] = {}
    while ready := [name for name, given in waiting.items() if not given.columns & waiting.keys()]:
        found |= {name: waiting.pop(name) for name in ready}
    return found


def staged(model: Model) -> tuple[tuple[str, ...], ...]:
    """The calculated columns by stage: first those of a row alone, then those that look at others.

    A window over what another window gives is a stage of its own.
    """
    if not model.calculated:
        return ((),)
    known = expressions(model)
    stage: dict[str, int] = {}
    windowed: set[str] = set()
    for name, given in known.items():
        below = given.columns & stage.keys()
        looks = _looks(given)
        after = [stage[other] + (looks and other in windowed) for other in below]
        stage[name] = max([int(looks), *after])
        if looks or below & windowed:
            windowed.add(name)
    last = max(stage.values(), default=0)
    return tuple(tuple(n for n in stage if stage[n] == number) for number in range(last + 1))


def looking_at_others(model: Model) -> frozenset[str]:
    """The calculated columns whose value depends on which other rows there are."""
    return frozenset(name for names in staged(model)[1:] for name in names)


def circling(model: Model) -> tuple[str, ...]:
    """The calculated columns that are made of themselves, directly or by way of others."""
    sound = expressions(model)
    return tuple(name for name in model.calculated if name not in sound)


def _looks(given: Expression) -> bool:
    return any(isinstance(node, Window) for level in levels(given.root) for node in level)
