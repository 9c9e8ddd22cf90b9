"""What something earned is told by the amount that is known of it, and no total that is not."""

import pytest

from tests.agent.test_conversation import talk
from tests.agent.trades import trade_answer, trade_sql

MAY = ">= '2026-05-01' and {0} < '2026-06-01'"


@pytest.mark.parametrize(
    "question", ["What did Robot Granny gross in May?", "how much did Robot Granny make in May"]
)
def test_what_a_film_grossed_is_its_box_office(question: str) -> None:
    answer = trade_answer("cinema", question)

    ((amount,),) = (
        trade_sql("cinema")
        .execute(
            "select sum(price) from tickets join films using (film_id)"
            f" where title = 'Robot Granny' and show_at {MAY.format('show_at')}"
        )
        .fetchall()
    )
    assert answer.text == f"Box office for Robot Granny in May 2026 was €{amount:,.2f}."


def test_what_sold_best_is_ranked_by_the_sales_that_are_known_of_it() -> None:
    answer = trade_answer("cinema", "which three snacks brought in the most money in May")

    assert answer.reading is not None
    assert answer.reading.metrics == ("snack_sales",)
    assert answer.warnings[0] == "Assumed: “brought in” as snack sales."


def test_what_all_earned_stays_the_total() -> None:
    answer = trade_answer("cinema", "what did we gross in May")

    assert answer.reading is not None
    assert answer.reading.metrics == ("total_revenue",)


def test_gross_beside_a_figure_says_which_and_is_no_verb() -> None:
    assert talk("gross in August").echo == "gross sales, August 2011"
    assert talk("what did Germany gross in August").echo == (
        "gross sales, country Germany, August 2011"
    )


@pytest.mark.parametrize(
    "said",
    [
        "by booking channel (app, counter etc)",
        "by booking channel (e.g. app, counter)",
        "by booking channel (app, web and so on)",
        "by booking channel (app, counter...)",
    ],
)
def test_examples_after_a_split_keep_it_to_none_of_them(said: str) -> None:
    answer = trade_answer("cinema", f"admissions in May {said}")

    assert answer.echo == "admissions by booking channel, May 2026"


def test_members_in_brackets_are_all_that_is_wanted() -> None:
    answer = trade_answer("cinema", "admissions in May by booking channel (app, counter)")

    assert answer.echo == "admissions by booking channel, booking channel App or Counter, May 2026"


def test_of_sales_the_amounts_of_money_are_offered_first() -> None:
    answer = trade_answer("cinema", "what were sales like on Saturday 30 May")

    offered = [option.reading.metrics[0] for option in answer.options if option.reading]
    assert {"snack_sales", "total_revenue", "box_office"} <= set(offered)
