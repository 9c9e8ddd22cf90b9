"""Owners answer flags; nobody else's flag can even be guessed at."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from briefings import feedback
from briefings.feedback import ANSWERS, standing
from briefings.model import Run
from briefings.review import Reviewer
from briefings.store.store import Store
from briefings.store.verdicts import Answer, Verdict
from semantic.errors import BadValue, UnknownName
from semantic.policy import Access, Principal

EIGHT = datetime(2011, 10, 3, 8, tzinfo=ZoneInfo("Europe/London"))
FLAG = "2011-W39-111"
Stored = Callable[..., Run]
Who = tuple[Principal, Access]


@pytest.mark.parametrize("verdict", ANSWERS)
def test_an_owner_answers_their_flag(
    store: Store, stored: Stored, north: Who, verdict: str
) -> None:
    run = stored()
    person, access = north

    given = feedback.answer(
        store, FLAG, verdict, by=person, access=access, at=EIGHT, reason=" moved house "
    )

    assert given.reason == "moved house"
    assert store.verdicts.of_run(run.id) == (given,)


def test_a_reviewer_answers_any_flag(store: Store, stored: Stored, head: Reviewer) -> None:
    stored()

    given = feedback.answer(
        store, FLAG, "confirmed", by=head.principal, access=head.access, at=EIGHT
    )

    assert (given.by, given.at) == ("head", "2011-10-03T08:00:00+01:00")


@pytest.mark.parametrize("flag", ["2011-W39-222", "2011-W39-999"])
def test_the_flag_of_another_owner_is_as_unknown_as_one_that_is_not_there(
    store: Store, stored: Stored, north: Who, flag: str
) -> None:
    run = stored()
    person, access = north

    with pytest.raises(UnknownName) as refusal:
        feedback.answer(store, flag, "confirmed", by=person, access=access, at=EIGHT)

    assert refusal.value.message == f"There is no flag {flag} that north may answer."
    assert set(refusal.value.nearest) <= {FLAG}
    assert store.verdicts.of_run(run.id) == ()


def test_a_flag_that_is_nearly_right_is_answered_with_the_nearest(
    store: Store, stored: Stored, north: Who
) -> None:
    stored()
    person, access = north

    with pytest.raises(UnknownName) as refusal:
        feedback.answer(store, "2011-W39-11", "confirmed", by=person, access=access, at=EIGHT)

    assert refusal.value.nearest == (FLAG,)


def test_somebody_who_neither_owns_nor_reviews_is_refused(
    store: Store, stored: Stored, analyst: Who
) -> None:
    stored()
    person, access = analyst

    with pytest.raises(UnknownName, match="no flag 2011-W39-111 that analyst may answer"):
        feedback.answer(store, FLAG, "confirmed", by=person, access=access, at=EIGHT)


def test_an_answer_that_is_none_is_answered_with_those_there_are(
    store: Store, stored: Stored, north: Who
) -> None:
    stored()
    person, access = north

    with pytest.raises(BadValue) as refusal:
        feedback.answer(store, FLAG, "confirm", by=person, access=access, at=EIGHT)

    assert str(refusal.value) == (
        "'confirm' is not an answer to a flag.\n"
        "Nearest: confirmed.\n"
        "Answer with confirmed, false-positive, in-progress, done or context."
    )


def test_context_needs_the_context(store: Store, stored: Stored, north: Who) -> None:
    stored()
    person, access = north

    with pytest.raises(BadValue, match="needs the context"):
        feedback.answer(store, FLAG, "context", by=person, access=access, at=EIGHT, reason=" ")


def verdict(by: str, given: Answer) -> Verdict:
    return Verdict(flag_id=FLAG, verdict=given, by=by, at="2011-10-03T08:00:00+01:00")


def test_all_verdicts_are_kept_and_the_latest_of_a_person_stands(
    store: Store, stored: Stored, north: Who
) -> None:
    run = stored()
    person, access = north
    for given in ("confirmed", "false-positive"):
        feedback.answer(store, FLAG, given, by=person, access=access, at=EIGHT)

    kept = store.verdicts.of_run(run.id)

    assert [one.verdict for one in kept] == ["confirmed", "false-positive"]
    assert standing(kept, {FLAG: "north"})[FLAG].verdict == "false-positive"


def test_the_owners_word_counts_more_than_a_reviewers() -> None:
    owners = {FLAG: "north"}

    assert (
        standing([verdict("north", "confirmed"), verdict("head", "false-positive")], owners)[
            FLAG
        ].by
        == "north"
    )
    assert (
        standing([verdict("head", "false-positive"), verdict("north", "confirmed")], owners)[
            FLAG
        ].by
        == "north"
    )
    assert (
        standing([verdict("head", "confirmed"), verdict("steward", "done")], owners)[FLAG].by
        == "steward"
    )
