"""The clause that asks, in a message that tells more: "I am packing gifts, so could you list …"."""

from collections.abc import Callable, Iterator, Sequence

from agent.interpreter.around.asides import Apart, set_aside, tells_when
from agent.interpreter.around.parts import Part, parts
from agent.interpreter.around.told_marks import changes_nothing, conditions
from agent.interpreter.board import Board, DimensionSaid, Hint, MetricSaid, Rank, TimeSaid
from agent.interpreter.leftovers import unexplained
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.members.large import Found
from agent.interpreter.outcome import Option, Outcome, Outside, Unclear, Understood
from agent.interpreter.thread.conversation import is_thanked
from agent.interpreter.times.that_one import points_at_one
from agent.interpreter.words.tokens import Token, plain, tokens
from agent.memory import Turn
from agent.reading import Reading
from semantic.record import record
from semantic.view import View

Read = Callable[[str, Turn | None], Outcome]
Marked = Callable[[str], tuple[Board, list[Found]]]

_LEAST_WORDS = 6
_MOST_READ = 6
_POINTING = frozenset({"them", "those", "it", "they", "their", "these", "its", "his", "him", "her"})
_POINTING |= {"that", "this", "then", "such", "same"}
_POINTING_BACK = (_POINTING - {"this", "then"}) | {"there"}
_FIGURE = frozenset({"it", "that", "this", "they"})


@record
class Asking:
    """What a message is read with: its thread, what may be asked, and how.

    `marked` gives a text with its marks, and the words of it that may be several members.
    """

    before: Turn | None
    view: View
    read: Read
    marked: Marked


def framed(question: str, whole: Outcome, asking: Asking) -> Outcome:
    """What comes of the clause that asks, where the rest tells only why; `whole` where none does.

    What is told around it and could be a condition is taken up by "them" and the like, or is asked
    about.
    """
    given = tokens(question)
    doubtful = isinstance(whole, Unclear | Outside) and not _is_decided(whole, given)
    if len(given) < _LEAST_WORDS or not (doubtful or tells_when(given)):
        return whole
    text = plain(question)
    if doubtful and any(found.told for found in asking.marked(text)[1]):
        # Without what is told around it, somebody's name would stand for whose figure is meant.
        return whole
    apart = set_aside(given, text)
    if isinstance(whole, Understood) and not (
        apart and any(tells_when(tokens(one)) for one, _ in apart.told)
    ):
        return whole
    beside = _with_asides(apart, asking) if apart else None
    if isinstance(beside, Understood) or not doubtful:
        return beside or whole
    asked_back: Outcome | None = _asked_back(beside) if beside else None
    for part in parts(given)[:_MOST_READ]:
        found = _with_told(part, text, asking)
        if isinstance(found, Understood):
            return found
        # A refusal that understood every word stands.
        refused = isinstance(whole, Outside) and not whole.not_understood
        if not part.after and not refused:
            asked_back = asked_back or found
    return _clearer(beside or whole, asked_back)


def _is_decided(whole: Outcome, given: Sequence[Token]) -> bool:
    """Whether what is asked back after thanks was read as a whole, the thanks included."""
    return isinstance(whole, Unclear) and not whole.not_understood and is_thanked(given)


def _with_asides(apart: Apart, asking: Asking) -> Outcome | None:
    """What comes of a message without its asides; None where one of them may matter."""
    outcome = framed(apart.core, asking.read(apart.core, asking.before), asking)
    own = outcome.reading if isinstance(outcome, Understood) else None
    asked, _ = asking.marked(apart.core)
    complete = asked.has(MetricSaid) and asked.has(TimeSaid)
    held: list[str] = []
    left: list[str] = []
    for told, aside in apart.told:
        board, several = asking.marked(told)
        one = conditions(board, asked, own, aside)
        member = any(_may_name(found, own) for found in several if found.certain)
        if one is None or member or (aside.open and not complete):
            return None
        held += one
        left += _left(board)
    if held:
        return _asked_about(held, apart.core, own, asking)
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


