"""Notes as Retainer writes them, and every one-change lie about them: how many the checker refuses.

python -m tests.briefings.falsify --notes 500
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from agent.checker import check
from tests.briefings.falsified import lies
from tests.briefings.real_notes import Written, some

EVERYTHING = ("shop", "seatwise", "library")


@dataclass
class Tally:
    """What became of the notes: those refused though true, and the lies told and passed."""

    notes: int = 0
    refused: list[str] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)
    passed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        told = ", ".join(f"{count:,} {kind}s" for kind, count in sorted(self.told.items()))
        lines = [
            f"{self.notes} notes as they were written: {len(self.refused)} refused.",
            f"{self.told.total():,} changed once ({told}): {len(self.passed)} passed.",
        ]
        return "\n".join([*lines, *self.refused, *self.passed])


def judge(notes: Sequence[Written], seed: int = 0, *, most: int | None = None) -> Tally:
    """Every note checked as it is, and with everything (or `most` things) in it changed once."""
    tally = Tally()
    for number, note in enumerate(notes):
        tally.notes += 1
        found = check(note.text, note.claims, terms=note.terms, groups=note.groups)
        if found:
            tally.refused.append(f"refused: {note.what}: {found[0]}")
        chance = Random(seed + number)
        told = [lie for lie in lies(note, chance) if lie.text != note.text]
        for lie in told if most is None else chance.sample(told, min(most, len(told))):
            tally.told[lie.kind] += 1
            if not check(lie.text, note.claims, terms=note.terms, groups=note.groups):
                tally.passed.append(f"passed: {note.what}: {lie.kind} {lie.change}")
    return tally


def main() -> None:
    """Prints the tally; the exit code is 1 when a true note was refused or a lie passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=500)
    parser.add_argument("--mondays", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    notes = some(given.notes, mondays=given.mondays, questions=EVERYTHING)
    tally = judge(notes, given.seed)
    sys.stdout.write(f"{tally}\n")
    raise SystemExit(bool(tally.refused or tally.passed))


if __name__ == "__main__":
    main()
