"""What a metric leaves out by its definition is not told as a counted zero."""

import pytest

from agent.ask import World, answer_reading
from agent.reading import Reading
from tests.agent.trades import leader, trade_answer, trade_engine, trade_sql


@pytest.mark.parametrize(
    ("question", "offered"),
    [
        (
            "visits that were cancelled in January",
            ["appointments, status cancelled, January 2026", "visits, January 2026"],
        ),
        (
            "cancelled visits by clinic in January",
            ["appointments by clinic, status cancelled, January 2026",
             "visits by clinic, January 2026"],
        ),
        (
            "visits without attended ones in January",
            ["appointments, status not attended, January 2026", "visits, January 2026"],
        ),
    ],
)  # fmt: skip
def test_what_counts_only_attended_visits_is_asked_back(question: str, offered: list[str]) -> None:
    answer = trade_answer("vet", question)

    assert answer.status == "clarify"
    assert answer.reason == "By its definition visits only has status attended. What is meant?"
    assert [option.label for option in answer.options] == offered


def test_what_was_cancelled_is_no_share_of_what_was_missed() -> None:
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


def test_a_share_of_each_clinics_own_whole_is_not_told_as_one_of_all() -> None:
    question = "cancelled appointments as a % of all appointments in January by clinic"

    assert trade_answer("vet", question).status == "refused"


def test_what_a_metric_counts_anyway_may_be_said() -> None:
    assert trade_answer("vet", "attended visits in January").status == "answered"
    assert trade_answer("vet", "cancelled appointments in January").status == "answered"


def test_a_reading_of_a_model_tells_why_it_has_nothing() -> None:
    reading = Reading.model_validate(
        {
            "metrics": ("visits",),
            "filters": [{"field": "appointment.status", "op": "eq", "value": "cancelled"}],
            "period": {"from": "2026-01-01", "to": "2026-02-01"},
        }
    )
    world = World(trade_engine("vet"), lambda: 0.0, lambda: "t")

    answer = answer_reading(reading, leader("vet"), world)

    assert "By its definition visits only has status attended." in answer.warnings


@pytest.mark.parametrize(
    "question",
    [
        "what percent of appointments were cancelled by clinic in January",
        "what percentage of visits were cats, by clinic, in January",
    ],
)
def test_a_share_within_each_is_asked_back(question: str) -> None:
    answer = trade_answer("vet", question)

    assert answer.status == "clarify"
    assert answer.reason.startswith("A share within each of these is not told")
