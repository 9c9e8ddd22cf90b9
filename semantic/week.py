"""Weeks: seven days, from the weekday on which a workspace's begin."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final, Literal, get_args

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

WEEKDAYS: Final[tuple[Weekday, ...]] = get_args(Weekday)
MONDAY: Final = "monday"
_PLACES: Mapping[str, int] = {name: place for place, name in enumerate(WEEKDAYS)}


def days_after_monday(weekday: Weekday) -> int:
    """How many days after a Monday the weekday comes: 0 to 6."""
    return _PLACES[weekday]


def first_of_week(day: date, week_start: Weekday) -> date:
    """The first day of the week that `day` lies in, where weeks begin on `week_start`."""
    return day - timedelta(days=(day.weekday() - _PLACES[week_start]) % 7)
