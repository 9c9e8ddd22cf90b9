"""How catalogs of other trades are named: fields called `name`, the day of a sheet, owners."""

import pytest

from tests.agent.shop_sql import plain
from tests.agent.test_lists import told
from tests.agent.trades import trade_answer, trade_sql

APRIL = "starts_at >= '2026-04-01' and starts_at < '2026-05-01'"
IN_APRIL = "checked_in_at >= '2026-04-01' and checked_in_at < '2026-05-01'"


@pytest.mark.parametrize(
    ("trade", "question", "sql"),
    [
        (
            # Clubs, trainers and plans each have a field `name`, of different columns.
            "gym",
            "how many joiners on Off-Peak in Q1",
            "select count(*) from members where plan = 'Off-Peak' "
            "and joined_on >= '2026-01-01' and joined_on < '2026-04-01'",
        ),
        (
            "gym",
            "class bookings with Aoife O'Brien in April",
            "select count(*) from bookings join trainers using (trainer_id) "
            f"where trainer = 'Aoife O''Brien' and {APRIL}",
        ),
        (
            "gym",
            "number of check-ins in April",
            f"select count(*) from checkins where {IN_APRIL}",
        ),
        (
            "gym",
            "check-ins day by day last week",
            "select checked_in_at::date, count(*) from checkins where checked_in_at >= "
            "'2026-05-04' and checked_in_at < '2026-05-11' group by 1",
        ),
        (
            "hotel",
            "guests who stayed in the last 30 days",
            "select count(distinct guest_id) from nights where night >= '2026-02-16' "
            "and night < '2026-03-18'",
        ),
        (
            "gym",
            "check-ins in April grouped by club region",
            "select region, count(*) from checkins join clubs using (club_id) "
            f"where {IN_APRIL} group by 1",
        ),
        (
            "hotel",
            "room nights per guest country last month",
            "select country, count(*) from nights join guests using (guest_id) where "
            "night >= '2026-02-01' and night < '2026-03-01' group by 1",
        ),
        (
            "seatwise",
            "new accounts in March by account country",
            "select country, count(*) from accounts where signed_up >= '2024-03-01' "
            "and signed_up < '2024-04-01' group by 1",
        ),
        (
            "hotel",
            "name the two hotels with the most bookings last month",
            "select hotel, count(*) from bookings join hotels using (hotel_id) where "
            "booked_on >= '2026-02-01' and booked_on < '2026-03-01' "
            "group by 1 order by 2 desc limit 2",
        ),
    ],
)
def test_a_field_is_found_by_what_people_call_it(trade: str, question: str, sql: str) -> None:
    answer = trade_answer(trade, question)

    assert answer.status == "answered", answer.text
    assert told(answer) == trade_rows(trade, sql)


def trade_rows(trade: str, sql: str) -> list[tuple[object, ...]]:
    """What a workspace's database says, in no order."""
    return sorted(tuple(map(plain, row)) for row in trade_sql(trade).execute(sql).fetchall())
