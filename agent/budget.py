"""What a model may cost: limits, what was spent, and a switch that opens while a model fails."""

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import date, timedelta
from typing import Protocol

from semantic.errors import OutsideFailure
from semantic.record import changeable, record


@record
class Spent:
    """Calls, tokens, seconds and money that went to a model."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    cost: float = 0.0

    @property
    def tokens(self) -> int:
        """Tokens both ways."""
        return self.tokens_in + self.tokens_out

    def plus(self, other: "Spent") -> "Spent":
        """Both together."""
        return Spent(
            self.calls + other.calls,
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.seconds + other.seconds,
            self.cost + other.cost,
        )


@record
class Prices:
    """What a million tokens cost, in `currency`; nothing for a model of one's own."""

    input: float = 0.0
    output: float = 0.0
    currency: str = "USD"

    def of(self, tokens_in: int, tokens_out: int) -> float:
        """The price of one call."""
        return (tokens_in * self.input + tokens_out * self.output) / 1_000_000


@record
class Limit:
    """The most that may be spent; None where there is no limit."""

    calls: int | None = None
    tokens: int | None = None
    seconds: float | None = None
    money: float | None = None


@record
class Limits:
    """What one question, one person on a day, and everybody on a day may cost."""

    question: Limit = Limit(calls=4, tokens=20_000, seconds=45.0)
    person: Limit = Limit(calls=200)
    day: Limit = Limit(calls=2_000)


_TRY_AGAIN = "Ask again later, in other words, or see `model:` in retainer.yaml."


class OverBudget(OutsideFailure):
    """A limit for a model is reached, so that it is not asked."""

    reason = "over budget"


class ModelFailed(OutsideFailure):
    """A model did not answer, or not in a way that can be used. Knows its next step itself."""

    reason = "model failed"

    def __init__(self, message: str, *, next_step: str = "") -> None:
        super().__init__(message, next_step=next_step or _TRY_AGAIN)


class Meter(Protocol):
    """What was spent on a day, over all processes that share the state."""

    def spent(self, day: date, person: str = "") -> Spent:
        """What a person has spent on a day; of nobody in particular, all of them together."""
        ...

    def add(self, day: date, person: str, spent: Spent) -> None:
        """Remembers what a person's question has cost."""
        ...


@changeable
class ProcessMeter:
    """A meter that lasts as long as the process."""

    total: dict[tuple[date, str], Spent] = field(default_factory=dict)

    def spent(self, day: date, person: str = "") -> Spent:
        """What a person, or everybody, has spent on a day."""
        found = Spent()
        for (when, who), each in self.total.items():
            if when == day and person in ("", who):
                found = found.plus(each)
        return found

    def add(self, day: date, person: str, spent: Spent) -> None:
        """Remembers what a person's question has cost."""
        self.total[day, person] = self.total.get((day, person), Spent()).plus(spent)


@changeable
class Breaker:
    """Opens after `failures` failures within `window` seconds, and stays open for `rest` seconds.

    `clock` counts seconds. While it is open, nobody waits for a model that does not answer.
    """

    clock: Callable[[], float]
    failures: int = 5
    window: float = 60.0
    rest: float = 60.0
    _failed: list[float] = field(default_factory=list, repr=False)
    _opened: float | None = field(default=None, repr=False)

    def failed(self) -> None:
        """Counts a failure."""
        now = self.clock()
        self._failed = [*(each for each in self._failed if now - each < self.window), now]
        if len(self._failed) >= self.failures:
            self._opened, self._failed = now, []

    def worked(self) -> None:
        """Forgets the failures so far."""
        self._failed = []

    def seconds_left(self) -> float:
        """How long it stays open; 0 when it is closed."""
        if self._opened is None:
            return 0.0
        return max(0.0, self._opened + self.rest - self.clock())


@changeable
class Budget:
    """What one question may still cost, with what its person and the day have spent before.

    Calls that run at the same time elsewhere are seen when they have ended: a day's limit can be
    passed by as many calls as run at once.
    """

    limits: Limits
    meter: Meter
    day: date
    person: str
    currency: str = "USD"
    now: Spent = field(default_factory=Spent)

    def check(self) -> None:
        """Raises OverBudget when a limit is reached, with what, how much and who sets it."""
        limits, day = self.limits, self.day
        for whose, limit, spent in (
            ("question", limits.question, self.now),
            ("person", limits.person, self.meter.spent(day, self.person)),
            ("day", limits.day, self.meter.spent(day)),
        ):
            reached = _reached(limit, spent, self.currency)
            if reached:
                raise OverBudget(
                    _over(whose, self.person, day, reached), next_step=_who_sets(whose)
                )

    def seconds_left(self) -> float | None:
        """How long the question may still take; None without a limit."""
        limit = self.limits.question.seconds
        return None if limit is None else max(0.0, limit - self.now.seconds)

    def add(self, spent: Spent) -> None:
        """Counts a call for the question, the person and the day."""
        self.now = self.now.plus(spent)
        self.meter.add(self.day, self.person, spent)


def _reached(limit: Limit, spent: Spent, currency: str) -> str:
    """What was spent and what the limit is, in words; empty while there is something left."""
    pairs: tuple[tuple[float | None, float, str], ...] = (
        (limit.calls, spent.calls, "{:,.0f} of {:,.0f} calls"),
        (limit.tokens, spent.tokens, "{:,.0f} of {:,.0f} tokens"),
        (limit.seconds, spent.seconds, "{:,.1f} of {:,.1f} seconds"),
        (limit.money, spent.cost, f"{{:,.4f}} of {{:,.4f}} {currency}"),
    )
    return next(
        (
            words.format(used, most)
            for most, used, words in pairs
            if most is not None and used >= most
        ),
        "",
    )


_WHOSE: Mapping[str, str] = {
    "question": "This question has used {reached} that one question may cost. "
    "The next question starts anew.",
    "person": "{person} has used {reached} that one person may cost on a day. "
    "It starts anew on {tomorrow}.",
    "day": "All together have used {reached} that a day may cost. It starts anew on {tomorrow}.",
}


def _over(whose: str, person: str, day: date, reached: str) -> str:
    tomorrow = (day + timedelta(days=1)).isoformat()
    said = _WHOSE[whose].format(reached=reached, person=person, tomorrow=tomorrow)
    return f"The limit for the language model is reached. {said}"


def _who_sets(whose: str) -> str:
    return f"Whoever keeps the workspace sets it: {whose}, in `model: limits:` of retainer.yaml."
