"""Metrics that a question may mean though it names none: what was earned, what is most like it."""

from collections.abc import Iterable, Iterator, Sequence, Set
from functools import lru_cache

from agent.interpreter.board import Board, DimensionSaid, Hint, MemberSaid, TimeSaid
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.words.ordinary import NEUTRAL, SAME
from agent.interpreter.words.roots import root
from agent.interpreter.words.tokens import phrase
from agent.writer import CURRENCIES
from semantic.model import BaseMetric, DerivedMetric, LifecycleMetric, SimpleMetric
from semantic.record import record
from semantic.view import View

_INCOME = frozenset(
    map(root, ("sales", "revenue", "turnover", "takings", "income", "earnings", "billings"))
)
_IN_A_NAME, _IN_A_DESCRIPTION = 3.0, 1.0
# Of "the rate" every figure called so is meant first, though it is asked for seldom.
_OF_THE_KIND, _BY_ITS_TITLE = 4.0, 1.0
_KINDS = frozenset({"rate", "ratio", "share", "score"})
_COMPARING = frozenset({"more", "less", "fewer", "than", "most", "least", "other"})
_LEADING = 1.0
_OF_THE_UNIT, _OF_ANOTHER_UNIT = 2.0, -4.0


@record
class Earned:
    """The metric that says what was earned; empty where several may, which are `among`."""

    metric: str = ""
    among: tuple[str, ...] = ()


def earned(view: View, board: Board | None = None) -> Earned:
    """What "how much did we make" asks for: the one metric called sales, revenue or income.

    Where several are, or none by that one word, all amounts of money that add up and of which more
    is good, those that speak of income first. With a `board` it is one that can be told of what the
    question names: of "which snacks brought in most" no total that snacks are no part of.
    """
    money = [metric for metric in view.metrics.values() if is_taken_in(metric)]
    found = _earned(money)
    about = _named(board) if board is not None and found.metric else []
    if all(_told_of(found.metric, fields, view) for fields in about):
        return found
    able = [metric for metric in money if all(_told_of(metric.name, f, view) for f in about)]
    return _earned(able) if able else found


def _earned(money: Sequence[BaseMetric]) -> Earned:
    called = [metric.name for metric in money if any(_is_income(said) for said in names_of(metric))]
    if len(called) == 1:
        return Earned(called[0])
    if len(money) == 1 and _speaks_of_income(money[0]):
        return Earned(money[0].name)
    ranked = sorted(money, key=lambda metric: not _speaks_of_income(metric))
    return Earned(among=tuple(called or [metric.name for metric in ranked]))


def _named(board: Board) -> list[Sequence[str]]:
    """The fields that the question splits by or keeps to; each may be one of several."""
    found: list[Sequence[str]] = [said.fields for _, said in board.of(DimensionSaid)]
    found += [said.fields for _, said in board.of(Grouped)]
    return found + [[name for name, _ in said.values] for _, said in board.of(MemberSaid)]


def _told_of(metric: str, fields: Sequence[str], view: View) -> bool:
    return not set(fields).isdisjoint(view.groupable(metric))


def asks_amount(board: Board) -> bool:
    """Whether an amount of money is asked for: "how much", and not how many."""
    hints = {hint.unit for _, hint in board.of(Hint)}
    much = any(
        (board.word(place), board.word(place + 1)) == ("how", "much")
        for place in range(len(board.tokens))
    )
    return "money" in hints or (much and not hints)


def likely(
    board: Board, view: View, words: Sequence[str], leading: Sequence[str] = ()
) -> tuple[str, ...]:
    """All outcomes, and what shares a word with the question, the most likely one first.

    `words` are those of the question that nothing explained; `leading` metrics come before others.
    """
    wanted = _roots(words) | _roots(_telling(board))
    kinds = {board.word(place) for place in board.rest()} & _KINDS
    unit, first_named = _unit(board), frozenset(leading)
    income = not wanted.isdisjoint(_INCOME)
    scored = []
    for metric in view.metrics.values():
        like = _likeness(metric, wanted) + _IN_A_NAME * (income and is_taken_in(metric))
        if metric.kind == "outcome" or like >= _IN_A_NAME:
            first = _LEADING * (metric.name in first_named)
            fit = _fit(unit, metric) + _called(metric, kinds)
            scored.append((like + fit + _weight(metric) + first, metric.name))
    best = sorted(scored, key=lambda each: -each[0])
    return tuple(name for score, name in best if score > 0) or tuple(name for _, name in best)


