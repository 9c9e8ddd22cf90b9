"""A question in a thread: what a model is told of the reading before, and what is taken over.

The model hears of metrics, splits and the period, and of filters that there are some. Their members
are values of the data, so what goes on from them is taken over by code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from agent.interpreter.board import Board, Shift, TimeSaid
from agent.interpreter.compose import completed, option
from agent.interpreter.ground import Ground
from agent.interpreter.marking import board_of
from agent.interpreter.outcome import Option, Outcome, Outside, Unclear, Understood
from agent.interpreter.thread.carried_ranks import carried_rank
from agent.interpreter.thread.conversation import (
    carried_compare,
    carried_period,
    carried_scope,
    goes_on,
)
from agent.interpreter.thread.resets import Reset, mark_resets
from agent.reading import Reading, field_label
from agent.tools.sight import dimensions
from semantic.suggest import listed
from semantic.view import View


def told(before: Reading, view: View) -> str:
    """The reading in one line without members and without what no model may hear of."""
    open_ones = dimensions(view)
    groups = [name for name in before.group_by if name.startswith("time.") or name in open_ones]
    bare = before.model_copy(update={"group_by": tuple(groups), "filters": (), "having": ()})
    fields = dict.fromkeys(one.field for one in before.filters if one.field in open_ones)
    kept = listed([field_label(name, view) for name in fields], "and")
    return bare.echo(view) + (f"; filtered by {kept}" if kept else "")


def fields_of(before: Reading | None, view: View) -> tuple[str, ...]:
    """The dimensions of the reading that a model may hear of."""
    if before is None:
        return ()
    named = dict.fromkeys((*before.group_by, *(one.field for one in before.filters)))
    return tuple(name for name in named if name in dimensions(view))


def going_on(question: str, before: Reading | None, about: Ground) -> "GoesOn | None":
    """What a question takes over from; None for one that does not go on from the reading before."""
    if before is None:
        return None
    board = board_of(question, about)
    mark_resets(board, before)
    goes = goes_on(board, names_metric=True) or board.has(Reset)
    return GoesOn(before, board, about.view) if goes else None


@dataclass(frozen=True)
class GoesOn:
    """The marks of a question that goes on, and the reading that it takes over from."""

    before: Reading
    board: Board
    view: View

    def arguments(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """A call's arguments, with the thread's period where the question says no other.

        What the model says of time counts only where the question says something of it.
        """
        if self.board.has(TimeSaid) or self.board.has(Shift):
            return given
        given = {**given, "period": ""}
        names = given.get("metrics", given.get("options", [given.get("metric")]))
        if not isinstance(names, list) or not set(map(str, names)) <= set(self.view.metrics):
            return given
        days = self.before.period.days
        if not carried_period(self.before, names, self.view):
            return given
        return {**given, "period": f"{days.start} to {days.end - timedelta(days=1)}"}

    def taken_over(self, outcome: Outcome) -> Outcome:
        """The outcome with the thread's filters, split, order and comparison where it has none."""
        match outcome:
            case Understood(reading):
                found = self._with_thread(reading)
                return found if isinstance(found, Outside) else Understood(found)
            case Unclear(question, options, words):
                return Unclear(question, tuple(self._option(one) for one in options), words)
            case _:
                return outcome

    def _option(self, given: Option) -> Option:
        found = self._with_thread(given.reading) if given.reading else None
        return option(found, self.view) if isinstance(found, Reading) else given

    def _with_thread(self, reading: Reading) -> Reading | Outside:
        if reading.skill == "risk":
            return reading
        filters, groups = list(reading.filters), list(reading.group_by)
        scope = carried_scope(self.before, reading.metrics, filters, groups, self.board, self.view)
        if isinstance(scope, Outside):
            return scope
        compare = carried_compare(self.before, reading.period, self.board)
        update = {"filters": tuple(scope[0]), "compare": reading.compare or compare}
        if reading.skill != "movement" or tuple(scope[1]) == reading.group_by:
            return reading.model_copy(update=update)
        split = reading.model_copy(update={**update, "group_by": tuple(scope[1])})
        return completed(carried_rank(self.before, split, self.board), self.view)
