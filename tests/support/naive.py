"""The small shop's simple metrics computed row by row, as the definitions read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from semantic import period as periods
from tests.support.small import TABLES, Data

Facts = Mapping[str, Any]
Group = tuple[Any, ...]
LONDON = ZoneInfo("Europe/London")


def local(moment: str | datetime) -> datetime:
    """UTC as wall-clock time in London."""
    given = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return given.replace(tzinfo=ZoneInfo("UTC")).astimezone(LONDON).replace(tzinfo=None)


@dataclass(frozen=True)
class Naive:
    """Facts as rows of every field that can be asked of them."""

    facts: Mapping[str, Sequence[Facts]]

    def totals(
        self,
        metric: str,
        fields: Sequence[str],
        filters: Iterable[tuple[str, str, Any]],
        span: tuple[date, date],
    ) -> dict[Group, Any]:
        """The metric's value for each group that has a row for it."""
        of, measure, own = METRICS[metric]
        start, end = span
        groups: dict[Group, list[Facts]] = {}
        for row in self.facts[of]:
            inside = start <= row["moment"].date() < end
            kept = all(holds(row[field], op, value) for field, op, value in filters)
            if inside and kept and own(row):
                group = tuple(self._key(row, name) for name in fields)
                groups.setdefault(group, []).append(row)
        return {group: measure(rows) for group, rows in groups.items()}

    @staticmethod
    def _key(row: Facts, field: str) -> Any:
        if not field.startswith("time."):
            return row[field]
        grain: Any = field.removeprefix("time.")
        return periods.floor(row["moment"].date(), grain)


def naive(data: Data, as_of: date) -> Naive:
    """The facts dated before `as_of`, with what can be looked up for each."""
    rows = {
        table: [dict(zip(types, row, strict=True)) for row in data.get(table, ())]
        for table, types in TABLES.items()
    }
    customers = {row["id"]: row for row in rows["customers"] if row["id"] is not None}
    products = {row["id"]: row for row in rows["products"] if row["id"] is not None}
    suppliers = {row["id"]: row for row in rows["suppliers"] if row["id"] is not None}

    def of_customer(row: Facts) -> dict[str, Any]:
        found = customers.get(row["customer_id"], {})
        joined = found.get("joined")
        return {
            "customer.id": row["customer_id"],
            "customer.owner": found.get("owner"),
            "customer.region": found.get("region"),
            "customer.joined": joined and joined.replace(day=1),
        }

    def of_order(row: Facts) -> dict[str, Any]:
        product = products.get(row["product_id"], {})
        supplier = suppliers.get(product.get("supplier_id"), {})
        return {
            **row,
            **of_customer(row),
            "moment": local(row["ordered_at"]),
            "product.category": product.get("category"),
            "supplier.country": supplier.get("country"),
            "order.channel": row["channel"],
            "order.gift": row["gift"],
            "order.amount": row["amount"],
            "order.day": local(row["ordered_at"]).date(),
        }

    def of_visit(row: Facts) -> dict[str, Any]:
        day = row["day"]
        return {**row, **of_customer(row), "moment": datetime.combine(day, time())}

    facts = {
        "orders": [of_order(row) for row in rows["orders"]],
        "visits": [of_visit(row) for row in rows["visits"]],
    }
    return Naive(
        {of: [row for row in found if row["moment"].date() < as_of] for of, found in facts.items()}
    )


def holds(value: Any, op: str, wanted: Any) -> bool:
    """What each operator means, missing values included."""
    if value is None:
        return op in ("ne", "not_in", "is_null")
    tests: dict[str, Callable[[], bool]] = {
        "eq": lambda: value == wanted,
        "ne": lambda: value != wanted,
        "in": lambda: value in wanted,
        "not_in": lambda: value not in wanted,
        "lt": lambda: value < wanted,
        "le": lambda: value <= wanted,
        "gt": lambda: value > wanted,
        "ge": lambda: value >= wanted,
        "between": lambda: wanted[0] <= value <= wanted[1],
        "contains": lambda: lowered(wanted) in lowered(value),
        "starts_with": lambda: lowered(value).startswith(lowered(wanted)),
        "is_null": lambda: False,
        "not_null": lambda: True,
    }
    return tests[op]()


def lowered(text: str) -> str:
    """Letter by letter, as databases do it."""
    return "".join(letter.lower()[0] for letter in text)


def _amounts(rows: Sequence[Facts]) -> list[Decimal]:
    return [row["amount"] for row in rows if row["amount"] is not None]


