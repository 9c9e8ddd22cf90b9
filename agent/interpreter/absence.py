"""Customers who have done nothing for a while: "who hasn't ordered for 90 days"."""

import re

from agent.interpreter.board import Board, MetricSaid
from agent.interpreter.words import NUMBERS
from agent.patterns import regex
from semantic.model import LifecycleMetric
from semantic.record import record
from semantic.view import View

_DAYS = {"day": 1, "week": 7}
_ABSENT = regex(
    r"(?:^|(?<= ))(?:(?:have|has|had|did|do|does|are|were) )*(?:not|never)"
    r"(?: (?:been|placed|made|had|got|done|an?|any|single|another))*"
    r" (?:order(?:s|ed|ing)?|buy(?:ing)?|bought|purchas(?:e|ed|es|ing)|shop(?:ped|ping)?"
    r"|visit(?:s|ed|ing)?|borrow(?:ed|ing)?|book(?:ed|ing|ings)?|come|came|seen|stay(?:s|ed|ing)?"
    r"|active|spen[dt]|in)"
    r"(?: (?:anything|something|from|with|us|here|again|back|in|to|see))*"
    r"(?P<how> for| since| in| within| over)(?: the)?(?P<last> last| past)?"
    r"(?P<more> more than| over| at least)?"
    rf" (?P<n>\d{{1,3}}|{'|'.join(NUMBERS)}) (?P<g>day|week|month|year)s?(?= |$)",
    "not|never",
)


@record
class Absent:
    """Those who did nothing for a while, which is not the `days` that the nearest state knows."""

    state: str
    days: int


def mark_absence(board: Board, view: View) -> None:
    """Mark "not ordered for 90 days" as the state that is defined so. Call before periods."""
    states = [
        (name, rollup.lapse_after_days)
        for name, metric in view.metrics.items()
        if isinstance(metric, LifecycleMetric) and metric.state == "lapsed"
        and (rollup := view.catalog.models[metric.model].rollup)
    ]  # fmt: skip
    found = board.found(_ABSENT)
    if not found or len(states) != 1 or board.has(MetricSaid):
        return
    first, last, match = found[0]
    if board.free(first, last):
        board.put(first, last, _meant(match, *states[0], view))


def _meant(match: re.Match[str], state: str, lapse_after: int, view: View) -> MetricSaid | Absent:
    count = NUMBERS.get(match["n"]) or int(match["n"])
    days = count * _DAYS.get(match["g"], 0)
    # "In the last 90 days" may mean a day more or less than the state does.
    whole = match["how"] == " for" and match["more"] in (None, " at least")
    if not whole or days != lapse_after:
        return Absent(state, lapse_after)
    note = f"“{match[0]}” as {view.metrics[state].title}"
    return MetricSaid((state,), note=note)
