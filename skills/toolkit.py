"""What a skill may touch: governed queries as one principal, and the date it is asked on."""

from collections.abc import Callable
from datetime import date

from semantic.query import Query
from semantic.record import record
from semantic.result import Result
from semantic.view import View
from semantic.week import Weekday


@record
class Toolkit:
    """A skill's world.

    `run` answers a query with the principal's rights and raises a Refusal when the answer is no.
    `view` holds the metrics and dimensions that the principal may see. Nothing dated on or after
    `as_of` exists for a skill.
    """

    run: Callable[[Query], Result]
    view: View
    as_of: date

    @property
    def week_start(self) -> Weekday:
        """The weekday on which the workspace's weeks begin."""
        return self.view.catalog.settings.week_start
