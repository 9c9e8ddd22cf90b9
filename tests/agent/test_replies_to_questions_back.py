"""Replies that say more instead of choosing, and what those of a list did later."""

import pytest

from tests.agent.shop_sql import rows
from tests.agent.test_conversation import talk


@pytest.mark.parametrize(
    ("questions", "echo"),
    [
        (("total sales", "september"), "gross sales, September 2011"),
        (("total sales", "only germany", "september"),
         "gross sales, country Germany, September 2011"),
        (("total sales", "for Q2"), "gross sales, Q2 2011"),
        (("how did we do in Q3?", "only Germany", "by month", "orders"),
         "orders by month, country Germany, Q3 2011 against the period before"),
        (("top 5 products last week", "and the week before?", "by units"),
         "items sold by product, 19 to 25 September 2011, the 5 highest"),
    ],
)  # fmt: skip
def test_a_reply_that_says_more_of_what_was_offered_keeps_what_was_asked(
    questions: tuple[str, ...], echo: str
) -> None:
    answer = talk(*questions)

    assert answer.status == "answered", answer.text
    assert answer.echo == echo


def test_options_are_offered_again_with_what_the_reply_said() -> None:
    answer = talk("best customers", "in France")

    assert answer.status == "clarify"
    assert all("country France" in option.label for option in answer.options)
    assert len(answer.options) > 1


def test_a_reply_with_a_strange_word_offers_no_figure_that_drops_it() -> None:
    answer = talk("total sales", "only the blorbs in September")

    assert answer.status != "answered", answer.text


def test_another_metric_after_a_question_back_is_asked_for_itself() -> None:
    answer = talk("total sales", "how many orders did we get in May?")

    assert answer.echo == "orders, May 2011"


AUGUST = "select customer from buyer where first_day >= '2011-08-01' and first_day < '2011-09-01'"


@pytest.mark.parametrize(
    "later",
    [
        "how many of them came back in september?",
        "how many of those ordered again in September",
        "and how many of them bought in september",
        "how many of these customers were active in September?",
    ],
)
def test_those_of_a_list_who_came_back_are_counted_whatever_the_verb(later: str) -> None:
    answer = talk("new customers in august", later)
    ((expected,),) = rows(
        "select count(distinct customer) from sale where day >= '2011-09-01' "
        f"and day < '2011-10-01' and customer in ({AUGUST})"
    )

    assert answer.results[0].value("active_customers") == expected
    assert "of those in “new customers" in answer.text


@pytest.mark.parametrize(
    "follow_up", ["returns of those", "what about returns on those", "and returns for these?"]
)
def test_figures_of_those_keep_to_the_list_before(follow_up: str) -> None:
    answer = talk("top 10 customers by sales in august", follow_up)

    assert answer.echo.startswith("returns value by customer")
    assert "of those in “gross sales by customer" in answer.text


def test_a_month_by_month_view_of_one_month_is_widened_and_says_so() -> None:
    answer = talk("what is our churn rate?", "plot it by month")

    assert answer.echo == "lapse rate by month, December 2010 to September 2011"
    assert "no period was named, so all complete months" in answer.reading.assumptions  # type: ignore[union-attr]
    weeks = talk("sales in August", "by week")
    assert weeks.echo == "gross sales by week, August 2011"


@pytest.mark.parametrize(
    ("questions", "echo"),
    [
        (("orders by country in September", "drop the UK"),
         "orders by country, country not United Kingdom, September 2011"),
        (("orders by country in September", "ok, lose Germany"),
         "orders by country, country not Germany, September 2011"),
        (("sales in Germany last month", "drop Germany"), "gross sales, September 2011"),
        (("orders by country in September", "did orders drop in the UK?"),
         "orders, country United Kingdom, September 2011 against August 2011"),
    ],
)  # fmt: skip
def test_a_member_dropped_from_a_split_is_left_out_and_has_not_dropped(
    questions: tuple[str, ...], echo: str
) -> None:
    assert talk(*questions).echo == echo


@pytest.mark.parametrize(
    ("questions", "echo"),
    [
        (("active customers this year by month", "only new ones"),
         "new customers by month, 1 January to 2 October 2011 (partial)"),
        (("active customers this year by month", "and returning"),
         "returning customers by month, 1 January to 2 October 2011 (partial)"),
        (("orders by country in Q3", "sort ascending"), "orders by country, Q3 2011"),
        (("who lapsed in august", "from which countries", "2"),
         "newly lapsed customers by customer's country, August 2011"),
    ],
)  # fmt: skip
def test_a_word_of_the_name_or_of_the_order_is_enough(
    questions: tuple[str, ...], echo: str
) -> None:
    assert talk(*questions).echo == echo


def test_ascending_turns_the_rows_round() -> None:
    answer = talk("orders by country in Q3", "sort ascending")

    (result,) = answer.results
    told = [row[1] for row in result.rows()]
    assert told == sorted(told)  # type: ignore[type-var]


def test_how_much_of_the_total_a_list_is_shows_shares() -> None:
    answer = talk("top 10 customers by revenue in Q3", "how much of total revenue is that")

    assert answer.reading is not None
    assert answer.reading.share
    assert answer.reading.limit == 10


