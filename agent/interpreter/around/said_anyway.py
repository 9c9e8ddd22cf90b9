"""What a figure is anyway, said beside it: its unit, "only", a row for each, "different" buyers."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.evidence import is_state
from agent.interpreter.board import (
    Board,
    GrainSaid,
    Hint,
    Mark,
    MemberSaid,
    MetricSaid,
    Noise,
    TimeSaid,
    WhoseSaid,
)
from agent.interpreter.figures.means_per_customer import are_persons
from agent.interpreter.members.fields import counts_once
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.words.ordinary import MARKS
from agent.interpreter.words.roots import is_deed, root
from agent.interpreter.words.signs import noun_of
from agent.interpreter.words.tokens import phrase, stem
from agent.patterns import regex
from semantic.model import BaseMetric, CumulativeMetric, LifecycleMetric, SimpleMetric
from semantic.view import View

_OWN_LINE = regex(
    r"(?:^|(?<= ))(?:each |all |every one )?(?:on|in|with|as) (?:its|their|a|an|one)(?: very)?"
    r" (?:own|separate|single) (?:line|row|column|entry)s?(?= |$)"
    r"|(?:^|(?<= ))(?:on|with|as) separate (?:lines|rows|columns)(?= |$)",
    "line|row|column|entry",
)
_NOT_RUNNING = regex(
    r"(?:^|(?<= ))(?:and )?not (?:(?:the|a|an|as|our|some) )*"
    r"(?:running|cumulative|accumulated|overall|all time|lifetime|standing|grand)"
    r" (?:totals?|sums?|counts?|figures?|numbers?|stock|balance)(?= |$)",
    "not ",
    "running|cumulative|accumulated|overall|all time|lifetime|standing|grand",
)
_ONLY = frozenset({"only", "alone", "solely"})
_NO_MORE = frozenset({"only", "just", "simply", "purely", "merely", "solely"})
_OF_ANSWERS = frozenset(
    {"total", "totals", "count", "number", "numbers", "figure", "figures", "sum", "amount"}
    | {"headline", "answer"}
)
_BEFORE_ANSWERS = frozenset(
    {"the", "a", "an", "one", "single", "my", "our", "overall", "grand", "headline", "bare", "raw"}
    | {"plain", "final", "whole", "simple"}
)
_AFTER_ANSWERS = frozenset(
    {"please", "pls", "plz", "thanks", "thank", "you", "cheers", "ta", "for", "me", "now", "today"}
    | {"needed", "required"}
)
_OPENING = MARKS | {"", "need", "want", "is", "was", "were", "me", "please", "hi", "hey", "see"}
_BEFORE_A_PERIOD = frozenset({"in", "for", "over", "during", "the", "of"})
_DOING = frozenset({"we", "they", "i", "you", "to", "were", "was", "been", "have", "had", "got"})


# Whom goods are handed to, which is told of by the figure and a member: "units sent to France".
_HANDED = frozenset(
    {"shipped", "sent", "dispatched", "despatched", "delivered", "supplied", "exported", "ship"}
    | {"send", "dispatch", "despatch", "deliver", "supply", "export"}
)
_DOING_SO = frozenset(
    {"were", "was", "have", "had", "has", "been", "got", "get", "did", "do", "we"}
)
_TO = frozenset({"to", "into"})
_DISTINCT = frozenset({"distinct", "unique", "individual"})
_DIFFERENT = frozenset({"different", "separate"})
_SET_APART = frozenset({"than", "from", "to"})
_NEWLY = frozenset({"newly", "freshly"})
_WHOLLY = frozenset({"brand", "completely", "totally", "entirely", "truly", "genuinely"})


def mark_said_anyway(board: Board, metrics: Sequence[BaseMetric], view: View) -> None:
    """Mark such words. Call when the `metrics` that are named, splits and periods are marked."""
    persons = any(are_persons(metric, view) or _counts_a_table(metric, view) for metric in metrics)
    _mark_unit(board, metrics)
    for mark, said in board.of(MetricSaid):
        if not persons:
            _mark_only_after(board, mark)
            _mark_handed(board, mark, said, view)
        _mark_out(board, mark)
    _mark_not_running(board, view)
    if board.has(Grouped):
        board.silence(_OWN_LINE)
    elif not board.has(GrainSaid):
        _mark_one_answer(board)
    if len(board.of(MetricSaid)) == 1:
        _mark_only_before(board)


def _mark_unit(board: Board, metrics: Sequence[BaseMetric]) -> None:
    """Mark the unit in which a figure is told: "average rental length (days)", "weight in kg"."""
    units = {phrase(metric.format.unit) for metric in metrics}
    for place in list(board.rest()):
        bracketed = (board.word(place - 1), board.word(place + 1)) == ("(", ")")
        led = board.word(place - 1) == "in" and board.free(place - 1, place)
        ends = board.word(place + 1) in MARKS | {"", "in", "for", "by", "per"}
        if units == {(board.tokens[place].stem,)} and (bracketed or (led and ends)):
            board.put(place - led, place + 1, Noise())


def _mark_not_running(board: Board, view: View) -> None:
    """Mark "not the running total" after a figure of what happened, which is none anyway."""
    for first, last, _ in Board(board.tokens).found(_NOT_RUNNING)[:1]:
        said = [name for mark, one in board.of(MetricSaid) if mark.end <= first
                for name in one.metrics[-1:]]  # fmt: skip
        metric = view.metrics[said[-1]] if said else None
        if metric and not (is_state(metric) or isinstance(metric, CumulativeMetric)):
            board.marks = [mark for mark in board.marks if mark.end <= first or last <= mark.start]
            board.put(first, last, Noise())


def _mark_only_after(board: Board, mark: Mark) -> None:
    """Mark "only" right after a figure, where nothing follows that it could single out.

    Of customers "only" may mean those who did nothing else.
    """
    place = mark.end
    after = place + 1
    while board.word(after) in _BEFORE_A_PERIOD:
        after += 1
    dated = any(time.start <= after < time.end for time, _ in board.of(TimeSaid))
    ends = board.word(place + 1) in MARKS | {""} or dated
    if board.word(place) in _ONLY and ends and board.free(place, place + 1):
        board.put(place, place + 1, Noise())


def _mark_only_before(board: Board) -> None:
    """Mark "just" before the only figure, where a clause begins: "just the orders of June"."""
    ((mark, _),) = board.of(MetricSaid)
    place = mark.start - 1
    while board.word(place) in ("the", "our", "all"):
        place -= 1
    opens = board.word(place - 1) in _OPENING
    if opens and board.word(place) in _NO_MORE and board.free(place, place + 1):
        board.put(place, place + 1, Noise())


def _mark_one_answer(board: Board) -> None:
    """Mark "just the total", which an answer without rows is anyway."""
    for place in [n for n in board.rest() if board.word(n) in _NO_MORE]:
        noun = place + 1
        while board.word(noun) in _BEFORE_ANSWERS and board.word(noun + 1) in (
            _BEFORE_ANSWERS | _OF_ANSWERS
        ):
            noun += 1
        end = noun + 1
        while board.word(end) in _AFTER_ANSWERS:
            end += 1
        ends = board.word(end) in MARKS | {""}
        if board.word(noun) in _OF_ANSWERS and ends:
            for word in [n for n in range(place, noun + 1) if board.free(n, n + 1)]:
                board.put(word, word + 1, Noise())


def _mark_handed(board: Board, mark: Mark, said: MetricSaid, view: View) -> None:
    """Take "units shipped to France" as those sold there, where nothing tells of shipping itself.

    That it is read so is told with the answer.
    """
    place = mark.end
    while board.word(place) in _DOING_SO and board.free(place, place + 1):
        place += 1
    to = place + 1
    while board.word(to) in ("out", "over", "off"):
        to += 1
    reached = to + 1 + (board.word(to + 1) in ("the", "our"))
    told = any(one.start == reached and not member.excluded for one, member in board.of(MemberSaid))
    deed = board.word(place)
    if deed not in _HANDED or board.word(to) not in _TO or not told or not board.free(place, to):
        return
    if root(deed) not in {root(word) for name in _all_names(view) for word in name.split()}:
        title = view.metrics[said.metrics[0]].title
        board.swap(mark, replace(said, note=said.note or f"“{deed}” as {title}"))
        board.put(place, to, Noise())


def _all_names(view: View) -> Iterator[str]:
    """What the metrics and dimensions are called, in small letters."""
    for metric in view.metrics.values():
        yield from (name.lower() for name in (metric.title, *metric.synonyms))
    for ref in view.dimensions.values():
        own = ref.dimension
        yield from (name.lower() for name in (own.label, own.name.replace("_", " "), *own.synonyms))


def _mark_out(board: Board, mark: Mark) -> None:
    """Mark "out" of the verb that names a figure: "how many did we hire out"."""
    one = mark.end == mark.start + 1 and board.word(mark.start - 1) in _DOING
    done = one or (mark.end > mark.start + 1 and is_deed(board.word(mark.end - 1)))
    if done and board.word(mark.end) == "out" and board.free(mark.end, mark.end + 1):
        board.put(mark.end, mark.end + 1, Noise())


def mark_emphasis(board: Board, view: View) -> None:
    """Mark words that the metric beside them says anyway. Call when metrics are marked."""
    metrics = [view.metrics[name] for _, said in board.of(MetricSaid) for name in said.metrics]
    nouns = {stem(metric.format.unit) for metric in metrics} | {"customer", "buyer", "shopper"}
    single = bool(metrics) and all(map(counts_once, metrics))
    for place in list(board.rest()):
        counted = bool(_heads(board, place + 1) & nouns)
        newly = board.word(place) in _NEWLY and bool(metrics) and all(map(_becomes_so, metrics))
        once = single and counted and _says_once(board, place)
        if once or newly or _is_wholly_new(board, place):
            board.put(place, place + 1, Noise())


def _heads(board: Board, place: int) -> set[str]:
    """The nouns of what begins at a place: "customers" of "French customers who bought"."""
    for mark, _ in board.of(MemberSaid):
        place = mark.end if mark.start == place else place
    named = [n for mark, _ in board.of(MetricSaid) if mark.start == place
             for n in range(mark.start, mark.end)]  # fmt: skip
    return {noun_of(token) for n in (place, *named) for token in board.tokens[n : n + 1]}


def _counts_a_table(metric: BaseMetric, view: View) -> bool:
    """Whether a metric counts once what has a table of its own: the accounts that shipped."""
    if not isinstance(metric, SimpleMetric) or metric.agg != "count_distinct":
        return False
    others = (one for name, one in view.catalog.models.items() if name != metric.model)
    return any(one.primary_key == (metric.expr,) for one in others)


def _becomes_so(metric: BaseMetric) -> bool:
    """Whether a metric counts those who became something in a period, so that they newly are."""
    states = ("new", "newly_lapsed", "reactivated")
    return isinstance(metric, LifecycleMetric) and metric.state in states


def _says_once(board: Board, place: int) -> bool:
    """Whether a word says that each counts once; "different from August" says something else."""
    if board.word(place) in _DISTINCT:
        return True
    counts = any(hint.unit == "count" for _, hint in board.of(Hint))
    return board.word(place) in _DIFFERENT and counts and not _is_set_apart(board)


def _is_set_apart(board: Board) -> bool:
    words = [token.word for token in board.tokens]
    times = any(board.word(mark.start - 1) in _SET_APART for mark, _ in board.of(TimeSaid))
    return "than" in words or times


def _is_wholly_new(board: Board, place: int) -> bool:
    """Whether a word only strengthens the "new" of a metric's name after it."""
    named = place + 2 if board.word(place + 1) == "-" else place + 1
    return board.word(place) in _WHOLLY and any(
        mark.start == named and board.word(named) == "new"
        for mark in board.marks
        if isinstance(mark.meaning, MetricSaid | WhoseSaid)
    )
