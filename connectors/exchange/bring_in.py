"""Puts imported definitions into a workspace, new or there already: all of them or nothing."""

import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from connectors.exchange import layout
from connectors.exchange.sources import (
    Data,
    absent,
    connections,
    on_server,
    with_entries,
    with_sources,
)
from connectors.init import write
from connectors.workspace import CONNECTIONS, load
from semantic.catalog import Catalog
from semantic.errors import ConfigurationError, OutsideFailure
from semantic.exchange.imported import Imported
from semantic.exchange.losses import Fault, Loss, NotImportable, of_weeks
from semantic.loading import METRICS, MODELS, SETTINGS
from semantic.problems import Problem, WorkspaceProblems

Importer = Callable[[str], Imported]


@dataclass(frozen=True)
class BroughtIn:
    """What an import wrote, what it left behind, and the sources whose files are still to come."""

    workspace: Path
    files: tuple[str, ...]
    definitions: Imported
    absent: tuple[str, ...]

    @property
    def losses(self) -> tuple[Loss, ...]:
        """What could not be carried over."""
        return self.definitions.losses


def bring_in(importer: Importer, target: Path, data: Data) -> BroughtIn:
    """Imports into the workspace `target`; a folder that is not there becomes a workspace.

    `importer` gives the definitions for the principal who is to own them. Raises NotImportable when
    names clash or the result would not pass `retainer check`, ConfigurationError for a folder that
    is no workspace, OutsideFailure when the disk fails. Nothing is left half written.
    """
    fresh = not target.exists() or (target.is_dir() and not any(target.iterdir()))
    if not fresh and not (target / SETTINGS).is_file():
        raise ConfigurationError(
            f"{target} holds files and is no workspace: it has no {SETTINGS}.",
            next_step="Name a workspace, or a folder that is new or empty.",
        )
    draft = target.parent / f".{target.name}.{secrets.token_hex(4)}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if fresh:
            write(draft, None)
            _make_bare(draft, target)
        else:
            _copy_definitions(target, draft)
        written, given, tables = _merged(importer, draft, data, target, fresh=fresh)
        _put_in_place(draft, target, written, fresh=fresh)
    except OSError as error:
        raise OutsideFailure(
            f"The import could not be written to {target}: {error.strerror or error}.",
            next_step="Nothing was left behind. Make room or choose another folder.",
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return BroughtIn(target, tuple(sorted(written)), given, absent(tables, data))


def _make_bare(draft: Path, target: Path) -> None:
    """A new workspace without the sample that it comes with."""
    for folder in (MODELS, METRICS, "data", "briefings", "evals"):
        shutil.rmtree(draft / folder, ignore_errors=True)
    for folder in (MODELS, METRICS, "data"):
        (draft / folder).mkdir()
    settings = draft / SETTINGS
    lines = settings.read_text(encoding="utf-8").splitlines()
    name = target.name
    kept = [line for line in lines if not line.startswith(("clock:", "#", "currency:", "title:"))]
    text = "\n".join(line for line in kept if not line.startswith("name:"))
    settings.write_text(f"{text}\nname: {_slug(name)}\nclock: real\n", encoding="utf-8")
    policies = draft / "policies.yml"
    policies.write_text(_STEWARD_ALONE, encoding="utf-8")
    people = draft / "people.yaml"
    people.write_text(_ME_ALONE, encoding="utf-8")


_STEWARD_ALONE = """version: 1

# Nothing is visible unless a grant shows it.
roles:
  steward:
    description: Answers for the definitions. Approves metrics, reviews notes, sees everything.
    approves: true
    reviews: true
    grants:
      - {metrics: all, rows: all}
"""
_ME_ALONE = """version: 1

# Who may ask. Roles are in policies.yml; attributes can be used there as $principal.NAME.
principals:
  - {id: me, name: Me, roles: [steward]}
"""


def _slug(name: str) -> str:
    text = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in name.lower())
    return "-".join(part for part in text.split("-") if part) or "imported"


def _copy_definitions(target: Path, draft: Path) -> None:
    """The workspace's own files without data and state, to check what it becomes."""
    left_out = shutil.ignore_patterns("data", ".retainer", ".git", "outbox")
    shutil.copytree(target, draft, ignore=left_out)


