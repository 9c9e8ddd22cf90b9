"""The names that questions and definitions use for fields and times, found in what may be seen.

`entity.dimension`, by more than one entity `listing.user.home_state`, a time cut to a grain
`booking.paid_at.month` or one part of it `booking.paid_at.extract_dow`, an entity itself `listing`,
each metric's own time `time.month`, and in conditions a metric of an entity `orders[customer]`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from semantic.catalog import Catalog, FieldRef
from semantic.definition import DatePart, FineGrain, Grain
from semantic.errors import Misplaced, UnknownName
from semantic.expression import parse
from semantic.expression_tree import Column
from semantic.model import Metric, Model
from semantic.plan import Field, Key, TimeKey
from semantic.record import record
from semantic.suggest import nearest
from semantic.view import View

FINE: tuple[str, ...] = tuple(get_args(FineGrain))
STANDARD: tuple[str, ...] = (*FINE, *get_args(Grain))
PARTS: Mapping[str, DatePart] = {f"extract_{part}": part for part in get_args(DatePart)}
_MEASURED = r"^([a-z][a-z0-9_]*)\[\s*([a-z0-9_.]+)\s*\]$"


@record
class MemberName:
    """A field's name in its parts: the entities that lead to it, its own name, grain or part."""

    path: tuple[str, ...]
    name: str
    grain: str | None = None
    part: DatePart | None = None


def read_name(text: str, catalog: Catalog) -> MemberName:
    """The parts of a field's name; nothing is looked up but the names of grains."""
    words = text.split(".")
    grain: str | None = None
    part: DatePart | None = None
    if len(words) > 1 and words[-1] in PARTS:
        part = PARTS[words.pop()]
    elif len(words) > 1 and _is_grain(words[-1], catalog):
        grain = words.pop()
    path = tuple(words[:-1]) or (words[0],)
    return MemberName(path, words[-1], grain, part)


def measured_name(text: str) -> tuple[str, str] | None:
    """Metric and group of a name such as `orders[customer]`; None for any other name."""
    found = re.match(_MEASURED, text)
    return (found[1], found[2]) if found else None


def elsewhere(model: Model, expr: str | None) -> frozenset[str]:
    """The names in an expression that are no columns of the model, but dimensions of others."""
    if expr is None or model.rollup is not None:
        return frozenset()
    return parse(expr).columns - set(model.columns) - set(model.calculated)


def find_key(name: str, view: View, metrics: Iterable[str], default_grain: str) -> Key:
    """The group or field of this name.

    Raises UnknownName. A field that the asker may not see is as unknown as one that is not.
    """
    if name == "time" or name.startswith("time."):
        return _time_key(name, view.catalog, default_grain)
    asked = read_name(name, view.catalog)
    ref = find_field(name, view)
    mask = view.access.mask_of(ref.dimension.field, metrics)
    return Field(ref, asked.path, name, mask, asked.grain, asked.part)


def _time_key(name: str, catalog: Catalog, default_grain: str) -> TimeKey:
    grain = name.removeprefix("time").removeprefix(".") or default_grain
    if grain in PARTS:
        return TimeKey(default_grain, PARTS[grain])
    if not _is_grain(grain, catalog) or (grain in FINE and not catalog.time_spines):
        fine = FINE if catalog.time_spines else ()
        known = (*fine, *get_args(Grain), *catalog.custom_grains)
        raise UnknownName(
            f"There is no time grain {grain!r}.",
            nearest=tuple(f"time.{given}" for given in known),
        )
    return TimeKey(grain)


def _is_grain(word: str, catalog: Catalog) -> bool:
    return word in STANDARD or word in catalog.custom_grains


def find_metric(name: str, view: View) -> Metric:
    """The metric of this name. One that the asker may not see is as unknown as one that is not."""
    if name in view.granted:
        return view.granted[name]
    raise UnknownName(
        f"There is no metric {name!r} that you may see.",
        nearest=view.nearest_metrics(name),
        next_step="List the metrics you may see: retainer metrics",
    )


def find_field(name: str, view: View) -> FieldRef:
    """The dimension of this name, under the same rule as find_metric."""
    if name in view.dimensions:
        return view.dimensions[name]
    asked = read_name(name, view.catalog)
    for ref in candidates(view.catalog, asked):
        if ref.dimension.field in view.dimensions:
            return ref
    if name in view.granted:
        raise Misplaced(
            f"{view.granted[name].title} is a figure, and figures are split by dimensions.",
            about="metric",
            next_step="Ask for it as a metric, or put a condition on it into `having`.",
        )
    raise UnknownName(
        f"There is no dimension {name!r} that you may see.",
        nearest=nearest(name, view.dimensions) or tuple(view.dimensions)[:5],
        next_step="See what a metric can be grouped by: retainer metrics NAME",
    )


def candidates(catalog: Catalog, asked: MemberName) -> Iterator[FieldRef]:
    """The dimensions that the name may mean, whatever the rows it is asked of."""
    last = asked.path[-1]
    direct = catalog.dimensions.get(f"{last}.{asked.name}")
    if direct is not None:
        yield direct
    for model in catalog.models.values():
        entity = model.entity(last)
        if last == model.row or (entity is not None and entity.unique):
            yield from (
                FieldRef(model, dimension)
                for dimension in model.dimensions
                if dimension.name == asked.name
            )
    for step in catalog.relationships:
        if step.entity == last and (there := catalog.models.get(step.to)):
            named = (each for each in there.dimensions if each.name == asked.name)
            yield from (FieldRef(there, dimension) for dimension in named)
    key = catalog.dimensions.get(f"{asked.name}.{asked.name}")
    if key is not None:
        yield key
    elif asked.path == (asked.name,):
        yield from (ref for ref in catalog.dimensions.values() if _identifies(ref, asked.name))


def _identifies(ref: FieldRef, entity: str) -> bool:
    """Whether the dimension is the entity's key as it stands."""
    own = ref.model.entity(entity)
    if own is None or ref.dimension.entity != entity or len(own.columns) != 1:
        return False
    root = parse(ref.dimension.expr).root
    return isinstance(root, Column) and root.name == own.columns[0]


def is_standard(grain: str) -> bool:
    """Whether the grain is one of the calendar's, not a workspace's own."""
    return grain in STANDARD


def finest(grains: Iterable[str]) -> str:
    """The shortest of standard grains."""
    return min(grains, key=STANDARD.index)


def coarsest(grains: Iterable[str]) -> str:
    """The longest of standard grains."""
    return max(grains, key=STANDARD.index)
