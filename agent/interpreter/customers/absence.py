"""Customers who have done nothing for a while, or fell into that: "not ordered for 90 days"."""

import re

from agent.interpreter.board import Board, MetricSaid
from agent.interpreter.words.ordinary import NUMBERS
from agent.patterns import regex
from semantic.model import BaseMetric, LifecycleMetric
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
_REACHED = regex(
    r"(?:^|(?<= ))(?:(?:who|that|have|has|had|did) )*"
    r"(?:(?P<event>hit|hits|hitting|reach|reached|reaching|pass|passed|crossed|topped)|go|went|gone)"
    r"(?: (?:the|their|a))?(?: (?:point|mark|stage|threshold|milestone) of)?(?: the)?"
    rf" (?P<n>\d{{1,3}}|{'|'.join(NUMBERS)})(?: -)? (?P<g>day|week|month|year)s?(?: mark)?"
    r" (?:without|with no|of no|with zero)(?: (?:an?|any|a single|another|new|placing|making))*"
    r" (?:order(?:s|ing)?|buying|purchas(?:e|es|ing)|shopping|sale|sales|spending|activity)"
    r"(?: (?:anything|something|from|with|us|here|again))*(?= |$)",
    "hit|reach|pass|cross|topped|go|went",
    "without| no |zero",
)
_PAST_LAST = regex(
    r"(?:^|(?<= ))(?<!not )(?<!never )(?:who |that |have |has |had )*"
    r"(?:gone|went|been|is|are|was|were|had)(?: at least)?"
    rf" (?P<n>\d{{1,3}}|{'|'.join(NUMBERS)})(?: -)? (?P<g>day|week)s?(?: or (?:more|longer|over))?"
    r" (?:since|after|from|past) (?:their|his|her|the)(?: very)?"
    r" (?:last|latest|most recent|previous)"
    r" (?:order|purchase|visit|booking|stay|loan|appointment|shipment|transaction|activity)(?= |$)",
    "since|after|from|past",
    "last|latest|recent|previous",
    "day|week",
)
# Before a period, as in "after they lapsed in July", it would say when they lapsed.
_BACK_AFTER = regex(
    r"(?:^|(?<= ))(?:have |has |had |did )*"
    r"(?:(?:came|come|were|got|been) back(?: to us)?|returned|reordered|(?:ordered|bought) again)"
    r"(?: ,)? (?:after|from|having|following)(?: (?:they|having|had|have|would|were|being|been|once"
    r"|already|previously|first|a))*"
    r" (?:lapsed|lapsing|lapse|churned|churning)(?= [,.!?:;]|$)",
    "lapse|lapsing|churn",
    "after|from|having|following",
)
_NEVER_BACK = regex(
    r"(?:^|(?<= ))(?:(?:have|has|had|did) )?(?:never|not)"
    r" (?:been|come|came|got) back(?: (?:to us|again|since))?(?= |$)",
    "never|not",
    " back",
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
    if len(states) == 1:
        _mark_never_back(board, view)
        _mark_reached(board, *states[0], view)
        _mark_back_after(board, view)
    if len(states) != 1 or board.has(MetricSaid):
        return
    found = board.found(_ABSENT)
    if not found:
        return
    first, last, match = found[0]
    if board.free(first, last):
        board.put(first, last, _meant(match, *states[0], view))


def _mark_reached(board: Board, state: str, lapse_after: int, view: View) -> None:
    """Mark "hit 90 days without an order" as those who lapsed in a period.

    Those who "went 90 days without", or since their last one, may be so at its end too, so it is
    asked back.
    """
    gone = [name for name, metric in view.metrics.items() if _is_gone(metric)]
    became = [name for name in gone if name != state]
    bare = Board(board.tokens)
    for first, last, match in [*bare.found(_REACHED), *bare.found(_PAST_LAST)][:1]:
        days = (NUMBERS.get(match["n"]) or int(match["n"])) * _DAYS.get(match["g"], 0)
        board.marks = [one for one in board.marks if one.end <= first or one.start >= last]
        reached = match.re is _REACHED.compiled
        if days != lapse_after or (reached and len(became) != 1):
            board.put(first, last, Absent(state, lapse_after))
        elif reached and match["event"]:
            note = f"“{match[0]}” as {view.metrics[became[0]].title}"
            board.put(first, last, MetricSaid((became[0],), note=note))
        else:
            board.put(first, last, MetricSaid((*became, state)))


def _mark_back_after(board: Board, view: View) -> None:
    """Mark "came back after they had lapsed" as those who came back, which is after a lapse."""
    back = [name for name, metric in view.metrics.items()
            if isinstance(metric, LifecycleMetric) and metric.state == "reactivated"]  # fmt: skip
    for first, last, _ in Board(board.tokens).found(_BACK_AFTER)[:1] if len(back) == 1 else ():
        if board.word(first - 1) in ("never", "not"):
            return
        over = [one for one in board.marks if one.start < last and first < one.end]
        board.marks = [one for one in board.marks if one not in over]
        start = min([first, *(one.start for one in over)])
        board.put(start, last, MetricSaid((back[0],)))


def _mark_never_back(board: Board, view: View) -> None:
    """Mark "never came back" as those who are gone, or went, and not as those who came back."""
    gone = tuple(name for name, metric in view.metrics.items() if _is_gone(metric))
    for mark, said in board.of(MetricSaid):
        states = {getattr(view.metrics[name], "state", "") for name in said.metrics}
        if states == {"reactivated"} and board.word(mark.start - 1) in ("never", "not"):
            board.marks.remove(mark)
            board.put(mark.start - 1, mark.end, MetricSaid(gone))
            return
    for first, last, _ in board.found(_NEVER_BACK)[:1]:
        if not board.has(MetricSaid):
            board.put(first, last, MetricSaid(gone))


def _is_gone(metric: BaseMetric) -> bool:
    gone = ("lapsed", "newly_lapsed")
    return isinstance(metric, LifecycleMetric) and metric.state in gone


def _meant(match: re.Match[str], state: str, lapse_after: int, view: View) -> MetricSaid | Absent:
    count = NUMBERS.get(match["n"]) or int(match["n"])
    days = count * _DAYS.get(match["g"], 0)
    # "In the last 90 days" may mean a day more or less than the state does.
    whole = match["how"] == " for" and match["more"] in (None, " at least")
    if not whole or days != lapse_after:
        return Absent(state, lapse_after)
    note = f"“{match[0]}” as {view.metrics[state].title}"
    return MetricSaid((state,), note=note)
