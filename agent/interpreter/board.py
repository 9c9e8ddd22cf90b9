"""A question while it is being understood: its tokens, and what each stretch of them stands for."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import field
from typing import TypeVar

from agent.interpreter.times.calendar_grammar import MONTHS
from agent.interpreter.words.ordinary import AFTER_A_DAY, LEADING_A_DAY, PERIOD_WORDS, SHORT_DAYS
from agent.interpreter.words.tokens import Token
from agent.patterns import Pattern
from semantic.period import Period
from semantic.record import changeable, record
from semantic.result import Value

Kind = TypeVar("Kind")
USED = "§"
# What follows the number of a day: "Mon 5 Sept", "Mon 5 - Sun 11 Sept".
_DAYS_OF = frozenset({"-", "–", "to", "until", "till", "through", "of"} | MONTHS.keys())
_ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th)")


@record
class MetricSaid:
    """One of these metrics is named; `members` is what else the same words are the name of.

    `note` says how words that are not its name were read.
    """

    metrics: tuple[str, ...]
    members: tuple[tuple[str, Value], ...] = ()
    note: str = ""


@record
class DimensionSaid:
    """One of these dimensions is named."""

    fields: tuple[str, ...]


@record
class MemberSaid:
    """A member is named: the value it has in each dimension that knows it.

    `note` says how words that are not its name were read.
    """

    values: tuple[tuple[str, Value], ...]
    excluded: bool = False
    note: str = ""


@record
class GrainSaid:
    """A split by time is asked for; an empty grain leaves the choice to us."""

    grain: str


@record
class TimeSaid:
    """A period is named. `parts` are the periods of a list such as "Jan, Feb and March".

    `ends` are the first and last period of "from A to B", or of `between` A and B. `note` says how
    words that leave room were read. `choices` are set instead when there are two readings that
    differ. `as_of` marks a state at the period's end, `any_year` that no year was said.
    """

    period: Period
    parts: tuple[Period, ...] = ()
    ends: tuple[Period, ...] = ()
    note: str = ""
    choices: tuple[Period, ...] = ()
    as_of: bool = False
    between: bool = False
    any_year: bool = False


@record
class Shift:
    """A period relative to the one asked about: the one before, or a year earlier.

    `led` is set when the words themselves compare, as "than" does, `by_unit` by "week on week",
    `same` where as many days of that unit are meant: "same period last month". `count` is how many
    units the period before has: "the 3 before". `after` is set by "the month after".
    """

    unit: str
    led: bool = False
    by_unit: bool = False
    same: bool = False
    count: int = 0
    after: bool = False


@record
class Change:
    """A change is asked for, without saying against what; `verb` for "grew", not for "more"."""

    verb: bool = True


@record
class AskedBack:
    """Words that cannot be read without knowing more; `why` asks for it.

    `metrics` are the figures that may be meant.
    """

    why: str
    metrics: tuple[str, ...] = ()


@record
class Either:
    """Things may be counted as pieces by one metric, or as different ones by others."""

    pieces: str
    things: tuple[str, ...]


@record
class MeanSaid:
    """The mean of several periods is asked for: "on average", "in a typical month"."""


@record
class TotalSaid:
    """Beside the rows of a split the figure of all of them is asked for: "each and together"."""


@record
class Overall:
    """Asked is how things go as a whole, and no figure is named."""


@record
class Rank:
    """The highest or lowest are asked for; `best` and `worst` depend on the metric.

    `nth` says that of as many as `limit` the last one is meant: "second best". `every` asks for all
    rows in that order: "worst first".
    """

    end: str
    limit: int | None
    nth: bool = False
    every: bool = False


@record
class Hint:
    """A word that says what unit the answer has: counting, money or percent."""

    unit: str


@record
class Noise:
    """Words that were read and change nothing."""


@record
class Again(Noise):
    """The period that was named is meant once more: "that month"."""


@record
class WhoseSaid:
    """A metric that only says whose figures are meant: of its new customers, the sales."""

    metric: str


@record
class Also:
    """Only those are meant who did the same in this period too, or with `absent` did not.

    `since` says that the period is all the time after the other one.
    """

    period: Period
    absent: bool = False
    since: bool = False


@record
class Comparing:
    """The question says "compare" or "difference between"."""


@record
class Contrast:
    """Two members or metrics are set against each other; `beats` by a verb alone, as in "beat"."""

    beats: bool = False


@record
class Later:
    """So many months after the cohort's first order."""

    months: int


