"""What things earn, what one of them is on average, and who did what, in any trade."""

import pytest

from tests.agent.test_conversation import talk
from tests.agent.trades import trade_answer


@pytest.mark.parametrize(
    ("question", "trade"),
    [
        ("what did shipments bring in in June?", "courier"),
        ("how much did we make from shipments in June?", "courier"),
        ("What did joiners bring in in April?", "gym"),
        ("what did classes earn in April", "gym"),
    ],
)
def test_what_is_earned_altogether_is_not_told_as_what_some_things_earn(
    question: str, trade: str
) -> None:
    assert trade_answer(trade, question).status == "clarify"


def test_what_orders_bring_in_is_no_number_of_orders() -> None:
    answer = talk("What did orders bring in in May?")
    assert [option.label for option in answer.options] == [
        "orders, May 2011",
        "gross sales, May 2011",
    ]


def test_what_customers_bring_in_is_what_was_earned() -> None:
    assert talk("what did German customers bring in in May?").echo == (
        "gross sales, country Germany, May 2011"
    )


@pytest.mark.parametrize(
    "question",
    [
        "no. of German customers who ordered in May",
        "no of German customers who ordered in May",
        "# of German customers who ordered in May",
        "nr. of German customers who ordered in May",
    ],
)
def test_no_before_of_is_a_number_and_leaves_nobody_out(question: str) -> None:
    assert talk(question).echo == "active customers, customer's country Germany, May 2011"


def test_no_before_a_member_leaves_it_out() -> None:
    assert talk("orders in May, no Germany").echo == "orders, country not Germany, May 2011"


@pytest.mark.parametrize(
    ("question", "trade", "said"),
    [
        ("We had a flood on 3 March. How many check-ins did we have that month?", "gym",
         "check-ins, March 2026"),
        ("On 3 March we had a flood. How many check-ins were there in that same week?", "gym",
         "check-ins, 2 to 8 March 2026"),
        ("We changed the lockers on the 2nd of March. Did the no-show rate go down that month "
         "compared with February?", "gym", "no show rate, March 2026 against February 2026"),
        ("check-ins in that month, March", "gym", "check-ins, March 2026"),
    ],
)  # fmt: skip
def test_that_month_is_the_one_that_was_spoken_of(question: str, trade: str, said: str) -> None:
    assert trade_answer(trade, question).echo == said


@pytest.mark.parametrize(
    "question",
    [
        "How many check-ins that month against February?",
        "Did the no-show rate come down that month compared with February?",
        "How many check-ins on 3 March, and how many that month?",
    ],
)
def test_that_month_of_nothing_said_before_is_asked_back(question: str) -> None:
    assert trade_answer("gym", question).status == "clarify"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many customers purchased in May?", "active customers, May 2011"),
        ("how many German customers have purchased in July",
         "active customers, customer's country Germany, July 2011"),
        ("customers that purchased in May: how many per country?",
         "active customers by customer's country, May 2011"),
    ],
)  # fmt: skip
def test_those_who_did_what_is_counted_are_counted(question: str, said: str) -> None:
    assert talk(question).echo == said


@pytest.mark.parametrize(
    "question",
    ["list the customers who purchased in May", "how many customers purchased mugs in May"],
)
def test_those_who_did_it_are_not_counted_where_more_is_said(question: str) -> None:
    assert talk(question).status == "clarify"


@pytest.mark.parametrize(
    "question", ["per shipment average for May", "The average for one shipment in May?",
                 "the average shipment in May"],
)  # fmt: skip
def test_the_average_of_one_thing_is_asked_back_by_what_it_has(question: str) -> None:
    said = {option.label for option in trade_answer("courier", question).options}
    assert said == {"average weight, May 2026", "revenue per shipment, May 2026"}


@pytest.mark.parametrize(
    ("question", "trade", "said"),
    [
        ("mean kg of a shipment in May", "courier", "average weight, May 2026"),
        ("average weight (kg) in June", "courier", "average weight, June 2026"),
        ("average weight in kg, June", "courier", "average weight, June 2026"),
        ("average weight of a shipment in May", "courier", "average weight, May 2026"),
        ("revenue only, for June", "courier", "revenue, June 2026"),
        ("revenue only for the first half of 2026", "courier", "revenue, January to June 2026"),
        ("claims in June, each reason on its own line", "courier",
         "claims by claim reason, June 2026"),
        ("how many claims in June were down to loss?", "courier",
         "claims, claim reason loss, June 2026"),
        ("how many books were lent out in May", "library", "loans, May 2024"),
    ],
)  # fmt: skip
def test_what_a_figure_is_anyway_may_be_said(question: str, trade: str, said: str) -> None:
    assert trade_answer(trade, question).echo == said


