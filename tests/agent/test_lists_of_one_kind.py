"""Lists whose words are repeated or shared: "in May and in June", "customers 17450 and 18102"."""

import pytest

from tests.agent.shop_sql import plain, rows
from tests.agent.test_conversation import talk
from tests.agent.test_lists import told

SUMMER = "day >= '2011-05-01' and day < '2011-08-01'"
MAY = "day >= '2011-05-01' and day < '2011-06-01'"
OF_CUSTOMERS = f"select customer::varchar, sum(amount) from sale where {MAY} and customer in "


@pytest.mark.parametrize(
    ("question", "alike"),
    [
        ("orders in August and in September by country",
         "orders in August and September by country"),
        ("orders for May, for June and for July", "orders for May, June and July"),
        ("orders during May as well as during June", "orders in May and June"),
        ("orders on 3 May and on 4 May", "orders on 3 May and 4 May"),
        ("sales in Germany and in France in May", "sales in Germany and France in May"),
        ("sales by customer for accounts 17450, 18102 in May",
         "sales by customer for customers 17450 and 18102 in May"),
    ],
)  # fmt: skip
def test_a_word_said_again_in_a_list_changes_nothing(question: str, alike: str) -> None:
    again, once = talk(question), talk(alike)

    assert again.status == once.status != "refused"
    assert again.reading == once.reading
    assert again.options == once.options


def test_periods_of_a_list_have_the_figures_of_each() -> None:
    answer = talk("orders for May, for June and for July")
    expected = rows(
        f"select month, count(distinct invoice) from sale where {SUMMER} group by 1 order by 1"
    )

    assert told(answer) == expected


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("sales in August and in September orders", "clarify"),
        ("orders since May and in June", "clarify"),
        ("how many customers bought in May and in June?", "clarify"),
        ("sales in May and in Germany", "answered"),
    ],
)
def test_a_second_preposition_makes_no_list_of_what_is_none(question: str, status: str) -> None:
    answer = talk(question)

    assert answer.status == status
    assert not answer.reading or "time.month" not in answer.reading.group_by


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("sales for customers 17450 vs 18102 in May", "('17450', '18102')"),
        ("17450 vs 18102 sales in May", "('17450', '18102')"),
        ("compare customers 17450, 18102 and 14646 by sales in May", "('17450', '18102', '14646')"),
        ("did 17450 spend more than 18102 in May?", "('17450', '18102')"),
        ("sales by customer for customers 17450 and 18102 in May", "('17450', '18102')"),
    ],
)
def test_customers_of_a_list_share_their_noun(question: str, numbers: str) -> None:
    answer = talk(question)

    assert answer.status == "answered", answer.text
    assert told(answer) == sorted(
        tuple(map(plain, row)) for row in rows(f"{OF_CUSTOMERS}{numbers} group by 1")
    )


@pytest.mark.parametrize(
    "question",
    ["sales without customers 17450 and 18102 in May", "sales except 17450 and 18102 in May"],
)
def test_customers_of_a_list_are_left_out_together(question: str) -> None:
    answer = talk(question)
    sql = (
        f"select sum(amount) from sale where {MAY} and customer is distinct from '17450'"
        " and customer is distinct from '18102'"
    )

    assert answer.results[0].value("gross_sales") == pytest.approx(rows(sql)[0][0])
    assert "without 17450 and 18102" in answer.text


def test_a_number_that_nobody_has_is_refused_in_a_list_too() -> None:
    answer = talk("sales for customers 17450 and 99999 in May")

    assert answer.status == "refused"
    assert "There is no customer 99999" in answer.text


def test_customers_without_a_figure_are_asked_for_one() -> None:
    answer = talk("customers 17450 and 18102")

    assert (answer.status, answer.reason) == ("clarify", "Which metric do you mean?")
    assert not answer.not_understood


def test_a_year_beside_a_customer_is_no_customer() -> None:
    answer = talk("sales of customer 17450 and 2011")

    assert "customer 2011" not in answer.text
