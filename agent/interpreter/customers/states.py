"""Customers who left, stopped buying, joined, came back: verbs for what a metric counts."""

import re
from collections.abc import Iterator, Mapping

from agent.interpreter.board import (
    Board,
    DimensionSaid,
    GrainSaid,
    Hint,
    Mark,
    MemberSaid,
    MetricSaid,
    Noise,
    Rank,
    TimeSaid,
)
from agent.interpreter.customers.becoming import BECAME, before_members
from agent.interpreter.members.grouping import JOINED, CohortLead, CohortSaid, Grouped
from agent.interpreter.rows.thresholds import Limited
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.roots import root
from agent.interpreter.words.signs import noun_of
from agent.interpreter.words.tokens import stem
from semantic.model import BaseMetric, Dimension, LifecycleMetric, SimpleMetric
from semantic.record import record
from semantic.view import View

_HAVE = "(?:(?:have|has|had|did|do|are|were|just|recently|already|ever) )*"
_DOING = (
    r"(?:\w+ing)(?: (?:from|with|at|to|here|anything|things|altogether|completely|us))*"
    "(?: us| here)?"
)
_US = "(?: (?:us|the (?:company|business|shop|store|library|practice)))?"


@record
class Event:
    """Something that customers do: its verbs, roots of names for who did it, and the states.

    `becoming` are the lifecycle states that count those who did so in a period, `being` those
    that say how things stand.
    """

    verbs: str
    roots: frozenset[str]
    becoming: tuple[str, ...]
    being: tuple[str, ...] = ()


def _verbs(pattern: str) -> str:
    return rf"(?:^|(?<= )){_HAVE}(?:{pattern})(?= |$)"


_LOSING = Event(
    _verbs("lost|lose|losing"),
    frozenset({"lose", "churn", "cancel", "laps", "leave"}),
    ("newly_lapsed",),
    ("lapsed",),
)
_JOINING = Event(
    _verbs(
        f"(?:joined|joining|join|registered|enrolled|signed up|started){_US}"
        "(?: (?:with|buying|ordering)(?: (?:from|with))?(?: us)?)?"
    ),
    frozenset({"join", "sign", "register", "enrol", "new"}),
    ("new",),
)
_EVENTS = (
    Event(
        _verbs(
            f"(?:left|leave|leaving|quit|quitting|departed|defected|abandoned|deserted){_US}"
            "|(?:walked|went|gone|going|drifted|dropped|fell|fallen|moved) (?:away|off|elsewhere)"
            "|(?:went|gone|go|going) (?:quiet|silent|cold|dormant|inactive)|disappeared|vanished"
            f"|(?:stopped|stop|ceased|quit|gave up) {_DOING}"
            r"|no longer (?:buy|order|shop|come|visit|purchase|use us)(?:ing)?(?: from us)?"
            "|churned|churn|churning|lapsed|lapse|lapsing"
        ),
        frozenset({"lose", "churn", "cancel", "laps", "leave", "quit", "attrition", "depart"}),
        ("newly_lapsed",),
        ("lapsed",),
    ),
    _LOSING,
    _JOINING,
    Event(
        _verbs(
            "(?:came|come|coming|were|got|been) back(?: (?:to us|again))?|won back|win back"
            "|reactivated|reawakened"
        ),
        frozenset({"reactivat", "win-back"}),
        ("reactivated",),
    ),
    Event(
        _verbs("(?:stayed|stuck|stay|stick|remained)(?: (?:with us|around|loyal|on))?"),
        frozenset({"retain", "kept"}),
        ("retained",),
    ),
)  # fmt: skip
_LISTING = frozenset({"which", "who", "list"})
_IS = frozenset({"is", "are", "was", "were", "be", "been"})
_HAS = frozenset({"have", "has", "had"})
_STILL = frozenset({"still", "now", "currently", "already", "all"}) | _IS
_HOW_MANY = frozenset({",", "more", "fewer", "less", "any", "many", "as", "our", "old", "former"})
_MOST = frozenset({"most", "fewest", "least"})
_EITHER = frozenset({"lost", "churned", "lapsed"})
_RESPONSIBLE = frozenset(
    {"owner", "manager", "rep", "representative", "adviser", "advisor", "salesperson", "handler"}
)
_BETWEEN = frozenset({"the", "our", "all", "of", "are", "were", "is", "was", "have", "has", "me"}
                     | {"did", "we", "those", "these", "us"})  # fmt: skip


