"""The sentence that answers a reading: a template over claims, never a figure of its own."""

from collections.abc import Iterator, Sequence
from typing import Literal

from agent.about import (
    about,
    against,
    asked_period,
    dated,
    in_period,
    subject,
    then,
    too,
)
from agent.claims import DIMENSION, LIMIT, ROWS, Claim, ClaimPeriod
from agent.evidence import (
    agreeing,
    change,
    change_pct,
    level,
    previous_level,
    rank,
    tells_the_end,
    wordings_of,
)
from agent.grammar import capital, lasting, plural, verb
from agent.interpreter.members.fields import counts_each
from agent.labels import is_cut, row_label, row_labels, row_member
from agent.means import mean_line
from agent.reading import field_label, limits
from agent.shares import share
from agent.story import Story, whose
from agent.time_groups import WEEKDAY, in_words, is_grain, is_part, part_member
from agent.trends import trend_line
from agent.writer import quoted, rounded
from semantic.model import BaseMetric, Format
from semantic.result import Value
from semantic.suggest import listed

_LISTED_MEMBERS = 5
_LISTED_PERIODS = 7


def template(story: Story) -> str:
    """The answer as a template over the story's claims, which this fills."""
    groups = story.reading.group_by
    if not groups:
        said = [figure(story, metric) for metric in story.metrics]
        return " ".join([*_verdicts(story), *said])
    if story.reading.counted:
        return _counted(story)
    for metric in story.metrics:
        story.book.add(_rows(story, metric))
    if story.result.length == 0:
        return f"Nothing is recorded for {about(story, story.metrics[0])}."
    if story.reading.per:
        return _first_of_each(story)
    if len(groups) > 1 or len(story.metrics) > 1:
        return _tabled(story)
    if story.reading.limit:
        return _ranked(story)
    if story.reading.mean:
        return mean_line(story, in_period)
    by_time = is_grain(groups[0]) or is_part(groups[0])
    return _by_time(story) if by_time else _by_member(story)


def _tabled(story: Story) -> str:
    """What the table shows; with an earlier period, the first change in it is proof of that."""
    moved = [change(story.result, metric) for metric in story.metrics] if story.compares else []
    for known in (claim for claim in moved if claim.value is not None):
        story.book.add(known)
    return f"{capital(subject(story))}: see the table."


def _counted(story: Story) -> str:
    """How many rows there are: `Number of countries with gross sales in May 2011: {c1}`."""
    (metric,) = story.metrics
    many = plural(field_label(story.reading.group_by[0], story.view))
    # A label is one name, whatever metric its words would be elsewhere.
    label = story.book.add(Claim(value=many, kind="name", label=DIMENSION))
    having = "" if story.reading.having else f" with {metric.title}"
    when = dated(story, asked_period(story), state=tells_the_end(metric))
    partial = " (partial)" if story.result.period.partial else ""
    rows = {"unit": many, "wordings": (many, *wordings_of(metric))}
    count = story.book.add(_rows(story, metric).model_copy(update=rows))
    return f"Number of {{{label}}}{having}{whose(story)} {when}{partial}{too(story)}: {{{count}}}."


def _verdicts(story: Story) -> Iterator[str]:
    """Whether the one figure is within the limits that were asked about."""
    having = story.reading.having
    value = story.result.value(having[0].metric) if having else None
    if isinstance(value, int | float):
        asked = listed(limits(having, story.view), "and")
        said = Claim(value=asked, kind="name", label="asked limit")
        holds = "Yes" if all(given.holds(value) for given in having) else "No"
        yield f"{holds} (asked: {{{story.book.add(said)}}})."


def figure(story: Story, metric: BaseMetric) -> str:
    """One figure in a sentence: `Gross sales in May were {c1}, up {c2|size} ({c3|size}) on …`."""
    claim = level(story.result, metric)
    value = story.book.add(claim)
    told = capital(about(story, metric))
    if claim.value is None:
        return f"{told} {'have' if verb(metric) == 'were' else 'has'} {{{value}}}."
    sentence = f"{told} {verb(metric)} {{{value}}}{lasting(metric, claim)}"
    if story.whole is not None:
        return f"{sentence}{_share(story, metric, 0)}. {_total(story, metric)}"
    if not story.compares:
        return sentence + "."
    return f"{sentence}{_change(story, metric)}."


def in_total(stories: Sequence[Story]) -> Iterator[str]:
    """The figures of all rows together: `In total, gross sales in May 2011 were {c9}.`."""
    for story in stories:
        for metric in story.metrics:
            said = figure(story, metric)
            yield f"In total, {said[:1].lower()}{said[1:]}"


