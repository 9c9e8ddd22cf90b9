"""Rows and their total: "by country with a total", "UK and Germany, each and together"."""

import pytest

from agent.answer import Answer
from tests.agent.shop_sql import plain, rows
from tests.agent.test_conversation import talk
from tests.agent.test_lists import told

MAY = "day >= '2011-05-01' and day < '2011-06-01'"
Q3 = "day >= '2011-07-01' and day < '2011-10-01'"
BOTH = f"{MAY} and country in ('United Kingdom', 'Germany')"
EACH_OF_BOTH = f"select country, sum(amount) from sale where {BOTH} group by 1"
ORDERS = "count(distinct invoice)"
MEAN = "sum(amount) / count(distinct invoice)"


def total(answer: Answer) -> object:
    """The figure of all rows together, which stands beside them."""
    beside = answer.results[1]
    return plain(beside.data[answer.reading.metrics[0] if answer.reading else ""][0])


@pytest.mark.parametrize(
    "question",
    [
        "UK and Germany gross sales in May, each and together",
        "gross sales for UK and Germany in May and the total",
        "gross sales UK and Germany in May broken out and combined",
        "gross sales for UK, Germany and both together in May",
        "sales of UK and Germany in May, separately and combined",
        "sales of UK and Germany in May, combined and separately",
        "sales UK vs Germany and combined in May",
    ],
)
def test_members_are_told_one_by_one_and_together(question: str) -> None:
    answer = talk(question)
    ((expected,),) = rows(f"select sum(amount) from sale where {BOTH}")

    assert answer.status == "answered", answer.text
    assert told(answer) == sorted(tuple(map(plain, row)) for row in rows(EACH_OF_BOTH))
    assert total(answer) == pytest.approx(expected)
    assert "In total, gross sales for United Kingdom and Germany in May 2011 were" in answer.text


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("sales by country with total in May", f"select sum(amount) from sale where {MAY}"),
        ("orders by month in Q3 and in total", f"select {ORDERS} from sale where {Q3}"),
        ("orders in July, August and September, each and together",
         f"select {ORDERS} from sale where {Q3}"),
        ("sales in total and by country in May", f"select sum(amount) from sale where {MAY}"),
        ("average order value for UK and Germany, each and together, in May",
         f"select {MEAN} from sale where {BOTH}"),
        ("sales by customer in May, including the total",
         f"select sum(amount) from sale where {MAY} and customer is not null"),
        ("active customers by country in May with a total",
         f"select count(distinct customer) from sale where {MAY}"),
    ],
)  # fmt: skip
def test_a_total_is_computed_as_one_and_not_from_its_rows(question: str, sql: str) -> None:
    answer = talk(question)

    assert answer.status == "answered", answer.text
    assert total(answer) == pytest.approx(float(str(plain(rows(sql)[0][0]))))
    assert len(answer.tables) == 2
    assert "In total, " in answer.text


def test_a_total_says_whose_it_is_where_some_are_left_out() -> None:
    answer = talk("sales by customer in May with a total")

    assert "In total, gross sales with a known customer in May 2011 were" in answer.text


TOP = f"select sum(amount) as s from sale where {MAY} group by country order by s desc limit 5"


@pytest.mark.parametrize(
    ("question", "place"),
    [("top 5 countries by sales in May and their total", 1),
     ("top 5 countries together in May by sales", 0)],
)  # fmt: skip
def test_the_first_of_a_ranking_are_told_together(question: str, place: int) -> None:
    answer = talk(question)
    ((expected,),) = rows(f"select sum(s) from ({TOP})")

    assert answer.status == "answered", answer.text
    assert answer.results[place].value("gross_sales") == pytest.approx(expected)
    assert "of those in “gross sales by country, May 2011, the 5 highest”" in answer.text


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("lapsed customers by month with total", "at several ends has no total"),
        ("sales in May and in total", "The total of what?"),
        ("top 2 customers per country by sales in May with total", "of one list of figures"),
        ("orders and total sales in May", "How do orders and gross sales belong together"),
    ],
)
def test_what_has_no_total_is_asked_back(question: str, why: str) -> None:
    answer = talk(question)

    assert answer.status == "clarify", answer.text
    assert why in answer.reason


def test_a_thread_keeps_its_total_and_drops_it_with_the_split() -> None:
    first = "sales by country in May"

    assert "In total" not in talk(first).text
    assert "In total" in talk(first, "with a total").text
    assert "up" in talk(first, "with a total", "compared with April").text.split("In total")[1]
    assert talk(first, "with a total", "and the total?").echo == "gross sales, May 2011"
