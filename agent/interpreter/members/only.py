"""Words beside a member or cohort that say no more than its filter: "only", "due to"."""

from agent.interpreter.board import (
    Board,
    DimensionSaid,
    MemberSaid,
    Noise,
    Rank,
    TimeSaid,
    WhoseSaid,
)
from agent.interpreter.members.conditions import Filtered
from agent.interpreter.members.grouping import CohortSaid, Grouped
from agent.interpreter.members.short_names import NameSaid
from agent.interpreter.times.day_parts import PartFilter

_ONLY = frozenset({"only", "just", "solely", "exclusively", "purely", "alone"})
_SMALL = frozenset({"the", "in", "to", "from", "for", "of", "at", "our", "by", ",", "keep"})
_FROM = frozenset(
    {"from", "by", "of", "for", "the", "those", "our", "in", "with", "whose", "who", "where"}
)
_OWING_TO = (("because", "of"), ("due", "to"), ("owing", "to"))
_KEEPING = (("leave", "in"), ("keep", "in"), ("keep",), ("leave",))
_ARE = frozenset({"is", "are", "was", "were", "been", "be"})


def mark_only(board: Board) -> None:
    """Mark "only" beside a member, or before a cohort, where a filter says as much."""
    for place in list(board.rest()):
        ranked = any(
            mark.start in (place + 1, place + 2) or mark.end == place for mark, _ in board.of(Rank)
        )
        ranked = ranked or _ends_ranked(board, place)
        dated = any(mark.end == place for mark, _ in (*board.of(TimeSaid), *board.of(PartFilter)))
        beside = _beside(board, place, 1) or _beside(board, place, -1) or ranked or dated
        beside = beside or _leads_to_some(board, place) or _ends_whose(board, place)
        if board.word(place) in _ONLY and beside:
            but = board.word(place - 1) == "but" and board.free(place - 1, place)
            keep = board.word(place + 1) == "keep" and board.free(place + 1, place + 2)
            begin = place - (but or _keeps(board, place))
            board.put(begin, place + 1 + keep, Noise())
    for mark, _ in board.of(MemberSaid):
        lead = mark.start - (board.word(mark.start - 1) in ("a", "an", "the"))
        said = (board.word(lead - 2), board.word(lead - 1))
        owing = said in _OWING_TO or (said == ("down", "to") and board.word(lead - 3) in _ARE)
        if owing and board.free(lead - 2, mark.start):
            board.put(lead - 2, mark.start, Noise())


def _keeps(board: Board, place: int) -> int:
    """How many words right before a place say "keep" or "leave in", as "only" does."""
    for words in _KEEPING:
        begin = max(place - len(words), 0)
        if tuple(board.word(n) for n in range(begin, place)) == words and board.free(begin, place):
            return place - begin
    return 0


def _ends_ranked(board: Board, place: int) -> bool:
    """Whether the name of what is ranked ends at a place: "the best five trainers only"."""
    ranks = {mark.end for mark, _ in board.of(Rank)}
    return any(
        mark.end == place and mark.start in ranks
        for mark in board.marks
        if isinstance(mark.meaning, DimensionSaid | Grouped)
    )


def _ends_whose(board: Board, place: int) -> bool:
    """Whether those end at a place whose figure is meant: "from new customers only"."""
    return any(
        mark.end == place and isinstance(mark.meaning, CohortSaid | WhoseSaid)
        for mark in board.marks
    )


def _beside(board: Board, place: int, step: int) -> bool:
    following = place + step
    while _says_nothing(board, following):
        following += step
    kept = [mark for mark, said in board.of(MemberSaid) if not said.excluded]
    named = [mark for mark, _ in board.of(NameSaid)]
    return any(mark.start <= following < mark.end for mark in (*kept, *named))


def _says_nothing(board: Board, place: int) -> bool:
    """Whether a word does not part "only" from its member: "in", "courses" of "online courses"."""
    noun = any(mark.start <= place < mark.end for mark, _ in board.of(Noise))
    return noun or (board.word(place) in _SMALL and board.free(place, place + 1))


def _leads_to_some(board: Board, place: int) -> bool:
    """Whether "only" keeps to a cohort or a member: "only people who first ordered in May"."""
    after = place + 1
    silent = {n for mark in board.marks if isinstance(mark.meaning, Noise | Filtered)
              for n in range(mark.start, mark.end)}  # fmt: skip
    while board.word(after) in _FROM or after in silent:
        after += 1
    kept = any(mark.start == after and not said.excluded for mark, said in board.of(MemberSaid))
    return kept or any(mark.start == after for mark, _ in board.of(CohortSaid))
