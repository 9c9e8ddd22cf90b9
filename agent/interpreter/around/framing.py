"""The clause that asks, in a message that tells more: "I am packing gifts, so could you list …"."""

from collections.abc import Iterator, Sequence

from agent.interpreter.around.asides import tells_when
from agent.interpreter.around.narration import Marked, Read, narrated, pairs
from agent.interpreter.around.occasion import (
    asks_for,
    is_guess,
    is_habit,
    is_name,
    of_occasion,
)
from agent.interpreter.around.parts import STRONG, WEAK, parts
from agent.interpreter.around.set_aside import Apart, is_of_aside, set_aside
from agent.interpreter.around.somebody import is_office
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
from agent.interpreter.outcome import Option, Outcome, Outside, Unclear, Understood
from agent.interpreter.rows.thresholds import Limited
from agent.interpreter.thread.conversation import is_thanked
from agent.interpreter.times.that_one import points_at_one
from agent.interpreter.words.tokens import Token, plain, tokens
from agent.memory import Turn
from agent.reading import Reading
from semantic.view import View

_LEAST_WORDS = 6
_MOST_READ = 4
_MOST_MARKED = 4
_POINTING = frozenset({"them", "those", "it", "they", "their", "these", "its", "his", "him", "her"})
_POINTING |= {"that", "this", "then", "such", "same"}
_MEETING = frozenset(
    {"call", "meeting", "chat", "lunch", "talk", "review", "session", "sync", "appointment"}
    | {"coffee", "dinner", "workshop", "qbr", "visit"}
)
_FIGURE = frozenset({"it", "that", "this", "they"})


def framed(
    question: str, whole: Outcome, before: Turn | None, view: View, read: Read, marked: Marked
) -> Outcome:
    """What comes of the clause that asks, where the rest tells only why; `whole` where none does.

    What is told around it and could be a condition is taken up by "them" and the like, or is asked
    about. `marked` gives a text with its marks, and whether words of it may be several members.
    """
    given = tokens(question)
    doubtful = isinstance(whole, Unclear | Outside) and not _is_decided(whole, given)
    if len(given) < _LEAST_WORDS or not (doubtful or tells_when(given)):
        return whole
    text = plain(question)
    if doubtful and any(found.told for found in marked(text)[1]):
        # Without what is told around it, somebody's name would stand for whose figure is meant.
        return whole
    apart = set_aside(given, text)
    if isinstance(whole, Understood) and not (
        apart and any(tells_when(tokens(one)) for one, _ in apart.told)
    ):
        return whole
    beside = _with_asides(apart, before, view, read, marked) if apart else None
    if isinstance(beside, Understood) or not doubtful:
        return beside or whole
    asked_back: Outcome | None = _asked_back(beside) if beside else None
    for part in parts(given)[:_MOST_READ]:
        core = text[part.core[0].start : part.core[-1].end]
        lead, after = (
            text[each[0].start : each[-1].end] if each else "" for each in (part.lead, part.after)
        )
        if after and _conditions(marked(after)[0], Board(()), None) != []:
            continue
        told = [each for each in (lead, after) if each]
        found = _with_told(core, told, before, view, read, marked)
        if isinstance(found, Understood):
            return found
        asked_back = asked_back or found
    story = narrated(given, text, before, read, marked) if asked_back is None else None
    return story or _clearer(beside or whole, asked_back)


def _is_decided(whole: Outcome, given: Sequence[Token]) -> bool:
    """Whether what is asked back after thanks was read as a whole, the thanks included."""
    return isinstance(whole, Unclear) and not whole.not_understood and is_thanked(given)


def _with_asides(
    apart: Apart, before: Turn | None, view: View, read: Read, marked: Marked
) -> Outcome | None:
    """What comes of a message without its asides; None where one of them may matter."""
    outcome = framed(apart.core, read(apart.core, before), before, view, read, marked)
    own = outcome.reading if isinstance(outcome, Understood) else None
    asked, _ = marked(apart.core)
    complete = asked.has(MetricSaid) and asked.has(TimeSaid)
    conditions: list[str] = []
    left: list[str] = []
    for told, aside in apart.told:
        board, several = marked(told)
        held = _held(board, asked, own, aside.by_name)
        member = any(_may_name(found, own) for found in several if found.certain)
        if held is None or member or (aside.open and not complete):
            return None
        conditions += held
        left += _left(board)
    if conditions:
        return _asked_about(conditions, apart.core, own, before, view, read)
    return _leaving(outcome, tuple(left)) or outcome


def _clearer(whole: Outcome, asked_back: Outcome | None) -> Outcome:
    """The question back about the part that asks, where it is about less than that of the whole."""
    if asked_back is None:
        return whole
    refused = isinstance(whole, Outside)
    doubtful = isinstance(whole, Unclear) and (
        bool(whole.not_understood) or all(one.reading is None for one in whole.options)
    )
    return asked_back if refused or doubtful else whole