def _merged(
    importer: Importer, draft: Path, data: Data, target: Path, *, fresh: bool
) -> tuple[dict[str, str], Imported, dict[str, str]]:
    """Writes the definitions into the draft, and gives back what was written there."""
    there = None if fresh else load(draft)
    owner = there.catalog.settings.default_principal if there else "me"
    given = importer(owner)
    tables: dict[str, str] = {}
    if there is None or there.connections.warehouse.type == "duckdb":
        given, tables = with_sources(given)
    else:
        given = on_server(given)
    if there is not None:
        _refuse_clashes(given, there.catalog)
        weeks = of_weeks(there.catalog.settings.week_start)
        given = replace(given, losses=(*given.losses, *weeks))
        tables = {
            name: table for name, table in tables.items() if name not in there.connections.sources
        }
    files = _sound_files(draft, given, _connections(draft, tables, data, target, fresh=fresh))
    return files[0], files[1], tables


def _connections(
    draft: Path, tables: Mapping[str, str], data: Data, target: Path, *, fresh: bool
) -> dict[str, str]:
    if fresh:
        return {CONNECTIONS: connections(tables, data, target)}
    if not tables:
        return {}
    text = (draft / CONNECTIONS).read_text(encoding="utf-8")
    return {CONNECTIONS: with_entries(text, tables, data, target)}


def _sound_files(
    draft: Path, given: Imported, more: dict[str, str]
) -> tuple[dict[str, str], Imported]:
    """The files that pass `retainer check`, without metrics that it finds fault with."""
    for _ in range(len(given.metrics) + 1):
        files = {**layout.files(given), **more}
        taken = [name for name in files if name != CONNECTIONS and (draft / name).exists()]
        if taken:
            faults = [
                Fault("clash", name, "a file of this name is there already") for name in taken
            ]
            raise NotImportable("The import would write over files of the workspace:", faults)
        _write(draft, files)
        try:
            load(draft)
        except WorkspaceProblems as error:
            lost = dict(_at_fault(given, files, error.problems))
            if not lost:
                faults = [Fault("check", str(each.place), each.message) for each in error.problems]
                raise NotImportable("The workspace would not pass its check:", faults) from error
            given = _without(given, lost)
            for name in files:
                if name != CONNECTIONS:
                    (draft / name).unlink()
        else:
            return files, given
    raise AssertionError("each round takes a metric away")


def _write(draft: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (draft / name).parent.mkdir(parents=True, exist_ok=True)
        (draft / name).write_text(text, encoding="utf-8")


def _at_fault(
    given: Imported, files: Mapping[str, str], problems: tuple[Problem, ...]
) -> Iterator[tuple[str, str]]:
    """The imported metrics that problems are about, each with the first one."""
    known = {metric.name for metric in given.metrics}
    for problem in reversed(problems):
        text = files.get(problem.place.file)
        if text is None or not problem.place.file.startswith(f"{METRICS}/"):
            continue
        lines = text.splitlines()[: problem.place.line]
        named = [line.strip() for line in lines if line.startswith("  - name: ")]
        if named and named[-1].removeprefix("- name: ") in known:
            yield named[-1].removeprefix("- name: "), problem.message


def _without(given: Imported, lost: Mapping[str, str]) -> Imported:
    losses = [
        Loss(f"metric {name}", f"{message}.", "Define it by hand.", "check")
        for name, message in lost.items()
    ]
    kept = tuple(metric for metric in given.metrics if metric.name not in lost)
    return replace(given, metrics=kept, losses=(*given.losses, *losses))


def _refuse_clashes(given: Imported, there: Catalog) -> None:
    faults = [
        *(_clash("model", each.name) for each in given.models if each.name in there.models),
        *(_clash("metric", each.name) for each in given.metrics if each.name in there.metrics),
        *(
            _clash("relationship", each.name)
            for each in given.relationships
            if each.name in {link.name for link in there.relationships}
        ),
        *(
            _clash("dimension", dimension.field)
            for model in given.models
            for dimension in model.dimensions
            if dimension.field in there.dimensions
        ),
    ]
    if faults:
        raise NotImportable("The workspace has definitions of these names already:", faults)


def _clash(kind: str, name: str) -> Fault:
    return Fault("clash", name, f"there is a {kind} of this name")


def _put_in_place(draft: Path, target: Path, files: Mapping[str, str], *, fresh: bool) -> None:
    """Moves what was checked to where it belongs; of a workspace that is there, only new files."""
    if fresh:
        if target.is_dir():
            target.rmdir()
        draft.rename(target)
        return
    done: list[Path] = []
    try:
        for name in sorted(files, key=lambda name: name == CONNECTIONS):
            path = target / name
            path.parent.mkdir(exist_ok=True)
            if name != CONNECTIONS:
                done.append(path)
            (draft / name).replace(path)
    except OSError:
        for path in done:
            path.unlink(missing_ok=True)
        raise
