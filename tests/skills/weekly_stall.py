"""A market stall's sales in a real database, asked through the real engine."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from semantic.catalog import Catalog
from semantic.query import Query
from semantic.result import Result
from skills.toolkit import Toolkit
from tests.support.workspaces import Shop, memory_warehouse, write_workspace

MONDAY = date(2024, 1, 1)

MODELS = """
version: 1
models:
  - name: sales
    row: sale
    source: sales
    columns:
      {at: timestamp, buyer: number, town: text, good: text, slip: text, amount: number, kind: text}
    time: {column: at}
    entities:
      - {name: order, columns: [slip]}
      - {name: customer, columns: [buyer]}
      - {name: product, columns: [good]}
    dimensions:
      - {name: kind, entity: sale, expr: kind}
      - {name: town, entity: order, expr: town}
      - {name: slip, entity: order, expr: slip, detail: true}
      - {name: good, entity: product, expr: good}
  - name: buyers
    rollup: {of: sales, by: customer, event: order, lapse_after_days: 30}
    primary_key: [buyer]
    entities:
      - {name: customer, columns: [buyer]}
    dimensions:
      - {name: id, entity: customer, expr: CAST(buyer AS TEXT)}
      - {name: cohort, entity: customer, type: date, expr: at, keep: first, grain: month}
relationships:
  - {name: sale_buyer, from: sales, to: buyers, from_columns: [buyer], to_columns: [buyer]}
"""

METRICS = """
version: 1
metrics:
  - {name: takings, type: simple, description: Money taken., model: sales, agg: sum, expr: amount,
     filter: [{field: sale.kind, value: sale}], fill_nulls_with: 0, join_to_timespine: true,
     direction: up, additive: "yes", format: {unit: GBP, decimals: 2}, governance: {owner: steward}}
  - {name: refunds, type: simple, description: Money given back., model: sales, agg: sum,
     expr: amount, filter: [{field: sale.kind, value: refund}], fill_nulls_with: 0,
     join_to_timespine: true, direction: down, additive: "yes", format: {unit: GBP},
     governance: {owner: steward}}
  - {name: slips, type: simple, description: Orders., model: sales, agg: count_distinct, expr: slip,
     fill_nulls_with: 0, join_to_timespine: true, governance: {owner: steward}}
  - {name: buyer_count, type: simple, description: Buyers., model: sales, agg: count_distinct,
     expr: buyer, fill_nulls_with: 0, join_to_timespine: true, governance: {owner: steward}}
  - {name: dearest, type: simple, description: The dearest sale., model: sales, agg: max,
     expr: amount, governance: {owner: steward}}
  - {name: takings_per_slip, type: ratio, description: Takings per order., numerator: takings,
     denominator: slips, direction: up, format: {unit: GBP, decimals: 2},
     governance: {owner: steward}}
  - {name: refund_rate, type: ratio, description: Refunds per takings., numerator: refunds,
     denominator: takings, direction: down, format: {percent: true, decimals: 1},
     governance: {owner: steward}}
  - {name: slips_per_buyer, type: ratio, description: Orders per known buyer.,
     numerator: {name: slips, filter: [{field: customer.id, op: not_null}]},
     denominator: buyer_count, format: {decimals: 2}, governance: {owner: steward}}
  - {name: came_back, type: lifecycle, description: Buyers who came before too., model: buyers,
     state: returning, governance: {owner: steward}}
  - {name: back_rate, type: ratio, description: The part of buyers who came before too.,
     numerator: came_back, denominator: buyer_count, direction: up,
     format: {percent: true, decimals: 1}, governance: {owner: steward}}
  - {name: first_timers, type: lifecycle, description: Buyers who are new., model: buyers,
     state: new, governance: {owner: steward}}
  - {name: kept, type: retention, description: Of a cohort who bought in a month., model: buyers,
     cohort: customer.cohort, format: {percent: true}, governance: {owner: steward}}
  - {name: nameless_share, type: ratio, description: The part of takings without a buyer.,
     numerator: {name: takings, filter: [{field: customer.id, op: is_null}]}, denominator: takings,
     kind: data_quality, direction: down, format: {percent: true, decimals: 1},
     governance: {owner: steward}}
  - {name: rows_kept, type: simple, description: Rows., model: sales, agg: count,
     kind: data_quality, governance: {owner: steward}}
  - {name: days_old, type: freshness, description: Age of the data., model: sales,
     kind: data_quality, direction: down, governance: {owner: steward}}
