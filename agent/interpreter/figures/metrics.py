"""Which metrics a question asks for: one, several in a list, or none that can be told."""

from collections.abc import Sequence
from itertools import pairwise

from agent.interpreter.board import (
    Board,
    Change,
    Contrast,
    Hint,
    Mark,
    MemberSaid,
    MetricSaid,
    Shift,
)
from agent.interpreter.figures.deeds import is_average
from agent.interpreter.figures.relations import divides
from agent.interpreter.members.fields import is_key
from agent.interpreter.members.grouping import CohortSaid
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.tokens import phrase, stem
from agent.writer import CURRENCIES
from semantic.model import (
    BaseMetric,
    LifecycleMetric,
    MetricInput,
    RatioMetric,
    RetentionMetric,
)
from semantic.record import record
from semantic.view import View

_LISTING = frozenset(
    {",", "and", "&", "plus", "+", ";", "the", "our", "also", "as", "well", "both"}
)
_OF_THEM = frozenset({"from", "of", "by", "to", "for", "among", "with"})
_SUMMING = frozenset({"total", "totals", "altogether", "combined", "sum"})
_SPENDING = frozenset({"spend", "spent", "pay", "paid"})
_OPTIONS = 6


@record
class Chosen:
    """The metrics asked for, and metrics that only say whose figures they are ("of new customers").

    `among` is set instead when one phrase may stand for several metrics; `why` says what is not
    clear. `no` says what no metric here is, with the `nearest` that are.
    """

    metrics: tuple[str, ...] = ()
    whose: tuple[tuple[Mark, str], ...] = ()
    among: tuple[str, ...] = ()
    why: str = ""
    no: str = ""
    nearest: tuple[str, ...] = ()


def chosen(board: Board, view: View) -> Chosen:
    """The metrics named in the question, and how they stand to each other."""
    metrics: list[str] = []
    whose: list[tuple[Mark, str]] = []
    before: Mark | None = None
    for mark, said in _named(board, view):
        meant = _in_percent(board, _or_its_amount(board, mark, said.metrics, view), view)
        meant = _of_the_members(board, meant, view)
        if len(meant) > 1:
            return Chosen(among=meant)
        name = _of_cohort(board, meant[0], view)
        if before is not None and _is_noun(board, mark, view.metrics[metrics[-1]], view):
            continue
        if before is not None and _owns(board, before, mark, view.metrics[metrics[-1]]):
            whose.append((before, metrics.pop()))
            metrics.append(name)
        elif before is not None and divides(board, before, mark):
            return _undefined(metrics[-1], name, view)
        elif before is None or _listed(board, before, mark):
            metrics.append(name)
        elif board.word(mark.start - 1) in _OF_THEM and name not in metrics:
            whose.append((mark, name))
            continue
        elif board.word(mark.start - 1) == "per" and before.end <= mark.start - 1:
            return _undefined(metrics[-1], name, view)
        elif name not in metrics:
            titles = " and ".join(view.metrics[each].title for each in (metrics[-1], name))
            return Chosen(why=f"How do {titles} belong together here?", among=(metrics[-1], name))
        before = mark
    return Chosen(tuple(dict.fromkeys(metrics)), tuple(whose))


def _of_the_members(board: Board, names: tuple[str, ...], view: View) -> tuple[str, ...]:
    """Those of several metrics that can be told of the named members; all where none can."""
    fields = [{name for name, _ in said.values} for _, said in board.of(MemberSaid)]
    told = tuple(name for name in names if all(one & set(view.groupable(name)) for one in fields))
    return told or names


def _named(board: Board, view: View) -> list[tuple[Mark, MetricSaid]]:
    said = board.of(MetricSaid)
    return [each for each in said if not _is_attribute(board, each[0], view)]


def _is_attribute(board: Board, mark: Mark, view: View) -> bool:
    """Whether a metric's name is only the noun of the one right after: "damage repair costs"."""
    noun = board.tokens[mark.start]
    following = [said.metrics for other, said in board.of(MetricSaid) if other.start == mark.end]
    if mark.end - mark.start > 1 or noun.word != noun.stem or len(following[:1]) != 1:
        return False
    metrics = [view.metrics[name] for name in following[0]]
    return len(metrics) == 1 and any(
        noun.stem in phrase(said) for said in (metrics[0].title, *metrics[0].synonyms)
    )


