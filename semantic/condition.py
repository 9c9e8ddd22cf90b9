"""A condition on one field, as data: the filters of questions, definitions and policies."""

from typing import Any, Literal

from pydantic import field_validator, model_validator

from semantic.definition import Definition

Operator = Literal[
    "eq", "ne", "in", "not_in", "lt", "le", "gt", "ge",
    "between", "contains", "starts_with", "is_null", "not_null",
]  # fmt: skip


class Filter(Definition):
    """One condition on a field. `ne` and `not_in` keep rows whose field is missing.

    `value` is absent for is_null and not_null, a list for in and not_in, a pair [low, high] (both
    included) for between, otherwise one value. contains and starts_with ignore case.
    """

    field: str
    op: Operator = "eq"
    value: Any = None

    @field_validator("value", mode="before")
    @classmethod
    def _lists_never_change(cls, value: Any) -> Any:
        return unchanging(value)

    @model_validator(mode="after")
    def _value_fits_operator(self) -> "Filter":
        check_value(self.op, self.value)
        return self


def unchanging(value: Any) -> Any:
    """A list as a tuple; anything else as it is."""
    return tuple(value) if isinstance(value, list) else value


def check_value(op: Operator, value: Any) -> None:
    """Raises ValueError unless there are as many values as the operator takes."""
    listed = isinstance(value, tuple)
    if op in ("is_null", "not_null"):
        if value is not None:
            raise ValueError(f"{op} takes no value")
    elif op in ("in", "not_in"):
        if not listed or not value:
            raise ValueError(f"{op} takes a list of at least one value")
    elif op == "between":
        if not listed or len(value) != 2:
            raise ValueError("between takes a pair [low, high]")
    elif listed or value is None:
        raise ValueError(f"{op} takes one value")
