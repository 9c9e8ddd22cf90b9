"""Dates and periods in a text, and which claims' periods they fit."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from agent.claims import Claim, ClaimPeriod
from agent.patterns import DIGIT, Pattern, regex
from semantic.model import Grain
from semantic.period import Period, add_months, moved, to_previous, unit, whole_grain, year_before
from semantic.record import record
from semantic.week import MONDAY, Weekday

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_ANY_YEAR = 2000

_SHORT = "|".join(name[:3] for name in MONTHS)
_MONTH = "(?P<{0}>" + "|".join(MONTHS) + f"|(?:{_SHORT}|sept)" + r"\b\.?)"
_DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th)?"
_YEAR = r"(?P<{0}>(?:19|20)\d\d)(?![\d,.]*\d)"
_MONTH_NEED = _SHORT
_YEAR_NEED = "19|20"
_WEEKDAY = r"(?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day),?\s+"


def _whole(text: str, *needs: str) -> Pattern:
    return regex(rf"(?i)(?<![\w.,£$€+−-]){text}(?!\w)", *needs)


_OPENS = "(?:(?:from|between) )?"
_TO_NEED = "–|-|to|and|until|through"
_TO = r"\s?(?:–|-|to|and|until|through)\s?"
_FIRST_DAY = f"{_DAY.format('d1')}(?: {_MONTH.format('m1')}(?:,? {_YEAR.format('y1')})?)?"
_LAST_DAY = f"{_DAY.format('d2')} {_MONTH.format('m2')}(?:,? {_YEAR.format('y2')})?"
_SPAN = _whole(_OPENS + _FIRST_DAY + _TO + _LAST_DAY, DIGIT, _TO_NEED, _MONTH_NEED)
_FIRST_MONTH = f"{_MONTH.format('m1')}(?: {_YEAR.format('y1')})?"
_LAST_MONTH = f"{_MONTH.format('m2')}(?: {_YEAR.format('y2')})?"
_MONTH_SPAN = _whole(_OPENS + _FIRST_MONTH + _TO + _LAST_MONTH, _MONTH_NEED, _TO_NEED)
_WEEK_OF = _whole(
    f"week (?:of|commencing|beginning|from) {_DAY.format('d')} {_MONTH.format('m')}"
    f"(?:,? {_YEAR.format('y')})?",
    "week ",
    DIGIT,
    _MONTH_NEED,
)
_DATE = _whole(
    f"(?:{_WEEKDAY})?{_DAY.format('d')} {_MONTH.format('m')}(?:,? {_YEAR.format('y')})?",
    DIGIT,
    _MONTH_NEED,
)
_MONTH_FIRST = _whole(
    f"(?:{_WEEKDAY})?{_MONTH.format('m')} {_DAY.format('d')}(?!\\d)(?:,? {_YEAR.format('y')})?",
    _MONTH_NEED,
    DIGIT,
)
_ISO_WEEK = _whole(r"(?P<y>(?:19|20)\d\d)-?W(?P<w>\d\d)", _YEAR_NEED, "w")
_WEEK_NUMBER = _whole(r"week (?P<w>\d{1,2})(?: (?:of )?(?P<y>(?:19|20)\d\d))?", "week ", DIGIT)
_ISO_DATE = _whole(r"(?P<y>(?:19|20)\d\d)-(?P<mm>\d\d)(?:-(?P<d>\d\d))?", _YEAR_NEED, "-")
_QUARTER = _whole(rf"Q(?P<q>[1-4])(?: (?:of )?{_YEAR.format('y')})?", "q", DIGIT)
_HALF = _whole(rf"H(?P<h>[12])(?: (?:of )?{_YEAR.format('y')})?", "h1|h2")
_MONTH_YEAR = _whole(f"{_MONTH.format('m')},? {_YEAR.format('y')}", _MONTH_NEED, _YEAR_NEED)
_MONTH_ALONE = _whole(_MONTH.format("m"), _MONTH_NEED)
_YEAR_ALONE = _whole(_YEAR.format("y"), _YEAR_NEED)
_BEFORE = regex(
    # "1 day ago" counts days.
    r"""(?xi) \b(?<!\d\ )(?:(?:a|one|the|same)\ )?(?:same\ )?
          (?P<g1>day|week|month|quarter|year)\ (?:before|earlier|ago)\b
      | \b(?:the\ )?(?:previous|preceding)\ (?P<g2>day|week|month|quarter|year|period)\b
      | \bthe\ (?P<g3>period)\ before\b""",
    "before|earlier|ago|previous|preceding",
)
_FOLLOWING = regex(
    r"(?i)\bthe one after\b"
    r"|\b(?:the )?(?:following )?(?:day|week|month|quarter|year) (?:after|later)\b"
    r"|\b(?:the )?following (?:day|week|month|quarter|year)\b",
    "after|later|following",
)
_NOW = regex(
    r"(?i)\b(?:today|yesterday|tomorrow|tonight|"
    r"(?:last|this|next|current|past|coming) (?:day|week|month|quarter|year))(?:'s|’s)?\b",
    "today|yesterday|tomorrow|tonight|last|this|next|current|past|coming",
)
_BASELINE_LEAD = regex(
    r"(?i)\b(?:than|vs\.?|versus|against|compared (?:with|to)|from|below|above|on|over)"
    r"(?: (?:in|the|that of|those of|the whole of))*\s*\(?$",
    "than|vs|versus|against|compared|from|below|above|on|over",
)
# "Up 5 from 20 in May": the change is one on May, and 20 is of May.
_FROM_LEVEL = regex(
    r"(?i)\bfrom [^\s\d]?\d[\d,.]*(?: ?%)?(?: [a-z]+)?"
    r" (?:in|on|for|as of|at the end of|in the week of)\s*$",
    "from ",
)
_DAY_LEAD = regex(r"(?i)\b(?:on|from|over)(?: the)?\s*\(?$", "on|from|over")


@record
class PeriodMention:
    """A date or period at `start:end` of the text.

    `period` is None for relative ones: `before` then says which grain earlier than another period,
    `now` that it depends on the day of reading. Without a year, any year will do. `baseline` is
    set after words such as "than" and "against". `impossible` explains a date that does not exist.
    """

    start: int
    end: int
    period: Period | None = None
    any_year: bool = False
    baseline: bool = False
    before: Grain | str = ""
    now: bool = False
    impossible: str = ""
    week_start: Weekday = MONDAY

    @property
    def is_day(self) -> bool:
        """Whether this is a single date."""
        return self.period is not None and self.period.days == 1

    def is_date_of(self, claim: Claim) -> bool:
        """Whether this is the date that a date claim holds."""
        if claim.kind != "date" or not self.is_day or claim.value is None:
            return False
        day = date.fromisoformat(str(claim.value))
        return self.fits(ClaimPeriod(start=day, end=day + timedelta(days=1)))

    def fits(self, given: ClaimPeriod | None) -> bool:
        """Whether the mention names this period, or the end of a state's."""
        if given is None or given.end is None or self.period is None:
            return False
        if self.any_year:
            return any(
                replace(self, period=moved, any_year=False).fits(given)
                for moved in self._years(given.end.year)
            )
        if given.start is None:
            return given.end == self.period.end or (self.is_day and given.end == self.period.start)
        named = self._so_far(given.end) if given.partial else self.period
        return Period(given.start, given.end) in (self.period, named)

    def _so_far(self, end: date) -> Period | None:
        # A period that is not over ends earlier in its claim than on the calendar.
        assert self.period is not None
        begun = self.period.start < end <= self.period.end
        known = begun and whole_grain(self.period, self.week_start)
        return Period(self.period.start, end) if known else None

    def _years(self, year: int) -> Iterator[Period]:
        assert self.period is not None
        for target in (year, year - 1):
            months = 12 * (target - self.period.start.year)
            yield Period(add_months(self.period.start, months), add_months(self.period.end, months))

    def is_before(self, current: ClaimPeriod, baseline: ClaimPeriod) -> bool:
        """Whether a relative mention leads from a claim's period to what it is compared with."""
        if not (self.before and current.start and current.end and baseline.start and baseline.end):
            return False
        now, then = Period(current.start, current.end), Period(baseline.start, baseline.end)
        grain = whole_grain(now, self.week_start)
        if self.before == "year" and grain != "year":
            return then == year_before(now, self.week_start)
        return then == moved(now, to_previous(now)) and self.before in ("period", grain)


