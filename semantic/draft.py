"""A workspace as written: every definition that could be read, with where it was written.

Checks work on this, so that one broken metric does not hide what is wrong with the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from semantic.approval_file import Approval
from semantic.catalog import Settings
from semantic.model import Metric, Model, Relationship
from semantic.policy import Principal, Role
from semantic.problems import Place, Problem
from semantic.yaml_source import Document, Steps

Kind = Literal["models", "relationships", "metrics", "roles", "principals", "dimensions"]
Value = TypeVar("Value", covariant=True)


@dataclass(frozen=True)
class Written(Generic[Value]):
    """A definition and its place: the document and the steps that lead to it."""

    value: Value
    document: Document
    steps: Steps

    def at(self, *steps: str | int) -> Place:
        """Where this part of the definition was written, or what should hold it."""
        return self.document.value((*self.steps, *steps))

    def inside(self, steps: Steps, offset: int) -> Place:
        """The place of a character in one of its texts."""
        return self.document.inside((*self.steps, *steps), offset)

    def problem(self, message: str, *steps: str | int) -> Problem:
        """A problem with this part of the definition."""
        return Problem(self.at(*steps), message)


@dataclass(frozen=True)
class Draft:
    """All that could be read. `names` also holds the names of definitions that have faults.

    A kind that is missing from `names` could not be read whole, so that nothing can be said about
    references to it.
    """

    settings: Written[Settings] | None
    models: tuple[Written[Model], ...]
    relationships: tuple[Written[Relationship], ...]
    metrics: tuple[Written[Metric], ...]
    roles: Mapping[str, Written[Role]]
    people: tuple[Written[Principal], ...]
    approvals: tuple[Written[Approval], ...]
    names: Mapping[Kind, frozenset[str]]

    def lacks(self, kind: Kind, name: str) -> bool:
        """Whether nothing of this kind and name is written anywhere."""
        return kind in self.names and name not in self.names[kind]
