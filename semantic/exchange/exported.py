"""What an export gives: another tool's file, and what that tool cannot tell from it."""

from dataclasses import dataclass
from typing import Any

from semantic.exchange.losses import Loss


@dataclass(frozen=True)
class Exported:
    """The file's content, and the losses."""

    document: dict[str, Any]
    losses: tuple[Loss, ...]