def _share(story: Story, metric: BaseMetric, row: int) -> str:
    """`, 1.6 % of the whole`; nothing where there is no whole to be a part of."""
    part = _part(story, metric, row)
    return f", {part} of the whole" if part else ""


def _part(story: Story, metric: BaseMetric, row: int) -> str:
    part = share(story.result, story.whole, metric, row) if story.whole else None
    return f"{{{story.book.add(part)}}}" if part is not None and part.value is not None else ""


def _total(story: Story, metric: BaseMetric) -> str:
    """The whole in a sentence of its own; over several periods there is no one whole."""
    if story.whole is None or story.whole.length != 1:
        return ""
    total = story.book.add(level(story.whole, metric))
    when = dated(story, asked_period(story), state=tells_the_end(metric))
    return f"In total, {metric.title} {when} {verb(metric)} {{{total}}}."


def _change(story: Story, metric: BaseMetric) -> str:
    moved = change(story.result, metric)
    before = previous_level(story.result, metric)
    if moved.value is None or before.value is None:
        return ". There is no earlier figure to compare it with"
    moved = agreeing(moved, level(story.result, metric), before)
    name = story.book.add(moved)
    if rounded(moved) == 0:
        return f", unchanged {against(story)}"
    size = f"{{{name}|size}}{lasting(metric, moved)}{_percent(story, metric, 0)}"
    earlier = f"{{{story.book.add(before)}}}{lasting(metric, before)}"
    return f", {{{name}|direction}} {size} from {earlier} {then(story, metric)}"


def _percent(story: Story, metric: BaseMetric, row: int) -> str:
    share = change_pct(story.result, metric, row)
    if share.value is None or metric.format.percent or rounded(share) == 0:
        return ""
    return f" ({{{story.book.add(share)}|size}})"


def _by_member(story: Story) -> str:
    (metric,) = story.metrics
    length = story.result.length
    # One that is left over takes no more room than saying so.
    rows = range(length if length == _LISTED_MEMBERS + 1 else min(length, _LISTED_MEMBERS))
    each = _counts_members(story, metric)
    shown = "; ".join(row_member(story, row) if each else _row(story, metric, row) for row in rows)
    rest = story.result.length - len(rows)
    if rest:
        counted = story.book.add(_others(story, rest, metric))
        shown += f"; and {{{counted}}} others in the table"
    return f"{capital(subject(story))}: {shown}.{_nothing_for(story)}"


def _counts_members(story: Story, metric: BaseMetric) -> bool:
    """Whether each row is one of those that the metric counts: who they are says it all."""
    counts = counts_each(metric, story.reading.group_by[0], story.view) and not story.compares
    return counts and all(value == 1 for value in story.result.data[metric.name])


def _nothing_for(story: Story) -> str:
    """The members that were named and for which there is nothing, in a sentence of its own."""
    named = [given for given in story.reading.filters
             if given.field in story.reading.group_by and given.op == "in"]  # fmt: skip
    if len(named) != 1 or story.result.withheld or not isinstance(named[0].value, list | tuple):
        return ""
    found = set(story.result.data[named[0].field])
    missing = [_named(named[0].field, value) for value in named[0].value if value not in found]
    if not missing or story.reading.limit or story.reading.having:
        return ""
    claims = (Claim(value=said, kind="name", label=DIMENSION) for said in missing)
    return (
        f" There is nothing for {listed([f'{{{story.book.add(one)}}}' for one in claims], 'and')}."
    )


def _named(field: str, value: Value) -> str:
    return f"{part_member(field, value)}s" if field == WEEKDAY else quoted(str(value))


def _ranked(story: Story) -> str:
    (metric,) = story.metrics
    descending = story.reading.order_by[0].startswith("-")
    end: Literal["highest", "lowest"] = "highest" if descending else "lowest"
    for row in range(story.result.length):
        story.book.add(rank(story.result, metric, row, end))
    if story.reading.ranks_change and story.compares:
        return _most_changed(story, metric)
    if story.reading.limit == 1:
        return f"{capital(subject(story))}: {end} {_placed(story, metric, 0)}."
    rows = range(min(story.result.length, 2 * _LISTED_MEMBERS))
    shown = "; ".join(_row(story, metric, row) for row in rows)
    counted = story.book.add(_rows(story, metric))
    rest = " (all in the table)" if len(rows) < story.result.length else ""
    return f"{capital(subject(story))}, the {{{counted}}} {end}: {shown}{rest}."


