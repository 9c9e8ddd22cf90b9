"""Figures that no name says: by their description, by what they count, by the verb of the trade."""

import pytest

from tests.agent.trades import trade_answer


@pytest.mark.parametrize(
    ("trade", "question", "metric", "said"),
    [
        ("school", "how many people were waiting for a place at the end of February?",
         "waiting_list", "“people”, “waiting”, “place” as waiting list"),
        ("school", "How many students came to lessons in February?",
         "active_students", "“students”, “lessons” as active students"),
        ("courier", "how much was asked for in the claims of May?",
         "claimed_amount", "“asked”, “claims” as claimed amount"),
        ("courier", "how much did we pay out for damage claims in July",
         "compensation", "“pay out”, “claims” as compensation"),
        ("rental", "how many vehicles were brought back in June",
         "returns", "“vehicles”, “back” as returns"),
    ],
)  # fmt: skip
def test_the_only_figure_that_explains_every_word_is_taken_and_said(
    trade: str, question: str, metric: str, said: str
) -> None:
    answer = trade_answer(trade, question)
    assert answer.status == "answered"
    assert answer.reading is not None
    assert answer.reading.metrics == (metric,)
    assert said in answer.reading.assumptions


@pytest.mark.parametrize(
    ("trade", "question", "metric"),
    [
        (
            "gym",
            "how many HIIT places were booked and then cancelled in May?",
            "cancelled_bookings",
        ),
        ("courier", "How many accounts shipped for the first time ever in June?", "new_accounts"),
        ("courier", "what share of the shipments of July had a claim?", "claim_rate"),
        ("school", "how many people are on the waiting list?", "waiting_list"),
    ],
)
def test_words_left_beside_a_name_may_say_that_another_figure_is_meant(
    trade: str, question: str, metric: str
) -> None:
    answer = trade_answer(trade, question)
    assert answer.reading is not None
    assert answer.reading.metrics == (metric,)


def test_what_is_called_by_a_count_is_its_amount_where_money_is_asked_for() -> None:
    answer = trade_answer("courier", "what did May's claims add up to, in £?")
    assert answer.echo == "claimed amount, May 2026"


@pytest.mark.parametrize(
    ("trade", "question"),
    [
        # Who they are is one of several things that members do.
        ("gym", "how many members in April"),
        ("seatwise", "accounts in April"),
        # A word that no definition explains may say that something else is meant.
        ("gym", "How many members walked through the door in March?"),
        ("courier", "what did the insurer ask for in the claims of May, after tax?"),
        # What we pay is nothing that is paid to us.
        ("school", "how much do we pay the teachers in April?"),
        # Sales may be of tickets too.
        ("cinema", "how were sales in May?"),
        # Those offered are sold or empty, and what each brings in is another figure.
        ("cinema", "how many seats were sold in May?"),
        ("cinema", "what did snacks bring in per head in May?"),
        # Vans are no customers.
        ("rental", "how many vans were handed over in June?"),
        # Asked is about some of them.
        ("gym", "of the class bookings in April, how many did they then regret?"),
        # Taken back in the middle.
        ("library", "how many books... well, items did we lend in February?"),
    ],
)
def test_what_other_figures_explain_as_well_or_none_does_is_not_taken(
    trade: str, question: str
) -> None:
    assert trade_answer(trade, question).status != "answered"


def test_two_names_of_one_ratio_are_that_ratio() -> None:
    answer = trade_answer("courier", "what we make per shipment in revenue, Q2 against Q1")
    assert answer.reading is not None
    assert answer.reading.metrics == ("revenue_per_shipment",)


@pytest.mark.parametrize(
    ("trade", "question", "echo"),
    [
        # People who do what is told are no condition, and neither is that a mean is an average.
        ("gym", "how many people signed up in March?", "joiners, March 2026"),
        ("gym", "visits per member in May, the average",
         "visits per visiting member, 1 to 12 May 2026 (partial)"),
        ("school", "people still waiting for a place at the end of March, how many?",
         "waiting list, end of March 2026"),
    ],
)  # fmt: skip
def test_what_a_figure_says_anyway_narrows_nothing(trade: str, question: str, echo: str) -> None:
    assert trade_answer(trade, question).echo == echo
