"""What a metric leaves out by its definition is not told as a counted zero."""

import pytest

from agent.ask import World, answer_reading
from agent.reading import Reading
from tests.agent.trades import leader, trade_answer, trade_engine


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