def _telling(board: Board) -> Iterator[str]:
    """The words that may say which figure is meant: not small ones, and not when it is about."""
    for place, token in enumerate(board.tokens):
        dated = any(mark.start <= place < mark.end for mark, _ in board.of(TimeSaid))
        tells = token.word not in NEUTRAL and token.word not in _COMPARING
        if token.is_word and tells and not dated:
            yield token.word


def _likeness(metric: BaseMetric, wanted: frozenset[str]) -> float:
    named = wanted & _roots_of(names_of(metric))
    described = (wanted & _roots_of((metric.description,))) - named
    return _IN_A_NAME * len(named) + _IN_A_DESCRIPTION * len(described)


def _called(metric: BaseMetric, kinds: Set[str]) -> float:
    """Whether the metric is called a rate, a share and so on, most of all by its title."""
    titled = kinds & set(metric.title.lower().split()[-1:])
    named = any(kinds & set(said.lower().split()[-1:]) for said in metric.synonyms)
    return _OF_THE_KIND * bool(titled or named) + _BY_ITS_TITLE * bool(titled)


def _unit(board: Board) -> str:
    """What "how much" or "how many" asks for: money, a count, or nothing that is said."""
    counts = any(hint.unit == "count" for _, hint in board.of(Hint))
    return "money" if asks_amount(board) else "count" if counts else ""


def _fit(unit: str, metric: BaseMetric) -> float:
    """Whether the metric is of the unit that is asked for."""
    money = metric.format.unit in CURRENCIES
    counted = not (money or metric.format.percent) and metric.additive != "no"
    if not unit:
        return 0.0
    return _OF_THE_UNIT if (money if unit == "money" else counted) else _OF_ANOTHER_UNIT


def _weight(metric: BaseMetric) -> float:
    """What is asked for more often: income, what adds up, and who was active."""
    income = any(_is_income(said) for said in names_of(metric))
    states = isinstance(metric, LifecycleMetric) and metric.state != "active"
    weight = 1.0 * income + 0.5 * (metric.additive == "yes" and not states)
    counts = isinstance(metric, SimpleMetric) and metric.agg == "count_distinct"
    active = counts or (isinstance(metric, LifecycleMetric) and metric.state == "active")
    weight += 0.6 * active + 0.5 * (metric.direction == "up")
    return weight if metric.kind == "outcome" else weight - 2.0


def is_taken_in(metric: BaseMetric) -> bool:
    """Whether a metric is an amount of money that adds up, and of which more is good."""
    adds = isinstance(metric, SimpleMetric | DerivedMetric) and metric.additive == "yes"
    good = metric.direction == "up" and metric.kind == "outcome"
    return adds and good and is_amount(metric)


def is_amount(metric: BaseMetric) -> bool:
    """Whether a metric is told in money."""
    return metric.format.unit in CURRENCIES


def _is_income(said: str) -> bool:
    words = phrase(said)
    return len(words) == 1 and root(words[0]) in _INCOME


def _speaks_of_income(metric: BaseMetric) -> bool:
    return bool(_roots_of((*names_of(metric), metric.description)) & _INCOME)


def names_of(metric: BaseMetric) -> tuple[str, ...]:
    """Everything that a metric is called."""
    return (metric.title, metric.name.replace("_", " "), *metric.synonyms)


@lru_cache(maxsize=20_000)
def _roots_of(names: tuple[str, ...]) -> frozenset[str]:
    return _roots(word for said in names for word in phrase(said))


def _roots(words: Iterable[str]) -> frozenset[str]:
    return frozenset(_meant(words))


def _meant(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        plain = SAME.get(word, word)
        if plain not in NEUTRAL and len(plain) > 2:
            yield root(plain)
