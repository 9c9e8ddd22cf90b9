"""Amounts called by one word of their name: "net last week", "gross and net for August"."""

import re
from collections.abc import Iterator, Sequence

from agent.interpreter.board import Board, MemberSaid, MetricSaid, Noise
from agent.interpreter.figures.relations import wholes_less
from agent.interpreter.times.calendar_grammar import MONTHS, WEEKDAYS
from agent.interpreter.words.ordinary import CURRENCY_WORDS, EXCLUDING, MARKS, PERIOD_WORDS
from agent.interpreter.words.tokens import Token, phrase
from agent.interpreter.words.vocabulary import is_common
from agent.writer import CURRENCIES
from semantic.view import View

_BARE = ("net", "gross")
_LISTING = frozenset({",", "and", "&", "+", "plus", "vs", "v", "versus", "or"})
# What may stand after an amount; another noun would be what is net: "net bag", "net margin".
_AFTER = frozenset(
    {"for", "in", "on", "at", "by", "per", "from", "to", "since", "before", "after", "during"}
    | {"this", "last", "past", "previous", "prev", "so", "as", "against", "compared", "than"}
    | {"over", "across", "through", "thru", "until", "up", "down", "asap", "please", "pls", "plz"}
    | {"is", "was", "were", "are", "did", "do", "does", "has", "have", "had", "if", "instead"}
    | {"today", "yesterday", "ytd", "mtd", "qtd", "wtd", "yoy", "mom", "wow", "split", "only"}
    | {"each", "every", "month", "week", "quarter", "year", "day", "weekly", "monthly", "daily"}
    | {"thanks", "thx", "cheers", "ta", "now", "rn", "the", "all", "everywhere", "grew", "fell"}
    | {"figure", "figures", "number", "numbers", "total", "first", "second", "h1", "h2"}
    | {"compare", "exactly", "again", "outside", "except", "excluding", "excl", "without"}
) | _LISTING | MONTHS.keys() | PERIOD_WORDS.keys() | CURRENCY_WORDS | {*WEEKDAYS}  # fmt: skip
_DATED = re.compile(r"(?:q[1-4]|h[12]|w\d\d?|kw\d\d?|fy\d+|\d.*)")
_NOT_AFTER = frozenset(words[-1] for words in EXCLUDING if len(words) == 1)


def mark_bare_names(board: Board, view: View) -> None:
    """Mark "net" as net sales where exactly one amount of money is called by the word.

    Only where no other metric is named, or in a list with it. "Sales net" are sales less what the
    net amount takes off. Call when phrases are marked.
    """
    places = [place for place in board.rest() if board.word(place) in _BARE]
    places = [place for place in places if _stands_alone(board, place)]
    named = [mark for mark, _ in board.of(MetricSaid)]
    for place in places:
        found = list(_called(board.word(place), view))
        listed = any(_is_listed(board, place, mark.start, mark.end) for mark in named)
        if len(found) == 1 and (listed or not named):
            note = f"“{board.word(place)}” as {view.metrics[found[0]].title}"
            board.put(place, place + 1, MetricSaid((found[0],), note=note))
        elif len(found) == 1:
            _mark_following(board, place, found[0], view)


def _mark_following(board: Board, place: int, net: str, view: View) -> None:
    """Take "net" beside the one metric that it is a part of as said of it: "gross June sales"."""
    (mark, said), *others = board.of(MetricSaid)
    between = [board.word(n) for n in range(place + 1, mark.start)]
    dated = all(word in MONTHS or _DATED.fullmatch(word) for word in between)
    beside = mark.end == place or (place < mark.start and dated)
    if others or len(said.metrics) != 1 or not beside:
        return
    if said.metrics[0] == net or net in wholes_less(view, said.metrics[0]):
        board.swap(mark, MetricSaid((net,)))
        board.put(place, place + 1, Noise())


def _called(word: str, view: View) -> Iterator[str]:
    """The amounts that have the word in one of their names."""
    for metric in view.metrics.values():
        names = (metric.title, metric.name.replace("_", " "), *metric.synonyms)
        if metric.format.unit in CURRENCIES and any(word in phrase(said) for said in names):
            yield metric.name


def _is_listed(board: Board, place: int, start: int, end: int) -> bool:
    """Whether the word stands beside another metric in a list: "orders and net"."""
    between = range(end, place) if end <= place else range(place + 1, start)
    return 0 < len(between) < 3 and all(board.word(n) in _LISTING for n in between)


def _stands_alone(board: Board, place: int) -> bool:
    before, after = place - 1, place + 1
    named = (*board.of(MemberSaid), *board.of(MetricSaid))
    member = any(mark.end == place for mark, _ in named)
    leads = place == 0 or member or _is_plain(board.tokens[before : before + 1])
    if not leads or board.word(before) in _NOT_AFTER:
        return False
    follows = board.word(after)
    numbered = follows in ("q", "h", "w", "kw") and board.word(after + 1).isdigit()
    if not follows or numbered or follows in MARKS | _AFTER or _DATED.fullmatch(follows):
        return follows != "-" or board.tokens[after].start > board.tokens[place].end
    return any(mark.start == after for mark, _ in board.of(MemberSaid)) and _is_apart(board, after)


def _is_plain(said: Sequence[Token]) -> bool:
    """Whether a word belongs to no name: in "hair net" the first one does."""
    return all(is_common(one) or not one.is_word or _DATED.fullmatch(one.word) for one in said)


def _is_apart(board: Board, place: int) -> bool:
    """Whether a member right after is a place, and not part of what is called net."""
    return any(
        mark.start == place and all("country" in name for name, _ in said.values)
        for mark, said in board.of(MemberSaid)
    )