def _or_its_amount(board: Board, mark: Mark, names: tuple[str, ...], view: View) -> tuple[str, ...]:
    """The metrics with the amount that may be meant as well by a noun in the singular.

    "Damage in May" may be how many damages there were, or the damage cost; "how many damages" and
    "damages" are counted.
    """
    noun = board.tokens[mark.start]
    counts = any(hint.unit == "count" for _, hint in board.of(Hint))
    several = mark.end - mark.start > 1 or noun.word != noun.stem
    if len(names) != 1 or several or counts:
        return names
    metric = view.metrics[names[0]]
    plural = f"{noun.word}s"
    if metric.format.unit in CURRENCIES or plural not in metric.synonyms:
        return names
    amounts = [
        name
        for name, other in view.metrics.items()
        if other.format.unit in CURRENCIES and phrase(other.title)[:1] == (noun.stem,)
    ]
    return (*names, *amounts)


def _in_percent(board: Board, names: tuple[str, ...], view: View) -> tuple[str, ...]:
    """Of the metrics called alike the only rate, where "in %" asks for one; else all of them."""
    asked = [mark for mark, hint in board.of(Hint) if hint.unit == "percent"
             and board.word(mark.start - 1) in ("in", "as", "a")]  # fmt: skip
    rates = tuple(name for name in names if view.metrics[name].format.percent)
    moves = board.has(Change) or board.has(Shift)
    return rates if asked and len(rates) == 1 and not moves else names


def _owns(board: Board, before: Mark, mark: Mark, metric: BaseMetric) -> bool:
    """Whether a metric says whose figures the next one is: "new customers' sales"."""
    states = isinstance(metric, LifecycleMetric) and metric.state in ("new", "returning")
    between = [board.word(place) for place in range(before.end, mark.start)]
    return states and all(word in ("'", "’") for word in between)


def _undefined(above: str, below: str, view: View) -> Chosen:
    """Why there is no figure of one metric per, or as part of, another, with the nearest ratios."""
    over, under = view.metrics[above].title, view.metrics[below].title
    unit = view.metrics[above].format.unit
    ratios = [
        name
        for name, metric in view.metrics.items()
        if isinstance(metric, RatioMetric)
        and (_input_name(metric.denominator) == below or _input_name(metric.numerator) == above)
    ]
    nearest = sorted(ratios, key=lambda name: view.metrics[name].format.unit != unit)
    return Chosen(no=f"No metric here divides {over} by {under}.", nearest=tuple(nearest))


def _input_name(given: MetricInput | str) -> str:
    return given.name if isinstance(given, MetricInput) else given


def _of_cohort(board: Board, name: str, view: View) -> str:
    """As in "retention of the March cohort": by cohort, whatever retention is else."""
    fields = {field for _, said in board.of(CohortSaid) for field in said.fields}
    for other in view.metrics.values():
        by_cohort = isinstance(other, RetentionMetric) and other.cohort in fields
        if by_cohort and other.name in view.metrics[name].not_to_confuse:
            return other.name
    return name


def _is_noun(board: Board, mark: Mark, metric: BaseMetric, view: View) -> bool:
    """Whether a metric's name only says what a member is of: "AOV for German orders".

    So in "average order value of orders from Belgium", and of what the ratio is per anyway.
    """
    models = view.catalog.models.values()
    entities = {e.name for model in models for e in model.entities} | {m.row for m in models}
    one_word = mark.end - mark.start == 1
    if not one_word or board.tokens[mark.start].stem not in entities:
        return False
    return any(other.end == mark.start for other, _ in board.of(MemberSaid)) or (
        board.word(_led(board, mark.start) - 1) in _OF_THEM - {"by", "to", "from"}
        and (_member_follows(board, mark.end) or _is_per(board, mark, metric))
    )


def _led(board: Board, place: int) -> int:
    while board.word(place - 1) in ("the", "our", "all"):
        place -= 1
    return place


