"""Threads as people of several trades write them: what they keep, and what they do not."""

from itertools import count

import pytest

from agent.answer import Answer
from agent.ask import World, ask
from agent.memory import Recent
from tests.agent.test_conversation import talk
from tests.agent.trades import leader, trade_engine


def trade_talk(trade: str, *questions: str) -> Answer:
    """The answer to the last question of a thread in a workspace of tests/data, or of the shop."""
    if trade == "shop":
        return talk(*questions)
    numbers = count()
    here = World(trade_engine(trade), lambda: 0.0, lambda: f"t{next(numbers)}", Recent())
    return [ask(each, leader(trade), here, thread="t") for each in questions][-1]


@pytest.mark.parametrize(
    ("trade", "questions", "echo"),
    [
        ("shop", ("sales by owner in Q3", "thanks. What is our return rate?", "by country", "1"),
         "return rate by country, Q3 2011"),
        ("school", ("refunds in April", "how many of those were for illness", "which course"),
         "refunds by course, reason illness, April 2026"),
        ("school", ("dropout rate", "is that high?", "by format"),
         "dropout rate by format, April 2026"),
        ("hotel", ("new guests in Q4", "from Germany", "what about Belgium and France", "total"),
         "new guests, country Belgium or France, Q4 2025"),
        ("hotel", ("new guests in Q4", "what about Belgium and France", "separately please"),
         "new guests by country, country Belgium or France, Q4 2025"),
        ("shop", ("how are customers doing", "active ones", "in June"),
         "active customers, June 2011"),
    ],
)  # fmt: skip
def test_a_reply_goes_on_from_the_question_back(
    trade: str, questions: tuple[str, ...], echo: str
) -> None:
    answer = trade_talk(trade, *questions)

    assert answer.echo == echo, answer.text


@pytest.mark.parametrize(
    ("trade", "questions", "echo"),
    [
        ("rental", ("rentals of Cork Airport in October", "Limerick?"),
         "rentals, branch Limerick, October 2025"),
        ("rental", ("rentals of Cork Airport in October", "and Dublin"),
         "rentals, town Dublin, October 2025"),
        ("rental", ("rentals in Munster in October", "Limerick"),
         "rentals, province Munster, town Limerick, October 2025"),
        ("hotel", ("room nights of Quay House in January", "and Utrecht?"),
         "room nights, city Utrecht, January 2026"),
    ],
)  # fmt: skip
def test_one_thing_by_its_name_gives_way_to_others_of_its_kind(
    trade: str, questions: tuple[str, ...], echo: str
) -> None:
    answer = trade_talk(trade, *questions)

    assert answer.echo == echo, answer.text


@pytest.mark.parametrize(
    ("trade", "questions", "echo"),
    [
        ("rental", ("rentals in July", "and June?", "the difference?"),
         "rentals, July 2025 against June 2025"),
        ("rental", ("rentals by branch in June", "in July", "what's the difference"),
         "rentals by branch, July 2025 against June 2025"),
        ("gym", ("takings in April", "the difference?"), "takings, April 2026 against March 2026"),
        ("rental", ("rentals of Cork Airport in October", "Limerick?", "both together"),
         "rentals, branch Cork Airport or Limerick, October 2025"),
        ("rental", ("rentals of Cork Airport in October", "Limerick?", "both, by week"),
         "rentals by branch and week, branch Cork Airport or Limerick, October 2025"),
        ("shop", ("orders in France in July", "and Spain", "both"),
         "orders by country, country France or Spain, July 2011"),
    ],
)  # fmt: skip
def test_two_answers_are_taken_together(trade: str, questions: tuple[str, ...], echo: str) -> None:
    answer = trade_talk(trade, *questions)

    assert answer.echo == echo, answer.text


@pytest.mark.parametrize(
    ("trade", "questions", "echo"),
    [
        ("courier", ("dormant accounts in July", "who are they"),
         "dormant accounts by company, end of July 2026"),
        ("courier", ("claims in July", "who made those"), "claims by company, July 2026"),
        ("seatwise", ("cancellations in 2023", "who were they"),
         "cancellations by company, 2023 (partial)"),
        ("shop", ("top 5 products by sales in May", "who bought those"),
         "active customers by customer, May 2011, of those in “gross sales by product, May 2011, "
         "the 5 highest”"),
    ],
)  # fmt: skip
def test_who_is_asked_of_the_answer_before(
    trade: str, questions: tuple[str, ...], echo: str
) -> None:
    answer = trade_talk(trade, *questions)

    assert answer.echo == echo, answer.text


