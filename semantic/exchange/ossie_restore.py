"""Definitions of ours that an earlier export put into an Ossie file, as far as nobody edited it."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter

from semantic.exchange.losses import Losses
from semantic.exchange.ossie_document import Described, OssieModel, folded
from semantic.exchange.restored import LINK, METRIC, MODEL, Kind, Restored, valid, with_rest
from semantic.exchange.sealed import DEFINITION, opened


def restored(given: OssieModel, raw: Mapping[str, Any], owner: str, losses: Losses) -> Restored:
    """What the file's extensions of ours hold. Every metric of it is a draft of `owner`.

    A definition whose Ossie side was edited is read from that side, which is reported.
    """
    found = Restored()
    for dataset, visible in _pairs(given.datasets, raw.get("datasets")):
        model = _opened(MODEL, dataset, visible, losses)
        if model is not None:
            found.models[folded(dataset.name)] = model
            of = dataset.extension().get("fields")
            for name, dimension in of.items() if isinstance(of, dict) else ():
                found.fields[folded(dataset.name), folded(name)] = str(dimension)
    for link, visible in _pairs(given.relationships or (), raw.get("relationships")):
        relationship = _opened(LINK, link, visible, losses)
        if relationship is not None:
            found.links[folded(link.name)] = relationship
    for each, visible in _pairs(given.metrics or (), raw.get("metrics")):
        metric = _opened(METRIC, each, visible, losses, owner)
        if metric is not None:
            found.metrics[folded(each.name)] = metric
    return with_rest(found, given.extension(), owner, losses)


def _pairs(parts: Any, raw: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Each part with the other tool's side of it."""
    for part, content in zip(parts, raw or (), strict=True):
        yield part, {key: value for key, value in content.items() if key != "custom_extensions"}


def _opened(
    kind: TypeAdapter[Kind],
    part: Described,
    visible: dict[str, Any],
    losses: Losses,
    owner: str | None = None,
) -> Kind | None:
    given = part.extension()
    definition = opened(given, visible)
    if definition is None:
        if DEFINITION in given:
            why = "it was edited since it was exported, and was read from its Ossie side."
            losses.add(f"words of {part.name}", why, "Add label, format and the like again.")
        return None
    return valid(kind, part.name, definition, losses, owner)
