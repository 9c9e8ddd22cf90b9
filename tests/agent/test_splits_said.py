"""How people say that a figure is split, that all rows are wanted, and what is ranked."""

import pytest

from agent.answer import Answer
from tests.agent.shop_sql import plain, rows
from tests.agent.test_conversation import talk
from tests.agent.trades import trade_answer


def told(answer: Answer) -> list[tuple[object, ...]]:
    assert answer.status == "answered", answer.text
    return [tuple(map(plain, row)) for row in answer.results[0].rows()]


def split_by(answer: Answer) -> tuple[str, ...]:
    assert answer.status == "answered", answer.text
    assert answer.reading is not None
    assert answer.reading.limit is None
    return answer.reading.group_by


@pytest.mark.parametrize(
    "said",
    [
        "July revenue split across all countries",
        "revenue of July divided in countries",
        "July revenue spread over all our countries",
        "July revenue for each individual country",
        "country breakdown of July revenue",
        "July revenue, country-wise breakup",
        "country split of July revenue, whole list please, not just the big ones",
        "revenue by country in July, no cut-off",
        "revenue per country for July and don't leave any out",
        "Every country's revenue for July, every single one",
    ],
)
def test_a_figure_is_split_however_that_is_said(said: str) -> None:
    july = "select country, sum(amount) from sale where month = '2011-07-01' group by 1"

    assert split_by(talk(said)) == ("order.country",)
    assert sorted(told(talk(said))) == sorted(tuple(map(plain, row)) for row in rows(july))


@pytest.mark.parametrize(
    ("trade", "said", "field"),
    [
        ("gym", "takings divided in regions in April", "club.region"),
        ("gym", "trainer split of class bookings in April", "trainer.name"),
        ("courier", "revenue spread across all depots in May", "home.depot"),
        ("school", "language breakdown of enrolments in March, full list", "course.language"),
        ("hotel", "room nights by individual room type in May", "room_night.room_type"),
        ("seatwise", "billings split across all plans in March", "account.plan"),
        ("seatwise", "March billings at country level", "account.country"),
        ("hotel", "how does May's room revenue break down between the hotels?", "hotel.name"),
        ("hotel", "room revenue for every one of our hotels in May", "hotel.name"),
        ("courier", "revenue in May, one row for each depot", "home.depot"),
        ("courier", "rank our depots by revenue in May", "home.depot"),
        ("gym", "clubs in order of takings in April", "club.name"),
        ("gym", "trainers by class bookings in April, best to worst", "trainer.name"),
    ],
)
def test_so_it_is_in_every_trade(trade: str, said: str, field: str) -> None:
    assert split_by(trade_answer(trade, said)) == (field,)


@pytest.mark.parametrize("said", ["country breakup?", "how does that look by single country"])
def test_a_thread_splits_what_was_asked_before(said: str) -> None:
    assert split_by(talk("how many new customers in June?", said)) == ("customer.country",)


@pytest.mark.parametrize(
    "said", ["revenue across all countries in July", "July revenue, all countries together"]
)
def test_all_of_them_as_one_are_not_split(said: str) -> None:
    assert split_by(talk(said)) == ()


def test_a_ranking_with_a_number_is_no_whole_list() -> None:
    assert talk("top 5 countries by sales in May, not just the big ones").status == "clarify"


@pytest.mark.parametrize(
    ("said", "sql"),
    [
        ("which country was number one in orders in April, UK aside",
         "select country, count(distinct invoice) from sale where month = '2011-04-01'"
         " and country <> 'United Kingdom' group by 1 order by 2 desc limit 1"),
        ("What were the two countries outside the UK with the most orders in April?",
         "select country, count(distinct invoice) from sale where month = '2011-04-01'"
         " and country <> 'United Kingdom' group by 1 order by 2 desc limit 2"),
        ("top non-UK country by revenue for April",
         "select country, sum(amount) from sale where month = '2011-04-01'"
         " and country <> 'United Kingdom' group by 1 order by 2 desc limit 1"),
        ("April's 4 best countries in terms of revenue",
         "select country, sum(amount) from sale where month = '2011-04-01'"
         " group by 1 order by 2 desc limit 4"),
        ("April's number one country by revenue if you don't count the UK",
         "select country, sum(amount) from sale where month = '2011-04-01'"
         " and country <> 'United Kingdom' group by 1 order by 2 desc limit 1"),
        ("best 2 sellers in April by turnover",
         "select code, sum(amount) from sale where month = '2011-04-01'"
         " group by 1 order by 2 desc limit 2"),
        ("the 4 items with highest turnover in April",
         "select code, sum(amount) from sale where month = '2011-04-01'"
         " group by 1 order by 2 desc limit 4"),
        ("what 2 items did we sell in the largest quantity in April",
         "select code, sum(pieces) from sale where month = '2011-04-01'"
         " group by 1 order by 2 desc limit 2"),
    ],
)  # fmt: skip
def test_what_is_ranked_and_how_many_of_it(said: str, sql: str) -> None:
    answer = talk(said)

    assert [row[0] for row in told(answer)] == [row[0] for row in rows(sql)]


def test_a_number_before_what_is_ranked_is_no_day() -> None:
    answer = trade_answer("hotel", "May's 3 busiest days by room nights")

    assert answer.reading is not None
    assert answer.reading.limit == 3
    assert answer.reading.period.days.days == 31


