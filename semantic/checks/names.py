"""One name, one definition; one word, one metric."""

from collections.abc import Iterable, Iterator
from typing import Any

from semantic.draft import Draft, Written
from semantic.problems import Problem

_Named = tuple[str, Written[Any], tuple[str | int, ...]]


def names_are_unique(draft: Draft) -> Iterator[Problem]:
    """No two models, relationships, metrics, principals, addresses or fields of one name."""
    yield from _repeated("model", _by_name(draft.models))
    yield from _repeated("relationship", _by_name(draft.relationships))
    yield from _repeated("metric", _by_name(draft.metrics))
    yield from _repeated("principal", ((p.value.id, p, ("id",)) for p in draft.people))
    yield from _repeated("e-mail address", _contacts(draft, "email"))
    yield from _repeated("Slack id", _contacts(draft, "slack"))
    yield from _repeated("dimension", _fields(draft))
    for model in draft.models:
        entities = enumerate(model.value.entities)
        yield from _repeated(
            "entity", ((given.name, model, ("entities", i, "name")) for i, given in entities)
        )


def _by_name(definitions: Iterable[Written[Any]]) -> Iterator[_Named]:
    return ((written.value.name, written, ("name",)) for written in definitions)


def _contacts(draft: Draft, contact: str) -> Iterator[_Named]:
    for person in draft.people:
        given = getattr(person.value, contact)
        if given:
            yield given.lower(), person, (contact,)


def _fields(draft: Draft) -> Iterator[_Named]:
    for model in draft.models:
        for index, dimension in enumerate(model.value.dimensions):
            yield dimension.field, model, ("dimensions", index, "name")


def _repeated(kind: str, given: Iterable[_Named]) -> Iterator[Problem]:
    first: dict[str, tuple[Written[Any], tuple[str | int, ...]]] = {}
    for name, written, steps in given:
        if name in first:
            holder, where = first[name]
            message = f"a second {kind} `{name}`; the first is at {holder.at(*where)}"
            yield written.problem(message, *steps)
        first.setdefault(name, (written, steps))


def synonyms_mean_one_metric(draft: Draft) -> Iterator[Problem]:
    """No synonym of a metric is another metric's name, label or synonym."""
    meaning = {
        word.lower(): metric.value.name
        for metric in draft.metrics
        for word in (metric.value.name, metric.value.title, metric.value.name.replace("_", " "))
    }
    for metric in draft.metrics:
        for index, synonym in enumerate(metric.value.synonyms):
            other = meaning.setdefault(synonym.lower(), metric.value.name)
            if other != metric.value.name:
                yield metric.problem(
                    f"`{synonym}` already means {other}; one word means one metric",
                    "synonyms",
                    index,
                )
