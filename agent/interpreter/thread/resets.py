"""Taking back, in a thread, what was said before: "drop the filter", "all countries", "overall"."""

import re
from bisect import bisect_right
from dataclasses import replace
from itertools import accumulate

from agent.interpreter.board import (
    AskedBack,
    Board,
    Change,
    Comparing,
    DimensionSaid,
    Hint,
    MemberSaid,
    MetricSaid,
    Noise,
    Rank,
)
from agent.interpreter.members.fields import bare
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.rows.kept_rows import take_whole_lists
from agent.interpreter.words.ordinary import SHARE
from agent.reading import Reading
from semantic.record import record

_DROP = (
    "(?:drop|remove|clear|lift|reset|forget|ignore|delete|without|no|stop|take off|get rid of)"
    "(?: (?:the|that|this|these|those|all|any|of|my|more))*"
)
_FILTERS = rf"(?<!\S)(?:{_DROP} (?:filters?|filtering|restrictions?|conditions?)|unfiltered)(?!\S)"
_COMPARISON = rf"(?<!\S){_DROP} (?:comparisons?|comparing)(?!\S)"
_SPLIT = rf"(?<!\S){_DROP} (?:split|splits|breakdown|grouping)(?!\S)"
_TOTAL = (
    r"(?<!\S)(?:(?:just|only) )?(?:in total|overall|altogether|as (?:a|one) total|the total"
    r"|in one figure|^total(?= \?|$))(?!\S)"
)
_AS_ONE = (
    r"^(?:(?:and|all|ok|now|just|as|both|them|taken|put|added|summed) )*"
    r"(?:together|combined|added up|summed up)(?= (?:please )?[?.!]|(?: please)?$)"
)
_SHOWN = (
    r"(?<!\S)(?:as|in|on|make it|into) (?:an? )?(?:(?:line|bar) )?"
    r"(?:chart|graph|table|list|plot)(?!\S)"
    r"|^(?:a |the )?(?:chart|graph|plot|picture)(?= (?:please|pls|[?.!])(?: |$)|$)"
)
_WHOLE_LIST = (
    r"(?<!\S)(?:(?:the )?(?:whole|full|complete|entire) (?:list|ranking|table)"
    r"|show (?:me )?all(?: of (?:them|these|those))?"
    rf"|all rows|{_DROP} (?:limits?|thresholds?|cut ?- ?offs?|cutoffs?|minimum))(?!\S)"
)
# "Orders of all of them" are those of the rows before.
_ALL_RANKED = r"(?<!\S)all of (?:them|these|those)(?!\S)"
_BACK_TO_ALL = (
    r"(?<!\S)(?:(?:go|going|switch)? ?back to|return to) (?:all(?: of (?:them|it))?|everything"
    r"|everyone|everybody|the (?:whole|total))(?= [?.!]|$)"
)
_ALL_OF_THEM = (
    r"^(?:(?:and|ok|okay|now|then|for|show|me) )*(?:all(?: of (?:them|it))?|everything|everyone"
    r"|everybody|the (?:whole|total))(?=(?: please)?(?: [?.!]|$))"
)
_THE_TOTAL = (
    r"^(?:(?:and|ok|okay|now|then|show|me|give|what|'s|is|was) )*(?:the |a )?"
    r"(?:grand |overall )?total(?=(?: please)?(?: [?.!]|$))"
)
_NO_SHARE = (
    rf"(?<!\S)(?:{_DROP} (?:shares?|percentages?|percents?|%)"
    r"|(?:back to|in|as) (?:the )?(?:absolute )?"
    r"(?:numbers|figures|amounts|pounds|euros|dollars|counts|values|absolutes))(?!\S)"
)
_PUT_BACK = r"(?<!\S)(?:put|bring|add|take) (?:them|it|him|her|those|that|these) back(?: in)?(?!\S)"
_WITHOUT_TOP = (
    r"(?<!\S)(?:drop|remove|without|exclude|excluding|except|leave out|ignore|skip) (?:the )?"
    r"(?:(?:top|first|bottom|biggest|largest|highest) (?:\d{1,3}|two|three|five|ten|one)"
    r"|(?:top|biggest|largest|highest)(?= [?.!]|$))(?!\S)"
)
_ALL_OR_REST = "All rows, or all but those? Say “all of them”, or name those to leave out."
_DROPPING = frozenset({"drop", "lose", "ditch", "scrap", "cut", "bin", "axe"})
_BEFORE_DROP = frozenset(
    {"ok", "okay", "and", "now", "please", "pls", ",", "can", "you", "let", "'s", "us"}
)
_ALL = frozenset({"all", "every", "any"})


@record
class Reset:
    """The thread's filters on these fields, its split, or what it compares with, no longer hold.

    So for its limit to the highest or lowest (`rank`), and its shares.
    """

    fields: tuple[str, ...] = ()
    split: bool = False
    compare: bool = False
    rank: bool = False
    share: bool = False

    @property
    def is_of_shape(self) -> bool:
        """Whether it leaves alone which rows the figures are of."""
        return self.split or self.compare or self.rank or self.share


@record
class Shown:
    """The answer before is to be shown in some form."""


