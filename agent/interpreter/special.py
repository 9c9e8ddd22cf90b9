"""Readings for other skills than movement: the drivers of a change, the customers at risk."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from agent.evidence import is_state
from agent.interpreter.lexicon import Lexicon
from agent.interpreter.outcome import Option, Outcome, Outside, Unclear, Understood
from agent.interpreter.periods import Calendar
from agent.interpreter.scope import scope_of
from agent.reading import Reading, ReadPeriod
from semantic.model import Filter
from semantic.period import moved, to_previous
from semantic.view import View

if TYPE_CHECKING:
    from agent.interpreter.compose import Question

_MOST_AT_RISK = 10
_NO_PREDICTION = Outside("Nothing here predicts which customers may leave.")


def drivers_of(reading: Reading, groups: Sequence[str], calendar: Calendar, view: View) -> Outcome:
    """The reading that asks who carries the change of one metric into a period."""
    if len(reading.metrics) > 1:
        titles = (Option(view.metrics[name].title, None) for name in reading.metrics)
        return Unclear("Which of these changes should be explained?", tuple(titles))
    title = view.metrics[reading.metrics[0]].title
    if is_state(view.metrics[reading.metrics[0]]):
        return Outside(f"{title} is a state, whose changes I cannot trace to drivers.")
    days = reading.period.days
    if reading.period.partial:
        return Outside(
            "The period is not over, or not all in the data: its change has no drivers yet."
        )
    before = moved(days, to_previous(days))
    compare = reading.compare
    if isinstance(compare, ReadPeriod) or compare == "year":
        option = reading.model_copy(
            update={"skill": "drivers", "compare": "previous", "group_by": tuple(groups)}
        )
        return Unclear(
            "Drivers are known of the change on the period before. Is that one meant?",
            (Option(option.echo(view), option),),
        )
    if calendar.before_data(before.start):
        return Outside(f"The data does not cover the period before: {title} cannot be compared.")
    changes = {
        "skill": "drivers",
        "compare": "previous",
        "group_by": tuple(name for name in groups if not name.startswith("time.")),
        "order_by": (),
        "limit": None,
        "having": (),
    }
    return Understood(reading.model_copy(update=changes))


def at_risk(question: "Question") -> Outcome:
    """The customers with most at risk, by the metric that predicts it, if there is one."""
    view, board = question.view, question.board
    name = _risk_metric(view, question.lexicon)
    if not name:
        return _NO_PREDICTION
    if question.unexplained:
        words = ", ".join(f"“{word}”" for word in question.unexplained)
        return Unclear(f"I did not understand {words}.", (), question.unexplained)
    scope = scope_of(board, [name], view)
    if scope.no:
        return Outside(scope.no)
    return most_at_risk(question.calendar, view, question.lexicon, scope.filters)


def most_at_risk(
    calendar: Calendar, view: View, lexicon: Lexicon, filters: Sequence[Filter]
) -> Outcome:
    """The reading that lists the customers with most at risk, of those that meet the filters."""
    name = _risk_metric(view, lexicon)
    if not name:
        return _NO_PREDICTION
    if calendar.covered is None:
        return Outside("There is no data that you may see.")
    reading = Reading(
        skill="risk",
        metrics=(name,),
        group_by=(min(lexicon.keys),),
        filters=tuple(filters),
        period=ReadPeriod(start=calendar.covered.start, end=calendar.today),
        order_by=(f"-{name}",),
        limit=_MOST_AT_RISK,
        assumptions=(f"the {_MOST_AT_RISK} with most at risk, as of now",),
    )
    return Understood(reading)


def _risk_metric(view: View, lexicon: Lexicon) -> str:
    """The one metric that predicts what may be lost, where customers have a key; else empty."""
    names = [
        name
        for name, metric in view.metrics.items()
        if metric.kind == "predicted" and "risk" in name and metric.direction == "down"
    ]
    return names[0] if lexicon.keys and len(names) == 1 else ""
