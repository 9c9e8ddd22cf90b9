"""Words around a figure that say nothing new about it: "sales wise", "how bad", "the pile of".

Each is read only beside what it is said of; elsewhere it stays a word that is not understood.
"""

from collections.abc import Sequence

from agent.evidence import is_level, is_state
from agent.interpreter.around.asked_of import mark_asked_of
from agent.interpreter.around.queues import mark_queues
from agent.interpreter.around.said_anyway import mark_said_anyway
from agent.interpreter.board import (
    Board,
    Change,
    DimensionSaid,
    GrainSaid,
    Hint,
    MemberSaid,
    MetricSaid,
    Noise,
    Rank,
    Shift,
    TimeSaid,
)
from agent.interpreter.members.grouping import AMONG, Grouped
from agent.interpreter.rows.pictures import mark_bars, mark_pictures
from agent.interpreter.times.baselines import Baseline
from agent.interpreter.times.beginnings import mark_beginnings
from agent.interpreter.times.calendar_grammar import A_NUMBER, count_of
from agent.interpreter.words.ordinary import CURRENCIES, MONEY, PERCENT
from agent.patterns import Pattern, regex
from semantic.model import BaseMetric, SimpleMetric
from semantic.period import GRAINS, whole_grain
from semantic.view import View

_PILE = regex(
    r"(?:^|(?<= ))(?:pile|pool|heap|stack|bunch|body|mountain) of(?: (?:our|the|all))*(?= §)",
    "pile|pool|heap|stack|bunch|body|mountain",
)
_COUNTED = r"(?:head ?count|raw|plain|absolute|actual|number|numbers|count|a|the|in|as|just)"
_NO_PERCENT = regex(
    rf"(?:^|(?<= ))(?:{_COUNTED} )*,? ?(?:and )?not (?:as |a |an |the |in )*"
    r"(?:%|percent|percentages?|pct|rates?|shares?|proportion)(?= [.,!?)]|$)",
    "not ",
    "%|percent|pct|rate|share|proportion",
)
_HEADCOUNT = regex(r"(?:^|(?<=[.,?!(-] ))(?:as |in )?(?:a )?head ?counts?(?= [.,!?)]|$)", "head")
_DIFFERENCE = regex(
    r"(?:^|(?<= ))(?:(?:and|with|plus|incl|including|in) )?(?:the |a )?"
    r"(?:%|percent|percentage|pct) (?:diff|difference|delta|change|move|swing|gap)(?= |$)",
    "diff|delta|change|move|swing|gap",
)
_JUMP = regex(
    r"(?:^|(?<= ))(?:(?:and )?what (?:is|was) the|how (?:big|large) (?:is|was) the) "
    r"(?:jump|leap|swing|gap|step|hike|dip|uplift|move|delta|difference|diff)(?= |$)",
    "jump|leap|swing|gap|step|hike|dip|uplift|move|delta|diff",
)
_STANDING = regex(
    r"(?:^|(?<= ))(?:so )?(?:where (?:are|were) we (?:at )?(?:on|with|for|in terms of)"
    r"|where (?:do|did) we (?:stand|land|finish|close|come out|end up|net out)"
    r" (?:on|with|for|in terms of)"
    r"|where (?:is|are|was|were)(?= (?:(?:the|our) )*§(?: §)* (?:sitting |standing )?at(?: |$)))"
    r"(?= |$)",
    "where ",
)
_AT = regex(
    r"(?<=§ )(?:sitting|standing|hovering|running|tracking) at(?= |$)",
    "sitting|standing|hovering|running|tracking",
)
_EVEN_ONE = regex(
    r"(?:^|(?<= ))even (?:if |the |those |there |it |they |ones? |that |which |who )*"
    r"(?:with|having|have|has|had|is|are) (?:only |just )*"
    r"(?:one|1|a single(?: one)?|two|2|a few|a handful)(?: (?:of them|each))?(?= [.,!?)]|$)",
    "even ",
)
_TOGETHER = regex(r"(?:^|(?<= ))(?:taken|lumped|added|put|all)(?= together(?: |$))", " together")
_SO_FAR = regex(r"(?<=§ )so far(?= [.,?!)]| (?:please|pls)|$)", "so far")
_AT_SO_FAR = regex(r"(?<=§ )at so far(?= |$)", "at so far")
_LOOKING = regex(
    r"(?:^|(?<= ))(?:(?:and|but) )*(?:if|when|what if|say|suppose) (?:i|we|you) "
    r"(?:(?:only |just |now )*(?:look(?:ed)?|focus(?:ed)?|zoom(?:ed)?)(?: only| just)?"
    r"(?: in)? (?:at|on|in|into)"
    r"|(?:only|just) (?:take|took|count(?:ed)?|consider(?:ed)?|include[ds]?|wanted|want|need))"
    r"(?: the| our)?(?= §)",
    "look|focus|zoom|take|took|count|consider|include|want|need",
)
_EITHER = regex(
    r"(?:^|(?<= ))how many (?:of them )?(?:are|were) (?:§ )+(?:(?:and|or|,|vs|versus|customers) )*"
    r"(?:how many )?(?:(?:are|were) )?not(?= [.,!?)]|$)",
    "how many ",
    "not",
)
_GAVE_IT = regex(
    r"(?:^|(?<= ))(?:and |, )*(?:with |by )?how many (?:of them |people |customers )?"
    r"(?:gave|said|chose|picked|cited|named|mentioned|reported|took|were|was)"
    r" (?:it|that|this|so|them|for (?:it|that|this))(?= [.,!?)]|$)",
    "how many ",
)
_MEASURED = regex(
    r"(?:^|(?<= ))(?:(?:(?:when|as|if) )?(?:measured|judged|expressed|counted) (?:in|by|on)"
    r"|(?:if )?(?:we )?(?:in terms of|in respect of|with (?:respect|regard) to|going by|go by))"
    r"(?: (?:the|our|its|their))*(?= §)",
    "measured|judged|expressed|counted|terms|respect|regard|going|go by",
)
_OUT = regex(
    r"(?<=§ )(?:that |which )?(?:went|go|goes|going|gone) out"
    r"(?= (?:§|in|on|during|last|this|from|by|between|[?.,!])|$)",
    " out",
)
_IDLE = regex(r"(?:^|(?<= ))(?:in the end(?! of )|at the mo)(?= |$)", "in the end|at the mo")
_ALL_YEAR = regex(r"(?:^|(?<= ))(?:the )?(?:all|whole|full) year(?: long)?(?= [?.,!]|$)", "year")
_END = regex(r"(?<=§ )(?:ends?|close)(?= |$)", "end|close")
_END_OF = regex(
    r"(?:^|(?<= ))(?:(?:at|by|as of|on) )?(?:the )?(?:very )?(?:end|close) of(?= §)", " of"
)
_THINGS = (
    "(?:figures?|numbers?|things|metrics|stats|statistics|kpis|values|measures|facts|lines|counts"
    "|totals)"
)
_SEVERAL = regex(
    rf"(?:^|(?<= ))(?:following )?(?P<count>{A_NUMBER})"
    rf" (?:(?:[a-z]+ )?{_THINGS}|of (?:them|these|those))(?= |$)",
    "figure|number|thing|metric|stat|kpi|value|measure|fact|line|count|total|of the|of those",
)
_WE = "(?:we|they|i|you|the (?:company|business|team|firm))"
# What somebody does who has many of something, or gets them: "are we sitting on".
_HAVING = regex(
    rf"(?:^|(?<= ))(?:(?:am|is|are|was|were|did|do|does|have|has|had) {_WE}|{_WE}"
    r" (?:am|is|are|was|were|have|has|had)?)(?: (?:still|now|currently|actually|really|just|been))*"
    r" (?P<said>(?:sitting|sat) on|(?:stuck|saddled|left|dealing|faced|working) with|looking at"
    r"|facing|carrying|managed?(?: to (?:reach|get|get to|achieve|hit))?(?! to)|attain(?:ed)?)"
    r"(?= |$)",
    "sitting on|sat on|with|looking at|facing|carrying|manage|attain",
)
# Of a rate or an amount only: how many customers somebody reached is another figure.
_REACHING = regex(
    rf"(?<=§ )(?:did|do|have|had) {_WE}(?: (?:actually|really|just|still))*"
    r" (?P<said>reach(?:ed)?|hit|deliver(?:ed)?|post(?:ed)?|end(?:ed)? up (?:at|with|on)"
    r"|get to|got to|come (?:in|out) (?:at|with|on))"
    r"(?= (?:§|in|for|during|over|by|at|overall|\?|\.|$))",
    "reach|hit|deliver|post|end|get to|got to|come",
)
_OURS = regex(
    r"(?:^|(?<= ))"
    r"(?:on our (?:hands|plate|books)|on the books|to our name|under our belts?)(?= |$)",
    "our |the books",
)
_SPREAD = regex(
    r"(?:^|(?<= ))(?:spread|distributed|divided|allocated|scattered)(?: out| up)?"
    r"(?= (?:across|over|among|amongst|between|by) )",
    "spread|distributed|divided|allocated|scattered",
)
_AUDIENCE = regex(
    r"(?:^|(?<=[.!?:;,-] ))"
    r"(?P<head>(?:(?:i am |we are )?(?:trying|looking|want|wanting|need|hoping) to )?"
    r"(?:size|sizing|plan|planning|scope|scoping|prep|prepping|build|building)(?: up)?)"
    r"(?: \S+){0,5} (?:audience|campaign|mailing|segment|mailshot|push)(?= [.:;!-] )",
    "audience|campaign|mailing|segment|mailshot|push",
)

