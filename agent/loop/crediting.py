"""What a model took the words for that the interpreter did not understand, said with its reading.

A reading that leaves such words out answers another question, so it is only offered.
"""

from collections.abc import Sequence

from agent.evidence import is_state
from agent.interpreter.compose import option
from agent.interpreter.ground import Ground
from agent.interpreter.marking import board_of
from agent.interpreter.offering import left_aside
from agent.interpreter.outcome import Unclear, Understood
from agent.interpreter.said import read_into, stretches
from agent.interpreter.times.period_words import span_in_words
from agent.interpreter.times.periods import Span
from agent.reading import Reading, ReadPeriod
from semantic.suggest import listed


def credited(
    reading: Reading,
    question: str,
    words: Sequence[str],
    about: Ground,
    before: Reading | None,
    name: str,
) -> Understood | Unclear:
    """The reading of the model of this name, with what it took the unknown `words` for.

    It is a question back where the reading has no part for some of them.
    """
    board = board_of(question, about)
    parts = read_into(board, reading, about.view, _usual(reading, about), before)
    if not parts:
        return left_aside(words, reading, about.view)
    taken = listed([f"“{word}”" for word in words], "and")
    note = f"{taken} as {listed(parts, 'and')}, as {name} understood it"
    told = reading.model_copy(update={"assumptions": (*reading.assumptions, note)})
    if len(parts) < len(stretches(board, words)):
        why = f"{name} takes {taken} for {listed(parts, 'and')} alone. Is that meant?"
        return Unclear(why, (option(told, about.view),), tuple(words))
    return Understood(told)


def _usual(reading: Reading, about: Ground) -> ReadPeriod | None:
    """The period that such a reading has where none is asked for."""
    view = about.view
    grains = [name for name in reading.group_by if name.startswith("time.")]
    grain = grains[0].removeprefix("time.") if grains else ""
    state = all(is_state(view.metrics[name]) for name in reading.metrics)
    found = span_in_words("", about.calendar, grain=grain, state=state)
    return found.period if isinstance(found, Span) else None
