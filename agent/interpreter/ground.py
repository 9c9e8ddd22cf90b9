"""What a question is read against: what words may mean to whoever asks, and what days there are."""

from collections.abc import Callable
from datetime import date
from functools import cached_property

from agent.interpreter.times.own_calendar import OwnCalendar
from agent.interpreter.times.periods import Calendar
from agent.interpreter.words.known import Known
from semantic.period import Period
from semantic.record import record
from semantic.view import View


@record
class Ground:
    """What a question is read against.

    `known` is what words may mean to the principal. `covered` is what the data covers, None without
    data. `today` is the first day that nothing is known about. `leading` are the metrics that the
    workspace puts first, `own` its calendar.
    """

    known: Known
    covered: Callable[[], Period | None]
    today: date
    leading: tuple[str, ...] = ()
    own: OwnCalendar = OwnCalendar()

    @property
    def view(self) -> View:
        """The part of the catalog that the principal may see."""
        return self.known.view

    @property
    def default_period(self) -> str:
        """The period meant when a question names none: `last_week` or `last_month`."""
        return self.view.catalog.settings.default_period

    @cached_property
    def calendar(self) -> Calendar:
        """The days that a question's period is read against."""
        sees_all = self.view.access.any_rows.unrestricted
        settings = self.view.catalog.settings
        return Calendar(
            self.today,
            self.covered(),
            self.default_period,
            sees_all,
            week_start=settings.week_start,
        )