@pytest.mark.parametrize("lost", ["hm", "both together", "without last week"])
def test_a_follow_up_that_is_not_understood_does_not_forget_what_was_spoken_of(lost: str) -> None:
    asked_back = talk("orders for Germany in August", lost)
    answer = talk("orders for Germany in August", lost, "and in July?")

    assert asked_back.status == "clarify"
    assert all("country Germany" in option.label for option in asked_back.options)
    assert answer.echo == "orders, country Germany, July 2011"


def test_how_things_stand_now_is_compared_with_a_month_earlier() -> None:
    answer = talk("how many lapsed customers do we have", "up or down?")
    ((expected,),) = rows(
        "select count(*) from (select max(day) as last from sale where customer is not null "
        "and day < '2011-09-03' group by customer) where '2011-09-03'::date - last >= 90"
    )

    assert answer.results[0].value("lapsed_customers.previous") == expected
    assert "compared with 3 September 2011, a month earlier" in answer.reading.assumptions  # type: ignore[union-attr]
    last_month = talk("how many lapsed customers do we have", "compared with last month")
    assert "at the end of September 2011" in last_month.text


def test_the_total_of_a_list_is_one_figure_of_those_in_it() -> None:
    answer = talk("top products by revenue in september", "total of these")
    ((expected,),) = rows(
        "select sum(total) from (select sum(amount) as total from sale where day >= '2011-09-01' "
        "and day < '2011-10-01' group by code order by total desc limit 5)"
    )

    assert answer.results[0].value("gross_sales") == pytest.approx(float(str(expected)), rel=1e-9)


def test_the_same_day_last_week_is_told_from_the_day_before() -> None:
    assert (
        talk("orders yesterday", "and the same day last week").echo == "orders, 25 September 2011"
    )


@pytest.mark.parametrize(
    ("questions", "label"),
    [
        (("who bought the most in september",),
         "orders by customer, September 2011, the highest"),
        (("what do Germans buy most",),
         "orders by product, country Germany, September 2011, the highest"),
        (("what sold best in May?",), "items sold by product, May 2011, the highest"),
        (("which products did French customers love most",),
         "orders by product, country France, September 2011, the 5 highest"),
        (("new customers in may", "and what did they buy most"),
         "items sold by product, May 2011, the highest, "
         "of those in “new customers by customer, May 2011”"),
    ],
)  # fmt: skip
def test_what_is_ranked_is_clear_where_the_figure_to_rank_by_is_asked_back(
    questions: tuple[str, ...], label: str
) -> None:
    answer = talk(*questions)

    assert answer.status == "clarify"
    assert label in [option.label for option in answer.options]


def test_all_of_them_after_one_of_them_takes_back_the_filter() -> None:
    answer = talk("EIRE sales by month in Q2", "all of them")

    assert answer.echo == "gross sales by month, Q2 2011"


def test_a_greeting_leaves_a_thread_as_it_was() -> None:
    assert talk("sales last month", "hello", "and by region?").echo == (
        "gross sales by region, September 2011"
    )


def test_a_products_number_is_no_number_of_rows() -> None:
    answer = talk("top 5 products by sales in September", "what about 22423")

    assert answer.reading is None or answer.reading.limit in (None, 5)


@pytest.mark.parametrize(
    ("questions", "echo"),
    [
        (("new customers in august", "list them"), "new customers by customer, August 2011"),
        (("new customers by customer in august", "list them"),
         "new customers by customer, August 2011"),
        (("sales by month in Q2", "chart please"), "gross sales by month, Q2 2011"),
    ],
)  # fmt: skip
def test_a_list_is_told_one_by_one_and_not_kept_to_itself(
    questions: tuple[str, ...], echo: str
) -> None:
    assert talk(*questions).echo == echo


@pytest.mark.parametrize(
    ("questions", "why"),
    [
        (("best sales month in 2011", "lowest?", "difference between them"), "which two"),
        (("return rate by product last month, worst 5", "only those with at least 20 orders"),
         "the figure that is listed"),
        (("which customer bought the most in May",), "Ranked by what"),
    ],
)  # fmt: skip
def test_what_another_figure_or_two_of_them_would_tell_is_asked_back(
    questions: tuple[str, ...], why: str
) -> None:
    answer = talk(*questions)

    assert answer.status == "clarify"
    assert why in answer.text


def test_the_definition_of_what_was_told_may_be_asked_for_by_one_word() -> None:
    assert "lapse rate" in talk("what is our churn rate in May?", "definition?").text


def test_what_somebody_else_was_offered_is_not_gone_on_from() -> None:
    mine = talk(
        "orders in June",
        "best customers in May",
        "and by country?",
        who=("head", "analyst", "head"),
    )

    assert mine.echo == "orders by country, June 2011"


def test_a_number_picks_nothing_that_somebody_else_was_offered() -> None:
    mine = talk("best customers in May", "1", who=("analyst", "head"))

    assert mine.text == "That was offered to somebody else here. What would you like?"


def test_who_was_offered_it_may_still_pick_after_somebody_else_tried() -> None:
    theirs = talk("total sales", "1", "1", who=("analyst", "head", "analyst"))

    assert theirs.echo == "gross sales, September 2011"


def test_who_was_asked_back_may_answer_after_somebody_elses_refused_question() -> None:
    mine = talk("total sales", "what is the weather?", "september", who=("head", "analyst", "head"))

    assert mine.echo == "gross sales, September 2011"
