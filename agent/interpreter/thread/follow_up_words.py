"""Words of a thread about the answer before: drill into it, turn it round, the second of it."""

from agent.interpreter.board import (
    AskedBack,
    Board,
    Change,
    Comparing,
    DimensionSaid,
    MemberSaid,
    MetricSaid,
    Noise,
    Rank,
    Shift,
    TimeSaid,
)
from agent.interpreter.members.fields import is_key
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.rows.sorting import SORTED, Turned, is_rising
from agent.interpreter.rows.thresholds import Limited
from agent.interpreter.thread.pointing import Theirs
from agent.interpreter.thread.resets import Reset
from agent.interpreter.words.ordinary import MARKS, NUMBERS, number
from agent.patterns import regex
from agent.reading import Reading
from agent.time_groups import is_grain
from semantic.period import GRAINS
from semantic.view import View

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
_PUTTING = regex(
    r"(?:^|(?<= ))(?:and )?(?:put|bring|take|add)(?= (?:the )?§)", "put|bring|take|add"
)
_BACK_IN = regex(r"(?<=§ )back(?: in)?(?: again)?(?= |$)", "back")
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
_BETWEEN_THEM = regex(
    r"(?:^|(?<= ))(?:the )?§ (?:them|those|these|the two|both)(?: two)?(?= [?.!]|$)",
    "them|those|these|the two|both",
)
_WHICH_TWO = "The difference between which two? Name them, as in “May against February”."
_CORRECTING = regex(
    r"^(?:(?:hm+|ah|oh|er|um|uh|wait|ok|actually|well)(?: [,.]+)* )*(?:no|nope|nah|sorry|oops)"
    r"(?= (?:, |, (?:sorry|no) )?(?:i (?:§|mean|meant|said)|§|not |sorry))",
    "no|nah|sorry|oops",
)

_ONES = frozenset({"one", "ones", "place", "row", "line"})
_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "last", "latter", "former")
_DIGITS = ("1st", "2nd", "3rd", "4th", "5th", "6th")
_NTH = {word: n % 5 + 2 for n, word in enumerate((*_PLACES[1:6], *_DIGITS[1:]))}
_ORDINALS = frozenset({*_PLACES, *_DIGITS, "next", "other"})
_OPENING = frozenset(
    {"what", "how", "about", "and", "same", "for", "the", "now", "instead", "then"}
)
_OPENING |= {"ok", "okay", "?", ".", "!", ",", "please", "our", "as", "well", "also", "but"}
_NUMBERED = frozenset({"number", "no", "nr", "#"})
_LATER_ROWS = regex(
    r"(?:^|(?<= ))(?:the )?(?:next|following) (?P<n>\d{1,3}|two|three|four|five|six|ten)(?= |$)",
    "next|following",
)
_WHICH_ROWS = "A list begins with its first row here. Say “top {}” for those and the next."
_NOT_KEPT = "Which one that was is not kept in a conversation. Say its name."
_BEING = frozenset({"had", "has", "have", "was", "were", "is", "are", "got"})
_THOSE = frozenset({"only", "just", "those", "these", "the", "ones", "with", "that", "are", "show"})


_MORE = {"worse": "worst", "better": "best", "higher": "highest", "bigger": "highest",
         "larger": "highest", "more": "highest", "lower": "lowest", "smaller": "lowest",
         "less": "lowest", "fewer": "lowest"}  # fmt: skip
_WHICH_IS = regex(
    r"^(?:(?:and|so|but|ok) )*(?:which|who|what)(?: (?:one|of (?:them|those|these|the two)))?"
    rf"(?: (?:is|was|are|were|did|does|do|has|had|the))* (?P<more>{'|'.join(_MORE)})(?: [?.!]*)?$",
    "|".join(_MORE),
)
_POINTING = frozenset({"they", "those", "these", "it", "them"})
_ANYBODY = frozenset({"anyone", "anybody", "someone", "somebody"})


