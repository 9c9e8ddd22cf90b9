"""The array and date types that risk and value share."""

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
DayArray = NDArray[np.datetime64]
# Customer ids as the workspace has them: numbers or text.
IdArray = NDArray[Any]

Day = date | np.datetime64


def as_day(day: Day) -> np.datetime64:
    """The same date in numpy's type, to the day."""
    midnight: np.datetime64 = np.datetime64(day).astype("datetime64[D]")
    return midnight


def day_number(day: Day) -> int:
    """Days since 1970-01-01."""
    return int(as_day(day).astype(np.int64))
