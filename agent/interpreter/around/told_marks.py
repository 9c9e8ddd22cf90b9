"""Whether what is told around a question may be a condition of it, or changes nothing."""

from collections.abc import Sequence

from agent.interpreter.around.asides import Aside, is_clock, is_head
from agent.interpreter.around.somebody import is_office
from agent.interpreter.around.stories import STRONG, is_guess
from agent.interpreter.board import (
    AskedBack,
    Board,
    Change,
    DimensionSaid,
    GrainSaid,
    Hint,
    Mark,
    MemberSaid,
    MetricSaid,
    Noise,
    Rank,
    TimeSaid,
)
from agent.interpreter.leftovers import unexplained
from agent.interpreter.members.grouping import CohortSaid, Grouped
from agent.interpreter.members.large import Found
from agent.interpreter.rows.thresholds import Limited
from agent.interpreter.times.calendar_grammar import WEEKDAYS
from agent.interpreter.times.day_parts import PartFilter
from agent.interpreter.times.that_one import points_at_one
from agent.interpreter.words.ordinary import NEUTRAL
from agent.interpreter.words.tokens import Token
from agent.reading import Reading

_MOST_MARKED = 4
_REQUESTING = frozenset({"need", "needs", "want", "wants", "give", "send", "get", "require"})
_LONG_NUMBER = 4
_NAMING = AskedBack | DimensionSaid | Grouped | MetricSaid | GrainSaid | CohortSaid
_MEETING = frozenset(
    {"call", "meeting", "chat", "lunch", "talk", "review", "session", "sync", "appointment"}
    | {"coffee", "dinner", "workshop", "qbr", "visit"}
)
_ACRONYMS = frozenset({"ceo", "cfo", "coo", "cto", "cmo", "hr", "pr", "vp", "md", "agm", "i", "ok"})
_ACRONYMS |= {"qbr", "mbr", "wbr", "ebr", "okr", "okrs", "kpi", "kpis", "asap", "eod", "rfp"}


def conditions(
    board: Board, asked: Board, own: Reading | None, aside: Aside | None = None
) -> list[str] | None:
    """The words of what is told that may be conditions, and that the question says nothing of.

    None where they cannot be told apart from what is asked. In an `aside` fewer words may be one.
    """
    if _names_somebody(board, bool(own and own.filters), aside):
        return None
    guesses = aside is None and is_guess({token.word for token in board.tokens})
    found = []
    for mark in board.marks:
        said = mark.meaning
        if _is_of_aside(board, mark) if aside else _is_told_only(board, mark):
            continue
        qualified = _is_qualified(board, mark)
        doubtful = qualified or (guesses and not isinstance(said, Rank | Limited))
        if not doubtful and _is_said_too(said, asked, own):
            continue
        held = isinstance(said, MetricSaid | MemberSaid | TimeSaid) and not (aside and qualified)
        if not held or (isinstance(said, MemberSaid) and said.excluded and not aside):
            return None
        found.append(board.text(mark))
    return found if aside or len(found) <= _MOST_MARKED else None


def _names_somebody(board: Board, narrowed: bool, aside: Aside | None) -> bool:
    """Whether a word that nothing explains may name what the question is about."""
    if aside is not None and (narrowed or aside.by_name):
        return False
    names = [place for place in board.rest() if _is_name(board.tokens[place], aside is not None)]
    return any(not (narrowed and _is_met(board, place)) for place in names)


def _is_of_aside(board: Board, mark: Mark) -> bool:
    """Whether a mark in an aside is no condition: when it is, or what it is called by."""
    said = mark.meaning
    if isinstance(said, Noise | Change | Hint):
        return True
    if isinstance(said, TimeSaid | AskedBack | PartFilter) and is_clock(board.text(mark)):
        return True
    named = is_head(board.word(mark.end)) or is_head(board.word(mark.end + 1))
    return isinstance(said, _NAMING) and named


def _is_met(board: Board, place: int) -> bool:
    """Whether a name is of whom somebody meets: "before my call with Dublin"."""
    return board.word(place - 1) == "with" and board.word(place - 2) in _MEETING


