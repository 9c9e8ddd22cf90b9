"""What figures can be split by, in words."""

from collections.abc import Sequence

from agent.evidence import called
from agent.grammar import capital
from agent.reading import field_label
from semantic.suggest import listed
from semantic.view import View


def can_be_split(metric: str, view: View) -> str:
    """The sentence that lists what a metric can be split by, or all of them; empty if nothing."""
    fields = view.groupable(metric) if metric else list(view.dimensions)
    labels = _labels(fields, view)
    said = view.metrics[metric].title if metric else "figures"
    return f"{capital(said)} can be split by time, {listed(labels, 'and')}." if labels else ""


def cannot_be_split(metrics: Sequence[str], field: str, view: View) -> str:
    """Why there is no split by `field`, and what all of the metrics can be split by instead."""
    titles = listed([view.metrics[name].title for name in metrics], "and")
    shared = [name for name in view.dimensions if _fits(name, metrics, view)]
    labels = _labels(shared, view)
    instead = f" Possible splits: time, {listed(labels, 'and')}." if labels else ""
    return f"{capital(titles)} cannot be split by {field_label(field, view)}.{instead}"


def _fits(field: str, metrics: Sequence[str], view: View) -> bool:
    return all(field in view.groupable(name) for name in metrics)


def _labels(fields: Sequence[str], view: View) -> list[str]:
    known = (view.dimensions[name] for name in fields if name in view.dimensions)
    return list(dict.fromkeys(called(ref) for ref in known))
