"""Reads a workspace's files into a catalog, or says everything that is wrong with them at once."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from pydantic import BaseModel

from semantic.approval_file import ApprovalsFile, recorded
from semantic.catalog import Catalog, Settings
from semantic.checks import CHECKS
from semantic.checks.cycles import too_high
from semantic.draft import Draft, Kind, Written
from semantic.messages import Fault, fit, told
from semantic.model import MetricsFile, ModelsFile
from semantic.policy import PeopleFile, PoliciesFile
from semantic.problems import MOST_OF_A_KIND, Place, Problem, WorkspaceProblems, at_most
from semantic.record import record
from semantic.rights import effective_roles
from semantic.yaml_quick import quick
from semantic.yaml_source import Document, Reader, read

Type = TypeVar("Type", bound=BaseModel)

SETTINGS = "retainer.yaml"
PEOPLE = "people.yaml"
POLICIES = "policies.yml"
APPROVALS = "approvals.yml"
MODELS = "models"
METRICS = "metrics"


@record
class _File(Generic[Type]):
    """What one file gave, and its problems.

    `dropped` are the faulty entries and `unread` the sections that hold no entries at all.
    """

    document: Document | None
    content: Type | None
    problems: tuple[Problem, ...]
    dropped: frozenset[tuple[str, str | int]] = frozenset()
    unread: frozenset[str] = frozenset()

    def entries(self, section: str) -> Iterator[Written[Any]]:
        """The sound entries of a section of the file, where they were written."""
        if self.document is None or self.content is None or section in self.unread:
            return
        written = self.document.data.get(section, ())
        labels: Iterable[str | int] = written if isinstance(written, dict) else range(len(written))
        kept = [label for label in labels if (section, label) not in self.dropped]
        values = getattr(self.content, section)
        sound = values.values() if isinstance(values, dict) else values
        for label, value in zip(kept, sound, strict=True):
            yield Written(value, self.document, (section, label))


def load(root: Path) -> Catalog:
    """The catalog of the workspace in `root`.

    Raises WorkspaceProblems with every problem of every file.
    """
    draft, problems = read_draft(root)
    problems += too_high(draft) or [found for check in CHECKS for found in at_most(check(draft))]
    if problems:
        raise WorkspaceProblems(problems)
    return replace(draft.catalog, roles=effective_roles(draft.catalog))


def read_draft(root: Path) -> tuple[Draft, list[Problem]]:
    """Everything in the workspace that could be read, and the problems of the rest."""
    settings = _read_file(root, SETTINGS, Settings)
    people = _read_file(root, PEOPLE, PeopleFile)
    policies = _read_file(root, POLICIES, PoliciesFile)
    approvals = _approvals(root)
    models = [_read_file(root, file, ModelsFile) for file in _files(root, MODELS)]
    metrics = [_read_file(root, file, MetricsFile) for file in _files(root, METRICS)]
    read_all: list[_File[Any]] = [settings, people, policies, approvals, *models, *metrics]
    problems = [problem for file in read_all for problem in file.problems]
    problems += _missing_folders(root)
    draft = Draft(
        settings=_whole(settings),
        models=tuple(entry for file in models for entry in file.entries("models")),
        relationships=tuple(entry for file in models for entry in file.entries("relationships")),
        metrics=tuple(entry for file in metrics for entry in file.entries("metrics")),
        roles={str(entry.steps[-1]): entry for entry in policies.entries("roles")},
        people=tuple(people.entries("principals")),
        approvals=tuple(approvals.entries("approvals")),
        names=_names(models, metrics, policies, people),
        time_spines=tuple(entry for file in models for entry in file.entries("time_spines")),
    )
    return draft, problems


def _files(root: Path, folder: str) -> list[str]:
    found = (root / folder).glob("*.y*ml") if (root / folder).is_dir() else ()
    return sorted(f"{folder}/{path.name}" for path in found if path.suffix in (".yml", ".yaml"))


def _missing_folders(root: Path) -> list[Problem]:
    return [
        Problem(Place(folder), f"no .yml file in {folder}/; a workspace needs at least one")
        for folder in (MODELS, METRICS)
        if not _files(root, folder)
    ]


def _approvals(root: Path) -> _File[ApprovalsFile]:
    if (root / APPROVALS).exists():
        return _read_file(root, APPROVALS, ApprovalsFile, recorded)
    return _File(None, None, ())


def _whole(file: _File[Settings]) -> Written[Settings] | None:
    if file.document is None or file.content is None or file.problems:
        return None
    return Written(file.content, file.document, ())


def _read_file(root: Path, file: str, target: type[Type], reader: Reader = quick) -> _File[Type]:
    document, problems = read(root / file, file, reader)
    if document is None:
        return _File(None, None, problems)
    content, faults = fit(document.data, target)
    if content is not None:
        return _File(document, content, problems)
    return _salvage(document, target, (*problems, *told(document, target, faults)), faults)


def _salvage(
    document: Document,
    target: type[Type],
    problems: tuple[Problem, ...],
    faults: tuple[Fault, ...],
) -> _File[Type]:
    """The file without its faulty entries, so that the sound ones can still be checked."""
    if len(faults) > MOST_OF_A_KIND:
        return _File(document, None, problems)
    dropped = frozenset(
        (str(fault.steps[0]), fault.steps[1]) for fault in faults if len(fault.steps) > 1
    )
    unread = frozenset(str(fault.steps[0]) for fault in faults if len(fault.steps) == 1)
    sound: dict[str, Any] = {
        section: _without(entries, {label for of, label in dropped if of == section})
        for section, entries in document.data.items()
        if section not in unread
    }
    content, _ = fit({**sound, "version": 1}, target)
    return _File(document, content, problems, dropped, unread)


def _without(entries: Any, labels: set[str | int]) -> Any:
    if isinstance(entries, dict):
        return {label: entry for label, entry in entries.items() if label not in labels}
    if isinstance(entries, list):
        return [entry for label, entry in enumerate(entries) if label not in labels]
    return entries


def _names(
    models: list[_File[ModelsFile]],
    metrics: list[_File[MetricsFile]],
    policies: _File[PoliciesFile],
    people: _File[PeopleFile],
) -> dict[Kind, frozenset[str]]:
    """Every name that is written, sound or not, of each kind whose files could all be read."""
    sources: dict[Kind, tuple[list[_File[Any]], str, str]] = {
        "model": (cast("list[_File[Any]]", models), "models", "name"),
        "relationship": (cast("list[_File[Any]]", models), "relationships", "name"),
        "metric": (cast("list[_File[Any]]", metrics), "metrics", "name"),
        "principal": ([people], "principals", "id"),
    }
    found = {
        kind: frozenset(
            str(entry[key])
            for file in files
            for entry in _raw(file, section)
            if isinstance(entry, dict) and key in entry
        )
        for kind, (files, section, key) in sources.items()
        if all(file.document for file in files)
    }
    if policies.document:
        roles = policies.document.data.get("roles")
        found["role"] = frozenset(roles if isinstance(roles, dict) else ())
    if "model" in found:
        found["dimension"] = frozenset(_written_fields(models))
    return found


def _raw(file: _File[Any], section: str) -> list[Any]:
    entries = file.document.data.get(section) if file.document else None
    return entries if isinstance(entries, list) else []


def _written_fields(models: list[_File[ModelsFile]]) -> Iterator[str]:
    for file in models:
        for model in _raw(file, "models"):
            dimensions = model.get("dimensions") if isinstance(model, dict) else None
            for dimension in dimensions if isinstance(dimensions, list) else ():
                if isinstance(dimension, dict):
                    yield f"{dimension.get('entity')}.{dimension.get('name')}"
