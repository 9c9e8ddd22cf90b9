"""A message without its asides: why, for whom or when a figure is wanted.

"My boss wants to know" changes no figure, "leaving returns aside" does. Only what is built as an
aside is set aside; everything else is part of the question.
"""

from collections.abc import Iterator, Sequence

from agent.interpreter.around.aside_shapes import (
    BUSY,
    BY_NAME,
    DOING,
    DOING_FIRST,
    HEADS,
    LEADING,
    SHAPES,
    WHEN,
    WITHIN,
)
from agent.interpreter.around.somebody import of_a_part
from agent.interpreter.around.stories import TURNING, is_break
from agent.interpreter.times.calendar_grammar import WEEKDAYS
from agent.interpreter.words.ordinary import EXCLUDING, MARKS
from agent.interpreter.words.tokens import Token, is_picture
from agent.patterns import Pattern
from semantic.record import record

_RESTRICTING = TURNING | {words[0] for words in EXCLUDING} - {"all", "take"}
_RESTRICTING |= {"where", "why", "whom", "who", "which", "what", "how", "whose", "many", "much"}
_OPENING = frozenset({"how", "what", "which", "could", "can", "i", "we", "please"})
_ENDING = frozenset({".", "!", "?", ":", ";", "–", "—", "-", "and", "so"})
_WONDERED = frozenset({"where", "who", "which", "what", "how"})
_RESTRICTING -= {"actually", "run", "forget", "off"}
_TRAILING = " ,;:.!-–—"
_CLOCK = frozenset({*WEEKDAYS, "noon", "midday", "today", "tomorrow", "tonight", "morning", "lunch"}
                   | {"afternoon", "evening", "lunchtime", "later", "due"})  # fmt: skip


@record
class Aside:
    """The tokens `start:end` are an aside, `by_name` one of somebody who may have any name.

    An `open` one may hold any words, and is one only beside a question with metric and period.
    """

    start: int
    end: int
    by_name: bool = False
    open: bool = False


@record
class Apart:
    """What is asked, and the asides with their words."""

    core: str
    told: tuple[tuple[str, Aside], ...]


def set_aside(given: Sequence[Token], text: str) -> Apart | None:
    """The message in what is asked and what is aside; None where nothing is, or all of it."""
    found = _asides(given)
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


def is_clock(said: str) -> bool:
    """Whether words only tell when something takes place: "on Thursday", "this morning"."""
    return WHEN.fullmatch(said) is not None


def is_head(word: str) -> bool:
    """Whether a word is what an occasion or somebody is called: "review", "manager"."""
    return word in HEADS


def tells_when(given: Sequence[Token]) -> bool:
    """Whether words may tell when an occasion is: "meeting at noon"."""
    words = {token.word for token in given}
    return bool(words & HEADS) and (bool(words & _CLOCK) or any(map(_has_digit, words)))


def _has_digit(word: str) -> bool:
    return word[:1].isdigit()


def _asides(given: Sequence[Token]) -> list[Aside]:
    """The parts of a message that are built as asides, in order."""
    found = []
    for start, end in _parts(given):
        said, places = _words(given, start, end)
        found += [
            Aside(start, end, kind == "by_name", kind == "open")
            for kind in _whole(said, _opens(given, start, end))
        ]
        if not found or found[-1].start != start:
            found += _within(said, places)
    return found


def _opens(given: Sequence[Token], start: int, end: int) -> bool:
    """Whether a part stands first, and a mark ends its sentence, or "and I need" goes on."""
    first = not any(token.word in _OPENING for token in given[:start])
    return first and any(token.word in _ENDING for token in given[end : end + 1])


def _whole(said: str, opens: bool) -> Iterator[str]:
    """The kind of aside that all the words are; nothing where they are none."""
    free = (*BUSY, *(DOING_FIRST if opens else DOING))
    words = set(said.split()) & _RESTRICTING
    if of_a_part(said.split()):
        return
    if said and not words and _fits(BY_NAME, said):
        yield "by_name"
    elif said and not words and _fits(SHAPES, said):
        yield "shaped"
    elif said and not words - _WONDERED and _fits(free, said):
        yield "open"


def _within(said: str, places: Sequence[int]) -> Iterator[Aside]:
    """What leads to the question in the same breath, or stands between the asking and the asked."""
    text = f"{said} "
    led = next((match for match in (one.match(text) for one in LEADING) if match), None)
    between = next(WITHIN.finditer(text, led.end() if led else 0), None)
    for match in (led, between):
        if match is None or set(match[0].split()) & _RESTRICTING:
            continue
        first, length = said[: match.start()].count(" "), len(match[0].split())
        if length < len(places):
            yield Aside(places[first], places[first + length - 1] + 1, by_name=match is led)


def _fits(shapes: Sequence[Pattern], said: str) -> bool:
    return any(shape.fullmatch(said) for shape in shapes)


def _words(given: Sequence[Token], start: int, end: int) -> tuple[str, list[int]]:
    """The words of a part without marks, and where each stands."""
    places = [n for n in range(start, end)
              if given[n].word not in MARKS and not is_picture(given[n].word)]  # fmt: skip
    return " ".join(given[n].word for n in places), places


def _parts(given: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The stretches between marks, and before "and I need"."""
    start = 0
    for place in range(len(given)):
        if _parts_here(given, place):
            if place > start:
                yield start, place
            start = place + 1
    if start < len(given):
        yield start, len(given)


def _parts_here(given: Sequence[Token], place: int) -> bool:
    if is_break(given, place):
        beside = [
            token.word for token in (*given[place - 1 : place], *given[place + 1 : place + 2])
        ]
        return given[place].word != ":" or not all(word.isdigit() for word in beside)
    following = [token.word for token in given[place + 1 : place + 3]]
    if given[place].word == "so":
        return following[:1] != [] and following[0] in _OPENING
    asks = following[:1] == ["need"] or following in (["i", "need"], ["we", "need"])
    return given[place].word == "and" and asks
