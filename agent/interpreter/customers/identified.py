"""Figures of those whom the data knows: "sales to identified customers only"."""

from agent.interpreter.board import Board
from agent.interpreter.words.lexicon import Lexicon
from semantic.record import record

_KNOWN = frozenset({"identified", "identifiable", "named"})
_LINKING = frozenset({"to", "from", "of", "by", "with", "for", "the", "our", "only", "just"})
_OWING = frozenset({"attributable", "attributed", "due", "ascribable", "belonging", "made", "sold"})
_ONLY = frozenset({"only", "alone"})


@record
class Identified:
    """Only what belongs to one of these keys counts."""

    fields: tuple[str, ...]


def mark_identified(board: Board, lexicon: Lexicon) -> None:
    """Mark "attributable to identified customers only". Call before nouns are settled.

    "Unidentified" is left to the metrics that have it in their names.
    """
    for place in list(board.rest()):
        after = place + 1
        noun = board.tokens[after].stem if after < len(board.tokens) else ""
        if board.word(place) not in _KNOWN or noun not in lexicon.nouns:
            continue
        start, end = place, after + 1
        while board.word(start - 1) in _LINKING and board.free(start - 1, start):
            start -= 1
        # Without a link, as in "how many identified customers", they are what is counted.
        if start == place or not lexicon.keys:
            continue
        if board.word(start - 1) in _OWING and board.free(start - 1, start):
            start -= 1
        if board.word(end) in _ONLY and board.free(end, end + 1):
            end += 1
        inside = [mark for mark in board.marks if start <= mark.start and mark.end <= end]
        board.marks = [mark for mark in board.marks if mark not in inside]
        board.put(start, end, Identified(tuple(sorted(lexicon.keys))))
