"""Where a question may begin and end inside a message that tells a story around it."""

from collections.abc import Sequence
from itertools import pairwise

from agent.interpreter.around.stories import STRONG, is_break, is_story, says_nothing
from agent.interpreter.words.ordinary import MARKS, SHARE
from agent.interpreter.words.tokens import Token
from semantic.record import record

_ASKED = frozenset({"how", "what", "which", "who", "please"})
_CUES = frozenset({"could", "can", "would", "give", "show", "list", "tell", "compare", "count"})
_WISHING = frozenset({"would", "need", "want", "require", "wish", "should"})
_REASON = frozenset({"because", "since", "as"})
_OPENING = 4
_LINKS = frozenset({"so", "and", "but", "hence", "therefore", "thus", "then", "now", ","})


@record
class Part:
    """A question's part that may be all of it, and what is told before and after."""

    core: tuple[Token, ...]
    lead: tuple[Token, ...]
    after: tuple[Token, ...]


def parts(given: tuple[Token, ...]) -> list[Part]:
    """The parts that may ask, with nothing but a story around them; the longest first.

    Those with nothing but a greeting around them come last.
    """
    found: dict[tuple[Token, ...], Part] = {}
    ends = [len(given), *(n for n in range(2, len(given)) if _may_end(given, n))]
    for start in (0, *(n for n in range(1, len(given) - 1) if _may_start(given, n))):
        for end in ends:
            lead, core, after = _led(given[:start]), _trimmed(given[start:end]), given[end:]
            told = any(token.word not in MARKS for token in (*lead, *after))
            if _asks_how_many(after) or _asks_how_many(lead[:_OPENING]):
                continue
            if told and len(core) > 1 and is_story(lead) and is_story(after, after=True):
                found[core] = Part(core, lead, after)
    return sorted(found.values(), key=lambda part: (_is_greeted(part), -len(part.core)))


def _asks_how_many(said: Sequence[Token]) -> bool:
    """Whether a part asks for a number itself, and so tells nothing: "…, how many came back"."""
    return any(
        (one.word, other.word) in (("how", "many"), ("how", "much"))
        or (one.word in ("what", "which") and other.word in SHARE)
        for one, other in pairwise(said)
    )


def _is_greeted(part: Part) -> bool:
    return all(map(says_nothing, (*part.lead, *part.after)))


def _trimmed(core: tuple[Token, ...]) -> tuple[Token, ...]:
    """The part without links and marks before it."""
    while core and core[0].word in _LINKS | STRONG:
        core = core[1:]
    return core


def _led(lead: tuple[Token, ...]) -> tuple[Token, ...]:
    """What stands before the part without the link to it."""
    return lead[:-1] if lead and lead[-1].word in _LINKS - {","} else lead


def _may_start(given: Sequence[Token], place: int) -> bool:
    """Whether a question may begin at a place inside a message."""
    word, before = given[place].word, given[place - 1].word
    wanting = before in ("needs", "wants") and given[place - 2].word == "and"
    asks = word in ("so", *_ASKED) or _wishes(given, place)
    asks = asks or (word in _CUES and before in _LINKS)
    return is_break(given, place - 1) or wanting or (asks and before not in ("i", "we"))


def _wishes(given: Sequence[Token], place: int) -> bool:
    """Whether somebody says at a place what they want: "I need", "we still need"."""
    wish = place + 1 + (given[place + 1].word in ("still", "also", "really", "now"))
    wishes = any(token.word in _WISHING for token in given[wish : wish + 1])
    return wishes and given[place].word in ("i", "we")


def _may_end(given: Sequence[Token], place: int) -> bool:
    """Whether a question may end before a place inside a message."""
    return is_break(given, place) or given[place].word in _REASON
