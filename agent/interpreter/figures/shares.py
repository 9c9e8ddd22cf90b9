"""Shares of a whole: "what % of sales came from Germany", "share of orders by country"."""

from collections.abc import Iterator

from agent.interpreter.board import (
    AskedBack,
    Board,
    Change,
    DimensionSaid,
    GrainSaid,
    Hint,
    Mark,
    MemberSaid,
    MetricSaid,
    Noise,
    Rank,
    Shift,
)
from agent.interpreter.members.grouping import CohortSaid, Grouped
from agent.interpreter.rows.thresholds import Limited, is_yes_or_no
from agent.interpreter.words.ordinary import SAME
from agent.interpreter.words.roots import is_deed
from agent.reading import Reading
from agent.shares import has_parts
from semantic.model import MetricInput, RatioMetric
from semantic.record import record
from semantic.view import View

_SHARES = frozenset({"share", "fraction", "portion", "proportion", "slice"})
_MAKING_UP = frozenset(
    {"account", "accounted", "accounting", "represent", "represented", "constitute", "contribute"}
    | {"contributed", "contribution", "contributing", "attributable", "comprise"}
)

_PARTS = frozenset({"part", "parts", "chunk"})
_COUNTED = frozenset({"first", "second", "third", "last", "early", "latter", "later", "best"})
_STAYING = frozenset({"returned", "still", "again", "back", "active"})
_OF_EACH = (
    "A share within each of these is not told, only each one’s share of them all. Is it meant?"
)
_ARE = frozenset({"were", "was", "are", "is", "got", "became", "become", "being"})
_OF_THEIRS = "How many of them there are is told here, and no share of theirs. Is that meant?"
_MAKES = frozenset({"make", "makes", "made", "making"})


@record
class ShareSaid:
    """Figures are wanted as parts of a whole too."""


def mark_shares(board: Board, view: View, before: Reading | None = None) -> None:
    """Mark words for a share of a metric that adds up, where no rate has that name.

    In a thread (`before`) its metric is meant where none is named: "now as a share".
    """
    said = [one.metrics for _, one in board.of(MetricSaid)] or [before.metrics if before else ()]
    if len(said) != 1 or len(said[0]) != 1 or not has_parts(view.metrics[said[0][0]]):
        return
    if is_of_cohort(board):
        for place in [place for place in board.rest() if _is_share(board, place)]:
            board.put(place, place + 1, Hint("percent"))
        return
    # "How much better, in %" asks for the change.
    moves = board.has(Change) or board.has(Shift)
    for mark, hint in board.of(Hint):
        if hint.unit == "percent" and not (moves and not _makes_up(board)):
            board.swap(mark, ShareSaid())
    _mark_made_up(board)
    for place in list(board.rest()):
        of_these = before is not None and _is_of_total(board, place)
        if _is_share(board, place) or _is_part(board, place) or of_these:
            board.put(place, place + 1, ShareSaid())
    _mark_percent_limits(board)
    if board.has(ShareSaid):
        _settle(board, view, before, said[0])


def _is_of_theirs(board: Board) -> bool:
    """Whether the whole are those of a member: "what share of French customers were new".

    What is told is a member's part of all of them: how many of the new ones are French.
    """
    metrics = [mark for mark, _ in board.of(MetricSaid)]
    members = [mark.end for mark, _ in board.of(MemberSaid)]
    said = range(metrics[0].start - 1, metrics[0].end) if metrics else range(0)
    are = any(board.word(place) in _ARE for place in said)
    return are and any(end <= metrics[0].start for end in members)


def _is_of_each(board: Board) -> bool:
    """Whether a part of a figure is asked for of each row of a split: "% that were late, by depot".

    Shares of rows have one whole, and not one for each of them. "The share of cancelled bookings by
    club" may be of all the cancelled ones.
    """
    metrics = [mark for mark, _ in board.of(MetricSaid)]
    if not board.has(Grouped) or not metrics:
        return False
    named = [mark for mark, _ in board.of(MemberSaid)]
    (share, _), *_others = board.of(ShareSaid)
    of_those = any(mark.end == metrics[0].start for mark in named) and share.end < metrics[0].start
    # Of "bookings cancelled" the figure is that of the cancelled ones already.
    beside = range(metrics[0].end, metrics[0].end + 3)
    done = any(mark.start in beside and is_deed(board.text(mark)) for mark, _ in board.of(Noise))
    return done or bool(named and not (of_those and len(named) == 1))


def _settle(board: Board, view: View, before: Reading | None, metrics: tuple[str, ...]) -> None:
    """Take the verbs of a share as said, and ask back about one of another whole."""
    of_each = _is_of_each(board)
    _take_verbs(board)
    _ask_of_what(board, view, before)
    shares = [mark for mark, _ in board.of(ShareSaid)]
    if of_each and shares:
        board.put(shares[0].end, shares[0].end, AskedBack(_OF_EACH, metrics))
    elif shares and _is_of_theirs(board):
        board.swap(shares[0], AskedBack(_OF_THEIRS, metrics))


