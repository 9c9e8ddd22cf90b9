"""Questions that want more than a figure: why it changed, who it is about, who may leave."""

from datetime import date

from agent.interpreter.board import Board, DimensionSaid, MetricSaid, Noise, TimeSaid
from agent.interpreter.members.fields import is_key
from agent.interpreter.members.grouping import Grouped
from agent.patterns import Pattern, regex
from semantic.period import Period, add_months, unit, whole_grain
from semantic.record import record
from semantic.view import View

_WHY = regex(
    r"(?:^|(?<= ))(?:why|how come|what (?:is|was|were|are) behind"
    r"|what (?:caused|drove|drives|explains)"
    r"|what (?:is|was) (?:driving|causing)|(?:the )?reasons? (?:for|behind|why)|because of what"
    r"|explain(?! (?:what|how|who) (?:you|retainer)| yourself)(?: to (?:me|us))?"
    r"|(?:drove|drives|driving|caused|causing|explains?|explained|is behind|was behind|are behind)"
    r" (?:it|this|that|the (?:change|drop|rise|fall|increase|decrease|growth|decline|jump|dip))"
    r"|(?:the )?drivers? (?:of|for|behind)|who or what drove)(?= |$)",
    "why|how come|what|reason|explain|driver|drove|drives|driving|caus|behind",
)
_REASONS = frozenset({"reason", "cause", "motive"})
_AHEAD = regex(
    r"(?:^|(?<= ))(?:will(?! (?:you|that be|do|please|not))|(?:am|is|are) going to|gonna"
    r"|going to (?:be|do|come|look|end|finish|land|reach|hit|get|have|grow|rise|fall|drop|make|see)"
    r"|(?:is|are) (?:booked|scheduled|planned|due|reserved) (?:for|in)|forecasts?|projected"
    r"|projections?|upcoming)(?= |$)",
    "will|going to|gonna| booked| scheduled| planned| due| reserved|forecast|project|upcoming",
)
# Beside a month that is not over these speak of the one to come.
_PERHAPS_AHEAD = regex(
    r"(?:^|(?<= ))(?:looking like|shaping up|due(?! to)|set to|expect(?:ed|ing)?|estimate[sd]?"
    r"|(?:to come|coming)(?! (?:in |out )?(?:from|to|with|by|via|through))|on (?:track|course)"
    r"|(?:should|would|could|might|likely to)(?= (?!it |you |i |we )(?:[a-z]+ ){1,4}be(?: |$))"
    # What rows should be is no forecast: "those without any should be shown too".
    r"|(?:should|might|likely to) be(?! (?:also )?(?:shown|listed|included|counted|kept|left|added"
    r"|displayed|there|in|on|part|split|sorted|grouped|excluded)(?: |$)))(?= |$)",
    "looking|shaping|com|due|set to|be|expect|on track|on course|estimate",
)
_MONTHS_AHEAD = 6
_BEING = "(?:(?:are|is|is most|are most|most|currently|now) )*"
_TO_LEAVE = "(?:leave|churn|lapse|quit|cancel|drop off|defect|go away|stop (?:buying|ordering))"
_LEAVING = regex(
    rf"(?:^|(?<= )){_BEING}"
    r"(?:at (?:high |higher |greatest )?risk of (?:leaving|lapsing|churning|churn|cancelling)"
    rf"|(?:likely|about|going|set|bound) to {_TO_LEAVE}"
    rf"|(?:might|may|could) {_TO_LEAVE}(?: soon)?(?! rates?(?: |$))"
    r"|(?:churn|flight|lapse) risks?|(?:slipping|drifting|fading|pulling) away"
    r"|cooling (?:off|down)|going (?:cold|quiet)|on (?:the|their) way out)(?= |$)",
    "risk| to |might|may|could|ing |way out",
)
_SOON = "(?: (?:first|next|now|today|tomorrow|soon|(?:this|next) (?:week|month)))*"
# Whom to look after comes before which figures say so: the weekly note is about the same list.
_TO_CALL = regex(
    r"(?:^|(?<= ))(?:who|whom|what|where) (?:should|shall|must|do|ought) (?:i|we) (?:to )?"
    r"(?:call|ring|phone|contact|visit|chase|email|speak to|talk to|reach out to|prioriti[sz]e"
    rf"|focus on|look after|check on|check in with|start(?: with)?|put first){_SOON}(?= [?.!]|$)",
    "should|shall|must|do|ought",
)
_NEEDY = regex(
    r"(?:^|(?<= ))(?:(?:that|which|who) )?needs? (?:(?:my|our|some|the|most|more|urgent) )*"
    rf"(?:attention|a call|looking after|help){_SOON}(?= [?.!]|$)",
    "need",
)
_AT_RISK = regex(rf"(?:^|(?<= )){_BEING}(?:at (?:high |higher |greatest )?risk)(?= |$)", "risk")
# Of customers alone: what else somebody worries about is a figure.
_WORRYING = regex(
    r"(?:^|(?<= ))(?:(?:that|which|who) )?(?:(?:i|we|you|one) )?"
    r"(?:(?:should|must|need|ought|have) )?(?:to )?(?:be )?"
    r"(?:worry(?:ing)?|worried|concerned) about(?= [?.!]|$)",
    "worr|concerned",
)


