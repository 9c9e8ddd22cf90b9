"""Replies to a question back that say more of each of its options: "only Germany", "September"."""

from collections.abc import Callable, Sequence

from agent.interpreter.board import Board, MetricSaid
from agent.interpreter.compose import option
from agent.interpreter.offering import ASIDE
from agent.interpreter.outcome import Option, Outcome, Unclear, Understood
from agent.interpreter.thread.conversation import says_how
from agent.interpreter.thread.picking import TOGETHER
from agent.interpreter.words.ordinary import MARKS
from agent.memory import Turn
from agent.reading import Reading
from semantic.view import View

_SAME = {"assumptions": (), "order_by": ()}


def narrowed_offers(
    board: Board, turn: Turn, view: View, read: Callable[[Reading], Outcome]
) -> Outcome | None:
    """The offered reading that a reply picks by its period or members, or the options narrowed.

    None where the reply names a metric of its own, or goes on from none of the options. `read`
    gives what the reply is as a follow-up to an option.
    """
    offered = [(label, one) for label, one in turn.offered if one is not None]
    if not offered or board.of(MetricSaid) or not (says_how(board) or _asks_how_many(board)):
        return None
    rejects = board.word(0) in ("no", "nope", "nah", "not")
    if turn.reading is not None and (rejects or _is_of_thread(offered, turn.reading)):
        return None
    found = [
        (label, was, outcome.reading)
        for label, was in offered
        if isinstance(outcome := read(was), Understood)
    ]
    kept = [was for _, was, now in found if _alike(was, now)]
    if len(kept) == 1:
        return Understood(kept[0])
    if len(offered) == len(found) == 1 and not offered[0][0].endswith(ASIDE):
        return Understood(found[0][2])
    return _of_these([(label, now) for label, _, now in found], view) if found else None


def _is_of_thread(offered: Sequence[tuple[str, Reading]], reading: Reading) -> bool:
    """Whether a reply goes on from the thread, and not from what was offered since.

    So it is where its own figures were offered set beside another period, or without words that
    were not understood, or several bare figures, as after words that asked for nothing.
    """
    metrics = {one.metrics for _, one in offered}
    if metrics != {reading.metrics}:
        bare = any(not (one.group_by or one.filters or one.compare) for _, one in offered)
        return len(metrics) > 1 and bare
    beside = {"compare": None, "total": False, "assumptions": ()}
    plain = reading.model_copy(update=beside)
    same = all(one.model_copy(update=beside) == plain for _, one in offered)
    return same or (len(offered) == 1 and offered[0][0].endswith(ASIDE))


def _asks_how_many(board: Board) -> bool:
    words = [token.word for token in board.tokens if token.word not in MARKS | {"and", "so"}]
    return words[:2] == ["how", "many"] and set(words[2:]) <= {"of", "them", "are", "there"}


def _alike(one: Reading, other: Reading) -> bool:
    return one.model_copy(update=_SAME) == other.model_copy(update=_SAME)


def _of_these(found: Sequence[tuple[str, Reading]], view: View) -> Outcome:
    """The one reading that all options have become, or a question back which of them is meant."""
    (_, first), *others = found
    if others and all(_alike(first, one) for _, one in others):
        return Understood(first)
    why = "Which of these do you mean?" if others else "Is this meant?"
    return Unclear(why, tuple(_option(*each, view) for each in found))


def _option(label: str, reading: Reading, view: View) -> Option:
    plain = option(reading, view)
    together = label.startswith(TOGETHER)
    return Option(f"{TOGETHER}: {plain.label}", reading) if together else plain
