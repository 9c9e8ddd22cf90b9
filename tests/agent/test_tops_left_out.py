"""Figures without the biggest of something, as SQL has them: "sales without the top 2"."""

import pytest

from tests.agent.any_workspace import asked, figure

SEPTEMBER = "month = '2011-09-01'"
TOP = "select {0} from sale where {1} and {0} is not null group by 1 order by {2} desc limit {3}"
BIGGEST = TOP.format("customer", SEPTEMBER, "sum(amount)", 10)


def without(column: str, limit: int, when: str, told: str = "sum(amount)") -> str:
    first = TOP.format(column, when, "sum(amount)", limit)
    return (
        f"select {told} from sale where {when} and ({column} is null or {column} not in ({first}))"
    )


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("sales without the two biggest customers", without("customer", 2, SEPTEMBER)),
        (
            "sales in may without our biggest customer",
            without("customer", 1, "month = '2011-05-01'"),
        ),
        ("sales excl the top 3 countries in may", without("country", 3, "month = '2011-05-01'")),
        ("revenue outside the top 10 customers", without("customer", 10, SEPTEMBER)),
    ],
)
def test_the_first_are_left_out_and_unknown_customers_stay(question: str, sql: str) -> None:
    answer = asked("shop", question)

    assert answer.status == "answered", answer.text
    (level,) = [claim.value for claim in answer.claims if claim.kind == "level"]
    assert level == pytest.approx(float(str(figure("shop", sql))))
    assert "not in “gross sales by " in answer.text


def test_a_mean_asks_by_which_figure_they_are_the_first() -> None:
    answer = asked("shop", "aov excl top 10 customers")

    assert answer.status == "clarify"
    first = answer.options[0]
    assert "“gross sales by customer" in first.label
    assert "the 10 highest" in first.label
    assert first.reading is not None
    assert first.reading.apart


def test_how_many_are_left_out_is_asked_where_it_is_not_said() -> None:
    assert "How many" in asked("shop", "orders without the biggest customers").text


def test_a_tie_at_the_end_of_the_list_is_said() -> None:
    answer = asked("shop", "orders on 1 September without the top 2 customers")

    assert any("last one in that list" in warning for warning in answer.warnings), answer.warnings
