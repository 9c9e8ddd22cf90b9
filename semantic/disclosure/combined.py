"""What follows from three figures: two that add up to a third, but for what a few contribute."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

# What each of an entity contributes to a figure, in whole numbers of a unit so small that sums of
# them are exact.
Parts = Mapping[Hashable, int]


def tells_by_sums(mine: Sequence[Parts], told: Iterable[Parts], size: int) -> bool:
    """Whether a figure of `mine` and two others leave 1 to `size` - 1 of the entity.

    Two of the three, added up, are the third but for these. Figures of which one counts what the
    other does not, or which differ by fewer than `size`, are another rule's.
    """
    figures = _distinct((*mine, *told))
    known = _Known(figures)
    return any(
        _leaves_few(known, whole, part, size)
        for number in range(len(_distinct(mine)))
        for whole, part in known.within_another(number, size)
    )


def _distinct(figures: Iterable[Parts]) -> list[Parts]:
    return list({frozenset(parts.items()): parts for parts in figures if parts}.values())


class _Known:
    """Figures, and which of them each entity is in."""

    def __init__(self, figures: Sequence[Parts]) -> None:
        self.figures = figures
        self.held: dict[Hashable, list[int]] = defaultdict(list)
        for number, parts in enumerate(figures):
            for entity in parts:
                self.held[entity].append(number)

    def within_another(self, number: int, size: int) -> Iterator[tuple[int, int]]:
        """Pairs of the figure and another, the one whose entities the other's are among first.

        As figures of different rows add up, all but a few of a summand's entities are the sum's.
        """
        mine = self.figures[number]
        both = Counter(other for entity in mine for other in self.held[entity])
        del both[number]
        for other, common in both.items():
            if len(self.figures[other]) - common < size:
                yield number, other
            if len(mine) - common < size:
                yield other, number


def _leaves_few(known: _Known, whole: int, part: int, size: int) -> bool:
    """Whether what is left of the whole without the part is some other figure, but for a few."""
    one, other = known.figures[whole], known.figures[part]
    rest = ((entity, one.get(entity, 0) - other.get(entity, 0)) for entity in {**one, **other})
    witnesses = list(islice(((entity, left) for entity, left in rest if left), size))
    if len(witnesses) < size:
        return False
    # Of `size` entities one at least is none of the few, and contributes the same to both.
    candidates = {
        number
        for entity, value in witnesses
        for number in known.held[entity]
        if known.figures[number][entity] == value
    }
    return any(
        0 < _different(one, other, known.figures[number], size) < size
        for number in candidates - {whole, part}
    )


def _different(whole: Parts, part: Parts, other: Parts, size: int) -> int:
    """How many of the entity the whole and the two parts of it tell of; `size` for more."""
    every = {**other, **whole, **part}
    left = (whole.get(e, 0) - part.get(e, 0) - other.get(e, 0) for e in every)
    return sum(1 for _ in islice(filter(None, left), size))
