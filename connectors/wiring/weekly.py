"""What the weekly loop needs besides queries: its memory, its channels and its process."""

import uuid
from collections.abc import Mapping
from pathlib import Path

from briefings.outbox import Channel, Folder
from briefings.review import Reviewer
from briefings.spec import BriefingSpec
from briefings.store.store import Store
from briefings.store.threads import Threads
from briefings.world import World
from connectors.process import worker
from connectors.settings import expand
from connectors.wiring.parts import Parts
from connectors.workspace import Workspace
from semantic.errors import OutsideFailure
from semantic.loading import SETTINGS

OUTBOX = "outbox"
_SQLITE = "sqlite:///"


def open_store(workspace: Workspace) -> Store:
    """What the workspace's briefings remember.

    Raises OutsideFailure where the state cannot be kept, ConfigurationError for a URL that cannot
    be used.
    """
    return Store.open(state_url(workspace))


def threads(workspace: Workspace) -> Threads:
    """What the workspace's conversations were last about."""
    days = workspace.catalog.settings.keep_threads_days
    return open_store(workspace).threads(workspace.now, days)


def state_url(workspace: Workspace) -> str:
    """The state database's URL with settings filled in and a SQLite file inside the workspace.

    The file's folder is made. Raises OutsideFailure where it cannot be.
    """
    url = expand(workspace.catalog.settings.state, workspace.known, SETTINGS)
    path = url.removeprefix(_SQLITE)
    if path == url or path in ("", ":memory:"):
        return url
    file = workspace.root / path
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutsideFailure(
            f"The state cannot be kept in {file.parent}: {error.strerror}.",
            next_step="Make the folder writable, or name another `state` in retainer.yaml.",
        ) from error
    return f"{_SQLITE}{file}"


def channels(root: Path) -> Mapping[str, Channel]:
    """The ways to an owner, by name."""
    return {"outbox": Folder(root / OUTBOX)}


def reviewer(parts: Parts) -> Reviewer:
    """Whoever asks, as somebody who decides about notes now."""
    return Reviewer(parts.principal, parts.access, parts.workspace.now)


def world(parts: Parts, spec: BriefingSpec) -> World:
    """Everything that a run of the briefing touches."""
    return World(
        spec=spec,
        catalog=parts.catalog,
        toolkit=parts.toolkit,
        definition=lambda name: parts.workspace.approvals.status(name).hash,
        store=open_store(parts.workspace),
        worker=worker(),
        today=parts.workspace.today,
        new_id=lambda: uuid.uuid4().hex,
    )
