"""Pictures, most common things, the same days of another month, parts and firsts, in trades."""

import pytest

from tests.agent.test_catalog_names import APRIL, IN_APRIL, trade_rows
from tests.agent.test_conversation import talk
from tests.agent.test_lists import told
from tests.agent.trades import trade_answer

NO_SHOWS = (
    "select count(*) filter (status = 'no-show') / count(*)::double from {} "
    "where starts_at >= '2026-01-01' and starts_at < '2026-{}-01'"
)
JOINED = "count(*) filter (joined_on >= '2026-{0}-01' and joined_on < '2026-{0}-13')"
KEPT = (
    "with firsts as (select member_id, min(checked_in_at) as day from checkins group by 1), "
    "january as (select member_id from firsts where day >= '2026-01-01' and day < '2026-02-01') "
    "select count(distinct member_id) / (select count(*) from january)::double "
    "from checkins join january using (member_id) "
    "where checked_in_at >= '2026-03-01' and checked_in_at < '2026-04-01'"
)


@pytest.mark.parametrize(
    ("trade", "question", "sql"),
    [
        (
            "gym",
            "Can you plot check-ins for the last six full months",
            "select date_trunc('month', checked_in_at)::date, count(*) from checkins where "
            "checked_in_at >= '2025-11-01' and checked_in_at < '2026-05-01' group by 1",
        ),
        (
            "hotel",
            "chart room nights from October to December",
            "select date_trunc('month', night)::date, count(*) from nights where "
            "night >= '2025-10-01' and night < '2026-01-01' group by 1",
        ),
        (
            "library",
            "a graph of visitors over the last 2 weeks",
            "select date_trunc('week', day)::date, sum(visitors) from visits where "
            "day >= '2025-02-17' and day < '2025-03-03' group by 1",
        ),
        (
            "gym",
            "plot check-ins by club in April",
            "select club, count(*) from checkins join clubs using (club_id) "
            f"where {IN_APRIL} group by 1",
        ),
        (
            "gym",
            "what was the most common leaving reason among march leavers, and how many gave it?",
            "select leave_reason, count(*) from members where left_on >= '2026-03-01' "
            "and left_on < '2026-04-01' group by 1 order by 2 desc limit 1",
        ),
        (
            "seatwise",
            "least common ticket topic in March",
            "select topic, count(*) from tickets where opened_at >= '2024-03-01' "
            "and opened_at < '2024-04-01' group by 1 order by 2 limit 1",
        ),
        (
            "gym",
            "what share of class bookings in Q1 were no-shows?",
            NO_SHOWS.format("bookings", "04"),
        ),
        (
            "physio",
            "what percentage of appointments in January were missed",
            NO_SHOWS.format("appointments", "02"),
        ),
        (
            "gym",
            "Of the members whose first check-in was in January, what percentage checked in in "
            "March?",
            KEPT,
        ),
        ("gym", "% of members who first checked in in January that checked in in March", KEPT),
        (
            # Check-ins have a value for each day of a spine, which has no hours.
            "gym",
            "busiest hour for check-ins in April",
            "select extract(hour from checked_in_at), count(*) from checkins "
            f"where {IN_APRIL} group by 1 order by 2 desc limit 1",
        ),
        (
            "gym",
            "check-ins by hour in April",
            f"select extract(hour from checked_in_at), count(*) from checkins where {IN_APRIL} "
            "group by 1",
        ),
        (
            "gym",
            "cash takings in April",
            "select sum(amount) from payments where entry = 'payment' and method = 'cash' "
            "and paid_on >= '2026-04-01' and paid_on < '2026-05-01'",
        ),
        (
            "gym",
            "class bookings in April (we were shut on the 25th)",
            f"select count(*) from bookings where {APRIL}",
        ),
    ],
)
def test_other_trades_are_asked_about_in_plain_words(trade: str, question: str, sql: str) -> None:
    answer = trade_answer(trade, question)

    assert answer.status == "answered", answer.text
    assert told(answer) == [tuple(map(_near, row)) for row in trade_rows(trade, sql)]


@pytest.mark.parametrize(
    "question",
    [
        "joins so far in May against the same days of April",
        "joiners 1 to 12 May compared with the same days in April",
        "joiners this month vs the same period of April, any drop-off?",
    ],
)
def test_a_month_is_set_against_the_same_days_of_another(question: str) -> None:
    answer = trade_answer("gym", question)
    ((now, before),) = trade_rows(
        "gym", f"select {JOINED.format('05')}, {JOINED.format('04')} from members"
    )

    assert answer.status == "answered", answer.text
    assert told(answer)[0][:2] == (now, before)


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("how many joiners first checked in in April", "cannot be split"),
        ("takings in April (we did not count refunds)", "belong together"),
        ("check-ins last week vs the same week of April", "Which period"),
    ],
)
def test_what_has_no_figure_gets_none(question: str, why: str) -> None:
    answer = trade_answer("gym", question)

    assert answer.status in ("clarify", "refused")
    assert why in answer.text


def _near(value: object) -> object:
    return pytest.approx(value) if isinstance(value, float) else value


@pytest.mark.parametrize("said", ["scottish gift income", "gift income for Scotland"])
def test_a_part_of_a_country_is_known_by_its_people(said: str) -> None:
    answer = trade_answer("charity", f"{said} in October")

    assert answer.text.startswith("Gift income for Scotland in October 2025 was £")


def test_what_has_the_whole_country_alone_asks_back_about_a_part_of_it() -> None:
    assert talk("scottish sales in May").status == "clarify"
