"""What the lapse model learns from: the base on past dates, and what became of it since."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from skills.risk.arrays import BoolArray, FloatArray, IntArray
from skills.risk.errors import require
from skills.risk.settings import RiskSettings
from skills.risk.snapshots import Snapshots


@dataclass(frozen=True, eq=False)
class Training:
    """Labelled rows, one per customer and training date, newest date first.

    Attributes:
        dates: the training dates that had a base.
        values: rows x features.
        customer: per row, the place of the customer in the activity.
        lapsed: per window in days, per row, whether no order came within it.
    """

    dates: tuple[np.datetime64, ...]
    values: FloatArray
    customer: IntArray
    lapsed: Mapping[int, BoolArray]


@dataclass(frozen=True, eq=False)
class Scaler:
    """Features in standard deviations from the training mean, outliers cut at `clip`.

    A missing value becomes the mean, so it speaks neither for nor against a lapse.
    """

    centre: FloatArray
    scale: FloatArray
    clip: float

    def __call__(self, values: FloatArray) -> FloatArray:
        """The standardised features, same shape (n x features)."""
        filled = np.where(np.isnan(values), self.centre, values)
        return np.clip((filled - self.centre) / self.scale, -self.clip, self.clip)


def training_dates(
    first_day: np.datetime64, as_of: np.datetime64, settings: RiskSettings
) -> tuple[np.datetime64, ...]:
    """Dates on the weekday of `as_of`, newest first, whose outcome windows are over by `as_of`."""
    whole_weeks = -(-settings.horizon_days // 7) * 7
    if np.isnat(first_day):
        return ()
    steps = np.arange(settings.training_dates) * settings.training_step_days
    dates = as_of - np.timedelta64(whole_weeks, "D") - steps.astype("timedelta64[D]")
    return tuple(dates[dates > first_day])


def gather(snapshots: Snapshots, as_of: np.datetime64) -> Training:
    """Every labelled row that a model as of this date may learn from, thinned evenly if many.

    Raises CannotFit where no past date has both a base and a known outcome.
    """
    settings = snapshots.settings
    candidates = training_dates(snapshots.first_day, as_of, settings)
    dates = tuple(date for date in candidates if len(snapshots.base(date)))
    require("past dates with known outcomes", given=len(dates), needed=1, model="lapse model")
    count = sum(len(snapshots.base(date)) for date in dates)
    thin = slice(None, None, -(-count // settings.training_rows))
    windows = (settings.horizon_days, *settings.drift_windows_days)
    return Training(
        dates=dates,
        values=np.concatenate([snapshots.table(date).values for date in dates])[thin],
        customer=np.concatenate([snapshots.base(date) for date in dates])[thin],
        lapsed={
            window: np.concatenate([snapshots.lapsed(date, window) for date in dates])[thin]
            for window in windows
        },
    )


def scaler_of(values: FloatArray, clip: float) -> Scaler:
    """The means and spreads of these features; a constant or absent feature gets spread one."""
    known = ~np.isnan(values)
    count = np.maximum(known.sum(axis=0), 1)
    centre = np.where(known, values, 0.0).sum(axis=0) / count
    squared = np.where(known, (values - centre) ** 2, 0.0)
    scale = np.sqrt(squared.sum(axis=0) / count)
    return Scaler(centre=centre, scale=np.where(scale > 1e-9, scale, 1.0), clip=clip)
