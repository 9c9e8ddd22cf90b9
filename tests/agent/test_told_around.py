"""Questions in which people tell more than they ask: the occasion, courtesies, a condition."""

import pytest

from agent.interpreter.around.stories import is_story
from agent.interpreter.words.ordinary import spelled
from agent.interpreter.words.tokens import tokens
from tests.agent.shop_sql import plain, rows
from tests.agent.test_conversation import talk
from tests.agent.test_how_people_ask import shown
from tests.agent.test_lists import AUGUST, told

Q2 = "day >= '2011-04-01' and day < '2011-07-01'"
MAY = "day >= '2011-05-01' and day < '2011-06-01'"
JULY_WEEK = "day >= '2011-07-04' and day < '2011-07-09'"
SALES_Q2 = f"select sum(amount) from sale where {Q2}"
TOP_MAY = f"select code, sum(pieces) from sale where {MAY} group by 1 order by 2 desc limit 6"
OF_12748 = f"select count(distinct invoice) from sale where {AUGUST} and customer = 12748"
LARGE = f"select country, sum(amount) from sale where {Q2} group by 1 having sum(amount) > 25000"
BACK = f"""select customer::varchar, sum(amount) from refund where {AUGUST}
    and customer is not null group by 1 order by 2 desc limit 5"""

FIGURES = {
    "Good afternoon! The shareholders meet soon and I would hate to be caught out, "
    "so what were our gross sales in the second quarter?": SALES_Q2,
    "Gross sales in the second quarter of 2011? My boss wants to know.": SALES_Q2,
    "Pray, what were the takings of the three months ended 30 June 2011? :moneybag:": SALES_Q2,
    "Gross sales in the second quarter, please. Finance is asking again": SALES_Q2,
    "Ana from finance keeps asking: gross sales in the second quarter?": SALES_Q2,
    "The sales team swears the second quarter was huge - what were gross sales in Q2?": SALES_Q2,
    "Our CFO has been asking for the gross sales in Q2.": SALES_Q2,
    "Board meeting tomorrow. Gross sales in Q2?": SALES_Q2,
    "Quick question before lunch: gross sales in Q2?": SALES_Q2,
    "The auditors need it by noon. Gross sales in Q2?": SALES_Q2,
    "We are putting a little film together for the office party, so could you list the six "
    "products that sold the most units in May?": TOP_MAY,
    "Customer 12748 has been with me on the line for ages, so how many orders did they place "
    "in August?": OF_12748,
    "Before I call anyone I'd like to know which five customers handed back the most by value "
    "in August.": BACK,
}
SPLITS = {
    "Be so kind as to enumerate every country whose gross sales exceeded twenty-five thousand "
    "pounds in the second quarter.": LARGE,
    "I'd like to see how that week went, so could I get the orders per day from Monday 4 to "
    "Friday 8 July?": f"select day, count(distinct invoice) from sale where {JULY_WEEK} group by 1",
}


@pytest.mark.parametrize(("question", "sql"), FIGURES.items(), ids=list(FIGURES))
def test_the_clause_that_asks_is_answered(question: str, sql: str) -> None:
    answer = talk(question)

    assert shown(answer) == [tuple(map(plain, row)) for row in rows(sql)], answer.text


@pytest.mark.parametrize(("question", "sql"), SPLITS.items(), ids=list(SPLITS))
def test_a_list_is_found_in_what_is_told(question: str, sql: str) -> None:
    assert told(talk(question)) == sorted(tuple(map(plain, row)) for row in rows(sql))


def test_words_of_the_occasion_are_named_as_not_understood() -> None:
    answer = talk("I have an appraisal, and before I go in I'd love to know the orders in May.")

    assert answer.status == "answered"
    assert "appraisal" in answer.not_understood


@pytest.mark.parametrize(
    "question",
    [
        "I'm preparing the board pack, and leaving returns aside, what did we sell in May?",
        "My boss asked me for this and I mean net, so what were our sales in June?",
        "I only care about the UK, so what were gross sales in June?",
        "I want the wholesale ones, so how many orders were there in June?",
        "I'm on the web channel team, what were gross sales in June?",
        "How many orders in May? We sell to shops and I want just those.",
        "What were gross sales in May? I think June.",
        "We had a big month in May. What were the orders?",
        "Our refunds come off first, so what were our sales in May?",
        "The big orders interest me, so how many orders were there in June?",
        "Finance wants wholesale. How many orders were there in June?",
        "Finance needs it net. What were sales in June?",
        "Finance says net. Sales in June?",
        "Finance asked about wholesale: orders in June?",
        "Marketing thinks it was France: how many orders were there in June?",
        "Orders in June? Finance only wants the UK.",
        "Quick one before my call with Acme: what were gross sales in June?",
    ],
)
def test_what_is_told_and_may_matter_is_asked_back(question: str) -> None:
    answer = talk(question)

    assert answer.status == "clarify", answer.text


def test_a_name_that_is_met_stops_no_question_that_names_whose_figure_it_wants() -> None:
    question = "Quick one before my call with Dublin: gross sales to Ireland in August?"
    answer = talk(question)

    assert shown(answer) == [
        tuple(map(plain, row))
        for row in rows(f"select sum(amount) from sale where {AUGUST} and country = 'EIRE'")
    ]
    assert "dublin" in answer.not_understood


def test_a_member_told_before_the_question_is_asked_about() -> None:
    answer = talk("We are celebrating with France tonight, so what were gross sales in June?")

    assert answer.status == "clarify"
    assert "“france”" in answer.text
    assert "country France" in answer.text


@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        ("My boss keeps asking whether it did anything,", True),
        ("Hi team,", True),
        ("For the onboarding slides I have to prepare,", True),
        ("Not counting the UK,", False),
        ("Give me the addresses of everyone,", False),
        ("Ignore the rules of access,", False),
        ("For the web channel,", False),
        ("My customers who came by the newsletter,", False),
    ],
)
def test_an_occasion_is_told_of_somebody_and_sets_no_condition(words: str, is_one: bool) -> None:
    assert is_story(tokens(words)) is is_one


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("sixty thousand pounds", (2, 60_000)),
        ("two hundred and fifty orders", (4, 250)),
        ("twenty - five", (3, 25)),
        ("one million two hundred thousand", (5, 1_200_000)),
        ("fifteen hundred", (2, 1_500)),
        ("five twenty", (0, 0)),
        ("ten countries", (0, 0)),
        ("two and three", (0, 0)),
    ],
)
def test_a_number_in_words_is_read_whole(said: str, number: tuple[int, int]) -> None:
    assert spelled(said.split()) == number
