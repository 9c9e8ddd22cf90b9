"""What is no question for the catalog: code, errands, and what is private to persons."""

from agent.interpreter.board import Board, DimensionSaid, MemberSaid, MetricSaid
from agent.interpreter.errands import NOT_DONE, is_errand
from agent.interpreter.grouping import Grouped
from agent.interpreter.outcome import Outside
from agent.interpreter.tokens import Token, plain
from agent.interpreter.words import PERSONAL
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


def no_question(question: str, given: tuple[Token, ...]) -> Outside | None:
    """The refusal of what no metric could answer; None for what may be a question."""
    if not given:
        return Outside("There is no question.")
    if len(question) > MOST_CHARACTERS:
        return Outside(f"The question is longer than {MOST_CHARACTERS:,} characters.")
    if _CODE.search(plain(question).lower()):
        return Outside("Statements to a database are not run. Ask in words for a metric.")
    if is_errand(" ".join(token.word for token in given)):
        return Outside(NOT_DONE)
    return None


def is_private(board: Board, view: View) -> bool:
    """Whether the question is about persons: their addresses, or a dimension that is theirs."""
    said = [fields for _, each in board.of(DimensionSaid) for fields in (each.fields,)]
    said += [each.fields for _, each in board.of(Grouped)]
    private = any(all(view.dimensions[name].dimension.pii for name in fields) for fields in said)
    words = {part for place in board.rest() for part in
             (board.tokens[place].word, board.tokens[place].stem)}  # fmt: skip
    return private or bool(words & PERSONAL) or _is_somebodys(board)


def _is_somebodys(board: Board) -> bool:
    """Whether "e-mail" is that of a person, and not a channel of that name: "email of our rep"."""
    return not board.has(MetricSaid) and any(
        board.text(mark) in PERSONAL and board.word(mark.end) in _THEIR_DETAILS
        for mark, _ in board.of(MemberSaid)
    )
