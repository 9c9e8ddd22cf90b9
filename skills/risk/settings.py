"""What a retention briefing watches and predicts, and how the lapse model is fitted."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RiskSettings:
    """The base rule, the outcome and the fit; `benchmarks/risk.py` shows each choice measured.

    Attributes:
        horizon_days: a customer without an order for this long after the as-of date has lapsed.
        min_order_days: distinct order days ever, to belong to the active base.
        active_days: days before the as-of date that must hold an order, to belong to the base.
        trend_days: the recent window that trends compare with the equally long window before it.
        currency: the unit in which the workspace's gross sales are stated.
        training_step_days: days between two training dates.
        training_dates: how many training dates at most, newest first.
        training_rows: labelled rows at most; above it, every n-th row is used.
        l2: ridge penalty on the standardised coefficients.
        clip: standardised features are cut at this many standard deviations.
        drift_windows_days: short outcome windows, over by the as-of date, that show how far the
            odds have moved since the newest full outcome; empty for no correction.
        drift_spread: prior standard deviation of that move, in log odds.
        min_customers: labelled customers needed for a fit.
        min_outcomes: customers needed among those who lapsed once, and among those who stayed.
    """

    horizon_days: int = 60
    min_order_days: int = 3
    active_days: int = 90
    trend_days: int = 90
    currency: str = "GBP"
    training_step_days: int = 14
    training_dates: int = 26
    training_rows: int = 60_000
    l2: float = 10.0
    clip: float = 3.5
    drift_windows_days: tuple[int, ...] = (14, 28, 42)
    drift_spread: float = 0.5
    min_customers: int = 100
    min_outcomes: int = 50

    def __post_init__(self) -> None:
        counts = {
            name: getattr(self, name)
            for name in (
                "horizon_days",
                "min_order_days",
                "active_days",
                "trend_days",
                "training_step_days",
                "training_dates",
                "training_rows",
            )
        }
        for name, value in counts.items():
            if value < 1:
                raise ValueError(f"{name} is {value}; it must be at least 1.")
        if self.l2 <= 0 or self.clip <= 0 or self.drift_spread <= 0:
            raise ValueError("l2, clip and drift_spread must be above 0.")
        if any(not 0 < window < self.horizon_days for window in self.drift_windows_days):
            raise ValueError(
                f"drift_windows_days {self.drift_windows_days} must lie between 0 and "
                f"horizon_days ({self.horizon_days})."
            )
