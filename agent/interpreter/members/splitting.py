"""Words that say that a figure is split: "broken down", "split across all", "country breakdown"."""

from agent.interpreter.board import Board, DimensionSaid, Mark, Noise
from agent.interpreter.members.grouping import AMONG, Grouped, SplitOpen
from agent.interpreter.words.lexicon import Lexicon
from agent.patterns import regex

_SPLITTING = (
    ("grouped",), ("segmented",), ("sliced",), ("divided",), ("group",), ("pivoted",), ("pivot",),
    ("bucketed",), ("aggregated",), ("rolled", "up"), ("stratified",), ("cut",), ("tabulated",),
)  # fmt: skip
_BREAKING = frozenset({"break", "breaking", "broken", "split"})
_IT = frozenset({"it", "that", "this", "them", "these", "those"})
_PARTS = frozenset({"breakdown", "breakup", "split"})
_APART = _PARTS | frozenset(
    {"break", "breaking", "broken", "divide", "divided", "separate", "separated", "segmented"}
    | {"grouped", "sliced", "cut", "spread", "distributed", "shared", "allocated", "itemised"}
    | {"itemized", "splitted", "parted", "sorted", "listed"}
)
_ONE_BY_ONE = (("one", "by", "one"), ("one", "after", "another"), ("one", "at", "a", "time"))
_INTO = AMONG | {"across", "over", "into", "in", "on", "per", "by", "for"}
_SINGLE = frozenset({"individual", "single", "separate", "different", "distinct", "respective"})
_EVERY = _SINGLE | {"all", "each", "every", "the", "our", "its", "their", "of", "various", "and"}
# As in "one row for each club", "a line per region".
_ROW_EACH = regex(
    r"(?:^|(?<= ))(?:(?:with|and|as) )?(?:a|one|each a) (?:row|line|entry|bar|column)"
    r" (?P<each>per|(?:for )?(?:each|every))(?= |$)",
    "row|line|entry|bar|column",
)
_HOW_SPLIT = regex(
    r"(?:^|(?<= ))how (?:is|was|are|were) (?:that|it|this|they|those|these)(?: all)?"
    r" (?:split|divided|distributed|made up|broken down)(?: up)?(?= ?[?.!]|$)",
    "how ",
)
_NAMED = (
    ("breakdown",), ("breakup",), ("split",), ("break", "down"), ("break", "up"),
    ("break", "-", "down"), ("break", "-", "up"),
)  # fmt: skip


def mark_splitting(board: Board) -> None:
    """Mark "broken down" and the like before "by", which says all they do."""
    for first, last, match in board.found(_ROW_EACH):
        board.put(first, last - len(match["each"].split()), Noise())
    for first, last, _ in board.found(_HOW_SPLIT):
        board.put(first, last, SplitOpen())
    for place in [n for n in range(len(board.tokens)) if board.free(n, n + 1)]:
        end = place + 2 if board.word(place + 1) in _IT else place + 1
        if board.word(place) in _BREAKING and board.word(end) in ("down", "up", "out"):
            led = board.word(end + 1) in _INTO
            board.put(place, end + 1, Noise() if led else SplitOpen())
            continue
        for words in _SPLITTING:
            end = place + len(words)
            said = tuple(board.word(n) for n in range(place, end))
            if said == words and board.word(end) in ("by", "per", "across", "for", "on"):
                board.put(place, end, Noise())


def mark_attached(board: Board, lexicon: Lexicon) -> None:
    """Attach dimensions that such words lead to: "split across all clubs", "club breakdown".

    Of persons, "per single member" says no more than "per member", which may be their mean.
    """
    for mark, said in board.of(DimensionSaid):
        if _takes_one_by_one(board, mark):
            continue
        named = board.tokens[mark.end - 1].stem in lexicon.nouns
        person = named or bool(lexicon.keys & set(said.fields))
        if not person and _takes_name_of_parts(board, mark):
            board.swap(mark, Grouped(said.fields))
        else:
            _attach(board, mark, said, person=person)
    for mark, _ in board.of(Grouped):
        _silence_lead(board, mark)


