"""A question as words and signs, for patterns that mean any period or any word for customers."""

from collections.abc import Callable, Collection, Iterator

from agent.interpreter.board import Also, Board, TimeSaid
from agent.interpreter.members.grouping import CohortSaid
from agent.interpreter.words.ordinary import SAME
from agent.interpreter.words.tokens import Token
from agent.patterns import Pattern

DID = (
    r"(?:(?:came|come|coming|comes|were|was|been|are) back|active"
    r"|return(?:ed|ing)?(?! (?:some|any)thing)"
    r"|ordered|ordering|order|bought|buying|buy|purchased|purchasing|purchase|shopped|shopping"
    r"|(?:placed|made|(?:came|come|coming|went) to|attended|had|took|taken)"
    r" (?:an|another|a|a second|a further) (?:ordered|order|purchase)|reordered)"
    r"(?: (?:again|back|too|also|once more|from us|with us|anything|something))*"
)
# The first "in" may belong to the verb: "checked in in March".
IN = r"(?:(?:in|up|out|on) )?(?:in|during|for|within) @"
_PERSONS = frozenset({"people", "person", "persons", "those", "buyer", "shopper"})


def stretch(
    board: Board,
    pattern: Pattern,
    nouns: Collection[str],
    is_done: Callable[[Token, str], bool] = lambda *_: False,
) -> tuple[int, int] | None:
    """The first and last place, exclusive, of what a pattern fits; None where it fits nothing.

    Periods are written `@` in it, cohorts `&`, the `nouns` and other words for persons `#`, and
    "ordered" what customers of the trade do instead, told by the word and the one before it.
    """
    spelled = list(_spelled(board, nouns, is_done))
    match = pattern.search(" ".join(word for word, _, _ in spelled))
    if match is None:
        return None
    place, taken = 0, []
    for word, start, end in spelled:
        if match.start() <= place < match.end():
            taken.append((start, end))
        place += len(word) + 1
    return taken[0][0], taken[-1][1]


def _spelled(
    board: Board, nouns: Collection[str], is_done: Callable[[Token, str], bool]
) -> Iterator[tuple[str, int, int]]:
    signs = {mark.start: ("&" if isinstance(mark.meaning, CohortSaid) else "@", mark)
             for mark in board.marks
             if isinstance(mark.meaning, TimeSaid | Also | CohortSaid)}  # fmt: skip
    place = 0
    while place < len(board.tokens):
        token = board.tokens[place]
        if place in signs and signs[place][1].end > place:
            sign, mark = signs[place]
            yield sign, mark.start, mark.end
            place = mark.end
            continue
        person = is_person(token, nouns)
        done = is_done(token, board.word(place - 1))
        yield ("#" if person else "ordered" if done else token.word), place, place + 1
        place += 1


def is_person(token: Token, nouns: Collection[str]) -> bool:
    """Whether a token is one of the nouns, or another word for persons."""
    return noun_of(token) in nouns or bool({token.stem, token.word} & _PERSONS)


def noun_of(token: Token) -> str:
    """The noun that a token stands for: `customer` for "custs"."""
    return SAME.get(token.word, SAME.get(token.stem, token.stem))
