"""Words between persons and when they first came: "the members who had their first visit in"."""

from agent.interpreter.board import Board, DimensionSaid, Mark, Noise
from agent.interpreter.members.grouping import AMONG, CohortLead, CohortSaid, Grouped
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.signs import is_person

_HAVING_THEIR = frozenset(
    {"had", "have", "has", "their", "a", "took", "us", "with", "by", "placing", "made", "placed"}
    | {"very", "sent", "attended", "started"}
)
_TELLING_WHO = _HAVING_THEIR | {"who", "whose", "that", "the", "our", "all", "those"}


def settle_persons(board: Board, lexicon: Lexicon) -> None:
    """Take what stands between persons and their cohort as said by it. Call with cohorts marked."""
    _settle_who(board, lexicon)
    _settle_among(board, lexicon)


def _settle_who(board: Board, lexicon: Lexicon) -> None:
    """Take "who" or "we" between persons and when they first ordered, or joined, as said."""
    for mark, _ in board.of(CohortSaid):
        place = _joined_before(board, mark.start - 1)
        theirs = (board.word(place + 1), board.word(place + 2)) == ("with", "their")
        if theirs and is_person(board.tokens[place], lexicon.nouns):
            # As in "students with their first lesson in May".
            place += 1
        led = place > 0 and (
            is_person(board.tokens[place - 1], lexicon.nouns) or board.word(place - 1) == "all"
        )
        if not led or board.word(place) not in ("who", "that", "we", "with"):
            continue
        for each in range(place, mark.start):
            if board.free(each, each + 1):
                board.put(each, each + 1, Noise())
        several = board.tokens[place - 1].word != board.tokens[place - 1].stem
        for one in list(board.marks):
            # In "orders by customers who joined in May" they are who ordered.
            done_by = several and isinstance(one.meaning, Grouped) and _is_by(board, one)
            if one.end == place and (done_by or isinstance(one.meaning, DimensionSaid)):
                board.swap(one, Noise())


def _settle_among(board: Board, lexicon: Lexicon) -> None:
    """Take "among the members" before their cohort as said by it."""
    for mark, _ in board.of(CohortSaid):
        place = mark.start - 1
        while place >= 0 and (
            board.word(place) in _TELLING_WHO or is_person(board.tokens[place], lexicon.nouns)
        ):
            place -= 1
        if board.word(place) in AMONG and board.free(place, place + 1):
            board.put(place, place + 1, Noise())


def _is_by(board: Board, mark: Mark) -> bool:
    return "by" in (board.word(mark.start - 1), board.word(mark.start))


def _joined_before(board: Board, place: int) -> int:
    """The place before words that lead to a first order: "joined us with a", "had their"."""
    while True:
        lead = next((one for one, _ in board.of(CohortLead) if one.end == place + 1), None)
        if lead is not None:
            board.swap(lead, Noise())
            place = lead.start - 1
        elif board.word(place) in _HAVING_THEIR and board.free(place, place + 1):
            place -= 1
        else:
            return place
