"""What a statement says where engines differ in how they spell it.

The rendering of each construct is in the file of its engine.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.sql.visitors import InternalTraversal

from semantic.definition import DatePart
from semantic.period import GRAINS
from semantic.week import MONDAY, WEEKDAYS, Weekday, days_after_monday

_TYPES: Mapping[type[Any], sa.types.TypeEngine[Any]] = {
    bool: sa.Boolean(),
    int: sa.Integer(),
    float: sa.Double(),
    Decimal: sa.Numeric(),
    str: sa.String(),
    date: sa.Date(),
    datetime: sa.DateTime(),
    type(None): sa.types.NullType(),
}

Fold = Literal["sum", "count", "count_distinct", "avg", "min", "max"]
_FOLDED: Mapping[Fold, sa.types.TypeEngine[Any]] = {
    "count": _TYPES[int],
    "count_distinct": _TYPES[int],
    "avg": _TYPES[type(None)],
}


class written(sa.ColumnElement[Any]):
    """written(value): a value as the engine spells it in a statement, and nothing to bind."""

    __visit_name__ = "written"
    _traverse_internals: Any = (
        ("value", InternalTraversal.dp_plain_obj),
        ("type", InternalTraversal.dp_type),
    )

    def __init__(self, value: Any) -> None:
        self.value = value
        self.type = _TYPES[type(value)]


class Construct(sa.ColumnElement[Any]):
    """What is spelled from its parts, the `clauses`, by a rendering for each engine.

    SQLAlchemy's own functions take many times as long to make: they look for values to bind.
    """

    __visit_name__ = "construct"
    _traverse_internals: Any = (("clauses", InternalTraversal.dp_clauseelement_tuple),)

    def __init__(self, *clauses: sa.ColumnElement[Any]) -> None:
        self.clauses = clauses

    @property
    def _from_objects(self) -> list[sa.FromClause]:
        """The tables that its parts are of."""
        return [table for part in self.clauses for table in part._from_objects]


class folded(Construct):
    """folded(function, value): a group's values as one, of whichever type they have."""

    _traverse_internals: Any = (
        ("function", InternalTraversal.dp_string),
        ("clauses", InternalTraversal.dp_clauseelement_tuple),
        ("type", InternalTraversal.dp_type),
    )

    def __init__(self, function: Fold, value: sa.ColumnElement[Any]) -> None:
        super().__init__(value)
        self.function = function
        self.type = _FOLDED.get(function, value.type)


class truncate(Construct):
    """truncate(grain, timestamp): the first day of the grain as a date.

    The grain is a literal, not a bound value: engines must see that the expression in GROUP BY is
    the one in SELECT.
    """

    type = sa.Date()
    inherit_cache = True


class floor_moment(Construct):
    """floor_moment(grain, timestamp): the first moment of a grain shorter than a day."""

    type = sa.DateTime()
    inherit_cache = True


def to_grain(
    grain: str, moment: sa.ColumnElement[Any], week_start: Weekday
) -> sa.ColumnElement[Any]:
    """Where the standard grain that `moment` lies in begins: a date, or a time for short grains."""
    if grain == "nanosecond":
        return moment
    if grain == "week" and week_start != MONDAY:
        return _to_week(moment, week_start)
    return (truncate if grain in GRAINS else floor_moment)(_quoted(grain), moment)


def _to_week(moment: sa.ColumnElement[Any], week_start: Weekday) -> sa.ColumnElement[Any]:
    """Engines cut weeks at Mondays: moved so that the weekday falls on one, and back."""
    days = len(WEEKDAYS) - days_after_monday(week_start)
    monday = truncate(_quoted("week"), before(moment, -days, "day"))
    return sa.cast(before(monday, days, "day"), sa.Date())


@cache
def _quoted(word: str) -> sa.ColumnElement[Any]:
    return sa.literal_column(f"'{word}'")


class days_between(Construct):
    """days_between(later, earlier): calendar days between two dates or timestamps."""

    type = sa.Integer()
    inherit_cache = True


