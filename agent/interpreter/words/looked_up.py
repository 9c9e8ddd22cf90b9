"""The words of a question as they are looked up: put right, and with names in one piece."""

from collections.abc import Sequence

from agent.interpreter.times.calendar_grammar import MONTHS
from agent.interpreter.times.owning import with_owners
from agent.interpreter.words.known import Known
from agent.interpreter.words.lexicon import Lexicon, Meaning
from agent.interpreter.words.shorthand import spelled_out
from agent.interpreter.words.tokens import Token
from agent.interpreter.words.typos import mended
from agent.interpreter.words.vocabulary import is_common, is_plain

_AND = frozenset({"and", "or", "&", ",", "vs", "versus"})
_APART = _AND | {"of", "after", "before", "per", "with", "to", "from", "in", "by", "who", "for"}
_TIERS = frozenset({"plus", "complete", "full", "first"})
_NAMING = frozenset({"", "and", "or", "for", "in", "of", "on", "from", "only", "just", "about"})
_MOST_WORDS = 3


def looked_up(given: tuple[Token, ...], known: Known) -> tuple[Lexicon, tuple[Token, ...]]:
    """The lexicon, with members only if the question has words that may be some, and the words."""
    given = with_owners(given, known.names)
    if _needs_no_members(given, known.names):
        return known.names, _in_one_piece(spelled_out(given, known.names), known.names)

    def is_value(stem: str) -> bool:
        return stem in known.members.words

    read = mended(given, known.spelled, is_value, known.all.is_part)
    read = spelled_out(read, known.all)
    return known.all, _in_one_piece(read, known.all)


def _needs_no_members(given: tuple[Token, ...], lexicon: Lexicon) -> bool:
    place = metrics = 0
    while place < len(given):
        found = lexicon.at(given, place)
        if found is None and given[place].is_word and not is_plain(given[place]):
            return False
        if _is_in_name(given, place) or _is_tier(given, place, lexicon):
            return False
        if found and _may_be_member(given, place, *found):
            return False
        metrics += bool(found and found[1].metrics)
        place += found[0] if found else 1
    # Beside another metric, the name of one may be a member: "billing tickets".
    return metrics < 2


def _is_tier(given: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """Whether a small word may be the name of what the field after it says: "the plus plan"."""
    following = given[place + 1 : place + 2] if given[place].word in _TIERS else ()
    return any(lexicon.names_field(token) for token in following)


def _may_be_member(given: Sequence[Token], place: int, length: int, meaning: Meaning) -> bool:
    """Whether a name of a dimension may be that of a member too: "and surgery?", for a clinic.

    What is said by which, or of several, is the dimension.
    """
    last = given[place + length - 1]
    led = given[place - 1].word if place else ""
    alone = bool(meaning.dimensions) and not meaning.metrics and length == 1
    return alone and last.word == last.stem and led in _NAMING


def _is_in_name(given: Sequence[Token], place: int) -> bool:
    """Whether a hyphen joins words, as in "owner-uk-3", and not the parts of a date."""
    around = given[max(place - 1, 0) : place + 2]
    if given[place].word != "-" or len(around) < 3:
        return False
    before, _, after = around
    joined = before.end == given[place].start and given[place].end == after.start
    return joined and (before.is_word or after.is_word)


def _in_one_piece(given: tuple[Token, ...], lexicon: Lexicon) -> tuple[Token, ...]:
    """The words with members after the name of a metric that they stand in.

    "Active German customers" becomes "active customers German", and "gross UK sales" "gross sales
    UK", where the words around the members are a name together and nothing longer apart.
    """
    place = 1
    while place < len(given) - 1:
        end = _members_end(given, place, lexicon)
        around = _name_around(given, place, end, lexicon) if end > place else None
        if around is not None:
            before, last = around
            inside, name = given[place:end], (*given[before:place], *given[end:last])
            given = (*given[:before], *name, *inside, *given[last:])
            place = last
        else:
            place += 1
    return given


def _members_end(given: Sequence[Token], place: int, lexicon: Lexicon) -> int:
    """Where a member that begins at a place ends, with those listed after it."""
    start = place + (given[place].word == "non")
    start += start > place and given[start].word == "-"
    end = _member(given, start, lexicon)
    if end == start:
        return place
    while end + 1 < len(given) and given[end].word in _AND:
        following = _member(given, end + 1, lexicon)
        if following == end + 1:
            break
        end = following
    return end


def _member(given: Sequence[Token], place: int, lexicon: Lexicon) -> int:
    found = lexicon.at(given, place)
    if found is None or not found[1].members or found[1].metrics or found[1].dimensions:
        return place
    said = given[place : place + found[0]]
    plain = all(is_common(token) and not (token.capitals or token.titled) for token in said)
    return place if plain or said[0].word in MONTHS else place + found[0]


def _name_around(
    given: Sequence[Token], place: int, end: int, lexicon: Lexicon
) -> tuple[int, int] | None:
    """Where a metric's name begins and ends that the members at `place:end` stand in."""
    for before in range(max(place - _MOST_WORDS, 0), place):
        left = given[before:place]
        if not all(_is_attribute(token) for token in left):
            continue
        found = lexicon.at((*left, *given[end:]), 0)
        size = found[0] - len(left) if found else 0
        if found is None or size <= 0 or not found[1].metrics:
            continue
        own = lexicon.at(given, end)
        # A longer name after the members is one by itself: "German active customers".
        return (before, end + size) if own is None or own[0] <= size else None
    return None


def _is_attribute(token: Token) -> bool:
    """Whether a word may stand before a member in a name: not "of", as in "share of UK returns"."""
    return token.word == "-" or (token.is_word and token.word not in _APART)
