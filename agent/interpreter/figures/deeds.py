"""Metrics named by what is done: "how much did we bill", "how many DVDs were borrowed"."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from agent.evidence import is_state
from agent.interpreter.board import (
    Board,
    Change,
    DimensionSaid,
    Hint,
    MemberSaid,
    MetricSaid,
    Noise,
    TimeSaid,
)
from agent.interpreter.customers.done_to import done_to_rows, mark_held, mark_narrower
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.ordinary import EXCLUDING, MARKS, NEUTRAL, SAME, SHARE
from agent.interpreter.words.roots import is_agent, is_deed, root
from agent.interpreter.words.tokens import stem
from semantic.model import BaseMetric, LifecycleMetric, RatioMetric, SimpleMetric
from semantic.view import View

_AUXILIARIES = frozenset({"did", "do", "does", "to", "we", "they", "will", "have", "has", "had"})
_SUBJECTS = frozenset({"we", "they", "i", "you", "people", "were", "was", "been", "get", "got"})
_HELPING = frozenset({"did", "do", "does", "have", "has", "had", "actually", "really", "all"})
_PAYERS = frozenset({"they", "people", "everybody", "everyone"})
_PASSIVE = frozenset({"was", "were", "are", "is", "being", "been", "get", "got"})
# Words that would give the name after them another meaning.
_TURNING = frozenset({"per", "average", "share", "before", "after"}).union(*EXCLUDING)
_LEADING_A_NOUN = frozenset(
    {"", "the", "a", "our", "and", "what", "this", "that", "their", "which"}
)
_GIVING = frozenset({"go", "went", "paid", "pay", "gave", "give", "given", "sent", "send", "sends"})
_GOODS = frozenset({"goods", "merchandise", "wares"})
_WERE = frozenset(
    {"what", "that", "which", "was", "were", "been", "have", "has", "had", "got", "being"}
)
_COMING = frozenset({"came", "come", "comes", "coming", "brought", "bring", "sent", "given"})
_POLITE = frozenset({"please", "pls", "plz", "thanks", "thx", "only", "cheers", "ta"})
_GIVEN_BACK = frozenset({"refund", "return"})
# Whether money or things are meant, the rest of the question has to say.
EITHER = frozenset({"sale", "buy", "spend", "order", "purchas", "plac", "hav", "get", "com"})


def mark_deeds(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark the verb that names a metric, where nothing else in the question does."""
    if mark_held(board, view):
        return
    if board.of(MetricSaid):
        mark_narrower(board, lexicon, view)
        return
    nouns = _counted(board, lexicon)
    dated = any(said.as_of for _, said in board.of(TimeSaid))
    known: dict[str, set[str]] = {}
    for metric in view.metrics.values():
        if nouns and is_state(metric) and not dated:
            # "Customers churned" tells of what happened, and a state does not say.
            continue
        for said in _named_by(metric, nouns):
            known.setdefault(said, set()).add(metric.name)
    found = [
        (place, known[root(board.word(place))])
        for place in board.rest()
        if root(board.word(place)) in known.keys() - EITHER
        and board.tokens[place].is_word
        and not _is_a_rate(board, place)
    ]
    found = found or list(done_to_rows(board, nouns, view))
    metrics = sorted(set().union(*(names for _, names in found)))
    people = lexicon.nouns | lexicon.entities
    if found and not all(
        _flows_so(board, found[0][0], view.metrics[name], people) for name in metrics
    ):
        return
    if not found or len(metrics) > 1 or _names_member(board, view.metrics[metrics[0]]):
        return
    place = found[0][0]
    end = place + 1 + _has_particle(board, place, view.metrics[metrics[0]])
    board.marks = [mark for mark in board.marks if not place < mark.start < end]
    board.put(place, end, MetricSaid(tuple(metrics)))
    _mark_counted(board, nouns, _done_to(board.word(place), view.metrics[metrics[0]]))


def _has_particle(board: Board, place: int, metric: BaseMetric) -> bool:
    """Whether the word after a verb belongs to it: "out", and "up" where sign-ups are counted."""
    particle = board.word(place + 1)
    joined = f"{root(board.word(place))}{particle}"
    named = any(re.sub(r"\W", "", name.lower()).startswith(joined) for name in _names(metric))
    return particle == "out" or (particle in ("up", "in", "off") and named)


