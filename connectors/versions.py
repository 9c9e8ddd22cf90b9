"""What computed rows depend on besides data: our own code and the workspace's definitions."""

import hashlib
from pathlib import Path

import semantic
import skills
from briefings.spec import BriefingSpec
from semantic.catalog import Catalog
from semantic.result import digest


def version(catalog: Catalog, spec: BriefingSpec) -> str:
    """A hash that changes with the code of the two lower floors, the models and the briefing."""
    definitions = [
        *catalog.models.values(),
        *catalog.relationships,
        *catalog.metrics.values(),
        catalog.settings,
        spec,
    ]
    return digest([_code(), *(each.model_dump(mode="json") for each in definitions)])


def _code() -> str:
    found = hashlib.sha256()
    for package in (semantic, skills):
        for path in sorted(Path(str(package.__file__)).parent.rglob("*.py")):
            found.update(path.read_bytes())
    return found.hexdigest()
