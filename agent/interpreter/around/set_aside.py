"""A question without its asides, and what in them may change its figure after all."""

from collections.abc import Sequence

from agent.interpreter.around.asides import Aside, asides, is_clock, is_head
from agent.interpreter.board import (
    AskedBack,
    Board,
    Change,
    DimensionSaid,
    GrainSaid,
    Hint,
    Mark,
    MetricSaid,
    Noise,
    TimeSaid,
)
from agent.interpreter.members.grouping import CohortSaid, Grouped
from agent.interpreter.times.day_parts import PartFilter
from agent.interpreter.words.tokens import Token
from semantic.record import record

_TRAILING = " ,;:.!-–—"
_NAMING = AskedBack | DimensionSaid | Grouped | MetricSaid | GrainSaid | CohortSaid


@record
class Apart:
    """What is asked, and the asides with their words."""

    core: str
    told: tuple[tuple[str, Aside], ...]


def set_aside(given: Sequence[Token], text: str) -> Apart | None:
    """The message in what is asked and what is aside; None where nothing is, or all of it."""
    found = asides(given)
    if not found:
        return None
    told = tuple((text[given[one.start].start : given[one.end - 1].end], one)
                 for one in found)  # fmt: skip
    core = _joined(_between(given, text, found))
    return Apart(core, told) if " " in core else None


def _between(given: Sequence[Token], text: str, found: Sequence[Aside]) -> list[str]:
    starts = [0, *(given[one.end - 1].end for one in found)]
    ends = [*(given[one.start].start for one in found), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def _joined(pieces: Sequence[str]) -> str:
    """The pieces as one text, with a comma where a mark stood between them."""
    core = ""
    for piece in pieces:
        bare = piece.strip(_TRAILING)
        marked = piece.lstrip()[:1] in tuple(_TRAILING)
        core += (", " if marked and core and bare else " ") + bare
    return core.strip()


def is_of_aside(board: Board, mark: Mark) -> bool:
    """Whether a mark in an aside is no condition: when it is, or what it is called by."""
    said = mark.meaning
    if isinstance(said, Noise | Change | Hint):
        return True
    if isinstance(said, TimeSaid | AskedBack | PartFilter) and is_clock(board.text(mark)):
        return True
    named = is_head(board.word(mark.end)) or is_head(board.word(mark.end + 1))
    return isinstance(said, _NAMING) and named
