"""What an import gives: definitions of ours, all drafts, and what was left behind."""

from dataclasses import dataclass

from semantic.exchange.losses import Loss
from semantic.model import Metric, Model, Relationship
from semantic.timing import TimeSpine


@dataclass(frozen=True)
class Imported:
    """Definitions of ours, and what the other tool's file held beyond them."""

    models: tuple[Model, ...]
    relationships: tuple[Relationship, ...]
    time_spines: tuple[TimeSpine, ...]
    metrics: tuple[Metric, ...]
    losses: tuple[Loss, ...]
