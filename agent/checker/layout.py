"""A text as headings, list items, table cells and sentences, each knowing what stands above it."""

import re
from collections.abc import Iterator
from typing import Literal

from semantic.record import record

Kind = Literal["heading", "item", "prose", "cell"]

_HEADING = re.compile(r"^(#{1,6})\s+(?=\S)|^(?=\*\*[^*]+\*\*:?\s*$)")
_ITEM = re.compile(r"^(\s*)(?:[-*•–]|(\d{1,3})[.)])\s+(?=\S)")
_RULE = re.compile(r"^[\s|:=_*-]*$")
_SENTENCE_END = re.compile(r"[.!?]+[\"'”’)\]*]*\s+(?=\S)")
_ABBREVIATIONS = frozenset(
    {"e.g", "i.e", "vs", "approx", "no", "st", "mr", "mrs", "ms", "dr", "ltd", "inc", "co", "incl"}
)


@record
class Sentence:
    """`text[start:end]`, with the numbers of the sentences that give it context, nearest first.

    `above` holds the sentences before it in its list item and in the items that contain it, or the
    header and first cell of a table cell; `headings` the headings over it; `previous` the sentence
    before it in the same paragraph or item.
    """

    start: int
    end: int
    kind: Kind
    above: tuple[int, ...] = ()
    headings: tuple[int, ...] = ()
    previous: int | None = None


@record
class Layout:
    """The sentences of a text in order, and the spans of list numbers that are out of order."""

    sentences: tuple[Sentence, ...]
    misnumbered: tuple[tuple[int, int], ...]


@record
class _Block:
    kind: Kind
    start: int
    end: int
    depth: int = 0
    number: tuple[int, int, int] | None = None


def parse(text: str) -> Layout:
    """The layout of a text in the small part of Markdown that notes use, or in plain lines."""
    blocks = list(_blocks(text))
    outline = _Outline(text)
    for block in blocks:
        outline.add(block)
    return Layout(tuple(outline.sentences), tuple(_misnumbered(blocks)))


class _Outline:
    """The sentences so far, with the headings, items and table cells that a next one stands in.

    `headings` and `items` hold those that are open, each with its depth, the outermost first.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.sentences: list[Sentence] = []
        self.headings: list[tuple[int, int]] = []
        self.items: list[tuple[int, list[int]]] = []
        self.table = _Table()

    def add(self, block: _Block) -> None:
        """Take in the next block."""
        if block.kind == "cell":
            self._add_cell(block)
            return
        self.table = _Table()
        if block.kind == "heading":
            self.headings = [entry for entry in self.headings if entry[0] < block.depth]
            self.items = []
        elif block.kind == "item":
            self.items = [entry for entry in self.items if entry[0] < block.depth]
        own = self._add_sentences(block)
        if block.kind == "heading":
            self.headings.append((block.depth, own[0]))
        elif block.kind == "item":
            self.items.append((block.depth, own))
        else:
            # A lead-in that ends in a colon is what the list after it is about.
            leads = self.text[: block.end].rstrip(" *").endswith(":")
            self.items = [(-1, own)] if leads else []

    def _add_sentences(self, block: _Block) -> list[int]:
        parents = [number for _, item in reversed(self.items) for number in reversed(item)]
        over = self._over()
        own: list[int] = []
        for start, end in _sentences(self.text, block.start, block.end):
            above = (*reversed(own), *parents) if block.kind == "item" else ()
            previous = own[-1] if own else None
            own.append(len(self.sentences))
            self.sentences.append(Sentence(start, end, block.kind, above, over, previous))
        return own

    def _add_cell(self, block: _Block) -> None:
        row = self.text.rfind("\n", 0, block.start)
        above = self.table.above(row, len(self.sentences))
        self.sentences.append(Sentence(block.start, block.end, "cell", above, self._over()))

    def _over(self) -> tuple[int, ...]:
        return tuple(number for _, number in reversed(self.headings))


class _Table:
    """The table being read: its header cells, and the first cell of the present row."""

    def __init__(self) -> None:
        self.header: list[int] = []
        self.rows: list[int] = []
        self.lead = -1
        self.column = 0

    def above(self, row: int, number: int) -> tuple[int, ...]:
        """What a cell stands under: its column's header and its row's first cell."""
        if row not in self.rows:
            self.rows.append(row)
            self.lead, self.column = number, 0
        if len(self.rows) == 1:
            self.header.append(number)
            return ()
        header = self.header[self.column : self.column + 1]
        self.column += 1
        return (*header, *([self.lead] if self.lead != number else []))


def _blocks(text: str) -> Iterator[_Block]:
    open_block: _Block | None = None
    for start, end in _lines(text):
        line = text[start:end]
        ruled = _RULE.match(line)
        begun = None if ruled else _begun(line, start, end)
        if ruled or begun:
            if open_block:
                yield open_block
            open_block = None
        if begun and begun.kind == "cell":
            yield from _cells(text, start, end)
        elif begun and begun.kind == "heading":
            yield begun
        elif begun:
            open_block = begun
        elif not ruled and open_block:
            open_block = _Block(
                open_block.kind, open_block.start, end, open_block.depth, open_block.number
            )
        elif not ruled:
            open_block = _Block("prose", start, end)
    if open_block:
        yield open_block


def _begun(line: str, start: int, end: int) -> _Block | None:
    if line.lstrip().startswith("|"):
        return _Block("cell", start, end)
    heading = _HEADING.match(line)
    if heading:
        depth = len(heading[1]) if heading[1] else 7
        return _Block("heading", start + heading.end(), end, depth)
    item = _ITEM.match(line)
    if item:
        number = (int(item[2]), start + item.start(2), start + item.end(2)) if item[2] else None
        return _Block("item", start + item.end(), end, len(item[1]), number)
    return None


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _cells(text: str, start: int, end: int) -> Iterator[_Block]:
    for cell in re.finditer(r"[^|]+", text[start:end]):
        if cell[0].strip():
            yield _Block("cell", start + cell.start(), start + cell.end())


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for stop in _SENTENCE_END.finditer(text, start, end):
        word = text[begin : stop.start()].rsplit(maxsplit=1)[-1:]
        if word and word[0].lower().strip("(“\"'") in _ABBREVIATIONS:
            continue
        yield begin, stop.end()
        begin = stop.end()
    if text[begin:end].strip():
        yield begin, end


def _misnumbered(blocks: list[_Block]) -> Iterator[tuple[int, int]]:
    counts: dict[int, int] = {}
    for block in blocks:
        if block.kind != "item":
            counts = {}
            continue
        counts = {depth: count for depth, count in counts.items() if depth <= block.depth}
        if block.number:
            counts[block.depth] = counts.get(block.depth, 0) + 1
            if block.number[0] != counts[block.depth]:
                yield block.number[1], block.number[2]
