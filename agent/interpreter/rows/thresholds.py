"""Limits on the rows of a split: "more than 10 orders", "over £20,000", "15 or more"."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from agent.interpreter.board import Board, DimensionSaid, Hint, MemberSaid, MetricSaid, Noise
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.times.calendar_grammar import MONTHS
from agent.interpreter.words.ordinary import CURRENCY_WORDS, MARKS, NUMBERS
from agent.patterns import regex
from agent.reading import Threshold
from agent.writer import CURRENCIES
from semantic.model import BaseMetric
from semantic.record import record
from semantic.view import View

Side = Literal["gt", "ge", "lt", "le", "eq"]
_BEFORE: tuple[tuple[tuple[str, ...], Side], ...] = (
    (("more", "than"), "gt"), (("greater", "than"), "gt"), (("higher", "than"), "gt"),
    (("larger", "than"), "gt"), (("bigger", "than"), "gt"), (("over",), "gt"), (("above",), "gt"),
    (("exceeding",), "gt"), (("in", "excess", "of"), "gt"),
    (("at", "or", "above"), "ge"), (("at", "or", "below"), "le"), (("no", "lower", "than"), "ge"),
    (("no", "higher", "than"), "le"), (("exceeds",), "gt"), (("exceed",), "gt"),
    (("exceeded",), "gt"),
    (("beat",), "gt"), (("beats",), "gt"), (("topped",), "gt"), (("surpassed",), "gt"),
    (("surpass",), "gt"), (("surpasses",), "gt"), (("surpassing",), "gt"), (("topping",), "gt"),
    (("upwards", "of"), "gt"), (("not", "exceeding"), "le"),
    (("short", "of"), "lt"),
    (("fell", "short", "of"), "lt"), (("fall", "short", "of"), "lt"),
    (("not", "below"), "ge"), (("not", "under"), "ge"), (("not", "over"), "le"),
    (("not", "above"), "le"), (("not", "exceed"), "le"), (("amounted", "to", "at", "least"), "ge"),
    (("at", "a", "minimum"), "ge"),
    (("reach",), "ge"), (("reached",), "ge"), (("hit",), "ge"),
    (("beyond",), "gt"), ((">", "="), "ge"),
    ((">",), "gt"), (("at", "least"), "ge"), (("no", "less", "than"), "ge"),
    (("no", "fewer", "than"), "ge"), (("not", "less", "than"), "ge"), (("minimum", "of"), "ge"),
    (("less", "than"), "lt"), (("fewer", "than"), "lt"), (("lower", "than"), "lt"),
    (("smaller", "than"), "lt"), (("under",), "lt"), (("below",), "lt"), (("<", "="), "le"),
    (("<",), "lt"), (("at", "most"), "le"), (("no", "more", "than"), "le"),
    (("not", "more", "than"), "le"), (("up", "to"), "le"),
)  # fmt: skip
_AFTER: dict[tuple[str, ...], Side] = {
    ("or", "more"): "ge", ("or", "above"): "ge", ("or", "over"): "ge", ("plus",): "ge",
    ("+",): "ge", ("or", "fewer"): "le", ("or", "less"): "le", ("or", "under"): "le",
}  # fmt: skip
_LARGEST = 1e15
_FIGURE = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(k|m|bn)?")
_TIMES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9}
_UNITS = frozenset(
    {"day", "week", "month", "quarter", "year", "hour", "minute", "time", "st", "nd", "rd", "th"}
)


_COUNTS = {"once": 1, "twice": 2, "thrice": 3}
# What is between numbers before these is a stretch of hours, or of days.
_NO_LIMIT = frozenset({"am", "pm", ":", "of"})
_SIDES = "|".join(" ".join(words) for words, _ in _BEFORE if words[0].isalpha())
_OFTEN = regex(
    rf"(?:^|(?<= ))(?:(?:only|just|exactly) |(?P<side>{_SIDES}) )?"
    rf"(?P<n>{'|'.join(_COUNTS)}|(?:\d{{1,3}}|{'|'.join(NUMBERS)})(?= times?(?: |$)"
    r"| (?:or (?:more|less|fewer)|\+) times?(?: |$)))(?: (?P<mid>or more|or less|or fewer|\+))?"
    r"(?: times?)?"
    r"(?: (?:only|(?P<after>or more|or less|or fewer)))?"
    r"(?! (?:a|an|per|we|you|they|it|the|more|as|higher|bigger|larger|less))(?= |$)",
    "once|twice|thrice| time",
)
_ONE_TIME = regex(
    r"(?:^|(?<= ))(?:(?:one|single|1) (?:- )?(?:time|off|order|purchase|visit)|onetime)"
    r"(?= (?:§|buyers?|shoppers?|customers?|clients?|purchasers?)(?: |$))",
    "one|single|1",
)
_COUNTED_ONCE = regex(
    r"(?:^|(?<= ))(?:(?:and|but|with|by|please) )*(?:"
    r"(?:only )?(?:count|counting) (?:(?:each|every) (?:of (?:them|these|those) "
    r"|(?:active |single |different |unique )?[a-z]+ )?|(?:all of )?them |everyone |everybody )"
    r"|(?:(?:each|every|all) )?(?:(?:of them|of these|one|[a-z]+) )?(?:only )?(?:being )?counted )"
    r"(?:only |just |but )?(?:once|one time)(?: each| only)?(?= |$)",
    "count",
    "once|one time",
)
_ASKING = frozenset(
    {"did", "do", "does", "have", "has", "had", "were", "was", "is", "are", "am", "isn't", "didn't"}
)
_OPENING = MARKS | {"and", "so", "but", "hi", "hey", "hello", "hmm", "ok", "well"}


@record
class Limited:
    """Rows are wanted on one side of a number, given in money, in percent or as it is.

    `times` says that it counts how often something was done.
    """

    op: Side
    value: float
    unit: Literal["", "money", "percent"] = ""
    times: bool = False


@record
class CountedOnce:
    """Each is to be counted once: no limit to those who did something once."""


def mark_limits(board: Board) -> None:
    """Mark comparisons with a number. Call before periods and changes are marked."""
    for first, last, _ in Board(board.tokens).found(_COUNTED_ONCE):
        board.marks = [one for one in board.marks if one.end <= first or one.start >= last]
        board.put(first, last, CountedOnce())
    for first, last, _ in board.found(_ONE_TIME)[:1]:
        board.put(first, last, Limited("eq", 1, times=True))
    for first, last, match in board.found(_OFTEN):
        op, value = _often(match)
        board.put(first, last, Limited(op, value, times=True))
    for place in range(len(board.tokens)):
        for start, end, limit in _between(board, place):
            board.put(start, end, limit)
        found = _limit_at(board, place)
        if found and board.free(place, found[0]):
            board.put(place, found[0], found[1])
    _mark_around_names(board)


def _mark_around_names(board: Board) -> None:
    """Mark "two orders or more", where what is counted stands between the number and its side."""
    for mark, _ in board.of(MetricSaid):
        figure = _figure_at(board, mark.start - 1)
        op = _AFTER.get((board.word(mark.end), board.word(mark.end + 1)))
        free = board.free(mark.start - 1, mark.start) and board.free(mark.end, mark.end + 2)
        if figure and op and free and figure[0] == mark.start and not _is_year(figure[1]):
            board.put(mark.start - 1, mark.start, Limited(op, *figure[1:]))
            board.put(mark.end, mark.end + 2, Noise())


def numbers(board: Board) -> frozenset[float]:
    """The numbers that the question says, percentages as fractions, too."""
    found = (_figure_at(board, place) for place in range(len(board.tokens)))
    said = [figure[1] for figure in found if figure]
    return frozenset((*said, *(value / 100 for value in said)))


def _often(match: re.Match[str]) -> tuple[Side, float]:
    """`more than once` as more than 1, `exactly twice` as exactly 2, `once or more` as at least."""
    value = float(_COUNTS.get(match["n"]) or NUMBERS.get(match["n"]) or int(match["n"]))
    sides = {" ".join(words): op for words, op in (*_BEFORE, *_AFTER.items())}
    side = match["after"] or match["mid"] or match["side"] or ""
    return "ge" if side == "+" else sides.get(side, "eq"), value


def _between(board: Board, place: int) -> Iterator[tuple[int, int, Limited]]:
    """As in "between 5 and 10 orders", both ends included; not of hours, days and years."""
    first = _figure_at(board, place + 1) if board.word(place) == "between" else None
    if first is None or board.word(first[0]) not in ("and", "&", "to"):
        return
    last = _figure_at(board, first[0] + 1)
    if last is None or board.word(last[0]) in MONTHS or first[1] >= last[1]:
        return
    if board.word(last[0]) in _NO_LIMIT or _is_year(first[1]) or board.word(first[0] - 1) in MONTHS:
        return
    unit = first[2] or last[2]
    yield place, first[0], Limited("ge", first[1], unit)
    yield first[0], last[0], Limited("le", last[1], unit)


def _is_year(value: float) -> bool:
    return value in range(1900, 2100)


def _limit_at(board: Board, place: int) -> tuple[int, Limited] | None:
    for words, op in sorted(_BEFORE, key=lambda each: -len(each[0])):
        after = place + len(words)
        if tuple(board.word(n) for n in range(place, after)) == words:
            figure = _figure_at(board, after)
            return (figure[0], Limited(op, *figure[1:])) if figure else None
    figure = _figure_at(board, place)
    if figure is None:
        return None
    for size in (2, 1):
        said = tuple(board.word(n) for n in range(figure[0], figure[0] + size))
        if said in _AFTER:
            return figure[0] + size, Limited(_AFTER[said], *figure[1:])
    return None


def _figure_at(
    board: Board, place: int
) -> tuple[int, float, Literal["", "money", "percent"]] | None:
    """Where a number ends, what it is, and its unit; None for one that counts days and the like."""
    money = board.word(place) in CURRENCY_WORDS
    start = place + money
    match = _FIGURE.fullmatch(board.word(start))
    if match:
        value = float(match[1].replace(",", "") + (match[2] or "")) * _TIMES.get(match[3] or "", 1)
    elif board.word(start) in NUMBERS:
        value = float(NUMBERS[board.word(start)])
    else:
        return None
    end = start + 1
    if value > _LARGEST:
        return None
    if board.word(end) in _TIMES:
        value, end = value * _TIMES[board.word(end)], end + 1
    if board.word(end) in ("%", "percent"):
        return end + 1, value / 100, "percent"
    if board.word(end) in CURRENCY_WORDS:
        money, end = True, end + 1
    if board.word(end) == "times" and not money:
        return end + 1, value, ""
    if end < len(board.tokens) and board.tokens[end].stem in _UNITS:
        return None
    return end, value, "money" if money else ""


@record
class Limits:
    """The limits of a question as data; `why` says what is not clear about them."""

    having: tuple[Threshold, ...] = ()
    why: str = ""


def limits_of(board: Board, metrics: Sequence[str], groups: Sequence[str], view: View) -> Limits:
    """The limits that the question sets on the rows of its split."""
    limits = board.of(Limited)
    if not limits:
        return Limits()
    if len(metrics) > 1:
        return Limits(why="Which of the figures does the limit hold for?")
    metric = view.metrics[metrics[0]]
    objection = next(filter(None, (_objection(each, metric) for _, each in limits)), "")
    if objection:
        return Limits(why=objection)
    said = [each for _, each in limits]
    if not _one_range(said):
        return Limits(why="I take limits on one figure only. Which one is meant?")
    if groups and any(_holds_for_none(each, metric) for each in said):
        return Limits(why=f"Those without any {metric.title} are in no list here.")
    having = tuple(Threshold(metric=metric.name, op=e.op, value=e.value) for e in said)
    if not groups and is_yes_or_no(board):
        return Limits(having)
    if not groups:
        return Limits(why="A limit chooses rows of a split. Split by what?")
    if _counts_rows(board):
        return Limits(why="I can list those, and you can count them. Is the list meant?")
    return Limits(having)


def _one_range(limits: Sequence[Limited]) -> bool:
    """Whether limits are the ends of one range: not "over £1,000 and more than 5 times"."""
    sides = [each.op[0] for each in limits]
    return len(limits) == 1 or (len(limits) == 2 and set(sides) == {"g", "l"})


def _holds_for_none(limit: Limited, metric: BaseMetric) -> bool:
    """Whether only rows with nothing would be within a limit: "fewer than 1 order"."""
    least = 0 if metric.format.unit in CURRENCIES or metric.format.percent else 1
    return limit.value <= {"lt": least, "le": 0, "eq": 0}.get(limit.op, -1)


def is_yes_or_no(board: Board) -> bool:
    """Whether the question can be answered with yes or no: "did we get more than 100 orders?"."""
    first = next((token.word for token in board.tokens if token.word not in _OPENING), "")
    return first in _ASKING


def _objection(limit: Limited, metric: BaseMetric) -> str:
    money = metric.format.unit in CURRENCIES
    if limit.unit == "money" and not money:
        return f"{metric.title} is not an amount of money."
    if (limit.unit == "percent") != metric.format.percent:
        kind = "a percentage" if metric.format.percent else "no percentage"
        return f"{metric.title} is {kind}. Which limit is meant?"
    return ""


def _counts_rows(board: Board) -> bool:
    """Whether "how many" asks for the number of rows: "how many countries had more than …"."""
    counts = [mark.end for mark, hint in board.of(Hint) if hint.unit == "count"]
    nouns = [mark.start for mark, _ in (*board.of(DimensionSaid), *board.of(Grouped))]
    between = [mark.start for mark, _ in (*board.of(MetricSaid), *board.of(MemberSaid))]
    return any(
        end <= noun and not any(end <= other < noun for other in between)
        for end in counts
        for noun in nouns
    )
