"""Words that nothing has explained yet: members of large dimensions, or a reason to ask back."""

from collections.abc import Iterator
from itertools import takewhile

from agent.interpreter.board import (
    Board,
    Change,
    DimensionSaid,
    GrainSaid,
    MemberSaid,
    MetricSaid,
    Rank,
    TimeSaid,
)
from agent.interpreter.intents import AtRiskSaid
from agent.interpreter.members.grouping import CohortSaid, Grouped
from agent.interpreter.words.ordinary import MARKS, NEUTRAL
from agent.interpreter.words.tokens import is_picture
from agent.patterns import regex

# What customers do; how it is counted, a metric says.
DOING = frozenset(
    {
        "spend",
        "spending",
        "sold",
        "sell",
        "bought",
        "buy",
        "spent",
        "ordered",
        "purchased",
        "placed",
        "place",
        "pay",
        "pays",
        "raised",
        "issued",
        "logged",
    }
)
_OF_COHORT = frozenset(
    {"again", "active", "still", "back", "share", "percent", "rate", "%", "returned", "proportion"}
    | {"fraction", "percentage", "portion"}
)
_SAYING = frozenset(
    {"swear", "swears", "reckon", "reckons", "think", "thinks", "believe", "believes", "claims"}
    | {"guess", "bet", "says", "say", "said", "told", "insist", "insists"}
)
WHERE = frozenset({"where", "who", "whom"})
RESTRICTING = frozenset(
    {"only", "just", "but", "not", "no", "without", "except", "instead", "mean", "means", "meant"}
    | {"include", "including", "exclude", "excluding", "should", "per", "average", "net", "gross"}
)
_SMALL = frozenset(
    {"by", "in", "of", "the", "for", "and", "to", "on", "per", "a", "an", "at", "from", "with"}
    | {"retainer", "please", "thanks", "cheers"}
)
_ASKING = frozenset(
    {"print", "select", "reveal", "output", "execute", "retrieve", "extract", "provide", "supply"}
    | {"furnish", "enumerate", "state", "confirm", "ascertain", "quantify", "compile", "tabulate"}
    | {"disclose", "specify", "pray", "obtain", "establish", "fetch", "eval", "calc", "require"}
    | {"request", "derive", "itemise", "itemize", "present", "indicate", "advise", "inform"}
    | {"certify", "quote", "cite", "outline", "verify", "determine", "render", "procure", "deliver"}
    | {"mention", "learn", "understand", "relay", "name"}
    | {"produce", "prepare", "send", "post", "summarise", "summarize", "insert", "prompt", "answer"}
)
_ASKERS = frozenset(
    {"please", "pls", "plz", "kindly", "you", "to", "and", "us", "me", "now", ","}
    | {"i", "we", "must", "would", "should", "shall", "pray", "someone", "somebody", "anyone"}
    | {"anybody"}
)
_WHOLE = frozenset({"full", "whole", "key", "complete", "entire", "main", "prompt"})
_THINGS = frozenset(
    {"report", "list", "table", "picture", "breakdown", "overview", "summary", "figure", "number"}
    | {"chart", "metric", "stat", "answer", "update", "story", "detail"}
)
_ADDRESSING = frozenset(
    {"asks", "asked", "asking", "needs", "wants", "request", "requests", "reminder", "task", "todo"}
    | {"instructions", "instruction", "boss", "fyi", "context", "answer", "listen", "hear"}
)
_HAPPENED = frozenset({"were", "was", "had", "did", "closed", "opened", "moved", "changed"})
_WANTING = frozenset({"want", "need", "wanted", "needed", "meant", "like", "all", "every", "each"})
_ORDINALS = frozenset({"second", "third", "fourth", "fifth", "2nd", "3rd", "4th", "5th", "next"})
_FOREIGN = frozenset({"foreign", "overseas", "international", "abroad", "export"})
_WONDERED = regex(
    r"^(?:(?:so|hi|hey|,|team|all|and) )*(?:is|are) (?:\w+ ){1,3}?"
    r"(?:getting|becoming|growing|going|turning) (?:(?:any|ever|much|still) )?\w+er"
    r"(?: (?:lately|now|or|what|not|over|time|these|days))* \?$",
    "getting|becoming|growing|going|turning",
)


def unmark_names(board: Board) -> None:
    """Take back what capital letters say is a name: "Drop" in "sales of Drop & Go"."""
    for mark, _ in board.of(Change):
        if any(token.titled for token in board.tokens[mark.start : mark.end]):
            board.marks.remove(mark)


def unexplained(board: Board) -> tuple[list[int], list[int]]:
    """The places of content words that stand for nothing: those that matter, and asides.

    An aside is a sentence that names nothing and reports what somebody says, thinks or wants ("the
    ops team swear we did", "the boss asks:"), or wonders what the figure asked for will tell ("is
    freight getting heavier?"). It is reported, and stops no answer.
    """
    strange = [place for place in board.rest() if not is_ordinary(board, place)]
    beside = {place for start, end in _sentences(board) if _is_aside(board, start, end)
              for place in range(start, end)}  # fmt: skip
    beside |= set(_told_in_brackets(board))
    sorry = [place for place in board.rest() if board.word(place) == "sorry" and place]
    if sorry:
        # "Umsatz... sorry, turnover": what stands before is taken back.
        beside |= {place for place in strange if place < sorry[-1]}
    return [p for p in strange if p not in beside], [p for p in strange if p in beside]


