"""Those who became something: "became newly lapsed", "tipped over into lapsed in August"."""

from agent.interpreter.board import Board, Mark, MemberSaid, MetricSaid, Noise, TimeSaid
from agent.patterns import regex
from semantic.model import BaseMetric, LifecycleMetric, RatioMetric
from semantic.view import View

BECAME = frozenset({"became", "become", "becoming", "turned"})
# Somebody falls into a state, and becomes it.
_FALLING = frozenset({"tipped", "slipped", "fell", "fallen", "drifted", "went", "gone", "crossed"})
_FALLING |= frozenset({"moved", "passed", "tumbled", "slid", "rolled", "turned"})
_WENT = frozenset({"went", "gone", "going"})
_INTO = frozenset({"into", "over", "to", "across", "being"})
_BETWEEN = frozenset({"a", "an", "our", "newly", "the"})
_NARROWING = frozenset(
    {"of", "from", "in", "the", "at", "on", "with", "our", "who", "that", "based", "and", "or"}
)
_COMING = frozenset(
    {"who", "that", "have", "has", "had", "did", "do", "we", "then", "our", "the", "of", "any"}
    | {"many", "in", "to", "were", "actually"}
)
_BACK = regex(
    r"(?:^|(?<= ))(?:re(?: -)? ?activated?|reawaken(?:ed)?|(?:wake|woke|woken) up"
    r"|(?:win|won|bring|brought|get|got) back)(?: again)?(?= |$)",
    "activate|awaken|wake|woke| back",
)
_AFTER_A_BREAK = regex(
    r"(?:^|(?<= ))(?:(?:to|with) us )?after (?:(?:a|an|some|such|their|long|longer|lengthy) )*"
    r"(?:pause|break|absence|gap|silence|time away|while|hiatus)(?: away)?(?= |$)",
    "after ",
)
_LOST = frozenset({"lose", "lost", "losing"})
_LOST_BY = frozenset({"to", "through", "by"})
_EVENTS = frozenset({"new", "newly_lapsed", "reactivated"})


def mark_became_so(board: Board, view: View) -> None:
    """Take "became lapsed" as those who became so, and "became" before their metric as said.

    So is "lost to" before it, as in "customers lost to churn". Call when states are marked.
    """
    _mark_lost_to(board, view)
    for mark, said in board.of(MetricSaid):
        place = mark.start - 1
        while board.word(place) in _BETWEEN | _INTO and board.free(place, place + 1):
            place -= 1
        led = {board.word(n) for n in range(place + 1, mark.start)} & _INTO
        verbs = _FALLING if led else BECAME | _WENT
        if board.word(place) not in verbs or not board.free(place, mark.start):
            continue
        place -= board.word(place - 1) == "newly" and board.free(place - 1, place)
        became = _became(said.metrics, board.has(TimeSaid), view)
        if len(became) == 1:
            board.swap(mark, MetricSaid(became))
            board.put(place, mark.start, Noise())


def _mark_lost_to(board: Board, view: View) -> None:
    for mark, said in board.of(MetricSaid):
        lost = board.word(mark.start - 2) in _LOST and board.word(mark.start - 1) in _LOST_BY
        if lost and board.free(mark.start - 2, mark.start) and _leave(said.metrics, view):
            board.put(mark.start - 2, mark.start, Noise())


def _leave(names: tuple[str, ...], view: View) -> bool:
    """Whether metrics count those who left, or are the rate of them."""
    found = [view.metrics[name] for name in names]
    parts = [one.numerator if isinstance(one, RatioMetric) else one.name for one in found]
    states = {_state(view.catalog.metrics[one if isinstance(one, str) else one.name])
              for one in parts}  # fmt: skip
    return states <= {"newly_lapsed", "lapsed"}


def mark_back_again(board: Board, view: View) -> None:
    """Take "lapsed customers" who came back as the metric of those, and "after a break" as said.

    Nobody else comes back. Call when phrases are marked.
    """
    for mark, said in board.of(MetricSaid):
        back = _back(said.metrics, view) if len(said.metrics) == 1 else ()
        if len(back) == 1:
            _take_back(board, mark, back)
    metrics = [view.metrics[name] for _, said in board.of(MetricSaid) for name in said.metrics]
    if metrics and all(_state(metric) == "reactivated" for metric in metrics):
        board.silence(_AFTER_A_BREAK)


def _take_back(board: Board, lapsed: Mark, back: tuple[str, ...]) -> None:
    """Put those who came back in place of those who were lapsed, where the verb follows."""
    for mark, said in board.of(MetricSaid):
        one, other = sorted((lapsed, mark), key=lambda each: each.start)
        between = {board.word(place) for place in range(one.end, other.start)}
        if said.metrics == back and between <= _COMING:
            board.swap(lapsed, Noise())
            return
    for first, last, _ in board.found(_BACK):
        between = {board.word(place) for place in range(lapsed.end, first)}
        if len(board.of(MetricSaid)) == 1 and lapsed.end <= first and between <= _COMING:
            board.swap(lapsed, MetricSaid(back))
            board.put(first, last, Noise())
            return


def _back(metrics: tuple[str, ...], view: View) -> tuple[str, ...]:
    """The metrics that count who came back of those who were lapsed."""
    lapsed = view.metrics[metrics[0]]
    if not isinstance(lapsed, LifecycleMetric) or lapsed.state != "lapsed":
        return ()
    return tuple(
        name
        for name, metric in view.metrics.items()
        if isinstance(metric, LifecycleMetric)
        and (metric.model, metric.state) == (lapsed.model, "reactivated")
    )


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
