"""A person decides about every note, and what they write is checked like everything else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings import review
from briefings.audience import visible
from briefings.feedback import answer
from briefings.ledger import entries
from briefings.model import NoteState, Run
from briefings.review import TRANSITIONS, Deed, Reviewer
from briefings.store.store import Store
from semantic.errors import BadValue, Refusal, UnknownName
from semantic.policy import Access, Principal

STATES: tuple[NoteState, ...] = get_args(NoteState)
DEEDS: tuple[Deed, ...] = get_args(Deed)
NOTE = "2011-W39-north"
MONDAY = date(2011, 10, 3)
EIGHT = datetime(2011, 10, 3, 8, tzinfo=ZoneInfo("Europe/London"))
Stored = Callable[..., Run]


def note(store: Store, note_id: str = NOTE) -> tuple[NoteState, str]:
    run = store.runs.of_note(note_id)
    assert run is not None
    return next((one.state, one.text) for one in run.notes if one.id == note_id)


def test_an_approved_note_is_queued_once_however_often_it_is_approved(
    store: Store, stored: Stored, head: Reviewer
) -> None:
    stored()

    review.approve(store, NOTE, head, ["outbox"])
    review.approve(store, NOTE, head, ["outbox"])

    assert note(store)[0] == "approved"
    (waiting,) = store.deliveries.waiting()
    assert (waiting.id, waiting.place) == ("2011-W39-north:outbox", "2011-W39/north")
    assert [(one.action, one.by, one.at) for one in store.notes.history(NOTE)] == [
        ("approve", "head", "2011-10-03T08:00:00+01:00")
    ]


def test_the_reviewer_sees_the_note_and_all_that_was_done_with_it(
    store: Store, stored: Stored, head: Reviewer
) -> None:
    stored()
    before = note(store)[1]
    review.edit(store, NOTE, head, "Customer 111 has a chance of no order of 61 %. Call today.")
    review.reject(store, NOTE, head, "They moved to another supplier.")

    shown = review.show(store, NOTE, head)

    assert shown.note.state == "rejected"
    assert shown.run.period == "2011-W39"
    assert [(one.action, one.before, one.reason) for one in shown.history] == [
        ("edit", before, ""),
        ("reject", shown.note.text, "They moved to another supplier."),
    ]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Customer 111 has a chance of no order of 16 %.", "16 %"),
        ("Customer 222 has a chance of no order of 61 %.", "222"),
        ("Customer 111 has a chance of no order of sixty-one %, up from before.", "up"),
        ("The chance of no order of customer 111 is 61 % because of our prices.", "because"),
        ("Customer 111 may leave three shops.", "three"),
    ],
)
def test_an_edit_that_says_what_no_claim_backs_is_refused_and_nothing_changes(
    store: Store, stored: Stored, head: Reviewer, text: str, wrong: str
) -> None:
    stored()
    before = note(store)

    with pytest.raises(BadValue, match=f"“[^”]*{wrong}") as refusal:
        review.edit(store, NOTE, head, text)

    assert refusal.value.next_step.startswith("Keep the note's own figures")
    assert note(store) == before
    assert store.notes.history(NOTE) == ()


def test_prose_may_change_as_long_as_figures_stay(
    store: Store, stored: Stored, head: Reviewer
) -> None:
    stored()

    review.edit(store, NOTE, head, "  Please call customer 111 today.  ")

    assert note(store) == ("in_review", "Please call customer 111 today.")


@pytest.mark.parametrize("text", ["", "   \n", "a" * 5_001])
def test_a_note_is_neither_empty_nor_a_book(
    store: Store, stored: Stored, head: Reviewer, text: str
) -> None:
    stored()

    with pytest.raises(BadValue):
        review.edit(store, NOTE, head, text)


def test_an_approved_note_stays_as_it_is(store: Store, stored: Stored, head: Reviewer) -> None:
    stored()
    review.approve(store, NOTE, head, ["outbox"])

    with pytest.raises(Refusal) as refusal:
        review.edit(store, NOTE, head, "Please call customer 111.")
    with pytest.raises(Refusal, match="Cannot reject the note"):
        review.reject(store, NOTE, head, "Too late.")

    assert str(refusal.value) == (
        "Cannot edit the note 2011-W39-north: it has been approved.\n"
        "What is approved stays as it is. Run: retainer review show 2011-W39-north"
    )


def test_a_rejected_note_can_be_taken_up_again_by_editing_it(
    store: Store, stored: Stored, head: Reviewer
) -> None:
    stored()
    review.reject(store, NOTE, head, "Not now.")
    with pytest.raises(Refusal, match="it has been rejected"):
        review.approve(store, NOTE, head, ["outbox"])

    review.edit(store, NOTE, head, "Please call customer 111.")
    review.approve(store, NOTE, head, ["outbox"])

    assert note(store)[0] == "approved"


def test_a_rejected_note_is_kept_from_its_owner_and_its_flags_count_as_never_raised(
    store: Store, stored: Stored, head: Reviewer, north: tuple[Principal, Access]
) -> None:
    stored()
    review.reject(store, NOTE, head, "They are closing down.")
    run = store.runs.of_note(NOTE)
    assert run is not None

    seen = visible(run, *north)

    assert seen.notes == ()
    assert seen.sections
    assert [one.customer for one in entries(store, run, lambda _: frozenset(), MONDAY)] == ["222"]
    with pytest.raises(UnknownName):
        answer(store, "2011-W39-111", "done", by=north[0], access=north[1], at=EIGHT)


@pytest.mark.parametrize("reason", ["", "  "])
def test_rejecting_needs_a_reason(
    store: Store, stored: Stored, head: Reviewer, reason: str
) -> None:
    stored()

    with pytest.raises(BadValue, match="needs a reason"):
        review.reject(store, NOTE, head, reason)

    assert note(store)[0] == "in_review"


def test_the_briefing_is_decided_when_every_note_is(
    store: Store, stored: Stored, head: Reviewer
) -> None:
    stored()

    def state() -> str:
        run = store.runs.find("weekly-retention", "2011-W39")
        assert run is not None
        return run.state

    review.reject(store, NOTE, head, "Not now.")
    assert state() == "in_review"
    review.approve(store, "2011-W39-south", head, ["outbox"])
    assert state() == "approved"
    assert review.waiting(store, head) == ()


def test_only_a_role_that_reviews_reviews(
    store: Store, stored: Stored, north: tuple[Principal, Access]
) -> None:
    stored()
    person, access = north
    owner = Reviewer(person, access, at=EIGHT)

    for attempt in (
        lambda: review.approve(store, NOTE, owner, ["outbox"]),
        lambda: review.show(store, NOTE, owner),
        lambda: review.show(store, "no such note", owner),
        lambda: review.waiting(store, owner),
    ):
        with pytest.raises(Refusal, match="north holds no role that reviews notes"):
            attempt()
    assert note(store)[0] == "in_review"


def test_a_reviewer_who_sees_some_rows_only_does_not_see_notes(
    store: Store, stored: Stored, north: tuple[Principal, Access]
) -> None:
    stored()
    person, access = north
    regional = Reviewer(person, replace(access, reviews=True), at=EIGHT)

    with pytest.raises(Refusal, match="needs sight of every customer"):
        review.approve(store, NOTE, regional, ["outbox"])
    assert review.waiting(store, regional) == ()


def test_an_unknown_note_is_answered_with_the_nearest(
    store: Store, stored: Stored, head: Reviewer
) -> None:
    stored()

    with pytest.raises(UnknownName) as refusal:
        review.show(store, "2011-W39-nort", head)

    assert refusal.value.nearest[0] == NOTE


@given(st.lists(st.sampled_from(DEEDS), max_size=12))
def test_no_sequence_of_deeds_changes_a_note_once_it_is_approved(deeds: list[Deed]) -> None:
    state: NoteState = "drafted"
    settled = False
    for deed in deeds:
        following = TRANSITIONS.get((state, deed))
        if following is None:
            with pytest.raises(Refusal, match=f"Cannot {deed}"):
                review.after(state, deed, NOTE)
            continue
        assert review.after(state, deed, NOTE) == following
        if settled:
            assert following in ("approved", "delivered")
            assert deed in ("approve", "deliver")
        state = following
        settled = settled or state in ("approved", "delivered")


def test_every_state_can_be_reached_and_nothing_is_delivered_unapproved() -> None:
    assert {*TRANSITIONS.values(), "drafted"} == set(STATES)
    assert {state for (state, _), to in TRANSITIONS.items() if to == "delivered"} <= {
        "approved",
        "delivered",
    }
    assert {deed for (_, deed) in TRANSITIONS} == set(DEEDS)
