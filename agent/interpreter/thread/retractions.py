"""Taking back the question before: "scrap that, by plan instead", "no wait, I meant net"."""

from agent.interpreter.outcome import Outcome, Unclear, Understood
from agent.interpreter.words.ordinary import MARKS
from agent.interpreter.words.tokens import Token
from agent.memory import Turn
from agent.patterns import Pattern, regex

_SOFT = r"(?:no|nope|nah|sorry|oops|ah|oh|argh|ugh|hm+|ok|okay|well|yeah|ok so)"
_BREAK = r"(?: ?[,.;:!–—-])*"
_TAKEN = (
    r"(?:(?:scrap|scratch|strike|forget|undo|cancel|ignore|drop|discard|disregard|revert|bin)"
    r" (?:all )?(?:that|it|this|the last (?:one|question|bit))"
    r"|undo|(?:go )?back(?: one)?(?: step)?(?= $))"
)
_NEEDS = ("scrap|scratch|strike|forget|undo|cancel|ignore|drop|discard|disregard|revert|bin|back",)
_TAKING_BACK = regex(rf"^(?:{_SOFT}{_BREAK} )*{_TAKEN}(?: please)?{_BREAK} ", *_NEEDS)
_PAUSING = regex(
    rf"^(?:{_SOFT}{_BREAK} )*(?:wait|never ?mind|hang on|hold on|actually|my bad"
    rf"|my mistake|correction|on second thoughts?|come to think of it)(?: (?:no|nope|sorry|up|there"
    rf"|a (?:sec|second|minute|moment)))*{_BREAK} (?=\S)",
    "wait|mind|hang on|hold on|actually|my bad|mistake|correction|thought|think of it",
)
_LINKS = frozenset({"and", "then", "so", "let", "lets", "us", "just", "go", "please"})


def taken_back(
    given: tuple[Token, ...], turn: Turn
) -> tuple[tuple[Token, ...], Turn] | Outcome | None:
    """A question without its words of taking back, and the thread as it was before what they undo.

    Of "undo that" by itself it is what was read before. None where nothing is taken back. "No wait"
    and the like correct the last question, and leave the thread as it is.
    """
    if turn.reading is None:
        return None
    undone = _length(_TAKING_BACK, given)
    if not undone:
        paused = _length(_PAUSING, given)
        return (given[paused:], turn) if paused else None
    rest = given[undone:]
    said = [token.word for token in rest if token.word not in MARKS]
    if set(said) <= _LINKS:
        return None if given[undone - 1].word == "it" else _as_before(turn)
    if said[0] in ("thanks", "thank", "thx", "cheers"):
        return None
    return rest, Turn(turn.earlier or turn.reading)


def _as_before(turn: Turn) -> Outcome:
    if turn.earlier is None:
        return Unclear("There is nothing before it in this conversation. What should it be?")
    return Understood(turn.earlier)


def _length(pattern: Pattern, given: tuple[Token, ...]) -> int:
    """How many tokens a pattern takes at the begin."""
    text = " ".join([*(token.word for token in given), ""])
    match = pattern.match(text)
    return len(match[0].split()) if match else 0