_UNITS_WISE = dict.fromkeys(MONEY, "money") | dict.fromkeys(PERCENT, "percent")
_UNITS_WISE |= {"number": "count", "count": "count", "headcount": "count"}


def mark_audiences(board: Board) -> None:
    """Mark "trying to size the win-back audience." as what figures are wanted for.

    What it is called by is no metric then; a period in it stays. Call when phrases are marked.
    """
    flat = " ".join(token.word for token in board.tokens)
    match = _AUDIENCE.search(flat)
    if match is None:
        return
    start = flat[: match.start()].count(" ")
    head = start + len(match["head"].split())
    last = start + len(match[0].split())
    for mark, _ in board.of(MetricSaid):
        if head <= mark.start and mark.end <= last:
            board.swap(mark, Noise())
    for place in (*range(start, head), last - 1):
        if board.free(place, place + 1):
            board.put(place, place + 1, Noise())


def mark_counting_said(board: Board) -> None:
    """Mark "headcount, not a %" as asking for a count, if "how many" does not say so already."""
    counts = {"many", "number", "count"} & {token.word for token in board.tokens}
    for pattern in (_NO_PERCENT, _HEADCOUNT):
        for first, last, _ in board.found(pattern):
            if board.free(first, last):
                board.put(first, last, Noise() if counts else Hint("count"))


