"""What a workspace says about a briefing: metrics, base, owners, budget, reviewer, wording."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import time
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from semantic.catalog import Catalog
from semantic.definition import Definition, FieldName, Name
from semantic.draft import Written
from semantic.messages import validate
from semantic.policy import access
from semantic.problems import Problem, WorkspaceProblems
from semantic.suggest import did_you_mean
from semantic.yaml_source import read

BRIEFINGS = "briefings"

_NAME = re.compile(r"[a-z][a-z0-9-]{0,79}")
Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Schedule(Definition):
    """When the briefing is due, in the workspace's time zone."""

    day: Day
    time: time


class Base(Definition):
    """The customers a flag can be about: enough order days ever, and an order not long ago."""

    min_order_days: int = Field(default=3, ge=1)
    ordered_within_days: int = Field(default=90, ge=1)


class Activity(Definition):
    """The metrics and fields that say what each customer did, order by order."""

    customer: FieldName
    order: FieldName
    sales: Name
    products: Name
    returns: Name


class Predicted(Definition):
    """The metrics that define what flags predict: expected value, and the part of it at risk."""

    value: Name
    at_risk: Name


class BriefingSpec(Definition):
    """The contents of one file in briefings/.

    `run_as` is the principal who computes it and must see every row; nobody is shown more than
    they may see themselves. `reviewer` approves the notes. `owner` is the field that says whose
    customer one is. `movement` are the metrics it follows, `owner_movement` those of an owner's
    own edition, `explain_by` the dimensions that changes are traced by, and `cohorts` the
    retention metric it draws. A customer is at risk from `flag_above` times the base's mean
    probability on; one whose flag was answered stays out of notes for `quiet_days`. `next_steps`
    says what to do, by the feature that weighs most on a flag, and `default` for every other.
    `id_prefix` tells flags and notes of several briefings apart.
    """

    version: Literal[1]
    name: str
    title: str
    description: str = ""
    run_as: str
    reviewer: str
    owner: FieldName
    movement: tuple[Name, ...] = Field(min_length=1)
    owner_movement: tuple[Name, ...] = Field(min_length=1)
    cohorts: Name | None = None
    explain_by: tuple[FieldName, ...] = Field(min_length=1)
    activity: Activity
    predicted: Predicted
    base: Base = Base()
    horizon_days: int = Field(default=60, ge=1)
    flag_above: float = Field(default=1.5, gt=0)
    quiet_days: int = Field(default=28, ge=0)
    budget_per_owner: int = Field(default=10, ge=1, le=100)
    review_by_days: int = Field(default=7, ge=1)
    schedule: Schedule
    channels: tuple[Literal["outbox"], ...] = ("outbox",)
    next_steps: dict[Name, str]
    id_prefix: str = ""

    @field_validator("name", "id_prefix")
    @classmethod
    def _goes_into_ids(cls, given: str, info: ValidationInfo) -> str:
        if not _NAME.fullmatch(given) and (given or info.field_name == "name"):
            raise ValueError(
                f"`{given}` cannot begin an id; write lower-case letters, digits and -, beginning "
                "with a letter"
            )
        return given

    def next_step(self, feature: str) -> str:
        """What to do about a customer whose flag rests most on this feature."""
        return self.next_steps.get(feature, self.next_steps["default"])


def load(root: Path, catalog: Catalog) -> Mapping[str, BriefingSpec]:
    """Every briefing of the workspace in `root`, by name.

    Raises WorkspaceProblems with every problem of every file.
    """
    written, problems = read_specs(root)
    problems += tuple(check(written, catalog))
    if problems:
        raise WorkspaceProblems(problems)
    return {one.value.name: one.value for one in written}


def read_specs(root: Path) -> tuple[tuple[Written[BriefingSpec], ...], tuple[Problem, ...]]:
    """The briefings that could be read, and the problems of the others."""
    found: list[Written[BriefingSpec]] = []
    problems: list[Problem] = []
    folder = root / BRIEFINGS
    for path in sorted(folder.glob("*.y*ml")) if folder.is_dir() else ():
        document, faults = read(path, f"{BRIEFINGS}/{path.name}")
        problems += faults
        if document is not None:
            spec, misfits = validate(document, BriefingSpec)
            problems += misfits
            if spec is not None:
                found.append(Written(spec, document, ()))
    return tuple(found), tuple(problems)


def check(written: Iterable[Written[BriefingSpec]], catalog: Catalog) -> Iterator[Problem]:
    """What does not hold between the briefings and the rest of the workspace."""
    names: set[str] = set()
    prefixes: set[str] = set()
    for one in written:
        spec = one.value
        yield from _metrics(one, catalog)
        yield from _fields(one, catalog)
        yield from _people(one, catalog)
        if "default" not in spec.next_steps:
            yield one.problem("`next_steps` lacks `default`", "next_steps")
        if spec.name in names:
            yield one.problem(f"`{spec.name}` is defined twice", "name")
        elif spec.id_prefix in prefixes:
            yield one.problem("give each briefing an `id_prefix` of its own", "name")
        names.add(spec.name)
        prefixes.add(spec.id_prefix)


def _metrics(one: Written[BriefingSpec], catalog: Catalog) -> Iterator[Problem]:
    spec = one.value
    named: list[tuple[str, tuple[str | int, ...]]] = [
        (metric, ("movement", index)) for index, metric in enumerate(spec.movement)
    ]
    named += [(metric, ("owner_movement", at)) for at, metric in enumerate(spec.owner_movement)]
    named += [
        (metric, ("activity", key))
        for key, metric in (
            ("sales", spec.activity.sales),
            ("products", spec.activity.products),
            ("returns", spec.activity.returns),
        )
    ]
    if spec.cohorts is not None:
        named.append((spec.cohorts, ("cohorts",)))
    named += [
        (spec.predicted.value, ("predicted", "value")),
        (spec.predicted.at_risk, ("predicted", "at_risk")),
    ]
    for metric, steps in named:
        if metric not in catalog.metrics:
            hint = did_you_mean(metric, catalog.metrics)
            yield one.problem(f"no metric `{metric}`{hint}", *steps)


def _fields(one: Written[BriefingSpec], catalog: Catalog) -> Iterator[Problem]:
    spec = one.value
    named: list[tuple[str, tuple[str | int, ...]]] = [
        (spec.owner, ("owner",)),
        (spec.activity.customer, ("activity", "customer")),
        (spec.activity.order, ("activity", "order")),
    ]
    named += [(field, ("explain_by", index)) for index, field in enumerate(spec.explain_by)]
    for field, steps in named:
        if field not in catalog.dimensions:
            hint = did_you_mean(field, catalog.dimensions)
            yield one.problem(f"no dimension `{field}`{hint}", *steps)


def _people(one: Written[BriefingSpec], catalog: Catalog) -> Iterator[Problem]:
    spec = one.value
    people = {person.id: person for person in catalog.people}
    for key, name in (("run_as", spec.run_as), ("reviewer", spec.reviewer)):
        if name not in people:
            yield one.problem(f"nobody called `{name}` is in people.yaml", key)
    reviewer = people.get(spec.reviewer)
    if reviewer is not None and not access(reviewer, catalog.roles).reviews:
        yield one.problem(f"`{reviewer.id}` holds no role that reviews", "reviewer")
