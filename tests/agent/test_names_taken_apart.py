"""Names that members stand in, counts said twice, and means per customer, against written SQL."""

import pytest

from tests.agent.shop_sql import rows
from tests.agent.test_conversation import talk
from tests.agent.test_lists import SEPTEMBER, told

Q2 = "day >= '2011-04-01' and day < '2011-07-01'"
MAY = "day >= '2011-05-01' and day < '2011-06-01'"
FEBRUARY = "day >= '2011-02-01' and day < '2011-03-01'"
FIRST = "select count(*) from buyer where first_day >= '2011-{}' and first_day < '2011-07-01'"
BUYERS = "select count(distinct sale.customer) from sale join buyer using (customer)"
NOBODYS = (
    "select sum(amount) filter (customer is null) / sum(amount)::double from sale "
    f"where {MAY}"
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        (
            "active German customers in September",
            f"{BUYERS} where buyer.country = 'Germany' and {SEPTEMBER}",
        ),
        (
            "how many active non-UK customers in May?",
            f"{BUYERS} where buyer.country <> 'United Kingdom' and {MAY}",
        ),
        ("first-time French buyers in Q2", f"{FIRST.format('04-01')} and country = 'France'"),
        ("how many different customers bought from us in Q2", f"{BUYERS} where {Q2}"),
        ("How many brand new customers did June bring us?", FIRST.format("06-01")),
        (
            "what did the average customer spend with us in September",
            "select sum(amount)::double / count(distinct customer) from sale "
            f"where customer is not null and {SEPTEMBER}",
        ),
        (
            "On average how many orders did each customer place in May?",
            "select count(distinct invoice) / count(distinct customer) from sale "
            f"where customer is not null and {MAY}",
        ),
        ("how much of May's sales came without a customer number, as a share?", NOBODYS),
        ("percentage of May sales with no customer attached?", NOBODYS),
        (
            "how many orders and how many items in Feb?",
            f"select count(distinct invoice), sum(pieces) from sale where {FEBRUARY}",
        ),
    ],
)
def test_a_figure_is_found_by_all_its_words(question: str, sql: str) -> None:
    answer = talk(question)
    (expected,) = rows(sql)

    assert answer.status == "answered", answer.text
    assert told(answer) == [pytest.approx(expected)]


def test_what_a_figure_looked_like_is_the_figure() -> None:
    looked = talk("What has AOV looked like in June, July and August?")

    assert looked.echo == "average order value by month, June to August 2011"


@pytest.mark.parametrize(
    ("question", "echo"),
    [
        ("share of German returns in May", "returns value and share of the whole"),
        ("sales of new German customers in May", "gross sales, country Germany, first-order month"),
    ],
)
def test_other_words_around_a_member_are_no_name(question: str, echo: str) -> None:
    assert talk(question).echo.startswith(echo)


@pytest.mark.parametrize(
    "question",
    [
        "how many different customers bought in May than in April?",
        "average customer order in May",
        "on average how many orders did each country place in May",
        "share of orders without a customer number in May",
        "sales without a customer in May",
        "how many customers and how many orders in May?",
        "how many orders in May and how many items in June?",
    ],
)
def test_what_may_be_meant_otherwise_is_asked_back(question: str) -> None:
    assert talk(question).status == "clarify"