class earlier(Construct):
    """earlier(moment, interval): the moment that a literal interval such as '5 day' leads up to."""

    type = sa.DateTime()
    inherit_cache = True


_INTERVALS = {"week": (7, "day"), "quarter": (3, "month")}


def before(moment: sa.ColumnElement[Any], count: int, grain: str) -> sa.ColumnElement[Any]:
    """The moment `count` standard grains before; a month's last day where there is no such day."""
    times, unit = _INTERVALS.get(grain, (1, grain))
    return earlier(moment, sa.literal_column(f"'{count * times} {unit}'"))


class extracted(Construct):
    """extracted(part, moment): a part of a date as a whole number; weekdays from Monday, 1 to 7."""

    type = sa.Integer()
    inherit_cache = True


def date_part(part: DatePart, moment: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The part of the moment as a whole number."""
    return extracted(sa.literal_column({"dow": "isodow"}.get(part, part)), moment)


class local_time(Construct):
    """local_time(timestamp, zone, reporting_zone): wall-clock time in the reporting zone."""

    type = sa.DateTime()
    inherit_cache = True


class wall_clock(Construct):
    """wall_clock(column): a table's column as wall-clock time.

    One stands in all statements that read the table, so its spellings are kept.
    """

    type = sa.DateTime()
    inherit_cache = True

    def __init__(self, column: sa.ColumnElement[Any]) -> None:
        super().__init__(column)
        self.spellings: dict[tuple[sa.ColumnElement[Any], sa.Dialect], str] = {}


class pseudonym(Construct):
    """pseudonym(key, value): a stable stand-in that cannot be turned back without the key."""

    type = sa.String()
    inherit_cache = True


class attempt(Construct):
    """attempt(value, risk): the value, or null where computing it fails.

    `risk` is a literal, true where it may fail for some row: an engine without such a function
    refuses those statements.
    """

    type = sa.Boolean()
    inherit_cache = True


class widened(Construct):
    """widened(number): the number in a type in which arithmetic does not overflow."""

    inherit_cache = True


class in_byte_order(Construct):
    """in_byte_order(text): the text, sorted and compared by its bytes on every engine."""

    type = sa.Text()
    inherit_cache = True


class no_number(Construct):
    """no_number(): null, in a column of numbers."""

    inherit_cache = True


def divide(
    numerator: sa.ColumnElement[Any], denominator: sa.ColumnElement[Any]
) -> sa.ColumnElement[Any]:
    """True division on every engine; null where the denominator is zero."""
    zero: sa.ColumnElement[Any] = sa.literal_column("0")
    below: sa.ColumnElement[Any] = sa.func.nullif(denominator, zero, type_=sa.Double())
    return sa.cast(numerator, sa.Double()) / below


def exact(value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """A number as a decimal with ten places.

    Sums of floats depend on the order in which an engine's threads happen to add; sums of
    decimals do not, and the same query must give the same result.
    """
    return sa.cast(value, sa.Numeric(38, 10))


class approximate_count(GenericFunction[Any]):
    """approximate_count(value): about how many different values there are."""

    type = sa.Integer()
    name = "approx_count_distinct"
    inherit_cache = True


class approximate_percentile(GenericFunction[Any]):
    """approximate_percentile(value, share): about the value below which `share` of them lie.

    By the engine's sketch; one of the values, exactly, where it has none.
    """

    type = sa.Double()
    name = "approx_quantile"
    inherit_cache = True


class median(GenericFunction[Any]):
    """median(value): the middle value, interpolated between two."""

    type = sa.Double()
    name = "median"
    inherit_cache = True


def percentile(
    value: sa.ColumnElement[Any], share: float, *, discrete: bool
) -> sa.ColumnElement[Any]:
    """The value below which `share` of the values lie: one of them, or interpolated between two.

    Engines that can only approximate it render their own.
    """
    given = written(share)
    chosen = sa.func.percentile_disc(given) if discrete else sa.func.percentile_cont(given)
    return chosen.within_group(value)
