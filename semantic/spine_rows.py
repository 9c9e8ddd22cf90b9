"""Whether the rows of a time spine are what it declares: every unit of its grain, each once."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from semantic import period as periods
from semantic.compile.expressions import Element
from semantic.compile.scope import Scope, table_of
from semantic.dialects import before, to_grain
from semantic.record import record
from semantic.timing import TimeSpine

Execute = Callable[[sa.Select[Any]], Sequence[Sequence[Any]]]


@record
class SpineFault:
    """What is wrong with a spine's rows, and which part of its declaration they do not fit."""

    steps: tuple[str, ...]
    message: str


def faults(
    spine: TimeSpine, scope: Scope, execute: Execute, data: tuple[date, date] | None
) -> Iterator[SpineFault]:
    """What is wrong with the rows of a spine that is read at `scope`.

    `data` are the first and last day of the workspace's data, which the spine should cover.
    """
    rows = table_of(scope, spine.source, dict.fromkeys((spine.column, *spine.custom.values())))
    moment = rows.c[spine.column]
    ends = execute(sa.select(sa.func.min(moment), sa.func.max(moment)))[0]
    if ends[0] is None:
        yield SpineFault(("source",), f"`{spine.source}` has no rows")
        return
    begun = to_grain(spine.grain, moment, scope.week_start)
    amiss = _first(execute, moment, moment != begun)
    if amiss is not None:
        yield SpineFault(("grain",), _not_begun(spine, scope, amiss))
        return
    yield from _each_once(spine, moment, execute)
    yield from _covering(spine, scope, (_day(ends[0]), _day(ends[1])), data)
    for grain, column in spine.custom.items():
        bare = _first(execute, moment, rows.c[column].is_(None))
        if bare is not None:
            message = f"`{spine.source}` says of {_told(bare)} in which {grain} it lies: nothing"
            yield SpineFault(("custom", grain), message)


def _first(execute: Execute, moment: Element, holds: Element) -> Any:
    found = execute(sa.select(moment).where(holds).order_by(moment).limit(1))
    return found[0][0] if found else None


def _not_begun(spine: TimeSpine, scope: Scope, moment: Any) -> str:
    if spine.grain == "week":
        return (
            f"`{spine.source}` has a week from {_day(moment):%A}, {_told(moment)}; the workspace's "
            f"weeks begin on {scope.week_start.title()} (`week_start` in retainer.yaml), and a "
            "spine has their first days"
        )
    return (
        f"`{spine.source}` has {_told(moment)}, with which no {spine.grain} begins; a spine has "
        f"the first moment of each {spine.grain}"
    )


def _each_once(spine: TimeSpine, moment: Element, execute: Execute) -> Iterator[SpineFault]:
    following = sa.func.lead(moment).over(order_by=moment).label("following")
    known = sa.select(moment.label("moment"), following).subquery("known")
    here, there = known.c.moment, known.c.following
    twice = _first(execute, here, there == here)
    if twice is not None:
        message = f"`{spine.source}` has {_told(twice)} more than once, so it counts twice"
        yield SpineFault(("column",), message)
    gap = _first(execute, here, sa.and_(there != here, before(there, 1, spine.grain) != here))
    if gap is not None:
        message = f"`{spine.source}` lacks the {spine.grain} after {_told(gap)}"
        yield SpineFault(("column",), message)


def _covering(
    spine: TimeSpine, scope: Scope, ends: tuple[date, date], data: tuple[date, date] | None
) -> Iterator[SpineFault]:
    """Whether the spine reaches as far as the data, to units of its own grain."""
    if data is None:
        return
    grain = next((known for known in periods.GRAINS if known == spine.grain), periods.GRAINS[0])
    first, last = (periods.floor(day, grain, scope.week_start) for day in data)
    if ends[0] > first or ends[1] < last:
        message = (
            f"`{spine.source}` goes from {ends[0]} to {ends[1]}, and the data from {data[0]} to "
            f"{data[1]}"
        )
        yield SpineFault(("source",), message)


def _day(moment: Any) -> date:
    return moment.date() if isinstance(moment, datetime) else date.fromisoformat(str(moment)[:10])


def _told(moment: Any) -> str:
    return str(moment).removesuffix(" 00:00:00")
