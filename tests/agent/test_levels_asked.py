"""A level, such as a waiting list, is told as it stands: now, as of a day, at a period's end."""

import pytest

from tests.agent.trades import trade_answer, trade_sql


def waiting(day: str) -> int:
    """How many wait by the last line of each course before this day, since its month began."""
    ((total,),) = (
        trade_sql("school")
        .execute(
            "select sum(waiting) from (select arg_max(waiting, day) as waiting from waitlist"
            f" where day < '{day}' and day >= date_trunc('month', date '{day}' - interval 1 day)"
            " group by course_id)"
        )
        .fetchall()
    )
    return int(total)


@pytest.mark.parametrize(
    ("question", "as_of", "said"),
    [
        ("waiting list now", "2026-05-20", "as of 20 May 2026"),
        ("current waiting list", "2026-05-20", "as of 20 May 2026"),
        ("what is the waiting list at the moment?", "2026-05-20", "as of 20 May 2026"),
        ("waiting list today", "2026-05-20", "as of 20 May 2026"),
        ("waiting list as of 10 May", "2026-05-10", "as of 10 May 2026"),
        ("waiting list on 10 May", "2026-05-11", "at the end of 10 May 2026"),
        ("waiting list at the end of March", "2026-04-01", "at the end of March 2026"),
        ("waiting list in March", "2026-04-01", "at the end of March 2026"),
        ("waiting list", "2026-05-01", "at the end of April 2026"),
    ],
)
def test_a_level_is_told_as_of_its_day(question: str, as_of: str, said: str) -> None:
    answer = trade_answer("school", question)

    assert answer.status == "answered", answer.text
    assert answer.results[0].value("waiting_list") == waiting(as_of)
    assert answer.text.startswith(f"Waiting list {said}"), answer.text


def test_levels_are_split_as_they_stand_now() -> None:
    answer = trade_answer("school", "waiting list now by course")

    assert answer.text.startswith("Waiting list by course as of 20 May 2026")
    counts = answer.results[0].data["waiting_list"]
    assert sum(count for count in counts if isinstance(count, int)) == waiting("2026-05-20")


def test_two_ends_of_a_level_are_compared() -> None:
    answer = trade_answer("school", "waiting list in April vs March")

    april, march = waiting("2026-05-01"), waiting("2026-04-01")
    assert answer.text.startswith(f"Waiting list at the end of April 2026 was {april}")
    assert f"from {march} at the end of March 2026" in answer.text
