"""A document read into a type; where it does not fit, what is wrong in people's words and where."""

import json
from collections.abc import Iterable
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError

from semantic.annotations import keys_at
from semantic.definition import FIELD_PATTERN, NAME_PATTERN
from semantic.problems import MOST_OF_A_KIND, Problem, at_most
from semantic.record import record
from semantic.suggest import did_you_mean, listed
from semantic.yaml_source import Document, Steps

Type = TypeVar("Type", bound=BaseModel)

_NAME_RULE = "lower-case letters, digits and _, beginning with a letter"
_KINDS = {
    "string_type": "text",
    "string_sub_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "`key: value` lines",
    "model_type": "`key: value` lines",
    "model_attributes_type": "`key: value` lines",
    "datetime_type": "a date and time such as 2011-10-03T08:00",
    "datetime_parsing": "a date and time such as 2011-10-03T08:00",
    "datetime_from_date_parsing": "a date and time such as 2011-10-03T08:00",
    "date_type": "a date such as 2011-10-03",
    "date_parsing": "a date such as 2011-10-03",
    "date_from_datetime_parsing": "a date such as 2011-10-03",
    "time_type": "a time such as 08:00",
    "time_parsing": "a time such as 08:00",
}
# Many more than are ever told, and few enough to be looked through at once.
_MOST_ERRORS = 10 * MOST_OF_A_KIND
_BOUNDS = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}


@record
class Fault:
    """One complaint of the type, at the steps of the document that it is about.

    `choice` holds the steps of the value that could have been one of several types, and which of
    them the complaint is about.
    """

    steps: Steps
    location: Steps
    kind: str
    context: dict[str, Any]
    message: str
    choice: tuple[Steps, str] | None


def validate(document: Document, target: type[Type]) -> tuple[Type | None, tuple[Problem, ...]]:
    """The document's data as `target`, or None and everything that does not fit."""
    value, faults = fit(document.data, target)
    return value, told(document, target, faults)


def told(
    document: Document, target: type[BaseModel], faults: Iterable[Fault]
) -> tuple[Problem, ...]:
    """The faults that `fit` found, in people's words."""
    return tuple(at_most(_explain(document, target, fault) for fault in faults))


def fit(data: Any, target: type[Type]) -> tuple[Type | None, tuple[Fault, ...]]:
    """Plain data as `target`, or None and its faults. Nothing is converted: "1" is not 1."""
    try:
        return target.model_validate_json(json.dumps(data), strict=True), ()
    except ValidationError as error:
        found = [
            _fault(data, cast("dict[str, Any]", given))
            for given in error.errors(include_url=False, include_input=False)[:_MOST_ERRORS]
        ]
        return None, tuple(fault for fault in _one_per_choice(found) if not _echo(fault, data))


def _echo(fault: Fault, data: Any) -> bool:
    """Whether a list only counts as too short because its items have faults of their own."""
    if fault.kind != "too_short":
        return False
    for step in fault.steps:
        data = data[step]
    return bool(fault.context.get("actual_length", 0) < len(data))


def _fault(data: Any, error: dict[str, Any]) -> Fault:
    steps: list[str | int] = []
    choice: tuple[Steps, str] | None = None
    absent = error["type"] == "missing"
    for step in error["loc"][:-1] if absent else error["loc"]:
        if _has(data, step):
            steps.append(step)
            data = data[step]
        elif step != "[key]":
            choice = (tuple(steps), str(step))
    return Fault(
        tuple(steps), error["loc"], error["type"], error.get("ctx", {}), error["msg"], choice
    )


def _has(data: Any, step: str | int) -> bool:
    if isinstance(data, dict):
        return step in data
    return isinstance(data, list) and isinstance(step, int) and step < len(data)


def _one_per_choice(faults: list[Fault]) -> Iterable[Fault]:
    """Of the types a value could have had, the complaints of the one it was meant to be.

    That is the one that complains about something inside the value; where all complain about the
    value itself, one fault with every expectation is left.
    """
    choices: dict[Steps, dict[str, list[Fault]]] = {}
    for fault in faults:
        if fault.choice is None:
            yield fault
        else:
            at, branch = fault.choice
            choices.setdefault(at, {}).setdefault(branch, []).append(fault)
    for at, branches in choices.items():
        meant = [group for group in branches.values() if not _about_whole(group, at)]
        if meant:
            yield from meant[0]
        else:
            yield _merged([fault for group in branches.values() for fault in group])


def _about_whole(faults: list[Fault], at: Steps) -> bool:
    return all(
        fault.steps == at and (fault.kind in _KINDS or fault.kind == "literal_error")
        for fault in faults
    )


def _merged(faults: list[Fault]) -> Fault:
    first = faults[0]
    if all(fault.kind == "literal_error" for fault in faults):
        names = [name for fault in faults for name in _names(fault)]
        expected = listed([f"'{name}'" for name in dict.fromkeys(names)])
        return Fault(first.steps, first.location, first.kind, {"expected": expected}, "", None)
    expected = listed(list(dict.fromkeys(_expected(fault) for fault in faults)))
    return Fault(first.steps, first.location, "one_of", {"expected": expected}, "", None)


