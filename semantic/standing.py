"""Whether people may use a metric now, and what to tell them of one that is on its way out."""

from collections.abc import Container, Iterable, Iterator
from datetime import date

from semantic.approvals import APPROVED, Approvals
from semantic.errors import NotApproved, Retired
from semantic.model import Metric
from semantic.record import record
from semantic.view import View


@record
class Usable(Container[str]):
    """The metrics that people without a role that approves may query on a day."""

    approvals: Approvals
    today: date

    def __contains__(self, name: object) -> bool:
        """Whether the metric is approved and has not ended."""
        return (
            isinstance(name, str)
            and self.approvals.status(name).state in APPROVED
            and not _over(self.approvals, name, self.today)
        )


def check_usable(name: str, approvals: Approvals, view: View) -> None:
    """Raises NotApproved or Retired when whoever the view is of may not query the metric now."""
    if view.access.approves or name in view.usable:
        return
    state = approvals.status(name).state
    if state not in APPROVED:
        raise _not_approved(name, approvals, changed=state == "changed")
    raise _retired(name, view)


def farewells(names: Iterable[str], view: View) -> Iterator[str]:
    """A sentence for each deprecated metric: until when it is answered, and what follows it."""
    for name in dict.fromkeys(names):
        governance = view.granted[name].governance
        if governance.sunset is not None:
            follows = successor(name, view)
            hint = f"; use {follows} instead" if follows else ""
            title = view.granted[name].title
            yield f"{title} is deprecated and ends on {governance.sunset}{hint}."


def why_closed(metric: Metric, view: View) -> tuple[str, str | None]:
    """Why a granted metric cannot be asked for, and which one follows it that can."""
    follows = successor(metric.name, view)
    if metric.governance.status == "deprecated":
        return f"{metric.title} was retired.", follows if follows in view.metrics else None
    return f"{metric.title} waits for a steward's approval.", None


def successor(name: str, view: View) -> str | None:
    """The metric that follows, unless it is hidden from whoever the view is of."""
    follows = view.catalog.metrics[name].governance.successor
    return follows if follows in view.granted else None


def _over(approvals: Approvals, name: str, today: date) -> bool:
    sunset = approvals.catalog.metrics[name].governance.sunset
    return sunset is not None and sunset <= today


def _not_approved(name: str, approvals: Approvals, *, changed: bool) -> NotApproved:
    why = "changed since it was approved" if changed else "not approved yet"
    return NotApproved(
        f"{approvals.catalog.metrics[name].title} is {why}, so it has no figures until a steward "
        "approves it.",
        diff=approvals.diff(name) if changed else "",
        next_step=f"A steward can run: retainer approve {name} --note …",
    )


def _retired(name: str, view: View) -> Retired:
    follows = successor(name, view)
    return Retired(
        f"{view.catalog.metrics[name].title} was deprecated and ended on "
        f"{view.catalog.metrics[name].governance.sunset}.",
        nearest=[follows] if follows else (),
        next_step=f"Ask for {follows} instead."
        if follows
        else "List the metrics you may see: retainer metrics",
    )
