"""Remarks after a question: "gross is fine", and a word of the metric's name said by itself."""

from agent.interpreter.board import Board, MemberSaid, MetricSaid, Noise
from agent.interpreter.words.ordinary import MARKS, NEUTRAL
from semantic.view import View

_FINE = (
    ("is", "fine"), ("is", "ok"), ("is", "okay"), ("is", "enough"),
    ("are", "fine"), ("are", "ok"), ("are", "okay"), ("will", "do"), ("would", "do"),
    ("will", "be", "fine"), ("would", "be", "fine"), ("will", "suffice"), ("is", "alright"),
)  # fmt: skip
_AFTERWARDS = frozenset({"please", "thanks", "cheers", "for", "with", "by", "me", "now", "us"})
_QUESTIONS = frozenset({"what", "which", "who", "whom", "how", "where", "when", "why", "whether"})
_BESIDE = frozenset({"figure", "figures", "number", "numbers", "basis", "the", "on", "a", "i.e."})
_LONGEST = 5


def mark_remarks(board: Board, view: View) -> None:
    """Mark remarks that change no figure. Call before members are looked for.

    What else is said in them, such as "gross" in "gross is fine", still has to be understood.
    """
    for start, end in _clauses(board):
        if start:
            _mark_fine(board, start, end)
        _mark_own_word(board, start, end, view)


def _clauses(board: Board) -> list[tuple[int, int]]:
    breaks = [
        n for n, token in enumerate(board.tokens) if token.word in MARKS and token.word != "_"
    ]
    starts = [0, *(place + 1 for place in breaks)]
    return list(zip(starts, [*breaks, len(board.tokens)], strict=True))


def _mark_fine(board: Board, start: int, end: int) -> None:
    """Mark "is fine" at the end of a remark, after what it is said of.

    Of a member, as in "Germany is fine", it may say how that one is doing.
    """
    asks = {board.word(place) for place in range(start, end)} & _QUESTIONS
    if any(start <= mark.start < end for mark, _ in board.of(MemberSaid)):
        return
    while board.word(end - 1) in _AFTERWARDS:
        end -= 1
    for words in _FINE:
        place = end - len(words)
        said = tuple(board.word(n) for n in range(place, end))
        short = start < place <= start + _LONGEST
        if said == words and short and not asks and board.free(place, end):
            board.put(place, end, Noise())


def _mark_own_word(board: Board, start: int, end: int, view: View) -> None:
    """Mark a word that a metric is called by, said apart: "sales by country, gross".

    The word may also be the one that tells another metric from it: "sales by country, net".
    """
    word = _alone(board, start, end)
    named = board.of(MetricSaid)
    if word is None or len(named) != 1 or len(named[0][1].metrics) != 1:
        return
    mark, name = named[0][0], named[0][1].metrics[0]
    title = _title(view, name)
    said = board.word(word)
    others = [other for other in view.metrics[name].not_to_confuse
              if other in view.metrics and _title(view, other) - title == {said}
              and len(_title(view, other)) == len(title)]  # fmt: skip
    if said in title:
        board.put(word, word + 1, Noise())
    elif len(others) == 1 and not (title - _title(view, others[0])) & set(board.text(mark).split()):
        note = f"“{said}” as {view.metrics[others[0]].title}"
        board.swap(mark, MetricSaid((others[0],), note=note))
        board.put(word, word + 1, Noise())


def _title(view: View, name: str) -> set[str]:
    return set(view.metrics[name].title.lower().split()) - NEUTRAL


def _alone(board: Board, start: int, end: int) -> int | None:
    """The place of the only word that a remark says, which is not the whole question."""
    places = [place for place in board.rest() if start <= place < end]
    own = [place for place in places if board.word(place) not in _BESIDE | _AFTERWARDS]
    silent = all(isinstance(m.meaning, Noise) for m in board.marks if start <= m.start < end)
    whole = (start, end) == (0, len(board.tokens))
    return own[0] if len(own) == 1 and silent and not whole else None
