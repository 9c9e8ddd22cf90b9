"""Earning, spending, beating, staying away: questions that say what they mean by a verb."""

from itertools import count

import pytest

from agent.answer import Answer
from agent.ask import World, ask
from tests.agent.example_shop import person, shop_engine
from tests.agent.shop_sql import plain, rows
from tests.agent.trades import trade_answer, trade_sql

PRICE = "select sum(amount) from sale where "
JULY = "day >= '2011-07-01' and day < '2011-08-01'"
BY_COUNTRY = "select country, {} from sale where {} group by 1 order by 2 desc"
PAIR = f"{JULY} and country in ('France', 'Spain')"

SHOP = {
    "how much did we sell to Germany in July?": PRICE + f"{JULY} and country = 'Germany'",
    "how much did we make on 2011-09-15?": PRICE + "day = '2011-09-15'",
    "what did France spend in July": PRICE + f"{JULY} and country = 'France'",
    "how much did customers spend in July": PRICE + JULY,
    "what did we turn over in July": PRICE + JULY,
    "which country brought in the most in July": (
        BY_COUNTRY.format("sum(amount)", JULY) + " limit 1"
    ),
    "did France beat Spain in July?": BY_COUNTRY.format("sum(amount)", PAIR),
    "who sold more in July, France or Spain?": BY_COUNTRY.format("sum(amount)", PAIR),
    "is Spain ahead of France in orders in July": (
        BY_COUNTRY.format("count(distinct invoice)", PAIR)
    ),
    "are sales higher in France than in Spain in July": BY_COUNTRY.format("sum(amount)", PAIR),
    "orders between 1/8/2011 and 15/8/2011": (
        "select count(distinct invoice) from sale where day between '2011-08-01' and '2011-08-15'"
    ),
    "sales 1/8 - 15/8": PRICE + "day between '2011-08-01' and '2011-08-15'",
    "sales 2011-08-01..2011-08-15": PRICE + "day between '2011-08-01' and '2011-08-15'",
    "sales in July, minus returns": (
        f"select sum(amount) - (select sum(amount) from refund where {JULY}) from sale where {JULY}"
    ),
    "gross sales in July ignoring returns": PRICE + JULY,
    "worst countries by AOV in July, bottom 2": (
        "select country, sum(amount) / count(distinct invoice) as mean from sale "
        f"where {JULY} group by 1 order by 2, 1 limit 2"
    ),
    "day with the most orders in July": (
        f"select day::text, count(distinct invoice) from sale where {JULY} group by 1"
        " order by 2 desc limit 1"
    ),
    "which was the week in July that had the lowest sales": (
        "select week::text, sum(amount) from sale where week between '2011-07-04' and '2011-07-25'"
        " group by 1 order by 2 limit 1"
    ),
    "orders by country for July, just the top 2, UK included": (
        BY_COUNTRY.format("count(distinct invoice)", JULY) + " limit 2"
    ),
    "how many customers haven't ordered for 90 days": (
        "select count(*) from (select customer from sale where customer is not null "
        "group by 1 having date '2011-10-03' - max(day) >= 90)"
    ),
}
BACK = {
    "how much did we spend in July": "",
    "AOV UK vs rest of world in July": "country not United Kingdom",
    "who are our biggest customers this year?": "gross sales by customer",
    "top customers in Germany": "gross sales by customer",
    "sales from 3/4/2011 to 5/4/2011": "4 March to 4 May 2011",
}
REFUSED = {
    "net sales per order by country in July": "No metric here divides net sales by orders.",
    "median order value in July": "No metric here is a median: average order value is a mean.",
    "who hasn't ordered for 60 days?": "known here only as lapsed customers: 90 days.",
}


def asked(question: str) -> Answer:
    numbers = count()
    return ask(
        question, person("head"), World(shop_engine(), lambda: 0.0, lambda: f"t{next(numbers)}")
    )


@pytest.mark.parametrize("question", SHOP)
def test_the_verb_asks_for_what_sql_says(question: str) -> None:
    answer = asked(question)
    (result,) = answer.results or [None]

    assert answer.status == "answered", answer.text
    assert result is not None
    assert [*map(tuple, result.rows())] == [
        tuple(pytest.approx(v, rel=1e-9) if isinstance(v, float) else v for v in row)
        for row in rows(SHOP[question])
    ]


@pytest.mark.parametrize("question", BACK)
def test_two_meanings_are_asked_back(question: str) -> None:
    answer = asked(question)

    assert answer.status == "clarify"
    assert any(BACK[question] in option.label for option in answer.options)


@pytest.mark.parametrize("question", REFUSED)
def test_what_is_not_defined_is_refused_in_a_sentence(question: str) -> None:
    answer = asked(question)

    assert answer.status == "refused"
    assert REFUSED[question] in answer.text


def test_the_likeliest_metrics_are_offered_first() -> None:
    money, things = asked("how much in July"), asked("how many in July")

    assert [one.label for one in money.options][:2] == [
        "gross sales, July 2011",
        "net sales, July 2011",
    ]
    assert things.options[0].label == "orders, July 2011"


@pytest.mark.parametrize(
    ("trade", "question", "sql"),
    [
        (
            "physio",
            "what did each therapist bring in last month",
            "select therapist, sum(fee) from appointments where starts_at >= '2026-01-01' "
            "and starts_at < '2026-02-01' group by 1 order by 2 desc",
        ),
        (
            "hotel",
            "how much did guests spend in february",
            "select sum(rate + extras) from nights where night >= '2026-02-01' "
            "and night < '2026-03-01'",
        ),
    ],
)
def test_other_trades_earn_in_their_own_words(trade: str, question: str, sql: str) -> None:
    answer = trade_answer(trade, question)
    (result,) = answer.results or [None]

    assert result is not None, answer.text
    assert [*map(tuple, result.rows())] == [
        tuple(map(plain, row)) for row in trade_sql(trade).execute(sql).fetchall()
    ]
