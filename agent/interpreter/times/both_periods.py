"""Who did something in one period and in another one too, or not: "in August but not in May"."""

from collections.abc import Collection
from datetime import date

from agent.interpreter.board import (
    Also,
    AskedBack,
    Board,
    GrainSaid,
    Mark,
    MetricSaid,
    Noise,
    TimeSaid,
)
from agent.interpreter.members.grouping import CohortLead
from agent.interpreter.rows.order import Doubt
from agent.interpreter.thread.pointing import counted_by
from agent.interpreter.times.periods import Calendar
from agent.patterns import regex
from agent.reading import Reading, ReadPeriod
from semantic.model import BaseMetric, LifecycleMetric, SimpleMetric
from semantic.period import Period, describe, whole_grain
from semantic.view import View

_NOT = frozenset({"not", "never", "nothing"})
_TOO = frozenset({"again", "also"})
_DEEDS = frozenset(
    {"return", "returned", "order", "ordered", "buy", "bought", "pay", "paid", "purchase"}
    | {"purchased", "borrow", "borrowed", "stay", "stayed", "visit", "visited", "came", "spent"}
)
_BETWEEN = frozenset(
    {"but", "and", "or", "yet", ",", "in", "during", "on", "at", "for", "the", "of", "then", "who"}
    | {"that", "they", "did", "do", "have", "had", "has", "were", "was", "been", "any", "anything"}
    | {"come", "back", "active", "seen", "again", "also", "spend", "place", "placed"}
    | _DEEDS
    | _NOT
)
_NEVER_AGAIN = regex(
    r"(?:^|(?<= ))(?:, )?(?:but |and |yet |then |who |that |they |have |has |had |did |do )*"
    r"(?:not|never|nothing|no longer)"
    r"(?: (?:any|anything|been|bought|buy|come|came|back|return(?:ed)?|order(?:ed)?|another|an|one"
    r"|order|purchase[ds]?|made|placed|seen|heard|active|again|borrow(?:ed)?|stay(?:ed)?"
    r"|visit(?:ed)?|book(?:ed)?|spent))*"
    r" (?:(?:ever )?(?:since|again|afterwards|thereafter|later)(?: then| that)?|back|returned"
    r"|after(?: that| then)?)"
    r"(?= (?:[.,?!)]|$)|$)",
    "not|never|nothing|no longer",
    "since|again|after|later|back|returned",
)
_AT_MOST_BEFORE = 4
_LEADING = frozenset({"in", "during", "on", "for"})
_WHO = frozenset({"who", "which", "customer", "people", "number", "many"})


def mark_both(board: Board, view: View, today: date) -> None:
    """Mark a second period that says whom the first one is asked of. Call after periods.

    "Not since" is a period of its own: from the end of the first one up to `today`.
    """
    times = board.of(TimeSaid)
    if not _counts_customers(board, view) or any(said.choices for _, said in times):
        return
    lead = _first_order(board, times[0][0]) if times else None
    if lead is not None:
        new = [name for name, metric in view.metrics.items() if _state(metric) == "new"]
        if len(times) == len(new) == 1 and _mark_since(board, *times[0], today):
            board.swap(lead, MetricSaid((new[0],)))
        return
    if len(times) == 2:
        _mark_first_without(board, times[0], times[1][0])
        _mark_second(board, times[0][0], times[1])
    elif len(times) == 1 and not _mark_since(board, *times[0], today):
        _mark_parts(board, *times[0])


def _mark_since(board: Board, mark: Mark, said: TimeSaid, today: date) -> bool:
    """Mark "but never again" and "and not since" as the time after a period; whether it did."""
    if said.parts or said.as_of or said.period.end >= today:
        return False
    # "Never came back" may have been taken for those who are gone.
    others = [one for one in board.marks
              if one.start < mark.end or not isinstance(one.meaning, MetricSaid)]  # fmt: skip
    for first, last, _ in Board(board.tokens, others).found(_NEVER_AGAIN)[:1]:
        if first == mark.end:
            board.marks = others
            board.put(first, last, Also(Period(said.period.end, today), absent=True, since=True))
            return True
    return False


def _first_order(board: Board, mark: Mark) -> Mark | None:
    """What says that a period is that of first orders, as in "who first bought in December"."""
    place = mark.start - 1 if board.word(mark.start - 1) in ("in", "during") else mark.start
    return next((other for other, _ in board.of(CohortLead) if other.end == place), None)


def _state(metric: BaseMetric) -> str:
    return metric.state if isinstance(metric, LifecycleMetric) else ""


def _counts_customers(board: Board, view: View) -> bool:
    names = [name for _, said in board.of(MetricSaid) for name in said.metrics]
    return all(counted_by(view.metrics[name], view) for name in names)