def _silence_idle(board: Board, metrics: Sequence[BaseMetric]) -> None:
    """Take "in the end", "all year" of a year, and "went out" of things as said."""
    board.silence(_IDLE)
    if any(whole_grain(said.period) == "year" for _, said in board.of(TimeSaid)):
        board.silence(_ALL_YEAR)
    if metrics and all(map(_are_things, metrics)):
        board.silence(_OUT)


def _are_things(metric: BaseMetric) -> bool:
    """Whether a metric counts or adds up what happened, and nobody who may have left."""
    return (
        isinstance(metric, SimpleMetric) and metric.agg in ("count", "sum") and not is_level(metric)
    )


def mark_loosely(board: Board, view: View) -> None:
    """Mark such words. Call when metrics, members, periods and comparisons are marked."""
    _mark_wise(board)
    mark_pictures(board)
    mark_bars(board)
    mark_queues(board, view)
    mark_beginnings(board, view)
    _mark_got(board)
    _mark_either(board)
    _mark_among(board)
    if board.has(MemberSaid):
        board.silence(_LOOKING)
        board.silence(_TOGETHER)
        _mark_but_only(board)
    if board.has(Grouped):
        board.silence(_EVEN_ONE)
        board.silence(_SPREAD)
    if board.has(TimeSaid):
        board.silence(_AT_SO_FAR)
    if len(board.of(TimeSaid)) == 1 and not (board.has(Shift) or board.has(Baseline)):
        board.silence(_SO_FAR)
    if len(board.of(TimeSaid)) > 1 or board.has(Shift) or board.has(Baseline):
        board.silence(_DIFFERENCE)
        board.silence(_JUMP)
    metrics = [view.metrics[name] for _, said in board.of(MetricSaid) for name in said.metrics]
    _silence_idle(board, metrics)
    if metrics:
        board.silence(_STANDING)
        board.silence(_AT)
    if metrics and board.has(Rank):
        _mark_ranked_among(board)
    if metrics:
        _mark_measured(board)
        mark_said_anyway(board, metrics, view)
        board.silence(_PILE)
        board.silence(_OURS)
        mark_asked_of(board, metrics)
        _mark_all_having(board, metrics)
        _mark_announced(board, len(metrics))
    if metrics and all(map(is_state, metrics)):
        _mark_ends(board)
        _mark_series(board)


def _mark_wise(board: Board) -> None:
    """Mark "sales wise" as the figure, "country wise" and "month wise" as splits."""
    for place in [n for n in board.rest() if board.word(n) == "wise"]:
        before = place - 2 if board.word(place - 1) == "-" else place - 1
        mark = next((one for one in board.marks if one.end == before + 1), None)
        if mark is not None and isinstance(mark.meaning, MetricSaid):
            board.put(before + 1, place + 1, Noise())
        elif mark is not None and isinstance(mark.meaning, DimensionSaid):
            board.swap(mark, Grouped(mark.meaning.fields))
            board.put(before + 1, place + 1, Noise())
        elif before >= 0 and board.free(before, place) and board.word(before) in _UNITS_WISE:
            board.put(before, place + 1, Hint(_UNITS_WISE[board.word(before)]))
        elif before >= 0 and board.word(before) in GRAINS and board.free(before, place + 1):
            board.put(before, place + 1, GrainSaid(board.word(before)))


