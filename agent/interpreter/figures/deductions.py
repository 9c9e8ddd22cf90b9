"""Whether returns are taken off: "with refunds deducted", "before anything sent back comes off"."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from agent.interpreter.board import Board, Mark, MetricSaid, Noise
from agent.interpreter.figures.likely import earned
from agent.interpreter.figures.relations import differences, parts_taken_off
from agent.interpreter.times.calendar_grammar import MONTHS
from agent.interpreter.words.roots import root
from agent.interpreter.words.tokens import phrase
from agent.patterns import Pattern, regex
from semantic.period import GRAINS
from semantic.record import record
from semantic.view import View

_PART = "¤"
_GIVEN_BACK = frozenset({"return", "refund"})
_BACK = "returned|refunded|came back|comes? back|sent back"
# Of goods nobody speaks by name: "anything that came back", "whatever people returned".
_CLAUSE = (
    r"(?:anything|everything|whatever|what|things|stuff|goods)(?: (?:that|which|got|gets|was|were"
    rf"|is|are|has|had|have|been|being|people|customers|buyers|they|then))* (?:{_BACK})"
)
_THEM = rf"(?:(?:the|any|all|our|those|their) )*(?:{_PART}|{_CLAUSE})"
_WE = "(?:(?:we|you|they|i|one|have|had|having|start|started) )*"
_TAKE = (
    r"(?:tak(?:e|es|ing)|took|knock(?:s|ed|ing)?|deduct(?:s|ed|ing)?|subtract(?:s|ed|ing)?"
    r"|net(?:s|ted|ting)?|com(?:e|ing))"
)
_OFF = "(?:off|out|away)"
_HELPING = (
    "(?:(?:already|are|is|were|have|has|been|being|get|got|all|yet|come|comes|came|coming|taken"
    "|netted|knocked|still|go) )*"
)
_DEDUCTED = rf"(?:deducted|subtracted|off|(?:taken|netted|knocked) {_OFF})"
_LEAD = r"(?:(?:with|once|after|where|when|if)|[,(–-])"
_ENDS = (
    r"(?= (?:[.,?!;:)]|in|for|by|per|on|during|over|from|please|pls|this|last|and|vs|versus"
    r"|against|compared)(?: |$)|$)"
)
_NEED = "take|took|taki|knock|deduct|subtract|net|off|out|away|before|gross|ignor|disregard|count"
_NEED += "|com|nothing"
_GROSS = regex(
    rf"(?:^|(?<= ))(?:before {_WE}(?:{_TAKE} (?:{_OFF} )?{_THEM}(?: {_OFF})?"
    rf"|{_THEM} {_HELPING}{_DEDUCTED}|{_THEM}{_ENDS})"
    rf"|gross of {_THEM}"
    rf"|(?:without|not|never) {_WE}{_TAKE} (?:{_OFF} )?{_THEM}(?: {_OFF})?"
    rf"|not counting {_THEM} against (?:it|us|them|that)"
    rf"|(?:with )?(?:nothing|no deductions?)(?: (?:has|having|is|was|been|being|yet))*"
    rf"(?: (?:taken|knocked|deducted|subtracted|netted))?(?: {_OFF})? for {_THEM}"
    rf"|{_LEAD} {_THEM} {_HELPING}not {_HELPING}{_DEDUCTED}"
    rf"|if (?:you|we|i|one) (?:ignore|disregard) {_THEM})(?= |$)",
    _NEED,
)
_NET = regex(
    rf"(?:^|(?<= ))(?:after {_WE}{_TAKE} (?:{_OFF} )?{_THEM}(?: {_OFF})?"
    rf"|(?:less|minus|net of) {_THEM}{_ENDS}|{_LEAD} {_THEM} {_HELPING}{_DEDUCTED})(?= |$)",
    f"{_NEED}|less|minus",
)
# "In June less returns" takes them off, "did we get less returns" asks whether they fell.
_BEFORE_LESS = MONTHS.keys() | {*GRAINS, ",", "(", "–", "-"}


@record
class Deducted:
    """Words that say whether a part is taken off (`net`), beside what nothing names yet.

    `inside` are the marks that the words had.
    """

    part: str
    net: bool
    inside: tuple[Mark, ...]


def mark_deducted(board: Board, view: View) -> None:
    """Take "with refunds deducted" and "before refunds come off" as said: net or gross."""
    for below, part in _parts(board, view):
        for pattern, net in ((_GROSS, False), (_NET, True)):
            span = _said(board, pattern, part)
            if span is not None and _deduct(board, span, Deducted(below, net, ()), view):
                return


def settle_deducted(board: Board, view: View) -> None:
    """Take off what is said to be, of the figure that only the rest of the question names."""
    for mark, said in board.of(Deducted):
        metrics = board.of(MetricSaid)
        names = [name for _, one in metrics for name in one.metrics]
        found = list(differences(view, names[0], said.part)) if len(names) == 1 else []
        board.marks.remove(mark)
        if len(found) == 1:
            board.put(mark.start, mark.end, Noise())
            if said.net:
                board.swap(metrics[0][0], MetricSaid((found[0],), note=metrics[0][1].note))
        else:
            for one in said.inside:
                board.put(one.start, one.end, one.meaning)


def _parts(board: Board, view: View) -> Iterator[tuple[str, Mark | None]]:
    """The metrics that others take off, where they are named; those told by a clause last."""
    parts = parts_taken_off(view)
    for mark, said in board.of(MetricSaid):
        if len(said.metrics) == 1 and said.metrics[0] in parts:
            yield said.metrics[0], mark
    given_back = [name for name in parts if _GIVEN_BACK & _roots(name, view)]
    if len(given_back) == 1:
        yield given_back[0], None


def _roots(name: str, view: View) -> set[str]:
    metric = view.metrics[name]
    return {root(word) for said in (metric.title, *metric.synonyms) for word in phrase(said)}


def _said(board: Board, pattern: Pattern, part: Mark | None) -> tuple[int, int] | None:
    """Where the words stand that say whether the part is taken off."""
    words = [token.word for token in board.tokens]
    if part is not None:
        words[part.start : part.end] = [_PART]
    flat = " ".join(words)
    match = pattern.search(flat)
    before = flat[: match.start()].split()[-1:] if match else []
    grew = match is not None and match[0].startswith("less") and not _ends_a_figure(before)
    if match is None or grew or (part is not None) != (_PART in match[0]):
        return None
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word) + 1)
    longer = part.end - part.start - 1 if part is not None else 0
    return bisect_right(starts, match.start()) - 1, bisect_right(starts, match.end() - 1) + longer


def _ends_a_figure(before: Sequence[str]) -> bool:
    return any(word in _BEFORE_LESS or word.isdigit() for word in before)


def _deduct(board: Board, span: tuple[int, int], said: Deducted, view: View) -> bool:
    """Take a metric less its part, or by itself, in place of both. Returns whether it exists."""
    inside = tuple(mark for mark in board.marks if mark.start < span[1] and span[0] < mark.end)
    wholes = [(mark, one) for mark, one in board.of(MetricSaid) if mark not in inside]
    named = dict.fromkeys(name for _, one in wholes for name in one.metrics)
    names = list(named) or [earned(view).metric]
    found = list(differences(view, names[0], said.part)) if len(names) == 1 else []
    if len(found) != 1:
        return False
    board.marks = [mark for mark in board.marks if mark not in inside]
    board.put(*span, Noise() if wholes else Deducted(said.part, said.net, inside))
    for whole, _ in wholes if said.net else ():
        board.swap(whole, MetricSaid((found[0],)))
    return True
