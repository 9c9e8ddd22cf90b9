"""Members that are called like something else: a customer "May 2024", a region and one "North"."""

from collections.abc import Iterator

from agent.interpreter.board import Board, DimensionSaid, Mark, MemberSaid
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.times.calendar_grammar import MONTHS
from agent.interpreter.times.calendar_words import atoms
from agent.interpreter.times.today import Today

_OF_QUESTIONS = frozenset(
    {"why", "how", "change", "changes", "changed", "compare", "compared", "comparison"}
    | {"total", "totals", "versus"}
)
_COUNTING = frozenset(
    {"top", "bottom", "best", "worst", "first", "last", "past", "next", "than", "over", "under"}
    | {"above", "below", "least", "most", "exactly", "to", "-", "/"}
)
_LONGEST_COUNT = 4
_BEFORE_PERIODS = frozenset({"in", "since", "during", "for", "of", "from", "the"})
_QUOTES = frozenset({'"', "'", "“", "”", "„", "«", "»"})


def unmark_namesakes(board: Board, today: Today) -> None:
    """Take back members whose names a question is made of: periods, and words such as "why".

    Otherwise whoever can choose a name would choose what others are answered. With the field named
    beside it ("customer May"), or between quotes, such a name is the member's; so is a number, as
    in "certificate 18", but for "18 May" and "top 18 films".
    """
    for mark, _ in board.of(MemberSaid):
        words = _words(board, mark)
        named = any(token.titled for token in board.tokens[mark.start : mark.end])
        asks = set(words) <= _OF_QUESTIONS and not named
        counts = _is_small_number(words)
        other = asks or counts or _is_period(words, today) or _says_when(board, mark)
        other = other or _is_paid(board, mark)
        unnamed = other and not _is_pointed_at(board, mark)
        if unnamed or (counts and _is_of_a_day_or_count(board, mark)):
            board.marks.remove(mark)


def keep_named_fields(board: Board) -> None:
    """Let a member be of the field that is named beside it: "region North"."""
    for mark, said in board.of(MemberSaid):
        fields = {name for one in _beside(board, mark) for name in one.fields}
        values = tuple(pair for pair in said.values if pair[0] in fields)
        if values and len(values) < len(said.values):
            board.swap(mark, MemberSaid(values, said.excluded, said.note))


def _words(board: Board, mark: Mark) -> list[str]:
    words = [token.word for token in board.tokens[mark.start : mark.end]]
    while len(words) > 1 and words[0] in _BEFORE_PERIODS:
        words = words[1:]
    return words


def _is_period(words: list[str], today: Today) -> bool:
    """Whether the words name a month or more and nothing else; days are names of kinds, too."""
    flat = " ".join(words)
    whole = [one for one in atoms(flat, today) if (one.start, one.end) == (0, len(flat))]
    return any(one.period.days > 7 for one in whole)


def _is_small_number(words: list[str]) -> bool:
    """Whether a name is but a number that may count or date something, and no code of a thing."""
    return all(word.isdigit() and len(word) <= _LONGEST_COUNT for word in words)


def _is_of_a_day_or_count(board: Board, mark: Mark) -> bool:
    before, after = board.word(mark.start - 1), board.word(mark.end)
    return before in _COUNTING or bool({before, after} & MONTHS.keys())


def _says_when(board: Board, mark: Mark) -> bool:
    """Whether "same day" is no kind of service: "the same days of June"."""
    words = [token.word for token in board.tokens[mark.start : mark.end]]
    units = ("day", "days", "date", "dates", "week", "weeks", "month", "months", "time")
    led = board.word(mark.start - 1) in ("the", "those", "these")
    same = len(words) == 2 and words[0] == "same" and words[1] in units
    return same and led and board.word(mark.end) in ("of", "in", "last", "this", "as", "a")


def _is_paid(board: Board, mark: Mark) -> bool:
    """Whether "what was paid" asks for an amount, and for no rows that are paid."""
    words = [board.word(place) for place in range(mark.start - 2, mark.end)]
    return words in (["what", "was", "paid"], ["what", "were", "paid"], ["what", "got", "paid"])


def _is_pointed_at(board: Board, mark: Mark) -> bool:
    before, after = board.word(mark.start - 1), board.word(mark.end)
    return bool(list(_beside(board, mark))) or (before in _QUOTES and after in _QUOTES)


def _beside(board: Board, mark: Mark) -> Iterator[DimensionSaid | Grouped]:
    """The fields that are named next to a member and may be its."""
    said = mark.meaning
    assert isinstance(said, MemberSaid)
    entities = {name.partition(".")[0] for name, _ in said.values}
    for other in board.marks:
        near = other.end == mark.start or mark.end == other.start
        given = other.meaning
        if not near or not isinstance(given, DimensionSaid | Grouped):
            continue
        if entities & {name.partition(".")[0] for name in given.fields}:
            yield given
