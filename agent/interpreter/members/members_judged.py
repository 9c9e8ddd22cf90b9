"""What somebody thinks of a member: "is 17450 a good customer?", which its figures may tell."""

from collections.abc import Sequence

from agent.interpreter.board import (
    Board,
    DimensionSaid,
    MemberSaid,
    MetricSaid,
    Noise,
    Overall,
    TimeSaid,
)
from agent.interpreter.figures.metrics import rankable
from agent.interpreter.members.fields import counts_each, fitting
from agent.interpreter.members.grouping import Grouped
from agent.patterns import regex
from semantic.view import View

_JUDGING = (
    "(?:good|great|bad|poor|big|large|small|valuable|important|decent|strong|weak|loyal|major|key"
    "|worthwhile|healthy|profitable|useful|valued|significant|minor|regular|well|badly)"
)
_BE = "(?:is|are|was|were)"
# The member is written `@`, periods `~` and dimensions `#`.
_ASKED = regex(
    rf"^(?:so |and |well |hi |hey |, )*(?:{_BE} (?:the |our |# )*@"
    r"(?: (?:still|really|actually|currently|now|such|any|a|an|one of our|our|doing|very|that))*"
    rf" {_JUDGING}(?: (?:#|one|[a-z]+))?"
    rf"|how {_JUDGING} (?:an? # )?{_BE} (?:the |our |# )*@(?: (?:as|for) an? #)?)"
    r"(?: (?:for us|to us|of ours|or not|at all|overall|now|then|please|in|for|during|~))*"
    r"(?: [?.!])*$",
    "is |are |was |were ",
    "@",
)


def mark_judged(board: Board) -> None:
    """Mark such a question as one about how the member does as a whole.

    Call when all names and numbers of members are marked.
    """
    members = [mark for mark, said in board.of(MemberSaid) if not said.excluded]
    if len(members) != 1 or board.has(MetricSaid) or not _ASKED.search(_spelled(board)):
        return
    for mark in list(board.marks):
        if isinstance(mark.meaning, DimensionSaid | Grouped | Overall):
            board.swap(mark, Noise())
    for place in list(board.rest()):
        board.put(place, place + 1, Noise())
    board.put(len(board.tokens), len(board.tokens), Overall())


def _spelled(board: Board) -> str:
    signs = {MemberSaid: "@", TimeSaid: "~", DimensionSaid: "#", Grouped: "#"}
    words, place = [], 0
    while place < len(board.tokens):
        mark = next((one for one in board.marks if one.start == place < one.end), None)
        sign = signs.get(type(mark.meaning)) if mark else None
        words.append(sign or board.word(place))
        place = mark.end if mark and sign else place + 1
    return " ".join(words)


def telling_of(board: Board, names: Sequence[str], view: View) -> tuple[str, ...]:
    """Those of the metrics that can be told of each named member, and what else adds up for it."""
    found = tuple(names)
    for _, said in board.of(MemberSaid):
        fields = tuple(field for field, _ in said.values)
        more = dict.fromkeys((*found, *rankable(view, fields, counting=False)))
        found = tuple(name for name in more if fitting(fields, (name,), view))
    return counting_more(board, found, view)


def counting_more(board: Board, names: Sequence[str], view: View) -> tuple[str, ...]:
    """The metrics without those that count the one member that is named."""
    kept = [field for _, said in board.of(MemberSaid) for field, _ in said.values]
    return tuple(
        name
        for name in names
        if not any(counts_each(view.metrics[name], field, view) for field in kept)
    )