@pytest.mark.parametrize(
    "said",
    [
        "sales per single customer for every month in Q1",
        "how much did we sell per customer, per month, in Q1",
        "In each month of Q1, what did the average customer spend?",
    ],
)
def test_the_mean_per_customer_goes_by_month(said: str) -> None:
    answer = talk(said)

    assert answer.reading is not None, answer.text
    assert answer.reading.metrics == ("sales_per_customer",)
    assert split_by(answer) == ("time.month",)
    assert not answer.reading.mean


def test_figures_per_customer_are_still_asked_back_where_no_metric_is_their_mean() -> None:
    assert talk("returns per single customer in May").status == "clarify"


@pytest.mark.parametrize(
    ("trade", "said", "grain"),
    [
        ("gym", "the last three weeks, how many check-ins in each one", "time.week"),
        ("school", "over the last two quarters, what did we invoice in each of them?",
         "time.quarter"),
        ("hotel", "last 3 months, occupancy for each one", "time.month"),
        ("gym", "takings in January, February and March, each month on its own", "time.month"),
    ],
)  # fmt: skip
def test_each_one_of_several_periods_is_a_split_by_them(trade: str, said: str, grain: str) -> None:
    assert split_by(trade_answer(trade, said)) == (grain,)


@pytest.mark.parametrize("said", ["what were sales in each one?", "orders in Q1 in each of them"])
def test_each_one_of_nothing_is_asked_back(said: str) -> None:
    assert talk(said).text.startswith("Each of what?")


def test_in_a_thread_each_one_is_what_the_answer_was_split_by() -> None:
    answer = talk("sales by country in June", "and how many orders in each one?")

    assert split_by(answer) == ("order.country",)


@pytest.mark.parametrize(
    "said",
    [
        "how many of April's buyers first bought in which month?",
        "active customers in April per acquisition cohort",
        "April's actives grouped by first purchase month",
    ],
)
def test_customers_are_split_by_when_they_were_new(said: str) -> None:
    answer = talk(said)

    assert split_by(answer) == ("customer.cohort_month",)
    assert answer.reading is not None
    assert answer.reading.metrics == ("active_customers",)


def test_mails_that_figures_are_wanted_for_are_nobodys_data() -> None:
    answer = talk("new customers in June by country, for the welcome emails")

    assert not answer.text.startswith("Personal data")


@pytest.mark.parametrize(
    "said", ["new customers in June for our customers' emails", "June's new customers by email"]
)
def test_mails_of_customers_stay_personal(said: str) -> None:
    assert talk(said).text.startswith("Personal data")


def test_how_an_answer_is_split_asks_by_what() -> None:
    assert talk("orders in June", "how is that split?").text.startswith(
        "By what should it be split?"
    )


@pytest.mark.parametrize(
    ("said", "limit"),
    [("which club topped the takings in April", 1), ("the runner-up by takings of our clubs", 2)],
)
def test_first_and_second_places_have_names(said: str, limit: int) -> None:
    reading = trade_answer("gym", said).reading

    assert reading is not None
    assert (reading.limit, reading.compare) == (limit, None)


@pytest.mark.parametrize(
    "said",
    ["show me all of them", "not only the big ones", "every country please",
     "the whole list, no cut-off", "don't leave any out"],
)  # fmt: skip
def test_a_thread_takes_back_how_many_were_ranked(said: str) -> None:
    june = "select country, sum(amount) from sale where month = '2011-06-01' group by 1"

    assert len(told(talk("top 2 countries by revenue in June", said))) == len(rows(june))


def test_another_figure_of_all_of_them_is_of_those_that_were_ranked() -> None:
    answer = talk("top 2 countries by revenue in June", "and the orders of all of them")

    assert len(told(answer)) == 2


def test_a_whole_list_after_a_split_stays_that_split() -> None:
    first, again = "orders by country in June", "and don't leave any out"

    assert told(talk(first, again)) == told(talk(first))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ("refunds in each of the first two quarters of 2011", "time.quarter"),
        ("orders in each of the first two months of this year", "time.month"),
        ("revenue for each of the first nine days of June", "time.day"),
        ("a ranking of our customers by revenue in July", "customer.id"),
        ("rank our customers by orders in July", "customer.id"),
    ],
)
def test_each_of_several_and_what_is_ranked_is_never_told_as_one_figure(
    said: str, field: str
) -> None:
    assert split_by(talk(said)) == (field,)


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("top country by orders in July, only the number one", 1),
        ("Which countries had the most orders in July? Four names with the figures.", 4),
        ("Two countries our orders in July mostly came from?", 2),
        ("which country did our orders in July mainly come from", 1),
    ],
)
def test_how_many_are_wanted_may_be_said_without_a_superlative(said: str, count: int) -> None:
    july = "select country, count(distinct invoice) from sale where month = '2011-07-01' group by 1"

    assert told(talk(said))[:count] == sorted(rows(july), key=lambda row: -int(str(row[1])))[:count]


def test_each_of_so_many_is_each_of_them() -> None:
    said = "revenue for each of the four depots in June"

    assert split_by(trade_answer("courier", said)) == ("home.depot",)
