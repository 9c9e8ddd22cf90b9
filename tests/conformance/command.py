"""The frame of the conformance commands: which cases to run where, and what is printed of them."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.conformance.tables import ENGINES

# From a folder, a part of cases' names and an engine to each case's name and what is wrong with it.
Failures = Callable[[Path, str, str], Iterator[tuple[str, str | None]]]


def run(name: str, failures: Failures, arguments: Sequence[str]) -> int:
    """Prints each failure and last `N passed, M failed`; 1 when one failed, or else 0."""
    parser = argparse.ArgumentParser(prog=f"tests.conformance.{name}")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--engine", choices=list(ENGINES), default="duckdb")
    parser.add_argument("--only", default="", help="run the cases whose name contains this")
    given = parser.parse_args(arguments)
    passed = failed = 0
    for case, wrong in failures(given.folder, given.only, given.engine):
        if wrong is None:
            passed += 1
        else:
            failed += 1
            sys.stdout.write(f"FAILED {case}: {wrong}\n")
    sys.stdout.write(f"{passed} passed, {failed} failed\n")
    return 1 if failed else 0