def _flows_so(board: Board, place: int, metric: BaseMetric, people: Collection[str]) -> bool:
    """Whether money goes the way a verb of paying says: what customers pay is no cost of ours.

    What we pay, or they were paid, is no income. Which of them a figure is, its direction tells.
    """
    if root(board.word(place)) != "pay":
        return True
    payer = place - 1
    while board.word(payer) in _HELPING:
        payer -= 1
    theirs = board.word(payer) in _PAYERS or board.tokens[payer].stem in people
    before = {board.word(n) for n in range(max(0, payer - 3), payer)}
    if board.word(payer) in ("we", "i") or (theirs and before & _PASSIVE):
        return metric.direction != "up"
    return metric.direction != "down" or not theirs


def _mark_counted(board: Board, nouns: set[str], things: set[str]) -> None:
    """Mark who does what names the metric, and what it is done to."""
    for mark, _ in board.of(DimensionSaid):
        if stem(board.word(mark.start)) in nouns:
            board.swap(mark, Noise())
    things = nouns | things
    for other in list(board.rest()):
        if board.tokens[other].stem in things:
            board.put(other, other + 1, Noise())


def _done_to(verb: str, metric: BaseMetric) -> set[str]:
    """What a name of the metric says this is done to: the seats of "seats filled"."""
    pairs = [said.words for said in _spoken(_names(metric)) if len(said.words) == 2]
    return {stem(thing) for thing, done in pairs if is_deed(done) and root(done) == root(verb)}


def _is_a_rate(board: Board, place: int) -> bool:
    """Whether "rate" is some rate, as after "the", and not what somebody does who rates."""
    return board.word(place) == "rate" and board.word(place - 1) in _LEADING_A_NOUN


def named_by_deed(verb: str, view: View) -> tuple[str, ...]:
    """The metrics that a name of one word calls by what is done: orders, by `order`."""
    return tuple(
        name
        for name, metric in view.metrics.items()
        if any(
            len(one.words) == 1 and root(one.words[0]) == verb for one in _spoken(_names(metric))
        )
    )


def mark_own_words(board: Board, view: View) -> None:
    """Mark verbs that belong to a named metric: "charge" in "how much did we charge in fines"."""
    metrics = [view.metrics[name] for _, said in board.of(MetricSaid) for name in said.metrics]
    own = {each for metric in metrics for each in _roots(metric)}
    brought = any(_tells_of(metric, _GIVEN_BACK) for metric in metrics)
    means = bool(metrics) and all(map(is_mean, metrics))
    for place in list(board.rest()):
        token = board.tokens[place]
        before = board.word(place - 1)
        gives = bool(own & _GIVEN_BACK) and before in _GIVING
        given_back = token.word == "back" and (gives or (brought and before in _COMING))
        content = token.is_word and token.word not in NEUTRAL
        done = content and root(token.word) in own and _is_done(board, place)
        mean = SAME.get(token.word, token.word) == "average" and means
        rate = bool(metrics) and _says_rate(board, place, metrics)
        given = is_deed(before) and root(before) in own
        goods = token.word in _GOODS and (given or _is_done_to(board, place))
        if given_back or done or mean or rate or goods or _says_twice(board, place, view):
            board.put(place, place + 1, Noise())


def _is_done_to(board: Board, place: int) -> bool:
    """Whether a deed that names a metric is done to the goods before it: "goods returned"."""
    verb = place + 1
    while board.word(verb) in _WERE or any(m.start == verb for m, _ in board.of(Noise)):
        verb += 1
    return is_deed(board.word(verb)) and any(m.start == verb for m, _ in board.of(MetricSaid))


def _says_rate(board: Board, place: int, metrics: Sequence[BaseMetric]) -> bool:
    """Whether "rate" says what metrics are anyway: "churn? rate please", "at a higher rate"."""
    if board.word(place) != "rate" or not all(metric.format.percent for metric in metrics):
        return False
    if "at" in (board.word(place - 2), board.word(place - 3)) and _moves(board, place - 1):
        return True
    apart = board.word(place - 1) in MARKS | {"as", "a", "the"} and board.word(place) == "rate"
    last = all(
        board.word(after) in MARKS | _POLITE for after in range(place + 1, len(board.tokens))
    )
    return apart and last and all(metric.format.percent for metric in metrics)


