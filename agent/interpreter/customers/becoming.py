"""Those who became something: "became newly lapsed", "tipped over into lapsed in August"."""

from agent.interpreter.board import Board, MemberSaid, MetricSaid, Noise, TimeSaid
from semantic.model import BaseMetric, LifecycleMetric
from semantic.view import View

BECAME = frozenset({"became", "become", "becoming", "turned"})
# Somebody falls into a state, and becomes it.
_FALLING = frozenset({"tipped", "slipped", "fell", "fallen", "drifted", "went", "gone", "crossed"})
_FALLING |= frozenset({"moved", "passed", "tumbled", "slid", "rolled", "turned"})
_INTO = frozenset({"into", "over", "to", "across", "being"})
_BETWEEN = frozenset({"a", "an", "our", "newly", "the"})
_NARROWING = frozenset(
    {"of", "from", "in", "the", "at", "on", "with", "our", "who", "that", "based", "and", "or"}
)
_EVENTS = frozenset({"new", "newly_lapsed", "reactivated"})


def mark_became_so(board: Board, view: View) -> None:
    """Take "became lapsed" as those who became so, and "became" before their metric as said.

    Call when states are marked.
    """
    for mark, said in board.of(MetricSaid):
        place = mark.start - 1
        while board.word(place) in _BETWEEN | _INTO and board.free(place, place + 1):
            place -= 1
        led = {board.word(n) for n in range(place + 1, mark.start)} & _INTO
        verbs = _FALLING if led else BECAME
        if board.word(place) not in verbs or not board.free(place, mark.start):
            continue
        became = _became(said.metrics, board.has(TimeSaid), view)
        if len(became) == 1:
            board.swap(mark, MetricSaid(became))
            board.put(place, mark.start, Noise())


def _became(metrics: tuple[str, ...], dated: bool, view: View) -> tuple[str, ...]:
    """The metrics that count who became so in a period, for those who are so."""
    found = [view.metrics[name] for name in metrics]
    events = [metric.name for metric in found if _state(metric) in _EVENTS]
    lapsed = [metric for metric in found if _state(metric) == "lapsed"]
    if lapsed and not events and dated:
        models = {metric.model for metric in lapsed if isinstance(metric, LifecycleMetric)}
        events = [
            name
            for name, metric in view.metrics.items()
            if isinstance(metric, LifecycleMetric)
            and metric.state == "newly_lapsed"
            and metric.model in models
        ]
    return tuple(events) if len(events) + len(lapsed) >= len(found) else ()


def _state(metric: BaseMetric) -> str:
    return metric.state if isinstance(metric, LifecycleMetric) else ""


def before_members(board: Board, place: int) -> int:
    """The place before what narrows persons down: "customers of the region North" were active."""
    while place > 0:
        inside = next((mark for mark in board.marks if mark.start <= place < mark.end), None)
        if inside is None and board.word(place) not in _NARROWING:
            break
        if inside is not None and not _is_part(inside.meaning):
            break
        place = (inside.start if inside else place) - 1
    return place


def _is_part(meaning: object) -> bool:
    return isinstance(meaning, Noise) or (isinstance(meaning, MemberSaid) and not meaning.excluded)
