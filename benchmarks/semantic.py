"""The semantic layer beside its peers and beside SQL written by hand.

Run: python benchmarks/semantic.py [--no-peers] [--rows 1 10 100] [--quick] [--only PART]

MetricFlow, sidemantic and boring-semantic-layer are installed into environments of their own in
the cache folder (network needed once), unless --no-peers leaves them out. --rows are millions; 100
writes 2.5 GB of Parquet there. --quick takes fewer turns and one million rows; --only compile,
execute or load prints one part.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Python puts this script's own folder first, where `semantic` would be this script.
sys.path[0] = str(ROOT)

from benchmarks import compiling, executing, loading  # noqa: E402
from benchmarks.peers.installed import PEERS  # noqa: E402
from benchmarks.shapes import shop, wide  # noqa: E402
from connectors.workspace import load  # noqa: E402

CONNECTIONS = "version: 1\nwarehouse: {{type: duckdb}}\nsources:\n{sources}"


def compile_times(cache: Path, *, peers: bool, rounds: int) -> None:
    """Prints a table per question."""
    pythons = compiling.environments(PEERS if peers else (), cache)
    for shape in (shop(), wide()):
        with tempfile.TemporaryDirectory() as folder:
            found = compiling.measure(shape, Path(folder), pythons, rounds)
        for question, systems in found.items():
            print(f"\n{question}: milliseconds of processor time, {_load()}\n")
            print("| | first | p50 | p95 | p50 × ours |\n|---|---|---|---|---|")
            ours = systems[compiling.SCRATCH].median
            for label, times in systems.items():
                print(f"| {label} | {_cells(times, ours)} |", flush=True)


def _cells(times: compiling.Times, ours: float) -> str:
    if not times.seconds:
        return f"cannot: {times.note} | | |"
    given = (times.first, times.median, times.percentile(0.95))
    cells = [f"{1000 * seconds:,.2f}" for seconds in given]
    note = f" ({times.note})" if times.note else ""
    return " | ".join((*cells, f"{times.median / ours:,.2f}{note}"))


def execution_times(cache: Path, sizes: list[int], *, quick: bool) -> None:
    """Prints a row per size, question and way."""
    print("\n| million rows | sums of | way | seconds | × by hand", end="")
    print(" | processor seconds | × by hand |\n|---|---|---|---|---|---|---|")
    for millions in sizes:
        runs = 5 if quick else min(25, max(3, 70 // millions))
        hand = None
        for one in executing.measure(millions, cache, runs):
            if one.way == executing.HAND_WRITTEN:
                hand = one
            assert hand is not None
            passed = f"{one.passed:.3f} | {one.passed / hand.passed:.2f}"
            worked = f"{one.worked:.3f} | {one.worked / hand.worked:.2f}"
            cells = (millions, one.question, one.way, passed, worked)
            print("|", " | ".join(map(str, cells)), "|", flush=True)
        print(f"({_load()})", file=sys.stderr, flush=True)


def load_times(rounds: int) -> None:
    """Prints what loading and checking 1,000 metrics takes."""
    print("\n| 1,000 metrics in 100 models | seconds | processor seconds |\n|---|---|---|")
    for approved in (False, True):
        how = "each approved" if approved else "none approved"
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "large"
            loading.write_workspace(root, 1000, approved=approved)
            _connect(root)
            within = [_timed(partial(load, root)) for _ in range(rounds)]
            whole = [_timed(partial(_check, root)) for _ in range(rounds)]
        print(f"| loaded and checked in a running process, {how} | {_median(within)} |")
        print(f"| the whole process of `retainer check`, {how} | {_median(whole)} |", flush=True)


def _check(root: Path) -> None:
    command = [sys.executable, "-m", "connectors.cli", "-w", str(root), "check"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def _connect(root: Path) -> None:
    names = [line.split()[1] for path in sorted((root / "models").glob("*.yml"))
             for line in path.read_text(encoding="utf-8").splitlines()
             if line.startswith("    source: ")]  # fmt: skip
    sources = "".join(f"  {name}: {{file: data/{name}.parquet}}\n" for name in names)
    (root / "connections.yaml").write_text(CONNECTIONS.format(sources=sources), encoding="utf-8")


def _timed(run: Callable[[], object]) -> tuple[float, float]:
    """Seconds that passed, and of processor time here and in finished child processes."""
    begun = time.perf_counter(), sum(os.times()[:4])
    run()
    return time.perf_counter() - begun[0], sum(os.times()[:4]) - begun[1]


def _median(seconds: list[tuple[float, float]]) -> str:
    return " | ".join(f"{statistics.median(each):.2f}" for each in zip(*seconds, strict=True))


def _load() -> str:
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def main() -> None:
    """Prints every table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    both = argparse.BooleanOptionalAction
    parser.add_argument("--peers", action=both, default=True, help="measure the peers, too")
    parser.add_argument("--rows", type=int, nargs="*", default=[1, 10, 100], metavar="MILLIONS")
    parser.add_argument("--only", choices=["compile", "execute", "load"], help="one part alone")
    parser.add_argument("--quick", action="store_true", help="fewer turns, one million rows")
    default = Path(tempfile.gettempdir()) / "retainer-bench"
    parser.add_argument("--cache", type=Path, default=default, help=f"default: {default}")
    given = parser.parse_args()
    given.cache.mkdir(parents=True, exist_ok=True)
    if given.only in (None, "compile"):
        compile_times(given.cache, peers=given.peers, rounds=3 if given.quick else 12)
    if given.only in (None, "execute"):
        execution_times(given.cache, [1] if given.quick else given.rows, quick=given.quick)
    if given.only in (None, "load"):
        load_times(3 if given.quick else 7)


if __name__ == "__main__":
    main()