def _first_of_each(story: Story) -> str:
    """The first rows for each of something: `…, with the highest for each month: May 2011, …`.

    What was asked for is one name, whose number is the asker's.
    """
    (metric,) = story.metrics
    asked = " ".join(story.reading.ranked(story.view))
    ranked = story.book.add(Claim(value=asked, kind="name", label=LIMIT))
    rows = range(min(story.result.length, 2 * _LISTED_MEMBERS))
    shown = "; ".join(_row(story, metric, row) for row in rows)
    rest = " (all in the table)" if len(rows) < story.result.length else ""
    return f"{capital(subject(story))}, with {{{ranked}}}: {shown}{rest}."


def _placed(story: Story, metric: BaseMetric, row: int) -> str:
    """`in May 2011 with {c1} (up {c2|size})`, after a word such as highest."""
    claim = level(story.result, metric, row)
    where = row_label(story, claim.period, row, in_words=True)
    beside = _share(story, metric, row) or _moved(story, metric, row)
    return f"{where} with {{{story.book.add(claim)}}}{lasting(metric, claim)}{beside}"


def _most_changed(story: Story, metric: BaseMetric) -> str:
    """Those that changed the most, each with its change: "highest" would speak of the level."""
    rows = range(min(story.result.length, 2 * _LISTED_MEMBERS))
    shown = "; ".join(_row(story, metric, row) for row in rows)
    return f"{capital(subject(story))}: {shown}."


def _row(story: Story, metric: BaseMetric, row: int) -> str:
    """`France: {c1} (up {c2|size})`, or with its share of the whole, or the same for a month."""
    claim = level(story.result, metric, row)
    of_each = bool(story.reading.per)
    said = (row_labels if of_each else row_label)(story, claim.period, row)
    part = _part(story, metric, row)
    beside = f" ({part})" if part else _moved(story, metric, row)
    return f"{said}: {{{story.book.add(claim)}}}{lasting(metric, claim)}{beside}"


def _by_time(story: Story) -> str:
    (metric,) = story.metrics
    rows = range(story.result.length)
    if len(rows) > _LISTED_PERIODS:
        shown = _extremes(story, metric)
    else:
        shown = "; ".join(_row(story, metric, row) for row in rows)
    rest = _nothing_for(story) if is_part(story.reading.group_by[0]) else ""
    return f"{trend_line(story, metric)}{capital(subject(story))}: {shown}.{rest}"


def _extremes(story: Story, metric: BaseMetric) -> str:
    """The highest and the lowest of the periods that are whole, where one alone is."""
    levels = [level(story.result, metric, row) for row in range(story.result.length)]
    whole = {
        row: claim.value
        for row, claim in enumerate(levels)
        if isinstance(claim.value, int | float) and not (claim.period.partial or is_cut(story, row))
    }
    ends: Sequence[Literal["highest", "lowest"]] = ("highest", "lowest")
    shown = []
    for end in ends if len(whole) > 1 else ():
        most = max(whole.values()) if end == "highest" else min(whole.values())
        rows = [row for row, value in whole.items() if value == most]
        if len(rows) == 1:
            story.book.add(rank(story.result, metric, rows[0], end, place=1))
            shown.append(f"{end} {_placed(story, metric, rows[0])}")
    return "; ".join([*shown, f"{'the others' if shown else 'all'} are in the table"])


def _moved(story: Story, metric: BaseMetric, row: int) -> str:
    if not story.compares:
        return ""
    moved = change(story.result, metric, row)
    if moved.value is None:
        return ""
    name = story.book.add(moved)
    if rounded(moved) == 0:
        return " (unchanged)"
    return f" ({{{name}|direction}} {{{name}|size}}{lasting(metric, moved)})"


def _others(story: Story, count: int, metric: BaseMetric) -> Claim:
    """How many rows a sentence leaves to the table."""
    other = {"value": count, "unit": "others", "wordings": ("others",)}
    return _rows(story, metric).model_copy(update=other)


def _rows(story: Story, metric: BaseMetric) -> Claim:
    """How many rows the table of a metric has."""
    period = story.reading.period
    return Claim(
        value=story.result.length,
        unit=ROWS,
        kind="count",
        label=f"rows of {metric.title}",
        format=Format(),
        metric=metric.name,
        filters=tuple(map(in_words, story.result.filters)),
        wordings=wordings_of(metric),
        period=ClaimPeriod(start=None if tells_the_end(metric) else period.start, end=period.end),
        result=story.result.hash,
    )
