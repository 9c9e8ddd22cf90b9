"""Two questions in one message: "orders in May? and sales?", "…, and which country had most?"."""

import re
from collections.abc import Callable, Iterator

from agent.interpreter.outcome import Option, Outcome, Unclear, Understood
from agent.interpreter.words.tokens import plain, tokens
from agent.memory import Turn
from agent.reading import Reading
from agent.shares import has_parts, share_objection
from semantic.view import View

_ASKING = frozenset({"which", "who", "whose", "where", "how", "what", "why", "when"})
# A part that opens so asks for something else, even where all can be read as one.
_APART = frozenset({"which", "who", "where", "why"})
_THEM = frozenset({"which", "those", "these", "them"})
# "How many of those in France" is asked of what the first part is about.
_OF_THEM = re.compile(r"(?i)^((?:and )?how (?:many|much)) of (?:them|those|these|it)\b")
_WHY = "These are two questions, and I answer one at a time. Which one first?"

Understand = Callable[[str, Turn | None], Outcome]


def both(
    question: str, whole: Outcome, before: Turn | None, view: View, read: Understand
) -> Outcome:
    """What comes of a message that may hold two questions; `whole` where it is one.

    The second one goes on from the first. Two that ask for figures of the same are answered as one,
    and so is one that asks how many of the first's are something: as their share.
    """
    if not isinstance(whole, Understood):
        restated = _restated(question, before, read)
        if restated is not None:
            return restated
    for one, other in _parts(question):
        narrows = _asks_of_them(other)
        if isinstance(whole, Understood) and not (_asks_apart(other) or narrows):
            continue
        first = read(one, before)
        if not isinstance(first, Understood) or first.reading.not_understood:
            alone = _mixed_up(whole, other, before, read) if narrows else None
            if alone is not None:
                return Unclear(_WHY, (Option(alone.echo(view), alone),))
            continue
        second = _second(other, first.reading, read)
        if not isinstance(second, Understood) or second.reading == first.reading:
            continue
        readings = (first.reading, second.reading)
        if narrows and isinstance(whole, Understood) and not _is_left_out(whole.reading, *readings):
            continue
        together = _as_one(*readings) or (_of_which(*readings, view) if narrows else None)
        if together is not None:
            return Understood(together)
        return Unclear(_WHY, tuple(Option(each.echo(view), each) for each in readings))
    return whole


def _mixed_up(whole: Outcome, part: str, before: Turn | None, read: Understand) -> Reading | None:
    """The second part's own reading where the whole narrows it by what the first part counts.

    As in "how many are high-value and how many are lapsed", which asks for no high-value lapsed.
    """
    alone = read(re.sub(r"(?i)^and ", "", part), before)
    if not (isinstance(whole, Understood) and isinstance(alone, Understood)):
        return None
    return alone.reading if _narrows(alone.reading, whole.reading) else None


def _restated(question: str, before: Turn | None, read: Understand) -> Understood | None:
    """What is said twice in one question: "range bought in Q2, i.e. how many different products".

    None where the two do not come to the same.
    """
    text, given = plain(question), tokens(question)
    for place, token in enumerate(given[:-2]):
        if token.word != "i.e." or not place:
            continue
        said = read(text[: token.start].rstrip(" ,;:(-–—"), before)
        if not isinstance(said, Understood) or said.reading.not_understood:
            return None
        other = read(f"and {text[token.end :].lstrip(' ,:')}", Turn(said.reading))
        same = isinstance(other, Understood) and _asks_same(said.reading, other.reading)
        return said if same else None
    return None


def _asks_same(one: Reading, other: Reading) -> bool:
    bare = {"assumptions": ()}
    return one.model_copy(update=bare) == other.model_copy(update=bare)


def _parts(question: str) -> Iterator[tuple[str, str]]:
    """The question in two, at a question mark inside it or before "and which", "of which how"."""
    text, given = plain(question), tokens(question)
    for place, token in enumerate(given[:-2]):
        following = given[place + 1].word
        if place and token.word == "of" and following in _THEM:
            lead = text[: token.start].rstrip(" ,;").removesuffix(" and").rstrip(" ,;")
            yield lead, text[given[place + 2].start :]
            continue
        if not place or not (token.word == "?" or (token.word == "and" and following in _ASKING)):
            continue
        start = given[place + 1].start if token.word == "?" else token.start
        yield text[: token.start].rstrip(" ,;"), text[start:]


def _second(part: str, first: Reading, read: Understand) -> Outcome:
    """What the second part asks; "how many of those" of the first part's own, where it narrows."""
    outcome = read(part, Turn(first))
    bare = _OF_THEM.sub(r"\1", part)
    if bare == part:
        return outcome
    narrowed = read(bare, Turn(first))
    fits = isinstance(narrowed, Understood) and _narrows(first, narrowed.reading)
    return narrowed if fits else outcome


def _asks_of_them(part: str) -> bool:
    """Whether a part asks how many of what the first one is about: "and how many from Germany"."""
    words = [token.word for token in tokens(part)[:3]]
    words = words[1:] if words[:1] == ["and"] else words
    return words[:2] in (["how", "many"], ["how", "much"])


def _is_left_out(whole: Reading, first: Reading, second: Reading) -> bool:
    """Whether the whole tells one of two parts only: the second one narrows it, or is not in it."""
    missing = set(second.metrics) - set(whole.metrics) and _bare(whole) == _bare(first)
    return bool(missing) or _narrows(first, second)


def _bare(reading: Reading) -> Reading:
    return reading.model_copy(update={"assumptions": ()})


def _narrows(first: Reading, second: Reading) -> bool:
    """Whether the second reading is the first one with further conditions, and nothing else."""
    told: dict[str, object] = {"filters": (), "assumptions": ()}
    if not second.group_by:
        told |= {"group_by": (), "order_by": ()}
    same = first.model_copy(update=told) == second.model_copy(update=told)
    return same and set(map(str, first.filters)) < set(map(str, second.filters))


def _of_which(first: Reading, second: Reading, view: View) -> Reading | None:
    """The second reading as a share, which tells the first one's figure too."""
    shared = second.model_copy(update={"share": True})
    told = len(first.metrics) == 1 and has_parts(view.metrics[first.metrics[0]])
    if not told or not _narrows(first, second) or first.group_by or first.filters:
        return None
    return None if share_objection(shared) else shared


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
