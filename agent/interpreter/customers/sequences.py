"""What somebody did after something else: "who stopped buying after a return"."""

from agent.interpreter.board import AskedBack, Board, Mark, MetricSaid
from agent.interpreter.customers.states import counted_by_deed, subjects_of
from agent.interpreter.words.lexicon import Lexicon
from semantic.view import View

_THEN = frozenset({"after", "before", "following", "since"})
_ONE = frozenset({"a", "an", "one", "their", "his", "her", "any", "every", "each", "first", "last"})
_DOING = (
    frozenset({"making", "having", "getting", "placing", "the", "being", "our", "second"}) | _ONE
)


def mark_sequences(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark "after a return" as what no figure of a period tells; those of both sides are offered.

    "After returns" takes them off, and stays.
    """
    who = subjects_of(board, lexicon)
    for mark, said in board.of(MetricSaid) if who else ():
        start = _led(board, mark)
        if start is None or not start:
            continue
        words = " ".join(board.word(place) for place in range(start, mark.end))
        others = [name for other, one in board.of(MetricSaid) if other is not mark
                  for name in one.metrics]  # fmt: skip
        did = counted_by_deed(Board(board.tokens[:start]), who, view)
        figures = tuple(dict.fromkeys((*others, *did, *said.metrics)))
        why = f"Figures here are of a period, and none follows what somebody did “{words}”."
        board.marks.remove(mark)
        board.put(start, mark.end, AskedBack(f"{why} Is one of these meant?", figures))
        return


def _led(board: Board, mark: Mark) -> int | None:
    """Where the words begin that set something after one of these; None where none do."""
    last = board.tokens[mark.end - 1]
    place = mark.start
    while board.word(place - 1) in _DOING and board.free(place - 1, place):
        place -= 1
    one = {board.word(n) for n in range(place, mark.start)} & (_ONE | {"the"})
    alone = last.word == last.stem
    led = board.word(place - 1) in _THEN and board.free(place - 1, place)
    return place - 1 if one and alone and led else None
