"""What is no question for the catalog: code, errands, and what is private to persons."""

from agent.interpreter.around.errands import NOT_DONE, NOT_HANDED_OUT, asks_for_all, is_errand
from agent.interpreter.board import (
    Board,
    Change,
    DimensionSaid,
    Hint,
    MemberSaid,
    MetricSaid,
    Noise,
    Rank,
    TimeSaid,
)
from agent.interpreter.leftovers import DOING
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.members.searched import Members
from agent.interpreter.outcome import Outside
from agent.interpreter.words.ordinary import MARKS, NEUTRAL, PERSONAL
from agent.interpreter.words.tokens import Token, plain
from agent.patterns import regex
from semantic.view import View

MOST_CHARACTERS = 1000
_CODE = regex(
    r"\bselect\b.+\bfrom\b|\b(?:drop|alter|truncate|create) table\b|\binsert into\b"
    r"|\bdelete from\b|\bunion select\b|\bupdate \w+ set\b|;\s*--|\bexec(?:ute)? immediate\b",
    "select|table|insert|delete|update|;|immediate",
)
_THEIR_DETAILS = frozenset(
    {"of", "for", "number", "numbers", "nr", "address", "addresses", "details", "contact"}
)
_MAILS = frozenset({"email", "emails", "mail"})
_CAMPAIGNS = frozenset({"campaign", "campaigns", "newsletter", "blast", "push", "template", "copy"})
_OURS = frozenset({"the", "our", "my", "a", "an", "this", "next"})
_NEAR = 4
_THEIRS = frozenset({"their", "his", "her", "whose", "'", "’"})
_SPEAKING = {("on", "the"), ("over", "the"), ("off", "the")}


def no_question(question: str, given: tuple[Token, ...]) -> Outside | None:
    """The refusal of what no metric could answer; None for what may be a question."""
    if not given:
        return Outside("There is no question.")
    if len(question) > MOST_CHARACTERS:
        return Outside(f"The question is longer than {MOST_CHARACTERS:,} characters.")
    if _CODE.search(plain(question).lower()):
        return Outside("Statements to a database are not run. Ask in words for a metric.")
    words = " ".join(token.word for token in given)
    if is_errand(words):
        return Outside(NOT_DONE)
    if asks_for_all(words):
        return Outside(NOT_HANDED_OUT)
    return None


def is_private(board: Board, view: View, members: Members) -> bool:
    """Whether the question is about persons: their addresses, or a dimension that is theirs.

    What a thing is called by is not: "birthday" in "the happy birthday bunting".
    """
    said = [fields for _, each in board.of(DimensionSaid) for fields in (each.fields,)]
    said += [each.fields for _, each in board.of(Grouped)]
    private = any(all(view.dimensions[name].dimension.pii for name in fields) for fields in said)
    personal = [place for place in board.rest()
                if {board.tokens[place].word, board.tokens[place].stem} & PERSONAL]  # fmt: skip
    told = any(
        not (_names_thing(board, place, members) or _is_sent(board, place) or _speaks(board, place))
        for place in personal
    )
    return private or told or _is_somebodys(board)


def _names_thing(board: Board, place: int, members: Members) -> bool:
    """Whether a personal word is part of the name of a thing, with a word beside it that is too.

    What somebody has is no thing: "customer address book", "their birthday cards".
    """
    start, end = place, place + 1
    while start and _may_name(board, start - 1):
        start -= 1
    while end < len(board.tokens) and _may_name(board, end):
        end += 1
    before = next((mark.meaning for mark in board.marks if mark.end == start), Noise())
    led = board.free(start - 1, start) or isinstance(before, Hint | TimeSaid | Rank | Change)
    owned = start and (not led or board.word(start - 1) in _THEIRS)
    said = " ".join(board.word(n) for n in range(start, end))
    return not owned and end - start > 1 and any(members.containing(said, members.named))


def _speaks(board: Board, place: int) -> bool:
    """Whether somebody speaks on the phone: nobody's number is asked for then."""
    led = (board.word(place - 2), board.word(place - 1))
    return board.word(place) in ("phone", "telephone") and led in _SPEAKING


def _is_sent(board: Board, place: int) -> bool:
    """Whether an e-mail is one of ours that figures are wanted for: "for the welcome emails"."""
    lead = place - 1
    while lead > place - _NEAR and board.word(lead) not in _OURS and board.free(lead, lead + 1):
        lead -= 1
    ours = board.word(lead) in _OURS and board.word(lead - 1) == "for"
    follows = board.word(place + 1)
    asks = board.has(MetricSaid) or board.has(Grouped)
    sent = not follows or follows in MARKS or follows in _CAMPAIGNS
    return ours and sent and board.word(place) in _MAILS and asks


def _may_name(board: Board, place: int) -> bool:
    word = board.tokens[place]
    return board.free(place, place + 1) and word.is_word and word.word not in NEUTRAL | DOING


def _is_somebodys(board: Board) -> bool:
    """Whether "e-mail" is that of a person, and not a channel of that name: "email of our rep"."""
    return not board.has(MetricSaid) and any(
        board.text(mark) in PERSONAL and board.word(mark.end) in _THEIR_DETAILS
        for mark, _ in board.of(MemberSaid)
    )
