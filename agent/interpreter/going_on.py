"""Words of a thread that say what to do with the answer before: drill into it, turn it round."""

from agent.interpreter.board import Board, DimensionSaid, MemberSaid, Noise, Rank
from agent.interpreter.grouping import Grouped
from agent.interpreter.resets import Reset
from agent.patterns import Pattern, regex
from agent.reading import Reading
from semantic.record import record

_DRILLING = regex(
    r"(?:^|(?<= ))(?:drill(?:ing)?(?: down)?(?: in ?to| on)?"
    r"|zoom(?:ing)?(?: in)?(?: on| to| in ?to)?"
    r"|focus(?:ing)?(?: only)?(?: on)?|narrow(?: it| that| this)?(?: down)? to|dig(?:ging)? in ?to"
    r"|dive in ?to|deep dive(?: on| in ?to)?|go in ?to|look(?:ing)? in ?to)(?= (?:the |our )?§)",
    "drill|zoom|focus|narrow|dig|dive|go in|look",
)
_BACK = regex(
    r"(?:^|(?<= ))(?:(?:go|going|switch)? ?back to|return to)(?= (?:the |our )?(?:§|all|every))",
    "back to|return to",
)
_ANEW = regex(
    r"^(?:start(?:ing)? (?:over|again|afresh)|new (?:question|topic)|different (?:question|topic)"
    r"|(?:an)?other question|something else|change of (?:topic|subject)|unrelated)(?= |$)",
    "start|new |different|question|something|change|unrelated",
)
_TURNED = regex(
    r"(?:^|(?<= ))(?:(?:now |and |then )?(?:sort(?:ed)?|order(?:ed)?|rank(?:ed)?|turn|flip)?"
    r" ?(?:it|them|that|this)? ?(?:(?:in|by) )?(?:the )?(?:other way(?: (?:a)?round)?"
    r"|opposite(?: (?:order|way))?|reverse(?:d)?(?: order)?)"
    r"|(?:reverse|flip)(?: (?:it|them|that|the (?:order|list|ranking)))?)(?= |$)",
    "other way|opposite|reverse|flip",
)
_CORRECTING = regex(
    r"^(?:no|nope|nah|sorry|oops)"
    r"(?= (?:, |, (?:sorry|no) )?(?:i (?:§|mean|meant|said)|§|not |sorry))",
    "no|nah|sorry|oops",
)


@record
class Turned:
    """The rows are wanted from the lowest or from the highest, `rising` or not."""

    rising: bool


def starts_anew(board: Board) -> bool:
    """Whether a message says that it does not go on from its thread; marks where it does."""
    for first, last, _ in board.found(_ANEW)[:1]:
        board.put(first, last, Noise())
        return True
    return False


def mark_going_on(board: Board, before: Reading) -> None:
    """Mark what is to be done with the answer before. Call after members and resets are marked."""
    named = board.has(MemberSaid) or board.has(Grouped) or board.has(DimensionSaid)
    if named:
        _silence(board, _DRILLING)
    if named or board.has(Reset):
        _silence(board, _BACK)
    _silence(board, _CORRECTING)
    if before.group_by and before.order_by and not board.has(Rank):
        for first, last, _ in board.found(_TURNED)[:1]:
            board.put(first, last, Turned(before.order_by[0].startswith("-")))
    for place in list(board.rest()):
        if board.word(place) in ("include", "including", "exclude", "add") and named:
            board.put(place, place + 1, Noise())


def turned(board: Board, reading: Reading) -> Reading:
    """The reading with its rows from the end that is asked for."""
    said = board.of(Turned)
    if not said or not reading.order_by:
        return reading
    rising, order = said[0][1].rising, reading.order_by[0].removeprefix("-")
    notes = () if reading.limit else (f"{'lowest' if rising else 'highest'} first",)
    changes = {"order_by": (order if rising else f"-{order}",),
               "assumptions": (*reading.assumptions, *notes)}  # fmt: skip
    return reading.model_copy(update=changes)


def _silence(board: Board, pattern: Pattern) -> None:
    for first, last, _ in board.found(pattern)[:1]:
        if board.free(first, last):
            board.put(first, last, Noise())
