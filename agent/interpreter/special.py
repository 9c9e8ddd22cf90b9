"""Readings for other skills than movement: the drivers of a change, the customers at risk."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from agent.evidence import is_state
from agent.interpreter.board import Board, DimensionSaid, Hint, MemberSaid, Noise, Rank
from agent.interpreter.intents import AtRiskSaid, risk_metrics
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.outcome import Option, Outcome, Outside, Unclear, Understood
from agent.interpreter.scope import scope_of
from agent.interpreter.thread.pointing import Theirs, listed_before
from agent.interpreter.times.periods import Calendar
from agent.interpreter.words.lexicon import Lexicon
from agent.reading import Reading, ReadPeriod
from semantic.model import Filter
from semantic.period import moved, to_previous
from semantic.view import View

if TYPE_CHECKING:
    from agent.interpreter.compose import Question

MOST_AT_RISK = 10
_NO_PREDICTION = Outside("Nothing here predicts which customers may leave.")
_OF_A_LIST = (AtRiskSaid, MemberSaid, DimensionSaid, Grouped, Rank, Hint, Noise)


def drivers_of(reading: Reading, groups: Sequence[str], calendar: Calendar, view: View) -> Outcome:
    """The reading that asks who carries the change of one metric into a period."""
    if len(reading.metrics) > 1:
        titles = (Option(view.metrics[name].title, None) for name in reading.metrics)
        return Unclear("Which of these changes should be explained?", tuple(titles))
    title = view.metrics[reading.metrics[0]].title
    if reading.among is not None:
        return Outside("Drivers are known of all, or of one condition, and not of a list.")
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
        "per": "",
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
    ranks = [rank for _, rank in board.of(Rank)]
    if len(ranks) > 1 or any(rank.end in ("lowest", "best") for rank in ranks):
        return Unclear("Customers at risk are listed by what is most at risk. Is that meant?")
    limit = next((rank.limit for rank in ranks if rank.limit), MOST_AT_RISK)
    listed = most_at_risk(question.calendar, view, question.lexicon, scope.filters, limit)
    among = listed_before(question.before, view) if question.before else None
    pointing = board.has(Theirs) or {"them", "those", "these"} & {t.word for t in board.tokens}
    if pointing and among is not None:
        return _of_those(question, listed, among)
    why = _beside_a_list(
        board, [name for name in scope.groups if name not in question.lexicon.keys]
    )
    if why and isinstance(listed, Understood):
        return Unclear(why, (Option(listed.reading.echo(view), listed.reading),))
    return listed


def _of_those(question: "Question", listed: Outcome, among: Reading) -> Outcome:
    """What is at risk with each of those that the answer before listed, if they are customers."""
    if among.group_by != (min(question.lexicon.keys),):
        return Unclear("Who is at risk is known of customers, and those are none.")
    if not isinstance(listed, Understood):
        return listed
    changes = {"skill": "movement", "among": among, "limit": None,
               "assumptions": ("what is at risk with each of them, as of now",)}  # fmt: skip
    return Understood(listed.reading.model_copy(update=changes))


def _beside_a_list(board: Board, groups: Sequence[str]) -> str:
    """Why a list of customers as of now is not what is asked for; empty when it is."""
    if any(hint.unit == "count" for _, hint in board.of(Hint)):
        return "I can list them, by what is at risk, and have no count of them. Is the list meant?"
    if groups or not all(isinstance(mark.meaning, _OF_A_LIST) for mark in board.marks):
        return "Who is at risk is known as of now only, customer by customer. Is that meant?"
    return ""


def most_at_risk(
    calendar: Calendar,
    view: View,
    lexicon: Lexicon,
    filters: Sequence[Filter],
    limit: int = MOST_AT_RISK,
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
        limit=limit,
        assumptions=(f"the {limit} with most at risk, as of now",),
    )
    return Understood(reading)


def _risk_metric(view: View, lexicon: Lexicon) -> str:
    """The one metric that predicts what may be lost, where customers have a key; else empty."""
    names = risk_metrics(view)
    return names[0] if lexicon.keys and len(names) == 1 else ""
