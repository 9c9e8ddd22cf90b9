"""The same figure in more words: idle verbs, announced lists, thanks before the next question."""

import pytest

from agent.ask import World
from agent.interpreter.understand import understand
from agent.world import ground
from tests.agent.any_workspace import asked
from tests.agent.example_shop import person, shop_engine
from tests.agent.test_conversation import talk

ALIKE = [
    (
        "shop",
        "How many lapsed customers were we sitting on as of the end of July?",
        "lapsed customers at the end of July",
    ),
    ("shop", "how many orders did we rack up in July?", "orders in July"),
    (
        "shop",
        "how many active customers did we have on our hands in July?",
        "active customers July",
    ),
    ("hotel", "how many lapsed guests are we stuck with now?", "lapsed guests now"),
    ("library", "how many loans did we end up with in February?", "loans in February"),
    ("shop", "I'm after the total value of goods returned in Q2.", "value of returns in Q2"),
    ("shop", "what I'm after is net sales in June", "net sales in June"),
    ("shop", "Orders per customer in June, on average?", "orders per customer in June"),
    ("shop", "average orders per customer in June", "orders per customer in June"),
    ("library", "average loans per borrower in January", "loans per borrower in January"),
    ("shop", "For August I need two figures: sales and orders.", "sales and orders in August"),
    (
        "hotel",
        "three things: occupancy, ADR and bookings for February",
        "occupancy, ADR and bookings for February",
    ),
    ("shop", "sales month for month from May to August", "sales by month from May to August"),
    ("hotel", "bookings from week to week in January", "bookings by week in January"),
    (
        "shop",
        "Did we win back more customers in June than in May?",
        "reactivated customers in June against May",
    ),
    ("shop", "what percent of August sales got refunded", "return rate in August"),
    ("shop", "what % of sales in August ended up refunded?", "return rate in August"),
    (
        "hotel",
        "what percent of February bookings ended up cancelled?",
        "cancellation rate in February",
    ),
    ("shop", "How many percent of August sales got refunded?", "return rate in August"),
    ("shop", "How many orders does the typical customer place in Q3?", "orders per customer in Q3"),
    ("shop", "net sales up or down on the month in September", "net sales September vs August"),
    ("hotel", "were bookings up on the month in February?", "bookings February vs January"),
    (
        "shop",
        "is AOV rising? January to September by month",
        "how did AOV change month by month this year?",
    ),
    (
        "library",
        "did loans fall from November to January by month?",
        "change in loans by month from November to January",
    ),
    (
        "shop",
        "How have refunds moved over the last six months?",
        "how did refunds develop over the last six months?",
    ),
    ("shop", "chart sales by country for August", "sales by country for August"),
    (
        "shop",
        "how many orders do our customers place on average in July",
        "orders per customer July",
    ),
    ("library", "how many loans do members take on average in January", "loans per member January"),
    ("shop", "how are August sales spread across countries?", "August sales by country"),
    ("hotel", "how are February bookings distributed by channel?", "February bookings by channel"),
    (
        "shop",
        "6 month retention of the January cohort",
        "January cohort retention in July",
    ),
    (
        "shop",
        "difference in net sales between France and Germany in Q3",
        "net sales in Q3, France vs Germany",
    ),
    (
        "shop",
        "Of the customers we first acquired in February, what proportion ordered again in May?",
        "cohort retention of the February cohort in May",
    ),
    (
        "shop",
        "How many customers tipped over into lapsed during August?",
        "newly lapsed customers in August",
    ),
    (
        "shop",
        "Total number of customers who have ever ordered, up to today",
        "known customers up to today",
    ),
    (
        "shop",
        "our best sellers in Holland in Q3 by revenue, top three",
        "top 3 products by revenue in Holland in Q3",
    ),
    ("shop", "sales, month by month, april may june", "sales by month, April, May and June"),
    ("courier", "where are we on shipments so far this month", "shipments so far this month"),
    ("courier", "could someone send me the parcels for June", "parcels in June"),
    ("courier", "shipments, June only", "shipments in June"),
    (
        "shop",
        "Orders, May vs April: what's the jump",
        "orders, May vs April",
    ),
    (
        "gym",
        "are refunds up or down in April on March, and by how many pounds",
        "refunds in April vs March",
    ),
    (
        "library",
        "bestsellers by loans in January",
        "top titles by loans in January",
    ),
    (
        "shop",
        "How have new customers trended, April to September?",
        "trend of new customers, April to September",
    ),
    (
        "shop",
        "Qty sold and number of orders, first half of September (1st to 15th)",
        "Qty sold and number of orders, first half of September",
    ),
    ("hotel", "bookings, second half of January (16-31)", "bookings, second half of January"),
    (
        "courier",
        "please rank the two depots with the most shipments in June",
        "the two depots with the most shipments in June",
    ),
    (
        "shop",
        "September's buyers split according to the month in which each of them first ordered",
        "buyers in September by the month they first ordered",
    ),
    (
        "shop",
        "Measured in pieces sold, which product was our leading line in Q2?",
        "which product was our leading line in Q2 by pieces sold?",
    ),
    (
        "shop",
        "average order value from quarter to quarter this year, up to the end of September",
        "average order value from quarter to quarter from January to September 2011",
    ),
    (
        "shop",
        "how many lapsed customers did we have at the end of each month from June to August?",
        "lapsed customers by month from June to August",
    ),
    (
        "shop",
        "did more new customers join us in September than in August?",
        "were there more new customers in September than in August?",
    ),
    ("shop", "number of new customers who joined in August", "new customers in August"),
]


