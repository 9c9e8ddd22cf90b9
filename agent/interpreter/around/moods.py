"""What people say about a period before they ask: "December was rough."."""

from agent.interpreter.board import Board, MemberSaid, MetricSaid, Noise, TimeSaid
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.signs import stretch
from agent.patterns import regex

_HOW = (
    "rough|tough|hard|bad|awful|terrible|horrible|great|good|brilliant|amazing|fantastic|lovely"
    "|fine|ok|okay|decent|solid|busy|hectic|manic|mad|crazy|quiet|slow|dead|odd|weird|strange"
    "|poor|dire|dreadful|grim|painful|brutal|ugly|messy|chaotic|nightmare|disaster|chaos|mess"
    "|challenging|difficult|horrendous|shocking|disappointing|bumpy|stressful|wild|flat|soft"
)
_DEGREE = (
    "(?:(?:a|an|the|our|not|pretty|really|very|so|quite|rather|fairly|bit|of|such|kind|sort|one"
    "|absolute|absolutely|total|totally|complete|to|be|been|hell|quite|too|all) )*"
)
_UNIT = "(?: (?:month|week|one|quarter|year|time|period|stretch|day|ride|patch|spell))?"
_TRAILING = "(?: (?:for|here|us|everyone|again|too|indeed|though|honestly|overall))*"
_MOOD = regex(
    r"(?:^|(?<=[.!?;:,–-] ))(?:(?:so|well|wow|ugh|oof|man|god|oh|hi|hey|all|team|,|our|i|we|know"
    r"|think|feel|that) )*"
    rf"(?:@ (?:was|were|is|has|had|looked|looks|felt|feels|seemed|seems|turned out) {_DEGREE}"
    rf"(?:{_HOW}){_UNIT}{_TRAILING}|(?:{_HOW}){_UNIT} @"
    r"|what (?:a|an)(?: \w+)? (?:month|week|quarter|year|day) @ (?:was|is|has been))"
    r"(?= [.!;:,–-]|$)",
    "@",
)


def mark_moods(board: Board, lexicon: Lexicon) -> None:
    """Mark what a period is called, of which something is asked: the period itself stays.

    Call when periods are marked.
    """
    if not board.has(MetricSaid):
        return
    said = stretch(board, _MOOD, lexicon.nouns)
    if said is not None:
        _take(board, *said)


def _take(board: Board, start: int, end: int) -> None:
    """Take the words of a remark as said, where no figure and no member is named in them."""
    inside = [mark for mark in board.marks if start <= mark.start < end]
    narrows = any(isinstance(mark.meaning, MetricSaid | MemberSaid) for mark in inside)
    outside = any(not start <= mark.start < end for mark, _ in board.of(MetricSaid))
    if narrows or not outside:
        return
    board.marks = [
        mark for mark in board.marks if mark not in inside or isinstance(mark.meaning, TimeSaid)
    ]
    for place in range(start, end):
        if board.free(place, place + 1):
            board.put(place, place + 1, Noise())