@record
class WhySaid:
    """The drivers of a change are asked for."""


@record
class AtRiskSaid:
    """Customers who may leave are asked for."""


def mark_why(board: Board) -> None:
    """Mark words that ask for the drivers of a change.

    A split by what is called a reason tells why by itself: "why did they cancel? By reason".
    """
    split = any(board.tokens[mark.end - 1].stem in _REASONS for mark, _ in board.of(Grouped))
    _mark_first(board, _WHY, Noise() if split else WhySaid())


def mark_leaving(board: Board, view: View) -> None:
    """Mark words about who is about to leave, before "churn" in them can name a metric."""
    if not risk_metrics(view):
        return
    for first, last, _ in board.found(_LEAVING)[:1]:
        # "May's churn" is that of a month.
        owned = any(t.word == "may" and t.end - t.start > len(t.word)
                    for t in board.tokens[first:last])  # fmt: skip
        if board.free(first, last) and not owned:
            board.put(first, last, AtRiskSaid())


def mark_at_risk(board: Board, view: View) -> None:
    """Mark "at risk", unless it is part of the name of a metric, and customers to worry about."""
    if board.has(MetricSaid) or board.has(AtRiskSaid):
        return
    _mark_first(board, _AT_RISK, AtRiskSaid())
    if risk_metrics(view) and not board.marks:
        _mark_first(board, _TO_CALL, AtRiskSaid())
    named = [name for _, said in board.of(DimensionSaid) for name in said.fields]
    named += [name for _, said in board.of(Grouped) for name in said.fields]
    if any(is_key(view.dimensions.get(name)) for name in named):
        for pattern in (_WORRYING, _NEEDY):
            _mark_first(board, pattern, AtRiskSaid())


def is_ahead(board: Board) -> bool:
    """Whether the question is about what is still to come: "how many will we sell in April?"."""
    return bool(_AHEAD.search(_words(board))) and not board.has(AtRiskSaid)


def to_come(board: Board, today: date) -> Period | None:
    """The month that is still to come and may be meant: "what should August be like?"."""
    if not _PERHAPS_AHEAD.search(_words(board)) or board.has(AtRiskSaid):
        return None
    months = [said.period for _, said in board.of(TimeSaid) if said.any_year]
    over = [days for days in months if whole_grain(days) == "month" and days.end <= today]
    later = [add_months(days.start, 12) for days in over]
    soon = add_months(today, _MONTHS_AHEAD)
    return next((unit(first, "month") for first in later if today < first <= soon), None)


def _words(board: Board) -> str:
    return " ".join(token.word for token in board.tokens)


def risk_metrics(view: View) -> list[str]:
    """The metrics that predict what may be lost."""
    return [
        name
        for name, metric in view.metrics.items()
        if metric.kind == "predicted" and "risk" in name and metric.direction == "down"
    ]


def _mark_first(board: Board, pattern: Pattern, meaning: object) -> None:
    for first, last, _ in board.found(pattern)[:1]:
        if board.free(first, last):
            board.put(first, last, meaning)
