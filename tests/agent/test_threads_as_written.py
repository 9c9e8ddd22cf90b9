"""Follow-ups as people write them: short, hurried, pointing back."""

import pytest

from tests.agent.shop_sql import plain, rows
from tests.agent.test_conversation import talk

MAY = "day >= '2011-05-01' and day < '2011-06-01'"
SALES = "gross sales in May"
BY_COUNTRY = "gross sales by country in May"
ORDERS = "orders in May by country"
TOP = "top 3 products in May by sales"


@pytest.mark.parametrize(
    ("questions", "echo"),
    [
        ((SALES, "and for france?"), "gross sales, country France, May 2011"),
        ((SALES, "same but weekly"), "gross sales by week, May 2011"),
        ((SALES, "the month before that"), "gross sales, April 2011"),
        ((SALES, "why tho"), "gross sales, May 2011 against April 2011"),
        ((SALES, "in France", "go back to all"), "gross sales, May 2011"),
        ((BY_COUNTRY, "top 10 instead"), "gross sales by country, May 2011, the 10 highest"),
        ((ORDERS, "only those over 20"), "orders by country, more than 20 orders, May 2011"),
        ((ORDERS, "on a chart"), "orders by country, May 2011"),
        ((ORDERS, "total?"), "orders, May 2011"),
        ((ORDERS, "everything except the uk"),
         "orders by country, country not United Kingdom, May 2011"),
        ((TOP, "in each country"),
         "gross sales by country and product, May 2011, the 3 highest for each country"),
        ((TOP, "by country"), "gross sales by country, May 2011"),
        (("new customers by country in August", "how much did they spend"),
         "gross sales by customer's country, August 2011, "
         "of those in “new customers by customer, August 2011”"),
    ],
)  # fmt: skip
def test_a_follow_up_goes_on(questions: tuple[str, ...], echo: str) -> None:
    answer = talk(*questions)

    assert answer.echo == echo, answer.text


def test_the_order_of_a_split_is_turned() -> None:
    answer = talk(ORDERS, "smallest first")
    figures = answer.results[0].data["orders"]

    assert figures == sorted(map(int, map(str, figures)))
    assert len(figures) > 10


def test_shares_of_what_is_left_are_of_what_is_left() -> None:
    answer = talk(BY_COUNTRY, "without the uk", "as a share")
    shares = [claim.value for claim in answer.claims if claim.kind == "share"]
    ((expected,),) = rows(
        "select max(amount) / sum(amount) from (select country, sum(amount) as amount from sale"
        f" where {MAY} and country <> 'United Kingdom' group by 1)"
    )

    assert shares[0] == pytest.approx(float(str(plain(expected))))


@pytest.mark.parametrize(
    ("questions", "status", "said"),
    [
        ((SALES, "in euros?"), "clarify", "Amounts here are in GBP, and none is converted."),
        ((SALES, "thats wrong"), "clarify", "Say what is meant instead"),
        (("active customers by month since march", "how much did they spend"),
         "clarify", "The answer before has several lists"),
        ((SALES, "and the rest?"), "clarify", ""),
    ],
)  # fmt: skip
def test_what_a_thread_does_not_tell_is_said(
    questions: tuple[str, ...], status: str, said: str
) -> None:
    answer = talk(*questions)

    assert answer.status == status
    assert said in answer.text
