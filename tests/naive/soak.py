"""`python -m tests.naive.soak WORLDS [SEED]`: forty random questions of each world, by their kinds.

Ends with 1 after naming every world whose answers are not what its rows add up to.
"""

import sys
from random import Random

from tests.naive.asking import Tally, ask_about_a_world
from tests.support.workspaces import memory_warehouse


def tell(line: str) -> None:
    """Writes the line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(worlds: int, seed: int) -> int:
    """How many worlds had a wrong answer."""
    rng, tally, wrong = Random(seed), Tally(), 0
    with memory_warehouse() as warehouse:
        for number in range(worlds):
            try:
                tally.add(ask_about_a_world(rng.randrange(2**32), warehouse))
            except AssertionError as error:
                wrong += 1
                tell(f"WRONG {error}")
            if number % 20 == 19:
                tell(f"{tally.asked['all']} questions of {number + 1} worlds so far")
    for line in tally.lines():
        tell(line)
    tell(f"{tally.asked['all']} questions of {worlds} worlds from seed {seed}, {wrong} wrong")
    return wrong


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    sys.exit(bool(main(*(given + [50, 1][len(given) :]))))
