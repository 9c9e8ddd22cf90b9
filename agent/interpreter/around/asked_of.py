"""How a named figure is asked for: "how high was", "where did … come out", "number only"."""

from collections.abc import Sequence

from agent.interpreter.board import Board, Change, GrainSaid, MetricSaid, Noise, Rank, TimeSaid
from agent.interpreter.figures.deeds import is_mean
from agent.interpreter.members.grouping import CohortSaid, Grouped
from agent.interpreter.words.ordinary import CURRENCIES, DURATIONS
from agent.interpreter.words.roots import root
from agent.patterns import regex
from semantic.model import BaseMetric, LifecycleMetric

_WAS = "(?:is|was|were|are)(?: (?:it|that|they|things))?|(?:it|that|they) (?:is|was|were|are)"
_LEVEL = regex(
    r"(?:^|(?<= ))(?:just )?how (?:bad|good|grim|ugly|dire|healthy|awful|high|low)"
    rf"(?: (?:{_WAS}))?(?= |$)",
    "bad|good|grim|ugly|dire|healthy|awful|high|low",
)
_SIZE = regex(
    rf"(?:^|(?<= ))(?:just )?how (?:big|large|small)(?: (?:{_WAS}))(?= |$)", "big|large|small"
)
_HOW_LONG = regex(
    r"(?:^|(?<= ))how long (?:(?:did|does|do|is|was|are|were|it|take|takes|took|we|us|to|for|on) )*"
    r"(?=[a-z§?.])",
    "how long",
)
# What is sent back to us is another figure.
_SENT_US = regex(
    r"(?:^|(?<= ))(?:send|sends|sent|sending) (?:us|to us|our way)(?! back)(?= |$)", "sen"
)
# As in "how our income ran, by month".
_RAN = regex(r"(?<=§ )(?:ran|fared|shaped up)(?= ?[,;?.]| §|$)", "ran|fared|shaped")
_DRAWN = regex(
    r"(?:^|(?<= ))(?:(?:can|could|would|will) you )?(?:please )?(?:draw|sketch) (?:me |us )?"
    r"(?:it|them|that|this|those|an? (?:chart|graph|line|curve|picture|plot))"
    r"(?: of (?:it|them|that))?(?: for (?:me|us)| up| please)*(?= ?[,.?!]|$)",
    "draw|sketch",
)
_NUMBER_ONLY = regex(
    r"(?:^|(?<= ))(?:(?:only|just) (?:(?:the|a|one|plain) )*(?:number|figure|count)"
    r"|(?:number|figure|count)s? only)(?= [.,:!?)]| (?:please|pls|thanks)|$)",
    "only|just",
    "number|figure|count",
)
_CAME_OUT = regex(
    r"(?:^|(?<= ))where (?:did|does|do|has|have|is|was)(?= (?:(?:the|our|my) )*§)"
    r"(?P<said> [^?]*?) (?P<out>(?:come|came|coming) (?:out|in)(?! from)|end(?:ed)? (?:up|§)"
    r"|land(?:ed)?|finish(?:ed)?|closed?|sit(?:ting)?|settled?|standing|stand|stood)(?: at)?"
    r"(?= |$)",
    "where ",
)
_OF_ORDERS = regex(
    r"(?<=§ )(?:(?:did|do|have|had|has|we|were|was|got|get|been|that|they) )*"
    r"(?P<said>(?<=we )(?:book|take|took)|booked|taken)(?= |$)",
    "book|take|took",
)
# What moves, or is moved, back: customers who came back in May.
_MOVING = frozenset(
    map(root, ("come", "coming", "give", "sent", "bring", "win", "get", "go", "pay"))
)
_MOVING |= {"came", "got", "went", "brought", "given", "were", "was", "are", "is", "been", "be"}
_MOVING |= {"buy", "bought", "called", "call", "held", "hold", "cut", "take", "turn"}


def mark_asked_of(board: Board, metrics: Sequence[BaseMetric]) -> None:
    """Mark what only asks for the named figures. Call when periods and comparisons are marked."""
    if all(map(_is_amount, metrics)):
        _mark_came_out(board)
    _mark_back(board, metrics)
    _mark_of_orders(board)
    if not board.has(Rank):
        board.silence(_LEVEL)
        if board.has(Change) or all(map(_is_amount, metrics)):
            board.silence(_SIZE)
    board.silence(_SENT_US)
    if metrics and all(one.format.unit in DURATIONS and is_mean(one) for one in metrics):
        board.silence(_HOW_LONG)
    if board.has(GrainSaid):
        board.silence(_RAN)
    if not (board.has(Grouped) or board.has(GrainSaid)):
        board.silence(_NUMBER_ONLY)
    else:
        board.silence(_DRAWN)


def _is_amount(metric: BaseMetric) -> bool:
    """Whether a metric is no count: how big orders are, and where they land, may ask else."""
    return metric.format.percent or metric.format.unit in CURRENCIES or is_mean(metric)


def _mark_came_out(board: Board) -> None:
    """Mark "where did churn come out" as asking for the figure, and for no place."""
    for first, last, match in board.found(_CAME_OUT)[:1]:
        out = first + 2 + len(match["said"].split())
        # "Up" may have been taken for a change.
        board.marks = [mark for mark in board.marks if not out <= mark.start < last]
        board.put(first, first + 2, Noise())
        board.put(out, last, Noise())


def _mark_back(board: Board, metrics: Sequence[BaseMetric]) -> None:
    """Mark "back" in "back in July", where nobody or nothing came or was given back then."""
    lost = any(isinstance(one, LifecycleMetric) and "lapsed" in one.state for one in metrics)
    for mark, _ in () if lost or board.has(CohortSaid) else board.of(TimeSaid):
        place = mark.start - 1
        while board.word(place) in ("in", "at", "on", "during", "the"):
            place -= 1
        came = board.word(place - 1) in _MOVING or root(board.word(place - 1)) in _MOVING
        if board.word(place) == "back" and board.free(place, place + 1) and not came:
            board.put(place, place + 1, Noise())


def _mark_of_orders(board: Board) -> None:
    """Mark "have we taken" and "got booked" of orders, which are so as soon as they are any."""
    for first, last, match in board.found(_OF_ORDERS):
        ends = [mark for mark, _ in board.of(MetricSaid) if mark.end == first]
        nouns = {board.tokens[mark.end - 1].stem for mark in ends}
        booked = match["said"].startswith("book")
        if nouns & ({"order"} if booked else {"order", "booking", "reservation"}):
            board.put(last - 1, last, Noise())
