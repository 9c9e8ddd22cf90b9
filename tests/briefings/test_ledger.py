"""What became of each flag, by what people said and by what customers did."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from briefings import feedback
from briefings.ledger import entries, ledger, missed
from briefings.model import Run
from briefings.review import Reviewer
from briefings.store.store import Store
from semantic.period import Period

EIGHT = datetime(2011, 10, 3, 8, tzinfo=ZoneInfo("Europe/London"))
Stored = Callable[..., Run]
DECEMBER = date(2011, 12, 2)


def only_222_and_113(span: Period) -> frozenset[str]:
    assert span == Period(date(2011, 10, 3), DECEMBER)
    return frozenset({"222", "113"})


def nobody_may_ask(span: Period) -> frozenset[str]:
    raise AssertionError(f"nobody can know about {span} yet")


def test_an_outcome_is_open_until_the_last_day_of_the_horizon(store: Store, stored: Stored) -> None:
    run = stored()

    early = entries(store, run, nobody_may_ask, date(2011, 12, 1))
    late = entries(store, run, only_222_and_113, DECEMBER)

    assert [one.outcome for one in early] == ["open", "open"]
    assert missed(store, run, nobody_may_ask, date(2011, 12, 1)) == ()
    assert {one.customer: one.outcome for one in late} == {"111": "lapsed", "222": "ordered"}


def test_a_lapse_that_nobody_flagged_is_missed(store: Store, stored: Stored) -> None:
    run = stored()

    found = missed(store, run, only_222_and_113, DECEMBER)

    assert [(one.customer, one.owner) for one in found] == [("112", "north"), ("223", "south")]


def test_the_ledger_counts_verdicts_and_outcomes(
    store: Store, stored: Stored, head: Reviewer
) -> None:
    stored()
    feedback.answer(
        store, "2011-W39-111", "confirmed", by=head.principal, access=head.access, at=EIGHT
    )

    found = ledger(store, "weekly-retention", only_222_and_113, DECEMBER)

    assert found.total.flags == 2
    assert (found.total.confirmed, found.total.unanswered) == (1, 1)
    assert (found.total.due, found.total.lapsed, found.total.missed) == (2, 1, 2)
    assert found.total.precision == pytest.approx(1 / 2)
    assert found.total.recall == pytest.approx(1 / 3)
    assert [(one.of, one.lapsed, one.missed) for one in found.by_owner] == [
        ("north", 1, 1),
        ("south", 0, 1),
    ]
    assert [(one.of, one.flags, one.missed) for one in found.by_signal] == [
        ("lapse_model", 2, None)
    ]
    assert [one.of for one in found.by_feature] == ["past_usual_gap"]


def test_an_owners_ledger_holds_their_flags_only(store: Store, stored: Stored) -> None:
    stored()

    found = ledger(store, "weekly-retention", only_222_and_113, DECEMBER, owner="north")

    assert {one.customer for one in found.flags} == {"111"}
    assert found.total.missed == 1


def test_shares_are_unknown_before_anything_is_due(store: Store, stored: Stored) -> None:
    stored()

    found = ledger(store, "weekly-retention", nobody_may_ask, date(2011, 10, 10))

    assert (found.total.precision, found.total.recall, found.total.due) == (None, None, 0)


def test_a_briefing_that_never_ran_has_an_empty_ledger(store: Store) -> None:
    found = ledger(store, "weekly-retention", nobody_may_ask, DECEMBER)

    assert (found.total.flags, found.flags, found.by_period) == (0, (), ())
