"""A run is stored once and whole: whatever crashes, fills up or runs at the same time."""

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from briefings.model import Run, Score
from briefings.store.database import Conflict, connect
from briefings.store.migrations import MIGRATIONS
from briefings.store.runs import Lease, LeaseLost, RunKey
from briefings.store.store import Store
from semantic.errors import ConfigurationError, OutsideFailure

Leases = Callable[..., Lease]
Base = tuple[Score, ...]


def rows_in(store: Store, table: str) -> int:
    with store.database.reading() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_a_run_comes_back_as_it_was_stored(
    store: Store, run: Run, key: RunKey, base: Base, lease: Leases
) -> None:
    assert store.runs.start(key, lease()) == "ours"
    assert store.runs.find(run.briefing, run.period) is None

    store.runs.complete(run, base, "one")

    found = store.runs.find(run.briefing, run.period)
    assert found == run
    assert found is not None
    assert found.model_dump_json() == run.model_dump_json()
    assert store.runs.base(run.id) == base
    assert store.runs.start(key, lease("two")) == "done"


def test_a_run_in_progress_is_somebody_elses(store: Store, key: RunKey, lease: Leases) -> None:
    store.runs.start(key, lease("one", now=100.0))

    assert store.runs.start(key, lease("two", now=110.0)) == "busy"


def test_a_run_whose_process_died_is_taken_over(store: Store, key: RunKey, lease: Leases) -> None:
    store.runs.start(key, lease("one", now=100.0))

    assert store.runs.start(key, lease("two", now=110.0, others_live=False)) == "ours"


def test_a_run_whose_lease_is_over_is_taken_over_and_the_late_one_stores_nothing(
    store: Store, run: Run, key: RunKey, base: Base, lease: Leases
) -> None:
    store.runs.start(key, lease("slow", now=100.0))
    assert store.runs.start(key, lease("quick", now=159.9)) == "busy"
    assert store.runs.start(key, lease("quick", now=160.0)) == "ours"

    with pytest.raises(LeaseLost):
        store.runs.complete(run, base, "slow")

    assert rows_in(store, "notes") == 0
    store.runs.complete(run, base, "quick")
    assert store.runs.find(run.briefing, run.period) == run


def test_a_released_run_begins_anew_and_a_stored_one_cannot_be_released(
    store: Store, run: Run, key: RunKey, base: Base, lease: Leases
) -> None:
    store.runs.start(key, lease("one"))
    store.runs.release(key.id, "one")
    assert store.runs.start(key, lease("two")) == "ours"

    store.runs.complete(run, base, "two")
    store.runs.release(key.id, "two")

    assert store.runs.find(run.briefing, run.period) == run


def test_of_many_threads_one_gets_the_run(store: Store, key: RunKey, lease: Leases) -> None:
    together = threading.Barrier(8)
    answers: list[str] = []

    def start(number: int) -> None:
        together.wait()
        answers.append(store.runs.start(key, lease(f"thread {number}")))

    threads = [threading.Thread(target=start, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["busy"] * 7 + ["ours"]


PROCESS = """
import sys
from datetime import date
from briefings.store.runs import Lease, RunKey
from briefings.store.store import Store
store = Store.open(sys.argv[1])
key = RunKey("weekly-retention", "2011-W39", date(2011, 10, 3), 60)
print(store.runs.start(key, Lease(sys.argv[2], 0.0, 60.0, lambda other: True)))
"""


def test_of_many_processes_that_also_create_the_database_one_gets_the_run(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, url, str(number)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(4)
    ]
    outputs = [process.communicate(timeout=120) for process in started]

    assert sorted(out.strip() for out, _ in outputs) == ["busy"] * 3 + ["ours"], outputs


def test_when_the_disk_is_full_nothing_is_half_stored(
    store: Store, run: Run, key: RunKey, base: Base, lease: Leases
) -> None:
    store.runs.start(key, lease())

    def leave_no_room(connection: Any, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    crowd = base + tuple(
        Score(customer=f"c{number}", owner="north", probability=0.5, expected_value=1.0)
        for number in range(5_000)
    )
    event.listen(store.database.engine, "connect", leave_no_room)
    with pytest.raises(OutsideFailure) as failure:
        store.runs.complete(run, crowd, "one")
    event.remove(store.database.engine, "connect", leave_no_room)

    assert str(failure.value) == (
        "The disk is full, or the database has reached its limit: nothing of this was stored.\n"
        "Free some space and give the same command again."
    )
    assert {rows_in(store, table) for table in ("notes", "flags", "base_customers")} == {0}
    store.runs.complete(run, crowd, "one")
    assert store.runs.find(run.briefing, run.period) == run


def test_a_database_that_cannot_be_opened_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(OutsideFailure, match="The state database cannot be opened"):
        Store.open(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")


def test_a_file_that_is_no_database_is_said_plainly(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    path.write_bytes(b"Dear diary, this is not a database at all. " * 200)

    with pytest.raises(OutsideFailure, match="damaged or is another kind of file"):
        Store.open(f"sqlite:///{path}")


@pytest.mark.parametrize("url", ["state.db", "nosuch://here"])
def test_a_url_that_names_no_database_is_a_matter_of_configuration(url: str) -> None:
    with pytest.raises(ConfigurationError, match="does not name a database"):
        connect(url)


def test_opening_twice_keeps_what_is_there(tmp_path: Path, key: RunKey, lease: Leases) -> None:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    Store.open(url).runs.start(key, lease("one"))

    assert Store.open(url).runs.start(key, lease("two")) == "busy"


def test_a_database_of_a_newer_retainer_is_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    store = Store.open(url)
    newer = MIGRATIONS[-1].version + 1
    with store.database.writing() as connection:
        connection.execute(text(f"INSERT INTO schema_version VALUES ({newer}, 'later')"))

    with pytest.raises(ConfigurationError, match=f"has version {newer}"):
        Store.open(url)


def test_a_flag_cannot_belong_to_a_run_that_is_not_there(store: Store) -> None:
    with pytest.raises(Conflict, match="FOREIGN KEY"), store.database.writing() as connection:
        connection.execute(
            text("INSERT INTO base_customers VALUES ('no run', '1', 'north', 0.1, 1.0)")
        )


def test_two_briefings_of_one_week_stand_side_by_side(
    store: Store, key: RunKey, lease: Leases
) -> None:
    other = RunKey("monthly-value", key.period, key.as_of, key.horizon_days)

    assert store.runs.start(key, lease("one")) == "ours"
    assert store.runs.start(other, lease("two")) == "ours"
    assert store.runs.all() == ()


def test_questions_told_are_remembered_once_and_by_policy(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/state.db"
    store = Store.open(url)
    for question in ("a", "b", "b"):
        store.told.add("one", question)
    store.told.add("other", "c")
    store.told.withdraw("one", "a")
    store.close()

    again = Store.open(url)
    assert again.told.told("one") == ("b",)
    assert again.told.told("other") == ("c",)
    assert again.told.told("nobody's") == ()
    again.close()


_CTRL_C_WHILE_CLOSING = """
import sys
from sqlalchemy import text
from briefings.store.database import connect

database = connect(sys.argv[1])

def interrupted(connection):
    connection.close()
    raise KeyboardInterrupt

database.engine.dialect.do_close = interrupted
try:
    with database.reading() as connection:
        connection.execute(text("SELECT 1"))
except KeyboardInterrupt:
    print("interrupted")
"""


def test_ctrl_c_while_a_connection_closes_is_told_once(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CTRL_C_WHILE_CLOSING, f"sqlite:///{tmp_path}/state.db"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert (done.stdout, done.stderr) == ("interrupted\n", "")