def mark_resets(board: Board, before: Reading) -> None:
    """Mark what takes back a part of the reading before."""
    held = tuple(given.field for given in before.filters)
    _leave_out_dropped(board, before)
    _mark(board, _FILTERS, Reset(fields=held))
    _mark(board, _COMPARISON, Reset(compare=True))
    _mark(board, _SPLIT, Reset(split=True))
    _mark(board, _SHOWN, Shown())
    if before.group_by:
        # "The total" of some countries side by side is of these.
        _mark(board, _THE_TOTAL, Reset(split=True))
    for words in (_BACK_TO_ALL, *([] if before.limit else [_ALL_OF_THEM])) if held else ():
        _mark(board, words, Reset(fields=held))
    _mark_rows(board, before)
    left_out = tuple(one.field for one in before.filters if one.op in ("ne", "not_in"))
    if left_out:
        _mark(board, _PUT_BACK, Reset(fields=left_out))
    if before.share:
        _mark(board, _NO_SHARE, Reset(share=True))
    if before.among is not None:
        _drop_list(board)
    _back_to_split(board, held)
    _mark_every(board, before, held)
    if before.group_by:
        _mark(board, _AS_ONE, Reset(split=True))
    part = SHARE & {token.word for token in board.tokens}
    if not part and all(isinstance(mark.meaning, Noise | Hint) for mark in board.marks):
        _mark(board, _TOTAL, Reset(split=True) if before.group_by else Reset(fields=held))


def _mark_every(board: Board, before: Reading, held: tuple[str, ...]) -> None:
    """Mark "all countries" after some of them, and "every country" after a ranking."""
    for mark, said in board.of(DimensionSaid):
        named = {bare(name) for name in said.fields}
        fields = tuple(name for name in held if bare(name) in named)
        if board.word(mark.start - 1) not in _ALL:
            continue
        if fields:
            board.swap(mark, Reset(fields=fields))
        elif (before.limit or before.having) and set(said.fields) & set(before.group_by):
            board.swap(mark, Reset(rank=True))
    for mark, split in board.of(Grouped):
        every = board.word(mark.start - 1) == "every"
        if before.limit and every and set(split.fields) & set(before.group_by):
            board.swap(mark, Reset(rank=True))


def _mark_rows(board: Board, before: Reading) -> None:
    """Mark what takes back a ranking or a limit, and what asks for all but its first rows."""
    if before.limit or before.having:
        _mark(board, _WHOLE_LIST, Reset(rank=True))
        if not board.has(MetricSaid):
            _mark(board, _ALL_RANKED, Reset(rank=True))
    if before.limit:
        _mark(board, _WITHOUT_TOP, AskedBack(_ALL_OR_REST), Rank)
    if before.group_by and not board.has(MetricSaid):
        whole = Reset(rank=True) if before.limit or before.having else Shown()
        take_whole_lists(board, whole)


def _back_to_split(board: Board, held: tuple[str, ...]) -> None:
    """Mark "go back to countries", after one of them, as all of them side by side."""
    for mark, said in board.of(DimensionSaid):
        start = mark.start - (board.word(mark.start - 1) in ("the", "our", "by"))
        if (board.word(start - 2), board.word(start - 1)) != ("back", "to"):
            continue
        start -= 3 if board.word(start - 3) in ("go", "going", "switch", "get") else 2
        if board.free(start, mark.start):
            named = {bare(name) for name in said.fields}
            fields = tuple(name for name in held if bare(name) in named)
            board.put(start, mark.start, Reset(fields=fields) if fields else Noise())
            board.swap(mark, Grouped(said.fields))


def _drop_list(board: Board) -> None:
    """Mark "everyone", in a thread about those of a list, as nobody left out."""
    for mark, _ in board.of(DimensionSaid):
        before = board.word(mark.start - 1)
        if before in _ALL or board.text(mark) in ("everyone", "everybody"):
            board.swap(mark, Reset(fields=()))


def _mark(board: Board, pattern: str, meaning: object, *over: type) -> None:
    words = [token.word for token in board.tokens]
    starts = [0, *accumulate(len(word) + 1 for word in words)]
    match = re.search(pattern, " ".join(words))
    if match is None:
        return
    first = bisect_right(starts, match.start()) - 1
    last = bisect_right(starts, match.end() - 1)
    # "Drop" is a change, and "drop the filter" is none.
    inner = [mark for mark in board.marks if first <= mark.start and mark.end <= last]
    if all(isinstance(mark.meaning, (Change, Comparing, Noise, Hint, *over)) for mark in inner):
        board.marks = [mark for mark in board.marks if mark not in inner]
        if board.free(first, last):
            board.put(first, last, meaning)


def _leave_out_dropped(board: Board, before: Reading) -> None:
    """Mark "drop the UK", after a split by it, as leaving it out; after it alone, as going back.

    Elsewhere "drop" and "lose" tell of a change, or of customers who left.
    """
    place = next((n for n in range(len(board.tokens)) if board.word(n) not in _BEFORE_DROP), 0)
    after = place + (2 if board.word(place + 1) == "the" else 1)
    found = [one for one in board.of(MemberSaid) if one[0].start == after]
    if board.word(place) not in _DROPPING or not found:
        return
    mark, said = found[0]
    named = {bare(name) for name, _ in said.values}
    split = any(bare(name) in named for name in before.group_by)
    only = tuple(
        given.field for given in before.filters if given.op == "eq" and bare(given.field) in named
    )
    if not split and not only:
        return
    board.marks = [one for one in board.marks if one is mark or not place <= one.start < mark.end]
    board.put(place, mark.start, Noise())
    board.swap(mark, Reset(fields=only) if only and not split else replace(said, excluded=True))
