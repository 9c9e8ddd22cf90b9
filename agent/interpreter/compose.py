"""A reading with given metrics: scope, period, rank; or what is not clear about one of them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from agent.evidence import is_level, is_of_the_end, is_state
from agent.follow_ups import splits_of
from agent.interpreter.board import (
    Board,
    DimensionSaid,
    GrainSaid,
    Later,
    MemberSaid,
    Rank,
    WhoseSaid,
)
from agent.interpreter.figures.counting import Counted, by_its_metric, count_objection
from agent.interpreter.figures.metrics import Chosen, unit_objection
from agent.interpreter.figures.shares import ShareSaid
from agent.interpreter.intents import WhySaid
from agent.interpreter.members.fields import bare, counts_each, fitting, is_key
from agent.interpreter.members.grouping import SplitOpen
from agent.interpreter.members.large import Found
from agent.interpreter.outcome import Option, Outcome, Outside, Unclear, Understood
from agent.interpreter.rows.finishing import finished
from agent.interpreter.rows.order import Doubt, by_itself, whole_units_of
from agent.interpreter.rows.thresholds import limits_of
from agent.interpreter.scope import Scope, scope_of, whose
from agent.interpreter.special import drivers_of
from agent.interpreter.thread.carried_ranks import carried_count, carried_limits
from agent.interpreter.thread.conversation import carried_compare, carried_scope
from agent.interpreter.thread.of_them import of_other_list
from agent.interpreter.thread.pointing import (
    Theirs,
    among_of,
    foreign,
    objection_to_list,
    still_apart,
)
from agent.interpreter.thread.resets import Reset
from agent.interpreter.times import periods
from agent.interpreter.times.day_parts import part_filters, part_groups, uneven
from agent.interpreter.times.periods import Span
from agent.interpreter.words.lexicon import Lexicon
from agent.reading import Reading, condition, field_label
from agent.shares import share_objection
from semantic.model import Filter, LifecycleMetric, RetentionMetric
from semantic.period import describe, whole_grain
from semantic.record import record
from semantic.suggest import listed
from semantic.view import View

_MOST_SPLITS = 4


@record
class Question:
    """Everything that is needed to assemble readings of one question.

    `before` is what its thread is about, `carried` the same where the question goes on from it.
    `leading` are the metrics that come first here, such as those that a briefing follows.
    """

    board: Board
    lexicon: Lexicon
    view: View
    calendar: periods.Calendar
    unexplained: tuple[str, ...] = ()
    several: tuple[Found, ...] = ()
    asides: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    before: Reading | None = None
    leading: Callable[[], tuple[str, ...]] = tuple
    carried: Reading | None = None


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
        level=all(is_level(view.metrics[name]) for name in metrics),
    )
    if isinstance(span, Outside | Unclear):
        return span
    if span.choices:
        return _which_period(question, metrics, asked, span)
    if span.baselines:
        return _which_baseline(question, metrics, asked, span)
    flow = _no_state(span, metrics, view)
    outcome = _with_scope(question, metrics, asked, scope, span)
    return _over_which_period(flow, span, outcome, view) if flow else outcome


def _with_scope(
    question: Question, metrics: Sequence[str], asked: Chosen, scope: Scope, span: Span
) -> Outcome:
    view = question.view
    owners = [state for _, state in asked.whose]
    owners += [said.metric for _, said in question.board.of(WhoseSaid)]
    for state in owners:
        if span.compare is not None:
            alone = partial(_with_scope, question, metrics, asked, scope)
            return _whose_of_two(alone(replace(span, compare=None)), state, view)
        conditions = whose(state, span.asked, view)
        # Who is new in each month differs from month to month.
        if conditions is None or span.grain:
            title = view.metrics[state].title
            titles = tuple(Option(view.metrics[name].title, None) for name in (*metrics, state))
            return Unclear(f"Figures cannot be kept to {title}. Which one is meant?", titles)
        scope.filters += conditions
    parts = part_groups(question.board)
    groups = [*scope.groups, *parts, *([f"time.{span.grain}"] if span.grain else [])]
    scope.filters += part_filters(question.board)
    among = among_of(question.board, question.carried, scope.filters, view)
    taken = _taken_over(question, metrics, scope.filters, groups, among)
    if isinstance(taken, Outside):
        return taken
    filters, groups = taken
    limits = limits_of(question.board, metrics, groups, question.view)
    reading = Reading(
        metrics=tuple(metrics),
        group_by=tuple(groups),
        filters=tuple(filters),
        having=limits.having or carried_limits(question.carried, metrics, groups, question.board),
        period=span.period,
        compare=span.compare or carried_compare(question.carried, span.period, question.board),
        share=_asks_share(question),
        trend=_asks_trend(question),
        counted=question.board.has(Counted)
        or carried_count(question.carried, groups, question.board),
        among=among,
        apart=still_apart(question.carried, among),
        not_understood=question.asides,
        assumptions=(
            *span.assumptions,
            *question.notes,
            *_names_read(question.board),
            *filter(None, [uneven(parts, span.period.days)]),
        ),
    )
    counted = by_its_metric(reading, view)
    split = _identified(_cohorts_split(view, counted), view)
    if span.grain and split.compare == "previous":
        split = whole_units_of(split, question.calendar, "compared")
    found = finished(question.board, split, question.carried, question.calendar, view)
    if isinstance(found, Doubt):
        return _doubted(found, view)
    if question.board.has(WhySaid):
        return drivers_of(found, scope.groups, question.calendar, view)
    return _with_doubts(question, found, scope, limits.why)


def _whose_of_two(outcome: Outcome, state: str, view: View) -> Unclear:
    """A question back: those who are new in one of two periods are not new in the other."""
    options = (option(outcome.reading, view),) if isinstance(outcome, Understood) else ()
    why = f"Each period has its own {view.metrics[state].title}. Which one is asked about first?"
    return Unclear(why, options)


def _names_read(board: Board) -> list[str]:
    return [said.note for _, said in board.of(MemberSaid) if said.note]


def _asks_share(question: Question) -> bool:
    before = question.carried
    dropped = any(reset.share for _, reset in question.board.of(Reset))
    return question.board.has(ShareSaid) or (before is not None and before.share and not dropped)


def _asks_trend(question: Question) -> bool:
    """Whether words such as "trend" and "over time" were said, which name no grain."""
    before = question.carried
    ranked = question.board.has(Rank)
    said = any(not grain.grain for _, grain in question.board.of(GrainSaid)) and not ranked
    return said or (before is not None and before.trend)


def _with_doubts(question: Question, reading: Reading, scope: Scope, limits: str) -> Outcome:
    split = scope.groups or question.board.has(GrainSaid)
    if question.board.has(SplitOpen) and not split:
        return Unclear("By what should it be split?", _splits(question, reading))
    if _counts_each(reading, question.view):
        label = field_label(reading.group_by[0], question.view)
        return Unclear(f"Each {label} counts as one here. Ranked or limited by which figure?")
    if reading.counted and count_objection(reading):
        plain = reading.model_copy(update={"compare": None, "counted": len(reading.group_by) == 1})
        return _offering(count_objection(reading), plain, question.view)
    if scope.why:
        return _split_or_not(question, reading, scope.why)
    if scope.together and not _splits_by(reading, scope.together):
        return _together_or_each(question, reading, scope.together)
    about = _about_list(question, reading)
    if about is not None:
        return about
    if reading.share and share_objection(reading):
        bare = reading.model_copy(update={"share": False})
        return Unclear(share_objection(reading), (option(bare, question.view),))
    if limits:
        return Unclear(limits, (option(reading, question.view),) if reading.having else ())
    return Understood(reading)


def _about_list(question: Question, reading: Reading) -> Unclear | None:
    """A question back where it is open which list a follow-up is about, or what of it."""
    board, among, before = question.board, reading.among, question.carried
    if among is not None and foreign(among) and board.has(Theirs):
        return _with_their_conditions(question, reading, among)
    if before is None:
        return None
    why = objection_to_list(reading, before, question.view) if board.has(Theirs) else ""
    other = of_other_list(board, reading, before)
    options = tuple(option(one, question.view) for one in (other, reading) if one is not None)
    why = (
        "Is the list of that period meant, or what those of this list did in it?" if other else why
    )
    return Unclear(why, options if other else ()) if why else None


def _splits_by(reading: Reading, field: str) -> bool:
    """Whether the rows are split by a field already, under any entity's name."""
    return any(bare(name) == bare(field) for name in reading.group_by)