def _sentences(board: Board) -> Iterator[tuple[int, int]]:
    start = 0
    for place, token in enumerate(board.tokens):
        if token.word in ".?!;:" or place == len(board.tokens) - 1:
            yield start, place + 1
            start = place + 1


def _told_in_brackets(board: Board) -> Iterator[int]:
    """The places of what we ourselves did, in brackets: "(we were shut on the 25th)".

    What may say which rows are meant, such as a member or "only", is none of it.
    """
    for start, token in enumerate(board.tokens):
        told = token.word == "(" and board.word(start + 1) in ("we", "i")
        inside = [*takewhile(lambda n: board.word(n) != ")", range(start, len(board.tokens)))]
        words = {board.word(place) for place in inside}
        said = words & _HAPPENED and not words & (RESTRICTING | _WANTING)
        if told and said and board.free(start, inside[-1] + 1):
            yield from inside


def _is_aside(board: Board, start: int, end: int) -> bool:
    words = {token.word for token in board.tokens[start:end]}
    # "Finance asked about wholesale:" may say what is meant.
    addresses = board.word(end - 1) == ":" and bool(words & _ADDRESSING) and "about" not in words
    # "How do you say …?" asks for something.
    says = (bool(words & _SAYING) or addresses) and not words & RESTRICTING and "?" not in words
    said = " ".join(token.word for token in board.tokens[start:end])
    wonders = board.has(MetricSaid) and _WONDERED.search(said) is not None
    return (
        (says or wonders)
        and board.free(start, end)
        and not any(word[:1].isdigit() for word in words)
    )


def is_ordinary(board: Board, place: int) -> bool:
    """Whether a word asks, joins, points or greets, and says nothing that an answer has to heed."""
    token = board.tokens[place]
    if token.word in MARKS or is_picture(token.word):
        return True
    if _turns_round(board, place) or _is_compound(board, place):
        return False
    if not place and token.word == "whose":
        return False
    if token.word in WHERE and board.has(AtRiskSaid):
        return True
    if token.word in WHERE:
        # Without a split, "where" and "who" ask for more than a total.
        ranked = bool(board.of(Rank)) and bool(board.of(DimensionSaid))
        return bool(board.of(Grouped) or board.of(GrainSaid) or ranked) or _joins(board, place)
    if _asks(board, place):
        return True
    if token.word in _FOREIGN and _leaves_out_a_country(board):
        return True
    if token.word in NEUTRAL or token.word in DOING:
        return not token.titled or token.word in _SMALL
    goods = token.word == "returned" and board.word(place + 1) in ("something", "anything")
    of_cohort = bool({token.word, token.stem} & _OF_COHORT) and not goods
    return bool(board.of(CohortSaid)) and of_cohort


def _asks(board: Board, place: int) -> bool:
    """Whether a word only asks for an answer, or says how much of it: "print", "full report"."""
    token = board.tokens[place]
    if token.word in _WHOLE and board.free(place + 1, place + 2) and place + 1 < len(board.tokens):
        return board.tokens[place + 1].stem in _THINGS
    if token.stem in _THINGS and token.word == "answer":
        return True
    asks = token.word in _ASKING or (token.word == "rank" and board.has(Rank))
    return asks and (not place or board.word(place - 1) in _ASKERS)


def _turns_round(board: Board, place: int) -> bool:
    """Whether a small word gives the mark after it another meaning: "second best", "per order"."""
    followed = next((mark.meaning for mark in board.marks if mark.start == place + 1), None)
    if isinstance(followed, TimeSaid):
        return board.word(place) in ("through", "thru")
    if isinstance(followed, Rank):
        return board.word(place) in _ORDINALS
    return board.word(place) == "per" and (isinstance(followed, MetricSaid) or followed is None)


def _is_compound(board: Board, place: int) -> bool:
    """Whether a word goes on with a small one before a hyphen, and means more: "in-store"."""
    led = board.tokens[max(0, place - 2) : place + 1]
    joined = len(led) == 3 and led[0].end == led[1].start and led[1].end == led[2].start
    return joined and led[1].word == "-" and led[0].word in ("in", "on", "at", "out", "by")


def _leaves_out_a_country(board: Board) -> bool:
    """Whether "foreign" is said by what is left out: "foreign countries (no UK)"."""
    return any(
        said.excluded and name.endswith((".country", ".nation", ".market"))
        for _, said in board.of(MemberSaid)
        for name, _ in said.values
    )


def _joins(board: Board, place: int) -> bool:
    """Whether "who" goes on about customers named before it."""
    return board.tokens[place - 1].stem == "customer" if place else False
