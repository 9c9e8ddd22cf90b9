"""A text as headings, list items, table cells and sentences, each knowing what stands above it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["heading", "item", "prose", "cell"]

_HEADING = re.compile(r"^(#{1,6})\s+(?=\S)|^(?=\*\*[^*]+\*\*:?\s*$)")
_ITEM = re.compile(r"^(\s*)(?:[-*•–]|(\d{1,3})[.)])\s+(?=\S)")
_RULE = re.compile(r"^[\s|:=_*-]*$")
_SENTENCE_END = re.compile(r"[.!?]+[\"'”’)\]*]*\s+(?=\S)")
_ABBREVIATIONS = frozenset(
    {"e.g", "i.e", "vs", "approx", "no", "st", "mr", "mrs", "ms", "dr", "ltd", "inc", "co", "incl"}
)


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Layout:
    """The sentences of a text in order, and the spans of list numbers that are out of order."""

    sentences: tuple[Sentence, ...]
    misnumbered: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class _Block:
    kind: Kind
    start: int
    end: int
    depth: int = 0
    number: tuple[int, int, int] | None = None


def parse(text: str) -> Layout:
    """The layout of a text in the small part of Markdown that notes use, or in plain lines."""
    sentences: list[Sentence] = []
    headings: list[tuple[int, int]] = []
    items: list[tuple[int, list[int]]] = []
    rows = _Rows()
    blocks = list(_blocks(text))
    for block in blocks:
        first = len(sentences)
        over = tuple(number for _, number in reversed(headings))
        if block.kind == "cell":
            rows.add(text, block, sentences, over)
            continue
        rows = _Rows()
        if block.kind == "heading":
            headings = [entry for entry in headings if entry[0] < block.depth]
            over = tuple(number for _, number in reversed(headings))
            headings.append((block.depth, first))
            items = []
        elif block.kind == "item":
            items = [entry for entry in items if entry[0] < block.depth]
        parents = tuple(number for _, own in reversed(items) for number in reversed(own))
        own: list[int] = []
        for start, end in _sentences(text, block.start, block.end):
            above = (*reversed(own), *parents) if block.kind == "item" else ()
            previous = own[-1] if own else None
            own.append(len(sentences))
            sentences.append(Sentence(start, end, block.kind, above, over, previous))
        if block.kind == "item":
            items.append((block.depth, own))
        elif block.kind == "prose":
            # A lead-in that ends in a colon is what the list after it is about.
            items = [(-1, own)] if text[: block.end].rstrip(" *").endswith(":") else []
    return Layout(tuple(sentences), tuple(_misnumbered(blocks)))


class _Rows:
    """The table being read: its header cells, and the first cell of the present row."""

    def __init__(self) -> None:
        self.header: list[int] = []
        self.row_start = -1
        self.lead = -1
        self.column = 0

    def add(
        self, text: str, block: _Block, sentences: list[Sentence], over: tuple[int, ...]
    ) -> None:
        number = len(sentences)
        row_start = text.rfind("\n", 0, block.start) + 1
        is_header = self.row_start in (-1, row_start) and self.lead == -1
        if is_header:
            self.row_start = row_start
            self.header.append(number)
            sentences.append(Sentence(block.start, block.end, "cell", headings=over))
            return
        if row_start != self.row_start:
            self.row_start, self.lead, self.column = row_start, number, 0
        header = self.header[self.column : self.column + 1]
        lead = [self.lead] if self.lead != number else []
        self.column += 1
        sentences.append(Sentence(block.start, block.end, "cell", (*header, *lead), over))


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
