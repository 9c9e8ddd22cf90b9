"""Customers won against those lost in one period: "did we lose more customers than we won"."""

from agent.interpreter.board import (
    AskedBack,
    Board,
    Contrast,
    MemberSaid,
    MetricSaid,
    Noise,
    TimeSaid,
)
from agent.interpreter.customers.states import joining, leaving, subjects_of
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.signs import stretch
from agent.patterns import regex
from semantic.view import View

_WON = frozenset(
    {
        "win",
        "wins",
        "won",
        "winning",
        "gain",
        "gains",
        "gained",
        "gaining",
        "add",
        "added",
        "adding",
    }
    | {"acquire", "acquires", "acquired", "acquiring", "attract", "attracted", "get", "got", "new"}
    | {"getting", "join", "joined", "joining", "land", "landed", "sign", "signed", "recruited"}
)
_LOST = frozenset(
    {"lose", "loses", "lost", "losing", "loose", "loosing", "leave", "leaves", "left", "leaving"}
    | {"churn", "churned", "churning", "shed", "shedding", "lapse", "lapsed", "lapsing", "quit"}
    | {"cancel", "cancelled", "canceled", "gone"}
)
_DONE = rf"(?:{'|'.join(sorted(_WON | _LOST))})(?: up| us)?"
_WE = r"(?:(?:we|they|that|who|what|have|had|has|were|was|are|is|did|do|does|been|be|us|newly) )*"
_IN = r"(?:(?:in|during|for|over) )?@"
_MORE = r"(?:any |many |far |net )*(?:more|fewer|less)"
_AGAINST = r"(?:and|or|vs|vs \.|versus|against|&|/|compared to|compared with)"
_SET_AGAINST = regex(
    rf"(?:^|(?<= ))(?:{_DONE} {_MORE} (?:of )?(?:our )?# (?:{_IN} )?than {_WE}{_DONE}"
    rf"|{_MORE} # {_WE}{_DONE} (?:{_IN} )?than {_WE}{_DONE}"
    rf"|{_DONE} {_AGAINST} {_DONE} (?:{_MORE} )?#"
    rf"|# {_WE}{_DONE} {_AGAINST} {_WE}{_DONE})(?= |$)",
    "more|fewer|less| and | or |vs|versus|against|&|/|compared",
    "#",
)
_NET = regex(
    r"(?:^|(?<= ))net (?:new #|# (?:growth|gains?|adds?|additions?|losse?s?|change|movement)"
    r"|(?:gains?|growth|losse?s?|additions?|change|movement) (?:of|in) #)(?= |$)",
    "net ",
    "#",
)


def mark_gains(board: Board, lexicon: Lexicon, view: View) -> None:
    """Mark both figures, in the order in which they are named. Call after periods are marked.

    Where no metric counts those who were lost in a period, it is asked back.
    """
    nouns = lexicon.nouns | lexicon.entities
    said = stretch(board, _SET_AGAINST, nouns)
    net = said is None and (said := stretch(board, _NET, nouns)) is not None
    if said is None:
        return
    words = [board.word(place) for place in range(*said)]
    deeds = [word in _WON for word in words if word in _WON | _LOST]
    who = subjects_of(board, lexicon)
    won, (lost, gone) = joining(who, view), leaving(who, view)
    if net:
        _ask(board, said, "No metric here is those won less those lost.", (*won, *(lost or gone)))
    elif set(deeds) == {True, False} and len(won) == len(lost) == 1:
        _put_both(board, said, (*won, *lost) if deeds[0] else (*lost, *won))
    elif set(deeds) == {True, False}:
        why = "" if lost else "How many were lost in a period is not counted here."
        _ask(board, said, why, (*won, *(lost or gone)))


def _ask(board: Board, said: tuple[int, int], why: str, metrics: tuple[str, ...]) -> None:
    if metrics:
        start, _ = _cleared(board, said)
        board.put(start, start, AskedBack(f"{why} Which figure is meant?".strip(), metrics))


def _put_both(board: Board, said: tuple[int, int], metrics: tuple[str, ...]) -> None:
    start, _ = _cleared(board, said)
    # The word between the two keeps one of them from saying whose figure the other is.
    first = next(mark for mark in board.marks if (mark.start, mark.end) == (start, start + 1))
    board.marks.remove(first)
    for end, meaning in ((start, MetricSaid(metrics[:1])), (start + 1, Contrast())):
        board.put(start, end, meaning)
    board.put(start + 1, start + 1, MetricSaid(metrics[1:]))


def _cleared(board: Board, said: tuple[int, int]) -> tuple[int, int]:
    """The same places, with all their words taken as said but periods and members."""
    start, end = said
    board.marks = [
        mark
        for mark in board.marks
        if mark.end <= start or mark.start >= end or isinstance(mark.meaning, TimeSaid | MemberSaid)
    ]
    for place in range(start, end):
        if board.free(place, place + 1):
            board.put(place, place + 1, Noise())
    return said
