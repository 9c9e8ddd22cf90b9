"""Plants one policy bug after another in a copy of the source, and runs the tests that must notice.

    python -m tests.mutants [WORDS OF A NAME]

Prints each bug with the test that failed for it, and last `N of M`; the exit code is 1 when a bug
was not noticed, or when the tests fail without one.
"""

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

from tests.mutants.copies import Copy, copy_of
from tests.mutants.seeds import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = 2


def main(words: Sequence[str]) -> int:
    """Runs the bugs whose name holds all the words; the exit code."""
    chosen = [mutant for mutant in MUTANTS if all(word in mutant.name for word in words)]
    with TemporaryDirectory() as folder:
        free: SimpleQueue[Copy] = SimpleQueue()
        for number in range(AT_ONCE):
            free.put(copy_of(ROOT, Path(folder) / str(number)))
        found = _baseline(free, chosen)
        if found:
            _say(f"fails without any bug: {found}")
            return 1
        with ThreadPoolExecutor(AT_ONCE) as pool:
            killers = list(pool.map(lambda mutant: _run(free, mutant), chosen))
    caught = sum(killer is not None for killer in killers)
    _say(f"{caught} of {len(chosen)}")
    return 0 if caught == len(chosen) else 1


def _baseline(free: "SimpleQueue[Copy]", chosen: Sequence[Mutant]) -> str | None:
    copy = free.get()
    tests = tuple(dict.fromkeys(test for mutant in chosen for test in mutant.tests))
    found = copy.first_failure(tests)
    free.put(copy)
    return found


def _run(free: "SimpleQueue[Copy]", mutant: Mutant) -> str | None:
    copy = free.get()
    try:
        with copy.changed(mutant):
            killer = copy.first_failure(mutant.tests)
    finally:
        free.put(copy)
    outcome = f"caught by {killer}" if killer else "NOT CAUGHT"
    _say(f"{mutant.name}: {outcome}")
    return killer


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
