"""Rankings said by no superlative: "number one", "mostly", and "just five names" after one."""

from dataclasses import replace

from agent.interpreter.board import Board, DimensionSaid, Mark, MemberSaid, Noise, Rank, TimeSaid
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.words.ordinary import NUMBERS, number
from agent.patterns import regex

_NUMBER_ONE = regex(
    r"(?:^|(?<= ))(?:(?:no|nr)(?: \.)?|number|#) (?:1|one)(?= §)", "no|nr|number|#", "1|one"
)
_WAS_ONE = regex(
    r"(?:^|(?<= ))(?:was|is|were|are|came|comes|ranked|ranks|be)(?: in)?(?: at)?(?: (?:the|our))? "
    r"(?P<said>(?:(?:no|nr)(?: \.)?|number|#) (?:1|one)|tops?)"
    r"(?= (?:in|for|by|on|with|during|over|across|if|when|and|§)(?: |$)| ?[?.,!]|$)",
    "no|nr|number|#|top",
)
_N = rf"(?:\d{{1,3}}|{'|'.join(NUMBERS)})"
_LAST = r"(?= ?[,;.+&?!)]|$)"
_JUST_ONE = regex(
    r"(?:^|(?<= ))(?:(?:just|only|namely|i.e.) )?(?:the )?(?:(?:no|nr)(?: \.)?|number|#) (?:1|one)"
    rf"{_LAST}|(?:^|(?<= ))(?:just|only) the (?:very )?(?:first|top|best|winner)(?: one)?{_LAST}",
    "no|nr|number|#|just|only",
)
_SO_MANY = regex(
    rf"(?:^|(?<= ))(?:(?:give|tell|show|list|send) me |i (?:need|want) )?(?P<n>{_N}) names?"
    r"(?: (?:with|and|plus) (?:the |their )?(?:numbers?|figures?|counts?|totals?|amounts?))?"
    rf"(?: (?:will do|are enough|is enough|please|pls))?{_LAST}",
    "name",
)
_MOSTLY = regex(r"(?:^|(?<= ))(?:mostly|mainly|chiefly|predominantly)(?= (?:§|[a-z]))", "ly")


def mark_number_one(board: Board) -> None:
    """Mark "No. 1" before what it is the first of, or after it: "which club was number one"."""
    for _, last, match in board.found(_WAS_ONE)[:1]:
        if board.has(DimensionSaid) or board.has(Grouped):
            board.put(last - len(match["said"].split()), last, Rank("highest", 1))
    for first, last, _ in board.found(_NUMBER_ONE)[:1]:
        # "Product no. 1" is its number.
        before = [mark.meaning for mark in board.marks if mark.end == first]
        if before and not isinstance(before[-1], TimeSaid | MemberSaid):
            continue
        if starts(board, last, DimensionSaid) or starts(board, last, Grouped):
            board.put(first, last, Rank("highest", 1))


def mark_mostly(board: Board) -> None:
    """Mark "which towns do they mostly come from" as asking for the highest."""
    if board.has(Rank):
        return
    asked = [mark for mark, _ in (*board.of(DimensionSaid), *board.of(Grouped))
             if _asks_which(board, mark)]  # fmt: skip
    for first, last, _ in board.found(_MOSTLY)[:1]:
        if asked and asked[0].end <= first:
            said = asked[0].meaning
            board.put(first, last, Rank("highest", None))
            if isinstance(said, DimensionSaid):
                board.swap(asked[0], Grouped(said.fields))


def _asks_which(board: Board, mark: Mark) -> bool:
    """Whether a dimension is asked for: "which town", "three towns"."""
    before = board.word(mark.start - 1)
    return before in ("which", "what") or number(before) is not None


def mark_limits_said_after(board: Board) -> None:
    """Take how many are wanted from words after the ranking: "just no. 1", "five names"."""
    ranks = board.of(Rank)
    if len(ranks) != 1 or not (board.has(DimensionSaid) or board.has(Grouped)):
        return
    ((mark, rank),) = ranks
    for pattern in (_JUST_ONE, _SO_MANY):
        for first, last, match in board.found(pattern)[:1]:
            wanted = number(match.groupdict().get("n") or "1")
            if first >= mark.end and rank.limit in (None, wanted):
                board.swap(mark, replace(rank, limit=wanted))
                board.put(first, last, Noise())
                return


def starts(board: Board, place: int, kind: type) -> bool:
    """Whether something of a kind begins at a place."""
    return any(mark.start == place and isinstance(mark.meaning, kind) for mark in board.marks)
