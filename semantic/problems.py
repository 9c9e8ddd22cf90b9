"""Every finding about a workspace's files, as `file:line:column: message`."""

from collections.abc import Iterable
from dataclasses import dataclass

from semantic.errors import RetainerError


@dataclass(frozen=True, order=True)
class Place:
    """Where something was written. Lines and columns count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong with the workspace, and where."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class WorkspaceProblems(RetainerError):
    """All problems found in one reading of a workspace, sorted by place."""

    reason = "workspace problems"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        count = len(self.problems)
        super().__init__(
            "\n".join(str(problem) for problem in self.problems),
            next_step=f"{count} problem{'s' if count != 1 else ''}. Mend and run: retainer check",
        )
