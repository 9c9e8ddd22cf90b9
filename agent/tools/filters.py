"""Conditions that a model asks for, with members as they stand in the data.

Which members there are is never told: a word that names none, or several, is only said to.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from agent.interpreter.members.searched import LARGE, same_words
from agent.interpreter.times.calendar_grammar import WEEKDAYS
from agent.interpreter.words.known import Known
from agent.interpreter.words.lexicon import build
from agent.interpreter.words.tokens import phrase
from agent.time_groups import WEEKDAY
from agent.tools.arguments import MOST_VALUES, FilterArgument
from agent.tools.errors import Wrong, WrongArguments
from agent.tools.sight import PARTS, dimensions
from semantic.condition import Filter, Operator
from semantic.model import Dimension
from semantic.result import Value
from semantic.suggest import nearest

_ORDERED = ("lt", "le", "gt", "ge")
_LISTS = ("in", "not_in")
_NEGATED: Mapping[str, Operator] = {"ne": "not_in", "not_in": "not_in"}
_ABSENT = ("is_null", "not_null")


def filters(given: Sequence[FilterArgument], known: Known) -> Iterator[Filter | Wrong]:
    """Each condition as the engine takes it, or what is wrong with it."""
    for place, one in enumerate(given):
        argument = f"filters[{place}]"
        try:
            yield _filter(one, known, argument)
        except WrongArguments as wrong:
            yield from wrong.problems


def _filter(given: FilterArgument, known: Known, argument: str) -> Filter:
    open_ones = dimensions(known.view)
    if given.field in PARTS:
        return _of_time(given, argument)
    if given.field not in open_ones:
        near = nearest(given.field, [*open_ones, *PARTS])
        raise _wrong(f"{argument}.field", "there is no such dimension", near)
    dimension = known.view.dimensions[given.field].dimension
    if given.op in _ABSENT:
        return Filter(field=given.field, op=given.op)
    value = given.value
    if value is None or (isinstance(value, list) and not 0 < len(value) <= MOST_VALUES):
        raise _wrong(f"{argument}.value", f"{given.op} needs a value, or up to {MOST_VALUES}")
    if given.op in _ORDERED:
        if dimension.type not in ("number", "date"):
            raise _wrong(f"{argument}.op", f"{given.op} is for numbers and dates")
        return Filter(field=given.field, op=given.op, value=_typed(value, dimension, argument))
    each = value if isinstance(value, list) else [value]
    found = tuple(_member(one, dimension, given.field, known, argument) for one in each)
    if given.op in _LISTS or len(found) > 1:
        op: Operator = "not_in" if given.op in ("not_in", "ne") else "in"
        return Filter(field=given.field, op=op, value=found)
    return Filter(field=given.field, op=given.op, value=found[0])


def _of_time(given: FilterArgument, argument: str) -> Filter:
    """A condition on weekdays, by their names or numbers from Monday on, or on hours."""
    days = given.field == WEEKDAY
    listing = given.value if isinstance(given.value, list) else [given.value]
    found = tuple(_part(each, days=days) for each in listing)
    if None in found or not found or given.op in _ABSENT or (days and given.op in _ORDERED):
        known = "weekdays, as Monday" if days else "hours, as 17"
        raise _wrong(f"{argument}.value", f"the dimension holds {known}")
    if days or given.op in _LISTS or len(found) > 1:
        return Filter(field=given.field, op=_NEGATED.get(given.op, "in"), value=found)
    return Filter(field=given.field, op=given.op, value=found[0])


def _part(said: object, *, days: bool) -> int | None:
    text = str(said).strip().lower().removesuffix("s")
    if days and text in WEEKDAYS:
        return WEEKDAYS.index(text) + 1
    number = int(text.removesuffix(".0")) if text.removesuffix(".0").isdigit() else -1
    return number if number in (range(1, 8) if days else range(24)) else None


def _member(
    said: str | bool | float, dimension: Dimension, field: str, known: Known, argument: str
) -> Value:
    if dimension.type != "text":
        return _typed(said, dimension, argument)
    text = str(said)
    values = [value for value in known.values(field, LARGE) if isinstance(value, str)]
    for fits in (_exactly, _called, same_words):
        found = {value for value in values if fits(value, text)}
        if len(found) == 1:
            return found.pop()
    meant = build(known.view, {field: values}).phrases.get(phrase(text))
    if meant and field in meant.members:
        return meant.members[field]
    raise _wrong(f"{argument}.value", "no member, or not one alone, is called that; ask back")


def _exactly(value: str, said: str) -> bool:
    return value == said


def _called(value: str, said: str) -> bool:
    return value.casefold() == said.strip().casefold()


def _typed(said: object, dimension: Dimension, argument: str) -> Value:
    """The value as the dimension's type; text that spells one is as good."""
    try:
        match dimension.type:
            case "boolean":
                return {"true": True, "false": False}[str(said).lower()]
            case "number":
                return float(str(said)) if "." in str(said) else int(str(said))
            case "date":
                return date.fromisoformat(str(said)).isoformat()
            case _:
                return str(said)
    except (KeyError, ValueError):
        raise _wrong(f"{argument}.value", f"the dimension holds a {dimension.type}") from None


def _wrong(argument: str, why: str, near: Sequence[str] = ()) -> WrongArguments:
    return WrongArguments([Wrong(argument, why, tuple(near))])
