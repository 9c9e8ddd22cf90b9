"""The last two answers taken together: "the difference?" after July and June, "both, by week"."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from agent.interpreter.outcome import Outcome, Understood
from agent.interpreter.rows.order import by_itself
from agent.interpreter.words.ordinary import MARKS
from agent.interpreter.words.tokens import Token
from agent.memory import Turn
from agent.patterns import Pattern, regex
from agent.reading import Reading
from agent.time_groups import is_grain
from semantic.model import Filter
from semantic.view import View

_AND = r"(?:(?:and|so|ok|okay|now|what|is|was|'s|show|give|me) )*"
_OF_THEM = r"(?: (?:of )?(?:them|those|these|the two|both|these two|those two))?"
_APART = regex(
    rf"^{_AND}(?:the |a )?(?:difference|diff|gap|change|delta)(?: between)?{_OF_THEM} $",
    "difference|diff|gap|change|delta",
)
_BOTH = regex(
    rf"^{_AND}(?:(?:for )?both(?: (?:of )?(?:them|those|these))?"
    r"(?P<one> (?:together|combined|in total|added(?: up)?|as one))?"
    r"|(?P<sum>(?:add|sum) (?:the two|them|both|those)(?: two)?(?: up| together)?"
    r"|(?:the )?(?:total|sum) (?:of|for) (?:both|the two|those two|them both))) ",
    "both|two|add|sum",
)


def of_last_two(
    given: tuple[Token, ...], turn: Turn, view: View
) -> tuple[tuple[Token, ...], Turn] | Outcome | None:
    """What is asked of the last two answers; with more words, these and the thread of both.

    None where nothing is asked of two, or the two differ in more than a period or a member.
    """
    now, earlier = turn.reading, turn.earlier
    said = [token for token in given if token.word not in MARKS]
    apart, both = _match(_APART, said), _match(_BOTH, said)
    if now is None or earlier is None or not (apart or both):
        return None
    if apart and now.compare is None and not any(map(is_grain, now.group_by)):
        compared = _compared(now, earlier)
        if compared is not None:
            return Understood(compared)
    as_one = both is not None and bool(both["one"] or both["sum"])
    joined = _joined(now, earlier, view, as_one=as_one)
    if joined is None:
        return None
    rest = said[len(both[0].split()) :] if both else []
    if not rest:
        return Understood(joined)
    # A split that follows comes beside the one that tells them apart.
    beside = [] if as_one else [replace(said[0], word="also", stem="also")]
    return (*beside, *rest), Turn(joined, earlier=now)


def _match(pattern: Pattern, said: Sequence[Token]) -> re.Match[str] | None:
    return pattern.match("".join(f"{token.word} " for token in said))


def _compared(now: Reading, earlier: Reading) -> Reading | None:
    """The later of two periods against the earlier; None where the readings differ in more."""
    same = {"period": now.period, "assumptions": (), "order_by": ()}
    if now.period == earlier.period or _bare(now, same) != _bare(earlier, same):
        return None
    later, first = sorted((now, earlier), key=lambda one: one.period.start, reverse=True)
    return later.model_copy(update={"compare": first.period})


def _joined(now: Reading, earlier: Reading, view: View, *, as_one: bool) -> Reading | None:
    """The reading of the two members that two readings are of; None where they differ in more."""
    same = {"filters": (), "assumptions": (), "order_by": ()}
    here, there = (
        [one for one in each.filters if one not in other.filters]
        for each, other in ((now, earlier), (earlier, now))
    )
    if _bare(now, same) != _bare(earlier, same) or not len(here) == len(there) == 1:
        return None
    one, other = there[0], here[0]
    if one.field != other.field or {one.op, other.op} != {"eq"}:
        return None
    either = Filter.model_validate(
        {"field": one.field, "op": "in", "value": [one.value, other.value]}
    )
    filters = tuple(either if given == other else given for given in now.filters)
    groups = now.group_by if as_one else (*now.group_by, one.field)
    return by_itself(now.model_copy(update={"filters": filters, "group_by": groups}), view)


def _bare(reading: Reading, update: Mapping[str, object]) -> Reading:
    return reading.model_copy(update=update)
