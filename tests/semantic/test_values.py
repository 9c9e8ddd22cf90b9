"""Filter values become their field's type, or the asker hears what would fit."""

from datetime import date, datetime
from typing import Any

import pytest

from semantic.errors import BadValue
from semantic.model import DataType, Dimension, Filter
from semantic.values import fit, fitting


def fitted(kind: DataType, value: Any, op: Any = "eq") -> Any:
    return fit(Filter(field="a.b", op=op, value=value), kind).value


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("text", "France", "France"),
        ("text", 12748, "12748"),
        ("number", 12.5, 12.5),
        ("number", "12748", 12748),
        ("number", "-12.5", -12.5),
        ("number", "1,234,567.5", 1234567.5),
        ("date", "2011-09-01", date(2011, 9, 1)),
        ("date", date(2011, 9, 1), date(2011, 9, 1)),
        ("timestamp", "2011-09-01T08:00", datetime.fromisoformat("2011-09-01T08:00")),
        ("timestamp", "2011-09-01", datetime.fromisoformat("2011-09-01")),
        ("boolean", True, True),
        ("boolean", "No", False),
    ],
)
def test_a_value_becomes_its_field_s_type(kind: DataType, given: Any, expected: Any) -> None:
    found = fitted(kind, given)

    assert found == expected
    assert type(found) is type(expected)


def test_each_value_of_a_list_is_made_to_fit() -> None:
    assert fitted("number", ["1", 2], "in") == (1, 2)
    assert fitted("date", ["2011-09-01", "2011-09-30"], "between") == (
        date(2011, 9, 1),
        date(2011, 9, 30),
    )


def test_a_month_names_a_monthly_date_and_no_day() -> None:
    cohort = Dimension(name="b", entity="a", type="date", expr="x", grain="month")
    september = Filter(field="a.b", value="2011-09")

    assert fitting(september, cohort).value == date(2011, 9, 1)
    with pytest.raises(BadValue, match="2011-09' is none"):
        fitting(september, cohort.model_copy(update={"grain": None}))


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("text", True),
        ("text", {"a": 1}),
        ("text", "a\0b"),
        ("text", "\ud800"),
        ("number", "twelve"),
        ("number", "1,5"),
        ("number", "12,34"),
        ("number", True),
        ("number", "nan"),
        ("number", float("inf")),
        ("number", "1e999"),
        ("number", 10**40),
        ("number", "9" * 5000),
        ("number", [1]),
        ("date", "tomorrow"),
        ("date", "2011-02-30"),
        ("timestamp", "2011-09-01T08:00+02:00"),
        ("timestamp", "8 o'clock"),
        ("boolean", "perhaps"),
        ("boolean", 1),
    ],
)
def test_a_value_that_cannot_fit_is_refused(kind: DataType, given: Any) -> None:
    op = "in" if isinstance(given, list) else "eq"
    value = [given] if isinstance(given, list) else given
    with pytest.raises(BadValue) as caught:
        fitted(kind, value, op)

    assert caught.value.message.startswith("a.b holds ")
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("op", "kind"),
    [("contains", "number"), ("starts_with", "date"), ("lt", "boolean"), ("contains", "boolean")],
)
def test_an_operator_that_means_nothing_for_the_type_is_refused(op: str, kind: DataType) -> None:
    with pytest.raises(BadValue, match=f"for which {op} means nothing"):
        fitted(kind, "1", op)


def test_no_value_is_looked_at_where_none_is_wanted() -> None:
    missing = Filter(field="a.b", op="is_null")

    assert fit(missing, "number") == missing