def starts_anew(board: Board) -> bool:
    """Whether a message says that it does not go on from its thread; marks where it does."""
    for first, last, _ in board.found(_ANEW)[:1]:
        board.put(first, last, Noise())
        return True
    return False


def mark_follow_up_words(board: Board, before: Reading) -> None:
    """Mark what is to be done with the answer before. Call after members and resets are marked."""
    named = board.has(MemberSaid) or board.has(Grouped) or board.has(DimensionSaid)
    if named:
        board.silence(_DRILLING, most=1)
    if named or board.has(Reset) or board.has(TimeSaid) or board.has(MetricSaid):
        board.silence(_BACK, most=1)
    if any(given.op in ("ne", "not_in") for given in before.filters):
        board.silence(_PUTTING, most=1)
        board.silence(_BACK_IN, most=1)
    board.silence(_CORRECTING, most=1)
    if before.group_by and before.order_by:
        _mark_turned(board, before.order_by[0])
    for mark, _ in board.of(Limited):
        _silence_ones(board, mark.start)
    _mark_between_them(board)
    for place in list(board.rest()):
        if board.word(place) in ("include", "including", "exclude", "add") and named:
            board.put(place, place + 1, Noise())


def mark_one_of_them(board: Board, before: Reading) -> None:
    """Mark "the second one", after a list, as what a conversation does not know."""
    if not before.group_by or is_grain(before.group_by[0]) or board.has(Rank):
        return
    for place in list(board.rest()):
        end = _one_of(board, place)
        nth = _NTH.get(board.word(place), 0)
        if end > place and nth and before.limit == 1 and board.free(place, end):
            # After the highest one, "and the second?" is the next one down.
            side = "highest" if before.order_by[0].startswith("-") else "lowest"
            board.put(place, end, Rank(side, nth, nth=True))
            return
        if end > place and board.free(place, end):
            board.put(place, end, AskedBack(_NOT_KEPT))
            return


def _one_of(board: Board, place: int) -> int:
    """Where "second one" or "number 2" ends; at its begin where nothing of the kind is said."""
    word, after = board.word(place), board.word(place + 1)
    ends = place + 1 == len(board.tokens) or after in MARKS
    if word in _ORDINALS and (after in _ONES or ends):
        return place + 1 if ends else place + 2
    numbered = after in NUMBERS or after.isdigit()
    return place + 2 if word in _NUMBERED and numbered else place


def mark_split_instead(board: Board, before: Reading, view: View) -> None:
    """Mark "what about countries?" as a split, in the place of one by products."""
    split = len(before.group_by) == 1 and not is_grain(before.group_by[0])
    if not (split or not before.group_by) or board.has(Grouped):
        return
    named = board.of(DimensionSaid)
    words = [token.word for place, token in enumerate(board.tokens)
             if not any(mark.start <= place < mark.end for mark, _ in named)]  # fmt: skip
    alone = set(words) <= _OPENING and (words or not split) and len(named) == 1
    if alone and not any(is_key(view.dimensions.get(name)) for name in named[0][1].fields):
        board.swap(named[0][0], Grouped(named[0][1].fields))


def mark_later_rows(board: Board, before: Reading) -> None:
    """Mark "the next five", after a ranking, as what is asked back."""
    for first, last, match in board.found(_LATER_ROWS)[:1] if before.limit else []:
        if last == len(board.tokens) or board.tokens[last].stem not in GRAINS:
            more = (before.limit or 0) + (number(match["n"]) or 0)
            board.put(first, last, AskedBack(_WHICH_ROWS.format(more)))