def test_only_may_mean_those_who_did_nothing_else() -> None:
    assert trade_answer("courier", "active accounts only in June").status == "clarify"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("customers from which country brought us the most sales in May?",
         "gross sales by country, May 2011, the highest"),
        ("Customers whose first order was in March: what share of them ordered in June?",
         "cohort retention, first-order month March 2011, June 2011"),
    ],
)  # fmt: skip
def test_customers_of_whom_more_is_said_are_no_split(question: str, said: str) -> None:
    assert talk(question).echo == said


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("cancelled class bookings in April", "cancelled bookings, April 2026"),
        ("How many class bookings did members cancel in April?", "cancelled bookings, April 2026"),
        ("how many class bookings did people cancel in April?", "cancelled bookings, April 2026"),
        ("attended class bookings by trainer in April", "class attendances by trainer, April 2026"),
        ("how many bookings did members make in April", "class bookings, April 2026"),
    ],
)
def test_what_was_done_to_them_says_which_are_counted(question: str, said: str) -> None:
    assert trade_answer("gym", question).echo == said


@pytest.mark.parametrize(
    "question", ["average value of an order in May", "average value of orders in May"]
)
def test_a_mean_may_be_named_from_its_end(question: str) -> None:
    assert talk(question).echo == "average order value, May 2011"


def test_the_value_of_orders_is_no_mean() -> None:
    assert talk("value of orders in May").status == "clarify"


@pytest.mark.parametrize(
    "question", ["how many orders came back in May?", "parcels that came back"]
)
def test_things_that_came_back_are_asked_about_where_no_figure_is_called_so(question: str) -> None:
    assert talk(question).status != "answered"


def test_who_earned_the_most_may_be_followed_by_the_amount() -> None:
    answer = trade_answer("courier", "Which depot earned the most in June? Revenue please")
    assert answer.echo == "revenue by depot, June 2026, the highest"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What have extras brought in so far in November?",
         "extras revenue, 1 to 17 November 2025 (partial)"),
        ("how much did we make from extras in June?", "extras revenue, June 2025"),
        ("How many customers hired in May?", "renting customers, May 2025"),
        ("how many vehicles came back late in June?", "late returns, June 2025"),
        ("how many vans were rented out in June", "rentals, van, June 2025"),
        ("what did damage repairs cost in June", "damage cost, June 2025"),
        ("length of a rental in June", "average rental length, June 2025"),
        ("how many rentals began in June", "rentals, June 2025"),
        ("how did customers book? June's rentals by channel",
         "rentals by booking channel, June 2025"),
        ("which two vehicle groups earned the most in June? Hire charges",
         "hire revenue by vehicle class, June 2025, the 2 highest"),
        ("Customers whose first rental was in May: what share rented in June?",
         "cohort retention, month of the first rental May 2025, June 2025"),
        ("rentals in June of people from France",
         "rentals, country of residence France, June 2025"),
        ("how many of the June damages are down to a third party?",
         "damage reports, who is liable: third party, June 2025"),
    ],
)  # fmt: skip
def test_a_trade_with_things_of_its_own(question: str, said: str) -> None:
    assert trade_answer("rental", question).echo == said


@pytest.mark.parametrize("question", ["damage in June", "damage for Galway in June",
                                      "how much damage was there in June?"])  # fmt: skip
def test_a_noun_may_stand_for_a_number_or_an_amount(question: str) -> None:
    said = [option.label for option in trade_answer("rental", question).options]
    assert [label.partition(",")[0] for label in said] == ["damage reports", "damage cost"]


def test_damages_are_counted() -> None:
    assert trade_answer("rental", "damages in June").echo == "damage reports, June 2025"


def test_a_member_called_customer_is_not_every_customer() -> None:
    answer = trade_answer("rental", "damage cost in June for customers")
    assert answer.echo == "damage cost, June 2025"


@pytest.mark.parametrize(
    ("question", "trade", "said"),
    [
        ("how many joined in January at each site", "gym", "joiners by club, January 2026"),
        ("Which industry sent the most shipments in July", "courier",
         "shipments by industry, July 2026, the highest"),
        ("how many accounts sent something in May?", "courier", "active accounts, May 2026"),
        ("revenue in July of accounts managed by Declan O'Neill", "courier",
         "revenue, account manager Declan O'Neill, July 2026"),
        ("revenue in July, account manager: Declan O'Neill", "courier",
         "revenue, account manager Declan O'Neill, July 2026"),
    ],
)  # fmt: skip
def test_a_verb_may_name_who_is_counted_or_the_field(question: str, trade: str, said: str) -> None:
    assert trade_answer(trade, question).echo == said


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How often did the average visiting member come in during April?",
         "visits per visiting member, April 2026"),
        ("Q1 class attendances, best three trainers only",
         "class attendances by trainer, Q1 2026, the 3 highest"),
    ],
)  # fmt: skip
def test_how_often_one_of_them_came_is_a_mean(question: str, said: str) -> None:
    assert trade_answer("gym", question).echo == said


@pytest.mark.parametrize(
    ("question", "trade"),
    [
        ("how often did visiting members come in April", "gym"),
        ("how often did renting customers come in May", "rental"),
    ],
)
def test_how_often_they_came_is_not_how_many_they_are(question: str, trade: str) -> None:
    assert trade_answer(trade, question).status == "clarify"
