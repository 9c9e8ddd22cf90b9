"""How often customers did something: "who bought only once", "ordered at least three times"."""

from collections.abc import Iterator

from agent.interpreter.board import (
    AskedBack,
    Board,
    DimensionSaid,
    Hint,
    Mark,
    MemberSaid,
    MetricSaid,
    Noise,
    TimeSaid,
)
from agent.interpreter.figures.counting import LISTING, Counted
from agent.interpreter.members.fields import counts_each, counts_events, fitting
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.rows.thresholds import Limited
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.ordinary import SHARE
from semantic.model import LifecycleMetric, MetricInput, RatioMetric
from semantic.view import View

_ONE = frozenset({"one", "single", "1", "onetime"})
_WHO = frozenset({"who", "which"})
_TWICE = {("ge", 2), ("gt", 1)}
_STATING = frozenset({"are", "were", "is", "was", "came", "come", "live", "spent", "have", "had"})
_NO_SHARE = "I can count or list those who did so, and have no share of them. Which is meant?"


def mark_often(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark "bought more than once" as a limit on how many events each customer has."""
    often = [mark for mark, limit in board.of(Limited) if limit.times]
    shares = bool({token.word for token in board.tokens} & SHARE)
    found = list(_events(lexicon, view)) if often or (shares and board.has(Limited)) else []
    if len(found) != 1:
        return
    (key, event) = found[0]
    if often:
        _mark_times(board, often[0], key, event, lexicon, view)
    else:
        _mark_share_within(board, key, event, view)


def _mark_times(
    board: Board, limit: Mark, key: str, event: str, lexicon: Lexicon, view: View
) -> None:
    """Mark who did so as often as the limit says, as a count or a list of them."""
    persons = [mark for mark, said in board.of(MetricSaid) if _all_count(said, key, view)]
    if len(persons) < len(board.of(MetricSaid)):
        return
    nouns = _nouns(board, key)
    hints = [mark for mark, hint in board.of(Hint) if hint.unit == "count"]
    who = [place for place in board.rest() if board.word(place) in _WHO]
    others = [place for place in board.rest() if board.tokens[place].stem in lexicon.nouns]
    if not (persons or nouns or who or others):
        return
    counted = {name for _, said in board.of(MetricSaid) for name in said.metrics}
    for mark in (*persons, *nouns):
        board.swap(mark, Noise())
    for place in (*who, *others):
        if board.free(place, place + 1):
            board.put(place, place + 1, Noise())
    if {token.word for token in board.tokens} & SHARE and not hints:
        _mark_share(board, limit, key, counted, view)
        return
    listed = bool(who) or any(board.word(place) in LISTING for place in board.rest())
    asked = Grouped((key,)) if listed and not hints else Counted((key,))
    for mark in hints:
        board.swap(mark, Noise())
    _take_only(board, limit)
    if board.word(limit.start) in _ONE and not board.has(TimeSaid):
        board.put(limit.start, limit.start, AskedBack("Once in which period? Say one."))
    board.put(limit.start, limit.start, asked)
    board.put(limit.start, limit.start, MetricSaid((event,)))


def _take_only(board: Board, limit: Mark) -> None:
    """Take "only" in "only bought once" as said by a limit to exactly that."""
    said = limit.meaning
    for place in range(max(limit.start - 3, 0), limit.start):
        exact = isinstance(said, Limited) and said.op == "eq"
        if exact and board.word(place) in ("only", "just") and board.free(place, place + 1):
            board.put(place, place + 1, Noise())


def _nouns(board: Board, key: str) -> list[Mark]:
    named = [mark for mark, said in board.of(DimensionSaid) if key in said.fields]
    return named + [mark for mark, said in board.of(Grouped) if key in said.fields]


def _mark_share_within(board: Board, key: str, event: str, view: View) -> None:
    """As in "share of customers with more than one order", which is a share of customers."""
    persons = [mark for mark, said in board.of(MetricSaid) if _all_count(said, key, view)]
    nouns = [*_nouns(board, key), *persons]
    limits = [mark for mark, _ in board.of(Limited)]
    for named, said in board.of(MetricSaid):
        limit = next((mark for mark in limits if mark.end == named.start), None)
        of_them = [mark for mark in nouns if limit is not None and mark.end <= limit.start]
        if limit is None or said.metrics != (event,) or not of_them:
            continue
        counted = {name for mark in of_them for name in _metrics(mark)}
        for mark in (named, *of_them):
            board.swap(mark, Noise())
        _mark_share(board, limit, key, counted, view)
        return


def _metrics(mark: Mark) -> tuple[str, ...]:
    return mark.meaning.metrics if isinstance(mark.meaning, MetricSaid) else ()


def _mark_share(board: Board, limit: Mark, key: str, counted: set[str], view: View) -> None:
    """Mark the rate of those who did so at least twice; a share of others is asked back.

    So it is of those `counted` by a metric that is not the whole of that rate: new customers.
    """
    said = limit.meaning
    rates = [
        name
        for name, metric in view.metrics.items()
        if isinstance(metric, RatioMetric)
        and _is_repeat_rate(metric, key, view)
        and counted <= {_name(metric.denominator)}
    ]
    twice = isinstance(said, Limited) and (said.op, said.value) in _TWICE
    after = any(mark.start >= limit.end for mark, _ in board.of(MemberSaid))
    states = {board.word(place) for place in range(limit.end, len(board.tokens))} & _STATING
    if not twice or len(rates) != 1 or len(board.of(Limited)) > 1 or after or states:
        board.put(limit.start, limit.start, AskedBack(_NO_SHARE))
        return
    board.swap(limit, MetricSaid((rates[0],)))


def _is_repeat_rate(rate: RatioMetric, key: str, view: View) -> bool:
    names = [_name(given) for given in (rate.numerator, rate.denominator)]
    narrowed = any(
        not isinstance(given, str) and given.filter for given in (rate.numerator, rate.denominator)
    )
    above, below = (view.metrics.get(name) for name in names)
    repeats = isinstance(above, LifecycleMetric) and above.state == "repeat"
    return repeats and below is not None and not narrowed and counts_each(below, key, view)


def _name(given: MetricInput | str) -> str:
    return given if isinstance(given, str) else given.name


def _all_count(said: MetricSaid, key: str, view: View) -> bool:
    return all(counts_each(view.metrics[name], key, view) for name in said.metrics)


def _events(lexicon: Lexicon, view: View) -> Iterator[tuple[str, str]]:
    """The keys of customers, each with the metric that counts their events: orders, loans."""
    for key in sorted(lexicon.keys):
        model = view.dimensions[key].model
        metrics = [m.name for m in view.metrics.values() if counts_events(m, model, view)]
        if len(metrics) == 1 and fitting([key], metrics, view):
            yield key, metrics[0]
