"""How many of an entity each figure is about: counts of the very rows it is computed from."""

from collections.abc import Iterator
from dataclasses import replace

from semantic.catalog import Catalog
from semantic.errors import CannotCombine
from semantic.grants import Smallest
from semantic.model import SimpleMetric
from semantic.plan import Leaf, LeafValue, Output, Plan, State, leaves
from semantic.record import record
from semantic.view import View

MOST_KEYS = 6


@record
class Count:
    """Columns that say how many of the entity, and whether any rows, a figure is about."""

    size: int
    entities: str
    rows: str


@record
class Counted:
    """A plan that counts along what it answers.

    `now` and `earlier` are the counts of both sides of a comparison, `governed` the metrics that
    may only be shown of enough.
    """

    plan: Plan
    now: tuple[Count, ...]
    earlier: tuple[Count, ...]
    governed: frozenset[str]
    groups: tuple[Smallest, ...]


def counted(made: Plan, view: View) -> Counted | None:
    """The plan with counts beside its figures; None when no figure is held to a smallest group.

    What is ordered, cut off or left out by figures is so after small groups are withheld. Raises
    CannotCombine for a metric whose entities cannot be counted.
    """
    if not made.outputs:
        _check_listing(made, view)
        return None
    if not view.access.withholds:
        return None
    groups = {output.name: view.access.groups_for([output.name]) for output in made.outputs}
    governed = frozenset(name for name, smallest in groups.items() if smallest)
    if not governed:
        return None
    if made.having:
        raise CannotCombine(
            "A condition in `having` is not put on figures that are held to a smallest group.",
            next_step='Write it as a filter, such as {"field": METRIC, "op": "gt", "value": 100}.',
        )
    if len(made.keys) > MOST_KEYS:
        raise CannotCombine(
            f"An answer held to smallest groups goes by {MOST_KEYS} groups at most.",
            next_step="Leave some of them out.",
        )
    counts = _Counts(view.catalog)
    for output in made.outputs:
        for smallest in groups[output.name]:
            counts.add(output, smallest)
    plan = replace(
        made,
        outputs=(*made.outputs, *counts.outputs()),
        on_metrics=(),
        order=(),
        limit=None,
    )
    every = tuple(dict.fromkeys(part for smallest in groups.values() for part in smallest))
    return Counted(plan, tuple(counts.now), tuple(counts.earlier), governed, every)


def _check_listing(made: Plan, view: View) -> None:
    """Which values there are may be told, how often or from where to where may not."""
    if (made.extremes or not made.distinct) and view.access.groups_for(view.granted):
        raise CannotCombine(
            "Single rows and extremes are not shown where figures are held to a smallest group.",
            next_step="Ask for the values each once, or for a metric by them.",
        )


class _Counts:
    """The counts that figures need, each once."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.names: dict[Leaf, str] = {}
        self.now: dict[Count, None] = {}
        self.earlier: dict[Count, None] = {}

    def add(self, output: Output, smallest: Smallest) -> None:
        for leaf in leaves(output.formula):
            self.now[self._of(leaf, smallest, output.name)] = None
        for leaf in leaves(output.earlier) if output.earlier else ():
            self.earlier[self._of(leaf, smallest, output.name)] = None

    def _of(self, leaf: Leaf, smallest: Smallest, metric: str) -> Count:
        entities, rows = counts_of(leaf, smallest.entity, self.catalog, metric)
        return Count(smallest.size, self._named(entities), self._named(rows))

    def _named(self, leaf: Leaf) -> str:
        # A space, which no metric's name has.
        return self.names.setdefault(leaf, f"count {len(self.names) + 1}")

    def outputs(self) -> Iterator[Output]:
        for leaf, name in self.names.items():
            yield Output(name, LeafValue(leaf), None, ())


def counts_of(leaf: Leaf, entity: str, catalog: Catalog, metric: str) -> tuple[Leaf, Leaf]:
    """Leaves that count the distinct entities, and the rows, that a leaf is computed from.

    Raises CannotCombine where they cannot be counted, such as for days since the newest row.
    """
    match leaf.measure:
        case SimpleMetric(model=name) as measure:
            column = catalog.models[name].key_of(entity)
            if column is not None:
                return (
                    replace(leaf, measure=_counting(measure, column), fill=None),
                    replace(leaf, measure=_counting(measure, None), fill=None),
                )
        case State(model, state):
            rollup = catalog.models[model].rollup
            if rollup is not None and rollup.by == entity:
                who = State(model, "known" if state == "value" else state)
                found = replace(leaf, measure=who, fill=None)
                return found, found
        case _:
            pass
    title = catalog.metrics[metric].title
    raise CannotCombine(
        f"{title} is not shown where figures are held to a smallest group: how many "
        f"{entity}s it is about cannot be counted.",
        next_step="Ask for another metric, or ask the steward for a grant of it.",
    )


def _counting(measure: SimpleMetric, column: str | None) -> SimpleMetric:
    agg = "count_distinct" if column else "count"
    plain = {"percentile": None, "discrete": False, "approximate": False}
    return measure.model_copy(update={**plain, "agg": agg, "expr": column})
