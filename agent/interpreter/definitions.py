"""Questions about the figures themselves: what they mean, whose they are, what there is to ask."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from agent.grammar import counts_things
from agent.interpreter.board import Board, DimensionSaid, Hint, MemberSaid, MetricSaid, Noise
from agent.interpreter.grouping import Grouped
from agent.interpreter.outcome import AboutCatalog
from agent.interpreter.tokens import Token
from agent.interpreter.words import MARKS
from semantic.view import View

_WORKED_OUT = r"(?:defined|calculated|computed|measured|determined|worked out|counted|derived)"
_WORK_OUT = r"(?:define|calculate|compute|measure|determine|work out|count|derive)"
_NAME = r"(?P<name>.+?)"
_ASKING = (
    r"(?:(?:please|hi|hey|hello|so|and|ok|sorry|quick question|remind me|tell me|tell us|explain"
    r"|do you know|(?:can|could|would) (?:you|someone|anyone) (?:please )?(?:tell me|tell us|remind"
    r" me|explain)|i (?:do not|never) know|i (?:want|need) to know|just) )*"
)
_HERE = (
    r"(?: (?:exactly|precisely|actually|here|again|please|for us|in our case|thanks|by the way"
    r"|in this data|in this workspace|technically|in plain english|in plain words|to us))*"
)
# What is asked of a metric or a dimension, by its name.
_OF_A_NAME = (
    rf"what (?:does|do|would|did) (?:the |an? )?{_NAME} (?:mean|stand for|refer to|cover|measure)",
    rf"what (?:do|does) (?:you|we|it|they) mean by {_NAME}",
    rf"what is meant by {_NAME}",
    rf"(?:what is |what are |give me |show me |i need )?(?:the |our |your )?"
    rf"(?:exact |official |agreed )?(?:meaning|definition|formula|calculation)s?"
    rf" (?:of|for|behind) {_NAME}",
    rf"(?:define|what counts as|what goes into|what is included in) {_NAME}",
    rf"(?:how|where) (?:is|are|was|were|do you have) {_NAME} {_WORKED_OUT}",
    rf"how (?:do|does|did|would) (?:you|we|it|they|retainer) {_WORK_OUT} {_NAME}",
    rf"{_NAME} (?:definition|meaning|formula)s?",
    rf"(?:what|how) {_NAME} (?:means?|is {_WORKED_OUT}|are {_WORKED_OUT})",
    rf"who (?:owns?|approved|defined|maintains|signed off|looks after|answers for) {_NAME}",
    rf"(?:who is )?(?:the owner of|responsible for|in charge of) {_NAME}",
    rf"(?:when|is|was|are|were) (?:is |was |are |were )?{_NAME}"
    r" (?:last |still |already |really )?(?:approved|signed off)",
    rf"(?:does|do|would) {_NAME} (?:already )?(?:include|contain|count|exclude)s? .+",
    rf"(?:is|are) (?:the )?.+ (?:already )?(?:included|contained|excluded) (?:in|from) {_NAME}",
)
_OF_A_THING = (rf"what (?:is|makes) an? {_NAME}",)
_SPLITS = (
    rf"(?:by what|by which \w+|how) (?:can|could|may) (?:i|we|you|one) (?:split|break down|slice"
    rf"|group|cut) {_NAME}",
    rf"what (?:can|could|may) (?:i|we|you|one) (?:split|break|slice|group|cut) {_NAME}"
    r"(?: down)? by",
    rf"(?:what|which) (?:dimensions|splits|breakdowns|attributes)"
    rf" (?:are there|do you have|does it have|are available|exist)(?: (?:for|of|on) {_NAME})?",
)
_METRICS = (
    r"(?:what|which) (?:metrics|figures|numbers|kpis|measures)"
    r"(?: (?:do|are|can|have|is|you|there|i|we|got|know|here|ask|about|for|see|available))+",
    r"(?:please )?(?:list|show|name)(?: me)?(?: all)?(?: of)?(?: the| your| our)?(?: available)?"
    r" (?:metrics|figures|kpis|measures)",
)
_DATA = r"(?:the |your |our |this |these )?(?:data|figures|numbers|database|warehouse)"
_DAYS = (
    rf"when (?:was|were|is|are|did) {_DATA} (?:last |latest |most recently )?"
    r"(?:updated|refreshed|loaded|synced|imported|update|refresh|load)",
    rf"how (?:recent|current|up to date|new|old) (?:is|are) {_DATA}",
    rf"(?:is|are) {_DATA} (?:up to date|current|fresh|recent|complete)",
    rf"(?:until when|up to when|how far|since when|from when) (?:back )?(?:does|do|is|are) {_DATA}"
    r"(?: (?:go|reach|run|cover|available|there|back))*",
    rf"(?:what|which) (?:period|periods|dates|days|time span|date range|range|years?|months?)"
    rf" (?:does|do|is|are) (?:covered by )?{_DATA}(?: (?:cover|have|span|in|for|contain))*",
    rf"what is the (?:latest|last|newest|most recent|first|earliest|oldest) (?:day|date|month)"
    rf"(?: (?:in|of|with|we have|that we have))*(?: {_DATA})?",
    r"(?:how far back|how far|since when) (?:can|do|does) (?:you|we|i|it) (?:go|see|look|have)"
    r"(?: (?:back|data|any))*",
)
# What may be asked, words without which it is not and no pattern is compiled, and its patterns.
_KINDS: Mapping[str, tuple[frozenset[str], tuple[str, ...]]] = {
    "definition": (
        frozenset(
            {"mean", "means", "meant", "stand", "refer", "meaning", "meanings", "define", "defined"}
            | {"definition", "definitions", "formula", "formulas", "calculation", "calculated"}
            | {"calculate", "computed", "compute", "measured", "measure", "determined", "worked"}
            | {"determine", "counted", "counts", "count", "derived", "derive", "goes", "included"}
            | {"include", "includes", "contain", "contained", "exclude", "excluded", "cover"}
            | {"own", "owns", "owner", "responsible", "charge", "maintains", "approved", "signed"}
        ),
        _OF_A_NAME,
    ),
    "thing": (frozenset({"a", "an"}), _OF_A_THING),
    "splits": (
        frozenset({"split", "break", "slice", "group", "cut", "dimensions", "splits", "breakdowns"})
        | {"attributes"},
        _SPLITS,
    ),
    "metrics": (frozenset({"metrics", "figures", "numbers", "kpis", "measures"}), _METRICS),
    "days": (frozenset({"data", "figures", "numbers", "database", "date", "day", "far"}), _DAYS),
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
            return AboutCatalog("days")
        if asked == "splits" and not name:
            return AboutCatalog("splits")
        metrics, dimensions = _named(name, board_of, before)
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
    for asked, (guards, _) in _KINDS.items():
        if guards.isdisjoint(words):
            continue
        for pattern in _patterns(asked):
            match = pattern.fullmatch(said)
            if match:
                yield asked, match.groupdict().get("name") or ""


@cache
def _patterns(asked: str) -> tuple[re.Pattern[str], ...]:
    _, patterns = _KINDS[asked]
    return tuple(re.compile(f"{_ASKING}(?:{each}){_HERE}") for each in patterns)


def _named(
    name: str, board_of: Callable[[str], Board], before: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The metrics or else the dimensions that the words name, if they name nothing else."""
    if name in _POINTING:
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
