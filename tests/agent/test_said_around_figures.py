"""What is said around a figure in trades that the interpreter was not written for."""

import pytest

from tests.agent.test_conversation import talk
from tests.agent.trades import trade_answer, trade_sql


@pytest.mark.parametrize(
    ("question", "trade", "said"),
    [
        ("How many shipments did we pick up in June?", "courier", "shipments, June 2026"),
        (
            "did revenue pick up last week compared to the week before",
            "courier",
            "revenue, 3 to 9 August 2026 against 27 July to 2 August 2026",
        ),
        ("are claims picking up in July?", "courier", "claims, July 2026 against June 2026"),
        ("did loans tail off in May?", "library", "loans, May 2024 against April 2024"),
        (
            "which depot picked up the most shipments in June",
            "courier",
            "shipments by depot, June 2026, the highest",
        ),
    ],
)
def test_picking_up_is_getting_of_somebody_and_growing_of_a_figure(
    question: str, trade: str, said: str
) -> None:
    assert trade_answer(trade, question).echo == said


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("late delivereis in june, total", "late deliveries, June 2026"),
        ("lost acounts in may", "lost accounts, May 2026"),
    ],
)
def test_a_slip_is_the_word_that_completes_a_name(question: str, said: str) -> None:
    assert trade_answer("courier", question).echo == said


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("revenue per depot for Q1, all four please", "revenue by depot, Q1 2026"),
        ("shipments by month for Q1, all three", "shipments by month, Q1 2026"),
        ("shipments by service (all 4 of them) in July", "shipments by service level, July 2026"),
    ],
)
def test_how_many_rows_there_are_may_be_announced(question: str, said: str) -> None:
    assert trade_answer("courier", question).echo == said


@pytest.mark.parametrize(
    "included",
    [
        "(incl the ones w/o a tier)",
        ", including accounts without one",
        ", including those with no tier",
        ", also the ones with no tier please",
        ", and those without any tier should be shown too",
        ", blanks included",
    ],
)
def test_rows_without_a_member_are_kept_where_that_is_asked(included: str) -> None:
    answer = trade_answer("courier", f"active accounts in april by tier {included}")
    ((count,),) = (
        trade_sql("courier")
        .execute(
            "select count(distinct account_id) from shipments join accounts using (account_id)"
            " where tier is null and strftime(collected_on, '%Y-%m') = '2026-04'"
        )
        .fetchall()
    )

    assert [None, count] in answer.results[0].rows()


def test_rows_without_a_member_are_asked_about_where_they_are_left_out() -> None:
    gone = trade_answer("courier", "active accounts in april by tier, excluding those without one")
    known = talk("gross sales by customer in May, including those without a customer")

    assert (gone.status, known.status) == ("clarify", "clarify")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "December was rough. Late deliveries by zone?",
            "late deliveries by destination zone, December 2025",
        ),
        (
            "Late deliveries by zone? December was a nightmare.",
            "late deliveries by destination zone, December 2025",
        ),
        ("What a month December was! revenue by depot", "revenue by depot, December 2025"),
        ("May wasn't great. revenue by depot please", "revenue by depot, May 2026"),
    ],
)
def test_what_a_month_was_like_says_which_month_is_asked_about(question: str, said: str) -> None:
    assert trade_answer("courier", question).echo == said


def test_what_is_wondered_is_told_by_the_figure_asked_for() -> None:
    answer = trade_answer(
        "courier", "Is freight getting heavier? average weight per quarter, Q3 2025 to Q2 2026"
    )
    named = trade_answer("courier", "Is bakery getting heavier? average weight in June")

    assert answer.echo == "average weight by quarter, July 2025 to June 2026"
    assert answer.reading is not None
    assert answer.reading.not_understood == ("freight", "heavier")
    assert named.status == "clarify"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "food and drink accounts: shipments for June",
            "shipments, industry Food & Drink, June 2026",
        ),
        ("shipments for June, food & drink only", "shipments, industry Food & Drink, June 2026"),
        ("revenue from murray and sons in Q2", "revenue, company Murray & Sons, Q2 2026"),
    ],
)
def test_an_ampersand_is_an_and(question: str, said: str) -> None:
    assert trade_answer("courier", question).echo == said
    excluded = trade_answer("courier", "shipments in June excluding food and drink")
    assert excluded.echo == "shipments, industry not Food & Drink, June 2026"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what percentage of April's deliveries arrived on time?", "on-time rate, April 2026"),
        ("what share of deliveries in May turned up on time", "on-time rate, May 2026"),
        ("how many deliveries arrived late in April?", "late deliveries, April 2026"),
        ("how many deliveries in April were late?", "late deliveries, April 2026"),
    ],
)
def test_what_things_came_to_be_is_what_they_are(question: str, said: str) -> None:
    assert trade_answer("courier", question).echo == said


def test_what_came_back_late_is_late() -> None:
    answer = trade_answer("library", "loans that came back late in May by branch")

    assert answer.echo == "loans by branch, late, May 2024"


def test_a_share_of_what_things_came_to_be_is_asked_back() -> None:
    assert (
        trade_answer("courier", "what share of deliveries arrived late in May").status == "clarify"
    )


@pytest.mark.parametrize(
    ("question", "trade", "said"),
    [
        ("what did the average shipment weigh in May?", "courier", "average weight, May 2026"),
        ("how heavy was the average shipment in May?", "courier", "average weight, May 2026"),
        ("average shipment weight, May", "courier", "average weight, May 2026"),
        ("how much did shipments weigh on average in May", "courier", "average weight, May 2026"),
        ("average weight per shipment in May", "courier", "average weight, May 2026"),
        ("average booking score in May", "hotel", "guest score, May 2025"),
    ],
)
def test_a_mean_is_said_by_what_it_is_a_mean_of(question: str, trade: str, said: str) -> None:
    assert trade_answer(trade, question).echo == said


@pytest.mark.parametrize(
    ("question", "trade", "means"),
    [
        ("average per shipment in May?", "courier", {"average_weight", "revenue_per_shipment"}),
        (
            "what is the average per account in May",
            "seatwise",
            {"billings_per_account", "tickets_per_account"},
        ),
    ],
)
def test_an_average_per_thing_is_one_of_its_means(
    question: str, trade: str, means: set[str]
) -> None:
    answer = trade_answer(trade, question)

    assert answer.status == "clarify"
    assert {name for one in answer.options if one.reading for name in one.reading.metrics} == means


@pytest.mark.parametrize(
    ("question", "trade", "said"),
    [
        ("average loans per day in May", "library", "loans by day and their mean, May 2024"),
        ("average bookings per day in May", "hotel", "bookings by day and their mean, May 2025"),
    ],
)
def test_a_mean_of_days_is_none_of_what_is_told_in_days(
    question: str, trade: str, said: str
) -> None:
    assert trade_answer(trade, question).echo == said


@pytest.mark.parametrize(
    ("question", "trade"),
    [
        ("average tickets resolved in April", "seatwise"),
        ("average loans kept in May", "library"),
        ("average tickets per hour in April", "seatwise"),
    ],
)
def test_a_mean_of_how_many_is_none_of_how_much(question: str, trade: str) -> None:
    assert trade_answer(trade, question).status == "clarify"
