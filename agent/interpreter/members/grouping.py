"""What a figure is split by, and which words stand for members, customers and cohorts."""

from dataclasses import replace
from itertools import pairwise

from agent.interpreter.board import (
    Board,
    Change,
    Contrast,
    DimensionSaid,
    Hint,
    Mark,
    MemberSaid,
    MetricSaid,
    Noise,
    TimeSaid,
)
from agent.interpreter.words.lexicon import A_SINGLE, Lexicon, Meaning
from agent.interpreter.words.ordinary import (
    BEFORE_MEMBERS,
    COUNTING,
    HOW_MANY,
    MONEY,
    NEUTRAL,
    PERCENT,
    SAME,
    number,
)
from agent.interpreter.words.places import is_the_us
from agent.interpreter.words.roots import is_deed, root
from agent.interpreter.words.tokens import Token, stem
from agent.interpreter.words.vocabulary import NAMES
from semantic.record import record

_SPLIT = frozenset({"by", "per", "each", "every", "across", "which", "what"})
AMONG = frozenset({"between", "among", "amongst"})
_RANKED = frozenset(
    {"top", "best", "biggest", "largest", "highest", "greatest", "leading", "strongest", "most"}
    | {"bottom", "worst", "smallest", "lowest", "weakest", "least", "selling", "sold"}
)
_BOUGHT = frozenset({"bought", "ordered", "purchased", "popular"})
_WHOSE = frozenset({"their", "the", "its", "his", "her", "a", "an"})
_ASKERS = frozenset({"please", "pls", "plz", "kindly", "you", "to", "and", "now", ","})
_MEASURES = frozenset({"number", "count", "no", "nr", "share", "rate", "value", "amount", "total"})
_FIRST = frozenset({"order", "orders", "purchase", "purchases", "ordered", "bought", "purchased"})
_WHOSE_FIRST = frozenset({"whose", "their", "his", "her", "with", "had"})
_VERSUS = {
    ("vs",), ("vs", "."), ("v",), ("versus",), ("against",), ("compared", "to"),
    ("compared", "with"), ("compare", "to"), ("compare", "with"),
}  # fmt: skip
_NOT_A_NAME = frozenset({"our", "your", "my", "this", "whole", "entire", "a", "an", "no", "any"})
_GREETINGS = frozenset({"hi", "hello", "hey", "dear", "morning", "afternoon", "thanks", "thank"})
_LISTING = frozenset({"and", "&", "vs", "versus", "v", "or", ","})
_PARTICLES = frozenset({"in", "up", "out", "on", "off", "over"})
_AFTER_PARTICLES = frozenset({"in", "during", "within", "was", "were", "is", "came", "fell"})
_EQUALS = frozenset({":", "=", "is", "was", "were", "are", "-"})
JOINED = frozenset({"joined", "acquired"})


@record
class Grouped:
    """A dimension that the question attaches: "by country", "which product"."""

    fields: tuple[str, ...]


@record
class SplitOpen:
    """A split is asked for, without saying by what: "break it down"."""


@record
class CohortLead:
    """Words such as "whose first order was in", which a period has to follow."""


@record
class CohortSaid:
    """Customers by their first order: the dimension, and the period it falls in."""

    fields: tuple[str, ...]
    time: TimeSaid


def _mark_turned_names(board: Board, lexicon: Lexicon) -> None:
    """Mark a dimension whose name is said the other way round: "by the month of first order"."""
    for place in list(board.rest()):
        start, after = place - 1, place + 1
        if board.word(place) != "of" or not _wants_dimension(board, start):
            continue
        while board.word(after) in _WHOSE:
            after += 1
        own = lexicon.at(board.tokens, start) or (1, None)
        for end in range(after + 3, after, -1):
            turned = (*_as_orders(board.tokens[after:end]), board.tokens[start])
            found = lexicon.at(turned, 0) if end <= len(board.tokens) else None
            if found and found[0] == len(turned) and own[0] == 1 and found[1].dimensions:
                if board.free(start, end) and board.word(start) not in _MEASURES:
                    board.put(start, end, Grouped(tuple(found[1].dimensions)))
                break


