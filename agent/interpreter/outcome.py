"""What can come of reading a question: a reading, a question back, or a no."""

from dataclasses import dataclass

from agent.reading import Reading


@dataclass(frozen=True)
class Understood:
    """The question has one reading."""

    reading: Reading


@dataclass(frozen=True)
class Option:
    """One possible meaning, in words; `reading` is None where more is needed."""

    label: str
    reading: Reading | None


@dataclass(frozen=True)
class Unclear:
    """There is something to ask back, with the meanings there are to choose from."""

    question: str
    options: tuple[Option, ...] = ()
    not_understood: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outside:
    """Nothing governed answers the question: why, and the nearest things that exist."""

    reason: str
    nearest: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()


Outcome = Understood | Unclear | Outside
