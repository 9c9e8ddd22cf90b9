"""The audit: one chain whoever writes, in which nothing can be changed, taken out or put in."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from briefings.audit import of_query, sealer
from briefings.store.audit import Event
from briefings.store.database import Conflict
from briefings.store.store import Store
from semantic.errors import BadValue
from semantic.loading import load
from semantic.query import Query
from tests.support.retail import RETAIL

Tamper = Callable[[Store, str], None]


def an_event(number: int = 1, by: str = "head") -> Event:
    return Event(f"2011-10-03T08:00:{number:02}", by, "cli", "ask", {"metrics": ["orders"]})


@pytest.fixture
def written(store: Store) -> Store:
    for number in range(1, 6):
        store.audit.append(an_event(number, "head" if number % 2 else "north"))
    return store


def unlocked(store: Store, statement: str) -> None:
    """What somebody with the database file can do: take the guards away, and change rows."""
    with store.database.writing() as connection:
        for guard in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS audit_no_{guard}"))
        connection.execute(text(statement))


def test_entries_come_back_in_order_each_with_the_hash_of_the_one_before(written: Store) -> None:
    found = written.audit.entries()

    assert [entry.number for entry in found] == [1, 2, 3, 4, 5]
    assert [entry.previous for entry in found[1:]] == [entry.hash for entry in found[:-1]]
    assert found[0].event == an_event(1)
    chain = written.audit.verify()
    assert (chain.entries, chain.head, chain.broken) == (5, found[-1].hash, 0)


def test_the_newest_entries_of_somebody_since_a_day(written: Store) -> None:
    audit = written.audit

    assert [entry.number for entry in audit.entries(limit=2)] == [4, 5]
    assert [entry.number for entry in audit.entries(by="north")] == [2, 4]
    assert [entry.number for entry in audit.entries(since="2011-10-03T08:00:04")] == [4, 5]


def test_an_empty_audit_is_whole(store: Store) -> None:
    assert store.audit.verify().entries == 0
    assert not store.audit.verify().broken


@pytest.mark.parametrize(
    ("done", "broken", "why"),
    [
        ("UPDATE audit SET by = 'nobody' WHERE number = 3", 3, "not what was written"),
        ("UPDATE audit SET content = '{}' WHERE number = 1", 1, "not what was written"),
        ("UPDATE audit SET at = '1' WHERE number = 5", 5, "not what was written"),
        ("DELETE FROM audit WHERE number = 2", 2, "missing"),
        ("DELETE FROM audit WHERE number = 5", 5, "should be number 5"),
        ("DELETE FROM audit", 1, "should be number 5"),
        (
            "INSERT INTO audit SELECT 6, at, by, surface, act, content, previous, hash FROM audit "
            "WHERE number = 5",
            6,
            "does not name the entry before it",
        ),
    ],
)
def test_whatever_is_done_to_an_entry_is_found(
    written: Store, done: str, broken: int, why: str
) -> None:
    unlocked(written, done)

    chain = written.audit.verify()
    assert chain.broken == broken
    assert why in chain.why


def test_a_chain_written_anew_has_lost_the_head_that_was_noted(written: Store) -> None:
    noted = written.audit.verify().head
    written.audit.append(an_event(6))
    assert not written.audit.verify(noted).broken

    unlocked(written, "DELETE FROM audit")
    unlocked(written, "UPDATE audit_head SET number = 0, hash = ''")
    for number in range(1, 9):
        written.audit.append(an_event(number, "somebody else"))

    assert not written.audit.verify().broken
    assert "no entry has the hash" in written.audit.verify(noted).why


@pytest.mark.parametrize("deed", ["UPDATE audit SET by = 'x'", "DELETE FROM audit"])
def test_the_database_itself_refuses_to_change_an_entry(written: Store, deed: str) -> None:
    with (
        pytest.raises(Conflict, match="only ever appended to"),
        written.database.writing() as connection,
    ):
        connection.execute(text(deed))

    assert not written.audit.verify().broken


PROCESS = """
import sys
from briefings.store.audit import Event
from briefings.store.store import Store
store = Store.open(sys.argv[1])
for number in range(25):
    store.audit.append(Event("2011-10-03T08:00:00", sys.argv[2], "cli", "ask", {"n": number}))
"""


def test_processes_that_write_at_once_keep_one_chain(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    writers = [
        subprocess.Popen([sys.executable, "-c", PROCESS, url, str(writer)], stderr=subprocess.PIPE)
        for writer in range(4)
    ]
    said = [writer.communicate(timeout=120)[1] for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * 4, said

    audit = Store.open(url).audit
    assert (audit.verify().entries, audit.verify().broken) == (100, 0)
    for writer in range(4):
        own = [entry.event.content["n"] for entry in audit.entries(by=str(writer))]
        assert own == list(range(25))


def test_a_query_is_recorded_without_its_values() -> None:
    query = Query.model_validate(
        {
            "metrics": ["orders", "12748"],
            "group_by": ["order.country", "Acme Ltd"],
            "filters": [
                {
                    "any": [
                        {"field": "customer.id", "value": "12748"},
                        {"not": {"field": "order.country", "op": "eq", "value": "Acme Ltd"}},
                    ]
                },
                {"metric": "gross_sales", "per": "customer", "op": "gt", "value": 12748},
            ],
            "where": ["amount > 12748"],
        }
    )
    refusal = BadValue("There is no customer 12748 called Acme Ltd.", nearest=["12749"])

    content = of_query(query, sealer("key"), refusal, load(RETAIL))

    assert content["metrics"] == ["orders"]
    assert content["fields"] == ["order.country", "customer.id", "gross_sales"]
    assert (content["status"], content["reason"]) == ("refused", "bad value")
    assert "12748" not in str(content)
    assert "12749" not in str(content)
    assert "Acme" not in str(content)


def test_a_seal_is_the_same_for_the_same_text_and_another_for_each_key() -> None:
    seal = sealer("key")

    assert seal("orders in May") == seal("orders in May")
    assert len({seal("orders in May"), seal("orders in June"), sealer("k")("orders in May")}) == 3
