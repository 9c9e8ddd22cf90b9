"""What a question says again of its metric or period: "retained in May (bought in April too)"."""

from datetime import timedelta

from agent.interpreter.board import Board, MetricSaid, Noise, TimeSaid
from agent.interpreter.times.baselines import Baseline
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.roots import root
from agent.interpreter.words.signs import noun_of
from agent.patterns import regex
from semantic.model import BaseMetric, LifecycleMetric, MetricInput, RatioMetric
from semantic.period import Period, moved, to_previous
from semantic.view import View

_DAYS = regex(
    r"(?<=§ )\( (?:days? |from |i.e. )*(?:the )?(?P<first>\d{1,2})(?: ?(?:st|nd|rd|th))?"
    r" (?:to|-|–|—|through|until|till) (?:the )?(?P<last>\d{1,2})(?: ?(?:st|nd|rd|th))?"
    r"(?: incl(?:usive)?)? \)(?= |$)",
    "(",
)
_OPENING = frozenset({"(", "i.e.", "-", "–", "—", ":", ";", ","})
_DEEDS = frozenset(map(root, ("buy", "bought", "order", "purchase", "shop", "active", "return")))
_LINKS = frozenset(
    {"in", "and", "then", "also", "again", "too", "as", "well", "both", "who", "that", "of", "the"}
    | {"were", "was", "had", "have", "did", "came", "come", "back", "i.e.", "those", "so", "during"}
    | {"is", "are", "meaning", "which", "it", "they", "once", "more", "our", "us", "from", "with"}
    | {"placed", "an", "another", "made", "a", ",", "(", ")", "-", "–", "—", ":", ";", "&", "+"}
)


def mark_glosses(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark what says of retained customers that they were active before and in the period.

    Call when periods are marked. Whatever else is said there is read as ever.
    """
    _mark_days(board)
    said = board.of(MetricSaid)
    times = board.of(TimeSaid)
    if len(times) not in (2, 3) or not said or board.has(Baseline):
        return
    metric = view.metrics[said[0][1].metrics[0]]
    asked = times[0][1].period
    told = _told([each for _, each in times[1:]])
    repeats = told == (moved(asked, to_previous(asked)), asked)
    start = _opening(board, times[0][0].end, times[1][0].start)
    if not (repeats and start and _is_plain(times[0][1]) and _is_of_retained(metric, view)):
        return
    end = times[-1][0].end
    while end < len(board.tokens) and (_says_so(board, end, lexicon) or board.word(end) in _LINKS):
        end += 1
    between = [n for n in range(start, end)
               if not any(mark.start <= n < mark.end for mark, _ in times)]  # fmt: skip
    if all(_says_so(board, n, lexicon) or board.word(n) in _LINKS for n in between):
        board.marks = [mark for mark in board.marks if mark.end <= start or mark.start >= end]
        board.put(start, end, Noise())


def _mark_days(board: Board) -> None:
    """Mark the first and last day of a period, said again in brackets right after it."""
    for first, last, match in board.found(_DAYS):
        for mark, said in board.of(TimeSaid):
            days = (said.period.start, said.period.end - timedelta(days=1))
            one_month = {day.replace(day=1) for day in days}
            numbers = tuple(day.day for day in days)
            told = (int(match["first"]), int(match["last"]))
            if mark.end == first and _is_plain(said) and len(one_month) == 1 and told == numbers:
                board.put(first, last, Noise())


def _told(said: list[TimeSaid]) -> tuple[Period, ...]:
    """The two periods said again: "in April and again in May", "in April and May"."""
    if len(said) == 1:
        return said[0].parts or said[0].ends
    return tuple(one.period for one in said) if all(map(_is_plain, said)) else ()


def _is_plain(said: TimeSaid) -> bool:
    return not (said.parts or said.ends or said.choices or said.as_of)


def _opening(board: Board, first: int, last: int) -> int:
    """Where what is said again begins; 0 where nothing sets it apart."""
    return next((n for n in range(first, last) if board.word(n) in _OPENING), 0)


def _says_so(board: Board, place: int, lexicon: Lexicon) -> bool:
    token = board.tokens[place]
    done = root(token.word)
    return done in _DEEDS | lexicon.deeds or noun_of(token) in lexicon.nouns


def _is_of_retained(metric: BaseMetric, view: View) -> bool:
    if isinstance(metric, LifecycleMetric):
        return metric.state == "retained"
    above = metric.numerator if isinstance(metric, RatioMetric) else ""
    found = view.metrics.get(above.name if isinstance(above, MetricInput) else above)
    return isinstance(found, LifecycleMetric) and found.state == "retained"
