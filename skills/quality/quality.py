"""What is wrong with the data of a period, measured against the workspace's own past."""

from semantic.model import FreshnessMetric, Grain
from semantic.period import Period
from skills.movement.series import ask, latest_whole
from skills.quality.days import by_day
from skills.quality.finding import Finding
from skills.quality.levels import level, partial, wholes
from skills.toolkit import Toolkit


def quality(
    toolkit: Toolkit, *, grain: Grain = "week", period: Period | None = None
) -> tuple[Finding, ...]:
    """Findings about `period` (the last whole one unless given), also those that are in order.

    Judged are the visible metrics of kind data_quality that have a direction. Freshness and gaps
    are known to those who see all rows: a small territory has quiet days. Costs three queries;
    without a metric to judge there is no finding. Raises what `toolkit.run` raises.
    """
    judged = period or latest_whole(toolkit, grain)
    known = [one for one in toolkit.view.metrics.values() if one.kind == "data_quality"]
    fresh = [one for one in known if isinstance(one, FreshnessMetric)]
    levels = [one for one in known if one not in fresh and one.direction != "none"]
    found: list[Finding] = []
    if toolkit.view.access.any_rows.unrestricted:
        found += [finding for one in fresh for finding in by_day(toolkit, one, judged)]
    if levels:
        counted = [name for one in levels for name in wholes(toolkit, one)]
        history = ask(toolkit, [*(one.name for one in levels), *counted], grain, judged.end)
        found.append(partial(toolkit, history, judged))
        found += [level(toolkit, one, history, judged) for one in levels]
    return tuple(found)
