"""Where a question may begin and end inside a message that tells more."""

from collections.abc import Iterator, Sequence

from agent.interpreter.around.occasion import is_break, may_be_occasion
from agent.interpreter.around.somebody import before_figure
from agent.interpreter.words.tokens import Token
from semantic.record import record

STRONG = frozenset(".?!;:–—")
WEAK = frozenset({","})
_LINKS = frozenset({"so", "and", "but", "hence", "therefore", "thus", "then", "now"})
_ASKING = frozenset({"what", "how", "which", "who", "could", "can", "would", "please"})
_WISHING = frozenset({"would", "need", "want", "require", "wish", "should"})
_REASON = frozenset({"because", "since", "as"})
_OWN = frozenset({"my", "mine"})


@record
class Part:
    """A question's part that may be all of it, and what is told before and after."""

    core: tuple[Token, ...]
    lead: tuple[Token, ...]
    after: tuple[Token, ...]


def parts(given: tuple[Token, ...]) -> list[Part]:
    """The parts that may ask, the longest first."""
    found = []
    ends = [len(given), *reversed(list(_ends(given)))]
    for start in (0, *_starts(given)):
        for end in ends:
            core = _trimmed(given[start:end])
            if (start, end) == (0, len(given)) or len(core) < 2:
                continue
            lead, after = given[:start], given[end:]
            owned = bool(_OWN & {token.word for token in core})
            if owned or not (_is_told(lead, after=False) and _is_told(after, after=True)):
                continue
            found.append(Part(core, lead, after))
    distinct = {part.core: part for part in reversed(found)}
    return sorted(distinct.values(), key=lambda part: -len(part.core))


def _is_told(given: Sequence[Token], *, after: bool) -> bool:
    return not given or may_be_occasion(given, after=after)


def _trimmed(core: tuple[Token, ...]) -> tuple[Token, ...]:
    """The part without links and marks around it."""
    while core and core[0].word in _LINKS | STRONG | WEAK:
        core = core[1:]
    return core


def _starts(given: Sequence[Token]) -> Iterator[int]:
    """Where a question may begin inside a message."""
    begun = 0
    for place in range(1, len(given) - 1):
        word, before = given[place].word, given[place - 1].word
        opens = is_break(given, place - 1)
        begun = place if opens else begun
        asks = opens or word in ("so", *_ASKING) or _wishes(given, place)
        if (asks and before not in ("i", "we")) or before_figure(given, begun, place):
            yield place


def _wishes(given: Sequence[Token], place: int) -> bool:
    """Whether somebody says at a place what they want: "I need", "we still need"."""
    wish = place + 1 + (given[place + 1].word in ("still", "also", "really", "now"))
    wishes = any(token.word in _WISHING for token in given[wish : wish + 1])
    return wishes and given[place].word in ("i", "we")


def _ends(given: Sequence[Token]) -> Iterator[int]:
    """Where a question may end inside a message, before why it is asked."""
    for place in range(2, len(given) - 1):
        opens = is_break(given, place - 1)
        if opens and (given[place - 1].word not in WEAK or given[place].word in _REASON):
            yield place
