"""Imported definitions as the files of a workspace: a file for each model and for its metrics."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from connectors.exchange.yaml_text import yaml_text
from semantic.exchange.imported import Imported
from semantic.model import Metric, Model

COMBINED = "combined"
SPINES = "time_spines"


def files(given: Imported) -> dict[str, str]:
    """Texts by path within the workspace, in the order of the definitions."""
    return {**_of_models(given), **_of_metrics(given.metrics)}


def _of_models(given: Imported) -> dict[str, str]:
    found = {}
    for model in given.models:
        links = [each for each in given.relationships if each.from_model == model.name]
        content: dict[str, Any] = {"version": 1, "models": [plain(model)]}
        if links:
            content["relationships"] = [plain(link) for link in links]
        found[f"models/{model.name}.yml"] = yaml_text(content)
    if given.time_spines:
        spines = {"version": 1, "time_spines": [plain(spine) for spine in given.time_spines]}
        name = _free(SPINES, given.models)
        found[f"models/{name}.yml"] = yaml_text(spines)
    return found


def _of_metrics(metrics: Sequence[Metric]) -> dict[str, str]:
    groups: dict[str, list[Metric]] = {}
    for metric in metrics:
        groups.setdefault(getattr(metric, "model", COMBINED), []).append(metric)
    return {
        f"metrics/{name}.yml": yaml_text(
            {"version": 1, "metrics": [plain(metric) for metric in group]}
        )
        for name, group in groups.items()
    }


def _free(name: str, models: Iterable[Model]) -> str:
    taken = {model.name for model in models}
    return name if name not in taken else f"{name}_of_the_import"


def plain(definition: BaseModel) -> dict[str, Any]:
    """A definition as plain data, without what only repeats a default."""
    content: Mapping[str, Any] = definition.model_dump(
        mode="json", by_alias=True, exclude_defaults=True
    )
    first = [key for key in ("name", "type") if key in content]
    last = [key for key in ("governance",) if key in content]
    order = [*first, *(key for key in content if key not in (*first, *last)), *last]
    return {key: content[key] for key in order}
