"""Rows that a split has anyway: "all four", "UK included", "including those without a tier"."""

from dataclasses import replace

from agent.interpreter.board import Board, DimensionSaid, GrainSaid, MemberSaid, Noise, Rank
from agent.interpreter.members.fields import is_key
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.members.included import FOLLOWING
from agent.interpreter.words.ordinary import NUMBERS
from agent.patterns import regex
from semantic.view import View

_INCLUDING = (
    r"(?:(?:and|also|plus|,) )*(?:including|include|incl(?: \.)?|inc(?: \.)?|plus|with|keep|also)"
)
_SHOWN = (
    r"(?: (?:should|must|may|can|to))? (?:be )?(?:show|appear|shown|listed|included|kept|stay)"
    r"(?: up)?(?: (?:as|on|in) (?:a|an|one|its|their)(?: own)?(?: separate| extra)?"
    r" (?:row|line|bar|group))?(?: of (?:its|their) own)?(?: too| as well)?"
)
_WITHOUT = r"(?:without|with no|with none|having no|(?:have|has) no|lacking|missing)"
_EMPTY = r"(?:blanks?|empt(?:y|ies)|nulls?|none|unassigned|unset|missing)"
_KEPT = regex(
    rf"(?:^|(?<= )){_INCLUDING} (?:also )?(?:(?:the|those|any|all) )*(?:(?:ones?|rows?|§) )?"
    rf"(?:(?:who|that|which) )?{_WITHOUT}(?: (?:a|an|any|one|§))*(?: in)?"
    r"(?= (?:[.,!?)]|please|pls|plz)|$)"
    rf"|(?:^|(?<= ))(?:(?:and|also|,) )*(?:the|those|any) (?:(?:ones?|rows?) )?{_WITHOUT}"
    rf"(?: (?:a|an|any|one|§))*{_SHOWN}(?= (?:[.,!?)]|please|pls|plz)|$)"
    rf"|(?:^|(?<= )){_INCLUDING} (?:(?:the|any|all) )*{_EMPTY}(?: (?:ones?|values?|rows?))?"
    r"(?= [.,!?)]|$)"
    rf"|(?:^|(?<= )){_EMPTY}(?: (?:ones?|values?|rows?))? (?:included|too|as well)(?= [.,!?)]|$)",
    "without|with no|having no|ha|lacking|missing|blank|empt|null|none|unassigned|unset",
)
_LEADING = frozenset({"incl", "including", "include", "counting"})
_ALL = regex(
    r"(?:^|(?<=[.,;:(–-] ))(?:(?:i |we )?(?:need|want) )?all (?:of )?"
    rf"(?:(?:the|them|our) )?(?:\d+|{'|'.join(NUMBERS)})"
    r"(?: of (?:them|these|those))?(?= (?:please|pls|plz|thanks|thx|cheers|[.,!?)])|$)",
    "all ",
)
# As in "each of the four clubs": the split has a row for each, however many they are.
_EACH_OF_SO_MANY = regex(
    rf"(?:^|(?<= ))each (?:one )?of (?:the|our|these) (?:\d+|{'|'.join(NUMBERS)})(?= §)", "each "
)
_BIG = "(?:top|big|biggest|large|largest|main|major|key|leading|best|highest|important)"
_ONES = "(?: (?:ones?|few|handful|names?|rows?|lines?|players?|[1-9]0?|three|five|ten))?"
_WHOLE_LIST = regex(
    r"(?:^|(?<= ))(?:(?:and|but|so|with) )?(?:"
    rf"not (?:just|only|merely|simply) (?:the |our )?{_BIG}{_ONES}"
    r"|(?:with )?no (?:cut (?:- )?offs?|cutoffs?|limits?|truncation|omissions|exceptions|gaps)"
    r"|(?:please )?(?:do not|without) (?:leav(?:e|ing)|miss(?:ing)?|skip(?:ping)?|cut(?:ting)?"
    r"|drop(?:ping)?) (?:any(?: of (?:them|it))?(?: out| off)?|anything(?: out| off)?"
    r"|(?:it|them) off|(?:any )?one out)"
    r"|(?:the )?(?:full|whole|complete|entire) (?:list|table|lot|set|ranking|breakdown)"
    r"|all (?:of )?(?:them|those|the rows|rows)|every (?:single )?(?:one|row)(?: of them)?"
    r")(?= (?:please|pls|plz|thanks|thx|kindly|if|§|[.,!?;:)–-])|$)",
    "not |no |without|list|table|lot|set|ranking|breakdown|all |every ",
)


def mark_kept_rows(board: Board, view: View) -> None:
    """Mark words for rows that a split shows anyway. Call when its fields are marked.

    Splits by customers leave out what belongs to none, so these are asked back.
    """
    if board.has(Grouped) or board.has(GrainSaid):
        board.silence(_ALL)
        board.silence(_EACH_OF_SO_MANY)
    _mark_whole_list(board)
    _mark_included(board)
    fields = [name for _, said in board.of(Grouped) for name in said.fields]
    if fields and not any(is_key(view.dimensions[name]) for name in fields):
        for first, last, _ in board.found(_KEPT)[:1]:
            _take(board, first, last)


def _mark_whole_list(board: Board) -> None:
    """Mark "the full list, not just the top ones" beside a split, which has all rows anyway.

    A ranking without a number is of all then; one with a number says the opposite.
    """
    plain = Board(board.tokens)
    for first, last, _ in plain.found(_WHOLE_LIST):
        inside = [mark for mark in board.marks if mark.start < last and first < mark.end]
        ranked = [(mark, rank) for mark, rank in board.of(Rank) if mark not in inside]
        idle = all(isinstance(mark.meaning, Rank | Noise | DimensionSaid) for mark in inside)
        split = any(
            isinstance(mark.meaning, Grouped | DimensionSaid) and mark not in inside
            for mark in board.marks
        )
        if split and idle and all(rank.limit is None for _, rank in ranked):
            board.marks = [mark for mark in board.marks if mark not in inside]
            board.put(first, last, Noise())
            for mark, rank in ranked:
                board.swap(mark, replace(rank, every=True))


def take_whole_lists(board: Board, meaning: object) -> None:
    """Give "not just the top ones" and the like this meaning, after the answer of a thread."""
    for first, last, _ in Board(board.tokens).found(_WHOLE_LIST):
        inside = [mark for mark in board.marks if mark.start < last and first < mark.end]
        if all(isinstance(mark.meaning, Rank | Noise) for mark in inside):
            board.marks = [mark for mark in board.marks if mark not in inside]
            board.put(first, last, meaning)


def _mark_included(board: Board) -> None:
    """Mark "UK included" beside a split by country, which has its row anyway."""
    split = {name for _, said in board.of(Grouped) for name in said.fields}
    members = board.of(MemberSaid)
    if len(members) != 1 or not split & {name for name, _ in members[0][1].values}:
        return
    mark = members[0][0]
    before = mark.start - 2 if board.word(mark.start - 1) in ("the", "our") else mark.start - 1
    led = board.word(before) in _LEADING and board.free(before, mark.start)
    followed = board.word(mark.end) in FOLLOWING and board.free(mark.end, mark.end + 1)
    if (led or followed) and not members[0][1].excluded:
        board.marks.remove(mark)
        board.put(before if led else mark.start, mark.end + followed, Noise())


def _take(board: Board, first: int, last: int) -> None:
    inside = [mark for mark in board.marks if first <= mark.start < last]
    if all(isinstance(mark.meaning, DimensionSaid | Grouped) for mark in inside):
        board.marks = [mark for mark in board.marks if mark not in inside]
        board.put(first, last, Noise())
