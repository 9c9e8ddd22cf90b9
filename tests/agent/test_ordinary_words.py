"""What people say at their desks: lists of markets, "each of", deductions, the month after."""

import pytest

from tests.agent.shop_sql import plain, rows
from tests.agent.test_conversation import talk
from tests.agent.test_lists import told

JULY = "day >= '2011-07-01' and day < '2011-08-01'"
MAY = "day >= '2011-05-01' and day < '2011-06-01'"
Q2 = "day >= '2011-04-01' and day < '2011-07-01'"
SEPTEMBER = "day >= '2011-09-01' and day < '2011-10-01'"
AUGUST = "day >= '2011-08-01' and day < '2011-09-01'"
GROSS = f"select sum(amount) from sale where {JULY}"
NET = (
    f"select (select sum(amount) from sale where {JULY}) "
    f"- (select sum(amount) from refund where {JULY})"
)
THREE = "('Germany', 'France', 'Netherlands')"
ORDERS = "count(distinct invoice)"


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("July's sales with refunds already deducted", NET),
        ("July sales, any returns taken off", NET),
        ("July sales before the refunds come off", GROSS),
        ("July sales, refunds not deducted", GROSS),
        (
            "what share of July's sales can't be tied to a customer number?",
            "select sum(amount) filter (customer is null) / sum(amount)::double "
            f"from sale where {JULY}",
        ),
        (
            "how much revenue came from owner-uk-3's accounts in July?",
            "select sum(amount) from sale join territory using (customer) "
            f"where owner = 'owner-uk-3' and {JULY}",
        ),
        (
            "Leaving out both the UK and Ireland, how many orders came in in July?",
            f"select {ORDERS} from sale where {JULY} and country not in ('United Kingdom', 'EIRE')",
        ),
        (
            "orders in July w/out the UK",
            f"select {ORDERS} from sale where {JULY} and country <> 'United Kingdom'",
        ),
        (
            "Sales in July for my three markets - Germany, France, Netherlands - one line each",
            f"select country, sum(amount) from sale where {JULY} and country in {THREE} group by 1",
        ),
        (
            "orders in July in Germany, France and the Netherlands? Separately, not added up",
            f"select country, {ORDERS} from sale where {JULY} and country in {THREE} group by 1",
        ),
        (
            "orders in each of the last six months",
            f"select month, {ORDERS} from sale where day >= '2011-04-01' "
            "and day < '2011-10-01' group by 1",
        ),
        ("orders across the whole of Q2", f"select {ORDERS} from sale where {Q2}"),
        (
            "weekly orders for the two weeks from Monday 4 July to Sunday 17 July",
            f"select week, {ORDERS} from sale where day >= '2011-07-04' "
            "and day < '2011-07-18' group by 1",
        ),
        (
            "orders by quarter this year, Q1 to Q3",
            f"select date_trunc('quarter', day)::date, {ORDERS} from sale "
            "where day >= '2011-01-01' and day < '2011-10-01' group by 1",
        ),
        (
            "between January and September, which three months had the fewest orders?",
            f"select month, {ORDERS} from sale where day >= '2011-01-01' "
            "and day < '2011-10-01' group by 1 order by 2 limit 3",
        ),
        (
            "top 3 French customers in May, going by orders",
            f"select customer::varchar, {ORDERS} from sale where {MAY} and country = 'France' "
            "and customer is not null group by 1 order by 2 desc, 1 limit 3",
        ),
        (
            "which countries returned more than £100 worth of goods in August",
            f"select country, sum(amount) from refund where {AUGUST} group by 1 "
            "having sum(amount) > 100",
        ),
    ],
)
def test_what_people_ask_at_their_desks(question: str, sql: str) -> None:
    answer = talk(question)

    assert answer.status == "answered", answer.text
    expected = sorted(tuple(map(plain, row)) for row in rows(sql))
    assert [row[:-1] for row in told(answer)] == [row[:-1] for row in expected]
    assert [row[-1] for row in told(answer)] == [pytest.approx(row[-1]) for row in expected]


@pytest.mark.parametrize(
    ("questions", "sql"),
    [
        (
            ("What were sales in May?", "and the month after?"),
            "select sum(amount) from sale where day >= '2011-06-01' and day < '2011-07-01'",
        ),
        (
            ("orders by country in September", "just Germany, France and the Netherlands please"),
            f"select country, {ORDERS} from sale where {SEPTEMBER} and country in {THREE} "
            "group by 1",
        ),
    ],
)
def test_a_thread_goes_on_as_people_say_it(questions: tuple[str, ...], sql: str) -> None:
    answer = talk(*questions)

    assert answer.status == "answered", answer.text
    assert told(answer) == sorted(tuple(map(plain, row)) for row in rows(sql))


def test_worst_first_is_the_order_of_a_ranking() -> None:
    answer = talk("Ten products with the highest refund value in Q3, worst first")

    assert answer.echo == "returns value by product, Q3 2011, the 10 highest"


def test_who_has_lapsed_as_of_a_day_is_lapsed_then() -> None:
    echo = "lapsed customers, as of 3 October 2011"

    assert talk("As of today, how many customers have lapsed?").echo == echo


def test_several_rates_are_one_for_each() -> None:
    answer = talk("return rates in Q3 for Ireland, Germany and France?")

    assert answer.echo == "return rate by country, country EIRE, Germany or France, Q3 2011"


def test_so_many_weeks_that_a_period_does_not_have_are_asked_about() -> None:
    answer = talk("orders for the three weeks from Monday 4 July to Sunday 31 July")

    assert answer.status == "clarify"
    assert "three" in answer.not_understood


def test_the_month_after_nothing_is_asked_about() -> None:
    assert talk("orders the month after").status == "clarify"


def test_two_counts_of_different_things_are_not_one_of_both() -> None:
    answer = talk("how many customers are high-value and how many are lapsed?")

    assert answer.status == "clarify"
    assert [each.label for each in answer.options] == ["lapsed customers, as of 3 October 2011"]


def test_what_is_told_around_a_question_may_name_what_narrows_it() -> None:
    answer = talk("We ran a promo on jumbo bags, so what were sales in June?")

    assert answer.status == "clarify"
    assert "jumbo" in answer.not_understood
