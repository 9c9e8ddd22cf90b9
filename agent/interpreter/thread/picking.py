"""Replies that choose one of the options of a question back: "2", "the second", "together"."""

from collections.abc import Sequence

from agent.interpreter.board import Board, MemberSaid, MetricSaid, TimeSaid
from agent.interpreter.thread.conversation import is_fragment
from agent.interpreter.words.ordinary import MARKS
from agent.interpreter.words.tokens import Token, phrase
from agent.memory import Turn
from agent.reading import Reading
from semantic.view import View


def picked(
    given: Sequence[Token], offered: Sequence[tuple[str, Reading | None]], view: View
) -> Reading | None:
    """The offered reading that a reply chooses: by its number, or by words that only it has."""
    words = [token.word for token in given if token.word not in MARKS | _AROUND]
    readings = [(label.lower(), reading) for label, reading in offered]
    if not words or not readings:
        return None
    if len(readings) == 1 and all(word in _AGREEING for word in words):
        return readings[0][1]
    if len(words) in (1, 2) and words[-1] in ("one", words[0]):
        place = _NUMBERS.get(words[0])
        if place is not None and place < len(readings):
            return readings[place][1]
    together = [reading for label, reading in readings if label.startswith(TOGETHER)]
    if together and all(word in _ALL for word in words):
        return together[0]
    stems = tuple(token.stem for token in given if token.word in words)
    each = _one_or_each(words, [one for _, one in readings])
    return each or _by_words(words, stems, readings, view)


def _one_or_each(words: Sequence[str], offered: Sequence[Reading | None]) -> Reading | None:
    """The reply to "one figure for them together, or one for each": "total", "separately"."""
    if len(offered) != 2 or None in offered:
        return None
    fewer, more = sorted((one for one in offered if one), key=lambda one: len(one.group_by))
    if len(fewer.group_by) == len(more.group_by) or fewer.filters != more.filters:
        return None
    said = set(words) - _BESIDE_EACH
    if (said and said <= _AS_ONE) or set(words) == {"one", "figure"}:
        return fewer
    return more if said and said <= _FOR_EACH else None


def _by_words(
    words: Sequence[str],
    stems: tuple[str, ...],
    readings: Sequence[tuple[str, Reading | None]],
    view: View,
) -> Reading | None:
    """The one reading of the metric that is named, or whose label has the words."""
    ones = words[-1] in _ONES and len(words) > 1
    said, stems = " ".join(words[:-1] if ones else words), stems[:-1] if ones else stems
    titled = [
        reading
        for _, reading in readings
        if reading and said in {view.metrics[name].title.lower() for name in reading.metrics}
    ]
    holding = [one for label, one in readings if _is_within(stems, phrase(label))]
    return next((found[0] for found in (titled, holding) if len(found) == 1), None)


def _is_within(words: tuple[str, ...], label: tuple[str, ...]) -> bool:
    """Whether words stand side by side in a label, each whole: "all" is no part of Gallagher."""
    return any(label[n : n + len(words)] == words for n in range(len(label) - len(words) + 1))


def picked_by_metric(board: Board, offered: Sequence[tuple[str, Reading | None]]) -> Reading | None:
    """The one offered reading of the metric that a short reply names: "by revenue"."""
    said = [found.metrics for _, found in board.of(MetricSaid)]
    if not is_fragment(board) or len(said) != 1 or board.has(TimeSaid) or board.has(MemberSaid):
        return None
    fitting = [one for _, one in offered if one is not None and one.metrics == said[0]]
    return fitting[0] if len(fitting) == 1 else None


def replying(board: Board, turn: Turn) -> Turn:
    """The thread for a reply that names a metric which the question back did not offer.

    It goes on from what was offered, so that its period and filters are kept.
    """
    named = len(board.of(MetricSaid)) == 1 and is_fragment(board) and not board.has(TimeSaid)
    first = next((reading for _, reading in turn.offered if reading is not None), None)
    if not named or first is None:
        return turn
    # What was offered about the very figures before, as comparisons, is not gone on from.
    same = turn.reading is not None and first.metrics == turn.reading.metrics
    return turn if same else Turn(first, turn.offered)


TOGETHER = "all together"
_AROUND = frozenset({"the", "please", "option", "by"})
_ONES = frozenset({"ones", "one"})
_BESIDE_EACH = frozenset({"in", "a", "as", "for", "of", "them", "one", "figure", "figures", "just"})
_AS_ONE = frozenset({"total", "together", "combined", "both", "sum", "altogether", "overall"})
_AS_ONE |= {"added", "up", "summed", "jointly"}
_FOR_EACH = frozenset({"each", "separate", "separately", "apart", "individually", "split"})
_FOR_EACH |= {"singly", "side", "every", "own", "its"}
_ALL = frozenset({"all", "of", "them", "these", "everything", "together", "both", "it", "overview"})
_AGREEING = frozenset(
    {
        "yes",
        "yep",
        "yeah",
        "yup",
        "ok",
        "okay",
        "sure",
        "right",
        "exactly",
        "correct",
        "that",
        "one",
    }
    | {"is", "it", "this", "go", "ahead", "do", "fine", "alright"}
)
_NUMBERS = {
    "1": 0, "first": 0, "1st": 0, "2": 1, "second": 1, "2nd": 1, "3": 2, "third": 2, "3rd": 2,
    "4": 3, "fourth": 3, "5": 4, "fifth": 4, "6": 5, "sixth": 5,
}  # fmt: skip
