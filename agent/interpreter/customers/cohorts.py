"""Customers by when they first ordered, and those of one period who came back in the next."""

from collections.abc import Sequence
from dataclasses import replace

from agent.interpreter.board import (
    Again,
    Also,
    Board,
    DimensionSaid,
    Mark,
    MetricSaid,
    Noise,
    TimeSaid,
)
from agent.interpreter.customers.being_new import mark_first_time
from agent.interpreter.customers.cohort_persons import settle_persons
from agent.interpreter.customers.cohort_splits import mark_cohort_splits
from agent.interpreter.customers.cohort_words import (
    AGAIN,
    COUNTED,
    HOW_MANY,
    KEPT,
    MONTHS_BEFORE,
    NEW,
    STILL,
    STILL_THEN,
)
from agent.interpreter.members.grouping import CohortLead, CohortSaid, Grouped
from agent.interpreter.times.baselines import Baseline
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.ordinary import SHARE
from agent.interpreter.words.roots import is_deed, root
from agent.interpreter.words.signs import stretch
from agent.interpreter.words.tokens import Token
from agent.patterns import Pattern
from semantic.model import (
    LifecycleMetric,
    MetricInput,
    RatioMetric,
    RetentionMetric,
)
from semantic.period import Period, whole_grain, year_before
from semantic.view import View

# What somebody did in a period, said after when they were new.
_SPENDING = frozenset({"spend", "spent", "buy", "bought", "order", "ordered", "bring", "brought"})
_SPENDING |= {"generate", "generated", "purchase", "purchased", "contribute", "contributed"}
_SPENDING |= {"place", "placed", "worth", "return", "returned"}
_AGAIN_TOO = frozenset({"again", "back", "also", "too", "returned", "reordered", "another"})
_NOT = frozenset({"not", "never", "no", "stop", "stopped", "stopping", "ceased", "quit", "without"})
_A_SINGLE = frozenset({"a", "an", "another", "second", "further"})
_GRAINS = ("month", "week")
_LEADING = frozenset({"in", "was", "were", "is", "of", "during", "the", "for", "came", "fell"})
_LEADING |= {"with", "us", "ever", "took", "place", "happened"}


