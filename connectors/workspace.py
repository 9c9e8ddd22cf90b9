"""A workspace: where it is, and everything its files define, read and checked in one go."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefings.spec import BriefingSpec, check, read_specs
from connectors.connections import (
    ComputedSource,
    ConnectionsFile,
    DuckDBSettings,
    FileSource,
    PostgreSQLSettings,
    SparkSettings,
    TableSource,
    Warehouse,
)
from connectors.settings import REFERENCE, STATE_FOLDER, local_time, settings
from semantic.approvals import Approvals
from semantic.catalog import Catalog
from semantic.errors import ConfigurationError
from semantic.loading import SETTINGS
from semantic.loading import load as load_catalog
from semantic.messages import validate
from semantic.problems import Problem, WorkspaceProblems
from semantic.record import record
from semantic.suggest import did_you_mean
from semantic.yaml_source import Document, read
from skills.loader import Skill, names, of_workspace

if TYPE_CHECKING:
    from agent.verified import Verified

CONNECTIONS = "connections.yaml"
VERIFIED = "verified.yml"
REPORTED = "reported.jsonl"
COMPUTED = ("customer_predictions",)


@record
class Workspace:
    """A folder whose files make sense together. `known` holds the settings around it.

    `skills` are the workspace's own: texts, of which nothing is run.
    """

    root: Path
    known: Mapping[str, str]
    catalog: Catalog
    connections: ConnectionsFile
    briefings: Mapping[str, BriefingSpec]
    verified: tuple["Verified", ...] = ()
    skills: tuple[Skill, ...] = ()

    @cached_property
    def approvals(self) -> Approvals:
        """The approvals of the workspace's metrics."""
        return Approvals(self.catalog)

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of all sources: those listed, and tables that only definitions name."""
        named = (model.source for model in self.catalog.models.values() if model.source)
        spines = (spine.source for spine in self.catalog.time_spines)
        return tuple(dict.fromkeys((*self.connections.sources, *named, *spines)))

    @property
    def tables(self) -> dict[str, str]:
        """The table of each source on the server, as `SCHEMA.TABLE`; computed ones have none."""
        settings = self.connections.warehouse
        schema = settings.schema_name if isinstance(settings, PostgreSQLSettings) else ""
        listed = self.connections.sources
        found = {}
        for name in self.sources:
            source = listed.get(name)
            if not isinstance(source, ComputedSource):
                table = source.table if isinstance(source, TableSource) else name
                found[name] = table if "." in table or not schema else f"{schema}.{table}"
        return found

    @property
    def state_folder(self) -> Path:
        """Where Retainer keeps what is its own: state, cache and the key for pseudonyms."""
        return self.root / STATE_FOLDER

    @cached_property
    def now(self) -> datetime:
        """The workspace's local time: of this machine, or of its fixed clock."""
        return clock_of(self.catalog)

    @property
    def today(self) -> date:
        """The workspace's local date."""
        return self.catalog.today(self.now)


def clock_of(catalog: Catalog) -> datetime:
    """The workspace's local time at this moment: of this machine, or of its fixed clock."""
    clock = catalog.settings.clock
    return local_time(catalog.settings.timezone) if clock == "real" else clock


def find(given: Path | None, start: Path) -> Path:
    """The workspace's folder: the given one, or the nearest parent of `start` that is one.

    Raises ConfigurationError that says where it looked.
    """
    if given is not None:
        return _checked(given.absolute())
    looked = [start, *start.parents]
    found = next((folder for folder in looked if (folder / SETTINGS).is_file()), None)
    if found is None:
        raise ConfigurationError(
            f"There is no workspace here: none of these folders holds a {SETTINGS}:\n"
            + "\n".join(f"  {folder}" for folder in looked),
            next_step="Name one with -w DIR, or write a new one: retainer init DIR",
        )
    return found


def _checked(folder: Path) -> Path:
    if (folder / SETTINGS).is_file():
        return folder
    what = f"holds no {SETTINGS}" if folder.is_dir() else "is not a folder"
    inside = sorted(path.parent.name for path in folder.glob(f"*/{SETTINGS}"))
    raise ConfigurationError(
        f"{folder} is not a workspace: it {what}.",
        nearest=[str(folder / name) for name in inside],
        next_step=f"Name another with -w DIR, or write a new one: retainer init {folder}",
    )


def load(root: Path) -> Workspace:
    """The workspace in `root`.

    Raises WorkspaceProblems with every problem of every file, ConfigurationError when the .env
    file cannot be read.
    """
    known = settings(root)
    problems: list[Problem] = []
    catalog = None
    try:
        catalog = load_catalog(root)
    except WorkspaceProblems as found:
        problems += found.problems
    written, faults = read_specs(root)
    problems += faults
    document, connections, faults = read_connections(root, known)
    problems += faults
    verified, faults = _verified(root)
    problems += faults
    skills, wrong = of_workspace(root, taken=names())
    problems += wrong
    if catalog is not None:
        problems += check(written, catalog)
        if document is not None and connections is not None:
            problems += _sources(document, connections, catalog, bool(written))
    if problems or catalog is None or connections is None:
        raise WorkspaceProblems(problems)
    specs = {one.value.name: one.value for one in written}
    return Workspace(root, known, catalog, connections, specs, verified, skills)


