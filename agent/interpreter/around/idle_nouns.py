"""Nouns and verbs that say again what a figure, or one of its members, is about.

As in "all clubs together", "what did members rate our classes", "who found us through a friend".
"""

from collections.abc import Iterator, Sequence

from agent.interpreter.board import (
    Board,
    DimensionSaid,
    Mark,
    MemberSaid,
    MetricSaid,
    Noise,
    Rank,
    TotalSaid,
)
from agent.interpreter.customers.done_to import words_for_rows
from agent.interpreter.members.fields import fitting
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.rows.thresholds import Limited
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.ordinary import CURRENCIES, NEUTRAL
from agent.interpreter.words.roots import root
from agent.interpreter.words.tokens import phrase
from agent.patterns import regex
from semantic.model import BaseMetric
from semantic.view import View

_APART = frozenset({"each", "every", "respectively", "separately", "individually", "singly"})
_SUMMED = frozenset({"together", "combined", "jointly", "altogether", "overall", "total", "sum"})
_EACH_ONE = frozenset({"list", "which", "rank", "ranked", "compare", "sorted", "table", "their"})
_PARTED = frozenset({"split", "breakdown", "breakup", "broken", "divided", "spread"})
_OURS = frozenset({"the", "our", "of", "your", "these", "those", "my"})
_LISTING = frozenset({"list", "which", "what", "who", "name", "break"}) | _APART
_LEADS = frozenset({"our", "the", "their", "of", "for", "in", "from", "your", "these", "those"})
_PEOPLE = frozenset({"people", "folks", "persons"})
_GETTING = frozenset({"get", "have", "take", "receive", "claim"})
_NEEDED = regex(
    r"(?:^|(?<= ))(?:i|we) (?:need|want|require) (?:it|this|that|these|those|them) for"
    r"(?: (?:the|our|my|a|an))?(?= §)",
    "need|want|require",
    " for",
)
_RELATIVE = frozenset({"who", "that", "which"})
_THROUGH = frozenset({"through", "via", "by", "from", "on", "at", "in", "with", "a", "an", "the"})
_BEFORE_A_MEMBER = frozenset(
    {"a", "an", "the", "through", "via", "by", "from", "in", "with", "on", "at", "us", "our", "of"}
    | {
        "were",
        "was",
        "are",
        "is",
        "had",
        "been",
        "have",
        "to",
        "came",
        "come",
        "as",
        "using",
        "aged",
    }
)


