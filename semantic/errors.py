"""The failures a person can meet, as one tree.

    RetainerError
    ├── Refusal                the answer is no                        exit code 1
    │   ├── UnknownName        a name that this principal cannot see or that does not exist
    │   ├── NotApproved        the metric's present definition has no approval
    │   ├── GoldenDiffers      a value that was agreed is another one now
    │   ├── Retired            the metric's sunset is over
    │   ├── CannotCombine      these metrics and dimensions do not go together
    │   │   ├── NoPath         nothing relates the metric's rows to the field
    │   │   ├── SeveralPaths   several ways lead there, which may mean different things
    │   │   ├── FanOut         a row has several values of the field, and would count more than once
    │   │   └── Unrelated      metrics of tables that have nothing in common
    │   ├── TellsTooMuch       beside earlier answers it would tell of too few
    │   ├── BadPeriod          the period is empty, in the future or does not fit the metric
    │   └── BadValue           a filter's value does not fit its field
    │       └── Misplaced      a condition on rows where figures are meant, or the other way round
    ├── WorkspaceProblems      the workspace's files contradict themselves    exit code 1
    ├── ConfigurationError     wrong command line or settings          exit code 2
    └── OutsideFailure         a warehouse, model or channel failed     exit code 3

Every message says what was given and why it failed; `nearest` and `next_step` say what would work.
"""

from collections.abc import Sequence
from typing import ClassVar, Literal


class RetainerError(Exception):
    """A failure with a sentence for the person who meets it and the command that helps."""

    exit_code: ClassVar[int] = 1
    reason: ClassVar[str] = "refused"

    def __init__(self, message: str, *, nearest: Sequence[str] = (), next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.nearest = tuple(nearest)
        self.next_step = next_step

    def __str__(self) -> str:
        parts = [self.message]
        if self.nearest:
            parts.append("Nearest: " + ", ".join(self.nearest) + ".")
        if self.next_step:
            parts.append(self.next_step)
        return "\n".join(parts)


class Refusal(RetainerError):
    """The question was understood and the answer is no."""


class UnknownName(Refusal):
    """No metric, dimension, value or grain of this name within what the principal may see."""

    reason = "unknown name"


class NotApproved(Refusal):
    """The metric is a draft or changed since approval; `diff` shows how it differs."""

    reason = "not approved"

    def __init__(self, message: str, *, diff: str = "", next_step: str = "") -> None:
        super().__init__(message, next_step=next_step)
        self.diff = diff

    def __str__(self) -> str:
        return super().__str__() + (f"\n{self.diff}" if self.diff else "")


class GoldenDiffers(Refusal):
    """A golden value of a metric cannot be computed, or is not what was agreed."""

    reason = "golden value differs"


class Retired(Refusal):
    """The metric is deprecated and its sunset over; `nearest` holds its successor."""

    reason = "retired"


class CannotCombine(Refusal):
    """A metric and a dimension without a join that keeps the metric's total."""

    reason = "cannot combine"


class NoPath(CannotCombine):
    """No relationship, in whichever direction, connects the metric's rows with the field."""


class SeveralPaths(CannotCombine):
    """The field can be reached along several relationships, which may mean different things."""


class FanOut(CannotCombine):
    """A row may have several values of the field, and no relationship says to count it once."""


class Unrelated(CannotCombine):
    """Metrics asked for together whose tables share neither a time nor any relationship."""


class BadPeriod(Refusal):
    """A period that is empty, lies in the future or does not fit the metric."""

    reason = "bad period"


class TellsTooMuch(Refusal):
    """An answer from which, beside earlier ones, figures of a too small group would follow."""

    reason = "tells too much"


class BadValue(Refusal):
    """A filter's value that its field cannot have."""

    reason = "bad value"


class Misplaced(BadValue):
    """A condition that cannot hold where it stands; `about` says what it is a condition on."""

    def __init__(
        self,
        message: str,
        *,
        about: Literal["metric", "row", "both", "window"],
        next_step: str = "",
    ) -> None:
        super().__init__(message, next_step=next_step)
        self.about = about


class ConfigurationError(RetainerError):
    """Wrong usage, or settings that cannot work."""

    exit_code = 2
    reason = "configuration"


class OutsideFailure(RetainerError):
    """A warehouse, file, model or channel outside failed."""

    exit_code = 3
    reason = "outside failure"