@pytest.mark.parametrize(
    ("questions", "offered"),
    [
        (("extras revenue in Q3", "which ones"), "extras revenue by branch, Q3 2025"),
        (("late returns in October", "who rented those"), "late returns by customer, October 2025"),
    ],
)
def test_what_which_ones_are_is_asked_back(questions: tuple[str, ...], offered: str) -> None:
    answer = trade_talk("rental", *questions)

    assert answer.status == "clarify", answer.text
    assert answer.options[0].label == offered


@pytest.mark.parametrize(
    ("questions", "echo"),
    [
        (("revenue by depot in June", "which depot lost the most"),
         "revenue by depot, June 2026 against May 2026, the largest fall"),
        (("revenue by depot in June", "which fell the most", "and which grew?"),
         "revenue by depot, June 2026 against May 2026, the largest rise"),
    ],
)  # fmt: skip
def test_what_moved_is_ranked_from_the_end_that_is_named(
    questions: tuple[str, ...], echo: str
) -> None:
    assert trade_talk("courier", *questions).echo == echo


def test_what_may_have_fallen_or_is_called_lost_is_asked_back() -> None:
    answer = trade_talk("courier", "which depot lost the most revenue in June")

    assert answer.status == "clarify"
    assert answer.text.startswith("Is the largest fall meant")


@pytest.mark.parametrize(
    ("trade", "questions", "echo"),
    [
        ("gym", ("churn last month for Deansgate", "vs Clifton"),
         "churn rate by club, club Deansgate or Clifton, April 2026"),
        ("gym", ("churn last month for Deansgate", "how does that compare to Clifton?"),
         "churn rate by club, club Deansgate or Clifton, April 2026"),
        ("gym", ("takings in April at Canal Street", "and the other clubs?"),
         "takings by club, club not Canal Street, April 2026"),
        ("hotel", ("occupancy of Station Hotel in February", "and the other two?"),
         "occupancy by hotel, hotel not Station Hotel, February 2026"),
        ("gym", ("churn in April for Deansgate", "vs Clifton", "and the others?"),
         "churn rate by club, club not Clifton or Deansgate, April 2026"),
        ("hotel", ("occupancy in February by weekday", "weekends only"),
         "occupancy by weekday, weekday Saturday or Sunday, February 2026"),
        ("gym", ("takings by club in April", "anyone over 1000?"),
         "takings by club, takings above £1,000, April 2026"),
        ("courier", ("claims in July", "how many belong to Priya Nair?"),
         "claims, account manager Priya Nair, July 2026"),
        ("school", ("refunds in April", "reasons?"), "refunds by reason, April 2026"),
        ("gym", ("which club had the most complaints in Q1", "what were they about"),
         "complaints by topic, Q1 2026, of those in “complaints by club, Q1 2026, the highest”"),
        ("gym", ("top 3 clubs by takings in April", "how many check-ins did those have"),
         "check-ins by club, April 2026, of those in “takings by club, April 2026, the 3 highest”"),
    ],
)  # fmt: skip
def test_a_follow_up_says_what_is_kept_and_what_comes_beside(
    trade: str, questions: tuple[str, ...], echo: str
) -> None:
    answer = trade_talk(trade, *questions)

    assert answer.echo == echo, answer.text


@pytest.mark.parametrize("asked", ["how sure are you?", "where is that from", "is that right"])
def test_how_an_answer_came_about_is_told_by_its_definition(asked: str) -> None:
    answer = trade_talk("gym", "takings in April", asked)

    assert answer.text.startswith("Here is how takings are defined")


def test_after_thanks_no_split_goes_on_and_what_it_was_kept_to_is_asked() -> None:
    kept = ("joiners by club this year", "only from friends", "month by month")
    plain = trade_talk("gym", "joiners by club this year", "thanks! what about check-ins yesterday")
    narrowed = trade_talk("gym", *kept, "thanks! and what about check-ins yesterday?")

    assert plain.echo == "check-ins, 12 May 2026"
    assert narrowed.status == "clarify"
    assert len(narrowed.options) == 2


def test_whose_next_deed_is_asked_of_another_months_list() -> None:
    asked = ("new customers in August", "how many of those came back in September?")
    answer = talk(*asked, "and of the July ones?")

    assert answer.status == "clarify"
    assert [option.label for option in answer.options] == [
        "active customers, September 2011, of those in “new customers by customer, July 2011”",
        "active customers, July 2011, of those in “new customers by customer, August 2011”",
    ]