def _as_orders(said: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens with a first purchase as a first order."""
    first = said[:1] and said[0].word == "first" and said[-1].word in _FIRST
    return (*said[:-1], replace(said[-1], word="order", stem="order")) if first else said


def mark_phrases(board: Board, lexicon: Lexicon) -> None:
    """Mark names of metrics, dimensions and members, the longest one at each place."""
    _mark_turned_names(board, lexicon)
    place = 0
    while place < len(board.tokens):
        if not board.free(place, place + 1):
            place += 1
            continue
        found = lexicon.at(board.tokens, place)
        lead = _first_order(board, place, lexicon)
        if lead and (found is None or found[0] <= lead):
            board.put(place, place + lead, CohortLead())
            place += lead
            continue
        length, meaning = _extended(board, place, found, lexicon) if found else (1, None)
        said = _meaning(board, place, length, meaning, lexicon) if meaning else None
        if said is not None:
            board.put(place, place + length, said)
        place += length
    _join_owners(board, lexicon)


def _extended(
    board: Board, place: int, found: tuple[int, Meaning], lexicon: Lexicon
) -> tuple[int, Meaning]:
    """Two overlapping names of one metric as one: "average basket" and "basket size"."""
    length, meaning = found
    following = lexicon.at(board.tokens, place + length - 1) if length > 1 else None
    if following and following[0] > 1 and meaning.metrics == following[1].metrics:
        return length - 1 + following[0], meaning
    return found


def _join_owners(board: Board, lexicon: Lexicon) -> None:
    """Join what a field is of with its name: "by club region", "per guest country"."""
    for mark, said in board.of(DimensionSaid):
        start = mark.start - (board.word(mark.start - 1) in ("'", "’"))
        owner = next((one for one in board.marks if one.end == start), None)
        kind = owner.meaning if owner else None
        if owner is not None and isinstance(kind, Grouped | DimensionSaid):
            named = {name for name in kind.fields if _names_entity(board, owner, name)}
            own = _of_entities(said, {name.partition(".")[0] for name in named})
            if own and not set(own) <= set(kind.fields):
                board.marks = [one for one in board.marks if one not in (mark, owner)]
                splits = isinstance(kind, Grouped) or _wants_dimension(board, owner.start)
                board.put(owner.start, mark.end, (Grouped if splits else DimensionSaid)(own))
        elif owner is None and mark.start and board.tokens[mark.start - 1].is_word:
            own = _of_entities(said, {board.tokens[mark.start - 1].stem} & lexicon.entities)
            if own and _wants_dimension(board, mark.start - 1):
                board.marks.remove(mark)
                board.put(mark.start - 1, mark.end, Grouped(own))


def _names_entity(board: Board, mark: Mark, name: str) -> bool:
    """Whether a field is what its things are called by: "club", and not "city", of clubs."""
    entity, _, bare = name.partition(".")
    said = board.tokens[mark.end - 1].stem
    return bare in ("name", "number", "id", "code") or said == entity.replace("_", " ")


def _of_entities(said: DimensionSaid, entities: set[str]) -> tuple[str, ...]:
    """Those fields that are of one of the things, or of their kinds: groups of vehicles."""
    return tuple(
        name
        for name in said.fields
        if {(entity := name.partition(".")[0]), entity.partition("_")[0]} & entities
    )


def complete_lists(board: Board, lexicon: Lexicon) -> None:
    """Mark what a list leaves out: "gross and net sales", "returning vs new customers"."""
    for mark, _ in board.of(MetricSaid):
        place = mark.start - 2
        joined = board.word(mark.start - 1) in _LISTING and mark.end - mark.start > 1
        if place < 0 or not joined or not board.free(place, mark.start):
            continue
        found = lexicon.at((board.tokens[place], board.tokens[mark.end - 1]), 0)
        if found and found[0] == 2 and len(found[1].metrics) == 1:
            board.put(place, place + 1, MetricSaid(tuple(found[1].metrics)))


def join_around_times(board: Board, lexicon: Lexicon) -> None:
    """Join a name that a period stands in: "customers in January with two or more orders"."""
    for mark, _ in board.of(TimeSaid):
        start, end = mark.start, mark.end
        while board.word(start - 1) in ("in", "during", "for", "from", "of", "on"):
            start -= 1
        left = board.tokens[max(start - 1, 0) : start]
        found = lexicon.at((*left, *board.tokens[end:]), 0) if left else None
        if found is None or found[0] < 3 or len(found[1].metrics) != 1:
            continue
        last = end + found[0] - 1
        board.marks = [m for m in board.marks if m is mark or m.end < start or m.start >= last]
        if start < mark.start:
            board.put(start, mark.start, Noise())
        board.put(start - 1, start, Noise())
        board.put(end, last, MetricSaid(tuple(found[1].metrics)))


def _first_order(board: Board, place: int, lexicon: Lexicon) -> int:
    done = board.word(place + 1)
    if board.word(place) == "first" and (done in _FIRST | JOINED or root(done) in lexicon.deeds):
        # "Sales from first orders in March" are of those orders, not of who placed them.
        several = done != stem(done) and not is_deed(done)
        end = place + 2 + _particle(board, place + 2)
        return 0 if several and board.word(place - 1) not in _WHOSE_FIRST else end - place
    named = any(mark.end == place for mark, _ in board.of(MetricSaid))
    joined = board.word(place) in JOINED and not named
    return 1 if joined and not _counts_them(board, place, lexicon) else 0


def _counts_them(board: Board, place: int, lexicon: Lexicon) -> bool:
    """Whether those who joined are counted, by a figure called so: "how many joined in May"."""
    counted = (board.word(place - 2), board.word(place - 1)) == HOW_MANY
    return counted and any(
        meaning.metrics and len(words) == 1 and root(words[0]) == root(board.word(place))
        for words, meaning in lexicon.phrases.items()
    )


def _particle(board: Board, place: int) -> int:
    """How many tokens of a verb's particle stand at a place: "in" of "check-in was in March"."""
    if board.word(place) == "-" and board.word(place + 1) in _PARTICLES:
        return 2
    return int(board.word(place) in _PARTICLES and board.word(place + 1) in _AFTER_PARTICLES)


def _meaning(
    board: Board, place: int, length: int, meaning: Meaning, lexicon: Lexicon
) -> object | None:
    nouns, names_entities = lexicon.nouns, bool(lexicon.keys & set(meaning.dimensions))
    last = board.tokens[place + length - 1]
    persons = last.stem in nouns and last.word != last.stem
    if meaning.members and persons and board.word(place - 1) == "by":
        # "Sales by high-value customers" are theirs, "by high-value customer" is a split.
        return MemberSaid(tuple(meaning.members.items()))
    if meaning.dimensions and _wants_dimension(board, place):
        person = names_entities or board.tokens[place].stem in nouns
        lead = place - 1
        while board.word(lead) in A_SINGLE:
            lead -= 1
        if person and board.word(lead) == "per" and not meaning.metrics:
            # "Returns per customer" may be a mean or a split, so it is asked back.
            return DimensionSaid(tuple(meaning.dimensions))
        return Grouped(tuple(meaning.dimensions))
    if meaning.metrics:
        return MetricSaid(tuple(meaning.metrics), tuple(meaning.members.items()))
    if meaning.members and not _is_their_noun(board, place, meaning):
        return _member(board, place, length, meaning, lexicon)
    counted = number(board.word(place + length))
    if (counted is not None and names_entities) or _asks_to_name(board, place):
        return None
    return DimensionSaid(tuple(meaning.dimensions))


def _member(
    board: Board, place: int, length: int, meaning: Meaning, lexicon: Lexicon
) -> object | None:
    last = board.tokens[place + length - 1]
    persons_said = length == 1 and SAME.get(last.word, last.stem) in lexicon.nouns
    if persons_said and not _of_named_field(board, place, meaning, lexicon):
        # Customers, though one of those who may be liable, say, is called "customer" too.
        return DimensionSaid(tuple(meaning.dimensions)) if meaning.dimensions else None
    said = board.tokens[place : place + length]
    follows = lexicon.at(board.tokens, place + length)
    led = follows is not None and bool(meaning.members.keys() & set(follows[1].dimensions))
    if not led and all(token.word in NEUTRAL and not _is_name(board, place, token)
                       for token in said):  # fmt: skip
        return None
    return MemberSaid(tuple(meaning.members.items()))


def _is_their_noun(board: Board, place: int, meaning: Meaning) -> bool:
    """Whether a noun that names members, too, says what is before it: "the Rathmines surgery"."""
    entities = {name.partition(".")[0] for name in meaning.dimensions}
    after = any(
        mark.end == place and entities & {name.partition(".")[0] for name, _ in said.values}
        for mark, said in board.of(MemberSaid)
    )
    led = board.word(place - 1) in _WHOSE and board.word(place - 2) == "at"
    return after or (bool(entities) and led)


def _of_named_field(board: Board, place: int, meaning: Meaning, lexicon: Lexicon) -> bool:
    """Whether a field of a member is named beside it: "liability: customer"."""
    before = place - (board.word(place - 1) in _EQUALS)
    after = place + 1 + (board.word(place + 1) in _EQUALS)
    follows = lexicon.at(board.tokens, after)
    named = set(follows[1].dimensions) if follows else set()
    for mark in board.marks:
        if mark.end == before and isinstance(mark.meaning, DimensionSaid | Grouped):
            named |= set(mark.meaning.fields)
    return bool(named & meaning.members.keys())


def _asks_to_name(board: Board, place: int) -> bool:
    """Whether "name" is what somebody is asked to do: "name the three busiest clubs"."""
    opens = not place or board.word(place - 1) in _ASKERS
    follows = board.word(place + 1)
    named = follows in _WHOSE or follows in ("our", "my") or number(follows) is not None
    return board.word(place) == "name" and opens and named


def _is_name(board: Board, place: int, token: Token) -> bool:
    before = board.word(place - 1)
    if token.word in NAMES and token.word != "us":
        return before not in _GREETINGS and before not in _NOT_A_NAME
    if token.word == "us" and not token.capitals:
        return is_the_us(before, board.word(place + 1))
    return token.capitals or (token.titled and before not in _GREETINGS)


def _wants_dimension(board: Board, place: int) -> bool:
    before = place - 1
    while number(board.word(before)) is not None or board.word(before) in ("the", "of", "our"):
        before -= 1
    if board.word(before) in _BOUGHT and board.word(before - 1) in ("most", "least"):
        before -= 1
    word = board.word(before)
    if word in ("most", "fewest") and board.word(0) == "who":
        # In "who bought the most items" the items are the measure.
        return False
    if word in ("and", ",", "&"):
        return any(board.word(place) in ("by", "per") for place in range(before - 3, before))
    # "Among the members who came in May" names a set of them, and no split.
    told = board.word(place + 1) in ("who", "whose", "that")
    plural = board.tokens[place].word != board.tokens[place].stem and not told
    return word in _SPLIT or word in _RANKED or (plural and word in AMONG)


def mark_contrasts(board: Board) -> None:
    """Mark "vs" between two members or two metrics, and "than" where it stands for it."""
    mark_versus(board)
    _mark_more_than(board)


def mark_versus(board: Board) -> None:
    """Mark "vs" between two members or metrics; a period may part the members."""
    for one, other in pairwise([m for m in board.marks if not isinstance(m.meaning, TimeSaid)]):
        lead = max((m.end for m in board.marks if m.end <= other.start), default=other.start)
        said = MemberSaid | MetricSaid if lead == one.end else MemberSaid
        alike = type(one.meaning) is type(other.meaning) and isinstance(one.meaning, said)
        if alike and tuple(map(board.word, range(lead, other.start))) in _VERSUS:
            board.put(lead, other.start, Contrast())


def _mark_more_than(board: Board) -> None:
    """Mark "than" between two members or metrics: "more orders from Germany than from France"."""
    for place in list(board.rest()):
        end = place + 1
        while board.word(end) in BEFORE_MEMBERS and board.free(end, end + 1):
            end += 1
        later = next((mark for mark in board.marks if mark.start == end), None)
        if board.word(place) != "than" or later is None:
            continue
        if not isinstance(later.meaning, MemberSaid | MetricSaid):
            continue
        alike = [mark for mark in board.marks
                 if mark.end <= place and type(mark.meaning) is type(later.meaning)]  # fmt: skip
        if alike:
            board.put(place, end, Contrast())
            for mark, change in board.of(Change):
                if not change.verb and mark.end <= place:
                    board.swap(mark, Noise())


_WORTH_OF = [["worth", "of", things] for things in ("goods", "stuff", "things", "items")]


def mark_hints(board: Board, money: frozenset[str]) -> None:
    """Mark words that say which unit is wanted: how many, in pounds, percent.

    `money` are the words for the currencies that figures here are in.
    """
    for words in COUNTING:
        for place in range(len(board.tokens) - len(words) + 1):
            said = tuple(board.word(place + n) for n in range(len(words)))
            end = place + len(words)
            if said == words and board.free(place, end):
                # "By how many pounds" counts nothing: the word after it says the unit.
                says_unit = board.word(end) in PERCENT | (money if words == HOW_MANY else set())
                board.put(place, end, Noise() if says_unit else Hint("count"))
    for place in list(board.rest()):
        token = board.tokens[place]
        amount = number(board.word(place + 1)) is not None or board.word(place + 1)[:1].isdigit()
        if token.stem in ("count", "tally", "headcount"):
            board.put(place, place + 1, Hint("count"))
        elif {token.word, token.stem} & (MONEY | money) and not amount:
            things = [board.word(n) for n in (place, place + 1, place + 2)] in _WORTH_OF
            board.put(place, place + (3 if things else 1), Hint("money"))
        elif {token.word, token.stem} & PERCENT and not board.word(place - 1)[:1].isdigit():
            board.put(place, place + 1, Hint("percent"))