def mark_which_of_them(board: Board, before: Reading) -> None:
    """Mark "which of them", after a list, as one of what it lists."""
    if len(before.group_by) != 1 or any(map(board.has, (Grouped, DimensionSaid, MetricSaid))):
        return
    for place in list(board.rest()):
        if board.word(place) not in ("which", "who"):
            continue
        said = (board.word(place + 1), board.word(place + 2))
        if board.word(place) == "who":
            # Who had the most is one of those listed; who bought the most is a customer.
            if said[0] not in _BEING or not board.has(Rank):
                continue
            end = place + 2
        elif said[0] in ("one", "ones"):
            end = place + 2
        elif said[0] == "of" and said[1] in ("them", "these", "those"):
            end = place + 3
        else:
            continue
        if board.free(place, end):
            grain = is_grain(before.group_by[0])
            board.put(place, end, Noise() if grain else Grouped(before.group_by))
            return


def mark_which_is_more(board: Board, before: Reading) -> None:
    """Mark "which is worse?", after a split without a comparison, as a ranking of its rows."""
    split = len(before.group_by) == 1 and not is_grain(before.group_by[0])
    if not split or before.compare or before.counted or board.has(MetricSaid):
        return
    said = " ".join(token.word for token in board.tokens)
    match = _WHICH_IS.match(said)
    if match is None or not all(isinstance(one.meaning, Change | Noise) for one in board.marks):
        return
    place = len(said[: match.start("more")].split())
    board.marks = []
    board.put(0, place, Grouped(before.group_by))
    board.put(place, place + 1, Rank(_MORE[match["more"]], 1))


def mark_asked_of_them(board: Board, before: Reading) -> None:
    """Mark "what were they about", after a ranking or a limit, as asked of those that it lists."""
    for mark, _ in board.of(Grouped):
        words = {board.word(place) for place in range(mark.start, mark.end)}
        if words & _POINTING and (before.limit or before.having) and not board.has(Theirs):
            board.put(mark.start, mark.start, Theirs())
        elif words & _ANYBODY and len(before.group_by) == 1 and not is_grain(before.group_by[0]):
            board.swap(mark, Noise())
    named = any(map(board.has, (MetricSaid, DimensionSaid, MemberSaid, Theirs)))
    if before.having and board.has(Rank) and not named:
        # The lowest of those above a limit is none below it.
        board.put(0, 0, Theirs())


def mark_next_one(board: Board, before: Reading) -> None:
    """Mark "and the next one?", after one figure, as the period after its own."""
    for place in list(board.rest()):
        said = (board.word(place), board.word(place + 1))
        if not before.group_by and said == ("next", "one") and board.free(place, place + 2):
            board.put(place, place + 2, Shift("one", after=True))
            return


def _silence_ones(board: Board, end: int) -> None:
    """Mark "only those" before a limit, which the rows are kept to anyway."""
    start = end
    while board.word(start - 1) in _THOSE and board.free(start - 1, start):
        start -= 1
    if start < end:
        board.put(start, end, Noise())


def _mark_between_them(board: Board) -> None:
    """Mark "the difference between them" as what names no two: a thread remembers no figures."""
    apart = {mark.end for mark, _ in board.of(Comparing) if "between" in board.text(mark)}
    for first, last, _ in board.found(_BETWEEN_THEM)[:1]:
        if apart & {first + 1, first + 2, first + 3}:
            board.marks = [mark for mark in board.marks if not first <= mark.start < last]
            board.put(first, last, AskedBack(_WHICH_TWO))


def _mark_turned(board: Board, order: str) -> None:
    """Mark the other way round, "ascending", and "smallest first", which ranks no one row."""
    for first, last, _ in [] if board.has(Rank) else board.found(_TURNED)[:1]:
        board.put(first, last, Turned(order.startswith("-")))
    for first, last, match in [] if board.has(Rank) else board.found(SORTED)[:1]:
        board.put(first, last, Turned(is_rising(match)))
    for mark, rank in board.of(Rank):
        if board.word(mark.end) == "first" and board.free(mark.end, mark.end + 1):
            board.marks.remove(mark)
            board.put(mark.start, mark.end + 1, Turned(rank.end in ("lowest", "worst")))


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
