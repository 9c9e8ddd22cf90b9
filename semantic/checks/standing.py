"""A deprecated metric leads people to one that stays."""

from collections.abc import Iterator

from semantic.draft import Draft
from semantic.problems import Problem


def successors_stay(draft: Draft) -> Iterator[Problem]:
    """What follows a deprecated metric is another one, and not deprecated itself."""
    for written in draft.metrics:
        follows = draft.catalog.metrics.get(written.value.governance.successor or "")
        if follows is None:
            continue
        if follows.name == written.value.name:
            yield written.problem("a metric cannot follow itself", "governance", "successor")
        elif follows.governance.status == "deprecated":
            yield written.problem(
                f"`{follows.name}` is deprecated, too; name `{follows.governance.successor}`, "
                "which follows it",
                "governance",
                "successor",
            )
