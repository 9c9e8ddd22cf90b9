"""One thing about the data of a period, held against the workspace's own past."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from semantic.period import Period
from semantic.result import Result

Severity = Literal["ok", "notice", "warning"]
Check = Literal["freshness", "gaps", "partial", "level"]

LEAST_PAST: Final = 8


@dataclass(frozen=True)
class Finding:
    """How the data is, how it usually is, and whether that matters.

    `freshness`: days from the newest row to the as-of date. `gaps`: how many days of the period
    (`dates`) have no row though rows are the rule on them. `partial`: how many of the period and
    the one before it (`dates`, their labels) are not covered whole. `level`: a data quality
    metric's value, `share` of what it is counted in where that is known.

    `usual` is the median of the past and `limit` the worst that is still ordinary; a warning lies
    beyond it, a notice near it. `material` says that the period's figures may be off by five per
    cent or more because of it. `judged` is False where the past is too short to say.
    """

    check: Check
    metric: str | None
    severity: Severity
    material: bool
    judged: bool
    value: float | None
    usual: float | None
    limit: float | None
    share: float | None
    period: Period
    dates: tuple[date, ...]
    result: Result
