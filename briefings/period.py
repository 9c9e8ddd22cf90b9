"""Which week a briefing is about: the last whole one, Monday to Sunday, before its as-of date."""

import re
from datetime import date, timedelta

from semantic.errors import BadPeriod
from semantic.period import Period, floor, iso_week
from semantic.record import record

_KEY = re.compile(r"(\d{4})-W(\d{2})")


@record
class BriefingPeriod:
    """A whole week and the key that makes its run unique, such as 2011-W39."""

    key: str
    span: Period


def before(as_of: date) -> BriefingPeriod:
    """The last whole week before `as_of`; on a Monday, the week that ended the day before."""
    end = floor(as_of, "week")
    start = end - timedelta(weeks=1)
    return BriefingPeriod(iso_week(start), Period(start, end))


def parse(key: str) -> BriefingPeriod:
    """The week that a key such as `2011-W39` names.

    Raises BadPeriod for anything else.
    """
    found = _KEY.fullmatch(key)
    try:
        start = date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        start = None
    if start is None:
        raise BadPeriod(
            f"{key!r} is not the week of a briefing.",
            next_step="Weeks are written as year and ISO week: 2011-W39.",
        )
    return before(start + timedelta(weeks=1))


def refuse_future(as_of: date, today: date) -> None:
    """Raises BadPeriod when `as_of` is after `today`: nobody can be briefed on what is to come."""
    if as_of > today:
        raise BadPeriod(
            f"A briefing as of {as_of} lies in the future: today is {today}.",
            nearest=(today.isoformat(),),
            next_step=f"Give --as-of {today} or an earlier day.",
        )
