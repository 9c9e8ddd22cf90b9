"""Two questions in one message: "orders in May? and sales?", "…, and which country had most?"."""

from collections.abc import Callable, Iterator

from agent.interpreter.outcome import Option, Outcome, Unclear, Understood
from agent.interpreter.tokens import plain, tokens
from agent.memory import Turn
from agent.reading import Reading
from semantic.view import View

_ASKING = frozenset({"which", "who", "whose", "where", "how", "what", "why", "when"})
# A part that opens so asks for something else, even where all can be read as one.
_APART = frozenset({"which", "who", "where", "why"})
_WHY = "These are two questions, and I answer one at a time. Which one first?"

Understand = Callable[[str, Turn | None], Outcome]


def both(
    question: str, whole: Outcome, before: Turn | None, view: View, read: Understand
) -> Outcome:
    """What comes of a message that may hold two questions; `whole` where it is one.

    The second one goes on from the first. Two that ask for figures of the same are answered as one.
    """
    for one, other in _parts(question):
        if isinstance(whole, Understood) and not _asks_apart(other):
            continue
        first = read(one, before)
        if not isinstance(first, Understood) or first.reading.not_understood:
            continue
        second = read(other, Turn(first.reading))
        if not isinstance(second, Understood) or second.reading == first.reading:
            continue
        readings = (first.reading, second.reading)
        together = _as_one(*readings)
        if together is not None:
            return Understood(together)
        return Unclear(_WHY, tuple(Option(each.echo(view), each) for each in readings))
    return whole


def _parts(question: str) -> Iterator[tuple[str, str]]:
    """The question in two, at a question mark inside it or before "and which"."""
    text, given = plain(question), tokens(question)
    for place, token in enumerate(given[:-2]):
        following = given[place + 1].word
        if not place or not (token.word == "?" or (token.word == "and" and following in _ASKING)):
            continue
        start = given[place + 1].start if token.word == "?" else token.start
        yield text[: token.start].rstrip(" ,;"), text[start:]


def _asks_apart(part: str) -> bool:
    words = [token.word for token in tokens(part)[:2]]
    return bool(_APART & set(words[:1] if words[:1] != ["and"] else words))


def _as_one(first: Reading, second: Reading) -> Reading | None:
    """The reading of both figures, where they differ in nothing but the metric."""
    metrics = {"metrics": (), "assumptions": (), "order_by": ()}
    same = first.model_copy(update=metrics) == second.model_copy(update=metrics)
    plain_ = first.skill == "movement" and not (first.group_by or first.having or first.share)
    if not same or not plain_ or set(first.metrics) & set(second.metrics):
        return None
    notes = tuple(dict.fromkeys((*first.assumptions, *second.assumptions)))
    return first.model_copy(
        update={"metrics": (*first.metrics, *second.metrics), "assumptions": notes}
    )
