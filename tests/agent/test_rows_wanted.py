"""Which rows of an answer are wanted next: the rest, by name, added up, each with a total."""

import pytest

from tests.agent.shop_sql import rows
from tests.agent.test_conversation import talk

TOP = "top 5 countries by revenue in September"
SEPTEMBER = "select country, sum(amount) from sale where month = '2011-09-01' group by 1"


def column(*questions: str, number: int = 0) -> list[object]:
    answer = talk(*questions)
    assert answer.status == "answered", answer.text
    return [row[number] for row in answer.results[0].rows()]


@pytest.mark.parametrize("rest", ["and the rest?", "what about the others", "everyone else"])
def test_the_rest_is_what_a_ranking_left_out(rest: str) -> None:
    found = rows(f"{SEPTEMBER} order by 2 desc")

    assert column(TOP, rest) == [name for name, _ in found[5:]]


def test_the_rest_stays_the_rest_in_a_thread() -> None:
    first = {row[0] for row in rows(f"{SEPTEMBER} order by 2 desc limit 5")}

    assert not first & set(column(TOP, "and the rest?", "and in August?"))


def test_who_is_not_in_a_list_stays_out_of_it_when_split() -> None:
    bought = "select customer from sale where customer is not null and month = '2011-{}-01'"
    only = f"({bought.format('08')} except {bought.format('05')})"

    counts = column("how many customers bought in August but not in May", "by country", number=1)

    assert sum(map(int, map(str, counts))) == rows(f"select count(*) from {only}")[0][0]


@pytest.mark.parametrize("said", ["sort by name", "alphabetically", "in alphabetical order"])
def test_rows_come_in_the_order_of_their_names(said: str) -> None:
    names = column("sales by country in September", said)

    assert names == sorted(map(str, names))
    assert len(names) == len(rows(SEPTEMBER))


def test_a_ranking_keeps_its_order_and_offers_all_by_name() -> None:
    answer = talk(TOP, "sort by name")

    assert answer.status == "clarify"
    assert [option.label for option in answer.options] == ["gross sales by country, September 2011"]


@pytest.mark.parametrize(
    "questions", [("sales by month in Q3", "cumulative"), ("running total of sales by month, Q3",)]
)
def test_running_totals_are_no_metric_here(questions: tuple[str, ...]) -> None:
    answer = talk(*questions)

    assert answer.text.startswith("No metric here adds up row by row.")
    assert [option.label for option in answer.options] == [
        "gross sales, Q3 2011",
        "gross sales by month, Q3 2011",
    ]


def test_what_is_cumulative_of_one_period_is_its_figure() -> None:
    assert talk("cumulative sales in Q3").text.startswith("Gross sales in Q3 2011 were")


def test_three_of_a_kind_are_told_one_by_one_and_in_total() -> None:
    answer = talk("Orders and revenue for Belgium, Spain and Portugal")

    assert answer.reading is not None
    assert answer.reading.metrics == ("orders", "gross_sales")
    assert answer.reading.group_by == ("order.country",)
    assert "In total, gross sales for Belgium, Spain and Portugal" in answer.text


@pytest.mark.parametrize(
    "question",
    ["orders for France and Spain", "orders for France, Spain or Portugal"],
)
def test_two_or_one_of_several_may_be_one_figure(question: str) -> None:
    assert talk(question).text.startswith("One figure for them together")


def test_several_together_are_one_figure() -> None:
    answer = talk("orders for Belgium, Spain and Portugal together in September")

    assert answer.reading is not None
    assert not answer.reading.group_by
