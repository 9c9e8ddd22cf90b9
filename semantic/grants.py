"""What one grant opens, and grants put together: as alternatives, or as what all of them open."""

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import product
from typing import Annotated, Literal

from pydantic import Field

from semantic.condition import Filter
from semantic.definition import NAME_PATTERN, Definition, FieldName, Name
from semantic.record import record

Mask = Literal["pseudonym"]
ColumnName = Annotated[str, Field(pattern=NAME_PATTERN[:-1] + r"\..+$")]
Conjunction = tuple[Filter, ...]


class Grant(Definition):
    """Metrics together with the rows they may be computed over.

    All `rows` conditions must hold. A value `$principal.NAME` stands for the asker's attribute of
    that name (`$principal.id` for their id), in a list for each of its values. `hide` removes
    dimensions, `hide_columns` a model's columns (`MODEL.COLUMN`) with every dimension made of them,
    `mask` replaces a dimension's values. Metrics that are computed from what is hidden or masked
    are not part of the grant, unless `aggregate` names it. With `min_group_size` no figure is shown
    of fewer `group_entity`s.
    """

    metrics: Literal["all"] | tuple[Name, ...]
    rows: Literal["all"] | tuple[Filter, ...]
    hide: tuple[FieldName, ...] = ()
    hide_columns: tuple[ColumnName, ...] = ()
    mask: dict[FieldName, Mask] = Field(default={})
    aggregate: tuple[str, ...] = ()
    min_group_size: Annotated[int, Field(ge=2, le=10_000)] | None = None
    group_entity: Name = "customer"

    def covers(self, metric: str) -> bool:
        """Whether the metric is among those granted."""
        return self.metrics == "all" or metric in self.metrics


@record
class Rows:
    """Rows visible through at least one of `alternatives`, each a conjunction of conditions.

    No alternative means no row; an empty conjunction means every row.
    """

    alternatives: tuple[Conjunction, ...]

    @property
    def unrestricted(self) -> bool:
        """Whether every row is visible."""
        return () in self.alternatives


NO_ROWS = Rows(())


@record
class Smallest:
    """The fewest of an entity that a figure may be about."""

    entity: str
    size: int


@record
class _Terms:
    """On which terms a metric is open: the fewest alternatives, masks, smallest groups."""

    rows: tuple[Conjunction, ...]
    mask: tuple[tuple[str, Mask], ...] = ()
    groups: tuple[Smallest, ...] = ()

    def grants(self, metrics: tuple[str, ...] | None, hidden: "_Hidden") -> Iterator[Grant]:
        """Grants that open the metrics (None for all) on these terms."""
        # A grant holds one smallest group; those of further entities come as grants like it.
        groups = self.groups or (Smallest("customer", 0),)
        for rows, smallest in product(self.rows, groups):
            yield Grant.model_construct(
                metrics="all" if metrics is None else metrics,
                rows=rows or "all",
                hide=hidden.fields,
                hide_columns=hidden.columns,
                mask=dict(self.mask),
                min_group_size=smallest.size or None,
                group_entity=smallest.entity,
            )


@record
class _Hidden:
    """What any grant hides, sorted: no other shows it."""

    fields: tuple[str, ...]
    columns: tuple[str, ...]


def _hidden(grants: Sequence[Grant]) -> _Hidden:
    return _Hidden(
        tuple(sorted({field for grant in grants for field in grant.hide})),
        tuple(sorted({column for grant in grants for column in grant.hide_columns})),
    )


def smallest_groups(grants: Iterable[Grant]) -> tuple[Smallest, ...]:
    """The greatest of the grants' smallest groups, by entity."""
    found: dict[str, int] = {}
    for grant in grants:
        if grant.min_group_size:
            size = max(grant.min_group_size, found.get(grant.group_entity, 0))
            found[grant.group_entity] = size
    return tuple(Smallest(entity, size) for entity, size in sorted(found.items()))


def canonical(grants: Sequence[Grant]) -> tuple[Grant, ...]:
    """Grants that open the same, written in the one way that depends on nothing else."""
    return meet_of([grants])


def meet_of(parties: Sequence[Sequence[Grant]]) -> tuple[Grant, ...]:
    """Grants that open what every party's grants open, on the strictest of their terms.

    A metric that all see, over rows that all see; hidden is what is hidden from any, masked what is
    masked for any, and of smallest groups the greatest holds. Nothing for no party.
    """
    if not parties:
        return ()
    given = [grant for grants in parties for grant in grants]
    hidden = _hidden(given)
    others = _meet(parties, None)
    names = {name for grant in given if grant.metrics != "all" for name in grant.metrics}
    alike: dict[_Terms, list[str]] = {}
    for name in sorted(names):
        terms = _meet(parties, name)
        if terms is not None and terms != others:
            alike.setdefault(terms, []).append(name)
    found = list(others.grants(None, hidden)) if others else []
    for terms, known in alike.items():
        found += terms.grants(tuple(known), hidden)
    return tuple(sorted(found, key=lambda grant: grant.model_dump_json()))


def _meet(parties: Sequence[Sequence[Grant]], metric: str | None) -> _Terms | None:
    """The terms on which all parties see a metric (None: one that no grant names); None without."""
    found = [_terms(grants, metric) for grants in parties]
    known = [terms for terms in found if terms is not None]
    return reduce(_both, known) if len(known) == len(found) else None


def _terms(grants: Sequence[Grant], metric: str | None) -> _Terms | None:
    covering = [
        grant for grant in grants
        if grant.metrics == "all" or (metric is not None and grant.covers(metric))
    ]  # fmt: skip
    if not covering:
        return None
    masks = {field: mask for grant in covering for field, mask in grant.mask.items()}
    return _Terms(
        _fewest(() if grant.rows == "all" else grant.rows for grant in covering),
        tuple(sorted(masks.items())),
        smallest_groups(covering),
    )


def _both(one: _Terms, other: _Terms) -> _Terms:
    groups: dict[str, int] = {}
    for smallest in (*one.groups, *other.groups):
        groups[smallest.entity] = max(smallest.size, groups.get(smallest.entity, 0))
    return _Terms(
        _fewest((*left, *right) for left, right in product(one.rows, other.rows)),
        tuple(sorted({**dict(one.mask), **dict(other.mask)}.items())),
        tuple(Smallest(entity, size) for entity, size in sorted(groups.items())),
    )


def _fewest(alternatives: Iterable[Conjunction]) -> tuple[Conjunction, ...]:
    """Each condition of an alternative once; no alternative that another one contains; sorted."""
    found: dict[frozenset[str], Conjunction] = {}
    for conditions in alternatives:
        # Compared as text: to Python, 1 and true are equal.
        spelled = {given.model_dump_json(): given for given in conditions}
        found[frozenset(spelled)] = tuple(spelled[text] for text in sorted(spelled))
    least = [key for key in found if not any(other < key for other in found)]
    return tuple(found[key] for key in sorted(least, key=sorted))
