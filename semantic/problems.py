"""Every finding about a workspace's files, as `file:line:column: message`."""

from collections.abc import Iterable
from itertools import islice

from semantic.errors import RetainerError
from semantic.record import ordered


@ordered
class Place:
    """Where something was written. Lines and columns count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@ordered
class Problem:
    """One thing that is wrong with the workspace, and where."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


MOST_OF_A_KIND = 100
"""So many problems of one file or rule are worth reading before the first of them is mended."""


def at_most(found: Iterable[Problem]) -> list[Problem]:
    """The first problems of a kind and, if there are others, one more that says so."""
    listed = list(islice(found, MOST_OF_A_KIND + 1))
    if len(listed) > MOST_OF_A_KIND:
        more = "more problems of this kind begin here and are not listed; mend the others first"
        listed[-1] = Problem(listed[-1].place, more)
    return listed


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
