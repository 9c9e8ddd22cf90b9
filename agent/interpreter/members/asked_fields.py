"""Fields that are named by the question they answer: "how did they find us", "where they heard"."""

from collections.abc import Iterator

from agent.interpreter.board import Board
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.words.roots import root
from agent.interpreter.words.tokens import phrase
from semantic.view import View

_ASKING = frozenset({"how", "where", "why", "when", "what", "who"})
_HELPING = frozenset({"did", "do", "does", "have", "has", "had", "is", "are", "was", "were"})
_THEY = {"they": "it", "those": "it", "these": "it", "that": "it", "them": "it"}
_PRESENT = {"found": "find", "came": "come", "heard": "hear", "left": "leave", "chose": "choose",
            "bought": "buy", "knew": "know", "went": "go", "met": "meet", "got": "get"}  # fmt: skip


def mark_asked_fields(board: Board, view: View) -> None:
    """Mark "how did they find us" as the field labelled "how they found us".

    Call before names are marked, of which its words may be some.
    """
    words = [token.word for token in board.tokens]
    for name, label in _questions(view):
        for place in (n for n, word in enumerate(words) if word == label[0]):
            end = _end(words, place, label)
            if end and board.free(place, end):
                board.put(place, end, Grouped((name,)))
                return


def _questions(view: View) -> Iterator[tuple[str, list[str]]]:
    """The dimensions that are called by a question, each with its words."""
    for name, ref in view.dimensions.items():
        for called in (ref.dimension.label, *ref.dimension.synonyms):
            if called.partition(" ")[0].lower() not in _ASKING:
                continue
            label = _said(list(phrase(called)))
            if len(label) > 2 and label[0] in _ASKING:
                yield name, label


def _end(words: list[str], place: int, label: list[str]) -> int:
    """Where the label's words end that begin at a place; 0 where others stand there."""
    for end in range(place + len(label), min(len(words), place + len(label) + 2) + 1):
        if _said(words[place:end]) == label:
            return end
    return 0


def _said(words: list[str]) -> list[str]:
    plain = [_THEY.get(word, word) for word in words if word not in _HELPING]
    return [root(_PRESENT.get(word, word)) for word in plain]