def _ask_of_what(board: Board, view: View, before: Reading | None) -> None:
    """Ask back about "what share of all deliveries is that", of another figure than the thread's.

    Without a split or member of its own it may mean how much the thread's figure is of this one, or
    how this one is split as the thread's was.
    """
    named = [(mark, said.metrics) for mark, said in board.of(MetricSaid)]
    if before is None or len(named) != 1 or set(named[0][1]) & set(before.metrics):
        return
    if any(map(board.has, (MemberSaid, DimensionSaid, Grouped, GrainSaid, Rank))):
        return
    mark, (whole,) = named[0][0], named[0][1][:1]
    share = next(mark for mark, _ in board.of(ShareSaid))
    rates = list(rates_of(view, before.metrics[0], whole))
    if len(rates) == 1:
        board.swap(mark, MetricSaid((rates[0],)))
        board.swap(share, Noise())
        return
    one, other = (view.metrics[name].title for name in (before.metrics[0], whole))
    why = f"No figure here tells how much of {other} the {one} are. Is one of these meant?"
    offered = tuple(name for name in view.metrics if whole in wholes(view, name))
    board.swap(share, AskedBack(why, offered or (whole,)))


def rates_of(view: View, part: str, whole: str) -> Iterator[str]:
    """The percentages that are one figure over another."""
    for name, metric in view.metrics.items():
        above = metric.numerator if isinstance(metric, RatioMetric) else ""
        limited = isinstance(above, MetricInput) and above.filter
        if not limited and _ends(view, name) == (part, whole):
            yield name


def wholes(view: View, rate: str) -> set[str]:
    """What a rate is a part of, as its definition says: sales, of an unidentified share."""
    return set(_ends(view, rate)[1:])


def _ends(view: View, rate: str) -> tuple[str, ...]:
    """What a percentage is told of: the part, and the whole; neither for any other figure."""
    metric = view.metrics[rate]
    if not (isinstance(metric, RatioMetric) and metric.format.percent):
        return ()
    ends = (metric.numerator, metric.denominator)
    return tuple(end.name if isinstance(end, MetricInput) else end for end in ends)


def is_of_cohort(board: Board) -> bool:
    """Whether a share of a cohort's customers is meant: "share of the March cohort that order".

    In "share of sales from the March cohort" and "of the March cohort's sales" it is one of the
    figure.
    """
    metrics = [mark for mark, _ in board.of(MetricSaid)]
    cohorts = [mark for mark, _ in board.of(CohortSaid)]
    if not metrics or not cohorts:
        return False
    if any(board.word(place) in _STAYING for place in board.rest()):
        return True
    if metrics[0].start < cohorts[0].start:
        return False
    place = metrics[0].start - 1
    while board.word(place) in ("the", "our", "all", "total"):
        place -= 1
    if any(mark.end == metrics[0].start for mark in cohorts) and not is_deed(board.word(place + 1)):
        return False
    return board.word(place) not in ("of", "in")


def _is_part(board: Board, place: int) -> bool:
    """Whether "part of" or "how much of" asks for a part of a whole: not "how much of it"."""
    after = board.word(place + 1)
    if board.word(place) in _PARTS and board.word(place - 1) not in _COUNTED:
        return after in ("of", "in")
    much = (board.word(place - 1), board.word(place)) == ("how", "much")
    named = any(mark.start in (place + 2, place + 3) for mark, _ in board.of(MetricSaid))
    return much and after == "of" and named and (board.has(MemberSaid) or board.has(Rank))


def _is_of_total(board: Board, place: int) -> bool:
    """Whether a follow-up asks what part of a total the answer before was."""
    much = (board.word(place - 1), board.word(place)) == ("how", "much")
    after = [board.word(n) for n in range(place + 1, len(board.tokens))]
    whole = after[:1] == ["of"] and bool({"total", "overall", "all", "whole"} & set(after[1:3]))
    return much and whole and bool({"that", "those", "these", "they", "this", "it"} & set(after))


def _mark_percent_limits(board: Board) -> None:
    """Mark "more than 80 % of sales", asked of a member, as the share that it is."""
    if not board.has(MemberSaid) or not is_yes_or_no(board):
        return
    for mark, limit in board.of(Limited):
        if limit.unit == "percent" and board.word(mark.end) == "of":
            board.swap(mark, ShareSaid())


def _mark_made_up(board: Board) -> None:
    """Mark "how much do they make up" as a share."""
    if "much" in {token.word for token in board.tokens} and _makes_up(board):
        for mark, _ in board.of(Change):
            board.swap(mark, ShareSaid())


def _makes_up(board: Board) -> bool:
    """Whether all changes on the board are the "up" of "make up"."""
    changes = [mark for mark, _ in board.of(Change)]
    return bool(changes) and all(_is_made_up(board, mark) for mark in changes)


def _is_made_up(board: Board, mark: Mark) -> bool:
    return board.text(mark) == "up" and board.word(mark.start - 1) in _MAKES


def _take_verbs(board: Board) -> None:
    """Take "make up" and "account for" as said by the share."""
    for mark, _ in board.of(Change):
        if _is_made_up(board, mark):
            board.swap(mark, Noise())
    for place in list(board.rest()):
        token = board.tokens[place]
        if {token.word, token.stem} & _MAKING_UP:
            board.put(place, place + 1, Noise())


def _is_share(board: Board, place: int) -> bool:
    token = board.tokens[place]
    return bool({SAME.get(token.word, token.stem), token.stem} & _SHARES)