def _mark_second(board: Board, first: Mark, second: tuple[Mark, TimeSaid]) -> None:
    mark, said = second
    places = range(first.end, mark.start)
    words = {board.word(place) for place in places}
    too = words & _TOO or board.word(mark.end) == "too" or "both" in _words_before(board, first)
    plain = (
        not (said.parts or said.as_of) and words <= _BETWEEN and board.free(first.end, mark.start)
    )
    if plain and (words & _NOT or too):
        board.swap(mark, Also(said.period, absent=bool(words & _NOT)))
        for place in places:
            board.put(place, place + 1, Noise())


def _mark_first_without(board: Board, first: tuple[Mark, TimeSaid], second: Mark) -> None:
    """As in "bought nothing in August but did in July": they are told the other way about."""
    mark, said = first
    before = range(mark.start - _AT_MOST_BEFORE, mark.start)
    nots = [place for place in before if board.word(place) in _NOT and place in board.rest()]
    between = range(mark.end, second.start)
    words = {board.word(place) for place in between}
    plain = not (said.parts or said.as_of) and words <= _BETWEEN and not words & (_NOT | _TOO)
    if nots and plain and "but" in words and board.free(mark.end, second.start):
        board.swap(mark, Also(said.period, absent=True))
        for place in (*nots, *between):
            board.put(place, place + 1, Noise())


def _words_before(board: Board, mark: Mark) -> set[str]:
    return {board.word(mark.start - 1), board.word(mark.start - 2)}


def _mark_parts(board: Board, mark: Mark, said: TimeSaid) -> None:
    """As in "in both August and September": in each of them, where it is asked who."""
    asks = {token.stem for token in board.tokens} & _WHO
    if len(said.parts) != 2 or not asks:
        return
    if "both" in _words_before(board, mark):
        board.swap(mark, TimeSaid(said.parts[1], note=said.note))
        board.put(len(board.tokens), len(board.tokens), Also(said.parts[0]))
    elif _did_again(board, mark):
        one, other = map(describe, said.parts)
        why = f"Those who did in both {one} and {other}, or each of these by itself?"
        board.swap(mark, AskedBack(f"{why} Say “in both”, or “by {whole_grain(said.parts[0])}”."))


def _did_again(board: Board, mark: Mark) -> bool:
    """Whether somebody did something "in May and in June", perhaps in both, and no split is said.

    "In May and June" names the two months, and no more.
    """
    words = [token.word for token in board.tokens]
    again = words[mark.start + 1 : mark.end].count(words[mark.start - 1]) if mark.start else 0
    leads = bool(again) and words[mark.start - 1] in _LEADING
    return leads and bool(_DEEDS & set(words)) and not board.has(GrainSaid)


def kept_to(reading: Reading, also: Also, calendar: Calendar, view: View) -> Reading | Doubt:
    """The reading of those only who did the same in another period, or who did not."""
    if also.period.start >= calendar.today:
        return Doubt(f"{describe(also.period)} lies in the future: what is meant?", (reading,))
    keys = counted_by(view.metrics[reading.metrics[0]], view)
    plain = not (reading.compare or reading.limit or reading.having or reading.among)
    if len(reading.metrics) != 1 or not keys or not plain:
        return Doubt("Who did so in both is told of figures that count customers by name.")
    doing = _doing(reading.metrics[0], keys[0], also, view)
    if doing is None:
        title = view.metrics[reading.metrics[0]].title
        return Doubt(f"Who did what afterwards is not told of {title}. Name both periods.")
    end = min(also.period.end, calendar.today)
    period = ReadPeriod(start=also.period.start, end=end, partial=end < also.period.end)
    listing = Reading(metrics=(doing,), group_by=(keys[0],), filters=reading.filters, period=period)
    return reading.model_copy(update={"among": listing, "apart": also.absent})


def _doing(name: str, key: str, also: Also, view: View) -> str | None:
    """The figure that tells who did so in the other period; None where that is not known.

    Nobody is new twice, so of new customers it is the one that counts all who were active.
    """
    state = _state(view.metrics[name])
    if state != "new" and (not also.since or state in ("", "active")):
        return name
    return counting_active(key, view) if state == "new" else None


def counting_active(key: str, view: View) -> str | None:
    """The one metric that counts all of those with a key who were active in a period."""
    found = [
        name
        for name, metric in view.metrics.items()
        if (_state(metric) == "active" or isinstance(metric, SimpleMetric))
        and metric.kind == "outcome"
        and key in counted_by(metric, view)
    ]
    if len(found) > 1:
        # Those who join or leave are counted too; whoever did what is kept of customers was active.
        kept = {model.rollup.of for model in view.catalog.models.values() if model.rollup}
        found = [name for name in found if _counts_doers(view.metrics[name], kept)]
    return found[0] if len(found) == 1 else None


def _counts_doers(metric: BaseMetric, models: Collection[str]) -> bool:
    if not isinstance(metric, SimpleMetric):
        return False
    return metric.model in models and metric.agg == "count_distinct"