def _mark_got(board: Board) -> None:
    """Take "picked up" as what somebody got, where it is not said of a figure that grew."""
    ends = {mark.end for mark, _ in board.of(MetricSaid)}
    for mark, _ in board.of(Change):
        if board.text(mark).startswith("pick") and mark.start not in ends:
            board.swap(mark, Noise())


def _mark_among(board: Board) -> None:
    """Mark "among" before members, as in "among our high-value customers"."""
    for mark, said in board.of(MemberSaid):
        place = mark.start - 1
        while board.word(place) in ("our", "the", "all", "those"):
            place -= 1
        if board.word(place) in AMONG and not said.excluded and board.free(place, mark.start):
            board.put(place, place + 1, Noise())


def _mark_ranked_among(board: Board) -> None:
    """Mark "among" before what is ranked, and that its figure is wanted, which a ranking has."""
    for mark, _ in board.of(MetricSaid):
        place = mark.start - 1
        while board.word(place) in ("our", "the", "all", "those") or any(
            one.start <= place < one.end for one, _ in board.of(TimeSaid)
        ):
            place -= 1
        if board.word(place) in AMONG and board.free(place, place + 1):
            board.put(place, place + 1, Noise())
    board.silence(_GAVE_IT)


def _mark_but_only(board: Board) -> None:
    """Mark "but only for the high-value ones", which keeps to them as "for" does."""
    for mark, said in board.of(MemberSaid):
        place = mark.start - 1
        while board.word(place) in ("for", "from", "in", "of", "the", "our", "to", "with", "by"):
            place -= 1
        pair = (board.word(place - 1), board.word(place))
        plain = not said.excluded and board.free(place - 1, place + 1)
        if pair in (("but", "only"), ("but", "just")) and plain:
            board.put(place - 1, place + 1, Noise())


def _mark_measured(board: Board) -> None:
    """Mark "measured in" before the only figure; "sales measured in items" names two."""
    said = board.of(MetricSaid)
    for first, last, _ in board.found(_MEASURED):
        if len(said) == 1 and said[0][0].start == last:
            board.put(first, last, Noise())


def _mark_either(board: Board) -> None:
    """Mark "how many are high-value and how many are not" as a split by what is so or not."""
    for first, last, _ in board.found(_EITHER)[:1]:
        inside = [(mark, said) for mark, said in board.of(MemberSaid) if first <= mark.start < last]
        if len(inside) != 1 or not all(value is True for _, value in inside[0][1].values):
            return
        mark, said = inside[0]
        board.swap(mark, Grouped(tuple(name for name, _ in said.values)))
        for place in range(first, last):
            if board.free(place, place + 1):
                board.put(place, place + 1, Noise())


def _mark_all_having(board: Board, metrics: Sequence[BaseMetric]) -> None:
    _mark_having(board, _HAVING)
    if all(metric.format.percent or metric.format.unit in CURRENCIES for metric in metrics):
        _mark_having(board, _REACHING)


def _mark_having(board: Board, pattern: Pattern) -> None:
    """Mark "are we sitting on" as what is said of a figure that is named."""
    for first, last, match in board.found(pattern):
        start = last - len(match["said"].split())
        if first < start and board.free(start, last):
            board.put(start, last, Noise())


def _mark_announced(board: Board, metrics: int) -> None:
    """Mark "three figures" before a list of as many: "I need three figures: sales, …"."""
    for first, last, match in board.found(_SEVERAL):
        if count_of(match["count"]) == metrics > 1:
            board.put(first, last, Noise())


def _mark_ends(board: Board) -> None:
    """Mark the "end" of "each month end" and "at the end of each month": it is said anyway."""
    ends = {mark.end for mark, _ in board.of(GrainSaid)}
    starts = {mark.start for mark, said in board.of(GrainSaid) if said.grain}
    for first, last, _ in (*board.found(_END), *board.found(_END_OF)):
        if (first in ends or last in starts) and board.free(first, last):
            board.put(first, last, Noise())


def _mark_series(board: Board) -> None:
    """Take "how has it grown, at each month end" as the figures themselves, one after the other."""
    asks = {board.word(0), board.word(1)} >= {"how"} and board.word(1) in ("has", "have", "did")
    if asks and board.has(TimeSaid) and any(said.grain for _, said in board.of(GrainSaid)):
        for mark, change in board.of(Change):
            if change.verb:
                board.swap(mark, Noise())