def mark_cohorts(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark cohorts and what is asked about them. Call after periods are marked."""
    _mark_named(board, view)
    mark_cohort_splits(board, cohorts_of(view))
    mark_first_time(board, view)
    settle_persons(board, lexicon)
    _mark_asked(board, lexicon, view)
    _mark_retention(board, view)
    _begin_before(board)


def _mark_asked(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark what share of a cohort, or of a period's customers, came back."""
    words = {token.word for token in board.tokens}
    if not words & (SHARE | {"many"}):
        return
    silent = {n for mark, _ in board.of(Noise) for n in range(mark.start, mark.end)}
    said = [token.word for place, token in enumerate(board.tokens) if place not in silent]
    if any(word in _NOT or word.endswith("n't") for word in said):
        return
    again = found_doing(board, HOW_MANY, lexicon) if words & _AGAIN_TOO else None
    again = again or found_doing(board, KEPT, lexicon)
    if again is not None:
        _mark_retained(board, again, [name for name in view.metrics if _kept(name, view)])
        return
    if not words & SHARE:
        _mark_counted(board, lexicon)
        return
    rates = [name for name in view.metrics if _is_retention(name, view)]
    _mark_retained(board, found_doing(board, AGAIN, lexicon), rates)
    _mark_new(board, lexicon, view)
    _mark_doing(board, lexicon, view)


def _mark_retained(board: Board, said: tuple[int, int] | None, found: Sequence[str]) -> None:
    """Take "June's customers ordered again in July" as the one metric of those who came back.

    That metric is of the month or week right before.
    """
    if said is None or len(found) != 1:
        return
    start, end = said
    times = [one for one in _times(board) if start <= one.start < end]
    periods = [_period(one) for one in times]
    plain = all(_is_plain(one.meaning) for one in times) and len(times) == 2
    if not plain or len(_times(board)) != 2 or _names_outside(board, start, end):
        return
    follows = periods[0].end == periods[1].start
    grains = {whole_grain(period) for period in periods}
    if not follows or len(grains) != 1 or not grains <= set(_GRAINS):
        return
    last = times[1]
    _clear(board, start, last.start)
    board.put(start, last.start, Noise())
    board.marks = [mark for mark in board.marks if mark.start != last.start]
    board.put(last.start, last.end, TimeSaid(periods[1]))
    board.put(start, start, MetricSaid((found[0],)))


def _kept(name: str, view: View) -> bool:
    """Whether a metric counts who was active in a period and in the one before."""
    metric = view.metrics[name]
    return isinstance(metric, LifecycleMetric) and metric.state == "retained"


def _is_retention(name: str, view: View) -> bool:
    metric = view.metrics[name]
    if not isinstance(metric, RatioMetric):
        return False
    states = [_state(given, view) for given in (metric.numerator, metric.denominator)]
    return states == ["retained", "active_before"]


def _state(given: MetricInput | str, view: View) -> str:
    if isinstance(given, MetricInput) and given.filter:
        return ""
    found = view.metrics.get(given.name if isinstance(given, MetricInput) else given)
    return found.state if isinstance(found, LifecycleMetric) else ""


def _mark_new(board: Board, lexicon: Lexicon, view: View) -> None:
    """Take "January's first-time customers" as a cohort, where another period is asked about."""
    cohorts = cohorts_of(view)
    said = found_doing(board, NEW, lexicon)
    others = len(board.of(TimeSaid)) - 1
    later = not others and found_doing(board, MONTHS_BEFORE, lexicon) is not None
    unfit = board.has(CohortSaid) or board.has(Baseline) or not (others == 1 or later)
    if not cohorts or said is None or unfit:
        return
    start, end = said
    times = [(mark, one) for mark, one in board.of(TimeSaid) if start <= mark.start < end]
    one_month = [_is_plain(one) and whole_grain(one.period) == "month" for _, one in times]
    if one_month == [True] and not _names_outside(board, start, end, lexicon):
        _clear(board, start, end)
        board.put(start, end, CohortSaid(cohorts, times[0][1]))


def _mark_doing(board: Board, lexicon: Lexicon, view: View) -> None:
    """Take "still ordering" and "who" beside a cohort as said by its retention."""
    for mark, _ in board.of(CohortSaid):
        for place in (mark.start - 1, mark.end):
            if board.word(place) in ("who", "that") and board.free(place, place + 1):
                board.put(place, place + 1, Noise())
    said = _still(board, lexicon) if board.has(CohortSaid) else None
    if said is None or len(board.of(TimeSaid)) > 1 or _names_outside(board, *said):
        return
    retention = _retention_of(board, view)
    _clear(board, *said)
    if len(retention) == 1:
        board.put(said[0], said[1], MetricSaid((retention[0],)))
    else:
        board.put(said[0], said[1], Noise())


def _mark_retention(board: Board, view: View) -> None:
    """Take "retention" beside a cohort as the figure of those of it who stayed."""
    retention = _retention_of(board, view)
    if len(retention) != 1 or board.has(MetricSaid):
        return
    for place in [place for place in board.rest() if board.word(place) == "retention"][:1]:
        board.put(place, place + 1 + (board.word(place + 1) == "rate"), MetricSaid(retention))


def _retention_of(board: Board, view: View) -> tuple[str, ...]:
    """The metrics that tell which share of the cohorts on the board was seen again."""
    fields = {name for _, cohort in board.of(CohortSaid) for name in cohort.fields}
    return tuple(
        name
        for name, metric in view.metrics.items()
        if isinstance(metric, RetentionMetric) and metric.cohort in fields
    )


def _still(board: Board, lexicon: Lexicon) -> tuple[int, int] | None:
    """Where it is said that they were active months later, or the other way round."""
    said = found_doing(board, STILL, lexicon)
    months = found_doing(board, MONTHS_BEFORE, lexicon) if said is None else None
    then = found_doing(board, STILL_THEN, lexicon) if months else None
    return then if months and then and months[1] <= then[0] else said


def _mark_counted(board: Board, lexicon: Lexicon) -> None:
    """Take "still order" as said of "how many of the March cohort": no orders are counted."""
    said = found_doing(board, STILL, lexicon) if found_doing(board, COUNTED, lexicon) else None
    if said is not None and not _names_outside(board, *said):
        _clear(board, *said)
        board.put(*said, Noise())


def _begin_before(board: Board) -> None:
    """Let a cohort without a year begin a year earlier, where it was seen before it began."""
    observed = [said.period for _, said in board.of(TimeSaid)]
    for mark, cohort in board.of(CohortSaid):
        began = cohort.time.period
        earlier = bool(observed) and all(period.end <= began.start for period in observed)
        if cohort.time.any_year and earlier:
            time = replace(cohort.time, period=year_before(began))
            board.swap(mark, replace(cohort, time=time))


def _names_outside(board: Board, start: int, end: int, lexicon: Lexicon | None = None) -> bool:
    """Whether a metric is named by other words than these; with a lexicon, than what is done."""
    doing = found_doing(board, STILL, lexicon) if lexicon else None
    return any(
        not (start <= mark.start and mark.end <= end)
        and not (doing and doing[0] <= mark.start and mark.end <= doing[1])
        and not (mark.start < end < mark.end)
        for mark, _ in board.of(MetricSaid)
    )


def _clear(board: Board, start: int, end: int) -> None:
    """Take back what was marked on words that are read another way."""
    board.marks = [mark for mark in board.marks if mark.end <= start or mark.start >= end]


def _times(board: Board) -> list[Mark]:
    return [mark for mark in board.marks if isinstance(mark.meaning, TimeSaid | Also)]


def _is_plain(said: object) -> bool:
    """Whether one period is named, and no list, choice or day that something is as of."""
    if isinstance(said, TimeSaid):
        return not (said.parts or said.ends or said.choices or said.as_of)
    return isinstance(said, Also) and not said.absent


def _period(mark: Mark) -> Period:
    assert isinstance(mark.meaning, TimeSaid | Also)
    return mark.meaning.period


def found_doing(board: Board, pattern: Pattern, lexicon: Lexicon) -> tuple[int, int] | None:
    """The places that a pattern fits, with what customers of the trade do as ordering."""

    def done(token: Token, before: str) -> bool:
        return _is_done(token, before, lexicon)

    return stretch(board, pattern, lexicon.nouns, done)


def _is_done(token: Token, before: str, lexicon: Lexicon) -> bool:
    """Whether a word says what begins a cohort, and is not what rows are about: "shipments".

    "A lesson" is a single one, as in "came to a lesson".
    """
    thing = token.stem in lexicon.entities and before not in _A_SINGLE
    thing = thing or token.word != token.stem
    return root(token.word) in lexicon.deeds and (is_deed(token.word) or not thing)


def cohorts_of(view: View) -> tuple[str, ...]:
    """The dimensions that say when somebody was first active."""
    return tuple(
        name
        for name, ref in view.dimensions.items()
        if ref.dimension.type == "date" and ref.dimension.keep == "first"
    )


def _mark_named(board: Board, view: View) -> None:
    """Join "April cohort" and "first order was in April" to one condition."""
    cohorts = cohorts_of(view)
    for mark, said in (*board.of(TimeSaid), *_said_again(board)):
        lead = _cohort_before(board, mark, cohorts) or _new_customers_before(board, mark, view)
        after = _cohort_at(board, mark.end, cohorts)
        if _retains(board, mark.end, cohorts, view) and said.period.start < said.period.end:
            # In "March cohort retention" the cohort is part of the metric's name.
            board.swap(mark, CohortSaid(cohorts, said))
            continue
        start = lead.start if lead else mark.start
        end = after.end if after else mark.end
        if cohorts and (lead or after) and said.period.start < said.period.end:
            board.marks = [m for m in board.marks if m not in (mark, lead, after)]
            board.put(start, end, CohortSaid(cohorts, said))


def _said_again(board: Board) -> list[tuple[Mark, TimeSaid]]:
    """Where the one period that was named is meant again: "whose first order was that month"."""
    times = [said for _, said in board.of(TimeSaid)]
    return [(mark, times[0]) for mark, _ in board.of(Again)] if len(times) == 1 else []


def _retains(board: Board, place: int, cohorts: tuple[str, ...], view: View) -> bool:
    return any(
        mark.start == place
        and mark.end > place + 1
        and board.word(place) == "cohort"
        and isinstance(found := view.metrics[said.metrics[0]], RetentionMetric)
        and found.cohort in cohorts
        for mark, said in board.of(MetricSaid)
    )


def _cohort_before(board: Board, mark: Mark, cohorts: tuple[str, ...]) -> Mark | None:
    place = mark.start - 1
    while board.word(place) in _LEADING and board.free(place, place + 1):
        place -= 1
    for other in board.marks:
        if other.end == place + 1:
            if isinstance(other.meaning, CohortLead):
                return other
            # "By first-order month in May" is a split, over what happened in May.
            named = _names_cohort(board, other, cohorts) and not isinstance(other.meaning, Grouped)
            led = board.word(place + 1) in ("of", "for", "in") or board.word(place) == "="
            bare = other.end == mark.start and board.text(other) == "cohort"
            return other if named and (led or bare) else None
    return None


def _new_customers_before(board: Board, mark: Mark, view: View) -> Mark | None:
    """In "sales in June from customers new in May" May says when they were new."""
    place = mark.start - 1 if board.word(mark.start - 1) in ("in", "during") else mark.start
    later = any(token.stem == "month" for token in board.tokens) and _names_rate(board, view)
    if (len(board.of(TimeSaid)) < 2 and not later) or board.has(Baseline):
        return None
    for other, said in board.of(MetricSaid):
        metric = view.metrics[said.metrics[0]]
        is_new = isinstance(metric, LifecycleMetric) and metric.state == "new"
        led = board.word(other.start - 1) in ("from", "of", "by")
        if is_new and other.end == place and (led or board.word(mark.end) in _SPENDING):
            return other
    return None


def _names_rate(board: Board, view: View) -> bool:
    """Whether a rate of those who stayed is named."""
    names = (name for _, said in board.of(MetricSaid) for name in said.metrics)
    return any(
        isinstance(view.metrics[n], RetentionMetric) or _is_retention(n, view) for n in names
    )


def _cohort_at(board: Board, place: int, cohorts: tuple[str, ...]) -> Mark | None:
    return next(
        (
            other
            for other in board.marks
            if other.start == place and _names_cohort(board, other, cohorts)
        ),
        None,
    )


def _names_cohort(board: Board, mark: Mark, cohorts: tuple[str, ...]) -> bool:
    if isinstance(mark.meaning, DimensionSaid | Grouped):
        return bool(set(mark.meaning.fields) & set(cohorts))
    return isinstance(mark.meaning, MetricSaid) and board.text(mark) in ("cohort", "cohorts")