def _offering(why: str, reading: Reading, view: View) -> Unclear:
    return Unclear(why, (option(reading, view),))


def _with_their_conditions(question: Question, reading: Reading, among: Reading) -> Unclear:
    """Whether what narrowed a list narrows what is asked of it too: sales of one product."""
    said = listed([condition(given, question.view) for given in foreign(among)], "and")
    more = (*reading.filters, *(one for one in foreign(among) if one not in reading.filters))
    narrowed = reading.model_copy(update={"filters": more})
    options = (option(reading, question.view), option(narrowed, question.view))
    return Unclear(f"All of theirs, or {said} only?", options)


def _counts_each(reading: Reading, view: View) -> bool:
    """Whether what is ranked or limited would be one for each: customers, counted by customer."""
    if not (reading.limit or reading.having) or len(reading.group_by) != 1 or reading.compare:
        return False
    return counts_each(view.metrics[reading.metrics[0]], reading.group_by[0], view)


def _splits(question: Question, reading: Reading) -> tuple[Option, ...]:
    """The reading split by each dimension that is worth it."""
    view = question.view
    found = []
    for name in splits_of(reading, view):
        split = reading.model_copy(update={"group_by": (*reading.group_by, name)})
        found.append(option(by_itself(_identified(split, view), view), view))
    return tuple(found[:_MOST_SPLITS])


