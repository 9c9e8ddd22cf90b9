"""Members of large dimensions, such as products, by the words that nothing else explains."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.interpreter.board import Board, MemberSaid, MetricSaid
from agent.interpreter.leftovers import RESTRICTING, WHERE, is_ordinary
from agent.interpreter.members.fields import fitting
from agent.interpreter.members.searched import MOST_CHOICES, Members, same_words
from agent.interpreter.words.ordinary import MARKS
from agent.interpreter.words.places import is_country
from agent.interpreter.words.roots import is_deed, root
from agent.interpreter.words.tokens import Token, phrase
from agent.interpreter.words.vocabulary import is_common
from semantic.record import record
from semantic.view import View

_LINKS = frozenset({"and", "&", "or", "vs", "versus"})
_OF_KIND = frozenset({"for", "from", "of", "by", "with", "per"})
_SEVERAL = frozenset({"and", "&", "or", "/", "+", ","})


@record
class Found:
    """Members that words of the question may stand for.

    One may only be `told` of; those of an `unknown` name are called like it.
    """

    words: str
    choices: tuple[tuple[str, str], ...]
    too_many: bool = False
    certain: bool = False
    told: bool = False
    unknown: bool = False


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
        start = first + (board.word(first) in WHERE)
        said = [token for token in board.tokens[start:end] if token.word not in MARKS]
        if all(is_common(token) or token.word in RESTRICTING for token in said):
            continue
        words = _said(board, start, end)
        if any(is_country(token.word) for token in said) or _is_deed_of_metric(said, view):
            continue
        found = _search(words, members, _fields(board, members, view))
        if found and _is_numbered(board, end, found):
            _take_number(board, start, end, words)
        elif found and found.certain:
            board.put(start, end, MemberSaid(found.choices))
        elif found and (_is_part_of_one(found) or _is_kind_of_one(board, start, found, members)):
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
    acts = len(said) == 1 or (len(said) == 2 and said[0].word in WHERE)
    names = (name for metric in view.metrics.values() for name in (metric.title, *metric.synonyms))
    return acts and is_deed(said[-1].word) and word in {root(name.lower()) for name in names}


def _is_part_of_one(found: Found) -> bool:
    """Whether several words stand side by side in the only name that holds them."""
    if len(found.choices) != 1 or found.too_many:
        return False
    words, name = (
        tuple(word for word in phrase(said) if word != "and")
        for said in (found.words, found.choices[0][1])
    )
    places = range(len(name) - len(words) + 1)
    return len(words) > 1 and any(name[n : n + len(words)] == words for n in places)


def _is_kind_of_one(board: Board, start: int, found: Found, members: Members) -> bool:
    """Whether one word is the noun of the only member called so: "extractions", of teeth.

    Of a dimension with few members, which are all the kinds that there are. A proper name ends with
    no such noun: "bakeries" are more than one O'Hara's Bakery.
    """
    if len(found.choices) != 1 or found.too_many or len(found.words.split()) > 1:
        return False
    ((field, value),) = found.choices
    token = board.tokens[start]
    noun = token.word != token.stem or board.word(start - 1) in _OF_KIND
    one = not _SEVERAL & set(re.findall(r"\w+|[&/+,]", value.lower()))
    common = one and value.split()[-1].islower()
    return field in members.small and noun and common and phrase(value)[-1:] == (token.stem,)


def _runs(board: Board) -> Iterator[tuple[int, int]]:
    """Stretches of unexplained words, with the marks and numbers inside them."""
    start = None
    for place in range(len(board.tokens) + 1):
        free = place < len(board.tokens) and board.free(place, place + 1)
        content = free and (not is_ordinary(board, place) or _inside(board, place, start))
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
    return small and not is_ordinary(board, following)


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
    letters = said.replace("'", "").isalpha()
    named = several_words or (letters and len(said) > (2 if short else 3))
    if not holding or not named:
        return None
    return Found(said, holding[:MOST_CHOICES], too_many=len(holding) > MOST_CHOICES)
