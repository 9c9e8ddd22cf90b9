"""The small pieces that everything on the terminal is made of. All text in them is inert."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.constrain import Constrain
from rich.containers import Lines
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from connectors.render.inert import inert, inert_lines
from connectors.render.texts import blocks
from semantic.record import record

READABLE = 100
"""Prose is not set wider than this, however wide the terminal."""

_BEFORE_UNIT = re.compile(r"(?<=\d) (?=%|points?\b)")
_JOINT = "\ue000"
_LEAST_MEANING = 18
_LEVELS = "▁▂▃▄▅▆▇█"


def say(text: object, style: str = "") -> Text:
    """One line of text as it is, folded where it is too long."""
    return Text(inert(text), style=style, overflow="fold")


class Flowing(Text):
    """A paragraph whose figures stay on one line with their unit: `4.96 %`."""

    def wrap(self, *args: Any, **options: Any) -> Lines:
        """The lines for a width; a figure and its unit count as one word."""
        joined = self.copy()
        joined.plain = _BEFORE_UNIT.sub(_JOINT, self.plain)
        lines = joined.wrap(*args, **options)
        for line in lines:
            line.plain = line.plain.replace(_JOINT, " ")
        return lines


def flowing(text: object) -> Flowing:
    """A paragraph as it is, folded where it is too long."""
    return Flowing(inert(text), overflow="fold")


def stack(*parts: RenderableType | None) -> Group:
    """The parts below each other, without those that are None."""
    return Group(*(part for part in parts if part is not None))


def indent(part: RenderableType, by: int = 2) -> Padding:
    """The part moved to the right."""
    return Padding(part, (0, 0, 0, by), expand=False)


def title(text: str, below: str) -> Group:
    """A document's title with a line of facts and a rule under it."""
    return Group(say(text, "bold"), say(below, "dim"), Constrain(Rule(style="dim"), READABLE))


def section(name: str, *parts: RenderableType | None) -> Group:
    """A named part with an empty line before it; nothing when it has no content."""
    content = [part for part in parts if part is not None]
    if not content:
        return Group()
    return Group(Text(), say(name.upper(), "bold"), *content)


def named(title: str, *parts: RenderableType | None) -> Group:
    """Parts under a title that is a sentence or a name, as it is written; it may be empty."""
    head = (say(title[:1].upper() + title[1:], "bold"),) if title else ()
    return Group(Text(), *head, *(p for p in parts if p))


def prose(text: str) -> RenderableType | None:
    """Paragraphs and lists, as `blocks` reads them; None when there is no text."""
    lines = [
        _item(line) if block.listed else flowing(line)
        for block in blocks(text)
        for line in block.lines
    ]
    return Constrain(Group(*lines), READABLE) if lines else None


def items(lines: Iterable[str]) -> RenderableType | None:
    """A list of sentences; None when there are none."""
    shown = [_item(line) for line in lines]
    return Constrain(Group(*shown), READABLE) if shown else None


def _item(line: str) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_row("•", flowing(line))
    return grid


def warnings(lines: Sequence[str]) -> RenderableType | None:
    """What to be careful about; None when there is nothing."""
    shown = [_careful(line) for line in lines]
    return Constrain(Group(*shown), READABLE) if shown else None


def _careful(line: str) -> Text:
    head, colon, rest = line.partition(": ")
    if colon and head in ("Assumed", "Partial", "Note"):
        return Text.assemble((f"{head}: ", "bold"), say(rest))
    return Text.assemble(("Warning: ", "bold"), say(line))


def verbatim(text: str) -> Text:
    """Lines as they are: SQL, a difference between definitions."""
    return Text(inert_lines(text), overflow="fold")


def commands(pairs: Sequence[tuple[str, str]]) -> RenderableType:
    """Commands to go on with, and what each does."""
    return _Commands(tuple(pairs))


@record
class _Commands:
    """Commands that are not broken, so that they can be copied; what they do may be folded."""

    pairs: tuple[tuple[str, str], ...]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Two columns where there is room for both, else one below the other."""
        longest = max((len(command) for command, _ in self.pairs), default=0)
        beside = options.max_width >= longest + 2 + _LEAST_MEANING
        grid = Table.grid(padding=(0, 2))
        grid.add_column(overflow="fold", width=longest if beside else None)
        for command, meaning in self.pairs:
            if beside:
                grid.add_row(say(command, "cyan"), say(meaning, "dim"))
            else:
                grid.add_row(say(command, "cyan"))
                grid.add_row(indent(say(meaning, "dim")))
        yield grid


def spark(history: Sequence[float | None]) -> str:
    """The values as small blocks, a space where one is missing."""
    known = [value for value in history if value is not None]
    if not known:
        return ""
    low, span = min(known), (max(known) - min(known)) or 1.0
    return "".join(
        " " if value is None else _LEVELS[round((value - low) / span * (len(_LEVELS) - 1))]
        for value in history
    )
