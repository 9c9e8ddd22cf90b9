"""What a conversation remembers: readings, never figures."""

from dataclasses import dataclass, field
from typing import Protocol

from agent.reading import Reading


@dataclass(frozen=True)
class Turn:
    """The state of a thread: the last reading that was answered, and what was offered since.

    `offered` are the readings of the options of a question back, in their order; a line without a
    reading is None.
    """

    reading: Reading | None = None
    offered: tuple[tuple[str, Reading | None], ...] = ()


class Memory(Protocol):
    """Where threads are kept. Every asker of a thread's id gets its readings, not its answers."""

    def recall(self, thread: str) -> Turn | None:
        """The thread's state; None when nothing is known of it any more."""
        ...

    def keep(self, thread: str, turn: Turn) -> None:
        """Remember the thread's state in place of the one before."""
        ...


@dataclass
class Recent:
    """A memory that lasts as long as the process."""

    turns: dict[str, Turn] = field(default_factory=dict)

    def recall(self, thread: str) -> Turn | None:
        """The thread's state, if it has one."""
        return self.turns.get(thread)

    def keep(self, thread: str, turn: Turn) -> None:
        """Remember the thread's state."""
        self.turns[thread] = turn
