"""A workspace as written: every definition that could be read, with where it was written.

Checks work on this, so that one broken metric does not hide what is wrong with the others.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Generic, Literal, TypeVar

from semantic.approval_file import Approval
from semantic.catalog import Catalog, Settings
from semantic.model import DataType, Metric, Model, Relationship
from semantic.policy import Principal, Role
from semantic.problems import Place, Problem
from semantic.record import record
from semantic.suggest import did_you_mean
from semantic.timing import TimeSpine
from semantic.yaml_source import Document, Steps

Kind = Literal["model", "relationship", "metric", "role", "principal", "dimension"]
Value = TypeVar("Value", covariant=True)

_NO_SETTINGS = Settings(version=1, name="", timezone="UTC", default_principal="")


@record
class Written(Generic[Value]):
    """A definition and its place: the document and the steps that lead to it."""

    value: Value
    document: Document
    steps: Steps

    def at(self, *steps: str | int) -> Place:
        """Where this part of the definition was written, or what should hold it."""
        return self.document.value((*self.steps, *steps))

    def problem(self, message: str, *steps: str | int) -> Problem:
        """A problem with this part of the definition."""
        return Problem(self.at(*steps), message)

    def key_problem(self, message: str, *steps: str | int) -> Problem:
        """A problem with a key of the definition."""
        return Problem(self.document.key((*self.steps, *steps)), message)

    def text_problem(self, message: str, offset: int, *steps: str | int) -> Problem:
        """A problem with one character of a text of the definition."""
        return Problem(self.document.inside((*self.steps, *steps), offset), message)


@record
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
    time_spines: tuple[Written[TimeSpine], ...] = ()

    @cached_property
    def catalog(self) -> Catalog:
        """The sound definitions by name. It promises nothing about references between them."""
        return Catalog(
            settings=self.settings.value if self.settings else _NO_SETTINGS,
            models={written.value.name: written.value for written in self.models},
            relationships=tuple(written.value for written in self.relationships),
            metrics={written.value.name: written.value for written in self.metrics},
            roles={name: written.value for name, written in self.roles.items()},
            people=tuple(written.value for written in self.people),
            approvals=tuple(written.value for written in self.approvals),
            time_spines=tuple(written.value for written in self.time_spines),
        )

    def unknown(self, kind: Kind, name: str) -> str | None:
        """What to say of a name that nothing of this kind has.

        None when something has it, and when there is nothing of this kind at all, which is said
        elsewhere.
        """
        known = self.names.get(kind)
        if not known or name in known:
            return None
        return f"there is no {kind} `{name}`{did_you_mean(name, known)}"

    def columns(self, model: Model) -> Mapping[str, DataType] | None:
        """The columns that a model's expressions may use: its own, or those of what it rolls up.

        None when that model is missing, not sound or declares none.
        """
        below = self._read(model)
        if below is None or not below.columns:
            return None
        calculated = {name: given.type for name, given in below.calculated.items()}
        return {**below.columns, **calculated}

    def source_columns(self, model: Model) -> Mapping[str, DataType] | None:
        """The columns of a model's source, by which rows are known and joined; None as above."""
        below = self._read(model)
        return (below.columns or None) if below else None

    def _read(self, model: Model) -> Model | None:
        """The model whose source is read: of a rollup, what it is made of."""
        seen = {model.name}
        while model.rollup:
            below = self.catalog.models.get(model.rollup.of)
            if below is None or below.name in seen:
                return None
            seen.add(below.name)
            model = below
        return model
