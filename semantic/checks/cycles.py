"""Nothing stands on itself."""

from collections.abc import Iterator, Mapping, Sequence

from semantic.checks.wheres import measured_metrics
from semantic.draft import Draft
from semantic.problems import Problem

MOST_LEVELS = 50


def too_high(draft: Draft) -> list[Problem]:
    """The first metric that stands on more metrics, one upon the other, than can be followed."""
    height = _heights(_inputs(draft))
    for metric in draft.metrics:
        if height[metric.value.name] > MOST_LEVELS:
            message = f"`{metric.value.name}` stands on more than {MOST_LEVELS} levels of metrics"
            return [metric.problem(message, "name")]
    return []


def _heights(onwards: Mapping[str, Sequence[str]]) -> Mapping[str, int]:
    """How many levels end with each name. A way that comes back to where it was ends there."""
    found: dict[str, int] = {}
    begun: set[str] = set()
    for start in onwards:
        waiting = [(start, False)]
        while waiting:
            name, below_is_known = waiting.pop()
            if below_is_known:
                found[name] = 1 + max((found.get(below, 0) for below in onwards[name]), default=0)
            elif name in onwards and name not in begun:
                begun.add(name)
                waiting.append((name, True))
                waiting += ((below, False) for below in onwards[name])
    return found


def metrics_do_not_circle(draft: Draft) -> Iterator[Problem]:
    """No metric is made of itself, however far around."""
    inputs = _inputs(draft)
    written = {metric.value.name: metric for metric in draft.metrics}
    for cycle in cycles(inputs):
        way = " → ".join([*cycle, cycle[0]])
        yield written[cycle[0]].problem(f"the metric stands on itself: {way}", "name")


def _inputs(draft: Draft) -> dict[str, list[str]]:
    return {
        metric.value.name: [
            *(given.name for given in draft.catalog.inputs(metric.value)),
            *measured_metrics(metric.value),
        ]
        for metric in draft.metrics
    }


def cycles(onwards: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Ways that lead back to where they began. Names outside the mapping lead nowhere."""
    done: set[str] = set()
    for start in onwards:
        way: list[str] = []
        waiting: list[Iterator[str]] = [iter((start,))]
        while waiting:
            name = next(waiting[-1], None)
            if name is None:
                waiting.pop()
                done.update(way[-1:])
                del way[-1:]
            elif name in way:
                yield tuple(way[way.index(name) :])
                done.add(name)
            elif name not in done and name in onwards:
                way.append(name)
                waiting.append(iter(onwards[name]))
