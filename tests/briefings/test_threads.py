"""Conversations are kept until they are forgotten, by time or on request."""

from datetime import datetime, timedelta

from agent.memory import Turn
from agent.reading import Reading, ReadPeriod
from briefings.store.store import Store

NOW = datetime.fromisoformat("2011-10-03T08:00")
READING = Reading(
    metrics=("orders",),
    period=ReadPeriod.model_validate({"from": "2011-05-01", "to": "2011-06-01"}),
)


def test_a_thread_comes_back_as_it_was_kept(store: Store) -> None:
    threads = store.threads(NOW, days=30)
    assert threads.recall("t") is None

    threads.keep("t", Turn().asked_back("anna", (("orders, May 2011", READING), ("sales", None))))
    threads.keep("t", Turn(READING))

    assert threads.recall("t") == Turn(READING)
    assert threads.recall("other") is None


def test_a_thread_is_forgotten_after_its_days(store: Store) -> None:
    store.threads(NOW, days=30).keep("old", Turn(READING))
    later = store.threads(NOW + timedelta(days=30), days=30)

    assert later.recall("old") is None
    later.keep("new", Turn(READING))
    assert not later.forget("old")


def test_a_thread_is_forgotten_on_request(store: Store) -> None:
    threads = store.threads(NOW, days=30)
    threads.keep("t", Turn(READING))

    assert threads.forget("t")
    assert threads.recall("t") is None
    assert not threads.forget("t")