def _explain(document: Document, target: type[BaseModel], fault: Fault) -> Problem:
    match fault.kind:
        case "missing":
            return Problem(document.value(fault.steps), _lacking(document, fault))
        case "extra_forbidden":
            key = str(fault.steps[-1])
            known = keys_at(target, fault.location[:-1])
            message = f"unknown key `{key}`{did_you_mean(key, known)}"
            return Problem(document.key(fault.steps), message)
        case "union_tag_not_found" | "union_tag_invalid":
            return _wrong_kind(document, fault)
        case "value_error":
            return Problem(document.value(fault.steps), str(fault.context["error"]))
        case "json_invalid":
            deep = "recursion" in fault.message
            message = "lists lie in each other too deep" if deep else "half a character in a text"
            return Problem(document.value(fault.steps), message)
        case _ if fault.location[-1:] == ("[key]",):
            key = str(fault.steps[-1])
            return Problem(document.key(fault.steps), f"`{key}` {_unfit(fault)}")
        case _:
            message = _misfit(fault, document.data_at(fault.steps))
            return Problem(document.value(fault.steps), message)


def _lacking(document: Document, fault: Fault) -> str:
    missing = fault.location[-1]
    if isinstance(missing, int):
        return f"{_label(fault.steps)} needs more values than {missing}"
    return f"{_subject(document, fault.steps)} lacks `{missing}`"


def _names(fault: Fault) -> list[str]:
    """The words that a fault would have allowed."""
    return str(fault.context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")


def _wrong_kind(document: Document, fault: Fault) -> Problem:
    subject = _subject(document, fault.steps)
    key = fault.context["discriminator"].strip("'")
    given = document.data_at(fault.steps)
    if not isinstance(given, dict) or key not in given:
        return Problem(document.value(fault.steps), f"{subject} lacks `{key}`")
    names = fault.context.get("expected_tags", "").replace("'", "").split(", ")
    message = f"`{key}` must be {listed(names)}, not {_shown(given[key])}"
    return Problem(
        document.value((*fault.steps, key)), message + did_you_mean(str(given[key]), names)
    )


def _misfit(fault: Fault, given: Any) -> str:
    label = _label(fault.steps)
    match fault.kind:
        case "string_pattern_mismatch" | "string_too_long":
            return f"{_shown(given)} {_unfit(fault)}"
        case "too_short" | "string_too_short":
            return f"{label} needs at least {fault.context.get('min_length', 1)}"
        case "too_long":
            return f"{label} has more than {fault.context['max_length']}"
        case kind if kind in _BOUNDS:
            words, bound = _BOUNDS[kind]
            limit = fault.context[bound]
            said = f"{limit:g}" if isinstance(limit, int | float) else limit
            return f"{label} must be {words} {said}, not {_shown(given)}"
        case _:
            message = f"{label} must be {_expected(fault)}, not {_shown(given)}"
            return message + _remedy(fault, given)


def _unfit(fault: Fault) -> str:
    if fault.kind == "string_too_long":
        return f"has more than {fault.context['max_length']} characters"
    pattern = fault.context.get("pattern")
    if pattern == NAME_PATTERN:
        return f"is not a name; write {_NAME_RULE}"
    if pattern == FIELD_PATTERN:
        return f"is not a field; write ENTITY.NAME, each of {_NAME_RULE}"
    return f"is not of the form {pattern}"


def _expected(fault: Fault) -> str:
    if fault.kind in ("literal_error", "one_of"):
        return str(fault.context["expected"]).replace("'", "")
    if fault.kind == "string_pattern_mismatch":
        return "a name"
    return _KINDS.get(fault.kind, fault.message)


def _remedy(fault: Fault, given: Any) -> str:
    if fault.kind == "literal_error" and given == fault.context["expected"]:
        return "; write it without quotes"
    if fault.kind == "literal_error" and isinstance(given, str):
        return did_you_mean(given, _names(fault))
    if fault.kind == "string_type" and isinstance(given, int | float):
        return "; put it in quotes"
    if fault.kind == "tuple_type" and isinstance(given, str) and given.isidentifier():
        return f"; write [{given}]"
    if fault.kind in ("int_type", "float_type") and isinstance(given, str):
        return "; write it without quotes" if given.replace(".", "", 1).isdigit() else ""
    return ""


def _shown(given: Any) -> str:
    match given:
        case None | "":
            return "empty"
        case bool():
            return str(given).lower()
        case dict():
            return "`key: value` lines"
        case list():
            return "a list"
        case str():
            return f"`{given if len(given) <= 60 else given[:59] + '…'}`"
        case _:
            return f"the number {given}"


def _label(steps: Steps) -> str:
    """What people call the value at these steps: its key, or its number in a list."""
    if isinstance(steps[-1], str):
        return f"`{steps[-1]}`"
    return f"item {steps[-1] + 1} of {_label(steps[:-1])}"


def _subject(document: Document, steps: Steps) -> str:
    """What people call the mapping at these steps: by its name if it has one."""
    if not steps:
        return "the file"
    given = document.data_at(steps)
    name = given.get("name", given.get("id")) if isinstance(given, dict) else None
    return f"`{name}`" if isinstance(name, str) else _label(steps)
