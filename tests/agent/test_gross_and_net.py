"""Whether returns are taken off, as people say it: by negation, after the fact, in one word."""

import pytest

from tests.agent.shop_sql import rows
from tests.agent.test_conversation import talk
from tests.agent.test_lists import told
from tests.agent.trades import trade_answer

MAY = "day >= '2011-05-01' and day < '2011-06-01'"
GROSS = f"select sum(amount) from sale where {MAY}"
NET = f"select ({GROSS}) - (select sum(amount) from refund where {MAY})"


@pytest.mark.parametrize(
    "question",
    [
        "What was revenue in May, before refunds?",
        "turnover for May gross of refunds",
        "May sales, refunds not taken away yet",
        "how much did we sell in May without knocking off returns",
        "what did we bring in in May, not counting refunds against it",
        "sales in May with nothing taken off for returns",
        "revenue in May before we subtract anything customers sent back",
        "what did we make in May if you ignore whatever was returned",
    ],
)
def test_what_is_not_taken_off_leaves_it_gross(question: str) -> None:
    answer = talk(question)

    assert answer.status == "answered", answer.text
    assert told(answer) == [(pytest.approx(rows(GROSS)[0][0]),)]


@pytest.mark.parametrize(
    "question",
    [
        "sales in May once refunds are taken away",
        "how much did we sell in May when returns are already netted off",
        "what did we turn over in May after taking off what people returned",
        "how much is the turnover net in May?",
        "how much did we sell in May less refunds",
        "net May turnover",
        "what were sales in May net of what people sent back",
    ],
)
def test_what_is_taken_off_makes_it_net(question: str) -> None:
    answer = talk(question)

    assert answer.status == "answered", answer.text
    assert told(answer) == [(pytest.approx(rows(NET)[0][0]),)]


@pytest.mark.parametrize(
    ("question", "trade", "said"),
    [
        ("revenue in July 2025 when refunds are already taken out", "gym", "net takings"),
        ("takings in July 2025, refunds not taken off", "gym", "takings"),
        ("what did we bill in July 2023 without subtracting refunds", "seatwise", "billings"),
        ("invoiced in July 2025 before we knock off refunds", "school", "amount invoiced"),
    ],
)
def test_deductions_are_told_in_other_trades(question: str, trade: str, said: str) -> None:
    assert trade_answer(trade, question).echo == f"{said}, July {question.split('July ')[1][:4]}"


@pytest.mark.parametrize(
    "question", ["sales in May without refunds", "orders in May before refunds"]
)
def test_what_may_be_either_is_asked_back(question: str) -> None:
    assert talk(question).status == "clarify"


@pytest.mark.parametrize(
    "question",
    [
        "what percentage of May's sales came back as refunds?",
        "what share of sales in May came back in returns",
    ],
)
def test_sales_that_came_back_are_no_customers(question: str) -> None:
    assert talk(question).echo == "return rate, May 2011"
