"""What a model wants of the rows: their order, one list for each, and what is told beside them.

The checks are those of a question in words; what they object to goes back to the model.
"""

from collections.abc import Iterator

from agent.interpreter.board import Also
from agent.interpreter.figures.counting import count_objection
from agent.interpreter.ground import Ground
from agent.interpreter.rows.order import Doubt, for_each_of, whole_units_of
from agent.interpreter.times.both_periods import kept_to
from agent.interpreter.times.day_parts import uneven
from agent.interpreter.times.means_of_periods import averaged
from agent.interpreter.times.period_words import span_in_words
from agent.reading import Reading
from agent.shares import has_parts, share_objection
from agent.time_groups import is_grain
from agent.tools.arguments import QueryArguments
from agent.tools.errors import Wrong, WrongArguments
from agent.totals import total_objection
from semantic.view import View

_TWO = 2


def strange_shape(given: QueryArguments, view: View) -> Iterator[Wrong]:
    """What is wrong with the shape by itself, before there is a reading."""
    if given.per and given.per not in given.group_by:
        yield Wrong("per", "not among `group_by`", tuple(given.group_by))
    elif given.per and (len(set(given.group_by)) != _TWO or not given.order_by or not given.limit):
        yield Wrong("per", "one of two in `group_by`, with `order_by` and `limit`")
    if "trend" in given.also and not any(map(is_grain, given.group_by)):
        yield Wrong("also", "a trend is of a split by time, as time.month")
    names = [name for name in given.metrics if name in view.metrics]
    if "share" in given.also and not all(has_parts(view.metrics[name]) for name in names):
        yield Wrong("also", "only sums and counts have shares")


def shaped(given: QueryArguments, reading: Reading, about: Ground) -> Reading:
    """The reading in the order and with what is asked beside its rows. Raises WrongArguments."""
    found = _kept_to(given, _ranked(given, reading, about), about)
    asked = {"share": "share" in given.also, "trend": "trend" in given.also,
             "counted": "count" in given.also}  # fmt: skip
    found = found.model_copy(update=asked)
    if "mean" in given.also:
        found = _sound(averaged(found, about.calendar, about.view))
    total = "total" in given.also
    for wanted, why in (
        (found.share, share_objection(found)),
        (found.counted, count_objection(found)),
        (total, total_objection(found, about.view) if total else ""),
    ):
        if wanted and why:
            raise WrongArguments([Wrong("also", why)])
    notes = filter(None, [uneven(found.group_by, found.period.days)])
    return found.model_copy(update={"total": total, "assumptions": (*found.assumptions, *notes)})


def _ranked(given: QueryArguments, reading: Reading, about: Ground) -> Reading:
    if not given.order_by:
        return reading.model_copy(update={"limit": given.limit})
    ranked = reading.model_copy(update={"order_by": (given.order_by,), "limit": given.limit})
    if given.limit and given.order_by.removeprefix("-") not in reading.group_by:
        ranked = whole_units_of(ranked, about.calendar, "ranked")
    return for_each_of(ranked, given.per) if given.per else ranked


def _kept_to(given: QueryArguments, reading: Reading, about: Ground) -> Reading:
    """The reading of those only who did the same in another period, or who did not."""
    for argument, words in (("did_so_in", given.did_so_in), ("not_in", given.not_in)):
        if not words:
            continue
        span = span_in_words(words, about.calendar, grain="", state=False)
        if isinstance(span, str):
            raise WrongArguments([Wrong(argument, span)])
        other = Also(span.asked, absent=argument == "not_in")
        reading = _sound(kept_to(reading, other, about.calendar, about.view), argument)
    return reading


def _sound(found: Reading | Doubt, argument: str = "also") -> Reading:
    if isinstance(found, Doubt):
        raise WrongArguments([Wrong(argument, found.why)])
    return found