def _total(rows: Sequence[Facts]) -> Any:
    return sum(_amounts(rows)) if _amounts(rows) else None


def _mean(rows: Sequence[Facts]) -> Any:
    return _total(rows) / len(_amounts(rows)) if _amounts(rows) else None


def _middle(rows: Sequence[Facts]) -> Any:
    return median(_amounts(rows)) if _amounts(rows) else None


def _every(_row: Facts) -> bool:
    return True


Measure = Callable[[Sequence[Facts]], Any]
METRICS: Mapping[str, tuple[str, Measure, Callable[[Facts], bool]]] = {
    "order_count": ("orders", len, _every),
    "revenue": ("orders", lambda rows: _total(rows) or 0, _every),
    "buyer_count": (
        "orders",
        lambda rows: len({row["customer_id"] for row in rows} - {None}),
        _every,
    ),
    "biggest": ("orders", lambda rows: max(_amounts(rows), default=None), _every),
    "smallest": ("orders", lambda rows: min(_amounts(rows), default=None), _every),
    "mean_amount": ("orders", _mean, _every),
    "middle_amount": ("orders", _middle, _every),
    "gift_count": ("orders", lambda rows: sum(bool(row["gift"]) for row in rows), _every),
    "web_revenue": (
        "orders",
        lambda rows: _total(rows) or 0,
        lambda row: row["channel"] == "web",
    ),
    "home_revenue": (
        "orders",
        lambda rows: _total(rows) or 0,
        lambda row: row["supplier.country"] == "UK",
    ),
    "visit_count": ("visits", len, _every),
    "visit_seconds": (
        "visits",
        lambda rows: sum(row["seconds"] for row in rows if row["seconds"] is not None),
        _every,
    ),
}
FILLED = frozenset(METRICS) - {"biggest", "smallest", "mean_amount", "middle_amount"}


@dataclass(frozen=True)
class Buyer:
    """A customer of the small shop by the end of a period, from their orders one by one."""

    moments: tuple[datetime, ...]
    channels: tuple[str | None, ...]
    amounts: tuple[tuple[datetime, Decimal], ...]


def buyers(facts: Sequence[Facts]) -> dict[int, Buyer]:
    """Customers with an order of some worth, each order once, in the order of time and number."""
    found: dict[int, Buyer] = {}
    for customer in {row["customer_id"] for row in facts} - {None}:
        own = [row for row in facts if row["customer_id"] == customer]
        sold = [row for row in own if row["amount"] is not None and row["amount"] > 0]
        orders = {row["id"]: [other for other in sold if other["id"] == row["id"]] for row in sold}
        moments = sorted(
            (min(row["moment"] for row in rows), number) for number, rows in orders.items()
        )
        channels = tuple(_channel(orders[number]) for _, number in moments)
        if moments:
            worth = ((row["moment"], row["amount"]) for row in own if row["amount"] is not None)
            since = tuple((at, amount) for at, amount in worth if at >= moments[0][0])
            found[customer] = Buyer(tuple(at for at, _ in moments), channels, since)
    return found


def _channel(rows: Sequence[Facts]) -> str | None:
    return max((row["channel"] for row in rows if row["channel"] is not None), default=None)


def in_states(buyer: Buyer, span: tuple[date, date], before: date, lapse: int) -> set[str]:
    """The lifecycle states of a customer in a period, as the dictionary words them."""
    start, end = span
    days = [at.date() for at in buyer.moments if at.date() < end]
    inside = [day for day in days if day >= start]
    earlier = [day for day in days if day < start]
    tests = {
        "known": bool(days),
        "active": bool(inside),
        "new": bool(inside) and not earlier,
        "returning": bool(inside) and bool(earlier),
        "repeat": len(inside) >= 2,
        "retained": bool(inside) and any(before <= day for day in earlier),
        "active_before": any(before <= day for day in earlier),
        "lapsed": bool(days) and (end - days[-1]).days >= lapse,
        "newly_lapsed": any(_ended(day, days, span, lapse) for day in days),
        "not_lapsed_at_start": bool(earlier) and (start - earlier[-1]).days < lapse,
        "reactivated": bool(inside and earlier) and (inside[0] - earlier[-1]).days >= lapse,
    }
    return {state for state, holds_now in tests.items() if holds_now}


def _ended(day: date, days: Sequence[date], span: tuple[date, date], lapse: int) -> bool:
    limit = day + timedelta(days=lapse)
    start, end = span
    return start < limit <= end and not any(day < other < limit for other in days)
