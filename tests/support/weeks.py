"""A shop whose weeks begin on a weekday of the test's choice, and what weeks give their shape."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from semantic.catalog import Catalog
from semantic.definition import DataType
from tests.support.workspaces import Row, open_to_steward, write_workspace

# A Wednesday: the week before it is the last whole one, whichever day weeks begin on.
TODAY = date(2024, 3, 6)
FIRST, DAYS = date(2023, 11, 27), 120
TABLES = {
    "orders": {"id": "BIGINT", "customer_id": "BIGINT", "amount": "BIGINT", "moment": "TIMESTAMP"},
    "visits": {"customer_id": "BIGINT", "day": "DATE"},
    "stock": {"day": "DATE", "pieces": "BIGINT"},
    "days": {"day": "DATE"},
}
TYPES: dict[str, dict[str, DataType]] = {
    "orders": {"id": "number", "customer_id": "number", "amount": "number", "moment": "timestamp"},
    "visits": {"customer_id": "number", "day": "date"},
    "stock": {"day": "date", "pieces": "number"},
    "days": {"day": "date"},
}

MODELS = """
version: 1
models:
  - name: orders
    source: orders
    row: order_row
    columns: {id: number, customer_id: number, amount: number, moment: timestamp}
    primary_key: [id]
    time: {column: moment}
    entities:
      - {name: order, columns: [id]}
      - {name: customer, columns: [customer_id]}
    dimensions:
      - {name: week, entity: order, type: date, expr: moment, grain: week}
  - name: visits
    source: visits
    row: visit
    columns: {customer_id: number, day: date}
    time: {column: day}
    entities: [{name: customer, columns: [customer_id]}]
  - name: stock
    source: stock
    row: count
    columns: {day: date, pieces: number}
    time: {column: day}
    dimensions: [{name: day, entity: count, type: date, expr: day, grain: day}]
  - name: buyers
    rollup: {of: orders, by: customer, event: order, lapse_after_days: 30}
    primary_key: [customer_id]
    entities: [{name: customer, columns: [customer_id]}]
    dimensions:
      - {name: began, entity: customer, type: date, expr: moment, keep: first, grain: week}
time_spines:
  - {source: days, column: day, grain: day}
relationships:
  - {name: order_buyer, from: orders, to: buyers, from_columns: [customer_id],
     to_columns: [customer_id]}
"""
METRICS = """
version: 1
metrics:
  - {name: sales, type: simple, description: Sales., model: orders, agg: sum, expr: amount,
     fill_nulls_with: 0, join_to_timespine: true, governance: {owner: steward}}
  - {name: visit_count, type: simple, description: Visits., model: visits, agg: count,
     governance: {owner: steward}}
  - {name: order_count, type: simple, description: Orders., model: orders, agg: count,
     governance: {owner: steward}}
  - {name: pieces, type: simple, description: Pieces in stock., model: stock, agg: sum,
     expr: pieces, non_additive: {dimension: day}, governance: {owner: steward}}
  - {name: week_so_far, type: cumulative, description: So far., metric: sales,
     grain_to_date: week, period_agg: last, governance: {owner: steward}}
  - {name: usual_day, type: cumulative, description: A day., metric: sales,
     window: {count: 1, grain: day}, period_agg: average, governance: {owner: steward}}
  - {name: two_weeks, type: cumulative, description: Of two weeks., metric: sales,
     window: {count: 2, grain: week}, period_agg: last, governance: {owner: steward}}
  - {name: week_before, type: derived, description: Before., expr: sales,
     metrics: [{name: sales, shift: {window: {count: 1, grain: week}}}],
     governance: {owner: steward}}
  - {name: two_weeks_before, type: derived, description: Before., expr: two_weeks,
     metrics: [{name: two_weeks, shift: {window: {count: 1, grain: week}}}],
     governance: {owner: steward}}
  - {name: first_day, type: derived, description: The first day's., expr: sales,
     metrics: [{name: sales, shift: {to_grain: week}}], governance: {owner: steward}}
  - {name: bought, type: conversion, description: Visits that led to an order., entity: customer,
     base: visit_count, conversion: order_count, calculation: count,
     window: {count: 1, grain: week}, governance: {owner: steward}}
  - {name: new_buyers, type: lifecycle, description: New ones., model: buyers, state: new,
     governance: {owner: steward}}
  - {name: came_back, type: retention, description: Came back., model: buyers,
     cohort: customer.began, grain: week, governance: {owner: steward}}
"""


def catalog_of(root: Path, week_start: str) -> Catalog:
    """The shop's catalog, every metric approved."""
    files = open_to_steward("shop", MODELS, METRICS)
    files["retainer.yaml"] += f"week_start: {week_start}\n"
    return write_workspace(root, files)


def rows() -> dict[str, Sequence[Row]]:
    """An order nearly every day, at any hour, of nine customers; visits, and the stock counted."""
    days = [FIRST + timedelta(days=nr) for nr in range(DAYS)]
    seconds = [(nr * 7919) % 86_400 for nr in range(DAYS)]
    moments = [
        f"{day}T{at // 3600:02d}:{at // 60 % 60:02d}:00"
        for day, at in zip(days, seconds, strict=True)
    ]
    return {
        "orders": [
            (nr, (nr * nr) % 9, (nr * 37) % 101 + 1, at)
            for nr, at in enumerate(moments)
            if nr % 11 != 5
        ],
        "visits": [((nr * 5) % 9, day) for nr, day in enumerate(days) if nr % 3],
        "stock": [(day, (nr * 53) % 97) for nr, day in enumerate(days) if nr % 5],
        "days": [(day,) for day in days],
    }