@record
class Mark:
    """Tokens `start:end` mean something."""

    start: int
    end: int
    meaning: object


@changeable
class Board:
    """The tokens of a question with the marks made so far, which never overlap."""

    tokens: tuple[Token, ...]
    marks: list[Mark] = field(default_factory=list)
    _flat: tuple[list[tuple[int, int]], tuple[str, list[int]]] | None = None

    def free(self, start: int, end: int) -> bool:
        """Whether no mark touches the tokens `start:end`."""
        # A plain loop: a question is asked this by every pattern, of each of its words.
        for mark in self.marks:  # noqa: SIM110
            if mark.start < end and start < mark.end:
                return False
        return True

    def put(self, start: int, end: int, meaning: object) -> Mark:
        """Mark free tokens."""
        mark = Mark(start, end, meaning)
        self.marks.append(mark)
        self.marks.sort(key=lambda each: each.start)
        return mark

    def swap(self, mark: Mark, meaning: object) -> Mark:
        """Give marked tokens another meaning."""
        self.marks.remove(mark)
        return self.put(mark.start, mark.end, meaning)

    def widen(self, mark: Mark, start: int, end: int) -> Mark:
        """Let a mark take free tokens around it."""
        self.marks.remove(mark)
        return self.put(start, end, mark.meaning)

    def of(self, kind: type[Kind]) -> list[tuple[Mark, Kind]]:
        """The marks of one kind with their meanings, in order."""
        return [(mark, mark.meaning) for mark in self.marks if isinstance(mark.meaning, kind)]

    def has(self, kind: type[object]) -> bool:
        """Whether anything of a kind is marked."""
        return any(isinstance(mark.meaning, kind) for mark in self.marks)

    def word(self, place: int) -> str:
        """The word at a place, empty outside the question."""
        return self.tokens[place].word if 0 <= place < len(self.tokens) else ""

    def text(self, mark: Mark) -> str:
        """The marked words."""
        return " ".join(token.word for token in self.tokens[mark.start : mark.end])

    def flat(self) -> tuple[str, list[int]]:
        """The free tokens' words with a space between, used ones masked, and where each begins."""
        spans = [(mark.start, mark.end) for mark in self.marks]
        if self._flat is None or self._flat[0] != spans:
            self._flat = (spans, self._flattened())
        return self._flat[1]

    def _flattened(self) -> tuple[str, list[int]]:
        words, starts, place = [], [], 0
        for number, token in enumerate(self.tokens):
            plain = PERIOD_WORDS.get(token.word, token.word)
            if plain in SHORT_DAYS and self._is_a_day(number):
                plain = SHORT_DAYS[plain]
            word = plain if self.free(number, number + 1) else USED
            words.append(word)
            starts.append(place)
            place += len(word) + 1
        return " ".join(words), starts

    def _is_a_day(self, place: int) -> bool:
        numbered = _ORDINAL.fullmatch(self.word(place + 1)) is not None
        numbered = numbered or (self.word(place + 1).isdigit() and self.word(place + 2) in _DAYS_OF)
        led = self.word(place - 1) in LEADING_A_DAY and self.word(place + 1) in AFTER_A_DAY
        return led or numbered

    def found(self, pattern: re.Pattern[str] | Pattern) -> list[tuple[int, int, re.Match[str]]]:
        """Where a pattern fits the free tokens' words: the first, the one after the last, how."""
        flat, starts = self.flat()
        return [
            (bisect_right(starts, match.start()) - 1, bisect_right(starts, match.end() - 1), match)
            for match in pattern.finditer(flat)
        ]

    def silence(self, pattern: re.Pattern[str] | Pattern, most: int | None = None) -> None:
        """Mark what a pattern fits, or the first `most`, as words that change nothing."""
        for first, last, _ in self.found(pattern)[:most]:
            if self.free(first, last):
                self.put(first, last, Noise())

    def rest(self) -> Iterator[int]:
        """The places of tokens that no mark touches."""
        return (n for n in range(len(self.tokens)) if self.free(n, n + 1))