def mark_idle(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark such words. Call when metrics, members, periods and rankings are marked."""
    if not board.has(MetricSaid):
        return
    metrics = [view.metrics[name] for _, said in board.of(MetricSaid) for name in said.metrics]
    _mark_field_told(board)
    _mark_how_done(board, view)
    _mark_people(board, view)
    _mark_purpose(board, metrics, view)
    _mark_told(board, view)
    _mark_cost(board, metrics)
    if board.has(Rank) or board.has(Limited):
        return
    for mark, said in board.of(DimensionSaid):
        person = bool(lexicon.keys & set(said.fields))
        if _is_whole(board, mark) or (person and _does(board, mark)) or (
            not person and _is_of_metric(board, mark, metrics)
        ):  # fmt: skip
            board.swap(mark, Noise())
    _mark_rows(board, metrics, view)


def _mark_how_done(board: Board, view: View) -> None:
    """Mark "how did people book?" before a split by how they did: "October's rentals by channel".

    Only where a field that the figure is split by is called by the verb.
    """
    words = [token.word for token in board.tokens]
    end = words.index("?") if "?" in words else 0
    asks = words[:2] in (["how", "did"], ["how", "do"]) and 3 < end < len(words) - 1
    told = {each for _, said in board.of(Grouped) for name in said.fields
            for each in _told_of(view, name)}  # fmt: skip
    inside = [mark for mark in board.marks if mark.start < end]
    if not asks or root(words[end - 1]) not in told or not board.free(end - 1, end):
        return
    if all(isinstance(mark.meaning, DimensionSaid) for mark in inside):
        board.marks = [mark for mark in board.marks if mark not in inside]
        board.put(0, end, Noise())


def _mark_people(board: Board, view: View) -> None:
    """Mark "people" who only get or do what a metric counts: "why did people get refunds"."""
    for place in list(board.rest()):
        led = board.word(place) in _PEOPLE and board.word(place - 1) in ("did", "do", "does")
        got = place + (board.word(place + 1) in _GETTING) if led else None
        named = {name for mark, said in board.of(MetricSaid)
                 if got is not None and mark.start in (got + 1, got + 2)
                 for name in said.metrics}  # fmt: skip
        persons = _PEOPLE & {view.metrics[name].format.unit for name in named}
        if led and named and not persons:
            board.put(place, place + 1, Noise())


def _mark_purpose(board: Board, metrics: Sequence[BaseMetric], view: View) -> None:
    """Ask "I need it for the timetable" back where no figure is of a member called so."""
    names = [metric.name for metric in metrics]
    for first, last, _ in board.found(_NEEDED):
        for mark, said in board.of(MemberSaid):
            narrows = fitting([name for name, _ in said.values], names, view)
            if mark.start == last and board.free(first, last) and not narrows:
                board.marks.remove(mark)
                board.put(first, last, Noise())


def _is_whole(board: Board, mark: Mark) -> bool:
    """Whether all of them are meant as one: "all clubs together", "across all clubs"."""
    lead = mark.start - 1
    while board.word(lead) in _OURS:
        lead -= 1
    words = {token.word for token in board.tokens}
    if board.word(lead) != "all" or words & (_APART | _EACH_ONE) or board.has(TotalSaid):
        return False
    # What it is split by is not said elsewhere: "sales, a split across all countries".
    if words & _PARTED and not board.has(Grouped):
        return False
    if (board.word(mark.end), board.word(mark.end + 1)) == ("together", "with"):
        return False
    return board.word(lead - 1) in ("across", "over") or bool(words & _SUMMED)


def _does(board: Board, mark: Mark) -> bool:
    """Whether persons only do what a metric is named by: "what did members rate"."""
    follows = any(other.start == mark.end for other, _ in board.of(MetricSaid))
    return follows and board.word(mark.start - 1) in ("did", "do", "does")


def _is_of_metric(board: Board, mark: Mark, metrics: Sequence[BaseMetric]) -> bool:
    """Whether a noun stands in the names of the only metric: the classes of a class rating."""
    words = {token.word for token in board.tokens}
    if len(metrics) != 1 or words & _LISTING - {"what"}:
        return False
    noun = board.tokens[mark.end - 1].stem
    gaps = [gap for other, _ in board.of(MetricSaid)
            for gap in (mark.start - other.end, other.start - mark.end)]  # fmt: skip
    beside = any(0 <= gap <= 2 for gap in gaps)
    led = board.word(mark.start - 1) in _LEADS
    return (beside or led) and any(noun in phrase(said) for said in _names(metrics[0]))


def _mark_rows(board: Board, metrics: Sequence[BaseMetric], view: View) -> None:
    """Mark what the rows that the only metric counts are called: "class places attended"."""
    rows = words_for_rows(metrics[0], view) if len(metrics) == 1 else set()
    for place in list(board.rest()):
        beside = not (board.free(place - 1, place) and board.free(place + 1, place + 2))
        if board.tokens[place].stem in rows and beside:
            board.put(place, place + 1, Noise())


def _mark_cost(board: Board, metrics: Sequence[BaseMetric]) -> None:
    """Mark "cost" of what is spent anyway: "what did refunds cost us"."""
    spent = bool(metrics) and all(
        metric.format.unit in CURRENCIES and metric.direction == "down" for metric in metrics
    )
    for mark, _ in board.of(MetricSaid) if spent else ():
        did = board.word(mark.start - 1) in ("did", "do", "does", "have", "has", "the", "our")
        if did and board.word(mark.end) in ("cost", "costs") and board.free(mark.end, mark.end + 1):
            board.put(mark.end, mark.end + 1, Noise())


def _mark_told(board: Board, view: View) -> None:
    """Mark words of a field's names before its member: "who found us through a friend"."""
    for mark, said in board.of(MemberSaid):
        own = {each for name, _ in said.values for each in _told_of(view, name)}
        start, told = mark.start, False
        while start and board.free(start - 1, start):
            word = board.word(start - 1)
            if root(word) not in own and word not in _BEFORE_A_MEMBER:
                break
            told = told or root(word) in own or word in ("came", "come", "are", "were")
            start -= 1
        while start < mark.start and board.word(start) in _BEFORE_A_MEMBER - {
            "were",
            "are",
            "came",
        }:
            start += 1
        led = start > 1 and board.word(start - 1) in _RELATIVE and board.free(start - 1, start)
        content = any(root(board.word(place)) in own for place in range(start, mark.start))
        if told and (content or led) and not said.excluded:
            board.put(start - led, mark.start, Noise())


def _mark_field_told(board: Board) -> None:
    """Mark a field's name that leads to its member: "who found us through Instagram"."""
    fields = board.of(DimensionSaid)
    for mark, said in board.of(MemberSaid):
        start = mark.start
        while board.word(start - 1) in _THROUGH and board.free(start - 1, start):
            start -= 1
        named = [one for one, field in fields if one.end == start < mark.start
                 and {name for name, _ in said.values} == set(field.fields)]  # fmt: skip
        if named and not said.excluded and board.word(named[0].start - 1) in _RELATIVE:
            who = named[0].start - 1
            board.swap(named[0], Noise())
            board.put(start, mark.start, Noise())
            if board.free(who, who + 1):
                board.put(who, who + 1, Noise())


def _told_of(view: View, field: str) -> Iterator[str]:
    """The roots of what a field is called, without small words: "how they found us"."""
    dimension = view.dimensions[field].dimension
    for said in (dimension.label, dimension.name.replace("_", " "), *dimension.synonyms):
        yield from (root(word) for word in said.lower().split() if word not in NEUTRAL)


def _names(metric: BaseMetric) -> tuple[str, ...]:
    return (metric.title, metric.name.replace("_", " "), *metric.synonyms, metric.format.unit)
