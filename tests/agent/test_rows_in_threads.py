"""How many rows a follow-up shows, where the answer before it was a ranking or kept to a limit."""

import pytest

from tests.agent.test_conversation import talk

TOP = "top 5 products by sales in June"
BEST = "which country had the highest sales in May?"
GREW = "which country grew the most in May in sales?"
ABOVE = "countries with more than 10 orders in May"
HOW_MANY = "how many countries had more than 10 orders in May?"


@pytest.mark.parametrize(
    ("questions", "echo"),
    [
        ((TOP, "and in July?"), "gross sales by product, July 2011, the 5 highest"),
        ((TOP, "by country instead?"), "gross sales by country, June 2011, the 5 highest"),
        ((TOP, "what about countries?"), "gross sales by country, June 2011, the 5 highest"),
        ((TOP, "and which countries?"), "gross sales by country, June 2011, the 5 highest"),
        ((TOP, "same by region"), "gross sales by region, June 2011, the 5 highest"),
        ((TOP, "by country"), "gross sales by country, June 2011"),
        ((TOP, "split it by country"), "gross sales by country, June 2011"),
        ((TOP, "by month instead"), "gross sales by month, December 2010 to September 2011"),
        ((TOP, "what about the worst?"), "gross sales by product, June 2011, the 5 lowest"),
        ((TOP, "the worst one?"), "gross sales by product, June 2011, the lowest"),
        ((TOP, "which was the best?"), "gross sales by product, June 2011, the highest"),
        ((TOP, "and the top countries?"), "gross sales by country, June 2011, the 5 highest"),
        ((BEST, "and which product?"), "gross sales by product, May 2011, the highest"),
        ((BEST, "by product instead?"), "gross sales by product, May 2011, the highest"),
        ((BEST, "by product"), "gross sales by product, May 2011"),
        ((GREW, "and in June?"),
         "gross sales by country, June 2011 against May 2011, the largest rise"),
        ((GREW, "what about products?"),
         "gross sales by product, May 2011 against April 2011, the largest rise"),
        ((ABOVE, "and in July?"), "orders by country, more than 10 orders, July 2011"),
        ((ABOVE, "all countries"), "orders by country, May 2011"),
        ((ABOVE, "drop the threshold"), "orders by country, May 2011"),
        ((ABOVE, "by product instead"), "orders by product, May 2011"),
        ((ABOVE, "gross sales instead"), "gross sales by country, May 2011"),
        ((HOW_MANY, "and in June?"),
         "number of countries, more than 10 orders, June 2011"),
        ((HOW_MANY, "and in June?", "which ones?"),
         "orders by country, more than 10 orders, June 2011"),
        (("did we get more than 1500 orders in May?", "and in June?"),
         "orders, more than 1,500 orders, June 2011"),
    ],
)  # fmt: skip
def test_a_follow_up_shows_as_many_rows_as_one_would_expect(
    questions: tuple[str, ...], echo: str
) -> None:
    answer = talk(*questions)

    assert answer.status == "answered", answer.text
    assert answer.echo == echo


def test_the_largest_rise_of_another_month_is_its_own() -> None:
    answer = talk(GREW, "and in June?")

    assert answer.text.endswith("against May 2011: Australia: £25,187.77 (up £11,549).")


@pytest.mark.parametrize(
    ("then", "why"),
    [
        ("and the next 5?", "Say “top 10” for those and the next."),
        ("drop the top 5", "All rows, or all but those?"),
    ],
)
def test_other_rows_of_a_ranking_are_asked_back(then: str, why: str) -> None:
    answer = talk(TOP, then)

    assert answer.status == "clarify"
    assert why in answer.text


def test_what_is_best_is_asked_of_the_thread_s_own_period() -> None:
    answer = talk("top 3 countries by orders in May", "best customers?")

    assert answer.status == "clarify"
    assert "May 2011" in answer.options[0].label
