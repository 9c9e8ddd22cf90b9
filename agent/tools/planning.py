"""From a tool's arguments to a reading: the plan, fixed before any value of the data is shown."""

from collections.abc import Iterator, Sequence

from agent.evidence import is_state
from agent.interpreter.compose import completed
from agent.interpreter.ground import Ground
from agent.interpreter.outcome import Outcome, Understood
from agent.interpreter.special import drivers_of, most_at_risk
from agent.interpreter.times.period_words import span_in_words
from agent.interpreter.times.periods import Span
from agent.reading import Reading, Threshold
from agent.time_groups import is_grain
from agent.tools.arguments import LimitArgument, QueryArguments, SkillArguments
from agent.tools.errors import Wrong, WrongArguments
from agent.tools.filters import filters
from agent.tools.shaping import shaped, strange_shape
from agent.tools.sight import GRAINS, PARTS, groupable
from agent.world import World, ground
from semantic.condition import Filter
from semantic.errors import CannotCombine, Refusal
from semantic.suggest import nearest
from semantic.view import View
from semantic.warehouse import Asker


def planned(given: QueryArguments, principal: Asker, world: World) -> Reading:
    """The reading that the arguments make, checked as anybody's is. Raises WrongArguments."""
    about = ground(principal, world)
    reading = _reading(given, about)
    try:
        world.engine.prepare(reading.to_query(), about.view)
    except Refusal as refusal:
        raise WrongArguments([_without_values(refusal)]) from refusal
    return reading


def analysed(given: SkillArguments, principal: Asker, world: World) -> Outcome:
    """What the analysis reads, or why there is none. Raises WrongArguments."""
    about = ground(principal, world)
    if given.name == "risk":
        found = list(filters(given.filters, about.known))
        raise_wrong([one for one in found if isinstance(one, Wrong)])
        kept = [one for one in found if isinstance(one, Filter)]
        return _by_model(most_at_risk(about.calendar, about.view, about.known.names, kept))
    asked = QueryArguments(
        metrics=[given.metric],
        group_by=given.group_by,
        filters=given.filters,
        period=given.period,
    )
    if given.name == "movement":
        return Understood(planned(asked, principal, world))
    plain = planned(asked.model_copy(update={"group_by": []}), principal, world)
    raise_wrong(_strange_groups(given.group_by, [given.metric], about.view))
    return _by_model(drivers_of(plain, given.group_by, about.calendar, about.view))


def _by_model(outcome: Outcome) -> Outcome:
    if isinstance(outcome, Understood):
        return Understood(outcome.reading.model_copy(update={"by": "model"}))
    return outcome


def _reading(given: QueryArguments, about: Ground) -> Reading:
    view = about.view
    raise_wrong(list(strange_metrics(given.metrics, view, "metrics")))
    conditions = list(filters(given.filters, about.known))
    limits = list(_limits(given.having, given, view))
    raise_wrong(
        [
            *_strange_groups(given.group_by, given.metrics, view),
            *(one for one in conditions if isinstance(one, Wrong)),
            *(one for one in limits if isinstance(one, Wrong)),
            *_strange_order(given),
            *strange_shape(given, view),
        ]
    )
    span = _span(given, about)
    groups = [name for name in dict.fromkeys(given.group_by) if not is_grain(name)]
    reading = Reading(
        metrics=tuple(dict.fromkeys(given.metrics)),
        group_by=(*groups, *([f"time.{span.grain}"] if span.grain else [])),
        filters=tuple(one for one in conditions if isinstance(one, Filter)),
        having=tuple(one for one in limits if isinstance(one, Threshold)),
        period=span.period,
        compare=span.compare,
        by="model",
        assumptions=span.assumptions,
    )
    return shaped(given, completed(reading, view), about)


def _span(given: QueryArguments, about: Ground) -> Span:
    grains = [name.removeprefix("time.") for name in given.group_by if is_grain(name)]
    state = all(is_state(about.view.metrics[name]) for name in given.metrics)
    found = span_in_words(
        given.period, about.calendar, grain=grains[0] if grains else "", state=state
    )
    if isinstance(found, str):
        raise WrongArguments([Wrong("period", found)])
    return found


def strange_metrics(names: Sequence[str], view: View, argument: str) -> Iterator[Wrong]:
    """Names that are no metric which the principal may query, each with the nearest that are."""
    for place, name in enumerate(names):
        if name not in view.metrics:
            near = view.nearest_metrics(name)
            yield Wrong(f"{argument}[{place}]", "there is no such metric", near)


def _strange_groups(names: Sequence[str], metrics: Sequence[str], view: View) -> list[Wrong]:
    found, grains = [], [name for name in names if name in GRAINS]
    possible = [frozenset(groupable(metric, view)) for metric in metrics]
    both = sorted(frozenset.intersection(*possible)) if possible else []
    for place, name in enumerate(names):
        if name not in both and name not in (*GRAINS, *PARTS):
            near = nearest(name, [*both, *GRAINS, *PARTS]) or tuple(both[:5])
            found.append(Wrong(f"group_by[{place}]", "the metrics cannot be split by it", near))
    if len(grains) > 1:
        found.append(Wrong("group_by", "one split by time is possible"))
    return found


def _limits(
    given: Sequence[LimitArgument], query: QueryArguments, view: View
) -> Iterator[Threshold | Wrong]:
    for place, one in enumerate(given):
        if one.metric not in query.metrics:
            yield Wrong(f"having[{place}].metric", "not among `metrics`", tuple(query.metrics))
        elif not query.group_by:
            yield Wrong(f"having[{place}]", "limits are on the rows of a split; give `group_by`")
        else:
            metric = view.metrics[one.metric]
            yield Threshold(metric=metric.name, op=one.op, value=one.value)


def _strange_order(given: QueryArguments) -> Iterator[Wrong]:
    parts = ("", ".change", ".change_pct")
    known = [*given.group_by, *(name + part for name in given.metrics for part in parts)]
    if given.order_by and given.order_by.removeprefix("-") not in known:
        yield Wrong("order_by", "not a column of the answer", tuple(given.metrics))
    if given.order_by and not given.group_by:
        yield Wrong("order_by", "only a split has an order; give `group_by`")


def raise_wrong(problems: Sequence[Wrong]) -> None:
    """Raises WrongArguments with the problems, if there are any."""
    if problems:
        raise WrongArguments(problems)


def _without_values(refusal: Refusal) -> Wrong:
    """A refusal of the engine without what it may say of members: only names are safe to tell."""
    names_only = isinstance(refusal, CannotCombine)
    return Wrong("query", refusal.message if names_only else f"refused: {refusal.reason}")
