"""How long after its first month a cohort is seen: "M+2", "two months on", "the two-month mark"."""

from agent.interpreter.board import AskedBack, Board, Later, MetricSaid
from agent.interpreter.members.grouping import CohortSaid
from agent.interpreter.times.calendar_grammar import A_NUMBER
from agent.interpreter.words.ordinary import number
from agent.patterns import regex

_NTH = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
_NTH |= {"2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "6th": 6}
_N = f"(?P<n>{A_NUMBER})"
# "In the first two months after" is of both months together.
_NO_SPAN = "".join(
    f"(?<!{word} )" for word in ("first", "last", "next", "past", "within", "over", "all")
)
_MONTHS = rf"(?:^|(?<= )){_NO_SPAN}{_N} months?"
_LATER = (
    regex(rf"(?:^|(?<= ))(?:m|month|t) \+ {_N}(?= |$)", "+"),
    regex(
        rf"(?:^|(?<= ))(?:at|by|for|on|around) (?:the|their|its|a|an) {_N}(?: -)? months?"
        r" (?:mark|point|stage|anniversary|milestone)(?= |$)",
        "month",
    ),
    regex(
        rf"(?:^|(?<= ))(?:in |during )?(?:the|their) (?P<nth>{'|'.join(_NTH)}) month"
        r" (?:after|following)(?: (?:that|it|then|joining"
        r"|(?:that|their|the) (?:very )?first (?:order|purchase)))?(?= |$)",
        " month ",
        "after|following",
    ),
    regex(
        rf"{_MONTHS} (?:on|later|after(?:wards?)?|thereafter|in|down the (?:line|road))(?= |$)",
        " month",
    ),
    regex(rf"(?:^|(?<= ))after {_N} months?(?= |$)", "after "),
)
_KEPT = regex(rf"{_MONTHS}(?= §)", " month")
_NUMBERED = regex(
    rf"(?:^|(?<= ))(?:(?:in|at|by|for|of) )?(?:its |their |the )?(?P<what>month {_N})(?= |$)",
    "month ",
)
_FROM_WHICH = (
    "Does “{}” count the month of the first order as 0 or as 1? Say “two months later”, or name "
    "the month."
)


def mark_months_later(board: Board) -> None:
    """Mark how many months after its first one a cohort is seen. Call when cohorts are marked."""
    if not board.has(CohortSaid):
        return
    for pattern in _LATER:
        for first, last, match in board.found(pattern):
            nth = match.groupdict().get("nth")
            count = _NTH[nth] if nth else number(match["n"])
            if count is not None and board.free(first, last):
                board.put(first, last, Later(count))
    for first, last, match in board.found(_KEPT):
        # "Six month retention of the January cohort".
        count = number(match["n"])
        if count is not None and _is_retention(board, last):
            board.put(first, last, Later(count))
    for first, last, match in board.found(_NUMBERED):
        if not board.has(Later) and board.free(first, last):
            board.put(first, last, AskedBack(_FROM_WHICH.format(match["what"])))


def says_months_later(board: Board) -> bool:
    """Whether it is said how many months later somebody is seen: "after two months"."""
    return any(board.found(pattern) for pattern in _LATER)


def _is_retention(board: Board, place: int) -> bool:
    """Whether what was kept after so many months is named: "six month retention of …"."""
    named = any(mark.start == place for mark, _ in board.of(MetricSaid))
    return named and board.word(place) == "retention"
