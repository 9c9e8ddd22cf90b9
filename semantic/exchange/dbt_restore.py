"""Definitions of ours that an earlier export put into a dbt manifest, unless edited since."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from semantic.exchange.losses import Losses
from semantic.exchange.restored import METRIC, MODEL, Kind, Restored, valid, with_rest
from semantic.exchange.sealed import DEFINITION, opened

META = "retainer"


def restored(manifest: Mapping[str, Any], owner: str, losses: Losses) -> Restored:
    """What the manifest's `config.meta` holds of ours. Every metric of it is a draft of `owner`.

    A definition whose dbt side was edited is read from that side, which is reported.
    """
    found = Restored()
    rest: Mapping[str, Any] = {}
    for part in manifest["semantic_models"]:
        model = _opened(MODEL, part, losses)
        if model is not None:
            found.models[part["name"]] = model
        rest = _ours(part).get("rest") or rest
    for part in manifest["metrics"]:
        metric = _opened(METRIC, part, losses, owner)
        if metric is not None:
            found.metrics[part["name"]] = metric
    return with_rest(found, rest if isinstance(rest, dict) else {}, owner, losses)


def _ours(part: Mapping[str, Any]) -> Mapping[str, Any]:
    meta = (part.get("config") or {}).get("meta") or {}
    given = meta.get(META)
    return given if isinstance(given, dict) else {}


def _opened(
    kind: TypeAdapter[Kind], part: Mapping[str, Any], losses: Losses, owner: str | None = None
) -> Kind | None:
    given = _ours(part)
    definition = opened(given, {key: value for key, value in part.items() if key != "config"})
    if definition is None:
        if DEFINITION in given:
            why = "it was edited since it was exported, and was read from dbt's side."
            losses.add(f"words of {part['name']}", why, "Add format, synonyms and the like again.")
        return None
    return valid(kind, part["name"], definition, losses, owner)
