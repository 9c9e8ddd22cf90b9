"""How long a command takes from a cold start, and what it imports meanwhile.

Run: python benchmarks/cold.py [RUNS, 15 unless told otherwise]

Commands take turns. Wall time counts whatever else the machine does; processor time does so much
less, and its least value is the one to compare. What each package's modules took to import is from
a run of its own, which Python makes slower by measuring.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHOP = str(ROOT / "examples" / "online-retail")
RETAINER = "from connectors.cli import main; main()"
COMMANDS: Mapping[str, Sequence[str]] = {
    "python alone": (),
    "--help": ("--help",),
    "query": ("query", "gross_sales", "--by", "order.country", "-w", SHOP),
    "ask": ("ask", "gross sales by country last month, top 5", "-w", SHOP),
}
# Compiled modules are as after an installation, also where Python is told to write none.
ENVIRONMENT = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
PACKAGES = 12


@dataclass
class Times:
    """Of one command, in seconds."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


def main(arguments: Sequence[str]) -> None:
    """Prints a table of times, and one of packages for each command."""
    runs = int(arguments[0]) if arguments else 15
    times = {name: Times() for name in COMMANDS}
    for turn in range(runs + 1):
        for name, command in COMMANDS.items():
            wall, processor = timed(_process(command))
            # The first turn writes compiled modules and fills the machine's cache of files.
            if turn:
                times[name].wall.append(wall)
                times[name].processor.append(processor)
    print("| | wall, median | least | processor, median | least | modules |")
    print("|---|---|---|---|---|---|")
    imports = {name: imported(command) for name, command in COMMANDS.items()}
    for name, taken in times.items():
        shown = (
            f"{measure(values):.2f} s"
            for values in (taken.wall, taken.processor)
            for measure in (statistics.median, min)
        )
        print(f"| {name} | {' | '.join(shown)} | {len(imports[name])} |")
    for name in list(COMMANDS)[1:]:
        print(f"\nWhat `retainer {name}` imports, milliseconds and modules:")
        for package, (milliseconds, modules) in by_package(imports[name]):
            print(f"  {milliseconds:6.1f} {modules:4} {package}")


def _process(command: Sequence[str], *options: str) -> list[str]:
    return [sys.executable, *options, "-c", RETAINER if command else "pass", *command]


def timed(process: Sequence[str]) -> tuple[float, float]:
    """Wall and processor time of a process, in seconds."""
    begun = time.perf_counter()
    started = subprocess.Popen(process, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(started.pid, 0)
    wall = time.perf_counter() - begun
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        raise SystemExit(f"{process} ended with {started.returncode}")
    return wall, used.ru_utime + used.ru_stime


def imported(command: Sequence[str]) -> dict[str, float]:
    """The modules that a command imports, with what each took by itself in milliseconds."""
    process = _process(command, "-X", "importtime")
    done = subprocess.run(
        process, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=True
    )
    lines = (line.split("|") for line in done.stderr.splitlines() if "import time:" in line)
    found = {}
    for own, _, module in lines:
        taken = own.removeprefix("import time:").strip()
        if taken.isdigit():
            found[module.strip()] = int(taken) / 1000
    return found


def by_package(modules: Mapping[str, float]) -> list[tuple[str, tuple[float, int]]]:
    """The packages that took longest, with the milliseconds and the number of their modules."""
    taken: dict[str, list[float]] = {}
    for module, milliseconds in modules.items():
        taken.setdefault(module.partition(".")[0], []).append(milliseconds)
    ranked = sorted(taken.items(), key=lambda package: -sum(package[1]))
    return [(name, (sum(spent), len(spent))) for name, spent in ranked[:PACKAGES]]


if __name__ == "__main__":
    main(sys.argv[1:])
