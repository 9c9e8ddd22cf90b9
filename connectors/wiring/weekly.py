"""What the weekly loop needs besides queries: its memory, its channels and its process."""

import uuid
from collections.abc import Mapping
from pathlib import Path

from briefings.outbox import Channel, Folder
from briefings.review import Reviewer
from briefings.spec import BriefingSpec
from briefings.store.threads import Threads
from briefings.world import World
from connectors.process import worker
from connectors.wiring.models import briefing_pen
from connectors.wiring.parts import Parts
from connectors.wiring.state import open_database
from connectors.wiring.state import open_store as open_store
from connectors.workspace import Workspace

OUTBOX = "outbox"


def threads(workspace: Workspace) -> Threads:
    """What the workspace's conversations were last about."""
    days = workspace.catalog.settings.keep_threads_days
    return Threads(open_database(workspace), workspace.now, days)


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
        pen=briefing_pen(parts.workspace, spec.run_as),
    )
