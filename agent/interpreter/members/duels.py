"""Members set against each other by a verb, or against all the rest: "did France beat Spain"."""

from itertools import pairwise

from agent.interpreter.board import (
    Board,
    Change,
    Comparing,
    Contrast,
    DimensionSaid,
    Mark,
    MemberSaid,
    MetricSaid,
    Noise,
    TimeSaid,
)
from agent.patterns import regex
from semantic.record import record

_BEATING = regex(
    r"(?:^|(?<= ))(?:(?:beat|beats|beaten|beating|outsold|outsells?|outperform(?:s|ed|ing)?"
    r"|outdid|outdo|overt(?:ook|ake|akes|aken)|surpass(?:ed|es)?|exceed(?:ed|s)?|trails?|trailed)"
    r"|(?:stay(?:ed)? |still |now |run(?:ning)? )*(?:ahead of|behind|in front of)|than)"
    r"(?: (?:that of|those of|in|for|from|the))*(?= |$)",
    "beat|outsold|outsell|outperform|outd|overt|surpass|exceed|trail|ahead|behind|front|than",
)
_ASIDE = frozenset(
    {"in", "from", "for", "the", "to", "our", "of", "customers", "did", "do", "does", "have"}
    | {"has", "had", "is", "was", "are", "were", "doing", "sell", "sold", "sells", "selling"}
    | {"make", "made", "makes", "take", "took", "bring", "brought", "spend", "spent", "spends"}
    | {"buy", "bought", "order", "ordered", "earn", "earned", "perform", "performed", "come"}
    | {"any", "much", "even"}
)
_VERSUS = frozenset({"vs", "versus", "v", "against", "compared", "than"})
_OR = frozenset({"or", ",", "and"})
_GAP = frozenset({"difference", "gap", "diff"})
_WHO = frozenset({"who", "which", "whose"})
_AGAINST = frozenset({"vs", ".", "v", "versus", "against", "and", "or", ",", "compared", "to"}
                     | {"with", "than", "/"})  # fmt: skip
_REST = regex(
    r"(?:^|(?<= ))(?:vs \.|vs|v|versus|against|and|or|,|compared (?:to|with)|than|relative to) "
    r"(?:in |from |for |to )*"
    r"(?:(?:the )?rest(?: of (?:the |our )?(?:world|countries|markets|them|others|lot))?"
    r"|(?:all )?(?:the )?others|every(?:one|body|thing|where) else|all the rest|row)(?= |$)",
    "rest|others|else|row",
)


@record
class Rest:
    """The members that are not named, as in "UK against the rest of the world"."""


def mark_duels(board: Board) -> None:
    """Mark verbs that set one member against another. Call after changes are marked."""
    for (one, first), (other, second) in pairwise(board.of(MemberSaid)):
        shared = {name for name, _ in first.values} & {name for name, _ in second.values}
        if first.excluded or second.excluded or not shared:
            continue
        if _by_verb(board, one, other) or _by_question(board, one, other):
            _silence(board)
        _mark_said_again(board, one, other)
        _mark_gap(board, one, other)


def _mark_said_again(board: Board, one: Mark, other: Mark) -> None:
    """Mark "vs" where the figure is said once more: "sales in France vs sales in Spain"."""
    between = range(one.end, other.start)
    inside = [mark for mark in board.marks if mark.start in between]
    named = [mark.meaning for mark in inside if isinstance(mark.meaning, MetricSaid)]
    before = [said for mark, said in board.of(MetricSaid) if mark.end <= one.start]
    free = [place for place in between if board.free(place, place + 1)]
    versus = [place for place in free if board.word(place) in _VERSUS]
    plain = all(board.word(place) in _ASIDE | _AGAINST for place in free) and all(
        isinstance(mark.meaning, MetricSaid | Noise | TimeSaid) for mark in inside
    )
    if plain and len(versus) == len(named) == 1 and named[0] in before:
        board.put(versus[0], versus[0] + 1, Contrast())


def _mark_gap(board: Board, one: Mark, other: Mark) -> None:
    """Take "the difference in orders between France and Spain" as a comparison of the two."""
    between = next((n for n in range(one.start - 1, -1, -1) if board.word(n) != "the"), 0)
    pair = [board.word(place) for place in range(one.end, other.start)]
    if board.word(between) != "between" or pair not in (["and"], ["and", "the"], ["&"]):
        return
    for place in range(between):
        said = next((mark for mark in board.marks if mark.start == place), None)
        if board.word(place) not in _GAP or not isinstance(said and said.meaning, Change | None):
            continue
        if said is not None:
            board.marks.remove(said)
        board.put(place, place + 1, Comparing())


def mark_rest(board: Board) -> None:
    """Mark "against the rest of the world" after a member."""
    members = board.of(MemberSaid)
    for (one, said), (other, without) in pairwise(members):
        between = {board.word(place) for place in range(one.end, other.start)}
        same = said.values == without.values and without.excluded and not said.excluded
        if same and len(members) == 2 and between and between <= _AGAINST:
            board.marks = [m for m in board.marks if m.end <= one.end or m.start >= other.end]
            board.put(one.end, other.end, Rest())
            return
    # "Everyone" may have been taken for the customers.
    others = [mark for mark in board.marks if not isinstance(mark.meaning, DimensionSaid)]
    for first, last, _ in Board(board.tokens, others).found(_REST):
        follows = any(mark.end == first and not said.excluded for mark, said in members)
        if len(members) == 1 and follows:
            board.marks = [m for m in board.marks if m.end <= first or last <= m.start]
            board.put(first, last, Rest())
            return


def _by_verb(board: Board, one: Mark, other: Mark) -> bool:
    """Whether a verb of comparison stands between: "beat", "sold more than"."""
    for first, last, _ in board.found(_BEATING):
        around = [*range(one.end, first), *range(last, other.start)]
        inside = one.end <= first and last <= other.start
        if inside and all(_is_aside(board, place) for place in around):
            board.put(first, last, Contrast(beats=board.word(first) != "than"))
            return True
    return False


def _by_question(board: Board, one: Mark, other: Mark) -> bool:
    """As in "who sold more, France or Spain": "or" between, and more or less of what is asked."""
    between = [board.word(place) for place in range(one.end, other.start)]
    ahead = [place for place in board.rest() if board.word(place) in ("ahead", "behind", "leading")]
    asks = bool(ahead) or any(not change.verb for _, change in board.of(Change))
    if "or" not in between or not set(between) <= _OR | _ASIDE or not asks:
        return False
    if not board.free(one.end, other.start):
        return False
    board.put(one.end, other.start, Contrast(beats=bool(ahead)))
    for place in ahead:
        board.put(place, place + 1, Noise())
    return True


def _is_aside(board: Board, place: int) -> bool:
    if board.free(place, place + 1):
        return board.word(place) in _ASIDE
    mark = next(mark for mark in board.marks if mark.start <= place < mark.end)
    return isinstance(mark.meaning, MetricSaid | Noise) or (
        isinstance(mark.meaning, Change) and not mark.meaning.verb
    )


def _silence(board: Board) -> None:
    """Take "more" and "who" as said by the comparison of the two."""
    for mark, change in board.of(Change):
        if not change.verb:
            board.swap(mark, Noise())
    for place in list(board.rest()):
        if board.word(place) in _WHO:
            board.put(place, place + 1, Noise())
