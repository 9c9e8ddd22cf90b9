"""Single dates and periods as people write them, as patterns over a question's words."""

import re
from collections.abc import Sequence
from datetime import date

from agent.interpreter.times.calendar_grammar import (
    A_YEAR,
    IN_YEAR,
    LAST_DAY,
    MONTH_NEED,
    MONTH_TOO,
    MONTHS,
    NUMBER_NEED,
    SOME_UNITS,
    THE_MONTH,
    UNIT_NEED,
    WEEKDAYS,
    YEAR_NEED,
    count_of,
    grain_of,
    year_of,
)
from agent.interpreter.times.dates import DATES, DAYS, day_month
from agent.interpreter.times.numeric_dates import NUMERIC, Atom, Reader, atom_of, whole
from agent.interpreter.times.parts_of_periods import PARTS
from agent.interpreter.times.relative_periods import FORTNIGHTS, RELATIVE
from agent.interpreter.times.today import Today
from agent.patterns import Pattern
from semantic.period import Period, step, unit

_NAMING = frozenset(
    {
        *WEEKDAYS,
        "weekend",
        "easter",
        "christmas",
        "xmas",
        "boxing",
        "new",
        "valentine",
        "valentines",
    }
    | {"halloween", "before", "after", "following", "leading", "preceding", "prior", "from"}
)


# Words that may stand between two periods, the second of which says less.
_JOINING = frozenset(
    {"vs", "versus", "v", "against", "compared", "and", "or", "with", "to", "than", ",", "-", "&"}
    | {"exceed", "exceeds", "exceeded", "surpass", "surpassed", "as", "set", "beside", "alongside"}
    | {"over", "on"}
)


def atoms(flat: str, today: Today) -> list[Atom]:
    """The dates and periods in the text, in order; where patterns overlap, the first one holds."""
    found: list[Atom] = []
    for pattern, read in (*_named(flat), *_READERS):
        for match in pattern.finditer(flat):
            if any(match.start() < atom.end and atom.start < match.end() for atom in found):
                continue
            try:
                atom = read(match, today)
            except (ValueError, OverflowError):
                continue
            if atom is not None:
                found.append(atom)
    found.sort(key=lambda atom: atom.start)
    if not any(_next_word(flat, atom) in _JOINING for atom in found):
        return found
    # Imported here because most questions have one period, or say each in full.
    from agent.interpreter.times.elisions import completed

    return completed(flat, found, today, atoms)


def _next_word(flat: str, atom: Atom) -> str:
    return flat[atom.end + 1 :].partition(" ")[0]


def _named(flat: str) -> Sequence[tuple[Pattern, Reader]]:
    """The readers of days that have a name, where a word of one is said."""
    if "/" not in flat and _NAMING.isdisjoint(flat.split()):
        return ()
    # Imported here because most questions name none.
    from agent.interpreter.times.named_days import NAMED

    return NAMED


def _month(match: re.Match[str], today: Today) -> Atom | None:
    if match["m"] == "may" and not match["y"] and _is_verb(match):
        return None
    month = unit(date(year_of(match["y"], today), MONTHS[match["m"]], 1), "month")
    return atom_of(match, today, month, "month", bool(match["y"]))


def _is_verb(match: re.Match[str]) -> bool:
    """Whether "may" is no month: "may I have", "we may need"."""
    before = match.string[: match.start()].split()[-1:]
    after = match.string[match.end() :].split()[:1]
    led = before and before[0] in _SUBJECTS and after and after[0].isalpha()
    return after in (["i"], ["we"], ["you"]) or bool(led and after[0] not in _NO_VERB)


def _whole_year(match: re.Match[str], today: Today) -> Atom:
    return atom_of(match, today, unit(date(int(match["y"]), 1, 1), "year"), "year")


def _some_until(match: re.Match[str], today: Today) -> Atom | None:
    """As in "three months to August", "two weeks to 18 September"."""
    count, grain = count_of(match["n"]), grain_of(match["g"])
    if match.groupdict().get("half"):
        count, grain = 6, "month"
    last = day_month(match, today) if match["d"] else _month(match, today)
    # "Compare the month to August" sets one against the other.
    if last is None or count < 1 or (not match["n"] and "compar" in match.string):
        return None
    end = last.period.end
    if grain in ("month", "quarter", "year") and end.day != 1:
        return None
    return atom_of(match, today, Period(step(end, grain, -count), end), grain)


_ENDING = "(?:(?:that|which) )?end(?:ing|ed)(?: on| with| at)?"
# As in "we may need more", "there may be".
_SUBJECTS = frozenset({"we", "i", "they", "he", "she", "you", "it", "there", "which", "who"})
_NO_VERB = _JOINING | {"by", "in", "was", "were", "is", "are", "until", "through", "please", "pls"}
# In "better than last year May was" the year stands for itself.
_NOT_LED = "".join(f"(?<!{word} )" for word in ("than", "with", "to", "vs", "versus", "against"))
_READERS: tuple[tuple[Pattern, Reader], ...] = (
    *NUMERIC,
    *PARTS,
    (
        whole(
            rf"{SOME_UNITS} (?:(?:up |through )?(?:to|until|till)|{_ENDING}(?: in)?)"
            rf" (?:and including )?(?:the )?(?:end of )?{LAST_DAY}",
            NUMBER_NEED,
            UNIT_NEED,
            MONTH_NEED,
        ),
        _some_until,
    ),
    (
        whole(
            rf"(?<=the )(?P<g>week|month|quarter|year)(?P<n>) (?:up )?to {LAST_DAY}",
            " to ",
            MONTH_NEED,
        ),
        _some_until,
    ),
    (
        whole(
            rf"(?:(?P<half>half)(?: -)? )?(?P<g>week|month|quarter|year)(?P<n>) {_ENDING}"
            rf" {LAST_DAY}",
            " ended | ending ",
            MONTH_NEED,
        ),
        _some_until,
    ),
    *DATES,
    *FORTNIGHTS,
    (
        whole(
            rf"(?P<y>{A_YEAR}|{_NOT_LED}(?:last|this) year) {THE_MONTH}(?! (?:{A_YEAR}|\d))",
            MONTH_NEED,
            f"{YEAR_NEED}|year",
        ),
        _month,
    ),
    (
        whole(
            r"(?:last |this |past |the months? (?:of )?|months? of |calendar month (?:of )?)?"
            rf"{THE_MONTH}{MONTH_TOO}{IN_YEAR}",
            MONTH_NEED,
        ),
        _month,
    ),
    *DAYS,
    *RELATIVE,
    (whole(rf"(?:calendar (?:year )?)?(?P<y>{A_YEAR})", YEAR_NEED), _whole_year),
)
