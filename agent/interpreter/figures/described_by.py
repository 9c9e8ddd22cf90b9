"""Which metrics may be what a question describes: by what it counts, its unit, splits, members."""

from dataclasses import field

from agent.evidence import tells_the_end
from agent.interpreter.board import Board, Change, Comparing, Hint, MemberSaid, MetricSaid, Shift
from agent.interpreter.figures.counting import counts_things
from agent.interpreter.figures.deeds import is_mean
from agent.interpreter.figures.likely import asks_amount, is_amount, is_taken_in, names_of
from agent.interpreter.figures.likeness import DIFFERENT, SMALL, Roots, roots, unit_of
from agent.interpreter.members.fields import counts_once, fitting
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.ordinary import DURATIONS, SAME, SHARE
from agent.interpreter.words.roots import root
from semantic.model import BaseMetric, LifecycleMetric
from semantic.record import record
from semantic.view import View

PERSON = roots({"customer"})
_SHARES, _MEANS = roots(SHARE | {"part"}), roots({"average", "per"})
_AVERAGING = frozenset({"average", "per", "rate", "long"})
_SPENDING = frozenset(map(root, ("pay", "spend", "buy", "purchase")))
_WE = frozenset({"we", "i"})
_SOLD = frozenset({"sold", "sell", "sells", "selling"})
_STILL = roots({"still"})


@record
class Kinds:
    """Words that say only of what kind a figure is: shares, means, persons, what many count."""

    words: Roots = field(default_factory=frozenset)

    @classmethod
    def of(cls, lexicon: Lexicon, view: View) -> "Kinds":
        """The words of the figures that somebody may see."""
        units = [unit_of(metric) for metric in view.metrics.values()]
        shared = {word for unit in units if units.count(unit) > 1 for word in unit}
        return cls(_SHARES | _MEANS | persons_of(lexicon) | shared)


def implied(board: Board, metric: BaseMetric, lexicon: Lexicon) -> Roots:
    """What a metric says without a word: that it is a share or a mean, of time, of persons.

    Persons do whatever is told of; how many they are, is told by what counts them.
    """
    unit = metric.format.unit
    persons = counts_persons(metric, lexicon) or not counted(board) & persons_of(lexicon)
    said = unit_of(metric) | (_SHARES if metric.format.percent else frozenset())
    said |= _MEANS if is_mean(metric) else frozenset()
    said |= persons_of(lexicon) if persons else frozenset()
    said |= _STILL if tells_the_end(metric) else frozenset()
    return said | roots({"long"} if unit in DURATIONS else ())


def persons_of(lexicon: Lexicon) -> Roots:
    """The roots of the words for customers."""
    return roots(lexicon.nouns) | PERSON


def counts_persons(metric: BaseMetric, lexicon: Lexicon) -> bool:
    """Whether a metric says how many persons did something, or are something."""
    return isinstance(metric, LifecycleMetric) or bool(unit_of(metric) & persons_of(lexicon))


def fits(board: Board, metric: BaseMetric, *, named: bool, view: View) -> bool:
    """Whether a metric is of the unit that is asked for, and can be told of all that is named.

    `named` says that one of its names has a word of the question.
    """
    return (
        _is_of_unit(board, metric, named=named)
        and _is_of_named_unit(board, metric, view)
        and _counts_that(board, metric, view)
        and _can_be_told(board, metric, view)
        and not (_we_spend(board) and is_taken_in(metric))
        and not (_is_sold(board) and not _tells_what_sold(metric))
    )


def _is_of_unit(board: Board, metric: BaseMetric, *, named: bool) -> bool:
    hints = {hint.unit for _, hint in board.of(Hint)}
    words = {SAME.get(token.word, token.word) for token in board.tokens}
    money, rate = is_amount(metric), metric.format.percent
    shares = bool(_SHARES & roots(words)) or "percent" in hints
    moves = any(map(board.has, (Change, Shift, Comparing)))
    in_its_unit = bool(counted(board) & unit_of(metric))
    if "count" in hints and (money or rate or (is_mean(metric) and not in_its_unit)):
        return False
    if asks_amount(board) and not money:
        return False
    if shares != bool(rate) and not (moves if shares else named):
        return False
    return not is_mean(metric) or bool(words & _AVERAGING)


def _is_of_named_unit(board: Board, metric: BaseMetric, view: View) -> bool:
    """Whether a metric is of the unit of those that are named, unless another one is asked for.

    "Repeat orders" are no repeat customers.
    """
    named = [view.metrics[name] for _, said in board.of(MetricSaid) for name in said.metrics]
    words = {SAME.get(token.word, token.word) for token in board.tokens}
    if not named or unit_of(metric) in map(unit_of, named):
        return True
    if is_amount(metric):
        return asks_amount(board)
    return bool(words & _AVERAGING) if is_mean(metric) else bool(metric.format.percent)


def _counts_that(board: Board, metric: BaseMetric, view: View) -> bool:
    """Whether a metric counts what "how many" asks for; different ones, where so said."""
    if {token.word for token in board.tokens} & DIFFERENT and not counts_once(metric):
        return False
    noun = counted(board)
    units = frozenset().union(*(unit_of(one) for one in view.metrics.values()))
    return not noun & units or bool(noun & unit_of(metric))


def counted(board: Board) -> Roots:
    """The root of the noun right after "how many", if one follows."""
    for mark, hint in board.of(Hint):
        if hint.unit == "count":
            return roots([board.word(_noun_after(board, mark.end))])
    return frozenset()


def _noun_after(board: Board, place: int) -> int:
    while board.word(place) in SMALL | DIFFERENT | {"our", "all"}:
        place += 1
    return place


def _can_be_told(board: Board, metric: BaseMetric, view: View) -> bool:
    """Whether a metric can be split and kept to members as asked.

    One that keeps to other members of the field anyway, or counts the members, tells nothing.
    """
    own = {one.field for one in getattr(metric, "filter", ()) if hasattr(one, "field")}
    for _, said in board.of(MemberSaid):
        fields = tuple(name for name, _ in said.values)
        if own & set(fields) or counts_things(metric, fields, view):
            return False
        if not fitting(fields, (metric.name,), view):
            return False
    return all(fitting(said.fields, (metric.name,), view) for _, said in board.of(Grouped))


def _we_spend(board: Board) -> bool:
    """Whether it is we who pay: "how much do we pay Hannah" is nothing that we took in."""
    return any(
        root(board.word(place)) in _SPENDING and board.word(place - 1) in _WE
        for place in range(1, len(board.tokens))
    )


def _is_sold(board: Board) -> bool:
    return bool({token.word for token in board.tokens} & _SOLD)


def _tells_what_sold(metric: BaseMetric) -> bool:
    """Whether a metric speaks of what was sold: seats on sale are not all of them."""
    said = " ".join((*names_of(metric), metric.description or "")).lower()
    return bool(set(said.split(",")[0].split()) & _SOLD)
