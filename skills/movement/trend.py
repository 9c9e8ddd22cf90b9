"""Whether a series goes up or down: its median slope, and how sure that is."""

import math
from collections.abc import Sequence
from typing import Final, Literal

from semantic.record import record

TREND_PERIODS: Final = 13
LEAST_TREND_PERIODS: Final = 8
TREND_CONFIDENCE: Final = 0.99


@record
class Trend:
    """The median slope of the recent whole periods, in the metric's unit per period.

    `direction` is `none` unless the whole interval from `low` to `high` lies on one side of zero.
    """

    direction: Literal["up", "down", "none"]
    slope: float
    low: float
    high: float
    periods: int


def trend_of(values: Sequence[float]) -> Trend | None:
    """The Theil-Sen slope of the last thirteen values, NaN left out; None for fewer than eight."""
    recent = values[-TREND_PERIODS:]
    known = [place for place, value in enumerate(recent) if math.isfinite(value)]
    if len(known) < LEAST_TREND_PERIODS:
        return None
    # Imported here because a question about a short series must not wait for it.
    from scipy import stats

    found = stats.theilslopes([recent[place] for place in known], known, alpha=TREND_CONFIDENCE)
    low, high = float(found.low_slope), float(found.high_slope)
    direction: Literal["up", "down", "none"] = "up" if low > 0 else "down" if high < 0 else "none"
    return Trend(direction, float(found.slope), low, high, len(known))
