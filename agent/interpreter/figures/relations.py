"""Metrics that stand in a relation: one per another, before or after another, a share of it."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from agent.interpreter.board import Board, Hint, Mark, MemberSaid, MetricSaid, Noise, TimeSaid
from agent.interpreter.figures.deeds import is_mean
from agent.interpreter.figures.shares import is_of_cohort, rates_of, wholes
from agent.interpreter.members.exclusions import leaving_out
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.ordinary import SAME, SHARE
from agent.interpreter.words.roots import is_deed
from semantic.filter_tree import AnyFilter
from semantic.model import (
    BaseMetric,
    DerivedMetric,
    Filter,
    LifecycleMetric,
    MetricInput,
    RatioMetric,
    SimpleMetric,
)
from semantic.view import View

_DIFFERENCE = re.compile(r"\s*(\w+)\s*-\s*(\w+)\s*")
_AFTER = {
    ("after",), ("net", "of"), ("less",), ("minus",), ("after", "deducting"), ("after", "taking"),
}  # fmt: skip
_BEFORE = {("before",), ("before", "deducting"), ("gross", "of"), ("before", "taking")}
_SMALL = frozenset({"our", "the", "a", "all", "total"})
_LONGEST_PART = 4
_RATIO = frozenset({"ratio", "proportion", "quotient"})
_DIVIDED = {("divided", "by"), ("relative", "to"), ("in", "relation", "to"), ("out", "of")}
_GOING = frozenset(
    {"was", "were", "is", "are", "went", "goes", "been", "has", "have", "had", "handed", "given"}
    | {"paid", "back", "out", "in", "to", "on", "as", "lost", "through", "into", "got", "being"}
)
_GOING |= {"get", "gets", "getting", "did", "ended", "end", "up", "then", "had", "be", "go", "come"}
_GOING |= {"came", "comes", "sent", "brought"}
_NARROWING = frozenset({"in", "for", "from", "during", "at", "by", "'", "’", "s"})
_MEAN = frozenset({"average", "on", "mean"})


def join_related(board: Board, view: View) -> None:
    """Put one metric in place of two that define it: sales per order, sales after returns."""
    marks = [(mark, said.metrics[0]) for mark, said in board.of(MetricSaid)
             if len(said.metrics) == 1]  # fmt: skip
    for (one, first), (other, second) in pairwise(marks):
        between = _between(board, one, other)
        if between[-1:] == ("per",) and set(between[:-1]) <= _MEAN:
            _join(board, one, other, _ratios(view, first, second))
        elif between == ("of",) and second in wholes(view, first):
            board.swap(other, Noise())
        elif first == second and divides(board, one, other) and not board.has(Grouped):
            # Cancelled appointments as a share of appointments: the whole is said again. By clinic
            # it would be that of each, which no share of rows is.
            board.swap(other, Noise())
        elif divides(board, one, other):
            _join(
                board, one, other, [*rates_of(view, first, second), *_ratios(view, first, second)]
            )
        elif between in _AFTER:
            _join(board, one, other, differences(view, first, second))
        elif between in _BEFORE and list(differences(view, first, second)):
            _join(board, one, other, [first])


def divides(board: Board, one: Mark, other: Mark) -> bool:
    """Whether one metric is wanted as a part of another: "as % of", "the ratio of … to …"."""
    between = _between(board, one, other)
    if between[-1:] == ("of",) and between[:1] in (("as",), ("in",)):
        return bool(set(between) & (SHARE | {"part"}))
    if between in _DIVIDED:
        return True
    led = (board.word(one.start - 2), board.word(one.start - 1))
    ratio = (led[0] in _RATIO and led[1] == "of") or board.word(other.end) in _RATIO
    return ratio and between in (("to",), ("and",), ("over",), ("/",), ("-", "to", "-"))


def repeat_parts(board: Board, view: View) -> None:
    """Take "after refunds" of net sales as said: its definition takes them off."""
    said = [(mark, one.metrics[0]) for mark, one in board.of(MetricSaid) if len(one.metrics) == 1]
    for part, below in said:
        before = (board.word(part.start - 2), board.word(part.start - 1))
        start = part.start - (2 if before in _AFTER else 1 if before[1:] in _AFTER else 0)
        wholes = [name for other, name in said if other.end <= start]
        if start < part.start and len(wholes) == 1 and _takes_off(view, wholes[0], below):
            board.marks.remove(part)
            if board.free(start, part.end):
                board.put(start, part.end, Noise())
            else:
                board.put(part.start, part.end, part.meaning)


def _takes_off(view: View, net: str, part: str) -> bool:
    metric = view.metrics[net]
    match = _DIFFERENCE.fullmatch(metric.expr) if isinstance(metric, DerivedMetric) else None
    return match is not None and match.group(2) == part


def leave_out_parts(board: Board, view: View) -> None:
    """Take "minus returns" as said: the difference, where one is defined.

    "Sales without returns" may be either of the two, and stays open; of gross sales, by their own
    name, returns are not taken off anyway.
    """
    said = [(mark, one.metrics[0]) for mark, one in board.of(MetricSaid) if len(one.metrics) == 1]
    if len(said) != 2:
        return
    for (part, below), (whole, above) in (said, said[::-1]):
        minus = taken_off(board, part.start)
        start = minus if minus is not None else leaving_out(board, part.start)
        net = list(differences(view, above, below))
        named = board.text(whole) == view.metrics[above].title.lower()
        if start is not None and len(net) == 1 and (named or minus is not None):
            board.marks.remove(part)
            board.put(start, part.end, Noise())
            if minus is not None:
                board.swap(whole, MetricSaid((net[0],)))
            return


def taken_off(board: Board, place: int) -> int | None:
    """Where words such as "minus" or "net of" begin that take off what stands at a place."""
    while board.word(place - 1) in ("the", "any", "all", "our"):
        place -= 1
    for size in (2, 1):
        words = tuple(board.word(n) for n in range(place - size, place))
        if words in _AFTER and board.free(place - size, place):
            return place - size
    return None


def settle_means(board: Board, lexicon: Lexicon, view: View) -> None:
    """Leave open what "average orders" are: the average order's value, or orders on average.

    "Average orders per customer" are those of a mean.
    """
    for mark, said in board.of(MetricSaid):
        first, last = board.tokens[mark.start], board.tokens[mark.end - 1]
        if SAME.get(first.word, first.word) != "average":
            continue
        whole = lexicon.at(board.tokens, mark.start + 1)
        end = mark.start + 1 + whole[0] if whole else mark.end
        if whole and end > mark.end and _are_means(whole[1].metrics, view):
            board.marks = [one for one in board.marks if not mark.start <= one.start < end]
            board.put(mark.start, end, MetricSaid(tuple(whole[1].metrics)))
            continue
        rest = lexicon.at(board.tokens[mark.start + 1 : mark.end], 0)
        if last.word != last.stem and rest and rest[1].metrics:
            both = dict.fromkeys((*said.metrics, *rest[1].metrics))
            board.swap(mark, MetricSaid(tuple(both)))


def _are_means(names: Sequence[str], view: View) -> bool:
    return bool(names) and all(is_mean(view.metrics[name]) for name in names)


def _between(board: Board, one: Mark, other: Mark) -> tuple[str, ...]:
    words = (board.word(place) for place in range(one.end, other.start))
    return tuple(word for word in words if word not in _SMALL)


def _join(board: Board, one: Mark, other: Mark, names: Iterator[str] | list[str]) -> None:
    found = list(names)
    inner = [mark for mark in board.marks if one.end <= mark.start and mark.end <= other.start]
    if len(found) != 1 or any(not isinstance(mark.meaning, Hint | Noise) for mark in inner):
        return
    for mark in (one, other, *inner):
        board.marks.remove(mark)
    board.put(one.start, other.end, MetricSaid((found[0],)))
    for place in list(board.rest()):
        around = place in (one.start - 2, other.end) and board.word(place) in _RATIO
        if board.word(place) == "average" or around:
            board.put(place, place + 1, Noise())


def _ratios(view: View, above: str, below: str) -> Iterator[str]:
    for metric in view.metrics.values():
        if isinstance(metric, RatioMetric) and not metric.format.percent:
            ends = (_name(metric.numerator), _name(metric.denominator))
            if ends == (above, below):
                yield metric.name


def differences(view: View, whole: str, part: str) -> Iterator[str]:
    """The metrics that are defined as one metric less another."""
    for metric in view.metrics.values():
        match = _DIFFERENCE.fullmatch(metric.expr) if isinstance(metric, DerivedMetric) else None
        if match and match.groups() == (whole, part):
            yield metric.name


def wholes_less(view: View, whole: str) -> set[str]:
    """The metrics that are one metric less anything."""
    return {name for part in parts_taken_off(view) for name in differences(view, whole, part)}


def parts_taken_off(view: View) -> set[str]:
    """The metrics that some other one takes off."""
    matches = (
        _DIFFERENCE.fullmatch(metric.expr)
        for metric in view.metrics.values()
        if isinstance(metric, DerivedMetric)
    )
    return {match.group(2) for match in matches if match} & set(view.metrics)


def take_shares(board: Board, lexicon: Lexicon, view: View) -> None:
    """Put a rate in place of what it is a share of: "what share of loans was late"."""
    asked = [mark for mark, hint in board.of(Hint) if hint.unit == "percent"]
    asked += [Mark(place, place + 1, None) for place in board.rest()
              if board.word(place) in SHARE - {"rate", "ratio"}]  # fmt: skip
    asked += [Mark(place, place + 1, None) for place in (board.rest() if asked else ())
              if (board.word(place), board.word(place + 1)) == ("part", "of")]  # fmt: skip
    if asked and is_of_cohort(board):
        return
    if asked:
        _take_back_came_back(board, view)
        _join_given_back(board, view)
        _drop_denominators(board, view)
    said = board.of(MetricSaid)
    if not asked or len(said) != 1:
        return
    _settle_part(board, view)
    said = board.of(MetricSaid)
    if len(said[0][1].metrics) != 1:
        return
    mark, name = said[0][0], said[0][1].metrics[0]
    metric = view.metrics[name]
    if metric.format.percent:
        _silence(board, asked)
        return
    rates = [one for one in view.metrics.values()
             if isinstance(one, RatioMetric) and one.format.percent]  # fmt: skip
    for member, given in board.of(MemberSaid):
        found = [rate for rate in rates if _is_part(rate, metric, given, view)]
        if len(found) == 1:
            board.swap(member, Noise())
            board.swap(mark, MetricSaid((found[0].name,)))
            _silence(board, asked)
            return
    whole = {rate.name for rate in rates if _name(rate.denominator) == name}
    part = _named_part(board, lexicon, whole)
    if part is not None:
        start, end, rate = part
        board.put(start, end, Noise())
        board.swap(mark, MetricSaid((rate,)))
        _silence(board, asked)
        return
    found = [rate for rate in rates if _name(rate.numerator) == name
             and not isinstance(rate.numerator, MetricInput)]  # fmt: skip
    # "% of Off-Peak members who churned" is a rate of theirs, "% of churn that was Off-Peak" none.
    did = is_deed(board.word(mark.end - 1))
    theirs = did and all(member.end <= mark.start for member, _ in board.of(MemberSaid))
    if len(found) == 1 and (theirs or not board.of(MemberSaid)):
        board.swap(mark, MetricSaid((found[0].name,)))
        _silence(board, asked)


def _named_part(board: Board, lexicon: Lexicon, rates: set[str]) -> tuple[int, int, str] | None:
    """Where a part is said that one of the rates is called by: "late", of a late share.

    As in "what share of bookings were no-shows", where the no-show rate divides by them.
    """
    free = set(board.rest())
    for start in sorted(free):
        for end in range(min(start + _LONGEST_PART, len(board.tokens)), start, -1):
            said = board.tokens[start:end]
            words = tuple(token.stem for token in said if token.word != "-")
            if not free.issuperset(range(start, end)) or not (said[0].is_word and said[-1].is_word):
                continue
            names = ((*words, "share"), (*words, "rate"), ("share", "of", *words))
            named = {one for words in names if words in lexicon.phrases
                     for one in lexicon.phrases[words].metrics}  # fmt: skip
            if len(named & rates) == 1:
                return start, end, (named & rates).pop()
    return None


def _settle_part(board: Board, view: View) -> None:
    """Of metrics called alike take the one of which there is a rate: "what share churned"."""
    ((mark, said),) = board.of(MetricSaid)
    parts = [name for name in said.metrics
             if any(isinstance(one, RatioMetric) and one.format.percent
                    and _name(one.numerator) == name for one in view.metrics.values())]  # fmt: skip
    if len(said.metrics) > 1 and len(parts) == 1:
        board.swap(mark, MetricSaid((parts[0],), note=said.note))


def _take_back_came_back(board: Board, view: View) -> None:
    """Take "came back" in "sales that came back as returns" as said of what was sold.

    Customers who came back are no metric's returns.
    """
    said = board.of(MetricSaid)
    for (_, before), (mark, one), (_, _) in zip(said, said[1:], said[2:], strict=False):
        persons = isinstance(view.metrics[before.metrics[0]], LifecycleMetric)
        returned = all(isinstance(view.metrics[name], LifecycleMetric) for name in one.metrics)
        if returned and not persons and board.word(mark.end) in ("as", "in", "through"):
            board.swap(mark, Noise())
            return


def _join_given_back(board: Board, view: View) -> None:
    """Put the rate in place of both: "what proportion of sales was handed back in refunds"."""
    said = [(mark, one.metrics[0]) for mark, one in board.of(MetricSaid) if len(one.metrics) == 1]
    if len(said) != 2:
        return
    (one, whole), (other, part) = said
    rates = list(rates_of(view, part, whole))
    lead = one.start - 1
    while board.word(lead) in _SMALL or _narrows(board, lead):
        lead -= 1
    share_of = board.word(lead) == "of" and board.word(lead - 1) in SHARE | {"part"}
    going = all(
        _narrows(board, place) or board.word(place) in _SMALL | _GOING
        for place in range(one.end, other.start)
    )
    if share_of and len(rates) == 1 and going:
        board.swap(one, MetricSaid((rates[0],)))
        board.swap(other, Noise())


def _narrows(board: Board, place: int) -> bool:
    """Whether a place says of when or of whom: "what share of August sales in France"."""
    said = (mark for mark, _ in (*board.of(TimeSaid), *board.of(MemberSaid)))
    told = (*said, *(mark for mark, _ in board.of(Noise)))
    inside = any(mark.start <= place < mark.end for mark in told)
    return inside or (board.word(place) in _NARROWING and board.free(place, place + 1))


def _drop_denominators(board: Board, view: View) -> None:
    """Take the whole of a named rate as said: "what share of sales was unidentified"."""
    said = [(mark, one.metrics[0]) for mark, one in board.of(MetricSaid) if len(one.metrics) == 1]
    if len(said) != 2 or set(_between(board, said[0][0], said[1][0])) & {"and", "&", ",", "plus"}:
        return
    for (whole, name), (_, other) in (said, said[::-1]):
        if name in wholes(view, other):
            board.swap(whole, Noise())
            return


def _silence(board: Board, asked: list[Mark]) -> None:
    for mark in asked:
        if mark in board.marks:
            board.swap(mark, Noise())
        elif board.free(mark.start, mark.end):
            board.put(mark.start, mark.end, Noise())


def _is_part(rate: RatioMetric, whole: BaseMetric, given: MemberSaid, view: View) -> bool:
    """Whether a rate is the share of `whole` for which the member holds."""
    if _name(rate.denominator) != whole.name or given.excluded:
        return False
    part = view.catalog.metrics[_name(rate.numerator)]
    own = rate.numerator.filter if isinstance(rate.numerator, MetricInput) else ()
    if isinstance(part, SimpleMetric) and isinstance(whole, SimpleMetric):
        alike = (part.model, part.agg, part.expr) == (whole.model, whole.agg, whole.expr)
        extra = [each for each in (*part.filter, *own) if each not in whole.filter]
        return alike and len(extra) == 1 and _same(extra[0], given)
    return False


def _same(condition: AnyFilter, given: MemberSaid) -> bool:
    if not isinstance(condition, Filter) or condition.op != "eq":
        return False
    return (condition.field, condition.value) in given.values


def _name(given: MetricInput | str) -> str:
    return given.name if isinstance(given, MetricInput) else given
