"""Settings and people: zones and principals exist, and roles get the attributes they ask for."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from semantic.draft import Draft, Written
from semantic.model import Filter
from semantic.policy import PRINCIPAL, attributes_used
from semantic.problems import Problem
from semantic.suggest import did_you_mean

Steps = tuple[str | int, ...]


def time_zones_exist(draft: Draft) -> Iterator[Problem]:
    """Time zones are names of the IANA database, and the clock is local."""
    if draft.settings:
        settings = draft.settings.value
        yield from _zone(draft.settings, settings.timezone, ("timezone",))
        if settings.clock != "real" and settings.clock.tzinfo is not None:
            yield draft.settings.problem(
                f"the clock is local time of {settings.timezone}; leave the offset out", "clock"
            )
    for model in draft.models:
        if model.value.time and model.value.time.timezone != "local":
            yield from _zone(model, model.value.time.timezone, ("time", "timezone"))


def _zone(written: Written[Any], name: str, steps: Steps) -> Iterator[Problem]:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = did_you_mean(name, available_timezones())
        yield written.problem(f"there is no time zone `{name}`{near}", *steps)


def default_principal_asks(draft: Draft) -> Iterator[Problem]:
    """The default principal is somebody who can ask."""
    if draft.settings is None:
        return
    name = draft.settings.value.default_principal
    message = draft.unknown("principal", name)
    if message:
        yield draft.settings.problem(message, "default_principal")
    elif any(person.value.id == name and person.value.service for person in draft.people):
        yield draft.settings.problem(
            f"`{name}` is a service; nobody can ask as it", "default_principal"
        )


def attributes_are_held(draft: Draft) -> Iterator[Problem]:
    """A row condition that refers to the asker finds its attribute at some holder of the role."""
    for name, role in draft.roles.items():
        for number, grant in enumerate(role.value.grants):
            for index, given in enumerate(() if grant.rows == "all" else grant.rows):
                for message in _not_held(draft, name, given):
                    yield role.problem(message, "grants", number, "rows", index, "value")


def _not_held(draft: Draft, role: str, given: Filter) -> Iterator[str]:
    odd = isinstance(given.value, str) and given.value.startswith("$")
    if odd and not attributes_used(given):
        yield f"`{given.value}` is not known; write {PRINCIPAL}NAME"
    for attribute in attributes_used(given):
        message = _missing_attribute(draft, role, attribute)
        if message:
            yield message


def _missing_attribute(draft: Draft, role: str, attribute: str) -> str | None:
    holders = [person.value for person in draft.people if role in person.value.roles]
    held = {"id", *(key for person in holders for key in person.attributes)}
    if attribute in held or not holders:
        return None
    return (
        f"nobody with the role `{role}` has the attribute `{attribute}`"
        f"{did_you_mean(attribute, held)}"
    )