def test_words_that_only_one_name_holds_are_taken_for_it() -> None:
    answer = asked("shop", "Regency cakestand, units per month Q1")

    assert answer.echo == (
        "items sold by month, product description REGENCY CAKESTAND 3 TIER, Q1 2011"
    )
    assert "“regency cakestand” as REGENCY CAKESTAND 3 TIER" in str(answer.warnings)
    assert asked("shop", "lunch bag, units per month Q1").status == "clarify"


def test_a_letter_left_out_of_a_plural_is_a_slip_and_another_letter_is_not() -> None:
    assert asked("shop", "how many oders in May").echo == "orders, May 2011"
    assert asked("shop", "how many sites in May").status == "refused"


@pytest.mark.parametrize(("trade", "question", "briefly"), ALIKE, ids=[one[1] for one in ALIKE])
def test_more_words_say_the_same(trade: str, question: str, briefly: str) -> None:
    answer = asked(trade, question)

    assert answer.status == "answered", answer.text
    assert answer.text == asked(trade, briefly).text


@pytest.mark.parametrize(
    "question",
    [
        "I need three figures for August: sales and orders.",
        "return rate in June, on average",
        "how many goods were returned in June?",
        "did sales end up in July?",
        "orders in September (1st to 20th)",
        "sales in 2010 up to the end of September",
    ],
)
def test_words_that_may_matter_are_asked_back(question: str) -> None:
    assert asked("shop", question).status == "clarify"


@pytest.mark.parametrize(
    ("trade", "first"),
    [
        ("shop", {"return rate", "repeat purchase rate", "retention rate", "lapse rate"}),
        ("hotel", {"average daily rate", "cancellation rate", "occupancy", "guest score"}),
    ],
)
def test_every_figure_called_a_rate_is_offered_for_the_rate(trade: str, first: set[str]) -> None:
    answer = asked(trade, "and the rate for January is?")

    assert answer.status == "clarify"
    offered = [option.label.partition(",")[0] for option in answer.options]
    assert first == set(offered[:4])


@pytest.mark.parametrize(
    "thanks", ["Thanks. And what were net sales?", "Great, thank you! And the net sales?"]
)
def test_thanks_before_a_question_leave_the_thread_open(thanks: str) -> None:
    assert talk("returns value in June", thanks).echo == "net sales, June 2011"


@pytest.mark.parametrize("praise", ["Perfect, now by region", "Lovely, thanks! And by region?"])
def test_praise_of_an_answer_names_no_product(praise: str) -> None:
    assert talk("orders in May", praise).echo == "orders by region, May 2011"


def test_a_field_is_named_by_the_question_that_it_answers() -> None:
    answer = asked("school", "April new students - how did they find us?")

    assert answer.echo == "new students by how they found us, April 2026"


def test_a_word_for_members_of_two_fields_is_asked_back_with_both() -> None:
    answer = asked("school", "how many active German students in March?")

    offered = [option.label for option in answer.options]
    assert answer.status == "clarify"
    assert offered == ["German (language)", "Germany (home country)"]


def test_of_things_the_member_called_by_the_very_word_is_meant() -> None:
    assert asked("school", "German enrolments in March").echo == (
        "enrolments, language German, March 2026"
    )


def test_a_word_for_members_of_two_fields_is_the_one_that_the_figure_has() -> None:
    assert "for French in March 2026" in asked("school", "french lessons held in March").text


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("How many different SKUs sold in September?", "products_bought"),
        ("Share of August's customers with more than one order in August", "repeat_purchase_rate"),
    ],
)
def test_a_count_and_a_share_are_those_of_the_metric_for_it(question: str, metric: str) -> None:
    answer = asked("shop", question)

    assert answer.reading is not None
    assert answer.reading.metrics == (metric,)


def test_the_numbers_of_orders_themselves_are_not_given() -> None:
    answer = asked("shop", "the invoice numbers of last week's French orders, one per line")

    assert answer.status == "refused"
    assert asked("shop", "invoice numbers in May").text == asked("shop", "orders in May").text


@pytest.mark.parametrize(
    "question",
    [
        "any customers we should worry about?",
        "which customers should I be worried about",
        "who should I call this week?",
        "what should we focus on",
        "which accounts need attention",
        "which customers are slipping away",
        "who is going quiet?",
    ],
)
def test_customers_to_worry_about_or_to_call_are_those_at_risk(question: str) -> None:
    read = ground(person("head"), World(shop_engine(), lambda: 0.0, lambda: "t"))

    assert understand(question, read) == understand("customers at risk", read)


def test_what_else_somebody_worries_about_is_no_risk_of_losing_it() -> None:
    assert "worry" in asked("shop", "which products should we worry about").text
    assert asked("library", "any members we should worry about?").text == (
        "Nothing here predicts which customers may leave."
    )


@pytest.mark.parametrize(
    "question",
    [
        "tell me about customer 17450",
        "what do we know about Germany?",
        "show me everything about customer 17450",
    ],
)
def test_what_is_known_of_somebody_is_offered_figure_by_figure(question: str) -> None:
    answer = asked("shop", question)

    assert answer.status == "clarify"
    assert answer.options[0].label.startswith("all together: gross sales, orders")
    assert all("17450" in one.label or "Germany" in one.label for one in answer.options)
