"""Arguments of a tool that cannot be used, each with what would work."""

from collections.abc import Sequence
from dataclasses import dataclass

from semantic.errors import Refusal


@dataclass(frozen=True)
class Wrong:
    """One argument: where it stands, why it cannot be used, and the nearest names that can.

    `nearest` holds names of definitions that the principal may see, never values of the data.
    """

    argument: str
    why: str
    nearest: tuple[str, ...] = ()

    def __str__(self) -> str:
        near = f" Nearest: {', '.join(self.nearest)}." if self.nearest else ""
        return f"{self.argument}: {self.why}{near}"


class WrongArguments(Refusal):
    """Everything that is wrong with one call of a tool. Knows its next step itself."""

    reason = "wrong arguments"

    def __init__(self, problems: Sequence[Wrong]) -> None:
        nearest = tuple(name for problem in problems for name in problem.nearest)
        said = " ".join(f"{each.argument}: {each.why}." for each in problems)
        super().__init__(said, nearest=nearest, next_step="Mend it and call the tool again.")
        self.problems = tuple(problems)
