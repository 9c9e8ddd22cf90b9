"""Questions about the figures themselves: what they mean, whose they are, what there is to ask."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from agent.grammar import counts_things
from agent.interpreter.around.restated import asks_how_fresh
from agent.interpreter.board import Board, DimensionSaid, Hint, MemberSaid, MetricSaid, Noise
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.outcome import AboutCatalog
from agent.interpreter.words.ordinary import MARKS
from agent.interpreter.words.tokens import Token
from agent.patterns import Pattern, regex
from semantic.view import View

_WORKED = "defined|calculated|computed|measured|determined|worked out|counted|derived"
_WORK = "define|calculate|compute|measure|determine|work out|count|derive"
_WORKED_OUT, _WORK_OUT = f"(?:{_WORKED})", f"(?:{_WORK})"
_NAME = r"(?P<name>.+?)"
_BEFORE = (
    r"(?:(?:please|hi|hey|hello|so|and|ok|sorry|quick question|remind me|tell me|tell us|explain"
    r"|do you know|(?:can|could|would) (?:you|someone|anyone) (?:please )?(?:tell me|tell us|remind"
    r" me|explain)|i (?:do not|never) know|i (?:want|need) to know|just) )*"
)
_AFTER = (
    r"(?: (?:exactly|precisely|actually|here|again|please|for us|in our case|thanks|by the way"
    r"|in this data|in this workspace|technically|in plain english|in plain words|to us))*"
)


def _asking(said: str, *needs: str) -> Pattern:
    """A pattern for a whole question about the figures, with the words that may stand around it."""
    return regex(f"{_BEFORE}(?:{said}){_AFTER}", *needs)


# What is asked of a metric or a dimension, by its name.
_OF_A_NAME = (
    _asking(
        rf"what (?:does|do|would|did) (?:the |an? )?{_NAME}"
        r" (?:mean|stand for|refer to|cover|measure)",
        "mean|stand|refer|cover|measure",
    ),
    _asking(rf"what (?:do|does) (?:you|we|it|they) mean by {_NAME}", "mean by"),
    _asking(rf"what is meant by {_NAME}", "meant by"),
    _asking(
        rf"(?:what is |what are |give me |show me |i need )?(?:the |our |your )?"
        rf"(?:exact |official |agreed )?(?:meaning|definition|formula|calculation)s?"
        rf" (?:of|for|behind) {_NAME}",
        "meaning|definition|formula|calculation",
    ),
    _asking(
        rf"(?:define|what counts as|what goes into|what is included in) {_NAME}",
        "define|counts as|goes into|included in",
    ),
    _asking(rf"(?:how|where) (?:is|are|was|were|do you have) {_NAME} {_WORKED_OUT}", _WORKED),
    _asking(rf"how (?:do|does|did|would) (?:you|we|it|they|retainer) {_WORK_OUT} {_NAME}", _WORK),
    _asking(rf"{_NAME} (?:definition|meaning|formula)s?", "definition|meaning|formula"),
    _asking("(?:the |its )?(?:definition|meaning|formula)", "definition|meaning|formula"),
    _asking(
        rf"(?:what|how) {_NAME} (?:means?|is {_WORKED_OUT}|are {_WORKED_OUT})", f"mean|{_WORKED}"
    ),
    _asking(
        rf"who (?:owns?|approved|defined|maintains|signed off|looks after|answers for) {_NAME}",
        "own|approved|defined|maintains|signed|looks|answers",
    ),
    _asking(
        rf"(?:who is )?(?:the owner of|responsible for|in charge of) {_NAME}",
        "owner|responsible|charge",
    ),
    _asking(
        rf"(?:when|is|was|are|were) (?:is |was |are |were )?{_NAME}"
        r" (?:last |still |already |really )?(?:approved|signed off)",
        "approved|signed",
    ),
    _asking(
        rf"(?:does|do|would) {_NAME} (?:already )?(?:include|contain|count|exclude)s? .+",
        "include|contain|count|exclude",
    ),
    _asking(
        rf"(?:is|are) (?:the )?.+ (?:already )?(?:included|contained|excluded) (?:in|from) {_NAME}",
        "included|contained|excluded",
    ),
)
_OF_A_THING = (_asking(rf"what (?:is|makes) an? {_NAME}", "is a|makes a"),)
_FIGURE = (
    "(?:that|this|it|those|these|(?:that|this|the|your) (?:number|figure|answer|result|data)s?)"
)
# What is asked of the answer before: how it came about.
_OF_THE_ANSWER = (
    _asking(
        rf"(?:how|are you|is|can (?:i|we)) (?:really )?(?:sure|certain|confident|accurate|reliable"
        rf"|exact|trust|rely on)(?: (?:of|about))?(?: (?:is|are|am))?(?: (?:you|{_FIGURE}))*",
        "sure|certain|confident|accurate|reliable|exact|trust|rely",
    ),
    _asking(
        rf"is {_FIGURE} (?:really |all )?(?:right|correct|accurate|true|reliable|certain|exact)",
        "right|correct|accurate|true|reliable|certain|exact",
    ),
    _asking(
        rf"where (?:is|does|do|did|are|have) (?:you (?:get|got) )?{_FIGURE}(?: come| came"
        r"| coming| got)?(?: from)?",
        "where",
    ),
    _asking(rf"how do you know(?: {_FIGURE})?", "know"),
    _asking(rf"(?:what is )?(?:the |your )?source(?: (?:of|for) {_FIGURE})?", "source"),
    _asking(rf"(?:based on what|says who|what is {_FIGURE} based on)", "based|says"),
)
# A figure by its name, which its thread has told already: what is asked is what it is.
_AGAIN = (_asking(rf"what is (?:the )?{_NAME}", "what is"),)
_SPLITS = (
    _asking(
        rf"(?:by what|by which \w+|how) (?:can|could|may) (?:i|we|you|one) (?:split|break down"
        rf"|slice|group|cut) {_NAME}",
        "split|break|slice|group|cut",
    ),
    _asking(
        rf"what (?:can|could|may) (?:i|we|you|one) (?:split|break|slice|group|cut) {_NAME}"
        r"(?: down)? by",
        "split|break|slice|group|cut",
    ),
    _asking(
        rf"(?:what|which) (?:dimensions|splits|breakdowns|attributes)"
        rf" (?:are there|do you have|does it have|are available|exist)(?: (?:for|of|on) {_NAME})?",
        "dimensions|splits|breakdowns|attributes",
    ),
)
_METRICS = (
    _asking(
        r"(?:what|which) (?:metrics|figures|numbers|kpis|measures)"
        r"(?: (?:do|are|can|have|is|you|there|i|we|got|know|here|ask|about|for|see|available))+",
        "metrics|figures|numbers|kpis|measures",
    ),
    _asking(
        r"(?:please )?(?:list|show|name)(?: me)?(?: all)?(?: of)?(?: the| your| our)?"
        r"(?: available)? (?:metrics|figures|kpis|measures)",
        "metrics|figures|kpis|measures",
    ),
)
_DATA = r"(?:the |your |our |this |these )?(?:data|figures|numbers|database|warehouse)"
_DATA_NEED = "data|figures|numbers|warehouse"
_DAYS = (
    _asking(
        rf"when (?:was|were|is|are|did) {_DATA} (?:last |latest |most recently )?"
        r"(?:updated|refreshed|loaded|synced|imported|update|refresh|load)",
        _DATA_NEED,
        "update|refresh|load|synced|imported",
    ),
    _asking(rf"how (?:recent|current|up to date|new|old) (?:is|are) {_DATA}", "how", _DATA_NEED),
    _asking(
        rf"(?:is|are) {_DATA} (?:up to date|current|fresh|recent|complete)",
        _DATA_NEED,
        "up to date|current|fresh|recent|complete",
    ),
    _asking(
        rf"(?:until when|up to when|how far|since when|from when) (?:back )?(?:does|do|is|are)"
        rf" {_DATA}(?: (?:go|reach|run|cover|available|there|back))*",
        "when|how far",
        _DATA_NEED,
    ),
    _asking(
        rf"(?:what|which) (?:period|periods|dates|days|time span|date range|range|years?|months?)"
        rf" (?:does|do|is|are) (?:covered by )?{_DATA}(?: (?:cover|have|span|in|for|contain))*",
        "period|date|days|time span|range|year|month",
        _DATA_NEED,
    ),
    _asking(
        rf"what is the (?:latest|last|newest|most recent|first|earliest|oldest) (?:day|date|month)"
        rf"(?: (?:in|of|with|we have|that we have))*(?: {_DATA})?",
        "what is the",
        "day|date|month",
    ),
    _asking(
        r"(?:how far back|how far|since when) (?:can|do|does) (?:you|we|i|it) (?:go|see|look|have)"
        r"(?: (?:back|data|any))*",
        "how far|since when",
    ),
)
# What may be asked, and the patterns of it.
_KINDS: Mapping[str, tuple[Pattern, ...]] = {
    "definition": _OF_A_NAME,
    "answer": _OF_THE_ANSWER,
    "thing": _OF_A_THING,
    "splits": _SPLITS,
    "metrics": _METRICS,
    "days": _DAYS,
    "again": _AGAIN,
}
_POINTING = frozenset({"that", "it", "this", "they", "those", "these", "them", "one"})
_SMALL = frozenset({"the", "a", "an", "our", "your", "my", "metric", "figure", "number", "term",
                    "word", "and", "we", "you", "called", "say", "kpi", "measure"})  # fmt: skip
_NAMING = (MetricSaid, DimensionSaid, Grouped, MemberSaid, Hint, Noise)


def about_catalog(
    given: tuple[Token, ...], view: View, board_of: Callable[[str], Board], before: tuple[str, ...]
) -> AboutCatalog | None:
    """What the catalog is asked for; None for a question about figures.

    `board_of` marks a part of the question; `before` are the metrics that its thread is about.
    """
    words = [token.word for token in given if token.word not in MARKS]
    for asked, name in _asked(words):
        if asked == "metrics":
            return AboutCatalog("metrics", tuple(view.metrics))
        if asked == "days":
            return None if asks_how_fresh(" ".join(words), view) else AboutCatalog("days")
        if asked == "splits" and not name:
            return AboutCatalog("splits")
        if asked in ("answer", "again") and not before:
            continue
        metrics, dimensions = _named(name, board_of, before)
        if asked == "again" and (metrics != before or name in _POINTING):
            continue
        if asked == "splits" and metrics:
            return AboutCatalog("splits", metrics[:1])
        if asked == "thing":
            # "What is an average order worth" asks for a figure; "what is an order" does not.
            metrics = tuple(each for each in metrics if counts_things(view.metrics[each]))
        if asked != "splits" and (metrics or _described(dimensions, view)):
            return AboutCatalog("definition", metrics, dimensions)
    return None


def _asked(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What the words may ask for, each with the name that it is asked of."""
    said = " ".join(words)
    for asked, patterns in _KINDS.items():
        for pattern in patterns:
            match = pattern.fullmatch(said)
            if match:
                yield asked, match.groupdict().get("name") or ""


def _named(
    name: str, board_of: Callable[[str], Board], before: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The metrics or else the dimensions that the words name, if they name nothing else."""
    if not name or name in _POINTING:
        return before, ()
    board = board_of(name)
    others = [one for one in board.marks if not isinstance(one.meaning, _NAMING)]
    left = {board.tokens[place].word for place in board.rest()} - _SMALL
    if others or left:
        return (), ()
    metrics = [name for _, one in board.of(MetricSaid) for name in one.metrics]
    fields = [said.fields[0] for _, said in board.of(DimensionSaid)]
    fields += [said.fields[0] for _, said in board.of(Grouped)]
    # "A high-value customer" is the one value of a dimension that is worth a name.
    fields += [
        name for _, said in board.of(MemberSaid) for name, value in said.values if value is True
    ]
    return tuple(dict.fromkeys(metrics)), () if metrics else tuple(dict.fromkeys(fields))


def _described(dimensions: tuple[str, ...], view: View) -> bool:
    found = [view.dimensions[name].dimension for name in dimensions]
    return bool(found) and all(one.description and not one.pii for one in found)
