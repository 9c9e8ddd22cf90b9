"""The day that periods such as "last week" are told from."""

from datetime import date

from semantic.model import Grain
from semantic.period import Period, floor, step, unit
from semantic.record import record
from semantic.week import MONDAY, Weekday


@record
class Today:
    """The first day that nothing is known about, in a calendar of weeks from `week_start`."""

    day: date
    week_start: Weekday = MONDAY

    @property
    def year(self) -> int:
        """The day's year."""
        return self.day.year

    def floor(self, grain: Grain) -> date:
        """The first day of the unit that today lies in."""
        return floor(self.day, grain, self.week_start)

    def unit(self, grain: Grain, later: int = 0) -> Period:
        """The unit that today lies in, or the one so many units later."""
        return unit(step(self.floor(grain), grain, later), grain, self.week_start)