"""

PEOPLE = """
version: 1
principals:
  - {id: steward, roles: [steward]}
  - {id: helper, roles: [helper]}
  - {id: newcomer, roles: [newcomer]}
  - {id: friend, roles: [friend]}
"""
POLICIES = """
version: 1
roles:
  steward: {approves: true, grants: [{metrics: all, rows: all}]}
  helper: {grants: [{metrics: all, rows: [{field: order.town, value: Ely}]}]}
  newcomer: {grants: [{metrics: [takings, takings_per_slip], rows: all}]}
  friend: {grants: [{metrics: [takings, kept], rows: all}]}
"""
SETTINGS = """
version: 1
name: stall
timezone: Europe/London
default_principal: steward
"""
TYPES = {
    "at": "TIMESTAMP",
    "buyer": "INTEGER",
    "town": "VARCHAR",
    "good": "VARCHAR",
    "slip": "VARCHAR",
    "amount": "DOUBLE",
    "kind": "VARCHAR",
}


@dataclass(frozen=True)
class Sale:
    """One row of the stall's book."""

    day: date
    amount: float
    buyer: int | None = 1
    town: str = "Ely"
    good: str = "tea"
    slip: str = ""
    kind: str = "sale"

    def row(self, number: int) -> tuple[Any, ...]:
        moment = datetime.combine(self.day, time(10))
        slip = self.slip or f"s{number}"
        return (moment, self.buyer, self.town, self.good, slip, self.amount, self.kind)


@dataclass
class Stall:
    """The stall's engine, and how many queries were asked of it."""

    catalog: Catalog
    warehouse: Any
    asked: list[Query] = field(default_factory=list)

    def toolkit(self, sales: Iterable[Sale], as_of: date, principal: str = "steward") -> Toolkit:
        """A skill's world over these sales alone."""
        rows = [sale.row(number) for number, sale in enumerate(sales)]
        self.warehouse.fill("sales", TYPES, rows)
        shop = Shop(self.catalog, self.warehouse, as_of)
        person = shop.principal(principal)
        self.asked.clear()

        def run(query: Query) -> Result:
            self.asked.append(query)
            return shop.engine.run(query, person)

        return Toolkit(run, shop.engine.view(person), as_of)


@contextmanager
def open_stall(folder: Path) -> Iterator[Stall]:
    """The stall with its definitions approved, and no sales yet."""
    files = {
        "retainer.yaml": SETTINGS,
        "people.yaml": PEOPLE,
        "policies.yml": POLICIES,
        "models/stall.yml": MODELS,
        "metrics/stall.yml": METRICS,
    }
    with memory_warehouse() as warehouse:
        yield Stall(write_workspace(folder, files), warehouse)


def week(number: int) -> date:
    """The Monday of a week, counted from the first."""
    return MONDAY + timedelta(weeks=number)


def weekly(amounts: Sequence[float], of: Callable[[date, float], Iterable[Sale]]) -> list[Sale]:
    """The sales that `of` makes of each week's amount, from the first week on."""
    return [sale for number, amount in enumerate(amounts) for sale in of(week(number), amount)]


def daily(monday: date, amount: float) -> list[Sale]:
    """A week's amount in equal parts, Monday to Sunday."""
    return [Sale(monday + timedelta(days=day), amount / 7) for day in range(7)]
