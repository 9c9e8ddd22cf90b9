"""Tables that never cut a figure."""

from collections.abc import Sequence
from typing import Literal

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from connectors.render.pieces import say

Kind = Literal["words", "figure", "whole"]
"""Words may be folded; figures, on the right, and what is `whole`, on the left, may not."""

_GAP = 2
_LEAST_WORDS = 12
_SHORT = 8


class Grid:
    """A table without lines; where its figures do not fit it becomes one block per row."""

    def __init__(self, *columns: tuple[str, Kind]) -> None:
        self.headers = tuple(say(header, "bold") for header, _ in columns)
        self.kinds = tuple(kind for _, kind in columns)
        self.rows: list[tuple[Text, ...]] = []

    def add(self, *cells: str | Text) -> None:
        """One row, as many cells as columns."""
        self.rows.append(tuple(c if isinstance(c, Text) else say(c) for c in cells))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The table, or the blocks, for the width at hand."""
        widths = self._widths(options.max_width)
        if widths:
            yield self._table(widths)
        else:
            yield from self._blocks(options.max_width)

    def _widths(self, room: int) -> list[int] | None:
        """A width for each column, None when the least that they need does not fit."""
        wanted = [
            max(1, header.cell_len, *(row[place].cell_len for row in self.rows))
            for place, header in enumerate(self.headers)
        ]
        widths = [self._least(place, want) for place, want in enumerate(wanted)]
        left = room - sum(widths) - _GAP * (len(widths) - 1)
        if left < 0:
            return None
        # Words before headers of figures, and the narrowest first: short columns are whole.
        for words in (True, False):
            places = [n for n, kind in enumerate(self.kinds) if (kind == "words") == words]
            for done, place in enumerate(sorted(places, key=wanted.__getitem__)):
                more = min(wanted[place] - widths[place], left // (len(places) - done))
                widths[place] += more
                left -= more
        return widths

    def _least(self, place: int, wanted: int) -> int:
        header = self.headers[place].plain
        short = len(header) <= _SHORT
        title = len(header) if short else max(map(len, header.split()))
        if self.kinds[place] == "words":
            return max(title, min(wanted, _LEAST_WORDS))
        return max(title, 1, *(row[place].cell_len for row in self.rows))

    def _table(self, widths: Sequence[int]) -> Table:
        table = Table.grid(padding=(0, _GAP, 0, 0), pad_edge=False)
        for width, kind in zip(widths, self.kinds, strict=True):
            side: Literal["left", "right"] = "right" if kind == "figure" else "left"
            table.add_column(width=width, justify=side, overflow="fold")
        if any(self.headers):
            table.add_row(*self.headers)
        for row in self.rows:
            table.add_row(*row)
        return table

    def _blocks(self, room: int) -> RenderResult:
        whole = [place for place, kind in enumerate(self.kinds) if kind != "words"]
        figures = [row[place].cell_len for row in self.rows for place in whole]
        longest = max(header.cell_len for header in self.headers)
        names = max(1, min(longest, room - _GAP - max(figures, default=0)))
        for row in self.rows:
            grid = Table.grid(padding=(0, _GAP, 0, 0), pad_edge=False)
            grid.add_column(width=names, overflow="fold")
            grid.add_column(overflow="fold")
            for header, cell in zip(self.headers, row, strict=True):
                grid.add_row(header, cell)
            yield grid
            yield Text()
