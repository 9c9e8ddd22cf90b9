"""What a question adds in other words than usual: a remark, a measure, what is left out last."""

import pytest

from tests.agent.shop_sql import plain, rows
from tests.agent.test_conversation import talk
from tests.agent.test_how_people_ask import shown
from tests.agent.test_lists import AUGUST, told

MAY = "day >= '2011-05-01' and day < '2011-06-01'"
Q2 = "day >= '2011-04-01' and day < '2011-07-01'"
APRIL = "day >= '2011-04-01' and day < '2011-05-01'"
TOP = "group by 1 order by 2 desc limit 3"
ABROAD = f"select country, sum(amount) from sale where {MAY} and country <> 'United Kingdom' {TOP}"
NET = f"""select (select sum(amount) from sale where {Q2})
    - (select sum(amount) from refund where {Q2})"""
CAKESTANDS = f"""select sum(pieces) from sale where {MAY}
    and description = 'REGENCY CAKESTAND 3 TIER'"""
BY_COUNTRY = f"select country, sum(amount) from sale where {AUGUST} group by 1"
NO_TWO = (
    f"{BY_COUNTRY.removesuffix(' group by 1')} and country not in ('Germany', 'France') group by 1"
)

FIGURES = {
    "After returns, what did we turn over in the second quarter?": NET,
    "how much did we make after returns in Q2?": NET,
    "how much did we take in Q2? net is fine": NET,
    "how much did we take in May? gross will do": f"select sum(amount) from sale where {MAY}",
    "hw many units did we shift in May": f"select sum(pieces) from sale where {MAY}",
    "how many of the regency cakestand 3 tier did we sell in May": CAKESTANDS,
    "sales in May in Germany, aside from France": (
        f"select sum(amount) from sale where {MAY} and country = 'Germany'"
    ),
    "sales in May, the UK aside": (
        f"select sum(amount) from sale where {MAY} and country <> 'United Kingdom'"
    ),
}

RANKINGS = {
    "top three products in May, in pounds": f"select code, sum(amount) from sale where {MAY} {TOP}",
    "3 most bought items in May, by quantity": (
        f"select code, sum(pieces) from sale where {MAY} {TOP}"
    ),
    "which 3 products did people return most in May, by value?": (
        f"select code, sum(amount) from refund where {MAY} {TOP}"
    ),
    "biggest 3 export markets by revenue in May (i.e. no UK)": ABROAD,
    "top 3 countries by sales in May, leaving the UK out": ABROAD,
}

LISTS = {
    "where did August's sales come from? by country, gross": BY_COUNTRY,
    "sales by country in August, Germany and France excluded": NO_TWO,
}


@pytest.mark.parametrize(("question", "sql"), FIGURES.items(), ids=list(FIGURES))
def test_a_figure_is_found_however_it_is_asked_for(question: str, sql: str) -> None:
    answer = talk(question)

    assert shown(answer) == [tuple(map(plain, row)) for row in rows(sql)], answer.text


@pytest.mark.parametrize(("question", "sql"), RANKINGS.items(), ids=list(RANKINGS))
def test_a_ranking_is_by_what_the_question_measures(question: str, sql: str) -> None:
    assert shown(talk(question)) == [tuple(map(plain, row)) for row in rows(sql)]


@pytest.mark.parametrize(("question", "sql"), LISTS.items(), ids=list(LISTS))
def test_words_said_last_belong_to_the_question(question: str, sql: str) -> None:
    assert told(talk(question)) == sorted(tuple(map(plain, row)) for row in rows(sql))


def test_a_split_may_be_named_the_other_way_round() -> None:
    answer = talk("April's buyers broken down by the month of their first order")
    expected = rows(
        f"select first, count(*) from (select customer, date_trunc('month', min(day)) as first, "
        f"count(*) filter (where {APRIL}) as n from sale where customer is not null group by 1) "
        "where n > 0 group by 1 order by 1"
    )

    assert [row[1] for row in shown(answer)] == [count for _, count in expected]


@pytest.mark.parametrize(
    "question",
    [
        "top product in June?",
        "top 5 products in August by amount",
        "top 5 products by lifetime value in May",
        "who bought most items by value in May",
        "who returned the most products in May",
        "biggest export markets by revenue in May",
        "sales by country in May, e.g. Germany",
        "orders by country in June, France, UK excluded",
        "gross sales by country in July, net",
        "how much did we take in July? gross is not fine",
        "how much did we take in July? Germany is fine",
        "how many of the Germans bought in May",
    ],
)
def test_what_may_mean_something_else_is_asked_back(question: str) -> None:
    answer = talk(question)

    assert answer.status == "clarify", answer.text
