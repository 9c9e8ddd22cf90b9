"""A question inside a story is answered, and what of the story may narrow it is asked back."""

import pytest

from tests.agent.test_conversation import talk


@pytest.mark.parametrize(
    ("question", "echo"),
    [
        ("Our landlord wants proof that business is stable, could I have orders by month in Q2?",
         "orders by month, Q2 2011"),
        ("Joris wants to know if the Antwerp flyer worked, orders from Belgium in May",
         "orders, country Belgium, May 2011"),
        ("The lift was out on 19 September, so show me sales for Q2",
         "gross sales, Q2 2011"),
        ("What were returns in July? The packers are moaning again", "returns value, July 2011"),
        ("Hei! I am budgeting the Oslo trip so I need our turnover from Norway in Q3",
         "gross sales, country Norway, Q3 2011"),
        ("We did that postcard thing and my boss keeps grinning, how did orders in May go",
         "orders, May 2011"),
        ("Kwame from payroll. How many orders in May?", "orders, May 2011"),
        ("Hello, Ines from data governance. I am tidying the ledger and I need the gross sales"
         " figure for July, thank you", "gross sales, July 2011"),
        ("The courier is asking about our volumes, so could I have orders for May",
         "orders, May 2011"),
        ("Tove is presenting to the owners and needs the churn for each month in Q3",
         "lapse rate by month, Q3 2011"),
        ("Deciding where to hire a driver. Which five countries had the most orders in May?",
         "orders by country, May 2011, the 5 highest"),
        ("Our landlord is curious. How many orders in May, can you fill me in",
         "orders, May 2011"),
        ("I know the week just started, but how many orders in June?", "orders, June 2011"),
        ("We settle the courier bills next week. How many orders in May?", "orders, May 2011"),
        ("Auditor is pacing behind me. Net sales in June?", "net sales, June 2011"),
        ("Quick one for my call: returns value in July?", "returns value, July 2011"),
        ("How many orders in May? Warm regards, Marit", "orders, May 2011"),
    ],
)  # fmt: skip
def test_what_somebody_does_changes_no_figure(question: str, echo: str) -> None:
    answer = talk(question)

    assert answer.status == "answered", answer.text
    assert answer.echo == echo


def test_the_words_that_a_story_leaves_unexplained_are_named() -> None:
    answer = talk("The photographer wants a royalty, so how much revenue did we make in June?")

    assert {"photographer", "royalty"} <= set(answer.not_understood)


@pytest.mark.parametrize(
    "question",
    [
        "I look after the wholesale accounts. How many orders in May?",
        "I work on the outlet side, how many orders were there in May?",
        "This is for the trade customers. How many orders in May?",
        "We only care about the gift range. Sales in May?",
        "Finance asked about the marketplace channel. What were sales in May?",
        "My patch is the north. How many orders did we get in May?",
        "I mean the paying ones. How many orders in May?",
        "Excluding staff purchases, that is what they said. Orders in May?",
        "We met the Germans yesterday. How many orders did they place in May?",
        "Customer 99999 called me. How many orders in May?",
        "He never counts samples. Orders in May?",
        "The boss wants it for resellers, how many orders in May?",
        "Wholesale, orders in May?",
        "We launched vouchers. How many orders in May used them?",
        "I think June. What were sales in May?",
        "The wholesale team: orders in May?",
        "The outlet desk is waiting. How many orders in May?",
        "Ngozi from wholesale. How many orders in May?",
        "Attending a workshop, how many orders in May?",
        "I deal with resellers, how many orders in May?",
        "We supply restaurants. How many orders in May?",
        "How many orders in May, and is it more than in April?",
        "How many orders in May, we print them, one number a week?",
        "What did we return in May, how much was it in June?",
    ],
)
def test_what_may_say_which_figure_is_meant_is_no_story(question: str) -> None:
    answer = talk(question)

    plain = talk("orders in May")
    assert answer.status != "answered" or answer.echo != plain.echo, answer.text


def test_a_period_of_the_story_is_not_taken_for_that_of_the_question() -> None:
    answer = talk("August was rough and the boss is antsy: how many orders did we get?")

    assert answer.status == "clarify" or "August" in answer.echo


@pytest.mark.parametrize(
    ("first", "then", "echo"),
    [
        ("How many UK orders in March?", "ok thanks, and Ireland, as Aoife will ask me next",
         "orders, country EIRE, March 2011"),
        ("Active customers in June?",
         "Thank you. The area managers will want their own, can you break it down by region",
         "active customers by region, June 2011"),
        ("How many orders did we get in May?", "same thing for June please, I forgot that one",
         "orders, June 2011"),
        ("Sales to Germany in May", "Same for France please, the two managers have a bet on",
         "gross sales, country France, May 2011"),
    ],
)  # fmt: skip
def test_a_story_around_what_goes_on_from_a_thread_is_set_aside(
    first: str, then: str, echo: str
) -> None:
    assert talk(first, then).echo == echo


def test_those_of_whom_a_story_tells_are_not_lost_in_a_thread() -> None:
    answer = talk("How many UK orders in March?", "We met the Germans yesterday. What about them?")

    assert answer.status == "clarify" or "Germany" in answer.echo