def _takes_one_by_one(board: Board, mark: Mark) -> bool:
    """Whether members are wanted each: "teachers one by one", "one teacher at a time"."""
    said = mark.meaning
    assert isinstance(said, DimensionSaid)
    start, end = mark.start, mark.end
    if board.word(start - 1) in ("one", "a") and _says(board, end, ("at", "a", "time")):
        start, end = start - 1, end + 3
    else:
        name = tuple(board.word(n) for n in range(start, end))
        ways = (*_ONE_BY_ONE, ("after", *name), ("for", *name))
        end += next((len(words) for words in ways if _says(board, end, words)), 0)
    inside = [one.meaning for one in board.marks if one.start < end and start < one.end]
    if end == mark.end or not all(isinstance(one, DimensionSaid) for one in inside):
        return False
    board.marks = [one for one in board.marks if one.end <= start or end <= one.start]
    board.put(start, end, Grouped(said.fields))
    return True


def _says(board: Board, place: int, words: tuple[str, ...]) -> bool:
    return tuple(board.word(n) for n in range(place, place + len(words))) == words


def _takes_name_of_parts(board: Board, mark: Mark) -> bool:
    """Whether "breakdown" and the like follow, which then say all they do."""
    start = mark.end + (board.word(mark.end) in ("-", "wise", "level"))
    leveled = board.word(mark.end) in ("level", "grain") and _levels(board, mark)
    for words in _NAMED if not leveled else (("level",), ("grain",)):
        start = mark.end if leveled else start
        end = start + len(words)
        said = tuple(board.word(n) for n in range(start, end))
        if said == words:
            board.marks = [one for one in board.marks if not mark.end <= one.start < end]
            board.put(mark.end, end, Noise())
            return True
    return False


def _levels(board: Board, mark: Mark) -> bool:
    """Whether "at club level" or "on a club level" is said."""
    lead = mark.start - 1
    lead -= board.word(lead) in ("the", "a", "an")
    return board.word(lead) in ("at", "on")


def _attach(board: Board, mark: Mark, said: DimensionSaid, *, person: bool) -> None:
    start = _led_from(board, mark.start)
    lead = start - 1
    parted = _parted_at(board, lead) if board.word(lead) in _INTO else None
    singly = {board.word(n) for n in range(start, mark.start)} & _SINGLE
    by = board.word(lead) in ("by", "per") or (bool(singly) and board.word(lead) in _INTO)
    if person and (parted is None or board.word(lead) == "per"):
        if singly and board.word(lead) in ("per", "by") and board.free(start, mark.start):
            board.widen(mark, start, mark.end)
    elif parted is not None or by:
        board.swap(mark, Grouped(said.fields))
        for place in range(lead if parted is None else parted, mark.start):
            if board.free(place, place + 1):
                board.put(place, place + 1, Noise())


def _silence_lead(board: Board, mark: Mark) -> None:
    """Mark what leads to a split and says no more: "for every one of our", "down between the"."""
    start = _led_from(board, mark.start)
    lead = start - 1
    whole = {board.word(n) for n in range(start, mark.start)} & (_SINGLE | {"every"})
    begins = start if whole else mark.start
    if board.word(lead) in AMONG and (_parted_at(board, lead) is not None or _breaks(board, lead)):
        begins = lead
    for place in range(begins, mark.start):
        if board.free(place, place + 1):
            board.put(place, place + 1, Noise())


def _breaks(board: Board, place: int) -> bool:
    return any(one.end == place and board.word(one.start) in _BREAKING for one in board.marks)


def _led_from(board: Board, place: int) -> int:
    """Where "all the", "each individual" or "one" begin that lead to a place."""
    while board.word(place - 1) in _EVERY or (
        board.word(place - 1) == "one" and board.word(place - 2) in ("per", "by", "each", "every")
    ):
        place -= 1
    return place


def _parted_at(board: Board, lead: int) -> int | None:
    """Where "split", "broken down" or "divided up" stand right before a place."""
    place = lead - 1
    for words in (("down", "up", "out"), _IT):
        place -= board.word(place) in words
    return place if board.word(place) in _APART else None
