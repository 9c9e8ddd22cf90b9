"""Questions that somebody writes to break something are answered, asked back or refused."""

import pytest

from tests.attacks.desk import desk

NINES = "9" * 400


@pytest.mark.parametrize(
    "question",
    [
        f"customer names with sales above {NINES}",
        f"top {NINES} customer names by sales",
        f"sales in the past {NINES} days",
        f"sales {NINES} days ago",
        "sales 999999999 days ago",
        "sales since 9999-12-31",
        "sales before 0001-01-01",
        "sales on 31/12/9999",
        "sales from 0001-01-01 to 9999-12-31",
    ],
)
def test_numbers_and_days_beyond_all_reason_are_not_understood(question: str) -> None:
    with desk({}) as shop:
        answer = shop.ask(question)

    assert answer.status in ("clarify", "refused")
    assert answer.claims == ()


@pytest.mark.parametrize(
    "question", ["(" * 1000, "\x00", "\u202e" * 500, "e\u0301" * 400, "🏴" * 300]
)
def test_signs_alone_are_no_question(question: str) -> None:
    with desk({}) as shop:
        assert shop.ask(question).status in ("clarify", "refused")