def mark_states(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark the verb that says which customers are counted, where nothing names a metric.

    Call after periods are marked: with one, those who did so in it are meant, without one those
    of whom it is true now.
    """
    if board.has(MetricSaid):
        _mark_done_again(board, view)
        return
    subjects = set(_subjects(board, lexicon))
    for event in _EVENTS if subjects else ():
        # "Joined" may have been taken for the beginning of a cohort.
        others = list(_without_cohorts(board))
        verbs = Board(board.tokens, others).found(re.compile(event.verbs))
        if not verbs:
            continue
        first, last, match = verbs[0]
        dated = any(not said.as_of for _, said in board.of(TimeSaid))
        found = _counting(event, subjects, dated, view)
        if found and dated and match[0] in _EITHER:
            # Those who are so at its end, or those who became so in it.
            found = tuple(dict.fromkeys((*_counting(event, subjects, False, view), *found)))
        if found:
            board.marks = others
            board.put(first, last, MetricSaid(found))
            _settle_subjects(board, subjects)
            return


def _mark_done_again(board: Board, view: View) -> None:
    """Mark "join us" right after the new customers, whom it says no more of."""
    (mark, said), *others = board.of(MetricSaid)
    metric = view.metrics[said.metrics[0]]
    marks = board.marks if board.has(TimeSaid) else list(_without_cohorts(board))
    state = metric.state if isinstance(metric, LifecycleMetric) else ""
    for event in () if others else _EVENTS:
        for first, last, _ in Board(board.tokens, marks).found(re.compile(event.verbs)):
            follows = first - (board.word(first - 1) in ("who", "that")) == mark.end
            once = board.word(last) not in ("again", "back")
            if state in event.becoming and follows and once:
                board.marks = marks
                board.put(first, last, Noise())


def _without_cohorts(board: Board) -> Iterator[Mark]:
    """The marks, of "joined in May", which may begin a cohort, only the period."""
    for mark in board.marks:
        if isinstance(mark.meaning, CohortSaid) and board.word(mark.start) in JOINED:
            yield Mark(mark.start + 1, mark.end, mark.meaning.time)
        elif not isinstance(mark.meaning, CohortLead):
            yield mark


def mark_being(board: Board, lexicon: Lexicon) -> None:
    """Mark "members were inactive" as inactive members; a name the other way round is no other."""
    if board.has(MetricSaid):
        return
    for place in range(2, len(board.tokens)):
        verb = place - 2
        while board.word(verb) in _STILL | _HAS and verb:
            verb -= 1
        noun = before_members(board, verb)
        verbs = {board.word(each) for each in range(verb + 1, place)}
        if not verbs & (_IS | BECAME) or not board.free(place, place + 1):
            continue
        said = lexicon.phrases.get((board.tokens[place].stem, noun_of(board.tokens[noun])))
        if said and len(said.metrics) == 1:
            board.put(place, place + 1, MetricSaid(tuple(said.metrics)))
            if noun < verb and board.word(verb) in ("who", "that") and board.free(verb, verb + 1):
                board.put(verb, verb + 1, Noise())
            _settle_subjects(board, {noun_of(board.tokens[noun])})
            return


def settle_states(board: Board, view: View) -> None:
    """Take "customers are lapsed", and "have lapsed", as those of whom it is true."""
    for mark, said in board.of(MetricSaid):
        metric = view.metrics[said.metrics[0]]
        became = isinstance(metric, LifecycleMetric) and metric.state == "newly_lapsed"
        words = {board.word(place) for place in range(mark.start, mark.end)}
        dated = any(not said.as_of for _, said in board.of(TimeSaid))
        perfect = (words & {"have", "has"} or board.has(TimeSaid)) and not dated
        if became and (perfect or words & _IS) and "newly" not in words:
            being = [name for name, other in view.metrics.items() if _is_lapsed(other, metric)]
            board.swap(mark, MetricSaid(tuple(being) or said.metrics))


def settle_counted(board: Board, lexicon: Lexicon, view: View) -> None:
    """Take "customers" in "win back more customers" as those whom the metric counts anyway."""
    for mark, said in board.of(MetricSaid):
        nouns = {noun_of(token) for token in board.tokens[mark.start : mark.end]}
        counts = all(isinstance(view.metrics[name], LifecycleMetric) for name in said.metrics)
        named = nouns & (lexicon.nouns | lexicon.entities)
        for noun, _ in board.of(DimensionSaid) if counts and not named else ():
            between = [board.word(place) for place in range(mark.end, noun.start)]
            who = {noun_of(token) for token in board.tokens[noun.start : noun.end]}
            if mark.end <= noun.start and set(between) <= _HOW_MANY and who <= lexicon.nouns:
                board.swap(noun, Noise())


def _is_lapsed(other: BaseMetric, metric: BaseMetric) -> bool:
    return (
        isinstance(other, LifecycleMetric)
        and isinstance(metric, LifecycleMetric)
        and (other.model, other.state) == (metric.model, "lapsed")
    )


def mark_whose(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark "whose customers" as a split by those who look after them, where one field says who."""
    for place in list(board.rest()):
        nouns = lexicon.nouns | lexicon.entities
        before, after = (board.tokens[n : n + 1] for n in (max(place - 1, 0), place + 1))
        # In "every country whose orders …" the word goes on about what is split by.
        goes_on = any(mark.end == place and isinstance(mark.meaning, DimensionSaid | Grouped)
                      for mark in board.marks)  # fmt: skip
        asks = not goes_on and (not place or noun_of(before[0]) not in nouns)
        if board.word(place) == "whose" and asks and after and noun_of(after[0]) in nouns:
            fields = tuple(
                name
                for name, ref in view.dimensions.items()
                if _RESPONSIBLE & set(_called(ref.dimension)) and not ref.dimension.pii
            )
            if fields and len({name.partition(".")[2] for name in fields}) == 1:
                board.put(place, place + 1, Grouped(fields))
                _settle_noun(board, place + 1)


def _settle_noun(board: Board, place: int) -> None:
    """Take the noun after "whose" as said."""
    for mark, _ in board.of(DimensionSaid):
        if mark.start == place:
            board.swap(mark, Noise())


def _called(dimension: Dimension) -> Iterator[str]:
    for said in (dimension.name.replace("_", " "), dimension.label, *dimension.synonyms):
        yield from said.lower().split()[-1:]


def mark_listed(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark that "which customers lapsed" asks for each of them, and not for how many."""
    said = board.of(MetricSaid)
    split = any(map(board.has, (Grouped, GrainSaid, Rank, Hint, Limited)))
    if len(said) != 1 or len(said[0][1].metrics) != 1 or split:
        return
    metric = view.metrics[said[0][1].metrics[0]]
    asking = _asks_which(board, said[0][0])
    names = _names_of(metric, lexicon, view) if asking is not None else ()
    if asking is not None and names:
        board.put(asking, asking + 1, Grouped(names))


def _asks_which(board: Board, metric: Mark) -> int | None:
    """Where a question asks for the ones that a metric counts: "which", "who", "list"."""
    for place in board.rest():
        word = board.word(place)
        if place > metric.start or word not in _LISTING or (word != "which" and place):
            continue
        between = range(place + 1, metric.start)
        if all(_is_small(board, each) for each in between):
            return place
    return None


def _is_small(board: Board, place: int) -> bool:
    if board.free(place, place + 1):
        return board.word(place) in _BETWEEN
    inside = next(mark for mark in board.marks if mark.start <= place < mark.end)
    return isinstance(inside.meaning, MemberSaid | Noise | DimensionSaid)


def _names_of(metric: BaseMetric, lexicon: Lexicon, view: View) -> tuple[str, ...]:
    """The dimensions that name one by one what a metric counts."""
    unit = stem(metric.format.unit)
    called = lexicon.phrases.get((unit,)) or lexicon.phrases.get(("customer",))
    if unit not in lexicon.nouns | lexicon.entities or not called:
        return ()
    allowed = set(view.groupable(metric.name))
    return tuple(name for name in called.dimensions if name in allowed)


def subjects_of(board: Board, lexicon: Lexicon) -> set[str]:
    """The nouns for whom the question is about; `who` where it says no more."""
    return set(_subjects(board, lexicon))


def counted_by_deed(board: Board, subjects: set[str], view: View) -> tuple[str, ...]:
    """The metrics that count those who did in a period what a verb says: "who stopped buying"."""
    for event in _EVENTS:
        if board.found(re.compile(event.verbs)):
            return _counting(event, subjects, True, view)
    return ()


def joining(subjects: set[str], view: View) -> tuple[str, ...]:
    """The metrics that count who joined in a period."""
    return _becoming(_JOINING, subjects, view)


def leaving(subjects: set[str], view: View) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The metrics that count who was lost in a period, and who is so at its end."""
    return _becoming(_LOSING, subjects, view), _being(_LOSING, subjects, view)


def _subjects(board: Board, lexicon: Lexicon) -> Iterator[str]:
    nouns = lexicon.nouns | lexicon.entities
    for token in board.tokens:
        if noun_of(token) in nouns:
            yield noun_of(token)
        elif token.word in ("who", "whom"):
            yield "who"


def _counting(event: Event, subjects: set[str], dated: bool, view: View) -> tuple[str, ...]:
    """The metrics that count those who did so; of a state where no period is named."""
    becoming, being = _becoming(event, subjects, view), _being(event, subjects, view)
    return (becoming or being) if dated else (being or becoming)


def _becoming(event: Event, subjects: set[str], view: View) -> tuple[str, ...]:
    return tuple(_fitting(event, event.becoming, subjects, _of_persons(view), view))


def _being(event: Event, subjects: set[str], view: View) -> tuple[str, ...]:
    return tuple(
        name for name, metric in _of_persons(view).items()
        if isinstance(metric, LifecycleMetric) and metric.state in event.being
        and _speaks_of(metric, subjects, view)
    )  # fmt: skip


def _of_persons(view: View) -> dict[str, BaseMetric]:
    return {
        name: metric
        for name, metric in view.metrics.items()
        if not metric.format.percent and metric.kind != "predicted"
    }


def _fitting(
    event: Event,
    states: tuple[str, ...],
    subjects: set[str],
    metrics: Mapping[str, BaseMetric],
    view: View,
) -> Iterator[str]:
    for name, metric in metrics.items():
        in_state = isinstance(metric, LifecycleMetric) and metric.state in states
        named = isinstance(metric, SimpleMetric) and _named_for(metric, event.roots, subjects)
        if named or (in_state and _speaks_of(metric, subjects, view)):
            yield name


def _speaks_of(metric: BaseMetric, subjects: set[str], view: View) -> bool:
    """Whether the persons of a question are those of a metric; customers may be called anything."""
    if not isinstance(metric, LifecycleMetric):
        return False
    rollup = view.catalog.models[metric.model].rollup
    own = {stem(metric.format.unit), rollup.by if rollup else ""}
    return bool(subjects & (own | {"customer", "who"}))


def _named_for(metric: BaseMetric, roots: frozenset[str], subjects: set[str]) -> bool:
    """Whether a name of the metric says both who and what they did: "churned customers"."""
    for said in (metric.title, *metric.synonyms):
        words = said.lower().replace("-", " ").split()
        did = any(root(word) in roots for word in words)
        own = {stem(word) for word in (*words, metric.format.unit)}
        persons = "customer" in own if subjects == {"who"} else bool(own & subjects)
        if did and persons:
            return True
    return False


def _settle_subjects(board: Board, subjects: set[str]) -> None:
    """Take "customers" as said by the metric, unless the question asks which ones."""
    for mark, _ in board.of(DimensionSaid):
        if noun_of(board.tokens[mark.end - 1]) in subjects:
            board.swap(mark, Noise())
    for mark, _ in board.of(Grouped):
        # In "lost the most customers" they are what is counted.
        counted = noun_of(board.tokens[mark.end - 1]) in subjects
        if counted and board.word(mark.start - 1) in _MOST:
            board.swap(mark, Noise())
    for place in list(board.rest()):
        if noun_of(board.tokens[place]) in subjects and board.word(place) not in _LISTING:
            board.put(place, place + 1, Noise())
