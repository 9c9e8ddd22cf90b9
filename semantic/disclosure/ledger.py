"""What was already told, so that no figure beside an earlier one tells of too few.

Two figures whose customers and their contributions are the same but for a few tell of those few by
their difference, and so do two beside a third that they nearly add up to. So every question that
was answered under a policy is remembered, and a figure that comes so close to others is refused.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from decimal import Decimal
from itertools import combinations
from threading import Lock
from typing import Any, Protocol

from semantic.catalog import Catalog, FieldRef
from semantic.disclosure.answer import hidden_rows
from semantic.disclosure.combined import Parts, tells_by_sums
from semantic.disclosure.counts import Counted
from semantic.disclosure.parts import tells_by_parts
from semantic.model import Dimension, SimpleMetric
from semantic.plan import Field, Leaf, LeafValue, Output, Plan, leaves
from semantic.record import record

Key = tuple[Hashable, ...]
# What a figure is of: the model and what of its rows is added up.
Kind = tuple[Hashable, ...]


class Ledger(Protocol):
    """Remembers questions by the policy under which they were answered, across all who share it."""

    def told(self, policy: str) -> Sequence[str]:
        """Every question answered under the policy."""
        ...

    def add(self, policy: str, question: str) -> None:
        """Remembers a question, once."""
        ...

    def withdraw(self, policy: str, question: str) -> None:
        """Forgets a question that was not answered after all."""
        ...


@record
class MemoryLedger:
    """A ledger that lasts as long as the process."""

    _told: dict[str, dict[str, None]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def told(self, policy: str) -> Sequence[str]:
        """Every question answered under the policy."""
        with self._lock:
            return tuple(self._told.get(policy, ()))

    def add(self, policy: str, question: str) -> None:
        """Remembers a question, once."""
        with self._lock:
            self._told.setdefault(policy, {})[question] = None

    def withdraw(self, policy: str, question: str) -> None:
        """Forgets a question that was not answered after all."""
        with self._lock:
            self._told.get(policy, {}).pop(question, None)


@record
class Figures:
    """All that an answer tells: its cells and every sum of them, by what each entity adds to it."""

    of: Mapping[Kind, Sequence[Parts]]


def by_entity(asked: Plan, counts: Counted, entity: str, catalog: Catalog) -> Plan:
    """The plan of what each of the entity contributes to each cell: keys, entity, a leaf each."""
    found = _governed(asked, counts)
    ref = _entity_ref(catalog, found[0].measure.model, entity)
    outputs = tuple(
        Output(f"part {number}", LeafValue(_contribution(leaf)), None, ())
        for number, leaf in enumerate(found, 1)
    )
    return replace(
        asked,
        keys=(*asked.keys, Field(ref, (entity,), f"{entity} counted")),
        outputs=outputs,
        on_metrics=(),
        order=(),
        limit=None,
        spine=False,
    )


def _governed(asked: Plan, counts: Counted) -> tuple[Leaf, ...]:
    formulas = [
        formula
        for output in asked.outputs
        if output.name in counts.governed
        for formula in (output.formula, output.earlier)
        if formula is not None
    ]
    return tuple(dict.fromkeys(leaf for formula in formulas for leaf in leaves(formula)))


def _entity_ref(catalog: Catalog, name: str, entity: str) -> FieldRef:
    """The entity's key in a model that counting has found to have one, as a field."""
    model = catalog.models[name]
    key = model.key_of(entity)
    assert key is not None
    counted = Dimension(name=f"{entity}_counted", entity=entity, expr=key)
    return FieldRef(model, counted)


def _contribution(leaf: Leaf) -> Leaf:
    """What is compared of a leaf: a mean is known with its count, so its sum counts."""
    measure = leaf.measure
    if isinstance(measure, SimpleMetric) and measure.agg == "average":
        measure = measure.model_copy(update={"agg": "sum"})
    return replace(leaf, measure=measure, fill=None)


def _kind(leaf: Leaf) -> Kind:
    measure = _contribution(leaf).measure
    if isinstance(measure, SimpleMetric):
        return (measure.model, measure.agg, measure.expr)
    return (measure.model, type(measure).__name__, getattr(measure, "state", "") == "value")


def figures(
    asked: Plan,
    counts: Counted,
    rows: Sequence[Sequence[Any]],
    parts: Sequence[Sequence[Any]],
) -> Figures:
    """What an answer tells, from its counted rows and what each of the entity contributes."""
    width = len(asked.keys)
    blank = hidden_rows(asked, counts, rows)
    shown = {
        side: {
            tuple(row[:width]) for row, flags in zip(rows, blank, strict=True) if not flags[side]
        }
        for side in (0, 1)
    }
    found: dict[Kind, list[Parts]] = defaultdict(list)
    for place, leaf in enumerate(_governed(asked, counts), width + 1):
        seen = shown[int(leaf.earlier)]
        cells = [
            (tuple(row[:width]), row[width], row[place])
            for row in parts
            if row[width] is not None and row[place] and tuple(row[:width]) in seen
        ]
        found[_kind(leaf)] += _sums(cells, width)
    return Figures(found)


def _sums(cells: Iterable[tuple[Key, Hashable, Any]], width: int) -> Iterator[Parts]:
    """Each cell and each sum of cells over some of the keys."""
    given = list(cells)
    for count in range(width + 1):
        for kept in combinations(range(width), count):
            groups: dict[Key, dict[Hashable, Any]] = defaultdict(dict)
            for key, entity, value in given:
                group = groups[tuple(key[place] for place in kept)]
                group[entity] = group.get(entity, 0) + _number(value)
            yield from groups.values()


def _number(value: Any) -> int:
    """The value in units so small that decimals are whole numbers, and add up exactly.

    Of what is no exact number only nine digits count: sums of it depend on their order.
    """
    exact = value if isinstance(value, int | Decimal) else Decimal(f"{float(value):.9g}")
    return int(Decimal(exact).scaleb(_PLACES).to_integral_value())


_PLACES = 9


def tells_of_few(one: Figures, other: Figures, size: int) -> bool:
    """Whether some figure of one and some of the other differ by 1 to `size` - 1 of the entity."""
    return any(
        _close(mine, other.of[kind], size) for kind, mine in one.of.items() if kind in other.of
    )


def tells_by_sums_of_few(one: Figures, others: Sequence[Figures], size: int) -> bool:
    """Whether a figure of one and others, added up, leave 1 to `size` - 1 of the entity."""
    for kind, mine in one.of.items():
        told = [parts for other in others for parts in other.of.get(kind, ())]
        if kind[1] not in _NO_SUMS and (
            tells_by_sums(mine, told, size) or tells_by_parts(mine, told, size)
        ):
            return True
    return False


# Aggregates of which groups put together have no sum.
_NO_SUMS = ("min", "max", "median", "percentile")


def _close(ones: Sequence[Parts], others: Sequence[Parts], size: int) -> bool:
    held: dict[Hashable, list[tuple[int, Any]]] = defaultdict(list)
    for number, parts in enumerate(others):
        for entity, value in parts.items():
            held[entity].append((number, value))
    for parts in ones:
        both, alike = Counter[int](), Counter[int]()
        for entity, value in parts.items():
            for number, theirs in held.get(entity, ()):
                both[number] += 1
                alike[number] += theirs == value
        for number, common in both.items():
            different = len(parts) + len(others[number]) - common - alike[number]
            if 0 < different < size:
                return True
    return False
