"""How long it takes to load and check a large workspace, part by part.

Run: python benchmarks/loading.py [METRICS, 1000 unless told otherwise]

The workspace is generated: a fact with nine tables around it for each hundred metrics, and metrics
of which seven in ten are simple, the others ratios, derived and cumulative ones that stand on them.
Each has a label, a description, synonyms, a format and an owner; half have a golden value. It is
loaded without approvals, and again with every metric approved.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from semantic.approval_file import HEADER
from semantic.approvals import FILE, Approvals, approve
from semantic.catalog import Catalog
from semantic.loading import load, read_draft

ROUNDS = 7
TABLES = 9
APPROVED_AT = datetime.fromisoformat("2026-01-05T09:00")

SETTINGS = """version: 1
name: large
timezone: Europe/London
default_principal: steward
"""
PEOPLE = """version: 1
principals:
  - {id: steward, name: Steward, roles: [steward]}
  - {id: head, name: Head, roles: [head]}
"""
POLICIES = """version: 1
roles:
  steward:
    approves: true
    grants: [{metrics: all, rows: all}]
  head:
    grants: [{metrics: all, rows: all}]
"""
FACT = """  - name: fact_{n}
    row: line_{n}
    source: fact_{n}
    columns:
      id: number
      happened_at: timestamp
      kind: text
{keys}
{amounts}
    primary_key: [id]
    time: {{column: happened_at}}
    entities:
      - {{name: event_{n}, columns: [id]}}
{entities}
    dimensions:
      - {{name: kind, entity: line_{n}, label: kind of line, expr: kind}}
"""
TABLE = """  - name: table_{n}_{t}
    source: table_{n}_{t}
    columns: {{id: number, name: text, region: text, segment: text, opened: date, active: boolean}}
    primary_key: [id]
    entities:
      - {{name: thing_{n}_{t}, columns: [id]}}
    dimensions:
      - {{name: name, entity: thing_{n}_{t}, expr: name}}
      - {{name: region, entity: thing_{n}_{t}, label: sales region, expr: region}}
      - {{name: segment, entity: thing_{n}_{t}, expr: 'lower(segment)', synonyms: [tier]}}
      - {{name: opened, entity: thing_{n}_{t}, type: date, expr: opened, grain: month}}
      - {{name: active, entity: thing_{n}_{t}, type: boolean, expr: active}}
"""
RELATIONSHIP = """  - name: fact_{n}_to_{t}
    from: fact_{n}
    to: table_{n}_{t}
    from_columns: [thing_{t}]
    to_columns: [id]
"""
METRIC = """  - name: metric_{i}
    label: metric number {i}
    description: >-
      What metric {i} counts or adds up, said in a sentence of about the length that people write.
{body}
    direction: up
    additive: "yes"
    format: {{unit: GBP, decimals: 2}}
    synonyms: [measure {i}, figure {i}]
    governance: {{owner: steward}}
"""
GOLDEN = """    tests:
      - {{period: ["2026-01-01", "2026-02-01"], value: {i}.25}}
"""


def write_workspace(root: Path, metrics: int = 1000, *, approved: bool = False) -> None:
    """A workspace in `root` that has so many metrics, each of them approved if wanted."""
    (root / "models").mkdir(parents=True)
    (root / "metrics").mkdir()
    for name, text in (
        ("retainer.yaml", SETTINGS),
        ("people.yaml", PEOPLE),
        ("policies.yml", POLICIES),
    ):
        (root / name).write_text(text, encoding="utf-8")
    for n in range((metrics + 99) // 100):
        (root / "models" / f"fact_{n}.yml").write_text(_models(n), encoding="utf-8")
        numbers = range(n * 100, min(metrics, n * 100 + 100))
        text = "version: 1\nmetrics:\n" + "\n".join(_metric(i, n) for i in numbers)
        (root / "metrics" / f"fact_{n}.yml").write_text(text, encoding="utf-8")
    if approved:
        approve_all(root)


def approve_all(root: Path) -> None:
    """Approves every metric of a workspace."""
    catalog = load(root)
    approvals = Approvals(catalog)
    known: set[str] = set()
    lines = [HEADER]
    for name in catalog.metrics:
        entry = approve(approvals, name, catalog.people[0], APPROVED_AT).splitlines(keepends=True)
        # As if each had been approved after the one before: a part is recorded once.
        kept = [line for line in entry if not line.startswith('      "') or line not in known]
        known.update(line for line in kept if line.startswith('      "'))
        lines += kept if kept[-1] != "    records:\n" else kept[:-1]
    (root / FILE).write_text("".join(lines), encoding="utf-8")


def _models(n: int) -> str:
    tables = range(TABLES)
    fact = FACT.format(
        n=n,
        keys="\n".join(f"      thing_{t}: number" for t in tables),
        amounts="\n".join(f"      amount_{a}: number" for a in range(20)),
        entities="\n".join(
            f"      - {{name: thing_{n}_{t}, columns: [thing_{t}]}}" for t in tables
        ),
    )
    around = "\n".join(TABLE.format(n=n, t=t) for t in tables)
    joins = "".join(RELATIONSHIP.format(n=n, t=t) for t in tables)
    return f"version: 1\nmodels:\n{fact}\n{around}\nrelationships:\n{joins}"


def _metric(i: int, n: int) -> str:
    golden = GOLDEN.format(i=i) if i % 2 else ""
    return METRIC.format(i=i, body=_body(i, n)) + golden


def _body(i: int, n: int) -> str:
    first = n * 100
    match i % 10:
        case 7:
            parts = f"    numerator: metric_{first + i % 7}\n    denominator: metric_{i - 1}"
            return f"    type: ratio\n{parts}"
        case 8:
            names = f"metric_{i - 2}", f"metric_{i - 1}"
            expr = f"    expr: {names[0]} * 2 + {names[1]} / 3"
            return f"    type: derived\n{expr}\n    metrics: [{', '.join(names)}]"
        case 9:
            return f"    type: cumulative\n    metric: metric_{i - 4}\n    grain_to_date: month"
        case _:
            expr = f"amount_{i % 20} * (1 - amount_{(i + 7) % 20} / 100)"
            condition = f"{{field: thing_{n}_{i % TABLES}.region, op: in, value: [north, south]}}"
            kind = f"{{field: line_{n}.kind, value: sale}}"
            simple = f"    type: simple\n    model: fact_{n}\n    agg: sum\n    expr: {expr}\n"
            return f"{simple}    filter:\n      - {kind}\n      - {condition}"


def main() -> None:
    """Prints the times."""
    metrics = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    for approved in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "large"
            write_workspace(root, metrics, approved=approved)
            size = sum(path.stat().st_size for path in root.rglob("*.y*ml")) / 1e6
            how = "each approved" if approved else "none approved"
            print(f"{metrics:,} metrics, {how}, {size:.1f} MB of YAML")
            print(f"  read              {_times(partial(read_draft, root))}")
            print(f"  read and checked  {_times(partial(load, root))}")
            print(f"  hashed            {_times(partial(_hashed, load(root)))}")


def _hashed(catalog: Catalog) -> frozenset[str]:
    return Approvals(catalog).approved


def _times(run: Callable[[], object]) -> str:
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        run()
        taken.append(time.perf_counter() - begun)
    return f"{statistics.median(taken):.3f} s (fastest {min(taken):.3f})"


if __name__ == "__main__":
    main()
