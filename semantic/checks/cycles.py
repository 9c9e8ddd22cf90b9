"""Nothing stands on itself."""

from collections.abc import Iterator, Mapping, Sequence

from semantic.checks.wheres import measured_metrics
from semantic.draft import Draft
from semantic.problems import Problem


def metrics_do_not_circle(draft: Draft) -> Iterator[Problem]:
    """No metric is made of itself, however far around."""
    inputs = {
        metric.value.name: [
            *(given.name for given in draft.catalog.inputs(metric.value)),
            *measured_metrics(metric.value),
        ]
        for metric in draft.metrics
    }
    written = {metric.value.name: metric for metric in draft.metrics}
    for cycle in cycles(inputs):
        way = " → ".join([*cycle, cycle[0]])
        yield written[cycle[0]].problem(f"the metric stands on itself: {way}", "name")


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