def periods(
    text: str, start: int, end: int, week_start: Weekday = MONDAY
) -> Iterator[PeriodMention]:
    """The dates and periods in `text[start:end]`, longest reading first, not overlapping.

    Of weeks "the week before" is told where they begin on `week_start`; one by its number is ISO's.
    """
    taken: list[tuple[int, int]] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(text, start, end):
            if any(match.start() < stop and begin < match.end() for begin, stop in taken):
                continue
            mention = read(match)
            if mention is not None:
                taken.append((match.start(), match.end()))
                baseline = _is_baseline(text[start : match.start()], mention)
                yield replace(mention, baseline=baseline, week_start=week_start)


def _is_baseline(before: str, mention: PeriodMention) -> bool:
    if _FROM_LEVEL.search(before):
        return True
    if not _BASELINE_LEAD.search(before):
        return bool(mention.before)
    return not (mention.is_day and _DAY_LEAD.search(before))


def _day_reader(match: re.Match[str]) -> PeriodMention:
    year = match["y"]
    try:
        day = date(int(year or _ANY_YEAR), _month(match["m"]), int(match["d"]))
    except ValueError:
        return _impossible(match)
    named = match["weekday"]
    if named and year and f"{day:%A}".lower() != named.lower():
        return replace(
            _impossible(match), impossible=f"is no date: {day.day} {day:%B %Y} is a {day:%A}"
        )
    return _at(match, Period(day, day + timedelta(days=1)), not year)


