"""Which figures of a table are withheld so that none about too few is told or follows.

A margin is what the same question with fewer groups would show: the sum over some groups of a
table. Whoever knows a margin and all cells of it but one knows that one, too.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Literal

from semantic.record import record

Key = tuple[Hashable, ...]

# Beyond this many withheld cells a table is withheld whole rather than solved.
MOST_UNKNOWNS = 400
_PRIME = 2**61 - 1


@record
class Cell:
    """How many a cell is about, and whether that is none, too few or enough."""

    state: Literal["empty", "small", "enough"]
    weight: int


Cells = Mapping[Key, Cell]
Margin = tuple[Key, ...]


def withheld(cells: Cells, tables: Sequence[Iterable[Key]], size: int) -> frozenset[Key]:
    """The cells that may not be shown: small ones, and enough others to cover them.

    `tables` are the keys shown together; a cell may be in several. In no margin is what is withheld
    about too few, and no small cell follows from all margins and shown cells together. A margin
    about fewer than `size` is itself never shown.
    """
    hidden = {key for key, cell in cells.items() if cell.state == "small"}
    if not hidden:
        return frozenset()
    margins = [
        margin
        for table in tables
        for margin in _margins(list(table))
        if sum(cells[key].weight for key in margin) >= size
    ]
    _cover(cells, margins, hidden)
    small = [key for key in sorted(hidden, key=repr) if cells[key].state == "small"]
    while True:
        if len(hidden) > MOST_UNKNOWNS:
            return frozenset(cells)
        told = _told(margins, hidden, small)
        if told is None or not _hide_another(cells, margins, hidden, told):
            return frozenset(hidden)
        _cover(cells, margins, hidden)


def _margins(keys: Sequence[Key]) -> list[Margin]:
    """Every set of cells that a question with fewer groups adds up.

    Without a group that has one value only, it would be the same cells again.
    """
    places = [place for place, values in enumerate(zip(*keys, strict=True)) if len({*values}) > 1]
    found: dict[tuple[tuple[int, ...], Key], list[Key]] = {}
    for count in range(len(places)):
        for kept in combinations(places, count):
            for key in keys:
                group = tuple(key[place] for place in kept)
                found.setdefault((kept, group), []).append(key)
    return [tuple(margin) for margin in found.values()]


def _cover(cells: Cells, margins: Sequence[Margin], hidden: set[Key]) -> None:
    """Withholds the least cell of enough in each margin that would tell of too few."""
    for margin in margins:
        unseen = [key for key in margin if key in hidden]
        if unseen and all(cells[key].state == "small" for key in unseen):
            hidden |= _least(cells, margin, hidden)


def _least(cells: Cells, among: Iterable[Key], hidden: set[Key]) -> set[Key]:
    shown = [key for key in among if key not in hidden and cells[key].state == "enough"]
    return {min(shown, key=lambda key: (cells[key].weight, repr(key)))} if shown else set()


def _hide_another(cells: Cells, margins: Sequence[Margin], hidden: set[Key], told: Key) -> bool:
    """Withholds one more cell of the told one's margins, or of any; False when none is left."""
    near = {key for margin in margins if told in margin for key in margin}
    more = _least(cells, near, hidden) or _least(cells, cells, hidden)
    hidden |= more
    return bool(more)


def _told(margins: Sequence[Margin], hidden: set[Key], small: Sequence[Key]) -> Key | None:
    """A small cell that follows from the margins: one that is alone in a solved equation."""
    places = {key: place for place, key in enumerate(sorted(hidden, key=repr))}
    equations = {
        tuple(sorted(places[key] for key in margin if key in places)) for margin in margins
    }
    alone = _solved([set_ for set_ in equations if set_])
    return next((key for key in small if places[key] in alone), None)


def _solved(equations: Iterable[tuple[int, ...]]) -> set[int]:
    """The unknowns that a system of sums of unknowns determines, by elimination."""
    rows: dict[int, dict[int, int]] = {}
    for equation in sorted(equations):
        row = dict.fromkeys(equation, 1)
        for pivot in [place for place in row if place in rows]:
            _subtract(row, rows[pivot], row.get(pivot, 0))
        if not row:
            continue
        pivot = min(row)
        inverse = pow(row[pivot], -1, _PRIME)
        row = {place: value * inverse % _PRIME for place, value in row.items()}
        for other in rows.values():
            _subtract(other, row, other.get(pivot, 0))
        rows[pivot] = row
    return {pivot for pivot, row in rows.items() if len(row) == 1}


def _subtract(row: dict[int, int], other: Mapping[int, int], times: int) -> None:
    if times:
        for place, value in other.items():
            left = (row.get(place, 0) - times * value) % _PRIME
            if left:
                row[place] = left
            else:
                row.pop(place, None)