def _verified(root: Path) -> tuple[tuple["Verified", ...], tuple[Problem, ...]]:
    """The verified answers, and what is wrong with their file, which need not be there."""
    if not (root / VERIFIED).exists():
        return (), ()
    # Imported here because few workspaces have one, and what a reading is takes time to import.
    from agent.verified import VerifiedFile

    document, problems = read(root / VERIFIED, VERIFIED)
    if document is None:
        return (), problems
    content, faults = validate(document, VerifiedFile)
    return content.answers if content else (), (*problems, *faults)


def unset_key(workspace: Workspace) -> Iterator[Problem]:
    """The setting that a model's key names and that nobody has set; all but asking works without.

    The others of retainer.yaml and connections.yaml are already known to be set.
    """
    model = workspace.catalog.settings.model
    for name in REFERENCE.findall(model.key) if model else ():
        if not workspace.known.get(name):
            document, _ = read(workspace.root / SETTINGS, SETTINGS)
            assert document is not None
            message = f"`${{{name}}}` is not set; set it in the environment or in .env"
            yield Problem(document.value(("model", "key")), message)


def read_connections(
    root: Path, known: Mapping[str, str]
) -> tuple[Document | None, ConnectionsFile | None, tuple[Problem, ...]]:
    """connections.yaml with its settings filled in, and what is wrong with it."""
    document, problems = read(root / CONNECTIONS, CONNECTIONS)
    if document is None:
        return None, None, problems
    missing: list[Problem] = []
    # Whoever serves others needs their tokens; a command of one's own does not.
    apart = {key: content for key, content in document.data.items() if key == "mcp"}
    rest = {key: content for key, content in document.data.items() if key != "mcp"}
    filled = replace(document, data=_filled(document, rest, (), known, missing) | apart)
    content, faults = validate(filled, ConnectionsFile)
    return filled, content, (*problems, *missing, *faults)


def _filled(
    document: Document,
    content: Any,
    steps: tuple[str | int, ...],
    known: Mapping[str, str],
    missing: list[Problem],
) -> Any:
    """The content with settings in place of `${NAME}`; those that are not set go to `missing`."""
    if isinstance(content, dict):
        return {
            key: _filled(document, value, (*steps, key), known, missing)
            for key, value in content.items()
        }
    if isinstance(content, list):
        return [
            _filled(document, value, (*steps, index), known, missing)
            for index, value in enumerate(content)
        ]
    if not isinstance(content, str):
        return content
    for name in REFERENCE.findall(content):
        if name not in known:
            message = f"`${{{name}}}` is not set; set it in the environment or in .env"
            missing.append(Problem(document.value(steps), message))
    return REFERENCE.sub(lambda match: known.get(match[1], ""), content)


def _sources(
    document: Document, connections: ConnectionsFile, catalog: Catalog, has_briefing: bool
) -> Iterator[Problem]:
    embedded = isinstance(connections.warehouse, DuckDBSettings)
    people = [person.id for person in catalog.people if not person.service]
    for name in connections.mcp.tokens:
        if name not in people:
            message = f"nobody in people.yaml who may ask is called `{name}`"
            yield Problem(document.key(("mcp", "tokens", name)), message)
    read_by = [
        *((model.source, f"the model `{model.name}`") for model in catalog.models.values()),
        *((spine.source, f"the time spine by {spine.grain}s") for spine in catalog.time_spines),
    ]
    for source, reader in read_by:
        if embedded and source is not None and source not in connections.sources:
            hint = did_you_mean(source, connections.sources)
            message = f"`sources` lacks `{source}`, which {reader} reads"
            yield Problem(document.key(("sources",)), message + hint)
    for name, given in connections.sources.items():
        if not isinstance(given, ComputedSource):
            yield from _elsewhere(document, name, given, connections.warehouse)
            continue
        place = document.value(("sources", name, "computed"))
        if given.computed not in COMPUTED:
            hint = did_you_mean(given.computed, COMPUTED)
            yield Problem(place, f"nothing computes `{given.computed}`{hint}")
        elif not has_briefing:
            message = f"`{given.computed}` follows the base of a briefing, and there is none"
            yield Problem(place, message)


def _elsewhere(
    document: Document, name: str, source: FileSource | TableSource, warehouse: Warehouse
) -> Iterator[Problem]:
    """A file where the warehouse has tables, or the other way round."""
    if isinstance(warehouse, SparkSettings):
        return
    embedded = isinstance(warehouse, DuckDBSettings)
    if embedded == isinstance(source, FileSource):
        return
    wanted, given = ("file", "table") if embedded else ("table", "file")
    message = f"`{name}` names a {given}, and the sources of this warehouse are {wanted}s"
    yield Problem(document.key(("sources", name, given)), message)
