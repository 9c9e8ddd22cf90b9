"""The workspace's state database: where it is, and opening it."""

from briefings.store.store import Store
from connectors.settings import expand
from connectors.workspace import Workspace
from semantic.errors import OutsideFailure
from semantic.loading import SETTINGS

_SQLITE = "sqlite:///"


def open_store(workspace: Workspace) -> Store:
    """What the workspace's briefings remember.

    Raises OutsideFailure where the state cannot be kept, ConfigurationError for a URL that cannot
    be used.
    """
    return Store.open(state_url(workspace))


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
