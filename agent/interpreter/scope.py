"""Which part of the business a question is about: its filters and what it is split by."""

from collections.abc import Iterable, Sequence
from dataclasses import field
from itertools import pairwise

from agent.interpreter.board import (
    Board,
    Comparing,
    Contrast,
    DimensionSaid,
    Mark,
    MemberSaid,
    MetricSaid,
    Rank,
    TotalSaid,
)
from agent.interpreter.customers.identified import Identified
from agent.interpreter.figures.counting import Counted
from agent.interpreter.members.conditions import Filtered
from agent.interpreter.members.containing import Containing
from agent.interpreter.members.fields import fitting
from agent.interpreter.members.grouping import CohortSaid, Grouped, SplitOpen
from agent.interpreter.rows.thresholds import Limited
from agent.interpreter.rows.within import ranked_beside
from agent.reading import field_label
from agent.splits import cannot_be_split
from agent.writer import quoted
from semantic.model import Filter, LifecycleMetric, RatioMetric
from semantic.period import Period, whole_grain
from semantic.record import changeable
from semantic.result import Value
from semantic.view import View

_EACH = frozenset({"each", "respectively", "separately", "individually"})
_SORTING = frozenset({"ranked", "sorted", "rank", "ranking"})
_TOGETHER = frozenset({"together", "combined", "jointly"})


@changeable
class Scope:
    """Filters and groups found so far. `why` says what is not clear, `no` what cannot be done.

    `together` names a field of which several members are meant, as one figure or each.
    """

    filters: list[Filter] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    together: str = ""
    why: str = ""
    no: str = ""


def scope_of(board: Board, metrics: Sequence[str], view: View) -> Scope:
    """Filters and dimension groups of the question, for these metrics."""
    found = Scope()
    _add_groups(found, board, metrics, view)
    _add_members(found, board, metrics, view)
    for _, identified in board.of(Identified):
        name = _pick(found, identified.fields, metrics, view)
        if name and name not in found.groups:
            found.filters.append(Filter(field=name, op="not_null"))
    for _, part in board.of(Containing):
        name = _pick(found, part.fields, metrics, view)
        if name:
            found.filters.append(Filter(field=name, op="contains", value=part.text))
    for _, cohort in board.of(CohortSaid):
        name = _pick(found, cohort.fields, metrics, view)
        if name and _within_a_month(cohort.time.period) and view.dimensions[name].dimension.grain:
            found.no = "First orders are known by whole months here."
        if name:
            found.filters += in_period(name, cohort.time.period)
    return found


def _within_a_month(period: Period) -> bool:
    """Whether a period begins inside a month, or ends inside the one that it begins with."""
    begins, ends = period.start, period.end
    same = (begins.year, begins.month) == (ends.year, ends.month)
    return begins.day > 1 or same


def in_period(name: str, period: Period) -> list[Filter]:
    """Conditions that a date field lies in a period."""
    if whole_grain(period) == "month":
        return [Filter(field=name, op="eq", value=period.start.isoformat())]
    return [
        Filter(field=name, op="ge", value=period.start.isoformat()),
        Filter(field=name, op="lt", value=period.end.isoformat()),
    ]


def whose(metric: str, period: Period, view: View) -> list[Filter] | None:
    """The condition "of new customers" or "of returning customers" on other figures of a period."""
    given = view.metrics[metric]
    if not isinstance(given, LifecycleMetric) or given.state not in ("new", "returning"):
        return None
    cohorts = [
        name
        for name, ref in view.dimensions.items()
        if ref.model.name == given.model and ref.dimension.keep == "first" and ref.dimension.grain
    ]
    starts_a_month = period.start.day == 1 and period.end.day == 1
    if not cohorts or not starts_a_month:
        return None
    if given.state == "new":
        return in_period(cohorts[0], period)
    return [Filter(field=cohorts[0], op="lt", value=period.start.isoformat())]


