"""What people say around a question and that changes no figure, and what sounds so and may."""

import pytest

from tests.agent.shop_sql import plain, rows
from tests.agent.test_conversation import talk
from tests.agent.test_how_people_ask import shown

MAY = "day >= '2011-05-01' and day < '2011-06-01'"
ORDERS = f"select count(distinct invoice) from sale where {MAY}"
OF_FRANCE = f"{ORDERS} and country = 'France'"

ASIDES = (
    "Putting the supplier memo together - how many orders in May?",
    "Padraig wants it for his deck. How many orders in May?",
    "Orders in May? Padraig needs it by four",
    "Orders in May? Mairead's waiting on it",
    "How many orders in May? Legal are asking again, ugh",
    "Ops review tomorrow! How many orders in May?",
    "Steerco at half ten, orders in May please",
    "How many orders in May, for the steerco",
    "Orders in May please, it's for the XY working group",
    "Good morning from Lagos! Orders in May?",
    "Drafting the autumn plan, how many orders in May?",
    "Our packing lead wants to know how many orders we had in May",
    "Could the night team get the orders in May?",
    "For the pricing review I need the orders in May",
    "How many orders in May? The spring mailing went out then",
    "I'm on with the warehouse manager, they need to know how many orders we had in May",
    "My head of ops asks how many orders we had in May",
    "Settle a bet for the night desk: orders in May",
    "How many orders in May? Need it for the audit by Friday.",
    "Got a call with the auditors at 3. Orders in May?",
    "Site review this morning... how many orders in May?",
    "How many orders in May? Want to brag about the new packing line",
    "orders in May for the board deck",
    "For my Monday meeting, orders in May?",
    "Prepping for the XY sync - how many orders in May?",
    "The MD is hovering. Orders in May?",
    "I'm setting the team bonuses, so how many orders in May?",
    "I am reconciling the bank feed and I need the orders in May, thank you",
    "Choosing who gets an invite to the preview, how many orders in May?",
    "Translating the welcome leaflet and need the orders in May",
    "Joris is curious whether the flyer worked, how many orders in May?",
)

MAY_MATTER = (
    "Wholesale orders in May? Ciara needs it by nine",
    "Orders in May, for wholesale",
    "For wholesale: orders in May?",
    "Orders in May, for the outlet stores",
    "The outlet stores: how many orders in May?",
    "Orders in May - trade only",
    "Orders in May, from the app",
    "For the north, how many orders were there in May?",
    "Orders for the newsletter in May",
    "Orders in May, from the newsletter",
    "Ciara needs it for wholesale. How many orders in May?",
    "Aoife wants it net. Sales in May?",
    "Aoife wants only the trade orders. How many orders in May?",
    "It's for wholesale: how many orders in May?",
    "It's about the outlet stores. Orders in May?",
    "I'm asking about the outlet stores: orders in May?",
    "Wholesale channel - how many orders in May?",
    "Checking wholesale, how many orders in May?",
    "Meeting Acme on Thursday. How many orders in May?",
    "Talking to the Lyon rep later, how many orders in May?",
    "Prepping the France review: orders in May?",
    "For the March review: how many orders did we get?",
    "For the deck, leaving out staff orders: orders in May?",
    "For the board pack, gross of samples, orders in May?",
    "Orders in May, without samples, for the deck",
    "Orders in May, paid ones, for the deck",
    "For the deck, only big orders: how many in May?",
    "Orders in May, not counting staff. Aoife wants it for her slide.",
    "Orders in May during the campaign",
    "Orders in May, before the sale",
    "Orders in May, for the summer campaign",
    "Orders in May at the pop-up. Finance needs it by noon.",
    "Quick one before the QBR: web orders in May?",
    "Net of samples, what were sales in May? Ciara needs it by nine",
    "How many orders in May? Wholesale.",
    "How many orders in May? I mean wholesale.",
    "How many orders in May? We only do trade.",
    "How many orders in May? For trade customers.",
    "How many orders in May? It should exclude samples.",
    "For the loyalty members: orders in May?",
    "For gold members, orders in May, board meeting at ten",
    "Board meeting at ten: orders above average in May",
    "Sales in May, for the party pack",
    "Prepping for the sync - big orders in May?",
    "Orders in May over the phone, for the deck",
    "The deck needs one line on wholesale",
    "Meeting the wholesale team tomorrow: their orders in May?",
    "For the trade QBR at ten, trade orders in May",
    "Reviewing the wholesale line - orders in May?",
    "Running the outlet stores, how many orders in May?",
    "Wholesale is booming. How many orders in May?",
    "Sean is complaining about wholesale orders. How many orders in May?",
    "Taking the samples out, orders in May?",
    "Choosing the high rollers, how many orders in May?",
    "Orders in May, involving a voucher",
    "How many orders in May? Containing the new gift card",
    "I'm representing the trade side, orders in May?",
    "In-store orders in May, for the QBR",
)


@pytest.mark.parametrize("question", ASIDES)
def test_what_tells_why_and_for_whom_changes_no_figure(question: str) -> None:
    answer = talk(question)

    assert shown(answer) == [tuple(map(plain, row)) for row in rows(ORDERS)], answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Our Lille distributor is visiting, how many orders from France in May?",
        "Meeting our Lyon agent on Thursday. French orders in May?",
        "I've a call with the French reseller lead at 9, orders from France in May?",
    ],
)
def test_whom_somebody_meets_stops_no_question_that_names_whose_figure_it_wants(
    question: str,
) -> None:
    answer = talk(question)

    assert shown(answer) == [tuple(map(plain, row)) for row in rows(OF_FRANCE)], answer.text


@pytest.mark.parametrize("question", MAY_MATTER)
def test_what_may_say_which_figure_is_asked_back(question: str) -> None:
    answer = talk(question)

    assert answer.status in ("clarify", "refused"), answer.text


def test_words_of_an_aside_are_named_as_left_aside() -> None:
    answer = talk("Aoife wants it for her slide. How many orders in May?")

    assert "aoife" in answer.not_understood


@pytest.mark.parametrize("question", ["orders on Thursday", "Orders on Thursday, for the deck"])
def test_a_day_that_is_asked_about_is_no_time_of_an_occasion(question: str) -> None:
    answer = talk(question)

    assert answer.reading is not None
    assert str(answer.reading.period.start) == "2011-09-29"


@pytest.mark.parametrize(
    "question",
    [
        "Programme review at noon. Orders in May?",
        "Boss meeting at 3pm, orders in May?",
        "Orders in May? meeting at noon",
    ],
)
def test_the_hour_of_an_occasion_narrows_no_figure(question: str) -> None:
    answer = talk(question)

    assert answer.reading is not None
    assert answer.reading.filters == ()