def _span_reader(match: re.Match[str]) -> PeriodMention:
    last_year = match["y2"] or match["y1"] or str(_ANY_YEAR)
    try:
        last = date(int(last_year), _month(match["m2"]), int(match["d2"]))
        month = _month(match["m1"]) if match["m1"] else last.month
        first = date(int(match["y1"] or last_year), month, int(match["d1"]))
    except ValueError:
        return _impossible(match)
    return _at(match, Period(first, last + timedelta(days=1)), not (match["y2"] or match["y1"]))


def _month_span_reader(match: re.Match[str]) -> PeriodMention:
    last_year = int(match["y2"] or match["y1"] or _ANY_YEAR)
    first = date(int(match["y1"] or last_year), _month(match["m1"]), 1)
    last = unit(date(last_year, _month(match["m2"]), 1), "month")
    return _at(match, Period(first, last.end), not (match["y2"] or match["y1"]))


def _week_of_reader(match: re.Match[str]) -> PeriodMention:
    try:
        day = date(int(match["y"] or _ANY_YEAR), _month(match["m"]), int(match["d"]))
    except ValueError:
        return _impossible(match)
    return _at(match, Period(day, day + timedelta(days=7)), not match["y"])


def _week_reader(match: re.Match[str]) -> PeriodMention:
    if not match["y"]:
        return PeriodMention(match.start(), match.end(), before="", impossible="names no year")
    try:
        monday = date.fromisocalendar(int(match["y"]), int(match["w"]), 1)
    except ValueError:
        return _impossible(match)
    return _at(match, unit(monday, "week"))


def _iso_reader(match: re.Match[str]) -> PeriodMention:
    try:
        day = date(int(match["y"]), int(match["mm"]), int(match["d"] or 1))
    except ValueError:
        return _impossible(match)
    return _at(match, unit(day, "day" if match["d"] else "month"))


def _month_reader(match: re.Match[str]) -> PeriodMention:
    year = match["y"]
    first = date(int(year or _ANY_YEAR), _month(match["m"]), 1)
    return _at(match, unit(first, "month"), not year)


def _month_alone_reader(match: re.Match[str]) -> PeriodMention | None:
    name = match["m"]
    if not name[0].isupper() or (name in ("May", "March", "Mar", "Sun") and _opens(match)):
        return None
    return _at(match, unit(date(_ANY_YEAR, _month(name), 1), "month"), any_year=True)


def _opens(match: re.Match[str]) -> bool:
    return not re.search(r"[\w,(]\s*$", match.string[: match.start()])


def _part_reader(match: re.Match[str]) -> PeriodMention:
    parts = match.groupdict()
    year = int(parts["y"] or _ANY_YEAR)
    months = 3 if "q" in parts else 6
    first = date(year, (int(parts.get("q") or parts["h"]) - 1) * months + 1, 1)
    return _at(match, Period(first, add_months(first, months)), not parts["y"])


def _year_reader(match: re.Match[str]) -> PeriodMention:
    return _at(match, unit(date(int(match["y"]), 1, 1), "year"))


def _before_reader(match: re.Match[str]) -> PeriodMention:
    grain = match["g1"] or match["g2"] or match["g3"]
    return PeriodMention(match.start(), match.end(), before=grain.lower())


def _now_reader(match: re.Match[str]) -> PeriodMention:
    return PeriodMention(match.start(), match.end(), now=True)


def _following_reader(match: re.Match[str]) -> PeriodMention:
    why = "is a later period; what is compared lies before"
    return PeriodMention(match.start(), match.end(), impossible=why)


_READERS = (
    (_SPAN, _span_reader),
    (_WEEK_OF, _week_of_reader),
    (_DATE, _day_reader),
    (_MONTH_FIRST, _day_reader),
    (_ISO_WEEK, _week_reader),
    (_WEEK_NUMBER, _week_reader),
    (_ISO_DATE, _iso_reader),
    (_MONTH_SPAN, _month_span_reader),
    (_MONTH_YEAR, _month_reader),
    (_QUARTER, _part_reader),
    (_HALF, _part_reader),
    (_MONTH_ALONE, _month_alone_reader),
    (_YEAR_ALONE, _year_reader),
    (_BEFORE, _before_reader),
    (_FOLLOWING, _following_reader),
    (_NOW, _now_reader),
)


def _month(name: str) -> int:
    return next(
        i for i, full in enumerate(MONTHS, 1) if full.startswith(name.lower().rstrip(".")[:3])
    )


def _at(match: re.Match[str], period: Period, any_year: bool = False) -> PeriodMention:
    return PeriodMention(match.start(), match.end(), period=period, any_year=any_year)


def _impossible(match: re.Match[str]) -> PeriodMention:
    return PeriodMention(match.start(), match.end(), impossible="is no date")