def _doubted(doubt: Doubt, view: View) -> Unclear:
    titles = tuple(Option(title, None) for title in doubt.titles)
    return Unclear(doubt.why, tuple(option(one, view) for one in doubt.readings) or titles)


def _taken_over(
    question: Question,
    metrics: Sequence[str],
    filters: list[Filter],
    groups: list[str],
    among: Reading | None,
) -> tuple[list[Filter], list[str]] | Outside:
    before, board, view = question.carried, question.board, question.view
    if before is None:
        return filters, groups
    if among is not None and not fitting(among.group_by, metrics, view):
        label = field_label(among.group_by[0], view)
        return Outside(f"{view.metrics[metrics[0]].title} cannot be told of one {label}.")
    # What narrows the figures of a list beside it, goes on with the list.
    listed = among is not None and board.has(Theirs) and among != before.among
    return carried_scope(before, metrics, filters, groups, board, view, listed=listed)


def _cohorts_split(view: View, reading: Reading) -> Reading:
    """A retention metric without a cohort is split by it."""
    for name in reading.metrics:
        metric = view.metrics[name]
        if isinstance(metric, RetentionMetric):
            held = {given.field for given in reading.filters} | set(reading.group_by)
            if metric.cohort not in held:
                return reading.model_copy(update={"group_by": (*reading.group_by, metric.cohort)})
    return reading


def _identified(reading: Reading, view: View) -> Reading:
    """A split by customers leaves out what belongs to no customer."""
    named = {given.field for given in reading.filters if given.op in ("eq", "in")}
    keys = [name for name in reading.group_by
            if is_key(view.dimensions.get(name)) and name not in named]  # fmt: skip
    counted = all(isinstance(view.metrics[name], LifecycleMetric) for name in reading.metrics)
    if not keys or counted:
        return reading
    given = [Filter(field=name, op="not_null") for name in keys]
    label = field_label(keys[0], view)
    note = f"what belongs to no {label} is left out"
    changes = {
        "filters": (*reading.filters, *given),
        "assumptions": (*reading.assumptions, note),
    }
    return reading.model_copy(update=changes)


def completed(reading: Reading, view: View) -> Reading:
    """The reading with what goes without saying: its cohorts, identified customers, its order."""
    return by_itself(_identified(_cohorts_split(view, reading), view), view)


def _later(board: Board) -> int | None:
    later = board.of(Later)
    return later[0][1].months if later else None


def _no_state(span: Span, metrics: Sequence[str], view: View) -> str:
    """The metric that is a figure over a period where one as of a day is asked for, if any."""
    flows = (name for name in metrics if not is_of_the_end(view.metrics[name]))
    return next(flows, "") if span.as_of else ""


def _over_which_period(name: str, span: Span, outcome: Outcome, view: View) -> Outcome:
    """A question back; of "at the end of June" June may be meant."""
    weeks = view.catalog.settings.week_start
    why = Unclear(f"{view.metrics[name].title} is a figure over a period. Over which one?")
    if isinstance(outcome, Understood) and whole_grain(span.asked, weeks):
        return replace(why, options=(option(outcome.reading, view),))
    return outcome if isinstance(outcome, Outside) else why


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


def _which_baseline(
    question: Question, metrics: Sequence[str], asked: Chosen, span: Span
) -> Unclear:
    found = []
    for baseline in span.baselines:
        scope = scope_of(question.board, metrics, question.view)
        outcome = _with_scope(question, metrics, asked, scope, replace(span, compare=baseline))
        if isinstance(outcome, Understood):
            found.append(option(outcome.reading, question.view))
    said = " or ".join(describe(baseline.days) for baseline in span.baselines)
    why = f"{describe(span.asked)} is not over. Should it be compared with {said}?"
    return Unclear(why, tuple(found))


def _split_or_not(question: Question, reading: Reading, why: str) -> Unclear:
    view = question.view
    loose = [said.fields for _, said in question.board.of(DimensionSaid)]
    fields = fitting(loose[0], reading.metrics, view) if loose else []
    if not fields or fields[0] in reading.group_by:
        return Unclear(why, (option(reading, view),))
    split = reading.model_copy(update={"group_by": (*reading.group_by, fields[0])})
    options = (option(by_itself(_identified(split, view), view), view), option(reading, view))
    return Unclear(why, options)


def _together_or_each(question: Question, reading: Reading, name: str) -> Unclear:
    each = by_itself(
        reading.model_copy(update={"group_by": (*reading.group_by, name)}), question.view
    )
    label = field_label(name, question.view)
    return Unclear(
        f"One figure for them together, or one for each {label}?",
        (option(each, question.view), option(reading, question.view)),
    )
