"""A word that names members of different fields: "German students", by country or by language."""

from agent.interpreter.board import Board, MemberSaid, MetricSaid, Noise
from agent.interpreter.members.large import Found
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.signs import noun_of
from semantic.view import View


def mark_either(board: Board, lexicon: Lexicon, view: View) -> list[Found]:
    """Take back members whose word means another one in another field, to be asked back.

    Fields that the named metrics cannot be kept to are not meant, and of things ("Portuguese
    courses") the member that is called by the very word is. One value that several fields know,
    such as the country of orders and of customers, is no question here.
    """
    metrics = [name for _, said in board.of(MetricSaid) for name in said.metrics]
    found = []
    for mark, said in board.of(MemberSaid):
        values = {str(value).casefold() for _, value in said.values}
        fits = tuple((name, value) for name, value in said.values
                     if all(name in view.groupable(metric) for metric in metrics))  # fmt: skip
        if said.excluded or len(values) < 2 or not fits:
            continue
        # A member inside a metric's name stands after it: "active German students".
        around = (*board.tokens[max(mark.start - 1, 0) : mark.start], *board.tokens[mark.end :][:1])
        if not {noun_of(token) for token in around} & lexicon.nouns:
            fits = tuple(one for one in fits if str(one[1]).casefold() == board.text(mark)) or fits
        if len({str(value).casefold() for _, value in fits}) < 2:
            board.swap(mark, MemberSaid(fits, note=said.note))
            continue
        found.append(Found(board.text(mark), tuple((name, str(value)) for name, value in fits)))
        board.swap(mark, Noise())
    return found