def test_a_ranking_of_nothing_offers_what_there_is_to_rank() -> None:
    answer = trade_talk("seatwise", "billings in Germany in April", "top 3")

    assert answer.text.startswith("The highest or lowest of what?")
    assert "the 3 highest" in answer.options[0].label


@pytest.mark.parametrize(
    ("trade", "questions", "echo"),
    [
        ("gym", ("class rating by trainer in Q1", "only those above 4", "who is lowest of them"),
         "class rating by trainer, Q1 2026, the lowest, "
         "of those in “class rating by trainer, class rating above 4, Q1 2026”"),
        ("gym", ("takings by club in April", "which is lower?"),
         "takings by club, April 2026, the lowest"),
        ("gym", ("takings by club in April", "together"), "takings, April 2026"),
        ("hotel", ("which channel has the highest cancellation rate", "and the second?"),
         "cancellation rate by channel, February 2026, the 2 highest"),
        ("rental", ("average rental length in October", "for business customers"),
         "average rental length, customer type business, October 2025"),
        ("rental", ("damage reports in October", "scratches", "cost of those"),
         "damage cost, kind of damage scratch, October 2025"),
        ("rental", ("late returns by branch in October", "rate?"),
         "late return rate by branch, October 2025"),
        ("rental", ("worst three agents by late return rate in October",
                    "how many rentals did they do", "Aoife Murphy"),
         "rentals, desk agent Aoife Murphy, October 2025"),
        ("rental", ("rentals of Cork Airport in October", "Aoife Murphy"),
         "rentals, branch Cork Airport, desk agent Aoife Murphy, October 2025"),
        ("rental", ("rentals by branch in October", "only Aoife Murphy"),
         "rentals by branch, desk agent Aoife Murphy, October 2025"),
        ("shop", ("orders in June", "hmm no, July"), "orders, July 2011"),
        ("shop", ("list customers who lapsed in August", "how many are there"),
         "newly lapsed customers, August 2011"),
        ("shop", ("list customers who lapsed in August", "what did they spend",
                  "what did they spend in total"),
         "gross sales, August 2011, of those in “newly lapsed customers by customer, August 2011”"),
        ("gym", ("paying members in Bristol in April", "how many left last month there"),
         "cancelled memberships, city Bristol, April 2026"),
        ("gym", ("takings in April by club for Clifton and Deansgate", "the total"),
         "takings, club Clifton or Deansgate, April 2026"),
        ("rental", ("rentals in Munster in October", "and in Leinster", "total of the two"),
         "rentals, province Munster or Leinster, October 2025"),
        ("gym", ("takings in April against March", "by weekday"),
         "takings by weekday, April 2026"),
    ],
)  # fmt: skip
def test_a_follow_up_keeps_to_what_it_is_about(
    trade: str, questions: tuple[str, ...], echo: str
) -> None:
    answer = trade_talk(trade, *questions)

    assert answer.echo == echo, answer.text


def test_a_name_of_one_thing_is_none_of_another() -> None:
    answer = trade_talk("gym", "bookings of Yusuf D'Souza in April", "takings?")

    assert answer.status == "refused"
    assert answer.text.startswith("Takings cannot be split by trainer")


def test_a_part_of_a_figure_that_is_not_told_is_no_answer() -> None:
    answer = trade_talk("school", "amount invoiced in April", "how much of that is paid")

    assert answer.status == "clarify"
    assert answer.not_understood == ("paid",)


def test_the_biggest_after_one_is_another() -> None:
    answer = trade_talk("shop", "what's the biggest market after the UK by orders in May?")

    assert answer.echo == "orders by country, country not United Kingdom, May 2011, the highest"


def test_figures_are_said_as_people_would() -> None:
    held = trade_talk("school", "lessons held in April")
    nothing = trade_talk("hotel", "lead time for cancelled bookings by phone on 9 March")
    unknown = trade_talk("gym", "joiners by how they found us this year")

    assert held.text.startswith("Lessons held in April 2026 were")
    assert nothing.text.endswith("has no value.")
    assert "not known" in unknown.text


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("since when?", "No figure says since when."),
        ("how long has it been like this", "No figure says since when."),
        ("where?", "By what should it be split?"),
        ("what about?", "By what should it be split?"),
    ],
)
def test_what_no_figure_says_is_asked_back_with_what_does(asked: str, says: str) -> None:
    answer = trade_talk("gym", "complaints in April", asked)

    assert answer.status == "clarify"
    assert answer.text.startswith(says)
