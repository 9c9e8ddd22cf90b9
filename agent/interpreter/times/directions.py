"""Which way a figure went, asked by an adjective of its own: "any quicker?" of a waiting time.

Only a duration can get quicker and only money cheaper. Of another figure the adjective asks for
something that it does not tell, and stays a word that is not understood.
"""

from agent.interpreter.board import Board, Change, GrainSaid, MetricSaid, Noise, Shift, TimeSaid
from agent.interpreter.figures.means_per_customer import are_persons
from agent.interpreter.times.baselines import Baseline
from agent.interpreter.words.ordinary import CURRENCIES, DURATIONS, MARKS
from agent.patterns import regex
from semantic.model import BaseMetric
from semantic.view import View

_OF_TIME = frozenset({"quicker", "slower", "faster", "longer", "shorter", "speedier"})
_OF_MONEY = frozenset({"cheaper", "dearer", "pricier", "costlier"})
_OF_WEIGHT = frozenset({"heavier", "lighter"})
_OF_COUNTS = frozenset({"busier", "quieter"})
_OF_PARTS = frozenset({"fuller", "emptier"})
_OF_SUCCESS = frozenset({"stronger", "weaker"})
_WEIGHTS = frozenset({"kg", "kilos", "g", "grams", "t", "tonnes", "tons", "lb", "lbs", "pounds"})
_BEFORE = frozenset(
    {"any", "it", "or", "get", "gets", "got", "getting", "gotten", "become", "became", "is", "are"}
    | {"was", "were", "been", "be", "we", "they", "things", "much", "bit", "lot", "slightly", "a"}
    | {"did", "does", "do", "has", "have"}
)
_AFTER = frozenset({"or", "than", "in", "over", "now", "then", "lately", "overall", ""})
_AHEAD = regex(
    r"(?:^|(?<= ))(?:are|were) we (?:any )?(?:ahead|behind)(?: or (?:ahead|behind))?"
    r"(?= [.,?!:;–—-]|$)",
    "ahead|behind",
)


def mark_directions(board: Board, view: View) -> None:
    """Mark such words as asking for a change. Call when metrics and baselines are marked."""
    metrics = [view.metrics[name] for _, said in board.of(MetricSaid) for name in said.metrics]
    if not metrics:
        return
    fitting = frozenset.intersection(*(_adjectives(metric, view) for metric in metrics))
    # "Was it any busier? Orders by month" asks for the months.
    by_time = board.has(GrainSaid) and not (board.has(Baseline) or board.has(Shift))
    for place in list(board.rest()):
        if board.word(place) in fitting and _asks(board, place):
            board.put(place, place + 1, Noise() if by_time else Change(verb=False))
    if board.has(Baseline) or board.has(Shift):
        for first, last, _ in board.found(_AHEAD):
            board.put(first, last, Change(verb=False))


def _adjectives(metric: BaseMetric, view: View) -> frozenset[str]:
    """The adjectives that say of a metric that it is more, or less.

    Of persons they may say something else: how many busier members there are.
    """
    unit = metric.format.unit
    if metric.format.percent:
        return _OF_SUCCESS | _OF_PARTS
    if unit in CURRENCIES:
        return _OF_SUCCESS | _OF_MONEY
    if unit in DURATIONS:
        return _OF_TIME
    if unit in _WEIGHTS:
        return _OF_WEIGHT
    return frozenset() if are_persons(metric, view) else _OF_COUNTS


def _asks(board: Board, place: int) -> bool:
    """Whether nothing stands beside the adjective that it could be said of: "cheaper orders"."""
    after = board.word(place + 1)
    dated = any(mark.start == place + 1 for mark, _ in (*board.of(TimeSaid), *board.of(Baseline)))
    lead = place - 1
    while lead >= 0 and board.word(lead) in _BEFORE and board.free(lead, lead + 1):
        lead -= 1
    # What "freight" is in "is freight getting heavier" is not understood.
    known = lead < 0 or board.word(lead) in MARKS or not board.free(lead, lead + 1)
    return known and (after in _AFTER | MARKS or dated)
