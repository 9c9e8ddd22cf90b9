"""What an approval changes and reaches, on the terminal."""

from collections.abc import Iterator, Mapping

from rich.console import RenderableType

from agent.claims import Claim
from agent.evidence import PERCENT
from agent.writer import shown
from connectors.blast import Blast, Moved
from connectors.render.grid import Grid
from connectors.render.pieces import indent, say, section, verbatim
from connectors.render.tables import NOTHING, time_label
from semantic.model import BaseMetric, Format
from semantic.suggest import listed


def page(
    diff: str, blast: Blast, metrics: Mapping[str, BaseMetric]
) -> Iterator[RenderableType | None]:
    """The definition's difference, what refers to the metric, and its values before and after."""
    if diff:
        yield verbatim(diff)
    yield section("Refers to it", _references(blast))
    yield section(f"Values in the last {blast.grain}s", *_values(blast, metrics))


def _references(blast: Blast) -> RenderableType:
    found = {kind: names for kind, names in blast.references.items() if names}
    if not found:
        return say("Nothing: no metric, briefing, eval, golden test, role or skill names it.")
    grid = Grid(("", "whole"), ("", "words"))
    for kind, names in found.items():
        grid.add(kind, listed(names, "and"))
    return grid


def _values(blast: Blast, metrics: Mapping[str, BaseMetric]) -> Iterator[RenderableType]:
    if not blast.moved:
        yield say("No value changes: only words of the definition did.")
        return
    own, *others = blast.moved
    quiet = [each.metric for each in others if each.before is not None and not each.changes]
    for each in (own, *(each for each in others if each.metric not in quiet)):
        if each.why:
            yield say(f"{each.metric} has no value by {blast.grain}: {each.why}")
        else:
            yield say(each.metric)
            yield indent(_grid(each, blast.grain, metrics[each.metric].format))
    if own.before is None and own.now:
        yield say("As approved: none, or not to be computed from the models as they are now.")
    if quiet:
        yield say(f"No value of {listed(quiet, 'and')} changes.")


def _grid(moved: Moved, grain: str, shape: Format) -> Grid:
    grid = Grid(
        *((grain, "whole"), ("as approved", "figure"), ("now", "figure")),
        *(("change", "figure"), ("in %", "figure")),
    )
    for period in moved.now:
        grid.add(time_label(period, grain), *_row(moved, period, shape))
    return grid


def _row(moved: Moved, period: str, shape: Format) -> tuple[str, ...]:
    before, now = (moved.before or {}).get(period), moved.now.get(period)
    change = moved.change(period)
    share = change / abs(before) if change is not None and before else None
    unit = "points" if shape.percent else shape.unit
    return (
        _figure(before, shape),
        _figure(now, shape),
        NOTHING
        if change is None
        else shown(Claim(value=change, label="", kind="change", unit=unit, format=shape)),
        NOTHING
        if share is None
        else shown(Claim(value=share, label="", kind="change_pct", format=PERCENT)),
    )


def _figure(value: float | None, shape: Format) -> str:
    return NOTHING if value is None else shown(Claim(value=value, label="", format=shape))