def _with_told(part: Part, text: str, asking: Asking) -> Outcome | None:
    """What comes of a part that asks with what is told around it; None where that may matter."""
    core, *told = (_text(each, text) for each in (part.core, part.lead, part.after))
    outcome = asking.read(core, asking.before)
    own = outcome.reading if isinstance(outcome, Understood) else None
    asked, _ = asking.marked(core)
    boards = [asking.marked(each) for each in told if each]
    several = [(board, [*found, *_pairs(board, asking.marked)]) for board, found in boards]
    left = tuple(word for board, _ in boards for word in _left(board))
    whole = own is not None and not own.not_understood and _asks_alone(part, asked, asking.before)
    if own and whole and all(changes_nothing(*each, asked, own) for each in several):
        return _leaving(outcome, left)
    about = [found for _, each in several for found in each if not _is_made(found, told, asked)]
    after = asking.marked(told[1])[0] if told[1] else None
    if any(_may_name(found, own) for found in about):
        return None
    if after is not None and conditions(after, Board(()), None) != []:
        return None
    return _under(core, outcome, asked, [board for board, _ in boards], left, asking)


def _under(
    core: str,
    outcome: Outcome,
    asked: Board,
    boards: Sequence[Board],
    left: tuple[str, ...],
    asking: Asking,
) -> Outcome | None:
    """What comes of a part that asks under the conditions that are told around it."""
    own = outcome.reading if isinstance(outcome, Understood) else None
    each = [conditions(board, asked, own) for board in boards]
    held = [one for found in each if found for one in found]
    if None in each:
        return None
    if own is None and not (asked.has(MetricSaid) or asked.has(Rank) or _points(asked)):
        return None
    if not held:
        return _leaving(outcome, left)
    if any(board.has(MetricSaid) for board in boards) and not _points_at_figure(asked):
        return _asked_back(outcome) if own is None and not _points(asked) else None
    if not _points(asked):
        return _asked_about(held, core, own, asking, left)
    # As a sentence of its own, a period is what "that month" points at.
    link = ". " if points_at_one(asked) else ", "
    taken = asking.read(link.join((*held, core)), asking.before)
    return _leaving(taken, left) if isinstance(taken, Understood) else None


def _asks_alone(part: Part, asked: Board, before: Turn | None) -> bool:
    """Whether a part names its figure, or goes on from a thread, and points at no word before it.

    Without a figure of its own it goes on from a thread, whose figure is "it".
    """
    named = next((mark.start for mark, _ in asked.of(MetricSaid)), None)
    if named is None and (before is None or before.reading is None):
        return False
    pointing = _POINTING_BACK if named is not None else _POINTING_BACK - {"it"}
    return not (part.lead and {token.word for token in asked.tokens[:named]} & pointing)


def _text(given: Sequence[Token], text: str) -> str:
    return text[given[0].start : given[-1].end] if given else ""


def _asked_about(
    held: Sequence[str],
    core: str,
    own: Reading | None,
    asking: Asking,
    left: tuple[str, ...] = (),
) -> Outcome | None:
    """A question back whether what is told is meant, too, where that changes what is read."""
    taken = asking.read(", ".join((*held, core)), asking.before)
    if not isinstance(taken, Understood) or own is None or own == taken.reading:
        return None
    if own.echo(asking.view) == taken.reading.echo(asking.view):
        return _leaving(taken, left)
    said = ", ".join(f"“{one}”" for one in held)
    options = tuple(Option(one.echo(asking.view), one) for one in (taken.reading, own))
    return Unclear(f"Is {said} meant in the question, too?", options)


def _pairs(board: Board, marked: Marked) -> Iterator[Found]:
    """Members that two words beside each other may name: "a promo on jumbo bags"."""
    left = [place for places in unexplained(board) for place in places]
    for place in [place for place in left if place + 1 in left][:_MOST_READ]:
        yield from marked(f"{board.word(place)} {board.word(place + 1)}")[1]


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


def _points(board: Board) -> bool:
    return bool({token.word for token in board.tokens} & _POINTING)


def _points_at_figure(board: Board) -> bool:
    """Whether a part names nothing that is counted, and asks for "it" or "that"."""
    named = any(map(board.has, (MetricSaid, DimensionSaid, Grouped, Hint)))
    return not named and bool({token.word for token in board.tokens} & _FIGURE)
