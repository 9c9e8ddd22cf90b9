"""A briefing runs once for each period, whatever crashes, fills up or runs at the same time."""

import errno
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from briefings.draft import Draft
from briefings.model import Run
from briefings.run import Step, brief
from briefings.spec import BriefingSpec
from briefings.store.store import Store
from briefings.world import Worker, World
from semantic.catalog import Catalog, Settings
from semantic.errors import BadPeriod, OutsideFailure, Refusal
from skills.toolkit import Toolkit

MONDAY = date(2011, 10, 3)
SPEC = BriefingSpec.model_validate(
    {
        "version": 1,
        "name": "weekly-retention",
        "title": "Weekly retention briefing",
        "run_as": "briefing",
        "reviewer": "head",
        "owner": "customer.owner",
        "movement": ["gross_sales"],
        "owner_movement": ["gross_sales"],
        "explain_by": ["order.country"],
        "activity": {
            "customer": "customer.id",
            "order": "order.invoice",
            "sales": "gross_sales",
            "products": "products_bought",
            "returns": "returns_value",
        },
        "predicted": {"value": "expected_value_12m", "at_risk": "value_at_risk"},
        "schedule": {"day": "monday", "time": "08:00"},
        "next_steps": {"default": "Call."},
    }
)
CATALOG = Catalog(
    settings=Settings.model_validate(
        {"version": 1, "name": "shop", "timezone": "Europe/London", "default_principal": "head"}
    ),
    models={},
    relationships=(),
    metrics={},
    roles={},
    people=(),
)


@dataclass
class Clock:
    """Seconds that pass only when somebody waits."""

    seconds: float = 1_000.0
    when_waiting: list[Callable[[], None]] = field(default_factory=list)

    def now(self) -> float:
        return self.seconds

    def pause(self, seconds: float) -> None:
        self.seconds += seconds
        for happening in self.when_waiting:
            happening()


def no_queries(*_: object) -> Toolkit:
    raise AssertionError("these steps ask nothing")


def a_world(store: Store, clock: Clock | None = None, *, others_live: bool = True) -> World:
    time = clock or Clock()
    numbers = iter(range(1_000_000))
    return World(
        spec=SPEC,
        catalog=CATALOG,
        toolkit=no_queries,
        definition=lambda _: "sha256:0",
        store=store,
        worker=Worker("this process", lambda _: others_live, time.now, time.pause),
        today=MONDAY,
        new_id=lambda: f"{threading.get_ident()}-{next(numbers)}",
    )


@pytest.fixture
def steps(run: Run) -> tuple[Step, ...]:
    """Steps that find nothing and write the sample run."""

    def nothing(_: World, draft: Draft) -> Draft:
        return draft

    def write(_: World, draft: Draft) -> Draft:
        return replace(draft, run=run.model_copy(update={"as_of": draft.as_of}))

    return (nothing, nothing, nothing, write)


def stored_runs(store: Store) -> int:
    with store.database.reading() as connection:
        return int(connection.execute(text("SELECT count(*) FROM runs")).scalar_one())


def test_the_same_period_again_returns_the_same_run(
    store: Store, steps: Sequence[Step], run: Run
) -> None:
    world = a_world(store)
    first = brief(world, MONDAY, steps)

    def never(_: World, __: Draft) -> Draft:
        raise AssertionError("computed twice")

    assert brief(world, MONDAY, [never]).model_dump_json() == first.model_dump_json()
    assert brief(replace(world, today=date(2011, 10, 9)), date(2011, 10, 6), [never]) == first
    assert first == run


def test_where_weeks_begin_on_sundays_so_do_those_of_briefings(store: Store, run: Run) -> None:
    def write(_: World, draft: Draft) -> Draft:
        key = draft.period.key
        named = {"id": f"weekly-retention-{key}", "period": key}
        return replace(draft, run=run.model_copy(update=named))

    settings = CATALOG.settings.model_copy(update={"week_start": "sunday"})
    world = replace(a_world(store), catalog=replace(CATALOG, settings=settings))
    found = brief(world, MONDAY, [write])

    assert found.period == "2011-09-25"
    assert brief(world, date(2011, 10, 2), [write]) == found
    assert store.runs.find("weekly-retention", "2011-W39") is None


def test_a_day_that_has_not_come_is_refused(store: Store, steps: Sequence[Step]) -> None:
    with pytest.raises(BadPeriod, match="lies in the future"):
        brief(a_world(store), date(2011, 10, 4), steps)

    assert stored_runs(store) == 0


