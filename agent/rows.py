"""Which rows of a result an answer has: those where something happened, within the limits."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from agent.evidence import spans_periods
from agent.reading import Reading, Threshold
from agent.time_groups import is_grain, is_own, part_label
from semantic.errors import Refusal
from semantic.model import Filter, RatioMetric, RetentionMetric
from semantic.query import Query
from semantic.result import Result, Value
from semantic.view import View

MOST_LISTED = 5000
_TIED = "Note: others have the same figure as the last one shown."
_TIED_IN_LIST = "Note: others have the same figure as the last one in that list."
Run = Callable[[Query], Result]


def rows_of(reading: Reading, run: Run, view: View) -> Result:
    """The rows that answer a reading. Raises what `run` raises, and Refusal.

    What a list holds is computed by its own reading first, with the same rights.
    """
    among, query = reading.among, reading.to_query()
    if query.limit is not None:
        # One more tells whether the last one that is shown has its like.
        query = query.model_copy(update={"limit": query.limit + 1})
    if among is None:
        return _answering(run(query), reading, view)
    listed = rows_of(among, run, view)
    kept = _kept(listed, among, apart=reading.apart)
    found = run(query.model_copy(update={"filters": (*query.filters, kept)}))
    op = "not_among" if reading.apart else "among"
    told = {"field": kept.field, "op": op, "value": among.echo(view)}
    about = tuple(_instead(found.filters, kept, told))
    tied = (_TIED_IN_LIST,) if _TIED in listed.warnings else ()
    warnings = (*found.warnings, *tied)
    return _answering(replace(found, filters=about, warnings=warnings), reading, view)


def _answering(result: Result, reading: Reading, view: View) -> Result:
    kept = _within_limits(_without_empty_rows(result, reading, view), reading)
    kept = _whole_units(kept, reading) if reading.ranks_units else kept
    kept = _first_of_each(kept, reading) if reading.per else _cut(kept, reading)
    if not reading.counted:
        return _without_begun_rates(kept, view)
    if result.withheld:
        raise Refusal(
            "How many there are is not told: figures about too few are withheld.",
            next_step="Ask over a longer period, or without a condition.",
        )
    named = (row for row, value in enumerate(kept.data[reading.group_by[0]]) if value is not None)
    return _only(kept, named)


def _kept(found: Result, among: Reading, *, apart: bool) -> Filter:
    """The condition that holds for what a reading lists, or `apart` for what it does not."""
    if apart and found.withheld:
        raise Refusal(
            "Who is not in that list is not told: figures about too few are withheld.",
            next_step="Ask for those who are in it, or for everybody.",
        )
    (field,) = among.group_by
    values = [value for value in found.data[field] if value is not None]
    if len(values) > MOST_LISTED:
        many, most = f"{len(values):,}", f"{MOST_LISTED:,}"
        raise Refusal(
            f"That list has {many} lines, and at most {most} are gone on with.",
            next_step="Ask for a shorter list first, such as the top 10.",
        )
    if not values:
        raise Refusal(
            "Nothing is in that list, so there is no figure for it.",
            next_step="Ask for the list over another period, or for everybody.",
        )
    op = "not_in" if apart else "in"
    return Filter.model_validate({"field": field, "op": op, "value": values})


def _instead(
    filters: Sequence[Mapping[str, Any]], kept: Filter, told: Mapping[str, Any]
) -> Iterable[Mapping[str, Any]]:
    """The conditions with the list's name in place of its members, which the rows name."""
    members = kept.model_dump(mode="json", by_alias=True)
    return (told if given == members else given for given in filters)


