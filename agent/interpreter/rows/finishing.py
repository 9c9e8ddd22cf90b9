"""What is done to a reading once its figures and its split are known: order, mean, total."""

from collections.abc import Callable

from agent.interpreter.board import Also, Board
from agent.interpreter.customers.quiet_since import quiet_since
from agent.interpreter.figures.running_totals import running
from agent.interpreter.figures.totals import with_total
from agent.interpreter.rows.listed_rows import by_name, rest_of_list
from agent.interpreter.rows.order import Doubt, ordered
from agent.interpreter.rows.tops_left_out import without_tops
from agent.interpreter.thread.carried_ranks import carried_rank
from agent.interpreter.thread.follow_up_words import turned
from agent.interpreter.thread.pointing import unless_of_itself
from agent.interpreter.times.both_periods import kept_to
from agent.interpreter.times.means_of_periods import with_mean
from agent.interpreter.times.periods import Calendar
from agent.reading import Reading
from semantic.view import View


def finished(
    board: Board, split: Reading, carried: Reading | None, calendar: Calendar, view: View
) -> Reading | Doubt:
    """The reading in order, cut, with its mean and total, and of those only that it keeps to.

    These are the customers of another period too, or all but the first of a ranking. `carried` is
    what it goes on from in its thread.
    """
    steps: list[Callable[[Reading], Reading | Doubt]] = [
        unless_of_itself,
        lambda found: ordered(board, found, calendar, view),
        lambda found: turned(board, found),
        lambda found: by_name(board, found),
        lambda found: rest_of_list(board, found, carried),
        lambda found: running(board, found, view),
        lambda found: with_mean(board, found, calendar, view),
        lambda found: with_total(board, found, carried, view),
    ]
    steps += [lambda found, also=also: kept_to(found, also, calendar, view)  # type: ignore[misc]
              for _, also in board.of(Also)]  # fmt: skip
    steps.append(lambda found: without_tops(board, found, view))
    steps.append(lambda found: quiet_since(board, found, calendar, view))
    found: Reading | Doubt = carried_rank(carried, split, board)
    for step in steps:
        if isinstance(found, Doubt):
            return found
        found = step(found)
    return found
