"""A period that stands by itself: `last month against a year earlier`, `July to 2011-09-30`."""

from agent.interpreter.board import Board, GrainSaid
from agent.interpreter.outcome import Outside, Unclear
from agent.interpreter.times import baselines, shifts
from agent.interpreter.times.periods import Calendar, Span, span_of
from agent.interpreter.times.time_expressions import mark_times
from agent.interpreter.words.ordinary import MARKS
from agent.interpreter.words.tokens import tokens
from semantic.suggest import listed

_EMPTY = MARKS | {"in", "the", "for", "of", "during", "over", "from", "at", "on"}


def span_in_words(words: str, calendar: Calendar, *, grain: str, state: bool) -> Span | str:
    """The period that words name, and what it is compared with and split by; or why there is none.

    No words mean the workspace's usual period. `grain` is a split by time that is asked for
    besides, `state` says that the metrics tell how things stand at a period's end.
    """
    board = Board(tokens(words))
    shifts.mark_shifts(board)
    mark_times(board, calendar.now, calendar.covered)
    baselines.mark_changes(board)
    strange = [
        board.tokens[place].word for place in board.rest() if board.tokens[place].word not in _EMPTY
    ]
    if strange:
        return f"not a period: {listed(strange, 'and')}"
    if grain and not board.has(GrainSaid):
        board.put(len(board.tokens), len(board.tokens), GrainSaid(grain))
    found = span_of(board, calendar, cohort_months=None, state=state)
    if isinstance(found, Outside):
        return found.reason
    if isinstance(found, Unclear):
        return found.question
    if found.choices or found.baselines:
        return "it may mean either of two periods; give its days"
    return found