def _without_empty_rows(result: Result, reading: Reading, view: View) -> Result:
    """The result without members for which nothing happened, unless a ranking asked for them."""
    members = [name for name in reading.group_by if not is_grain(name)]
    if not members or reading.limit is not None:
        return result
    columns = [
        (column.name, isinstance(view.metrics[column.metric], RatioMetric | RetentionMetric))
        for column in result.columns
        if column.role == "metric" and not column.name.endswith((".change", ".change_pct"))
    ]
    return _only(
        result,
        (
            row
            for row in range(result.length)
            if any(_happened(result.data[name][row], is_rate) for name, is_rate in columns)
        ),
    )


def _without_begun_rates(result: Result, view: View) -> Result:
    """The result without rates of units that have only begun, where these span two units.

    The first two days of a month have few of the customers of the two days before them: 0 % would
    be true, and read as a collapse.
    """
    partial = set(result.partial_periods)
    times = [c.name for c in result.columns if is_grain(c.name)]
    rates = [
        used.name for used in result.metrics if spans_periods(view.metrics[used.name], view.catalog)
    ]
    if not (partial and times and rates):
        return result
    begun = [str(label) in partial for label in result.data[times[0]]]
    left_open = {
        name: [
            None if open_ else value for value, open_ in zip(result.data[name], begun, strict=True)
        ]
        for name in rates
    }
    return replace(result, data={**result.data, **left_open})


def _whole_units(result: Result, reading: Reading) -> Result:
    """The rows of units that the period has whole: one that is cut is low for no reason."""
    names = [name for name in reading.group_by if is_own(name)]
    cut = set(result.partial_periods)
    rows = range(result.length)
    kept = [row for row in rows if not any(str(result.data[name][row]) in cut for name in names)]
    if len(kept) == result.length:
        return result
    note = f"Note: only {part_label(names[0])}s that are whole are ranked."
    return replace(_only(result, kept), warnings=(*result.warnings, note))


def _cut(result: Result, reading: Reading) -> Result:
    """The first rows of a ranking, saying so where the next one has the same figure."""
    if reading.limit is None or result.length <= reading.limit:
        return result
    figures = result.data[reading.order_by[0].removeprefix("-")]
    last, following = figures[reading.limit - 1], figures[reading.limit]
    shown = _only(result, range(reading.limit))
    if last is None or last != following:
        return shown
    return replace(shown, warnings=(*shown.warnings, _TIED))


def _first_of_each(result: Result, reading: Reading) -> Result:
    """The first rows of each value of the group that `per` names, saying where the next is alike.

    The values come in the order of their first rows, periods in their own. Rows without a figure
    have no place, and equal figures stand in the order of their members.
    """
    figures = result.data[reading.order_by[0].removeprefix("-")]
    rows: dict[Value, list[int]] = {}
    for row, value in enumerate(result.data[reading.per]):
        if figures[row] is not None and value is not None:
            rows.setdefault(value, []).append(row)
    values = sorted(rows, key=str) if is_grain(reading.per) else list(rows)
    most = reading.limit or 1
    shown = _only(result, (row for value in values for row in rows[value][:most]))
    tied = (figures[all_[most - 1]] == figures[all_[most]] for all_ in rows.values()
            if len(all_) > most)  # fmt: skip
    if not any(tied):
        return shown
    note = "Note: in some of these, others have the same figure as the last one shown."
    return replace(shown, warnings=(*shown.warnings, note))


def _within_limits(result: Result, reading: Reading) -> Result:
    """The rows within the limits that the reading sets."""
    if not reading.having or not reading.group_by:
        return result
    kept = [
        row
        for row in range(result.length)
        if all(_is_within(result.data[each.metric][row], each) for each in reading.having)
    ]
    return _only(result, kept)


def _only(result: Result, rows: Iterable[int]) -> Result:
    kept = list(rows)
    data = {name: [values[row] for row in kept] for name, values in result.data.items()}
    return replace(result, data=data)


def _is_within(value: Value, limit: Threshold) -> bool:
    return isinstance(value, int | float) and limit.holds(value)


def _happened(value: Value, is_rate: bool) -> bool:
    return value is not None and (is_rate or value != 0)