def _member_follows(board: Board, place: int) -> bool:
    """Whether a member is what things are from: "orders from Belgium", "orders to the UK"."""
    start = place
    while board.word(start) in ("from", "in", "to", "of", "the", "for"):
        start += 1
    return start > place and any(
        mark.start == start and not said.excluded for mark, said in board.of(MemberSaid)
    )


def _is_per(board: Board, mark: Mark, metric: BaseMetric) -> bool:
    """Whether a ratio is per what is named: the orders of an average order value."""
    (named,) = [said.metrics for other, said in board.of(MetricSaid) if other == mark]
    return isinstance(metric, RatioMetric) and _input_name(metric.denominator) in named


def _listed(board: Board, before: Mark, mark: Mark) -> bool:
    again = [place for place in range(before.end, mark.start) if _asks_again(board, place)]
    free = all(
        board.free(place, place + 1) or place in again for place in range(before.end, mark.start)
    )
    between = [board.word(n) for n in range(before.end, mark.start) if n not in again]
    if any((one.start, one.end) == (before.end, mark.start) for one, _ in board.of(Contrast)):
        return True
    return bool(between) and free and all(word in _LISTING for word in between)


def _asks_again(board: Board, place: int) -> bool:
    """Whether a word asks for the figure that follows in a list: "orders and how many items"."""
    pair = (board.word(place), board.word(place + 1)), (board.word(place - 1), board.word(place))
    return ("how", "much") in pair or any(
        hint.unit == "count" and mark.start <= place < mark.end for mark, hint in board.of(Hint)
    )


def unit_objection(board: Board, metric: BaseMetric) -> str:
    """Why a metric is not of the unit that the question's words ask for; empty when it is."""
    hints = {hint.unit for _, hint in board.of(Hint)}
    money = metric.format.unit in CURRENCIES
    if "count" in hints and (money or metric.format.percent):
        kind = f"an amount in {metric.format.unit}" if money else "a percentage"
        return f"“{metric.title}” is {kind}, not a number of things."
    words = {token.word for token in board.tokens}
    summed = {board.word(place) for place in board.rest()} & _SUMMING
    if isinstance(metric, RatioMetric) and summed:
        return f"“{metric.title}” is a ratio, which has no total."
    spent = ("how", "much") in pairwise(t.word for t in board.tokens) and words & _SPENDING
    if ("money" in hints or spent) and not money:
        return f"“{metric.title}” is not an amount of money."
    moves = board.has(Change) or board.has(Shift)
    if "percent" in hints and not metric.format.percent and not moves:
        return f"“{metric.title}” is not a percentage."
    return ""


def rankable(view: View, fields: Sequence[str], *, counting: bool = True) -> tuple[str, ...]:
    """Metrics that "top" can mean for a dimension: what adds up, and more of it is good.

    Amounts of money come first. Without `counting`, what counts the very members is left out.
    """
    keys = [name for name in fields if not counting and is_key(view.dimensions.get(name))]
    own = {name.partition(".")[0] for name in keys}
    found = [
        metric
        for name, metric in view.metrics.items()
        if metric.additive == "yes" and metric.direction == "up" and metric.kind == "outcome"
        and stem(metric.format.unit) not in own
        and any(field in view.groupable(name) for field in fields)
    ]  # fmt: skip
    found.sort(key=lambda metric: metric.format.unit not in CURRENCIES)
    return tuple(metric.name for metric in found[:_OPTIONS])


def judged_by(view: View, fields: Sequence[str]) -> tuple[str, ...]:
    """Metrics that "best" can mean for a dimension: scores first, then what "top" can mean."""
    scores = [
        name
        for name, metric in view.metrics.items()
        if is_average(metric)
        and metric.direction == "up"
        and metric.format.unit not in CURRENCIES
        and any(field in view.groupable(name) for field in fields)
    ]
    found = rankable(view, fields, counting=False)
    return tuple(dict.fromkeys((*scores[:1], *found, *scores[1:])))[:_OPTIONS]


def named(said: str, lexicon: Lexicon) -> str | None:
    """The one metric that a phrase stands for, if there is one."""
    meaning = lexicon.phrases.get(phrase(said))
    return meaning.metrics[0] if meaning and len(meaning.metrics) == 1 else None
