"""Rankings for each of something: "top 3 products per country", "best country each month"."""

from dataclasses import replace

import pytest

from agent.answer import Answer
from agent.reading import Reading
from agent.rows import rows_of
from semantic.result import Result
from tests.agent.any_workspace import asked
from tests.agent.example_shop import person, shop_engine
from tests.agent.shop_sql import plain, rows
from tests.agent.test_conversation import talk

MAY = "day >= '2011-05-01' and day < '2011-06-01'"
Q3 = "day >= '2011-07-01' and day < '2011-10-01'"
TOP_CUSTOMERS = "top 2 customers per country by sales in May"


def first_of_each(per: str, item: str, where: str, most: int, order: str = "desc") -> str:
    """The first members of each by sales, equal figures in the order of their names."""
    return f"""
        select per, item, amount from (
            select *, row_number() over (partition by per order by amount {order}, item) as place
            from (select {per} as per, {item} as item, sum(amount) as amount from sale
                  where {where} group by 1, 2))
        where place <= {most} order by 1, 2"""


def told(answer: Answer) -> list[tuple[object, ...]]:
    """The rows of an answer, in no order."""
    return sorted(tuple(map(plain, row)) for row in answer.results[0].rows())


def known(sql: str) -> list[tuple[object, ...]]:
    return sorted(tuple(map(plain, row)) for row in rows(sql))


NAMED = f"{MAY} and customer is not null"
QUESTIONS = {
    TOP_CUSTOMERS: first_of_each("country", "customer::varchar", NAMED, 2),
    "who is the biggest customer in each country by sales in May?":
        first_of_each("country", "customer::varchar", NAMED, 1),
    "best product in each country in May by sales": first_of_each("country", "code", MAY, 1),
    "for each country, the top 3 products by sales in May":
        first_of_each("country", "code", MAY, 3),
    "each country's top product by sales in May": first_of_each("country", "code", MAY, 1),
    "smallest product by sales in every country in May":
        first_of_each("country", "code", MAY, 1, "asc"),
    "monthly top 3 countries by sales in Q3": first_of_each("month", "country", Q3, 3),
    "biggest country each month in Q3 by sales": first_of_each("month", "country", Q3, 1),
    "which month had the most sales in each country in Q3?":
        first_of_each("country", "month", Q3, 1),
}  # fmt: skip


@pytest.mark.parametrize(("question", "sql"), QUESTIONS.items(), ids=list(QUESTIONS))
def test_each_has_a_ranking_of_its_own(question: str, sql: str) -> None:
    answer = talk(question)

    assert answer.status == "answered", answer.text
    assert told(answer) == known(sql)
    assert "for each" in answer.echo
    assert "for each" in answer.text


def test_lists_stand_one_after_the_other_and_periods_in_their_order() -> None:
    by_country = talk(TOP_CUSTOMERS).results[0].data["order.country"]
    by_month = talk("monthly top 3 countries by sales in Q3").results[0].data["time.month"]

    assert by_country[:4] == ["Netherlands", "Netherlands", "United Kingdom", "United Kingdom"]
    assert by_month == sorted(map(str, by_month))


@pytest.mark.parametrize(
    ("follow_up", "echo"),
    [
        ("and in June?", "June 2011, the 2 highest for each country"),
        ("top 4 instead", "May 2011, the 4 highest for each country"),
        ("the other way round", "May 2011, the 2 lowest for each country"),
        ("only France", "country France, May 2011, the 2 highest"),
        ("the full list", "and customer, May 2011"),
    ],
)
def test_a_thread_goes_on_from_the_lists_of_each(follow_up: str, echo: str) -> None:
    assert talk(TOP_CUSTOMERS, follow_up).echo.endswith(echo)


@pytest.mark.parametrize(
    ("questions", "offered"),
    [
        (("top 3 products by country in May by sales",), "the 3 highest for each country"),
        (("top 3 products per country in May",), "the 3 highest for each country"),
        (("top 3 products per country per month by sales",), "the 3 highest"),
        ((TOP_CUSTOMERS, "as a share"), "the 2 highest for each country"),
        ((TOP_CUSTOMERS, "how much did they return?"), ""),
    ],
)
def test_what_may_be_another_list_is_asked_back(questions: tuple[str, ...], offered: str) -> None:
    answer = talk(*questions)

    assert answer.status == "clarify", answer.text
    assert not offered or any(option.label.endswith(offered) for option in answer.options)


def test_equal_figures_are_in_the_order_of_their_names_and_told() -> None:
    engine = shop_engine()
    asked = talk(TOP_CUSTOMERS).reading
    assert asked is not None
    view = engine.view(person("head"))
    whole = engine.run(asked.to_query(), person("head"))
    some = [row for row in range(whole.length) if whole.data["order.country"][row] == "Spain"][:4]

    def shown(figures: list[float | None], reading: Reading) -> Result:
        data = {name: [values[row] for row in some] for name, values in whole.data.items()}
        data["gross_sales"] = list(figures)
        return rows_of(reading, lambda _: replace(whole, data=data, warnings=()), view)

    apart = shown([9.0, 8.0, 7.0, None], asked)
    alike = shown([9.0, 8.0, 8.0, None], asked)
    few = shown([9.0, None, None, None], asked)

    assert (apart.data["gross_sales"], apart.warnings) == ([9.0, 8.0], ())
    assert alike.data["gross_sales"] == [9.0, 8.0]
    assert "others have the same figure" in alike.warnings[0]
    assert few.data["gross_sales"] == [9.0]


def test_a_reading_of_each_is_another_than_of_one_list() -> None:
    each, one = talk(TOP_CUSTOMERS).reading, talk("top 2 customers by sales in May").reading

    assert each is not None
    assert one is not None
    assert Reading.model_validate(each.to_json()) == each
    assert (each.per, one.per) == ("order.country", "")


def test_number_one_is_the_highest_of_what_follows() -> None:
    asked_back = asked("shop", "No. 1 SKU in May?")
    assert asked_back.status == "clarify"
    readings = [option.reading for option in asked_back.options]
    assert {"gross_sales", "items_sold"} <= {each.metrics[0] for each in readings if each}
    top = asked("shop", "number one country in May by sales")
    assert "United Kingdom with £618,265.01" in top.text
    assert asked("shop", "sales of product no. 1 in May").status == "clarify"
