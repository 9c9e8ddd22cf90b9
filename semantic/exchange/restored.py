"""Definitions of ours that came back from another tool's file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from semantic.exchange.losses import Losses
from semantic.exchange.sealed import as_draft
from semantic.model import Metric, Model, Relationship
from semantic.timing import TimeSpine

Kind = TypeVar("Kind")

MODEL: TypeAdapter[Model] = TypeAdapter(Model)
LINK: TypeAdapter[Relationship] = TypeAdapter(Relationship)
METRIC: TypeAdapter[Metric] = TypeAdapter(Metric)
SPINE: TypeAdapter[TimeSpine] = TypeAdapter(TimeSpine)


@dataclass(frozen=True)
class Restored:
    """Definitions as they were exported, by their names on the other side.

    `fields` says which dimension of ours a dataset's field is; the `rest` has no other side.
    """

    models: dict[str, Model] = field(default_factory=dict)
    links: dict[str, Relationship] = field(default_factory=dict)
    metrics: dict[str, Metric] = field(default_factory=dict)
    fields: dict[tuple[str, str], str] = field(default_factory=dict)
    rest_models: tuple[Model, ...] = ()
    rest_links: tuple[Relationship, ...] = ()
    rest_metrics: tuple[Metric, ...] = ()
    spines: tuple[TimeSpine, ...] = ()


def valid(
    kind: TypeAdapter[Kind],
    name: str,
    definition: dict[str, Any],
    losses: Losses,
    owner: str | None,
) -> Kind | None:
    """The definition, as a draft of `owner` if it is a metric; None where it is none of ours."""
    try:
        return kind.validate_python(as_draft(definition, owner) if owner else definition)
    except ValidationError as error:
        losses.add(f"extension of {name}", f"it is none of ours: {error.errors()[0]['msg']}.")
        return None


def with_rest(found: Restored, given: Mapping[str, Any], owner: str, losses: Losses) -> Restored:
    """The same with what only our own part of the file holds."""

    def each(kind: TypeAdapter[Kind], key: str, owner: str | None = None) -> tuple[Kind, ...]:
        parts = given.get(key)
        dicts = (
            [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
        )
        made = [valid(kind, key, part, losses, owner) for part in dicts]
        return tuple(part for part in made if part is not None)

    return Restored(
        *(found.models, found.links, found.metrics, found.fields),
        rest_models=each(MODEL, "models"),
        rest_links=each(LINK, "relationships"),
        rest_metrics=each(METRIC, "metrics", owner),
        spines=each(SPINE, "time_spines"),
    )