def _moves(board: Board, place: int) -> bool:
    """Whether a word sets a figure against another: "higher", "same", "what"."""
    compared = any(mark.start <= place < mark.end for mark, _ in board.of(Change))
    return compared or board.word(place) in ("what", "which", "the", "a", "faster", "slower")


def _says_twice(board: Board, place: int, view: View) -> bool:
    """Whether a word stands in the name of the metric after it anyway: "new joiners"."""
    for mark, said in board.of(MetricSaid):
        if mark.start == place + 1 and len(said.metrics) == 1:
            names = _names(view.metrics[said.metrics[0]])
            told = any(board.word(place) in name.lower().split() for name in names)
            return told and board.word(place) not in _TURNING
    return False


def _tells_of(metric: BaseMetric, roots: frozenset[str]) -> bool:
    """Whether a metric is about such deeds, and not about persons who did something."""
    words = {root(word) for said in _spoken(_names(metric)) for word in said.words}
    return bool(words & roots) and not isinstance(metric, LifecycleMetric)


def _names_member(board: Board, metric: BaseMetric) -> bool:
    """Whether a member's words are in a name of the metric too: "books" in "books lent"."""
    own = [said.stems for said in _spoken(_names(metric)) if said.deeds]
    return any(
        {board.tokens[place].stem for place in range(mark.start, mark.end)} <= stems
        for mark, _ in board.of(MemberSaid)
        for stems in own
    )


def is_average(metric: BaseMetric) -> bool:
    """Whether a metric is the average of a column."""
    return isinstance(metric, SimpleMetric) and metric.agg == "average"


def is_mean(metric: BaseMetric) -> bool:
    """Whether a metric is a mean: an average, or an amount per something."""
    ratio = isinstance(metric, RatioMetric) and not metric.format.percent
    return ratio or is_average(metric)


def _is_done(board: Board, place: int) -> bool:
    """Whether a word is the verb of the question: "open tickets" are not the tickets opened."""
    before = {board.word(each) for each in range(place)}
    heads = any(mark.start == place + 1 for mark, _ in board.of(MetricSaid))
    if is_deed(board.word(place)):
        return not heads or board.word(place - 1) in _SUBJECTS
    return bool(before & _AUXILIARIES)


def _counted(board: Board, lexicon: Lexicon) -> set[str]:
    """The nouns for persons and the like that "how many" counts."""
    ends = [mark.end for mark, hint in board.of(Hint) if hint.unit == "count"]
    named = [mark.start for mark, _ in (*board.of(DimensionSaid), *board.of(Grouped))]
    nouns = {board.tokens[place].stem for place in (*ends, *named) if place < len(board.tokens)}
    counted = {board.tokens[end].stem for end in ends if end < len(board.tokens)}
    return nouns & counted & (lexicon.nouns | lexicon.entities)


def _named_by(metric: BaseMetric, nouns: set[str]) -> Iterator[str]:
    """Roots of the deeds that name a metric; with counted nouns only those that speak of them."""
    for said in _spoken(_names(metric)):
        if metric.format.percent and said.words[0] in SHARE:
            continue
        if nouns:
            if nouns & said.stems:
                yield from map(root, said.deeds)
        elif len(said.words) == 1 and not is_agent(said.words[0]):
            yield root(said.words[0])
        elif len(said.words) == 2 and said.deeds == (said.words[1],):
            yield root(said.words[1])


def _roots(metric: BaseMetric) -> Iterator[str]:
    for said in _spoken(_names(metric)):
        yield from map(root, said.deeds)
        if len(said.words) == 1:
            yield root(said.words[0])


class _Spoken(NamedTuple):
    """A name of a metric: its words, their stems, and those that look like deeds."""

    words: tuple[str, ...]
    stems: frozenset[str]
    deeds: tuple[str, ...]


def _names(metric: BaseMetric) -> tuple[str, ...]:
    return (metric.title, metric.name, *metric.synonyms)


@lru_cache(maxsize=20_000)
def _spoken(names: tuple[str, ...]) -> tuple[_Spoken, ...]:
    found = []
    for said in names:
        words = tuple(said.lower().replace("-", " ").replace("_", " ").split())
        if words:
            deeds = tuple(word for word in words if is_deed(word))
            found.append(_Spoken(words, frozenset(map(stem, words)), deeds))
    return tuple(found)
