"""Hours of the day, as people say them: "between 9 and 11 am", "before noon"."""

import pytest

from tests.agent.shop_sql import rows
from tests.agent.test_conversation import talk


@pytest.mark.parametrize(
    ("said", "told", "first", "end"),
    [
        ("between 9 and 11 am", "from 9:00 to 11:00", 9, 11),
        ("between 2 and 5 pm", "from 14:00 to 17:00", 14, 17),
        ("from 9 to 5 pm", "from 9:00 to 17:00", 9, 17),
        ("between 11 and 15:00", "from 11:00 to 15:00", 11, 15),
        ("between 9am and 5pm", "from 9:00 to 17:00", 9, 17),
        ("before noon", "before 12:00", 0, 12),
        ("after 5 pm", "from 17:00", 17, 24),
    ],
)
def test_hours_are_told_as_they_are_said(said: str, told: str, first: int, end: int) -> None:
    answer = talk(f"orders {said} in August")

    ((count,),) = rows(
        "select count(distinct InvoiceNo) from lines where kind = 'sale'"
        " and day >= '2011-08-01' and day < '2011-09-01'"
        f" and hour(InvoiceDate) >= {first} and hour(InvoiceDate) < {end}"
    )
    assert answer.text == f"Orders {told} in August 2011 were {count:,}."


def test_pieces_sold_or_different_ones_are_offered_for_the_period_alone() -> None:
    answer = talk("how many products did we sell in August?")

    labels = [option.label for option in answer.options]
    assert labels == ["items sold, August 2011", "products bought, August 2011"]
