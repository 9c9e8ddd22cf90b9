"""What came back: columns as arrays for skills, rows for people, and where each figure is from."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from math import isfinite
from typing import Any, Literal

from semantic.record import record

Value = str | int | float | bool | None


@record
class Column:
    """A column of a result. `metric` names the metric a metric column (or its change) is of."""

    name: str
    role: Literal["dimension", "metric"]
    type: str
    unit: str = ""
    metric: str = ""

    def to_json(self) -> dict[str, str]:
        """The column as CONTRACTS prints it."""
        shown = {"name": self.name, "role": self.role, "type": self.type}
        return shown | ({"unit": self.unit} if self.role == "metric" else {})


@record
class MetricUsed:
    """Which definition of a metric a result stands on."""

    name: str
    hash: str
    version: int
    status: str
    owner: str


@record
class PeriodUsed:
    """The period a result covers. `start` is None for a state as of `end`."""

    start: date | None
    end: date
    partial: bool

    def to_json(self) -> dict[str, Any]:
        """The period as CONTRACTS prints it."""
        return {
            "from": self.start.isoformat() if self.start else None,
            "to": self.end.isoformat(),
            "partial": self.partial,
        }


@record
class Result:
    """The governed answer to one query.

    `data` maps each column's name to its values, all of one length; dates are ISO text, numbers
    int or float, missing is None. `result` (a property) is a hash over query-relevant content:
    equal data, definitions, period and policy give an equal hash. `withheld` is set where figures
    about too few were left out.
    """

    columns: tuple[Column, ...]
    data: Mapping[str, Sequence[Value]]
    metrics: tuple[MetricUsed, ...]
    period: PeriodUsed
    as_of: date
    freshness: Mapping[str, str | None]
    policy: str
    spelled: Callable[[], str]
    dialect: str
    warnings: tuple[str, ...] = ()
    previous: PeriodUsed | None = None
    partial_periods: tuple[str, ...] = ()
    filters: tuple[Mapping[str, Any], ...] = field(default=())
    withheld: bool = False

    @cached_property
    def sql(self) -> str:
        """The SQL, laid out to be read and with its values in place."""
        return self.spelled()

    @property
    def length(self) -> int:
        """How many rows."""
        return len(self.data[self.columns[0].name])

    def rows(self) -> list[list[Value]]:
        """The values row by row, in the order of `columns`."""
        return [list(row) for row in zip(*(self.data[c.name] for c in self.columns), strict=True)]

    def value(self, name: str) -> Value:
        """The single value of a column in a result of one row; None when there is no row."""
        values = self.data[name]
        if len(values) > 1:
            raise ValueError(f"{name} has {len(values)} rows, not one")
        return values[0] if values else None

    def metric(self, name: str) -> MetricUsed:
        """The definition used for a metric of this result."""
        return next(used for used in self.metrics if used.name == name)

    def with_warnings(self, *more: str) -> "Result":
        """The same result with further warnings; its hash stays."""
        return replace(self, warnings=self.warnings + more)

    @cached_property
    def hash(self) -> str:
        """`sha256:…` over columns, rows, definitions, period, as-of date, filters and policy."""
        return digest(
            {
                "columns": [column.to_json() for column in self.columns],
                "rows": self.rows(),
                "metrics": [(used.name, used.hash) for used in self.metrics],
                "period": self.period.to_json(),
                "as_of": self.as_of.isoformat(),
                "filters": list(self.filters),
                "policy": self.policy,
            }
        )

    def to_json(self) -> dict[str, Any]:
        """The result as CONTRACTS prints it."""
        return {
            "columns": [column.to_json() for column in self.columns],
            "rows": self.rows(),
            "metrics": [vars(used) for used in self.metrics],
            "period": self.period.to_json(),
            "previous_period": self.previous.to_json() if self.previous else None,
            "partial_periods": list(self.partial_periods),
            "as_of": self.as_of.isoformat(),
            "freshness": dict(self.freshness),
            "policy": self.policy,
            "sql": self.sql,
            "dialect": self.dialect,
            "warnings": list(self.warnings),
            "result": self.hash,
        }


def digest(content: Any) -> str:
    """`sha256:…` of any JSON-like content, independent of the order of keys."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), default=str)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def plain(value: Any) -> Value:
    """A database value as JSON knows it.

    Floats keep twelve significant digits: the last ones depend on the order in which an engine's
    threads happened to add, and the same query must give the same hash.
    """
    convert = _PLAIN.get(type(value))
    return convert(value) if convert else str(value)


def _same(value: Any) -> Value:
    kept: Value = value
    return kept


def _decimal(value: Decimal) -> Value:
    return int(value) if value == value.to_integral_value() else float(value)


def _float(value: float) -> Value:
    return float(f"{value:.12g}") if isfinite(value) else None


def _moment(value: datetime) -> Value:
    return value.date().isoformat() if value.time() == time() else value.isoformat()


_PLAIN: Mapping[type, Callable[[Any], Value]] = {
    bool: _same,
    str: _same,
    int: _same,
    type(None): _same,
    Decimal: _decimal,
    float: _float,
    datetime: _moment,
    date: date.isoformat,
}
