"""What catalogs are named by, said in a question: participles, queues, beginnings, occasions."""

from pathlib import Path
from shutil import copytree

import pytest

from agent.answer import Answer
from tests.agent import trades
from tests.agent.trades import trade_answer

_NAMED_SO = (
    ("models/models.yml", "name: found_via", "name: found_us"),
    ("metrics/metrics.yml", "name: paying_members\n", "name: paying_members\n    label: queue\n"),
    ("metrics/metrics.yml", "name: takings\n", "name: takings\n    label: amount invoiced\n"),
    ("metrics/metrics.yml", "[revenue, income, turnover, gross takings]", "[billings, sales]"),
    ("metrics/metrics.yml", "[net revenue, net income, takings after refunds]", "[revenue]"),
    ("metrics/metrics.yml", "[no-show rate, ", "[attendance, no-show rate, "),
    ("metrics/metrics.yml", "[attended bookings", "[spots filled, attended bookings"),
)


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A gym with a queue, invoices, and a field that says who found it."""
    copytree(trades.DATA / "gym", tmp_path / "studio")
    for file, old, new in _NAMED_SO:
        path = tmp_path / "studio" / file
        assert old in path.read_text(encoding="utf-8"), old
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    monkeypatch.setattr(trades, "DATA", tmp_path)
    return "studio"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what have we invoiced in April", "amount invoiced, April 2026"),
        ("how much did we invoice in April", "amount invoiced, April 2026"),
        ("How long was the queue at the end of March?", "queue, end of March 2026"),
        (
            "Is the queue longer at the end of April than at the end of March?",
            "queue, end of April 2026 against March 2026",
        ),
        ("End of April: people in the queue by club", "queue by club, end of April 2026"),
        ("class bookings that began in March", "class bookings, March 2026"),
        ("how many class bookings starting in April?", "class bookings, April 2026"),
        ("no-show rate of April starts", "no show rate, April 2026"),
        (
            "Why did people get refunds in April? Amounts by reason",
            "refunds by leaving reason, April 2026",
        ),
        ("what was attendance in April, in %", "no show rate, April 2026"),
        ("how many spots did we fill in April?", "class attendances, April 2026"),
    ],
)
def test_a_figure_is_known_by_what_its_catalog_says(studio: str, question: str, said: str) -> None:
    answer = trade_answer(studio, question)

    assert (answer.status, answer.echo) == ("answered", said), answer.text
    assert not any("Assumed" in each for each in answer.warnings)


def test_who_found_us_through_a_member_are_kept_to(studio: str) -> None:
    answer = trade_answer(studio, "joiners who found us through walk-in, Jan to April")

    assert answer.status == "answered", answer.text
    assert answer.reading is not None
    assert [each.field for each in answer.reading.filters] == ["member.found_us"]
    assert not answer.reading.group_by


@pytest.mark.parametrize(
    "question",
    [
        "how long did people wait in the queue in April",
        "how long was the queue open in April",
        "no-show rate for January starters",
        "check-ins starting in April",
        "how many people got refunds in April",
    ],
)
def test_what_may_mean_another_figure_is_asked_back(studio: str, question: str) -> None:
    assert trade_answer(studio, question).status != "answered"


def test_an_occasion_called_like_a_member_is_asked_back_with_what_is_left(studio: str) -> None:
    answer = trade_answer(studio, "check-ins by club in April, I need it for the spin")

    assert "spin" in answer.text
    assert [each.label for each in answer.options] == [
        "check-ins by club, April 2026 (leaving “spin” aside)"
    ]


def test_what_took_place_was_held() -> None:
    answer = trade_answer("physio", "how many sessions actually took place last month")

    assert answer.echo == "sessions, January 2026"


def test_the_best_may_be_who_is_rated_best() -> None:
    answer: Answer = trade_answer("gym", "Who was our best trainer last quarter?")

    assert answer.status == "clarify"
    assert "class rating" in answer.options[0].label