def _is_told_only(board: Board, mark: Mark) -> bool:
    """Whether a mark is no condition where something is told: a noun, "up", "quarterly review"."""
    said = mark.meaning
    if isinstance(said, DimensionSaid | Noise | Change | Hint):
        return True
    if isinstance(said, Grouped):
        return mark.end == mark.start + 1
    words = [token.word for token in board.tokens]
    if isinstance(said, MetricSaid) and _is_of_a_team(board, mark):
        return True
    if isinstance(said, GrainSaid):
        habit = board.word(mark.start) in ("every", "each") and mark.end > mark.start + 1
        return (habit and not set(words) & _REQUESTING) or is_head(board.word(mark.end))
    return _is_wondered(words[: mark.start])


def _is_of_a_team(board: Board, mark: Mark) -> bool:
    """Whether a figure's name only says what somebody is in charge of: "the sales team"."""
    led = board.word(mark.start - 1) == "of" and is_office(board.word(mark.start - 2))
    return led or is_office(board.word(mark.end))


def _is_qualified(board: Board, mark: Mark) -> bool:
    """Whether a word that nothing explains narrows a metric's name: "the big orders"."""
    places = [place for strange in unexplained(board) for place in strange]
    return isinstance(mark.meaning, MetricSaid) and mark.start - 1 in places


def _is_wondered(before: Sequence[str]) -> bool:
    """Whether what follows is only what somebody asks themselves: "whether people ever order"."""
    since = next((n for n, word in enumerate(reversed(before)) if word == "whether"), None)
    return since is not None and not set(before[len(before) - since :]) & (STRONG | {","})


def _is_said_too(said: object, asked: Board, own: Reading | None) -> bool:
    """Whether the question itself names a period, a member or a limit, which then holds."""
    if isinstance(said, MetricSaid):
        named = own.metrics if own else tuple(n for _, m in asked.of(MetricSaid) for n in m.metrics)
        return bool(set(said.metrics) & set(named)) or asked.has(CohortSaid)
    if isinstance(said, MemberSaid):
        named_fields = {name for _, one in asked.of(MemberSaid) for name, _ in one.values}
        return bool({name for name, _ in said.values} & named_fields)
    if isinstance(said, Rank | Limited):
        return asked.has(Rank) or asked.has(Limited)
    if isinstance(said, AskedBack):
        return asked.has(TimeSaid)
    if isinstance(said, TimeSaid) and points_at_one(asked):
        return False
    same = (TimeSaid, GrainSaid, CohortSaid)
    return any(isinstance(said, kind) and asked.has(kind) for kind in same)


def changes_nothing(board: Board, several: Sequence[Found], asked: Board, own: Reading) -> bool:
    """Whether no name in a story narrows what is asked, nor a period that the question lacks."""
    if any(found.certain or len(found.words.split()) > 1 for found in several):
        return False
    numbers = (board.word(place) for place in board.rest())
    if any(word.isdigit() and len(word) >= _LONG_NUMBER for word in numbers):
        return False
    return all(_is_idle(mark, asked, own) for mark in board.marks)


def _is_idle(mark: Mark, asked: Board, own: Reading) -> bool:
    said = mark.meaning
    if isinstance(said, Noise | Change | Hint | DimensionSaid | GrainSaid | MetricSaid | AskedBack):
        return True
    if isinstance(said, TimeSaid | PartFilter):
        return asked.has(TimeSaid)
    if isinstance(said, MemberSaid):
        held = {(one.field, one.value) for one in own.filters}
        return not said.excluded and any(value in held for value in said.values)
    return isinstance(said, Grouped) and mark.end == mark.start + 1


def _is_name(token: Token, aside: bool) -> bool:
    """Whether a word that nothing explains may be the name or the number of something.

    In an `aside` short forms such as "VIP", and the numbers of a clock, are none.
    """
    if aside:
        named = token.titled and token.word not in WEEKDAYS
    else:
        named = token.titled or token.capitals or token.is_number
    known = token.word in _ACRONYMS | NEUTRAL or is_office(token.word)
    return named and not known
