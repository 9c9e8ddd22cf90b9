"""What a conversation remembers: readings, never figures."""

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any, Protocol

from pydantic import ValidationError

from agent.reading import Reading
from semantic.record import changeable, record


@record
class Turn:
    """The state of a thread: the last reading that was answered, and what was offered since.

    `offered` are the readings of the options of a question back, in their order; a line without a
    reading is None. `offered_to` is the principal who was asked back. `earlier` is what was read
    before that: where "undo that" goes back to.
    """

    reading: Reading | None = None
    offered: tuple[tuple[str, Reading | None], ...] = ()
    earlier: Reading | None = None
    offered_to: str = ""

    def after(self, reading: Reading | None) -> "Turn":
        """The state once another question was answered, with this one to go back to."""
        same = reading == self.reading
        return Turn(reading, earlier=self.earlier if same else self.reading)

    def asked_back(self, person: str, offered: tuple[tuple[str, Reading | None], ...]) -> "Turn":
        """The state once somebody was asked back, which can be taken back as an answer can."""
        return Turn(self.reading, offered, self.reading, person)

    def refused(self) -> "Turn":
        """The state once a question was refused, which can be taken back as an answer can."""
        return replace(self, earlier=self.reading)

    def heard_by(self, person: str) -> "Turn":
        """The state for whoever goes on: what another person was offered is not theirs to take.

        Else a text that somebody put into the thread would decide how the next one is read.
        """
        return self if person == self.offered_to else replace(self, offered=())


def as_json(turn: Turn) -> dict[str, Any]:
    """The turn as it is kept."""
    offered = [[label, one.to_json() if one else None] for label, one in turn.offered]
    return {
        "reading": turn.reading.to_json() if turn.reading else None,
        "offered": offered,
        "earlier": turn.earlier.to_json() if turn.earlier else None,
        "offered_to": turn.offered_to,
    }


def from_json(content: Mapping[str, Any]) -> Turn | None:
    """The turn that was kept; None when it was kept in another shape than today's."""
    try:
        offered = tuple((str(label), _reading(one)) for label, one in content["offered"])
        earlier = _reading(content.get("earlier"))
        offered_to = str(content.get("offered_to", ""))
        return Turn(_reading(content["reading"]), offered, earlier, offered_to)
    except (ValidationError, KeyError, TypeError, ValueError):
        return None


def _reading(content: Mapping[str, Any] | None) -> Reading | None:
    return Reading.model_validate(content) if content else None


class Memory(Protocol):
    """Where threads are kept. Every asker of a thread's id gets its readings, not its answers."""

    def recall(self, thread: str) -> Turn | None:
        """The thread's state; None when nothing is known of it any more."""
        ...

    def keep(self, thread: str, turn: Turn) -> None:
        """Remember the thread's state in place of the one before."""
        ...


@changeable
class Recent:
    """A memory that lasts as long as the process."""

    turns: dict[str, Turn] = field(default_factory=dict)

    def recall(self, thread: str) -> Turn | None:
        """The thread's state, if it has one."""
        return self.turns.get(thread)

    def keep(self, thread: str, turn: Turn) -> None:
        """Remember the thread's state."""
        self.turns[thread] = turn
