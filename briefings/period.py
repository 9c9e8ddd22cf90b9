"""Which week a briefing is about: the last whole one before its as-of date."""

from datetime import date, timedelta

from semantic.errors import BadPeriod
from semantic.period import Period, floor, iso_week
from semantic.record import record
from semantic.week import MONDAY, Weekday


@record
class BriefingPeriod:
    """A whole week and the key that makes its run unique.

    The key says by itself which days they are: a week from a Monday is its ISO week, such as
    2011-W39, any other is told by its first day.
    """

    key: str
    span: Period


def before(as_of: date, week_start: Weekday = MONDAY) -> BriefingPeriod:
    """The last whole week before `as_of`; on the day weeks begin, the one that ended yesterday."""
    end = floor(as_of, "week", week_start)
    return _from(end - timedelta(weeks=1))


def parse(key: str) -> BriefingPeriod:
    """The week that a key such as `2011-W39` or `2011-09-25` names.

    Raises BadPeriod for anything else.
    """
    try:
        # Which also reads other spellings of ISO 8601.
        start = date.fromisoformat(key)
    except ValueError:
        start = None
    found = _from(start) if start else None
    if found is None or found.key != key:
        raise BadPeriod(
            f"{key!r} is not the week of a briefing.",
            next_step="Weeks are written as year and ISO week: 2011-W39. Those that do not begin "
            "on a Monday are written as their first day: 2011-09-25.",
        )
    return found


def _from(start: date) -> BriefingPeriod:
    key = iso_week(start) if start.weekday() == 0 else start.isoformat()
    return BriefingPeriod(key, Period(start, start + timedelta(weeks=1)))


def refuse_future(as_of: date, today: date) -> None:
    """Raises BadPeriod when `as_of` is after `today`: nobody can be briefed on what is to come."""
    if as_of > today:
        raise BadPeriod(
            f"A briefing as of {as_of} lies in the future: today is {today}.",
            nearest=(today.isoformat(),),
            next_step=f"Give --as-of {today} or an earlier day.",
        )
