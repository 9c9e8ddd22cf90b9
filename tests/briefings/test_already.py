"""The briefing in which an answer stood before: for those who may see it there, and only then."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from agent.answer import Answer, Trace
from agent.claims import Claim
from agent.reading import Reading
from briefings.already import in_briefing
from briefings.model import Run
from briefings.review import Reviewer
from briefings.saved import asked_before, saved
from briefings.store.store import Store
from semantic.policy import Access, Principal

Stored = Callable[..., Run]
MONDAY = date(2011, 10, 3)
EIGHT = datetime.fromisoformat("2011-10-03T08:00")
NAMES = ("weekly-retention",)
WEEK = {"from": "2011-09-26", "to": "2011-10-03"}


def an_answer(value: float = 1000.0, period: dict[str, str] | None = None) -> Answer:
    days = period or WEEK
    reading = Reading.model_validate({"metrics": ["gross_sales"], "period": days})
    claim = Claim(value=value, label="gross sales", metric="gross_sales")
    return Answer("answered", "Gross sales.", Trace("t"), reading=reading, claims=(claim,))


@pytest.fixture
def said(store: Store, stored: Stored) -> Callable[..., str]:
    stored()

    def say(answer: Answer, principal: Principal, access: Access, today: date = MONDAY) -> str:
        return in_briefing(answer, store.runs, NAMES, principal, access, today, "monday")

    return say


@pytest.mark.parametrize(
    ("today", "which"),
    [
        (date(2011, 10, 3), "today's briefing"),
        (date(2011, 10, 6), "Monday's briefing"),
        (date(2011, 10, 10), "the briefing of 3 October 2011"),
    ],
)
def test_the_same_figure_is_found_under_its_heading(
    said: Callable[..., str], head: Reviewer, today: date, which: str
) -> None:
    assert said(an_answer(), head.principal, head.access, today) == (
        f"This was in {which}, under What moved: Weekly retention briefing, "
        "26 September to 2 October 2011."
    )


def test_another_figure_or_another_period_was_not_in_it(
    said: Callable[..., str], head: Reviewer
) -> None:
    month = {"from": "2011-09-01", "to": "2011-10-01"}
    week_before = {"from": "2011-09-19", "to": "2011-09-26"}

    for answer in (an_answer(1000.5), an_answer(period=month), an_answer(period=week_before)):
        assert said(answer, head.principal, head.access) == ""


def test_an_owner_is_told_of_their_own_edition_alone(
    said: Callable[..., str],
    north: tuple[Principal, Access],
    stranger: tuple[Principal, Access],
) -> None:
    assert "under What moved" in said(an_answer(300.0), *north)
    assert said(an_answer(1000.0), *north) == ""
    assert said(an_answer(1000.0), *stranger) == ""
    assert said(an_answer(300.0), *stranger) == ""


def test_the_same_question_is_known_until_what_it_stands_on_changes() -> None:
    earlier = saved(an_answer(), "gross sales last week", "head", EIGHT, "")

    assert asked_before(an_answer(), earlier) == (
        "You asked this on 3 October 2011 at 08:00; the data and definitions are the same."
    )
    assert asked_before(an_answer(), None) == ""
    moved = replace(earlier, stands_on={**earlier.stands_on, "freshness": {"lines": "2011-10-04"}})
    assert asked_before(an_answer(), moved) == ""
