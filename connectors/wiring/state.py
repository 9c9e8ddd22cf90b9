"""The workspace's state database: where it is, and opening it."""

from typing import TYPE_CHECKING

from briefings.store.database import Database, connect
from briefings.store.migrations import migrate
from connectors.settings import expand
from connectors.workspace import Workspace
from semantic.errors import OutsideFailure
from semantic.loading import SETTINGS

if TYPE_CHECKING:
    from briefings.store.store import Store

_SQLITE = "sqlite:///"


def open_store(workspace: Workspace) -> "Store":
    """What the workspace's briefings remember.

    Raises OutsideFailure where the state cannot be kept, ConfigurationError for a URL that cannot
    be used.
    """
    # Imported here because all that a briefing is made of takes longer than answering a question.
    from briefings.store.store import Store

    return Store(open_database(workspace))


def open_database(workspace: Workspace) -> Database:
    """The state database, its tables brought up to date. Raises what `open_store` raises."""
    database = connect(state_url(workspace))
    migrate(database)
    return database


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
