"""Words that nothing has explained yet: members of large dimensions, or a reason to ask back."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
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
from agent.interpreter.members.fields import fitting
from agent.interpreter.members.grouping import CohortSaid, Grouped
from agent.interpreter.members.searched import MOST_CHOICES, Members, same_words
from agent.interpreter.words.ordinary import MARKS, NEUTRAL
from agent.interpreter.words.places import is_country
from agent.interpreter.words.roots import is_deed, root
from agent.interpreter.words.tokens import Token, is_picture, phrase
from agent.interpreter.words.vocabulary import is_common
from agent.patterns import regex
from semantic.record import record
from semantic.view import View

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
_LINKS = frozenset({"and", "&", "or", "vs", "versus"})
_RESTRICTING = frozenset(
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
_WHERE = frozenset({"where", "who", "whom"})
_WONDERED = regex(
    r"^(?:(?:so|hi|hey|,|team|all|and) )*(?:is|are) (?:\w+ ){1,3}?"
    r"(?:getting|becoming|growing|going|turning) (?:(?:any|ever|much|still) )?\w+er"
    r"(?: (?:lately|now|or|what|not|over|time|these|days))* \?$",
    "getting|becoming|growing|going|turning",
)


@record
class Found:
    """Members that words of the question may stand for."""

    words: str
    choices: tuple[tuple[str, str], ...]
    too_many: bool = False
    certain: bool = False


def mark_members(board: Board, members: Members, view: View) -> list[Found]:
    """Mark members of large dimensions that unexplained words name, such as products.

    Returns the words that several members hold, to be asked back.
    """
    several = []
    runs = [part for run in _joined(board, members, view)
            for part in _each_of(board, run, members, view)]  # fmt: skip
    # A number in brackets says which one the words before it name.
    for first, end in sorted(runs, key=lambda run: board.word(run[0] - 1) != "("):
        # "Who" asks for somebody; what follows may be the name of a thing.
        start = first + (board.word(first) in _WHERE)
        said = [token for token in board.tokens[start:end] if token.word not in MARKS]
        if all(is_common(token) or token.word in _RESTRICTING for token in said):
            continue
        words = _said(board, start, end)
        if any(is_country(token.word) for token in said) or _is_deed_of_metric(said, view):
            continue
        found = _search(words, members, _fields(board, members, view))
        if found and _is_numbered(board, end, found):
            _take_number(board, start, end, words)
        elif found and found.certain:
            board.put(start, end, MemberSaid(found.choices))
        elif found and (_is_short_name(found, members) or _is_part_of_one(found)):
            ((field, value),) = found.choices
            note = f"“{words}” as {value}"
            board.put(start, end, MemberSaid(((field, value),), note=note))
        elif found:
            several.append(found)
    return several


def _is_numbered(board: Board, end: int, found: Found) -> bool:
    """Whether the number of what is named follows in brackets: "cakestands (22423)"."""
    entities = {field.partition(".")[0] for field, _ in found.choices}
    brackets = (board.word(end), board.word(end + 2)) == ("(", ")")
    return brackets and any(
        (mark.start, mark.end) == (end + 1, end + 2)
        and entities & {field.partition(".")[0] for field, _ in said.values}
        for mark, said in board.of(MemberSaid)
    )


def _take_number(board: Board, start: int, end: int, words: str) -> None:
    """Take the words and the brackets after them as the one that has this number."""
    for mark, said in board.of(MemberSaid):
        if mark.start == end + 1:
            note = f"“{words}” as {said.values[0][1]}"
            board.marks.remove(mark)
            board.put(start, end + 3, replace(said, note=note))


def _joined(board: Board, members: Members, view: View) -> list[tuple[int, int]]:
    """The stretches of unexplained words; two as one where members hold all the words.

    A small word between them is one of theirs then: "making" in "jam making set".
    """
    runs: list[tuple[int, int]] = []
    for start, end in _runs(board):
        first = runs[-1][0] if runs else start
        beside = bool(runs) and runs[-1][1] == start - 1 and board.tokens[start - 1].is_word
        if beside and board.free(first, end):
            words = " ".join(board.word(place) for place in range(first, end))
            if _search(words, members, _fields(board, members, view)):
                runs[-1] = (first, end)
                continue
        runs.append((start, end))
    return runs


def _each_of(
    board: Board, run: tuple[int, int], members: Members, view: View
) -> list[tuple[int, int]]:
    """The parts of a list such as "22423 and 20725", or the words as one where a part is none."""
    start, end = run
    links = [place for place in range(start, end) if board.word(place) in _LINKS]
    fields = _fields(board, members, view) if links else []
    if not links or _search(_said(board, start, end), members, fields):
        return [run]
    ends = [*links, end]
    parts = list(zip([start, *(place + 1 for place in links)], ends, strict=True))
    named = all(a < b and _search(_said(board, a, b), members, fields) for a, b in parts)
    return parts if named else [run]


def _said(board: Board, start: int, end: int) -> str:
    return " ".join(token.word for token in board.tokens[start:end] if token.word not in MARKS)


def _is_deed_of_metric(said: Sequence[Token], view: View) -> bool:
    """Whether one word tells what a metric is about, such as "returned", and names no member."""
    word = root(said[-1].word)
    acts = len(said) == 1 or (len(said) == 2 and said[0].word in _WHERE)
    names = (name for metric in view.metrics.values() for name in (metric.title, *metric.synonyms))
    return acts and is_deed(said[-1].word) and word in {root(name.lower()) for name in names}


def _is_short_name(found: Found, members: Members) -> bool:
    """Whether one word is how people call the only member it fits: "Karim" of Karim Haddad.

    Names have capital letters in each of their words, and are of a dimension with few members.
    """
    if len(found.choices) != 1 or found.too_many:
        return False
    ((field, value),) = found.choices
    parts = value.split()
    named = len(parts) > 1 and all(part.istitle() for part in parts)
    return named and field in members.small and parts[0].lower() == found.words


def _is_part_of_one(found: Found) -> bool:
    """Whether several words stand side by side in the only name that holds them."""
    if len(found.choices) != 1 or found.too_many:
        return False
    words, name = phrase(found.words), phrase(found.choices[0][1])
    places = range(len(name) - len(words) + 1)
    return len(words) > 1 and any(name[n : n + len(words)] == words for n in places)


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
    strange = [place for place in board.rest() if not _is_ordinary(board, place)]
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
        said = words & _HAPPENED and not words & (_RESTRICTING | _WANTING)
        if told and said and board.free(start, inside[-1] + 1):
            yield from inside


def _is_aside(board: Board, start: int, end: int) -> bool:
    words = {token.word for token in board.tokens[start:end]}
    # "Finance asked about wholesale:" may say what is meant.
    addresses = board.word(end - 1) == ":" and bool(words & _ADDRESSING) and "about" not in words
    # "How do you say …?" asks for something.
    says = (bool(words & _SAYING) or addresses) and not words & _RESTRICTING and "?" not in words
    said = " ".join(token.word for token in board.tokens[start:end])
    wonders = board.has(MetricSaid) and _WONDERED.search(said) is not None
    return (
        (says or wonders)
        and board.free(start, end)
        and not any(word[:1].isdigit() for word in words)
    )


def _is_ordinary(board: Board, place: int) -> bool:
    token = board.tokens[place]
    if token.word in MARKS or is_picture(token.word):
        return True
    if _turns_round(board, place) or _is_compound(board, place):
        return False
    if not place and token.word == "whose":
        return False
    if token.word in _WHERE and board.has(AtRiskSaid):
        return True
    if token.word in _WHERE:
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
    return isinstance(followed, MetricSaid) and board.word(place) == "per"


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


def _runs(board: Board) -> Iterator[tuple[int, int]]:
    """Stretches of unexplained words, with the marks and numbers inside them."""
    start = None
    for place in range(len(board.tokens) + 1):
        free = place < len(board.tokens) and board.free(place, place + 1)
        content = free and (not _is_ordinary(board, place) or _inside(board, place, start))
        if content and start is None:
            start = place
        elif not content and start is not None:
            yield start, place
            start = None


def _inside(board: Board, place: int, start: int | None) -> bool:
    """Whether a mark or a small word stands between two unexplained ones."""
    following = place + 1
    if start is None or following >= len(board.tokens) or not board.free(following, following + 1):
        return False
    small = board.word(place) in ("-", "'", "/", "&", ".", "of", "and", "in", "the", "with", "on")
    return small and not _is_ordinary(board, following)


def _fields(board: Board, members: Members, view: View) -> list[str]:
    metrics = [said.metrics[0] for _, said in board.of(MetricSaid)]
    return fitting(members.named, metrics, view)


def _search(said: str, members: Members, fields: Sequence[str]) -> Found | None:
    """The member that is named in full, or all that hold the words.

    One word alone names a member only as a code with a digit in it: too many ordinary words are
    somebody's product.
    """
    holding = tuple(members.containing(said, fields))
    full = [pair for pair in holding if same_words(pair[1], said)]
    several_words = len(said.split()) > 1 and any(part.isalpha() for part in said.split())
    is_code = any(letter.isdigit() for letter in said) and any(
        pair[1].lower() == said for pair in full
    )
    if full and (several_words or is_code):
        return Found(said, (full[0],), certain=True)
    short = all(name in members.small for name, _ in holding)
    named = several_words or (said.isalpha() and len(said) > (2 if short else 3))
    if not holding or not named:
        return None
    return Found(said, holding[:MOST_CHOICES], too_many=len(holding) > MOST_CHOICES)
