"""Lists that a thread adds to and takes from, one of a list, and what no list can tell."""

import pytest

from agent.answer import Answer
from tests.agent.shop_sql import plain, rows
from tests.agent.test_conversation import talk
from tests.agent.trades import trade_answer

AUGUST = "day >= '2011-08-01' and day < '2011-09-01'"
SEPTEMBER = "day >= '2011-09-01' and day < '2011-10-01'"
THREE = "sales by country for Spain, Portugal and Italy in August"
CUSTOMERS = "select customer::varchar, sum(amount) from sale where customer is not null"
NAMED = "Which one that was is not kept in a conversation. Say its name."


def of_countries(*names: str) -> str:
    """Sales of August by country, of those."""
    listed = ", ".join(f"'{name}'" for name in names)
    return (
        f"select country, sum(amount) from sale where {AUGUST} and country in ({listed}) group by 1"
    )


def without(*names: str) -> str:
    """Sales of August in all countries but those."""
    listed = ", ".join(f"'{name}'" for name in names)
    return f"select sum(amount) from sale where {AUGUST} and country not in ({listed})"


def told(answer: Answer) -> list[tuple[object, ...]]:
    """The rows of an answer, in no order."""
    return sorted(tuple(map(plain, row)) for row in answer.results[0].rows())


@pytest.mark.parametrize(
    ("questions", "sql"),
    [
        ((THREE, "add France"), of_countries("Spain", "Portugal", "Italy", "France")),
        ((THREE, "and France too"), of_countries("Spain", "Portugal", "Italy", "France")),
        ((THREE, "remove Italy"), of_countries("Spain", "Portugal")),
        ((THREE, "add France", "and without Spain?"), of_countries("Portugal", "Italy", "France")),
        (("sales in Germany in August", "add France"), of_countries("Germany", "France")),
        (("sales in August without the UK", "and without Germany"),
         without("United Kingdom", "Germany")),
        (("sales in August without the UK", "without France instead"), without("France")),
        ((THREE, "which of them was the biggest?"), f"{of_countries('Spain')}"),
    ],
    ids=lambda each: each[-1] if isinstance(each, tuple) else "",
)  # fmt: skip
def test_a_thread_adds_to_a_list_and_takes_from_it(questions: tuple[str, ...], sql: str) -> None:
    answer = talk(*questions)

    assert answer.status == "answered", answer.text
    assert told(answer) == sorted(tuple(map(plain, row)) for row in rows(sql))


@pytest.mark.parametrize(
    "question", ["the second one", "how much did the second one return?", "and number 3?"]
)
def test_which_one_of_a_list_is_meant_is_asked_back(question: str) -> None:
    answer = talk("top 5 customers by sales in September", question)

    assert (answer.status, answer.reason) == ("clarify", NAMED)


def test_anyone_is_each_by_itself_and_no_total() -> None:
    answer = talk("did anyone in Germany spend over £1,000 in September?")
    expected = (
        f"{CUSTOMERS} and {SEPTEMBER} and country = 'Germany' group by 1 having sum(amount) > 1000"
    )

    assert told(answer) == sorted(tuple(map(plain, row)) for row in rows(expected))


def test_a_rise_is_ranked_by_the_rise() -> None:
    answer = talk("top 5 countries by sales growth in September")
    august, september = (f"sum(amount) filter (where {month})" for month in (AUGUST, SEPTEMBER))
    expected = rows(
        f"select country from sale group by 1 having {august} is not null "
        f"order by coalesce({september}, 0) - {august} desc limit 5"
    )

    assert [row[0] for row in answer.results[0].rows()] == [row[0] for row in expected]


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("top 5 countries and top 5 products by sales in September", "I rank one list"),
        ("top 3 months by sales together", "do not add them up"),
        ("customers who spent over £1,000 and ordered more than 5 times in Q3", "limits on one"),
        ("countries with fewer than 1 order in September", "in no list here"),
        ("how much did customers with more than 5 orders spend in September", "belong together"),
        ("how many have bought from us, the Germans, in August?", "Which metric do you mean?"),
    ],
)
def test_what_no_one_list_tells_is_asked_back(question: str, why: str) -> None:
    answer = talk(question)

    assert answer.status == "clarify"
    assert why in answer.reason


@pytest.mark.parametrize(
    ("question", "noted"),
    [("least popular country by orders in September", True),
     ("most popular country by orders in September", False)],
)  # fmt: skip
def test_a_ranking_says_when_the_next_one_is_alike(question: str, noted: bool) -> None:
    note = "Note: others have the same figure as the last one shown."

    assert (note in talk(question).warnings) is noted


def test_two_questions_are_answered_as_one_or_asked_back() -> None:
    both = talk("sales in August? and how many orders?")
    ((sales, orders),) = rows(
        f"select sum(amount), count(distinct invoice) from sale where {AUGUST}"
    )
    apart = talk("how many orders in August, and which country had the most?")

    assert [plain(both.results[0].value(name)) for name in ("gross_sales", "orders")] == [
        plain(sales), plain(orders)]  # fmt: skip
    assert [option.label for option in apart.options] == [
        "orders, August 2011", "orders by country, August 2011, the highest"]  # fmt: skip
    assert trade_answer("library", "loans in January, and who borrowed most?").status == "clarify"


def test_who_has_nothing_is_named_where_they_were_asked_for() -> None:
    answer = talk("are returns higher in Spain than in Portugal in September?")

    assert answer.text.endswith("Spain: £25.50. There is nothing for Portugal.")


def test_weekdays_set_against_each_other_are_rows_and_one_with_nothing_is_named() -> None:
    answer = talk("orders on mondays versus saturdays in Q3")
    ((mondays,),) = rows(
        "select count(distinct invoice) from sale where isodow(day) = 1"
        " and day >= '2011-07-01' and day < '2011-10-01'"
    )

    assert answer.text.endswith(f": Monday: {mondays}. There is nothing for Saturdays.")


@pytest.mark.parametrize(("end", "order"), [("worst", "desc"), ("best", "asc")])
def test_worst_first_is_an_order_of_all_rows(end: str, order: str) -> None:
    answer = talk(f"return rate by country in September, {end} first")
    figures = [float(str(row[1])) for row in answer.results[0].rows()]

    assert len(figures) > 5
    assert figures == sorted(figures, reverse=order == "desc")


def test_how_many_of_the_worst_still_holds() -> None:
    assert len(talk("top 5 countries by return rate in August, worst first").results[0].rows()) >= 5
