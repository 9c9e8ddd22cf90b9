"""Words that say again what a figure is about, and what was done that names another figure."""

import pytest

from tests.agent.test_catalog_names import APRIL, IN_APRIL, trade_rows
from tests.agent.test_lists import told
from tests.agent.trades import trade_answer

FRIENDS = (
    "select count(*) from members where found_via = 'friend' "
    "and joined_on >= '2026-01-01' and joined_on < '2026-04-01'"
)
STATUS = f"select count(*) from bookings where status = '{{}}' and {APRIL}"
CARD = (
    "select sum(amount) from payments where entry = 'payment' and method = 'card' "
    "and paid_on >= '2026-04-01' and paid_on < '2026-05-01'"
)
RATED = "select avg(rating) from bookings where status = 'attended' and " + APRIL
JANUARY = "starts_at >= '2026-01-01' and starts_at < '2026-02-01'"
PHYSIO = f"select count(*) from appointments where status = '{{}}' and {JANUARY}"


@pytest.mark.parametrize(
    ("trade", "question", "sql"),
    [
        (
            "gym",
            "total check-ins in April, all clubs together",
            f"select count(*) from checkins where {IN_APRIL}",
        ),
        (
            "hotel",
            "room nights last month across all hotels",
            "select count(*) from nights where night >= '2026-02-01' and night < '2026-03-01'",
        ),
        ("gym", "what did members rate our classes on average in April", RATED),
        ("gym", "how did members rate classes in April", RATED),
        (
            "hotel",
            "what did guests rate us last month",
            "select avg(score) from bookings "
            "where booked_on >= '2026-02-01' and booked_on < '2026-03-01'",
        ),
        (
            "seatwise",
            "what did refunds cost us in January",
            "select -sum(amount) from payments where kind = 'refund' "
            "and paid_on >= '2024-01-01' and paid_on < '2024-02-01'",
        ),
        ("gym", "joiners in Q1 who found us through a friend - what's the number", FRIENDS),
        ("gym", "joiners who came through a friend in Q1", FRIENDS),
        ("gym", "takings in April paid by card", CARD),
        ("gym", "how many bookings were cancelled in April", STATUS.format("cancelled")),
        (
            "gym",
            "how many booked class places in April got cancelled by members",
            STATUS.format("cancelled"),
        ),
        ("gym", "class places actually attended in April", STATUS.format("attended")),
        ("gym", "how many classes were attended in April", STATUS.format("attended")),
        ("physio", "how many appointments were attended last month", PHYSIO.format("attended")),
        ("physio", "appointments that were cancelled last month", PHYSIO.format("cancelled")),
    ],
)
def test_what_a_figure_is_about_may_be_said_again(trade: str, question: str, sql: str) -> None:
    answer = trade_answer(trade, question)

    assert answer.status == "answered", answer.text
    assert told(answer) == [tuple(map(pytest.approx, row)) for row in trade_rows(trade, sql)]


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("bookings not cancelled in April", "not"),
        ("bookings that were never cancelled in April", "never"),
        ("bookings cancelled or missed in April", "missed"),
        ("takings not paid by card in April", "not"),
        ("joiners who were not found through a friend in Q1", "not"),
        ("show all clubs together with their check-ins in April", "Should it be split"),
        ("list all clubs with total check-ins in April", "Should it be split"),
        ("list the classes attended in April", "Should it be split"),
        ("members who attended in April", "Should it be split"),
    ],
)
def test_what_turns_a_figure_is_asked_back(question: str, why: str) -> None:
    answer = trade_answer("gym", question)

    assert answer.status == "clarify", answer.text
    assert why in answer.text
