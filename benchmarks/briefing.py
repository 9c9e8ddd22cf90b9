"""Time and peak memory of the weekly briefing as the shop grows.

Run: python benchmarks/briefing.py [1 10 50]

Each size resamples the example's customers with replacement under new numbers, with all their
invoices, and copies the unidentified lines as often. The briefing then runs in a process of its
own on a fresh copy of the workspace; times include starting Python and reading the files.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "online-retail"

RESAMPLE = """
COPY (
    WITH people AS (
        SELECT CustomerID, row_number() OVER (ORDER BY CustomerID) AS nr
        FROM (SELECT DISTINCT CustomerID FROM lines WHERE CustomerID IS NOT NULL)
    ),
    drawn AS (
        SELECT copy * 100000 + place AS new_id,
               1 + CAST(hash(copy, place) % (SELECT count(*) FROM people) AS BIGINT) AS nr,
               copy
        FROM range(1, {size} + 1) copies(copy), range((SELECT count(*) FROM people)) p(place)
    )
    SELECT left(InvoiceNo, 1) || new_id || '-' || InvoiceNo AS InvoiceNo, StockCode, Description,
           Quantity, InvoiceDate, UnitPrice, CAST(new_id AS INTEGER) AS CustomerID, Country
    FROM lines JOIN people USING (CustomerID) JOIN drawn USING (nr)
    UNION ALL
    SELECT left(InvoiceNo, 1) || copy || '-' || InvoiceNo, StockCode, Description,
           Quantity, InvoiceDate, UnitPrice, NULL, Country
    FROM lines, range(1, {size} + 1) copies(copy) WHERE CustomerID IS NULL
) TO '{target}' (FORMAT parquet)
"""
TERRITORIES = """
COPY (
    SELECT CustomerID AS customer_id,
           (SELECT list(DISTINCT owner ORDER BY owner) FROM owners)[1 + CustomerID % 8] AS owner,
           'resampled' AS region
    FROM (SELECT DISTINCT CustomerID FROM '{lines}' WHERE CustomerID IS NOT NULL)
) TO '{target}' (HEADER)
"""


@dataclass(frozen=True)
class Measured:
    """One size: rows and customers of the data, seconds and MB of the briefing's process."""

    size: int
    rows: int
    customers: int
    seconds: float
    megabytes: float


def workspace(size: int, folder: Path) -> Path:
    """A copy of the example with `size` times the customers; the example itself for 1."""
    target = folder / f"shop-{size}"
    shutil.copytree(EXAMPLE, target, ignore=shutil.ignore_patterns(".retainer"))
    if size > 1:
        with duckdb.connect() as database:
            lines, owners = target / "data/online_retail.parquet", target / "data/territories.csv"
            database.execute(f"CREATE TABLE lines AS FROM '{EXAMPLE}/data/online_retail.parquet'")
            database.execute(f"CREATE TABLE owners AS FROM '{EXAMPLE}/data/territories.csv'")
            database.execute(RESAMPLE.format(size=size, target=lines))
            database.execute(TERRITORIES.format(lines=lines, target=owners))
    return target


def count(folder: Path) -> tuple[int, int]:
    """Rows and identified customers of a workspace's data."""
    with duckdb.connect() as database:
        found = database.execute(
            "SELECT count(*), count(DISTINCT CustomerID) FROM read_parquet(?)",
            [str(folder / "data/online_retail.parquet")],
        ).fetchone()
    assert found is not None
    return found[0], found[1]


def run(folder: Path) -> tuple[float, float]:
    """Wall seconds and peak MB of one briefing run in a process of its own."""
    command = [sys.executable, "-m", "connectors.cli", "-w", str(folder)]
    command += ["brief", "weekly-retention", "--html", str(folder / "briefing.html"), "--json"]
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"the briefing failed in {folder}")
    return seconds, usage.ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1_000)


def measure(size: int) -> Measured:
    """One size, from its data to its figures."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = workspace(size, Path(temporary))
        rows, customers = count(folder)
        seconds, megabytes = run(folder)
    return Measured(size, rows, customers, seconds, megabytes)


def main(sizes: list[int]) -> None:
    """Prints a row per size with its growth over the first one."""
    print(
        f"{'size':>6}{'rows':>14}{'customers':>12}{'seconds':>10}{'growth':>9}{'MB':>9}{'growth':>9}"
    )
    first = None
    for size in sizes:
        now = measure(size)
        first = first or now
        print(
            f"{now.size:>5}×{now.rows:>14,}{now.customers:>12,}{now.seconds:>10.1f}"
            f"{now.seconds / first.seconds:>8.1f}×{now.megabytes:>9.0f}"
            f"{now.megabytes / first.megabytes:>8.1f}×",
            flush=True,
        )


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1, 10, 50])
