"""Customers of whom nothing came since some time: "who hasn't ordered since June"."""

from agent.interpreter.board import Board, DimensionSaid, MetricSaid, Noise, TimeSaid
from agent.interpreter.rows.order import Doubt
from agent.interpreter.thread.pointing import counted_by
from agent.interpreter.times.both_periods import counting_active
from agent.interpreter.times.calendar_grammar import MONTHS
from agent.interpreter.times.periods import Calendar
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.signs import is_person
from agent.patterns import regex
from agent.reading import Reading, ReadPeriod
from semantic.model import LifecycleMetric
from semantic.period import Period, unit
from semantic.record import record
from semantic.view import View

_NOTHING = regex(
    r"(?:^|(?<= ))(?:(?:have|has|had|did|do|does|we|been|who|that) )*(?:not|never|nothing)"
    r"(?: (?:been|placed|made|had|got|done|an?|any|anything|single|another|heard|seen|from|with|us"
    r"|here|back|in|order(?:s|ed)?|buy|bought|purchase[ds]?|shop(?:ped)?|visit(?:ed)?|active|come"
    r"|came|borrow(?:ed)?|book(?:ed)?|spen[dt]|stay(?:ed)?|return(?:ed)?))*$",
    "not|never|nothing",
)


@record
class QuietSince:
    """Only those are meant who did nothing from one of these days on."""

    days: tuple[Period, ...]
    active: str


def mark_quiet_since(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark those known of whom nothing came, where one metric counts each. Call after periods.

    "Since June" may begin with June or after it.
    """
    times = board.of(TimeSaid)
    if len(times) != 1 or board.word(times[0][0].start) != "since":
        return
    mark, said = times[0]
    others = [one for one in board.marks if not isinstance(one.meaning, MetricSaid)]
    found = Board(board.tokens[: mark.start], others).found(_NOTHING)
    counted = _counted(view)
    if not found or counted is None or not _asks_who(board, found[0][0], lexicon):
        return
    begins = [said.period]
    if board.word(mark.start + 1) in MONTHS:
        month = unit(said.period.start, "month")
        begins = [Period(month.end, said.period.end), said.period]
    # "Who" asks for a list of them.
    start = found[0][0] + (board.word(0) == "who" and not found[0][0])
    kept = (one for one in board.marks if not isinstance(one.meaning, MetricSaid))
    board.marks = [one for one in kept if one.end <= start or one.start >= mark.end]
    board.put(start, mark.end, QuietSince(tuple(p for p in begins if p.days > 0), counted[1]))
    board.put(start, start, MetricSaid((counted[0],)))


def _asks_who(board: Board, place: int, lexicon: Lexicon) -> bool:
    """Whether persons stand before the words: "customers who …", "who …"."""
    nouns = lexicon.nouns | lexicon.entities | {"who"}
    asks = any(is_person(token, nouns) for token in board.tokens[: place + 1])
    for mark, _ in board.of(DimensionSaid) if asks else ():
        board.swap(mark, Noise())
    return asks


def _counted(view: View) -> tuple[str, str] | None:
    """The metric of all known customers and the one of the active; None where either is open."""
    for name, metric in view.metrics.items():
        if isinstance(metric, LifecycleMetric) and metric.state == "known":
            keys = counted_by(metric, view)
            active = counting_active(keys[0], view) if keys else None
            return (name, active) if active else None
    return None


def quiet_since(board: Board, found: Reading, calendar: Calendar, view: View) -> Reading | Doubt:
    """The reading of those who were not active since; asked back where a month was named."""
    for _, said in board.of(QuietSince):
        readings = tuple(_without(found, days, said.active, calendar, view) for days in said.days)
        if len(readings) == 1:
            return readings[0]
        return Doubt("Nothing after that month, or nothing from its beginning on?", readings)
    return found


def _without(found: Reading, days: Period, active: str, calendar: Calendar, view: View) -> Reading:
    key = counted_by(view.metrics[active], view)[0]
    period = ReadPeriod(start=days.start, end=min(days.end, calendar.today))
    listing = Reading(metrics=(active,), group_by=(key,), period=period)
    return found.model_copy(update={"among": listing, "apart": True})
