"""Rows at random for a table: repeated, with values missing, around midnight and leap days."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any

Row = dict[str, Any]
Given = dict[str, Any]

TINTS = ("red", "Green", "blue_1", "50%", None)
CHANNELS = ("web", "shop", None)
# Around leap days, ends of months and years, and changes of the clocks in London and New York.
DAYS = tuple(
    date.fromisoformat(text)
    for text in (
        *("2023-02-28", "2023-03-01", "2023-12-30", "2023-12-31", "2024-01-01", "2024-01-31"),
        *("2024-02-28", "2024-02-29", "2024-03-01", "2024-03-30", "2024-03-31", "2024-04-01"),
        *("2024-10-26", "2024-10-27", "2024-10-28", "2024-11-14", "2024-11-15"),
    )
)
CLOCK = ("00:00:00", "00:30:00", "01:30:00", "04:59:59", "12:00:00", "22:59:59", "23:30:00")


def rows_of(rng: Random, model: Given) -> list[Row]:
    """The rows of the model's table."""
    if model["name"] == "terms":
        return _terms(rng)
    key = model.get("primary_key")
    rows = [_row(rng, model) for _ in range(rng.randint(0, 4 if key else 18))]
    if key:
        known = {tuple(row[column] for column in key): row for row in rows}
        rows = list(known.values())
        if rows and rng.random() < 0.04:
            rows.append(dict(rows[0]))
    elif rows:
        rows += [dict(rng.choice(rows)) for _ in range(rng.randint(0, 3))]
    return rows


def _terms(rng: Random) -> list[Row]:
    found = []
    for number in range(1, 5):
        ends = sorted(rng.sample(DAYS, rng.randint(0, 3)))
        spans = [*pairwise(ends), (ends[-1], None)] if ends else []
        found += [
            {"of_id": number, "since": start, "until": end, "band": rng.choice(TINTS)}
            for start, end in spans
            if rng.random() < 0.8
        ]
    return found


def _row(rng: Random, model: Given) -> Row:
    key = set(model.get("primary_key", ()))
    time = model.get("time", {}).get("column")
    known = {*key, time, *(["no"] if model.get("numbered") else [])}
    row = {
        name: _value(rng, name, kind, missing=name not in known)
        for name, kind in model["columns"].items()
    }
    if time and rng.random() < 0.05:
        row[time] = None
    return row


def _value(rng: Random, name: str, kind: str, *, missing: bool) -> Any:
    if missing and rng.random() < 0.15:
        return None
    match kind:
        case "date":
            return rng.choice(DAYS)
        case "timestamp":
            return datetime.fromisoformat(f"{rng.choice(DAYS)}T{rng.choice(CLOCK)}")
        case "boolean":
            return rng.random() < 0.5
        case "text" if name.endswith("two"):
            return rng.choice("xy")
        case "text":
            return rng.choice([*CHANNELS, "WEB"] if name == "channel" else TINTS)
        case _ if name == "amount":
            return Decimal(rng.randint(-300, 3000)) / 100
        case _ if name in ("seconds", "size"):
            return rng.randint(0, 20)
        case _:
            return rng.randint(1, 5)


def columns_of(rows: Sequence[Row], names: Sequence[str]) -> list[tuple[Any, ...]]:
    """Rows as tuples, in the order of the names."""
    return [tuple(row[name] for name in names) for row in rows]
