"""What a model may cost: limits with clear words, and the switch that opens while it fails."""

from dataclasses import dataclass
from datetime import date

import pytest

from agent.budget import Breaker, Budget, Limit, Limits, OverBudget, Prices, ProcessMeter, Spent

MONDAY, TUESDAY = date(2011, 10, 3), date(2011, 10, 4)
ONE = Spent(calls=1, tokens_in=900, tokens_out=100, seconds=1.5, cost=0.01)


def budget(limits: Limits, meter: ProcessMeter, person: str = "head") -> Budget:
    return Budget(limits, meter, MONDAY, person)


def test_a_question_stops_at_its_own_limit_whatever_the_day_allows() -> None:
    asked = budget(Limits(question=Limit(calls=2)), ProcessMeter())
    asked.check()
    asked.add(ONE)
    asked.check()
    asked.add(ONE)

    with pytest.raises(OverBudget) as raised:
        asked.check()
    assert "2 of 2 calls" in str(raised.value)
    assert "next question starts anew" in str(raised.value)


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (Limit(tokens=1000), "1,000 of 1,000 tokens"),
        (Limit(seconds=1), "1.5 of 1.0 seconds"),
        (Limit(money=0.01), "0.0100 of 0.0100 USD"),
    ],
)
def test_each_thing_that_is_spent_has_a_limit(limit: Limit, said: str) -> None:
    asked = budget(Limits(question=limit), ProcessMeter())
    asked.add(ONE)

    with pytest.raises(OverBudget, match=said):
        asked.check()


def test_a_person_s_day_is_over_all_questions_and_starts_anew() -> None:
    meter, limits = ProcessMeter(), Limits(person=Limit(calls=1))
    budget(limits, meter).add(ONE)

    with pytest.raises(OverBudget) as raised:
        budget(limits, meter).check()
    assert "head has used 1 of 1 calls" in str(raised.value)
    assert "starts anew on 2011-10-04" in str(raised.value)
    assert "`model: limits:` of retainer.yaml" in str(raised.value)
    budget(limits, meter, "owner-uk-1").check()
    Budget(limits, meter, TUESDAY, "head").check()


def test_a_day_is_over_all_people() -> None:
    meter, limits = ProcessMeter(), Limits(day=Limit(money=0.02))
    budget(limits, meter).add(ONE)
    budget(limits, meter, "owner-uk-1").add(ONE)

    with pytest.raises(OverBudget, match="All together"):
        budget(limits, meter, "steward").check()


def test_prices_are_for_a_million_tokens() -> None:
    assert Prices(input=2.0, output=8.0).of(500_000, 250_000) == 3.0
    assert Prices().of(500_000, 250_000) == 0


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_five_failures_within_a_minute_open_the_breaker_for_a_minute() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(4):
        breaker.failed()
    assert breaker.seconds_left() == 0

    clock.seconds = 10
    breaker.failed()
    assert breaker.seconds_left() == 60
    clock.seconds = 69
    assert breaker.seconds_left() == 1
    clock.seconds = 70
    assert breaker.seconds_left() == 0


def test_failures_long_ago_and_before_a_success_do_not_count() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(4):
        breaker.failed()
    clock.seconds = 61
    breaker.failed()
    assert breaker.seconds_left() == 0

    for _ in range(3):
        breaker.failed()
    breaker.worked()
    breaker.failed()
    assert breaker.seconds_left() == 0
