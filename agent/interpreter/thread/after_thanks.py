"""Another topic after thanks: "thanks! What about check-ins yesterday?"."""

from collections.abc import Sequence

from agent.interpreter.board import TimeSaid
from agent.interpreter.compose import Question, option, read
from agent.interpreter.figures.metrics import Chosen
from agent.interpreter.outcome import Outcome, Unclear, Understood
from agent.interpreter.thread.conversation import is_thanked, opens_as_continuation
from agent.reading import condition
from semantic.suggest import listed

_ALL_OR_KEPT = "Still for {} only, or for all?"


def told_anew(question: Question, metrics: Sequence[str], asked: Chosen) -> Outcome | None:
    """What comes of a figure with a period of its own, asked after thanks: no split goes on.

    Whether what the thread was kept to is still meant is asked back. None for other questions.
    """
    board, before, view = question.board, question.before, question.view
    if before is None or not asked.metrics or question.unexplained or question.several:
        return None
    if not (is_thanked(board.tokens) and board.has(TimeSaid) and opens_as_continuation(board)):
        return None
    plain = read(question, metrics, asked)
    kept = [one for one in before.filters if one.value is not None]
    if not isinstance(plain, Understood) or not kept:
        return plain
    fields = {one.field for one in kept}
    if fields & {one.field for one in plain.reading.filters}:
        return plain
    if not fields <= set(view.groupable(metrics[0])):
        return plain
    narrowed = plain.reading.model_copy(update={"filters": (*plain.reading.filters, *kept)})
    said = listed([condition(one, view) for one in kept], "and")
    return Unclear(_ALL_OR_KEPT.format(said), (option(narrowed, view), option(plain.reading, view)))
