"""Customers counted by what they did, by any name that it has: "how many customers hired"."""

from collections.abc import Iterator

from agent.interpreter.board import (
    AskedBack,
    Board,
    DimensionSaid,
    Hint,
    Mark,
    MemberSaid,
    MetricSaid,
    Noise,
    Rank,
    TimeSaid,
)
from agent.interpreter.figures.counting import LISTING, counts_same_rows
from agent.interpreter.figures.deeds import named_by_deed
from agent.interpreter.rows.thresholds import Limited
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.roots import is_deed, root
from agent.interpreter.words.signs import noun_of
from semantic.view import View

_WHO = frozenset({"who", "that", "which"})
_BETWEEN = frozenset({"have", "has", "had", "from", "in", "actually", "did", "were"})
_OURS = frozenset({"our", "the", "all", "those", "different", "distinct", "unique", "of"})
_AFTER = frozenset({"in", "on", "during", "last", "this", "from", "with", "by", "per", "since",
                    "between", "within", "over", "at", "?", ".", ",", ":", "", "yesterday",
                    "today", "something", "anything", "again"})  # fmt: skip


def mark_those_who_did(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark "customers who hired" as the one metric that counts who has what "hires" counts."""
    if any(map(board.has, (MetricSaid, Rank, Limited, AskedBack))):
        return
    for noun in list(_persons(board, lexicon)):
        verb, led = _verb(board, noun.end)
        called = _called_so(board, noun, verb, lexicon) if _is_counted(board, noun) else ()
        if called:
            board.put(verb, verb + 1, MetricSaid(called))
            board.swap(noun, Noise())
            return
        if not is_deed(board.word(verb)) or not board.free(verb, verb + 1):
            continue
        counted = _is_counted(board, noun)
        asks = counted or (led and board.word(_before(board, noun)) not in LISTING)
        done = named_by_deed(root(board.word(verb)), view)
        found = {name for one in done for name in counts_same_rows(one, lexicon.keys, view)}
        if asks and len(found) == 1 and _ends(board, verb + 1):
            (name,) = found
            said = f"{board.word(noun.end - 1)} {board.word(verb)}"
            note = f"“{said}” as {view.metrics[name].title}"
            board.put(verb, verb + 1, MetricSaid((name,), note=note))
            board.swap(noun, Noise())
            return


def _called_so(board: Board, noun: Mark, verb: int, lexicon: Lexicon) -> tuple[str, ...]:
    """The one metric called "customers bought", of which members may stand between the words."""
    if not board.free(verb, verb + 1) or verb >= len(board.tokens):
        return ()
    who = noun_of(board.tokens[noun.end - 1])
    said = lexicon.phrases.get((who, board.tokens[verb].stem))
    return tuple(said.metrics) if said and len(said.metrics) == 1 else ()


def _persons(board: Board, lexicon: Lexicon) -> Iterator[Mark]:
    """The names of customers as such."""
    for mark, _ in board.of(DimensionSaid):
        if noun_of(board.tokens[mark.end - 1]) in lexicon.nouns:
            yield mark


def _verb(board: Board, place: int) -> tuple[int, bool]:
    """Where the verb stands that follows a noun, past members, and whether "who" leads to it."""
    led = False
    while True:
        inside = next((mark for mark, _ in board.of(MemberSaid) if mark.start == place), None)
        if inside is None and board.word(place) not in _WHO | _BETWEEN:
            return place, led
        led = led or board.word(place) in _WHO
        place = inside.end if inside else place + 1


def _before(board: Board, noun: Mark) -> int:
    """The place of what stands before a noun, its members and what says nothing of it."""
    place = noun.start - 1
    while place >= 0:
        inside = next((mark for mark, _ in board.of(MemberSaid) if mark.end == place + 1), None)
        if inside is None and board.word(place) not in _OURS:
            break
        place = inside.start - 1 if inside else place - 1
    return place


def _is_counted(board: Board, noun: Mark) -> bool:
    place = _before(board, noun) + 1
    counting = [mark for mark, hint in board.of(Hint) if hint.unit == "count"]
    return any(mark.start < noun.start and mark.end >= place for mark in counting)


def _ends(board: Board, place: int) -> bool:
    """Whether nothing follows that it is done to: "customers ordered in May", no "ordered mugs"."""
    dated = any(mark.start == place for mark, _ in board.of(TimeSaid))
    return dated or board.word(place) in _AFTER
