"""A workspace that is served for long: read anew when its files or its day change."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from threading import Lock

from agent.ask import World
from connectors.settings import SECRETS_FILE
from connectors.wiring.asking import world
from connectors.wiring.parts import Parts
from connectors.workspace import Workspace, clock_of, load
from semantic.policy import Principal, find_principal

_FILES = (
    "*.y*ml",
    "models/*.y*ml",
    "metrics/*.y*ml",
    "briefings/*.y*ml",
    "skills/*/*.md",
    SECRETS_FILE,
)

Version = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Served:
    """A workspace as it stood when it was read, with an engine that everybody's questions share.

    `now` is the local time of the call.
    """

    workspace: Workspace
    world: World
    now: datetime

    def person(self, name: str) -> Principal:
        """The person of this id. Raises ConfigurationError when nobody has it any more."""
        return find_principal(name, self.workspace.catalog.people)

    def parts(self, who: Principal) -> Parts:
        """The workspace as this person asks it."""
        return Parts(self.workspace, who)


@dataclass
class Serving:
    """The workspace in `root`, for one call at a time."""

    root: Path
    _lock: Lock = field(default_factory=Lock, repr=False)
    _known: tuple[Version, date, Served] | None = field(default=None, repr=False)

    @contextmanager
    def served(self) -> Iterator[Served]:
        """The workspace as its files are now; others wait until the block ends.

        Raises WorkspaceProblems when they do not make sense: what somebody edited meanwhile is not
        served in its old form.
        """
        with self._lock:
            yield self._present()

    def _present(self) -> Served:
        version = _version(self.root)
        if self._known and self._known[0] == version:
            now = clock_of(self._known[2].workspace.catalog)
            if now.date() == self._known[1]:
                return replace(self._known[2], now=now)
        self._known = None
        served = _read(self.root)
        self._known = (version, served.now.date(), served)
        return served


def _read(root: Path) -> Served:
    workspace = load(root)
    default = find_principal(workspace.catalog.settings.default_principal, workspace.catalog.people)
    return Served(workspace, world(Parts(workspace, default)), workspace.now)


def _version(root: Path) -> Version:
    found = sorted(path for pattern in _FILES for path in root.glob(pattern))
    states = ((path, path.stat()) for path in found)
    return tuple((str(path), state.st_mtime_ns, state.st_size) for path, state in states)
