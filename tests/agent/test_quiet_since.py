"""Who has not ordered since some time, and other words of everyday: usual, only once, unusual."""

import pytest

from tests.agent.any_workspace import asked, figure
from tests.agent.shop_sql import rows
from tests.agent.test_conversation import talk

QUIET = "select customer from buyer where last_day < '2011-{}-01'"
MAY = "month = '2011-05-01'"
SPEND = f"""select sum(amount) / count(distinct customer) from sale
    where customer is not null and {MAY}"""
ONCE = f"""select count(*) from (select customer from sale where customer is not null and {MAY}
    group by 1 having count(distinct invoice) = 1)"""


def test_since_a_day_is_from_that_day_on() -> None:
    answer = asked("shop", "customers who haven't bought anything since 1 August")

    (level,) = [claim.value for claim in answer.claims if claim.kind == "level"]
    assert level == figure("shop", f"select count(*) from ({QUIET.format('08')})")


@pytest.mark.parametrize(
    "question",
    ["customers who havent ordered since june", "any customers we haven't heard from since june"],
)
def test_since_a_month_may_begin_with_it_or_after_it(question: str) -> None:
    later = talk(question, "1")
    earlier = talk(question, "2")

    for answer, month in ((later, "07"), (earlier, "06")):
        (level,) = [claim.value for claim in answer.claims if claim.kind == "level"]
        assert level == figure("shop", f"select count(*) from ({QUIET.format(month)})")


def test_who_has_not_ordered_lists_them() -> None:
    answer = talk("who hasn't ordered since june", "1")

    (result,) = answer.results
    assert {row[0] for row in result.rows()} == {str(row[0]) for row in rows(QUIET.format("07"))}


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("what did a typical customer spend in may", SPEND),
        ("how many customers only bought once in may", ONCE),
    ],
)
def test_what_is_usual_is_the_mean(question: str, sql: str) -> None:
    answer = asked("shop", question)

    assert answer.status == "answered", answer.text
    told = [claim.value for claim in answer.claims if claim.kind in ("level", "count")]
    assert told == [pytest.approx(float(str(figure("shop", sql))))]


@pytest.mark.parametrize(
    ("question", "said", "first"),
    [
        ("uk vs non uk sales in may", "two figures", "gross sales, country United Kingdom"),
        ("did anything weird happen last week", "or all of these", "all together: gross sales"),
        ("who are our most loyal customers", "Ranked by what", "gross sales by customer"),
        ("what did 17450 buy last month", "Which metric", "products bought, customer 17450"),
    ],
)
def test_it_is_asked_back_with_what_helps(question: str, said: str, first: str) -> None:
    answer = asked("shop", question)

    assert answer.status == "clarify"
    assert said in answer.text
    assert answer.options[0].label.startswith(first)
    assert not [one for one in answer.options if one.label.startswith("active") and "17450" in said]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("largest order in may", "Single orders are not shown here"),
        ("which customer placed the largest order", "Single orders are not shown here"),
        ("average time between orders", "No metric here says how long it is between two"),
        ("revenue excl vat", "No metric here is about “vat”"),
    ],
)
def test_the_real_obstacle_is_named(question: str, said: str) -> None:
    answer = asked("shop", question)

    assert answer.status == "refused"
    assert answer.text.startswith(said)


def test_what_the_first_make_up_is_told_as_shares() -> None:
    answer = asked("shop", "how much do the top 3 customers make up of sales")

    assert answer.reading is not None
    assert answer.reading.share
    assert answer.reading.compare is None