def _with_told(
    core: str, told: Sequence[str], before: Turn | None, view: View, read: Read, marked: Marked
) -> Outcome | None:
    """What comes of a part that asks with what is told around it; None where that may matter."""
    outcome = read(core, before)
    own = outcome.reading if isinstance(outcome, Understood) else None
    asked, _ = marked(core)
    boards = [marked(each) for each in told]
    several = [found for board, held in boards for found in (*held, *pairs(board, marked))]
    about = [found for found in several if not _is_made(found, told, asked)]
    if any(_may_name(found, own) for found in about):
        return None
    held = [_conditions(board, asked, own) for board, _ in boards]
    conditions = [one for each in held if each for one in each]
    if None in held:
        return None
    left = tuple(word for board, _ in boards for word in _left(board))
    if not conditions:
        return _leaving(outcome, left)
    if any(board.has(MetricSaid) for board, _ in boards) and not _points_at_figure(asked):
        return _asked_back(outcome) if own is None and not _points(asked) else None
    if not _points(asked):
        return _asked_about(conditions, core, own, before, view, read, left)
    # As a sentence of its own, a period is what "that month" points at.
    link = ". " if points_at_one(asked) else ", "
    taken = read(link.join((*conditions, core)), before)
    return _leaving(taken, left) if isinstance(taken, Understood) else None


def _asked_about(
    conditions: Sequence[str],
    core: str,
    own: Reading | None,
    before: Turn | None,
    view: View,
    read: Read,
    left: tuple[str, ...] = (),
) -> Outcome | None:
    """A question back whether what is told is meant, too, where that changes what is read."""
    taken = read(", ".join((*conditions, core)), before)
    if not isinstance(taken, Understood) or own is None or own == taken.reading:
        return None
    if own.echo(view) == taken.reading.echo(view):
        return _leaving(taken, left)
    said = ", ".join(f"“{one}”" for one in conditions)
    options = tuple(Option(one.echo(view), one) for one in (taken.reading, own))
    return Unclear(f"Is {said} meant in the question, too?", options)


def _may_name(found: Found, own: Reading | None) -> bool:
    """Whether words of what is told may name members that would narrow the question."""
    split = own.group_by if own else ()
    return len(found.words.split()) > 1 and not any(name in split for name, _ in found.choices)


def _is_made(found: Found, told: Sequence[str], asked: Board) -> bool:
    """Whether words are a thing that somebody makes: "putting a gift box together".

    Only where the question ranks things of its own.
    """
    made = any(f" {article} {found.words}" in f" {one.lower()}" for one in told
               for article in ("a", "an"))  # fmt: skip
    return made and asked.has(Rank) and (asked.has(DimensionSaid) or asked.has(Grouped))


def _leaving(outcome: Outcome, left: tuple[str, ...]) -> Outcome | None:
    """The outcome with the words that it leaves aside, named as not understood."""
    if not isinstance(outcome, Understood):
        return _asked_back(outcome)
    words = tuple(dict.fromkeys((*outcome.reading.not_understood, *left)))
    return Understood(outcome.reading.model_copy(update={"not_understood": words}))


def _asked_back(outcome: Outcome) -> Unclear | None:
    """A question back that understood every word, with what may be meant."""
    clear = isinstance(outcome, Unclear) and outcome.options and not outcome.not_understood
    return outcome if clear and isinstance(outcome, Unclear) else None


def _left(board: Board) -> Iterator[str]:
    for places in unexplained(board):
        yield from (board.tokens[place].word for place in places)


def _conditions(board: Board, asked: Board, own: Reading | None) -> list[str] | None:
    """The words of what is told that may be conditions, and that the question says nothing of.

    None where they cannot be told apart from what is asked.
    """
    narrowed = bool(own and own.filters)
    if any(
        is_name(board.tokens[place]) and not (narrowed and _is_met(board, place))
        for place in board.rest()
    ):
        return None
    guesses = is_guess({token.word for token in board.tokens})
    found = []
    for mark in board.marks:
        said = mark.meaning
        if _is_told_only(board, mark):
            continue
        doubtful = _is_qualified(board, mark) or (guesses and not isinstance(said, Rank | Limited))
        if not doubtful and _is_said_too(said, asked, own):
            continue
        held = isinstance(said, MetricSaid | MemberSaid | TimeSaid)
        if not held or (isinstance(said, MemberSaid) and said.excluded):
            return None
        found.append(board.text(mark))
    return found if len(found) <= _MOST_MARKED else None


def _held(board: Board, asked: Board, own: Reading | None, by_name: bool) -> list[str] | None:
    """The words of an aside that may be conditions all the same; None where it is none at all."""
    narrowed = bool(own and own.filters)
    if not (narrowed or by_name) and any(
        is_name(board.tokens[n], aside=True) for n in board.rest()
    ):
        return None
    found = []
    for mark in board.marks:
        said = mark.meaning
        if is_of_aside(board, mark):
            continue
        qualified = _is_qualified(board, mark)
        if not qualified and _is_said_too(said, asked, own):
            continue
        if qualified or not isinstance(said, MetricSaid | MemberSaid | TimeSaid):
            return None
        found.append(board.text(mark))
    return found


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
        habit = is_habit(board.text(mark).split()) and not asks_for(set(words))
        return habit or of_occasion(board.word(mark.end))
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
    return since is not None and not set(before[len(before) - since :]) & (STRONG | WEAK)


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


def _points(board: Board) -> bool:
    return bool({token.word for token in board.tokens} & _POINTING)


def _points_at_figure(board: Board) -> bool:
    """Whether a part names nothing that is counted, and asks for "it" or "that"."""
    named = any(map(board.has, (MetricSaid, DimensionSaid, Grouped, Hint)))
    return not named and bool({token.word for token in board.tokens} & _FIGURE)
