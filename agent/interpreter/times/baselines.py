"""Words that set one period against another, or ask how a figure moved."""

from agent.interpreter.board import (
    Board,
    Change,
    Comparing,
    Mark,
    MetricSaid,
    Noise,
    Shift,
    TimeSaid,
)
from agent.interpreter.times.calendar_grammar import A_NUMBER
from agent.interpreter.times.change_words import BOTH_WAYS, IN_BOTH, MORE, MOVES
from agent.interpreter.times.shifts import IT_WAS, MOVED_ON, VERSUS, mark_all, words_of
from agent.patterns import regex
from semantic.period import whole_grain
from semantic.record import record

_COMPARE = words_of(
    "compare|comparing|comparison(?: of| between)?|difference between", "compar|difference between"
)
_SET_BESIDE = (
    "compared|(?:stack(?:s|ed|ing)?|measure[sd]?|line[sd]?|hold(?:s|ing)?) up (?:to|with|vs|versus)"
)
# As in "with the number in June".
_OF_IT = "(?:(?:in|for|of|the|that|those|this|these|during|number|numbers|figure|figures|level) )*"
_SAME = (
    rf"(?P<same>same (?:number of |{A_NUMBER} )?"
    r"(?:days|dates|period|stretch|part|time|point|stage) (?:of|in) )"
)
_LED_IN = regex(
    rf"(?:^|(?<= ))(?:{MOVED_ON}|{VERSUS}|{_SET_BESIDE}|compare (?:it|them|this|that|these|those)"
    rf" (?:to|with|against)) {IT_WAS}{_OF_IT}{_SAME}?(?:the )?$"
)
# As in "and how many had we by the same point in April", after another period.
_SAME_IN = regex(
    r"(?:^|(?<= ))(?:and )?(?:how (?:many|much) )?(?:(?:had|did|was|were|have) )?"
    rf"(?:(?:we|you|there|it|they|had|have|been|in) )*"
    rf"(?:at|by|in|over|during|for|on|up to) (?:the |these |those )?{_SAME}(?:the )?$"
)


# As in "compare September with August".
_COMPARED_WITH = regex(
    rf"(?:(?<=§ )|(?<=please )|(?<=pls )|(?<=kindly ))(?:with|to|against) {IT_WAS}{_OF_IT}$"
)
# As in "set May's sales against those of April".
_SET = regex(
    r"(?:^|(?<= ))(?:set|put|place|hold|lay|stack)(?= (?:the |our |all )*§)",
    "set|put|place|hold|lay|stack",
)
_SET_TO = frozenset({"against", "beside", "alongside", "next"})
_COMPARES = regex(r"(?:^|(?<= ))(?:compare|comparing|comparison)(?= )", "compar")
# What else may be, as in "was it better in June than in May or not".
_OR_NOT = regex(
    r"(?:^|(?<= ))(?:,? ?or (?:not|no|nah|nope|what|otherwise|the (?:opposite|reverse))"
    r"|(?:and )?how (?:big|large|steep|sharp) (?:is|was) (?:it|that))(?=(?: [.?!])*$)",
    "or |how ",
)
_OF_A_PERIOD = frozenset({"in", "of", "for", "during", "from", "the"})


@record
class Baseline:
    """The period that follows is what another is compared with; of it as many days, if `same`."""

    same: bool = False


def mark_changes(board: Board) -> None:
    """Mark connectors before a baseline and words that ask for a change. Call after periods."""
    if any(token.word in _SET_TO for token in board.tokens):
        mark_all(board, _SET, lambda _: Noise())
    for place, (mark, said_time) in enumerate(board.of(TimeSaid)):
        again = _said_again(board, mark.start) if place else None
        lead = _lead(board, mark, again, first=not place)
        if lead is not None:
            if again is not None:
                board.marks.remove(again)
            board.put(lead[0], mark.start, lead[1])
        elif place and _is_over(board, board.of(TimeSaid)[place - 1], (mark, said_time)):
            board.put(mark.start - 1, mark.start, Baseline())
    mark_all(board, BOTH_WAYS, lambda _: Noise())
    mark_all(board, _COMPARE, lambda _: Comparing())
    mark_all(board, MOVES, lambda _: Change())
    mark_all(board, MORE, lambda _: Change(verb=False))
    for mark, said_time in board.of(TimeSaid):
        # As in "moved from June to July".
        place = mark.start - 1
        if said_time.ends and board.word(place) == "moved" and board.free(place, mark.start):
            board.put(place, mark.start, Change())
    if any(map(board.has, (Baseline, Shift, Change, Comparing))):
        mark_all(board, IN_BOTH, lambda _: Noise())
        mark_all(board, _OR_NOT, lambda _: Noise())


def _lead(
    board: Board, mark: Mark, again: Mark | None, *, first: bool
) -> tuple[int, Baseline] | None:
    """Where words begin that set a period against another, and what they say of it."""
    words = board.flat()[0].split(" ")[: mark.start]
    if again is not None:
        words[again.start : again.end] = ["the"] * (again.end - again.start)
    said = "".join(f"{word} " for word in words)
    led_in = _LED_IN if first else _COMPARED_WITH
    lead = _LED_IN.search(said) or (_COMPARES.search(said) and led_in.search(said))
    lead = lead or (None if first else _SAME_IN.search(said))
    # As in "compared 2 June": the day, or to June.
    if not lead or (lead[0] == "compared " and board.word(mark.start) == "2"):
        return None
    start = said.count(" ", 0, lead.start())
    free = all(
        board.free(place, place + 1) or (again and again.start <= place < again.end)
        for place in range(start, mark.start)
    )
    return (start, Baseline(bool(lead.groupdict().get("same")))) if free else None


def _said_again(board: Board, place: int) -> Mark | None:
    """The name of a figure that is said once more, as in "against the sales of April"."""
    while board.word(place - 1) in _OF_A_PERIOD and board.free(place - 1, place):
        place -= 1
    figures = board.of(MetricSaid)
    found = [(mark, said) for mark, said in figures if mark.end == place]
    before = [said.metrics for mark, said in figures if mark.end < place]
    return found[0][0] if found and found[0][1].metrics in before else None


def _is_over(board: Board, one: tuple[Mark, TimeSaid], other: tuple[Mark, TimeSaid]) -> bool:
    """Whether one period is set against the one before: "Q3 over Q2", "May on April".

    Of what moved also "in May from April".
    """
    between = [board.word(place) for place in range(one[0].end, other[0].start)]
    grain = whole_grain(one[1].period)
    led = between in (["over"], ["on"])
    if between == ["from"] and other[1].period.end <= one[1].period.start:
        led = MOVES.search(board.flat()[0]) is not None
    return led and grain == whole_grain(other[1].period) is not None


def asks_same_days(board: Board) -> bool:
    """Whether as many days of another period are meant: "against the same days of April"."""
    return any(said.same for _, said in board.of(Baseline))
