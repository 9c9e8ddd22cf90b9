"""Members named as examples of what is split by: "by booking channel (app, web etc.)"."""

from agent.interpreter.board import Board, DimensionSaid, Noise
from agent.interpreter.members.grouping import Grouped
from agent.patterns import regex

_EXAMPLES = regex(
    r"(?:^|(?<= ))\( (?:(?:e \. g \.|eg|e\.g\.|such as|like|for example) [^()]+"
    r"|[^()]+ (?:etc(?: \.)?|et cetera|and so on|and so forth|and the like|\.\.\.|\. \. \.|…) )\)"
    r"(?= |$)",
    "(",
)


def mark_examples(board: Board) -> None:
    """Take examples in brackets after a split as said: they keep it to no members.

    What stands in brackets without "etc." or "such as" may be the only ones that are wanted.
    """
    splits = [mark for mark, _ in (*board.of(Grouped), *board.of(DimensionSaid))]
    bare = Board(board.tokens, splits)
    for first, last, _ in bare.found(_EXAMPLES):
        if any(mark.end == first for mark in splits):
            board.marks = [mark for mark in board.marks if mark.end <= first or mark.start >= last]
            board.put(first, last, Noise())
