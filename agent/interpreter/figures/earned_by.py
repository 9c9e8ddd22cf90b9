"""What things bring in, said of these by name: "what did extras bring in"."""

from collections.abc import Iterator

from agent.interpreter.board import (
    AskedBack,
    Board,
    DimensionSaid,
    Hint,
    Mark,
    MetricSaid,
    Noise,
    Rank,
)
from agent.interpreter.figures.likely import asks_amount, earned, is_taken_in, names_of
from agent.interpreter.members.fields import is_key
from agent.interpreter.words.tokens import phrase
from agent.patterns import regex
from agent.writer import CURRENCIES
from semantic.view import View

_EARNS = regex(
    r"(?:^|(?<= ))(?:(?:brought|brings?|bringing|rak(?:ed?|es|ing)|pull(?:ed|s|ing)?|took|takes?)"
    r" (?:us )?in(?: for us)?|earn(?:s|ed|ing)?(?: us)?|gross(?:ed|es)?|generat(?:ed?|es|ing)"
    r"|ma(?:de|kes?)(?: us)?)(?= |$)",
    "br|rak|pull|took|take|earn|gross|generat|ma",
)
_OF = frozenset({"from", "on", "with", "off", "through"})
_BETWEEN = frozenset({"actually", "really", "all", "just", "have", "has", "us", "the", "our"})
_WHOSE = "Do you mean how many, or what they brought in?"


def mark_earned_by(board: Board, view: View) -> None:
    """Mark an earning verb as the amount that is called by the things that earn it.

    Where none is, what all earned together is not told as theirs: the noun stays to be asked about.
    How many there are is asked back: "what did enrolments bring in" names a count.
    """
    if any(hint.unit == "count" for _, hint in board.of(Hint)):
        return
    for first, last, match in board.found(_EARNS):
        free = board.free(first, last) and not board.has(Rank)
        noun = _noun_beside(board, first, last, view) if free else None
        if noun is None:
            _mark_said_too(board, first, last, view)
            continue
        amounts = tuple(_called(board.tokens[noun.end - 1].stem, view))
        if isinstance(noun.meaning, MetricSaid):
            meant = amounts or tuple(filter(None, (earned(view).metric,)))
            if meant and (noun.end <= first or asks_amount(board)):
                board.put(first, last, AskedBack(_WHOSE, (*noun.meaning.metrics, *meant)))
        elif amounts and not board.has(MetricSaid):
            (title, *others) = (view.metrics[name].title for name in amounts)
            note = "" if others else f"“{match[0]}” with “{board.text(noun)}” as {title}"
            board.swap(noun, MetricSaid(amounts, note=note))
            board.put(first, last, Noise())
        return


def _mark_said_too(board: Board, first: int, last: int, view: View) -> None:
    """Mark a verb whose amount is named apart: "which club earned the most? Takings"."""
    named = [view.metrics[name] for _, said in board.of(MetricSaid) for name in said.metrics]
    if board.free(first, last) and named and all(map(is_taken_in, named)):
        board.put(first, last, Noise())


def _noun_beside(board: Board, first: int, last: int, view: View) -> Mark | None:
    """The name of things, or of their count, before a verb or after "from" behind it."""
    before = first
    while board.word(before - 1) in _BETWEEN and board.free(before - 1, before):
        before -= 1
    after = last
    while board.word(after) in _OF | _BETWEEN and board.free(after, after + 1):
        after += 1
    led = any(board.word(place) in _OF for place in range(last, after))
    for mark in board.marks:
        beside = mark.end == before or (led and mark.start == after)
        if beside and _names_things(mark.meaning, view):
            return mark
    return None


def _names_things(said: object, view: View) -> bool:
    """Whether neither persons nor an amount of money is named."""
    if isinstance(said, DimensionSaid):
        return not any(is_key(view.dimensions.get(name)) for name in said.fields)
    return isinstance(said, MetricSaid) and all(
        view.metrics[name].format.unit not in CURRENCIES for name in said.metrics
    )


def _called(noun: str, view: View) -> Iterator[str]:
    """The amounts taken in that have a noun in their names."""
    for name, metric in view.metrics.items():
        if is_taken_in(metric) and any(noun in phrase(said) for said in names_of(metric)):
            yield name