CRASHES: tuple[BaseException, ...] = (
    KeyboardInterrupt(),
    OSError(errno.ENOSPC, "No space left on device"),
    OutsideFailure("The warehouse does not answer."),
    MemoryError(),
)


@pytest.mark.parametrize("crash", CRASHES, ids=lambda crash: type(crash).__name__)
@pytest.mark.parametrize("place", range(5))
def test_a_crash_in_any_step_leaves_nothing_and_the_next_call_starts_over(
    store: Store, steps: Sequence[Step], run: Run, place: int, crash: BaseException
) -> None:
    def crashing(_: World, __: Draft) -> Draft:
        raise crash

    world = a_world(store)
    with pytest.raises(type(crash)):
        brief(world, MONDAY, [*steps[:place], crashing, *steps[place:]])
    assert stored_runs(store) == 0

    assert brief(world, MONDAY, steps) == run
    assert stored_runs(store) == 1


def test_a_disk_that_is_full_while_the_run_is_stored(
    store: Store, steps: Sequence[Step], run: Run
) -> None:
    world = a_world(store)
    large = "x" * 4_000_000

    def fill(_: World, draft: Draft) -> Draft:
        event.listen(store.database.engine, "connect", leave_no_room)
        assert draft.run is not None
        return replace(draft, run=draft.run.model_copy(update={"title": large}))

    def leave_no_room(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 60")

    with pytest.raises(OutsideFailure, match="The disk is full") as failure:
        brief(world, MONDAY, [*steps, fill])
    event.remove(store.database.engine, "connect", leave_no_room)

    assert "give the same command again" in str(failure.value)
    assert brief(world, MONDAY, steps) == run


def test_two_threads_at_the_same_time_compute_once_and_return_the_same(
    store: Store, steps: Sequence[Step]
) -> None:
    together = threading.Barrier(2)
    begun = threading.Event()
    computed: list[int] = []
    returned: list[Run] = []

    def slow(_: World, draft: Draft) -> Draft:
        computed.append(1)
        begun.wait(timeout=10)
        return draft

    def call() -> None:
        together.wait()
        clock = Clock(when_waiting=[begun.set])
        returned.append(brief(a_world(store, clock), MONDAY, [slow, *steps]))

    threads = [threading.Thread(target=call) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert computed == [1]
    assert returned[0] == returned[1]


def test_a_call_that_waits_too_long_says_so(store: Store, steps: Sequence[Step]) -> None:
    def inner(_: World, __: Draft) -> Draft:
        with pytest.raises(Refusal) as refusal:
            brief(a_world(store), MONDAY, steps)
        assert str(refusal.value) == (
            "The briefing weekly-retention of 2011-W39 is being computed by another process.\n"
            "Give the same command again in a minute; it returns the same briefing."
        )
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        brief(a_world(store), MONDAY, [inner])


def test_who_is_so_slow_that_another_takes_over_returns_what_the_other_stored(
    store: Store, steps: Sequence[Step], run: Run
) -> None:
    def overtaken(_: World, draft: Draft) -> Draft:
        other = a_world(store, others_live=False)
        assert brief(other, MONDAY, steps) == run
        return draft

    def late(_: World, draft: Draft) -> Draft:
        return replace(draft, run=run.model_copy(update={"title": "The late one"}))

    assert brief(a_world(store), MONDAY, [overtaken, late]) == run
    assert stored_runs(store) == 1


PROCESS = """
import sys, time
from datetime import date
from briefings.store.runs import Lease, RunKey
from briefings.store.store import Store
store = Store.open(sys.argv[1])
lease = Lease("the killed one/1", time.time(), time.time() + 900, lambda other: True)
print(store.runs.start(RunKey("weekly-retention", "2011-W39", date(2011, 10, 3), 60), lease))
sys.stdout.flush()
time.sleep(60)
"""


def test_a_run_whose_process_was_killed_starts_over(
    tmp_path: Path, steps: Sequence[Step], run: Run
) -> None:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    process = subprocess.Popen(
        [sys.executable, "-c", PROCESS, url], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ours"
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()

    store = Store.open(url)
    asked: list[str] = []

    def alive(name: str) -> bool:
        asked.append(name)
        return False

    world = a_world(store)
    world = replace(world, worker=replace(world.worker, alive=alive, now=lambda: 0.0))

    assert brief(world, MONDAY, steps) == run
    assert asked == ["the killed one"]
