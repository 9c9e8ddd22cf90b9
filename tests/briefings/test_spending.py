"""What a model has cost is kept by day and person, whoever counts at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from agent.budget import Spent
from briefings.store.store import Store

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
ONE = Spent(calls=1, tokens_in=90, tokens_out=10, seconds=0.5, cost=0.25)


def test_what_was_spent_adds_up_by_day_and_person(store: Store) -> None:
    spending = store.spending
    assert spending.spent(MONDAY) == Spent()

    spending.add(MONDAY, "ann", ONE)
    spending.add(MONDAY, "ann", ONE)
    spending.add(MONDAY, "bob", ONE)
    spending.add(TUESDAY, "ann", ONE)

    assert spending.spent(MONDAY, "ann") == ONE.plus(ONE)
    assert spending.spent(MONDAY) == ONE.plus(ONE).plus(ONE)
    assert spending.spent(TUESDAY, "bob") == Spent()


def test_nothing_is_lost_when_many_count_at_once(store: Store) -> None:
    with ThreadPoolExecutor(8) as threads:
        for _ in threads.map(lambda _: store.spending.add(MONDAY, "ann", ONE), range(24)):
            pass

    assert store.spending.spent(MONDAY, "ann").calls == 24
