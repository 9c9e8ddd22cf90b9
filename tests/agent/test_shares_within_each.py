"""A share within each row of a split is not told as how all of them spread over the rows."""

import pytest

from tests.agent.test_conversation import talk
from tests.agent.trades import trade_answer, trade_sql


@pytest.mark.parametrize(
    ("trade", "question"),
    [
        ("vet", "what percent of appointments were cancelled by clinic in January"),
        ("vet", "what percentage of visits were cats, by clinic, in January"),
        ("rental", "vans as a share of rentals by branch in May"),
        ("rental", "percentage of rentals returned late in May by branch"),
        ("gym", "percent of bookings cancelled by club in April"),
    ],
)
def test_a_share_within_each_is_asked_back(trade: str, question: str) -> None:
    answer = trade_answer(trade, question)

    assert answer.status == "clarify"
    assert answer.reason.startswith("A share within each of these is not told")


def test_the_spread_of_those_that_are_named_is_told() -> None:
    answer = trade_answer("vet", "share of cancelled appointments by clinic in January")

    assert (
        answer.echo
        == "appointments by clinic and share of the whole, status cancelled, January 2026"
    )


@pytest.mark.parametrize("said", ["Off-peak members", "members on the Off-peak plan"])
def test_how_many_percent_of_some_did_so_is_their_rate(said: str) -> None:
    answer = trade_answer("gym", f"what percentage of {said} churned in April")

    assert answer.reading is not None
    assert answer.reading.metrics == ("churn_rate",)
    assert [one.value for one in answer.reading.filters] == ["Off-Peak"]


def test_how_many_percent_of_those_who_did_so_were_some_is_a_share() -> None:
    answer = trade_answer("gym", "what percentage of churned members in April were Off-peak")

    assert answer.status != "answered" or answer.reading is None or answer.reading.share


def test_per_what_nothing_is_called_drops_no_divisor() -> None:
    assert trade_answer("gym", "net takings per check-in in April").status != "answered"


def test_the_whole_said_again_is_the_whole() -> None:
    answer = trade_answer("vet", "cancelled appointments as a share of appointments in January")

    ((cancelled, every),) = (
        trade_sql("vet")
        .execute(
            "select count(*) filter (status = 'cancelled'), count(*) from appointments"
            " where starts_at >= '2026-01-01' and starts_at < '2026-02-01'"
        )
        .fetchall()
    )
    assert answer.text.startswith(
        f"Appointments for cancelled in January 2026 were {cancelled}, "
        f"{100 * cancelled / every:.1f} % of the whole."
    )


@pytest.mark.parametrize(
    "question",
    [
        "what share of customers in France were new in September",
        "what percentage of German customers were reactivated in August",
        "what fraction of customers in Germany are lapsed",
    ],
)
def test_a_share_of_those_of_a_member_is_no_part_of_all(question: str) -> None:
    answer = talk(question)

    assert answer.status == "clarify"
    assert answer.reason.startswith("How many of them there are is told here")


def test_how_many_percent_of_a_countrys_customers_lapsed_is_their_rate() -> None:
    answer = talk("what percent of French customers lapsed in August")

    assert answer.echo == "lapse rate, customer's country France, August 2011"


def test_a_members_part_of_all_is_a_share() -> None:
    answer = talk("what share of new customers in September were French")

    assert answer.reading is not None
    assert answer.reading.share
