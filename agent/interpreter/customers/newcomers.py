"""What those did who were new in a period: "May sales from May's new customers"."""

from agent.interpreter.board import (
    Again,
    Board,
    Hint,
    Mark,
    MetricSaid,
    Noise,
    TimeSaid,
    WhoseSaid,
)
from agent.interpreter.customers.cohorts import cohorts_of
from agent.interpreter.customers.months_later import mark_months_later, says_months_later
from agent.interpreter.figures.earnings import DID, OWN, is_subject, owned_from
from agent.interpreter.members.grouping import CohortSaid
from agent.interpreter.times.baselines import Baseline
from agent.interpreter.words.ordinary import SHARE
from semantic.model import LifecycleMetric
from semantic.period import whole_grain
from semantic.view import View

_OF_THEM = frozenset({"from", "of", "by", "for", "to", "with"})
_AROUND = frozenset({"in", "during", "of", "from", "for", "the", "month", "us"})
_THEY = frozenset({"they", "them", "their", "theirs", "these", "those"})
# "As a %" only says how a figure is to be shown.
_SHOWN_AS = frozenset({"a", "as", "in"})
_AND = frozenset({"and", "&", "plus", "+"})
_DOING = frozenset(
    {"place", "placed", "make", "made", "bring", "brought", "give", "given", "generate", "spend"}
    | {"generated", "contribute", "contributed", "buy", "bought", "order", "ordered", "spent"}
    | {"purchase", "purchased", "take", "taken", "have", "return", "returned", "book", "booked"}
)


def mark_newcomers(board: Board, view: View) -> None:
    """Mark new and returning customers of whom another figure is asked as whose figure it is.

    Call when figures are marked. Where another period is asked about than that in which they were
    new, they are a cohort.
    """
    if any(
        token.word in SHARE and board.word(place - 1) not in _SHOWN_AS
        for place, token in enumerate(board.tokens)
    ):
        return
    for mark, said in board.of(MetricSaid):
        if len(said.metrics) == 1 and _state(said.metrics[0], view):
            others = [one for one, other in board.of(MetricSaid) if other.metrics != said.metrics]
            if others and _are_asked_of(board, mark, others):
                _put_whose(board, mark, said.metrics[0], view)
                return


def _state(name: str, view: View) -> str:
    metric = view.metrics[name]
    known = isinstance(metric, LifecycleMetric) and metric.state in ("new", "returning")
    return metric.state if known and isinstance(metric, LifecycleMetric) else ""


def _are_asked_of(board: Board, mark: Mark, others: list[Mark]) -> bool:
    """Whether other figures are theirs: "of", "they made", or what "did they" do."""
    counted = mark.start
    while board.word(counted - 1) in ("the", "our", "all"):
        counted -= 1
    if any(hint.unit == "count" and one.end == counted for one, hint in board.of(Hint)):
        return False
    start = owned_from(board, mark)
    if board.word(start - 1) in _OF_THEM and all(one.end < start for one in others):
        return True
    if any(board.word(place) in _AND for place in range(mark.end, others[0].start)):
        return False
    if all(one.start >= mark.end for one in others) and _they(board, mark.end):
        return True
    # As in "orders the new customers made".
    led = board.word(start - 1) in DID or any(one.end == start for one in others)
    does = led and _does(board, mark)
    return does or any(is_subject(board, mark, one.start) for one in others)


def _they(board: Board, place: int) -> bool:
    return any(board.word(each) in _THEY for each in range(place, len(board.tokens)))


def _does(board: Board, mark: Mark) -> bool:
    """Whether a verb of doing follows a name and its period."""
    place = mark.end
    while place < len(board.tokens):
        inside = next((one for one in board.marks if one.start <= place < one.end), None)
        if inside is not None and isinstance(inside.meaning, TimeSaid | Noise):
            place = inside.end
        elif inside is None and board.word(place) in _AROUND:
            place += 1
        else:
            break
    return board.word(place) in _DOING


def _put_whose(board: Board, mark: Mark, name: str, view: View) -> None:
    times = board.of(TimeSaid)
    own = _period_of(board, mark)
    cohorts = cohorts_of(view)
    board.swap(mark, WhoseSaid(name))
    apart = len({said.period for _, said in times}) - board.has(Baseline) == 2
    apart = apart or says_months_later(board)
    if own is None or not apart or not cohorts or _state(name, view) != "new":
        return
    held = next(said for one, said in times if one == own)
    board.swap(own, CohortSaid(cohorts, held))
    board.marks = [one for one in board.marks if not isinstance(one.meaning, WhoseSaid)]
    board.put(mark.start, mark.end, Noise())
    mark_months_later(board)


def _period_of(board: Board, mark: Mark) -> Mark | None:
    """The period in which they were new: "May's new customers", "those new in May"."""
    start, end = mark.start, mark.end
    while board.word(start - 1) in OWN and board.free(start - 1, start):
        start -= 1
    while board.word(end) in _AROUND and board.free(end, end + 1):
        end += 1
    times = [one for one, _ in board.of(TimeSaid)]
    after = next((one for one in times if one.start == end), None)
    return after or next((one for one in times if one.end == start), None)


def mark_their_month(board: Board) -> None:
    """Mark "that month" beside a cohort as the month that it began in. Call with cohorts marked."""
    cohorts = board.of(CohortSaid)
    if len(cohorts) != 1 or board.has(TimeSaid):
        return
    mark, cohort = cohorts[0]
    if board.word(mark.end - 2) in ("that", "same"):
        # "The March cohort that month" may have been taken for its name.
        board.put(mark.end, mark.end, cohort.time)
        return
    for other, _ in board.of(Again):
        if other.start >= mark.end:
            same = whole_grain(cohort.time.period) == board.word(other.end - 1)
            if same or board.word(other.end - 1) == "itself":
                board.swap(other, cohort.time)
            else:
                # "That year" beside a month's cohort is a period of its own.
                board.marks.remove(other)
            return
