"""What can come of reading a question: a reading, a question back, a no, or what is defined."""

from typing import Literal

from agent.reading import Reading
from semantic.record import record


@record
class Understood:
    """The question has one reading."""

    reading: Reading


@record
class Option:
    """One possible meaning, in words; `reading` is None where more is needed."""

    label: str
    reading: Reading | None


@record
class Unclear:
    """There is something to ask back, with the meanings there are to choose from.

    After `small_talk` nothing was asked that could have been answered.
    """

    question: str
    options: tuple[Option, ...] = ()
    not_understood: tuple[str, ...] = ()
    small_talk: bool = False


@record
class Outside:
    """Nothing governed answers the question: why, and the nearest things that exist."""

    reason: str
    nearest: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()


@record
class AboutCatalog:
    """No figure is asked for but what the catalog itself says.

    That is how `metrics` and `dimensions` are defined, by what they can be split, which metrics
    there are, or what days the data covers. A thread goes on from `reading`: the first metric's
    own.
    """

    asked: Literal["definition", "splits", "metrics", "days"]
    metrics: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    reading: Reading | None = None


Outcome = Understood | Unclear | Outside | AboutCatalog
