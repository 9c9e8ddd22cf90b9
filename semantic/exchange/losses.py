"""What an import or export could not carry over, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from semantic.errors import RetainerError
from semantic.expression_tokens import ExpressionError
from semantic.week import MONDAY, Weekday


@dataclass(frozen=True)
class Loss:
    """One thing that has no place on the other side, the reason, and what a person can do.

    `fault` names the kind of reason in a word or two, the same for all of its kind.
    """

    what: str
    why: str
    todo: str = ""
    fault: str = ""

    @property
    def group(self) -> str:
        """What kind of thing was lost: the first word of `what`."""
        return self.what.split()[0]

    def __str__(self) -> str:
        return f"{self.what}: {self.why}" + (f" {self.todo}" if self.todo else "")


@dataclass
class Losses:
    """A list that grows while definitions are read or written."""

    found: list[Loss] = field(default_factory=list)

    def add(self, what: str, why: str, todo: str = "", fault: str = "") -> None:
        """One more."""
        self.found.append(Loss(what, why, todo, fault))


def of_weeks(week_start: Weekday) -> tuple[Loss, ...]:
    """What gets lost of weeks on their way from or to a workspace where they begin on this day."""
    if week_start == MONDAY:
        return ()
    why = f"they begin on {week_start.title()} in this workspace, elsewhere as a rule on Monday."
    return (Loss("weeks", why, "Compare figures by week before you rely on them.", "weeks"),)


class NotCarried(Exception):
    """A definition that cannot be carried over; it is left out and reported as a Loss."""

    def __init__(self, why: str, todo: str = "", fault: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.todo = todo
        self.fault = fault

    @classmethod
    def of(cls, error: ExpressionError, text: str) -> "NotCarried":
        """For an expression that ours are not rich enough for."""
        return cls(f"{error.message}, in {text!r}.", fault=error.fault)


@dataclass(frozen=True)
class Fault:
    """One thing for which a file is not what it claims to be; `where` leads to it."""

    kind: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class NotImportable(RetainerError):
    """A file that is refused whole, with everything that is wrong with it."""

    reason = "not importable"

    def __init__(self, message: str, faults: Sequence[Fault]) -> None:
        lines = [message, *(f"  {fault}" for fault in faults[:50])]
        super().__init__("\n".join(lines), next_step="Nothing was imported.")
        self.faults = tuple(faults)
