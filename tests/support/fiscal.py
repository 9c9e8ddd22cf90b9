"""A shop whose months are of four, four and five weeks, and whose fiscal year 2023 has 53 weeks.

Years begin on the Sunday nearest to the end of January. Each week is told by the day it begins.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from semantic.catalog import Catalog
from tests.support.workspaces import Row, open_to_steward, write_workspace

YEARS = {2022: (date(2022, 1, 30), 52), 2023: (date(2023, 1, 29), 53), 2024: (date(2024, 2, 4), 52)}
TODAY = date(2025, 2, 2)
SPINE = {
    "day": "DATE",
    "fiscal_week": "DATE",
    "fiscal_month": "VARCHAR",
    "fiscal_quarter": "VARCHAR",
    "fiscal_year": "BIGINT",
}
ORDERS = {"id": "BIGINT", "customer_id": "BIGINT", "amount": "BIGINT", "day": "DATE"}

MODELS = """
version: 1
models:
  - name: orders
    source: orders
    row: order_row
    columns: {id: number, customer_id: number, amount: number, day: date}
    primary_key: [id]
    time: {column: day}
    entities:
      - {name: order, columns: [id]}
      - {name: customer, columns: [customer_id]}
    dimensions:
      - {name: customer, entity: customer, type: number, expr: customer_id}
time_spines:
  - source: days
    column: day
    grain: day
    custom:
      fiscal_week: fiscal_week
      fiscal_month: fiscal_month
      fiscal_quarter: fiscal_quarter
      fiscal_year: fiscal_year
"""
METRICS = """
version: 1
metrics:
  - {name: sales, type: simple, description: Sales., model: orders, agg: sum, expr: amount,
     governance: {owner: steward}}
  - {name: sales_filled, type: simple, description: Sales., model: orders, agg: sum, expr: amount,
     fill_nulls_with: 0, join_to_timespine: true, governance: {owner: steward}}
  - {name: of_a_month, type: cumulative, description: Of a fiscal month., metric: sales,
     window: {count: 1, grain: fiscal_month}, period_agg: last, governance: {owner: steward}}
  - {name: of_two_quarters, type: cumulative, description: Of two., metric: sales,
     window: {count: 2, grain: fiscal_quarter}, period_agg: last, governance: {owner: steward}}
  - {name: this_quarter, type: cumulative, description: So far., metric: sales,
     grain_to_date: fiscal_quarter, period_agg: last, governance: {owner: steward}}
  - {name: two_days_filled, type: cumulative, description: Two days., metric: sales_filled,
     window: {count: 2, grain: day}, period_agg: first, governance: {owner: steward}}
  - {name: quarter_before, type: derived, description: Before., expr: sales,
     metrics: [{name: sales, shift: {window: {count: 1, grain: fiscal_quarter}}}],
     governance: {owner: steward}}
  - {name: at_quarters_start, type: derived, description: At the start., expr: sales,
     metrics: [{name: sales, shift: {to_grain: fiscal_quarter}}],
     governance: {owner: steward}}
  - {name: so_far_at_months_start, type: derived, description: At the start., expr: sold,
     metrics: [{name: sold_ever, alias: sold, shift: {to_grain: month}}],
     governance: {owner: steward}}
  - {name: sold_ever, type: cumulative, description: Ever., metric: sales,
     governance: {owner: steward}}
"""
FILES = open_to_steward("shop", MODELS, METRICS)


def fiscal_catalog(root: Path) -> Catalog:
    """The shop's catalog, every metric approved."""
    return write_workspace(root, FILES)


def days() -> list[Row]:
    """Every day of the three years; the last month of a year with 53 weeks has a sixth."""
    rows: list[Row] = []
    for year, (start, weeks) in YEARS.items():
        for nr in range(weeks * 7):
            week = nr // 7
            quarter = min(week // 13, 3)
            month = quarter * 3 + min((week - quarter * 13) // 4, 2)
            named = (f"{year}-M{month + 1:02d}", f"{year}-Q{quarter + 1}", year)
            rows.append((start + timedelta(days=nr), start + timedelta(weeks=week), *named))
    return rows


def orders() -> Sequence[Row]:
    """Nearly one order a day, none for a day in eleven; a third are of a second customer."""
    every = [row[0] for row in days()]
    return [
        (nr, 1 + (nr % 3 == 0), (nr * 37) % 101 + 1, day) for nr, day in enumerate(every) if nr % 11
    ]
