"""What follows from a figure and many parts of it: the rest, where they leave few."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

# What each of an entity contributes to a figure.
Parts = Mapping[Hashable, int]


def tells_by_parts(mine: Sequence[Parts], told: Iterable[Parts], size: int) -> bool:
    """Whether parts of a figure, taken away from it, leave 1 to `size` - 1 of the entity.

    One of the figures is of `mine`. From each part that a figure may begin to be taken apart with,
    the largest that still fits is taken away next. So not every choice of parts is tried.
    """
    known = _Known(mine, told)
    return any(left for left in known.rests() if left < size)


class _Known:
    """Figures from the largest to the smallest, and as bits which entities each is of."""

    def __init__(self, mine: Sequence[Parts], told: Iterable[Parts]) -> None:
        distinct = {frozenset(parts.items()): parts for parts in (*mine, *told) if parts}
        own = {frozenset(parts.items()) for parts in mine}
        ordered = sorted(distinct, key=len, reverse=True)
        self.figures = [distinct[key] for key in ordered]
        self.new = [number for number, key in enumerate(ordered) if key in own]
        self.places = {
            e: nr for nr, e in enumerate(dict.fromkeys(e for f in self.figures for e in f))
        }
        self.masks = [self._mask(parts) for parts in self.figures]

    def _mask(self, parts: Parts) -> int:
        bits = bytearray(len(self.places) // 8 + 1)
        for entity in parts:
            place = self.places[entity]
            bits[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(bits, "little")

    def rests(self) -> Iterator[int]:
        """How many of the entity are left at each step of taking each figure apart; never none."""
        for whole, mask in enumerate(self.masks):
            inside = [nr for nr, each in enumerate(self.masks) if not each & ~mask and nr != whole]
            taken: set[int] = set()
            for first in inside if whole in self.new else [nr for nr in self.new if nr in inside]:
                if first not in taken:
                    yield from self._taken_apart(whole, [first, *inside], taken)

    def _taken_apart(self, whole: int, parts: Sequence[int], taken: set[int]) -> Iterator[int]:
        rest, left = dict(self.figures[whole]), self.masks[whole]
        for number in parts:
            part = self.figures[number]
            if self.masks[number] & ~left or not _fits(part, rest):
                continue
            taken.add(number)
            for entity, value in part.items():
                rest[entity] -= value
                if not rest[entity]:
                    del rest[entity]
            left = self._mask(rest)
            if not rest:
                return
            yield len(rest)


def _fits(part: Parts, rest: Parts) -> bool:
    """Whether the part takes nothing away that is not there, of figures below zero likewise."""
    return all(0 <= value <= rest[e] or rest[e] <= value <= 0 for e, value in part.items())
