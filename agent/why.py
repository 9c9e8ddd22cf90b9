"""The drivers of a change in words: who carries it, with the figures that prove it."""

from collections.abc import Mapping, Sequence

from agent.about import group_name
from agent.answer import Table
from agent.claims import Claim
from agent.evidence import change, member_name
from agent.grammar import capital, lasting
from agent.phrases import figure
from agent.reading import Reading, field_label
from agent.story import Story
from agent.writer import named, shown
from semantic.model import BaseMetric, Format
from semantic.query import Query
from semantic.record import record
from semantic.result import Value
from semantic.suggest import listed
from semantic.view import View
from skills.drivers.drivers import Drivers, candidates, drivers
from skills.drivers.split import Driver, Split
from skills.toolkit import Toolkit

_MOST_NAMED = 5
_SHARE = Format(unit="%", decimals=0, percent=True)
_SAID = {
    "driver": "What stands out by {by} carries the change:",
    "part": "What stands out by {by} carries a part of the change:",
    "offsetting": "What stands out by {by} cancels out:",
    "no_single_driver": (
        "No single driver: nothing stands out by {all}, given the size and the past of each. "
        "The change by {by}:"
    ),
    "not_judged": "The past is too short to tell what stands out. By {by}:",
}


@record
class Why:
    """A change that was looked into: its sentence, the members that carry it, and the answers."""

    template: str
    tables: tuple[Table, ...]


def compared(reading: Reading) -> Query:
    """The query for the change itself."""
    return reading.model_copy(update={"group_by": (), "compare": "previous"}).to_query()


def why(story: Story, toolkit: Toolkit, explain_by: Sequence[str] = ()) -> Why:
    """What carries the change that the story's result shows; its claims go into its book.

    It is looked for by the dimensions that the reading names, else by those of `explain_by` that
    fit, so that an answer and a briefing about the same change agree; else by all.
    """
    (metric,) = story.metrics
    reading = story.reading
    (found,) = drivers(
        toolkit,
        (metric.name,),
        period=reading.period.days,
        dimensions=reading.group_by or _open(story, metric, explain_by),
        filters=reading.filters,
    )
    lines = [figure(story, metric), *_explained(story, metric, found)]
    return Why("\n".join(lines), _tables(story, metric, found))


def _open(story: Story, metric: BaseMetric, explain_by: Sequence[str]) -> list[str]:
    """The dimensions that the reading does not hold to a member, under any entity's name."""
    held = {given.field.partition(".")[2] for given in story.reading.filters}

    def unheld(fields: Sequence[str]) -> list[str]:
        return [field for field in fields if field.partition(".")[2] not in held]

    first = unheld(candidates(story.view, metric.name, explain_by))
    return first or unheld(candidates(story.view, metric.name))


def _explained(story: Story, metric: BaseMetric, found: Drivers) -> list[str]:
    if found.split is None:
        return [_WITHOUT.get(found.verdict, _WITHOUT["not_compared"])]
    by = group_name(story, found.split.dimension)
    names = [group_name(story, split.dimension) for split in found.considered]
    lead = _SAID.get(found.verdict, "By {by}:").format(by=by, all=listed(names))
    whole = change(story.result, metric)
    unit = lasting(metric)
    return [lead, *(_member(story, each, found, whole, unit) for each in _named(found))]


_WITHOUT = {
    "no_change": "There is nothing to trace.",
    "not_compared": "The periods cannot be compared.",
    "not_decomposable": "This figure is no sum of parts, so no part carries its change.",
}


def _named(found: Drivers) -> Sequence[Driver]:
    split = found.split
    if split is None:
        return ()
    return (split.standing_out if found.dimension else split.members)[:_MOST_NAMED]


def _member(story: Story, driver: Driver, found: Drivers, whole: Claim, unit: str) -> str:
    split = found.split
    assert split is not None
    who = _shown(driver.member, split.dimension, story.view)
    called = named(who, _only(split, driver), story.book)
    name = shown(called)
    own = whole.model_copy(
        update={
            # Sums of floats carry dust that would tip a half the wrong way.
            "value": round(driver.change, 4),
            "label": f"{whole.label}, {name}",
            "filters": (*whole.filters, *_only(split, driver)),
            "result": split.result.hash,
            "wordings": (*whole.wordings, name),
        }
    )
    line = f"- {{{story.book.add(called)}}}: {{{story.book.add(own)}}}{unit}"
    if driver.share is None or driver.share <= 0:
        return line
    share = Claim(
        value=driver.share,
        unit="%",
        label=f"of the change of {whole.label}, {name}",
        kind="share",
        format=_SHARE,
        metric=whole.metric,
        metric_hash=whole.metric_hash,
        filters=own.filters,
        result=own.result,
        wordings=("of the change",),
        explains=f"change of {whole.label}",
    )
    return f"{line}, {{{story.book.add(share)}}} of the change"


def _tables(story: Story, metric: BaseMetric, found: Drivers) -> tuple[Table, ...]:
    if found.split is None:
        return ()
    field = found.split.dimension
    label = field_label(field, story.view)
    columns = [
        {"name": field, "role": "dimension", "type": "text", "label": label},
        {"name": f"{metric.name}.change", "role": "metric", "type": "number",
         "unit": metric.format.unit, "label": f"change of {metric.title}"},
        {"name": "share", "role": "metric", "type": "number", "unit": "%",
         "label": "share of the change"},
    ]  # fmt: skip
    rows = [[each.member, each.change, each.share] for each in found.split.members]
    return (Table(f"Change of {metric.title} by {label}", columns, rows),)


def _only(split: Split, driver: Driver) -> tuple[Mapping[str, Value], ...]:
    return ({"field": split.dimension, "op": "eq", "value": driver.member},)


def _shown(member: Value, field: str, view: View) -> str:
    name = member_name(member, view.dimensions[field])
    if member is None or isinstance(member, bool):
        return capital(name)
    # A bare number would be read as one of the amounts.
    return f"{capital(field.partition('.')[0])} {name}" if name.isdigit() else name
