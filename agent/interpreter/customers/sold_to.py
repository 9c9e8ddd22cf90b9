"""Customers told by what we did for them: "how many did we sell to, counting each once"."""

from agent.interpreter.board import (
    AskedBack,
    Board,
    DimensionSaid,
    Hint,
    MetricSaid,
    Noise,
    Rank,
)
from agent.interpreter.members.fields import counts_each
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.rows.thresholds import CountedOnce, Limited
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.signs import stretch
from agent.patterns import regex
from semantic.view import View

# What customers do where we do this: who is sold something buys it.
_BOUGHT = "bought"
_SOLD_TO = regex(
    r"(?:^|(?<= ))how many(?: (?:of )?(?:(?:our|the|different|distinct|separate|unique) )*#)?"
    r" (?:(?:did|have|had|do) )?we (?:(?:actually|really|ever) )?(?:sell|sold)"
    r" (?:(?:something|anything|stuff|goods) )?to"
    r"(?= (?:[?.,!;:()@-]|in|during|over|last|this|between|from|since)(?: |$)|$)",
    "how many",
    "sell|sold",
)
_ONCE = "What is to be counted once?"


def mark_sold_to(board: Board, lexicon: Lexicon) -> None:
    """Mark "how many did we sell to" as the one metric called "customers who bought"."""
    said = stretch(board, _SOLD_TO, lexicon.nouns)
    names = _who_bought(lexicon)
    if said is None or len(names) != 1 or any(map(board.has, (MetricSaid, Grouped, Rank, Limited))):
        return
    start, end = said
    inside = [mark for mark in board.marks if mark.start >= start and mark.end <= end]
    others = [mark for mark, _ in board.of(DimensionSaid) if mark not in inside]
    if others or any(not isinstance(one.meaning, Hint | Noise | DimensionSaid) for one in inside):
        return
    board.marks = [mark for mark in board.marks if mark not in inside]
    board.put(start, end, MetricSaid(names, note="“sell to” as customers who bought"))


def mark_counted_once(board: Board, lexicon: Lexicon, view: View) -> None:
    """Take "counting each once" as said of figures that count each customer once anyway.

    Of others it would be a figure of its own, and is asked back. Call when figures are marked.
    """
    named = [name for _, said in board.of(MetricSaid) for name in said.metrics]
    each = bool(named) and all(
        any(counts_each(view.metrics[name], key, view) for key in lexicon.keys) for name in named
    )
    for mark, _ in board.of(CountedOnce):
        offered = tuple(dict.fromkeys((*named, *_who_bought(lexicon))))
        board.swap(mark, Noise() if each else AskedBack(_ONCE, offered))


def _who_bought(lexicon: Lexicon) -> tuple[str, ...]:
    """The metrics called customers who bought, by any noun for customers."""
    said = (lexicon.phrases.get((noun, _BOUGHT)) for noun in sorted(lexicon.nouns))
    return tuple(dict.fromkeys(name for one in said if one for name in one.metrics))