def _add_groups(found: Scope, board: Board, metrics: Sequence[str], view: View) -> None:
    grouped = [said.fields for _, said in board.of(Grouped)]
    grouped += [said.fields for _, said in board.of(Counted)]
    loose = [said.fields for _, said in board.of(DimensionSaid)]
    sorts = _sorts(board)
    if (sorts or board.has(Rank) or board.has(Limited)) and not grouped and len(loose) == 1:
        grouped, loose = loose, []
    beside = ranked_beside(board)
    grouped += beside
    loose = [fields for fields in loose if fields not in beside]
    for fields in grouped:
        name = _pick(found, fields, metrics, view)
        if name and name not in found.groups:
            found.groups.append(name)
    for fields in loose:
        if not set(fields) & set(found.groups):
            label = field_label(fields[0], view)
            found.why = found.why or f"Should it be split by {label}?"


def _sorts(board: Board) -> bool:
    """Whether rows are wanted in an order, as in "rank our clubs by", "clubs in order of"."""
    words = [token.word for token in board.tokens]
    return bool(_SORTING & set(words)) or ("order", "of") in pairwise(words)


def _add_members(found: Scope, board: Board, metrics: Sequence[str], view: View) -> None:
    kept: dict[str, list[Value]] = {}
    left_out: dict[str, list[Value]] = {}
    for mark, said in board.of(MemberSaid):
        values = dict(said.values)
        preferred = [name for name in found.groups if name in values]
        preferred = preferred or fitting(_of_counted(board, mark, values), metrics, view)
        name = preferred[0] if preferred else _pick(found, tuple(values), metrics, view)
        if name:
            into = left_out if said.excluded else kept
            into.setdefault(name, []).append(values[name])
    words = {token.word for token in board.tokens}
    contrasted = bool(
        board.of(Contrast)
        or board.of(Comparing)
        or board.has(TotalSaid)
        or words & _EACH
        or _broken_out(board)
        or says_several(board, view)
    )
    for name, said_values in kept.items():
        several = list(dict.fromkeys(said_values))
        found.filters.append(_filter(name, several, ("eq", "in")))
        if len(several) > 1 and name not in found.groups:
            if contrasted:
                found.groups.append(name)
            elif not (words & _TOGETHER or len(board.of(Filtered)) == 1):
                found.together = name
    for name in kept.keys() & left_out.keys():
        if set(kept[name]) & set(left_out[name]):
            either = quoted(str(left_out[name][0]))
            found.why = found.why or f"Is this with or without {either}?"
    for name, without in left_out.items():
        found.filters.append(_filter(name, list(dict.fromkeys(without)), ("ne", "not_in")))


def _of_counted(board: Board, mark: Mark, values: Iterable[str]) -> list[str]:
    """The fields of those who are counted, where a member is named of them: "German customers"."""
    if all(limit.start < mark.end for limit, _ in board.of(Limited)):
        return []
    owners = {name.partition(".")[0] for _, said in board.of(Counted) for name in said.fields}
    return [name for name in values if name.partition(".")[0] in owners]


def _broken_out(board: Board) -> bool:
    """Whether members that are named are wanted one by one: "France and Spain, broken out"."""
    return any(board.text(mark).endswith((" out", " up")) for mark, _ in board.of(SplitOpen))


def says_several(board: Board, view: View) -> bool:
    """Whether a rate is wanted several times: "return rates for Germany and France"."""
    for mark, said in board.of(MetricSaid):
        last = board.tokens[mark.end - 1]
        rates = all(isinstance(view.metrics[name], RatioMetric) for name in said.metrics)
        if rates and last.word != last.stem:
            return True
    return False


def _filter(name: str, values: list[Value], ops: tuple[str, str]) -> Filter:
    if len(values) == 1:
        return Filter.model_validate({"field": name, "op": ops[0], "value": values[0]})
    return Filter.model_validate({"field": name, "op": ops[1], "value": values})


def _pick(found: Scope, fields: Sequence[str], metrics: Sequence[str], view: View) -> str:
    possible = fitting(fields, metrics, view)
    if possible:
        return possible[0]
    found.no = found.no or cannot_be_split(metrics, fields[0], view)
    return ""
