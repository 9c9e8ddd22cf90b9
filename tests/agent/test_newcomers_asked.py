"""What those did who were new in a period, told by their own figures."""

import pytest

from tests.agent.shop_sql import rows
from tests.agent.test_conversation import talk
from tests.agent.trades import trade_answer


def of_newcomers(figure: str, began: str, then: str) -> float:
    """A figure in one month of the customers who first bought in a month of 2011."""
    first = (
        "select customer from sale where customer is not null"
        f" group by customer having min(month) = '2011-{began}-01'"
    )
    sql = f"select {figure} from sale where customer in ({first}) and month = '2011-{then}-01'"
    ((value,),) = rows(sql)
    return float(str(value))


@pytest.mark.parametrize(
    ("question", "began", "then"),
    [
        ("the customers who were new in June, how much did they buy for in June", "06", "06"),
        ("June sales from June's new customers", "06", "06"),
        ("what were July sales from that month's brand new customers?", "07", "07"),
        ("what did the new customers in August spend", "08", "08"),
        ("What did the new customers of March bring us in sales in the month itself?", "03", "03"),
        ("customers who are new in the month of July, what sales did they make?", "07", "07"),
        ("how much did customers we acquired in July spend that same month?", "07", "07"),
        ("sales of the March cohort that month", "03", "03"),
        ("customers who were new in April: their sales in August", "04", "08"),
        ("how much do customers who joined us with a first order in May spend in July", "05", "07"),
    ],
)
def test_sales_of_new_customers_are_their_own(question: str, began: str, then: str) -> None:
    answer = talk(question)

    assert answer.results[0].value("gross_sales") == pytest.approx(
        of_newcomers("sum(amount)", began, then)
    )


@pytest.mark.parametrize(
    ("question", "began", "then"),
    [
        ("how many orders did new customers place in August", "08", "08"),
        ("number of orders the new customers in July made", "07", "07"),
        ("how many orders did June's new customers place in August", "06", "08"),
        ("orders in August by customers we acquired in June", "06", "08"),
    ],
)
def test_orders_of_new_customers_are_their_own(question: str, began: str, then: str) -> None:
    answer = talk(question)

    assert answer.results[0].value("orders") == of_newcomers("count(distinct invoice)", began, then)


@pytest.mark.parametrize(
    "question",
    [
        "sales from new customers in August compared with July",
        "did new customers spend more in June than in May",
        "what did the lapsed customers in June spend",
        "new customers in July and their sales",
        "how much sales did new customers get us by month",
    ],
)
def test_whose_figures_cannot_be_told_is_asked_back(question: str) -> None:
    assert talk(question).status == "clarify"


def test_new_customers_are_still_counted() -> None:
    assert talk("how many new customers spent in August").echo == "new customers, August 2011"


@pytest.mark.parametrize(
    ("trade", "question"),
    [
        ("seatwise", "spend of new accounts in april"),
        ("seatwise", "what did new accounts pay us in april"),
        ("school", "what did the new students in October pay"),
        ("hotel", "what did first-time guests in June spend"),
        ("gym", "what did the new members in March pay"),
    ],
)
def test_what_is_not_known_of_newcomers_is_not_their_number(trade: str, question: str) -> None:
    assert trade_answer(trade, question).status == "clarify"


def test_newcomers_of_another_trade_have_their_own_figures() -> None:
    answer = trade_answer(
        "courier", "how much did accounts that were new in February spend in March"
    )

    assert answer.echo == "revenue, month of the first shipment February 2026, March 2026"
