"""A reading with given metrics: scope, period, rank; or what is not clear about one of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.evidence import as_grain, is_state
from agent.interpreter import periods
from agent.interpreter.board import Board, DimensionSaid, Later, Rank
from agent.interpreter.fields import fitting, is_key
from agent.interpreter.grouping import Grouped
from agent.interpreter.leftovers import Found
from agent.interpreter.lexicon import Lexicon
from agent.interpreter.metrics import Chosen, unit_objection
from agent.interpreter.outcome import Option, Outcome, Outside, Unclear, Understood
from agent.interpreter.periods import Span
from agent.interpreter.ranking import is_descending, noun_is_plural, ranks_change
from agent.interpreter.scope import Scope, scope_of, whose
from agent.reading import Reading, ReadPeriod, field_label
from semantic.model import Filter, RetentionMetric
from semantic.period import describe
from semantic.view import View

_TOP = 5


@dataclass(frozen=True)
class Question:
    """Everything that is needed to assemble readings of one question."""

    board: Board
    lexicon: Lexicon
    view: View
    calendar: periods.Calendar
    unexplained: tuple[str, ...] = ()
    several: tuple[Found, ...] = ()
    asides: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read(
    question: Question, metrics: Sequence[str], asked: Chosen, *, any_unit: bool = False
) -> Outcome:
    """The reading with these metrics; `any_unit` also where "how many" asks for another unit."""
    board, view = question.board, question.view
    objection = next(filter(None, (unit_objection(board, view.metrics[m]) for m in metrics)), "")
    if objection and not any_unit:
        outcome = read(question, metrics, asked, any_unit=True)
        meant = (option(outcome.reading, view),) if isinstance(outcome, Understood) else ()
        return Unclear(objection, meant, question.unexplained)
    scope = scope_of(board, metrics, view)
    if scope.no:
        return Outside(scope.no)
    span = periods.span_of(
        board,
        question.calendar,
        cohort_months=_later(board),
        state=all(is_state(view.metrics[name]) for name in metrics),
    )
    if isinstance(span, Outside | Unclear):
        return span
    if span.choices:
        return _which_period(question, metrics, asked, span)
    problem = _state_problem(span, metrics, view)
    return problem or _with_scope(question, metrics, asked, scope, span)


def _with_scope(
    question: Question, metrics: Sequence[str], asked: Chosen, scope: Scope, span: Span
) -> Outcome:
    for _, state in asked.whose:
        conditions = whose(state, span.asked, question.view)
        if conditions is None:
            title = question.view.metrics[state].title
            return Unclear(f"How do {title} limit the figures? I cannot do that yet.")
        scope.filters += conditions
    groups = [*scope.groups, *([f"time.{span.grain}"] if span.grain else [])]
    reading = Reading(
        metrics=tuple(metrics),
        group_by=tuple(groups),
        filters=tuple(scope.filters),
        period=span.period,
        compare=span.compare,
        not_understood=question.asides,
        assumptions=(*span.assumptions, *question.notes),
    )
    split = _cohorts_split(question.view, reading)
    ranked = _ranked(question, _identified(split, question.view))
    if isinstance(ranked, Reading) and scope.why:
        return _split_or_not(question, ranked, scope.why)
    if isinstance(ranked, Reading) and scope.together:
        return _together_or_each(question, ranked, scope.together)
    return Understood(ranked) if isinstance(ranked, Reading) else ranked


def _cohorts_split(view: View, reading: Reading) -> Reading:
    """A retention metric without a cohort is split by it."""
    for name in reading.metrics:
        metric = view.metrics[name]
        if isinstance(metric, RetentionMetric):
            held = {given.field for given in reading.filters} | set(reading.group_by)
            if metric.cohort not in held:
                return reading.model_copy(update={"group_by": (*reading.group_by, metric.cohort)})
    return reading


def _ranked(question: Question, reading: Reading) -> Reading | Outcome:
    board, view = question.board, question.view
    ranks = board.of(Rank)
    if not ranks:
        return _sorted(reading, view)
    if len(ranks) > 1 or len(reading.metrics) > 1:
        titles = tuple(Option(view.metrics[name].title, None) for name in reading.metrics)
        return Unclear("By which one metric should it be ranked?", titles)
    if ranks_change(board):
        return Unclear(
            "Ranking by a change is not something I can do yet. This one I can:",
            (option(reading.model_copy(update={"compare": None}), view),)
            if reading.group_by
            else (),
        )
    if not reading.group_by:
        return Unclear(
            "The highest or lowest of what? Name a dimension, as in “top five products”."
        )
    rank = ranks[0][1]
    metric = reading.metrics[0]
    descending = is_descending(rank, view.metrics[metric])
    if descending is None:
        return Unclear(f"Is a high or a low {view.metrics[metric].title} meant?")
    limit, note = _limit(board, rank)
    reading = _whole_units(reading, question.calendar)
    return reading.model_copy(
        update={
            "order_by": (f"{'-' if descending else ''}{metric}",),
            "limit": limit,
            "assumptions": (*reading.assumptions, *([note] if note else [])),
        }
    )


def _whole_units(reading: Reading, calendar: periods.Calendar) -> Reading:
    """A ranking of months leaves out one that is not over: it would come last for no reason."""
    grains = [name.removeprefix("time.") for name in reading.group_by if name.startswith("time.")]
    if not grains or not reading.period.partial:
        return reading
    known = periods.known_part(reading.period, calendar)
    found = periods.whole_units(known, as_grain(grains[0]))
    if found is None:
        return reading
    period = ReadPeriod(start=found.start, end=found.end)
    note = f"only {grains[0]}s that are over and in the data are ranked"
    return reading.model_copy(
        update={"period": period, "assumptions": (*reading.assumptions, note)}
    )


def _limit(board: Board, rank: Rank) -> tuple[int, str]:
    if rank.limit is not None:
        return max(rank.limit, 1), ""
    nouns = [mark for mark, _ in [*board.of(Grouped), *board.of(DimensionSaid)]]
    if any(noun_is_plural(board, mark) for mark in nouns):
        return _TOP, f"the first {_TOP} are shown"
    return 1, ""


def _sorted(reading: Reading, view: View) -> Reading:
    """Splits by members put the largest first; splits by time or by a date keep their order."""
    if len(reading.group_by) != 1 or reading.group_by[0].startswith("time."):
        return reading
    name = reading.group_by[0]
    dated = view.dimensions[name].dimension.type == "date"
    return reading.model_copy(update={"order_by": (name if dated else f"-{reading.metrics[0]}",)})


def _identified(reading: Reading, view: View) -> Reading:
    """A split by customers leaves out what belongs to no customer."""
    keys = [name for name in reading.group_by if is_key(view.dimensions.get(name))]
    if not keys:
        return reading
    given = [Filter(field=name, op="not_null") for name in keys]
    label = field_label(keys[0], view)
    note = f"what belongs to no {label} is left out"
    changes = {
        "filters": (*reading.filters, *given),
        "assumptions": (*reading.assumptions, note),
    }
    return reading.model_copy(update=changes)


def _later(board: Board) -> int | None:
    later = board.of(Later)
    return later[0][1].months if later else None


def _state_problem(span: Span, metrics: Sequence[str], view: View) -> Outcome | None:
    if not span.as_of:
        return None
    for name in metrics:
        if not is_state(view.metrics[name]):
            title = view.metrics[name].title
            return Unclear(f"{title} is a figure over a period. Over which one?")
    return None


def option(reading: Reading, view: View) -> Option:
    """A reading to choose, in words."""
    return Option(reading.echo(view), reading)


def _which_period(question: Question, metrics: Sequence[str], asked: Chosen, span: Span) -> Unclear:
    found = []
    for choice in span.choices:
        scope = scope_of(question.board, metrics, question.view)
        one = periods.only(span, choice, question.calendar)
        outcome = _with_scope(question, metrics, asked, scope, one)
        if isinstance(outcome, Understood):
            found.append(option(outcome.reading, question.view))
    said = " or ".join(describe(choice) for choice in span.choices)
    return Unclear(f"Which period is meant: {said}?", tuple(found))


def _split_or_not(question: Question, reading: Reading, why: str) -> Unclear:
    view = question.view
    loose = [said.fields for _, said in question.board.of(DimensionSaid)]
    fields = fitting(loose[0], reading.metrics, view) if loose else []
    if not fields:
        return Unclear(why)
    split = reading.model_copy(update={"group_by": (*reading.group_by, fields[0])})
    options = (option(_sorted(_identified(split, view), view), view), option(reading, view))
    return Unclear(why, options)


def _together_or_each(question: Question, reading: Reading, name: str) -> Unclear:
    each = _sorted(
        reading.model_copy(update={"group_by": (*reading.group_by, name)}), question.view
    )
    label = field_label(name, question.view)
    return Unclear(
        f"One figure for them together, or one for each {label}?",
        (option(each, question.view), option(reading, question.view)),
    )
