"""Questions at random about worlds at random have the answer that adding up row by row gives.

The short run asks the same questions each time, so that it fails for what was changed and for
nothing else; how many of each kind it must tell something of depends on them, too. The long run,
and `python -m tests.naive.soak WORLDS SEED`, ask others.
"""

from collections.abc import Iterator

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.naive.asking import Tally, ask_about_a_world
from tests.support.spelled_twice import SpelledTwice
from tests.support.workspaces import Fillable, MemoryWarehouse, memory_warehouse

WORLDS = 50
# How many answers of each kind must say something: be a figure that is neither missing nor zero. It
# is about a third of what chance gives.
TOLD = {
    "all": 500, "simple": 360, "joined": 300, "several metrics": 240, "by time": 140,
    "over several tables": 100, "by a key of two columns": 50, "filtered": 70, "limited": 60,
    "in a role": 50, "compared": 50, "derived": 40, "lifecycle": 30, "ratio": 28, "funnel": 24,
    "by a table that leads to itself": 24, "filtered by a tree": 24, "cumulative": 20,
    "counted once in several groups": 20, "along a spine": 20, "state at a day": 16,
    "filtered by what is not so": 12, "conversion": 10, "filtered by what is missing": 10,
    "by a calendar of its own": 8, "held for a time": 4, "shifted": 4, "by a cohort": 4,
    "retention": 4, "filtered by a metric": 9, "filtered by a state": 3, "as a grain began": 3,
    "by what was known of whom": 12, "by the best of whom": 2,
    "compared by a calendar of its own": 4,
}  # fmt: skip


@pytest.fixture(scope="module")
def warehouse() -> Iterator[SpelledTwice]:
    with memory_warehouse() as opened:
        yield SpelledTwice(opened.connection)


def ask(worlds: int, warehouse: Fillable, *, again: bool) -> Tally:
    """The questions by their kinds, after every one was answered right.

    They are the same ones `again` in every run, or others each time.
    """
    tally = Tally()

    # A seed is no simpler for being smaller: nothing is won by shrinking it.
    @settings(
        max_examples=worlds,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        derandomize=again,
    )
    @given(st.integers(0, 2**32 - 1))
    def every_answer_is_right(seed: int) -> None:
        tally.add(ask_about_a_world(seed, warehouse))

    every_answer_is_right()
    return tally


def test_every_answer_is_what_its_rows_add_up_to(warehouse: SpelledTwice) -> None:
    tally = ask(WORLDS, warehouse, again=True)

    assert tally.asked["all"] >= 2000
    assert warehouse.directly > 700
    rare = {kind: tally.told[kind] for kind, least in TOLD.items() if tally.told[kind] < least}
    assert not rare


@pytest.mark.soak
def test_many_answers_are_what_their_rows_add_up_to(warehouse: MemoryWarehouse) -> None:
    assert ask(500, warehouse, again=False).asked["all"] >= 20_000
