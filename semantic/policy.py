"""Who is asking, and which metrics, rows and dimensions they may see. Denied unless granted."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal

from pydantic import Field

from semantic.condition import Filter
from semantic.definition import Definition, Name
from semantic.errors import ConfigurationError
from semantic.grants import NO_ROWS as NO_ROWS
from semantic.grants import Grant as Grant
from semantic.grants import Mask as Mask
from semantic.grants import Rows as Rows
from semantic.grants import Smallest, canonical, meet_of, smallest_groups
from semantic.record import record
from semantic.result import digest

AttributeValue = str | int | tuple[str, ...]
PRINCIPAL = "$principal."


class Principal(Definition):
    """Somebody who asks: a person or a service, with roles and attributes from people.yaml.

    A `service` is Retainer itself at work, such as the weekly run; nobody can ask as it.
    """

    id: str
    name: str = ""
    email: str | None = None
    slack: str | None = None
    roles: tuple[Name, ...] = ()
    attributes: dict[str, AttributeValue] = Field(default={})
    manager: str | None = None
    service: bool = False

    @property
    def shown(self) -> str:
        """The name people read."""
        return self.name or self.id


class PeopleFile(Definition):
    """The contents of people.yaml."""

    version: Literal[1]
    principals: tuple[Principal, ...] = Field(min_length=1)


class Role(Definition):
    """What holders of a role may see and do."""

    description: str = ""
    approves: bool = False
    reviews: bool = False
    grants: tuple[Grant, ...] = ()


class PoliciesFile(Definition):
    """The contents of policies.yml."""

    version: Literal[1]
    roles: dict[Name, Role]


@record
class Access:
    """A principal's grants with every `$principal` reference filled in."""

    grants: tuple[Grant, ...]
    approves: bool = False
    reviews: bool = False

    def sees_metric(self, name: str) -> bool:
        """Whether some grant covers the metric."""
        return any(grant.covers(name) for grant in self.grants)

    def rows_for(self, metric: str) -> Rows:
        """The rows over which the metric may be computed."""
        return _rows(grant for grant in self.grants if grant.covers(metric))

    @cached_property
    def any_rows(self) -> Rows:
        """The rows visible through any grant, for values and freshness."""
        return _rows(self.grants)

    @cached_property
    def hidden(self) -> frozenset[str]:
        """Dimensions hidden by any grant: what one hides no other shows."""
        return frozenset(field for grant in self.grants for field in grant.hide)

    @cached_property
    def hidden_columns(self) -> frozenset[str]:
        """Columns hidden by any grant, as `MODEL.COLUMN`."""
        return frozenset(column for grant in self.grants for column in grant.hide_columns)

    def groups_for(self, metrics: Iterable[str]) -> tuple[Smallest, ...]:
        """The smallest groups that figures of the metrics may be about."""
        return smallest_groups(self._of(metrics))

    def hidden_for(self, metrics: Iterable[str]) -> frozenset[str]:
        """Dimensions hidden by any grant that one of the metrics is seen through."""
        return frozenset(field for grant in self._of(metrics) for field in grant.hide)

    def masks_for(self, metrics: Iterable[str]) -> dict[str, Mask]:
        """Masks that any grant behind one of the metrics asks for."""
        return {field: mask for grant in self._of(metrics) for field, mask in grant.mask.items()}

    def mask_of(self, field: str, metrics: Iterable[str]) -> Mask | None:
        """The mask that any grant behind one of the metrics puts on a field."""
        return self.masks_for(metrics).get(field) if field in self._masked else None

    @cached_property
    def _masked(self) -> frozenset[str]:
        return frozenset(field for grant in self.grants for field in grant.mask)

    @cached_property
    def withholds(self) -> bool:
        """Whether some grant withholds figures about too few."""
        return any(grant.min_group_size for grant in self.grants)

    def _of(self, metrics: Iterable[str]) -> list[Grant]:
        names = tuple(metrics)
        return [grant for grant in self.grants if any(map(grant.covers, names))]

    @cached_property
    def hash(self) -> str:
        """Equal for principals who may see the same; part of every result and cache key."""
        return digest([grant.model_dump_json() for grant in canonical(self.grants)])


def _rows(grants: Iterable[Grant]) -> Rows:
    return Rows(tuple(() if grant.rows == "all" else grant.rows for grant in grants))


def access(principal: Principal, roles: Mapping[str, Role]) -> Access:
    """What the principal may see. A grant that needs an attribute they lack is not theirs."""
    held = [roles[name] for name in principal.roles if name in roles]
    filled = (_fill(grant, principal) for role in held for grant in role.grants)
    return Access(
        grants=tuple(grant for grant in filled if grant is not None),
        approves=any(role.approves for role in held),
        reviews=any(role.reviews for role in held),
    )


def meet(parties: Sequence[Access]) -> Access:
    """What an audience may see: no more than each of its members; nothing for nobody."""
    return Access(
        grants=meet_of([party.grants for party in parties]),
        approves=bool(parties) and all(party.approves for party in parties),
        reviews=bool(parties) and all(party.reviews for party in parties),
    )


def attributes_used(condition: Filter) -> tuple[str, ...]:
    """The names of the asker's attributes that a condition refers to."""
    names = (_attribute(value) for value in _values(condition))
    return tuple(name for name in names if name is not None)


def _attribute(value: Any) -> str | None:
    refers = isinstance(value, str) and value.startswith(PRINCIPAL)
    return value.removeprefix(PRINCIPAL) if refers else None


def _values(condition: Filter) -> tuple[Any, ...]:
    return condition.value if isinstance(condition.value, tuple) else (condition.value,)


def _fill(grant: Grant, principal: Principal) -> Grant | None:
    if grant.rows == "all":
        return grant
    known = {**principal.attributes, "id": principal.id}
    rows = [_filled(condition, known) for condition in grant.rows]
    held = tuple(condition for condition in rows if condition is not None)
    return grant.model_copy(update={"rows": held}) if len(held) == len(rows) else None


# Conditions that an empty list or text would turn into no condition at all.
_OPENED_BY_NOTHING = ("not_in", "contains", "starts_with")


def _filled(condition: Filter, known: Mapping[str, AttributeValue]) -> Filter | None:
    """The condition with attributes in place; None where one is missing or does not fit."""
    values: list[Any] = []
    for value in _values(condition):
        name = _attribute(value)
        if name is not None and name not in known:
            return None
        given = value if name is None else known[name]
        if name is not None and not given and condition.op in _OPENED_BY_NOTHING:
            return None
        values += given if isinstance(given, tuple) else [given]
    if condition.op in ("in", "not_in"):
        return condition.model_copy(update={"value": tuple(values)})
    if len(values) != len(_values(condition)):
        return None
    value = tuple(values) if condition.op == "between" else values[0]
    return condition.model_copy(update={"value": value})


def find_principal(name: str, people: Iterable[Principal]) -> Principal:
    """The person of this id or e-mail address.

    Raises ConfigurationError when nobody has it, or a service. Known ids are not listed: who works
    here is nobody's to probe.
    """
    for person in people:
        if name == person.id or (person.email and name.lower() == person.email.lower()):
            if person.service:
                raise ConfigurationError(
                    f"{name!r} is a service; nobody can ask as it.",
                    next_step="Give a person's id with --as.",
                )
            return person
    raise ConfigurationError(
        f"Nobody called {name!r} is in people.yaml.",
        next_step="Add the principal to people.yaml, or give another one with --as.",
    )
