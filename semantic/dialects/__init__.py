"""SQL that differs between engines, as SQLAlchemy constructs with a rendering for each.

An engine, or a family of engines that share a spelling, is one file here with its dialect. Whoever
imports that has the engine's renderings, too. What it does not render is spelled as for DuckDB.
"""

from semantic.dialects import duckdb
from semantic.dialects.constructs import (
    approximate_count,
    approximate_percentile,
    attempt,
    before,
    date_part,
    days_between,
    divide,
    earlier,
    exact,
    extracted,
    floor_moment,
    folded,
    in_byte_order,
    local_time,
    median,
    no_number,
    percentile,
    pseudonym,
    to_grain,
    truncate,
    wall_clock,
    widened,
    written,
)

# Engines that compare text by the rules of a language unless told otherwise, by SQLAlchemy's name.
COLLATING = frozenset({"postgresql"})

__all__ = [
    "COLLATING",
    "approximate_count",
    "approximate_percentile",
    "attempt",
    "before",
    "date_part",
    "days_between",
    "divide",
    "duckdb",
    "earlier",
    "exact",
    "extracted",
    "floor_moment",
    "folded",
    "in_byte_order",
    "local_time",
    "median",
    "no_number",
    "percentile",
    "pseudonym",
    "to_grain",
    "truncate",
    "wall_clock",
    "widened",
    "written",
]
