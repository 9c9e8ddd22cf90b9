"""What questions are asked with: the workspace's engine, its model and its skills."""

import time
import uuid

from agent.ask import World
from agent.memory import Memory, Recent
from connectors.wiring.models import answers_pen, language_model
from connectors.wiring.parts import Parts


def world(parts: Parts, memory: Memory | None = None) -> World:
    """Everything that answering a question needs; `memory` keeps its conversation."""
    model = language_model(parts.workspace)
    return World(
        parts.engine,
        time.perf_counter,
        lambda: uuid.uuid4().hex,
        memory or Recent(),
        model=model,
        pen=answers_pen(parts.workspace, model),
        skills=parts.workspace.skills,
        leading=_leading(parts),
        explain_by=_explain_by(parts),
    )


def _leading(parts: Parts) -> tuple[str, ...]:
    """The metrics that the workspace's briefings follow, in their order."""
    followed = (name for spec in parts.workspace.briefings.values() for name in spec.movement)
    return tuple(dict.fromkeys(followed))


def _explain_by(parts: Parts) -> tuple[str, ...]:
    """The dimensions that the workspace's briefings trace changes by, in their order."""
    named = (name for spec in parts.workspace.briefings.values() for name in spec.explain_by)
    return tuple(dict.fromkeys(named))
