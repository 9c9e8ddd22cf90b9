"""Members said by a part of their names: "Gallagher", "Dr Byrne", "N. Walsh", "the Golden plan".

A part is taken for the only member that has it, and only where it stands as a name does: other
words of English are names, too.
"""

from collections.abc import Iterator, Sequence

from agent.interpreter.board import Board, DimensionSaid, Mark, MemberSaid, MetricSaid, Noise
from agent.interpreter.members.fields import fitting
from agent.interpreter.members.grouping import Grouped
from agent.interpreter.members.large import Found
from agent.interpreter.members.persons import (
    ACTING,
    HONORIFICS,
    OPENING,
    greeting_before,
    holds_persons,
    is_proper,
    is_told_of,
    title_before,
)
from agent.interpreter.members.searched import MOST_CHOICES, Members
from agent.interpreter.times.calendar_grammar import MONTHS, WEEKDAYS
from agent.interpreter.words.lexicon import Lexicon
from agent.interpreter.words.ordinary import EXCLUDING, MARKS, NEUTRAL
from agent.interpreter.words.tokens import phrase
from agent.interpreter.words.vocabulary import is_common
from semantic.record import record
from semantic.result import Value
from semantic.suggest import nearest
from semantic.view import View

_MOST_WORDS = 3
_JOINING = frozenset({"-", "'", "’", "."})
_LEADING = frozenset(
    {"by", "for", "from", "with", "of", "at", "under", "vs", "versus", "v", "and", "or", "than"}
    | {"between", "&", ",", "via", "to", "against", "about", "(", ":", "only", "is", "was"}
    | {words[-1] for words in EXCLUDING}
)
_OF_TIME = frozenset({*MONTHS, *WEEKDAYS})
# Letters that are words by themselves, and initials only before a dot.
_WORDS = frozenset("ainv")

Choices = tuple[tuple[str, str], ...]


@record
class NameSaid:
    """A name of several members, of nobody, or of somebody who may only be told of."""

    found: Found


@record
class _Part:
    """The tokens `start:end` are a part of the names of these members."""

    start: int
    end: int
    choices: Choices

    @property
    def value(self) -> str:
        """The only member that is meant; empty where several may be."""
        values = {value for _, value in self.choices}
        return values.pop() if len(values) == 1 else ""


def mark_short_names(board: Board, lexicon: Lexicon, members: Members, view: View) -> None:
    """Mark parts of names as the one member each, and titles before names as said.

    Whoever is greeted is nobody's figure; who asks, or is to be told, may be.
    """
    for part in list(_parts(board, members, view)):
        title = title_before(board, part.start)
        start = part.start if title is None else title
        said = _said(board, part.start, part.end)
        greeting = greeting_before(board, start)
        if greeting is not None and _is_person(part.choices, members, view):
            _greet(board, greeting, part.end)
        elif start == part.start and not _is_meant(board, part, lexicon, members, view):
            continue
        elif part.value:
            note = f"“{said}” as {part.value}"
            _put(board, start, part.end, MemberSaid(part.choices, note=note), members, view)
        elif len(part.choices) <= MOST_CHOICES:
            board.put(start, part.end, NameSaid(Found(said, part.choices)))
    for mark, named in board.of(MemberSaid):
        if not named.note and _is_person(named.values, members, view):
            title = title_before(board, mark.start)
            board.marks.remove(mark)
            start = mark.start if title is None else title
            _put(board, start, mark.end, named, members, view)
    _mark_strangers(board, members, view)


def _mark_strangers(board: Board, members: Members, view: View) -> None:
    """Mark a title and a name that nobody has: "Dr Smith"."""
    for place in list(board.rest()):
        name = place + 1 + (board.word(place + 1) == ".")
        if board.word(place) not in HONORIFICS or name >= len(board.tokens):
            continue
        token = board.tokens[name]
        fields = [field for field in members.small if holds_persons(field, members, view)]
        if fields and token.is_word and not is_common(token) and board.free(place, name + 1):
            everybody = [(field, str(one)) for field in fields for one in members.small[field]]
            parts = {part.lower(): who for who in everybody for part in who[1].split()}
            near = tuple(parts[one] for one in nearest(token.word, parts, limit=3))
            board.put(place, name + 1, NameSaid(Found(token.word, near, unknown=True)))


def doubtful_names(board: Board, members: Members, view: View) -> list[Found]:
    """Names that are to be asked about, and initials that nothing else explains: "by AG"."""
    found = [said.found for _, said in board.of(NameSaid)]
    letters = [board.word(n) for n in board.rest() if board.tokens[n].capitals]
    for said in filter(lambda word: 1 < len(word) < 4, letters):
        choices = tuple(
            (field, str(value))
            for field in members.small
            for value in members.small[field]
            if "".join(word[0] for word in phrase(str(value))) == said
            and holds_persons(field, members, view)
        )
        found += [Found(said, choices)] if choices else []
    return found


def _put(
    board: Board, start: int, end: int, said: MemberSaid, members: Members, view: View
) -> None:
    """Mark a name as the member, or as somebody who is greeted or may only be told of."""
    person, greeting = _is_person(said.values, members, view), greeting_before(board, start)
    if person and greeting is not None:
        _greet(board, greeting, end)
    elif person and is_told_of(board, start, end):
        choices = tuple((name, str(value)) for name, value in said.values)
        board.put(start, end, NameSaid(Found(_said(board, start, end), choices, told=True)))
    else:
        board.put(start, end, said)


def _greet(board: Board, start: int, end: int) -> None:
    """Mark a greeting and the name of who is greeted."""
    board.marks = [mark for mark in board.marks if not start <= mark.start < end]
    board.put(start, end, Noise())


def _is_person(values: Sequence[tuple[str, Value]], members: Members, view: View) -> bool:
    return any(holds_persons(name, members, view) for name, _ in values)


def _said(board: Board, start: int, end: int) -> str:
    return " ".join(board.word(place) for place in range(start, end))


def _parts(board: Board, members: Members, view: View) -> Iterator[_Part]:
    """The stretches of free words that are part of a name, the longest one at each place."""
    end = 0
    for place in list(board.rest()):
        if place < end or not _may_be_name(board, place):
            continue
        for length in range(_MOST_WORDS, 0, -1):
            part = _part(board, place, place + length, members, view)
            if part is not None:
                part = _with_initial(board, part)
                end = part.end
                yield part
                break


def _may_be_name(board: Board, place: int) -> bool:
    token = board.tokens[place]
    if not token.is_word or len(token.word) < 3 or token.word in _OF_TIME:
        return False
    return token.titled or not is_common(token) or title_before(board, place) is not None


def _part(board: Board, start: int, end: int, members: Members, view: View) -> _Part | None:
    """The members of proper names that hold the words side by side, if no others hold them."""
    tokens = board.tokens[start:end]
    whole = end <= len(board.tokens) and board.free(start, end)
    if not whole or tokens[-1].word in _JOINING:
        return None
    words = [token for token in tokens if token.word not in _JOINING]
    if not all(token.is_word for token in words):
        return None
    said = " ".join(token.word for token in words)
    metrics = [said.metrics[0] for _, said in board.of(MetricSaid)]
    own = fitting(members.named, metrics, view)
    holding = [*members.containing(said, own)] or [*members.containing(said, members.named)]
    stems = tuple(token.stem for token in words)
    fits = all(name in members.small and _is_part(stems, value) for name, value in holding)
    return _Part(start, end, tuple(holding)) if holding and fits else None


def _is_part(stems: tuple[str, ...], value: str) -> bool:
    """Whether words stand side by side in a longer proper name."""
    name = phrase(value)
    places = range(len(name) - len(stems) + 1)
    inside = any(name[n : n + len(stems)] == stems for n in places)
    return inside and len(name) > len(stems) and is_proper(value)


def _with_initial(board: Board, part: _Part) -> _Part:
    """The part with an initial beside it, and those only whose it is: "N. Byrne", "Niamh B"."""
    before = part.start - 1 - (board.word(part.start - 1) == ".")
    after = part.end + 1 + (board.word(part.end + 1) == ".")
    first = [pair for pair in part.choices if pair[1][:1].lower() == board.word(before)]
    last = [
        pair for pair in part.choices if pair[1].split()[-1][:1].lower() == board.word(part.end)
    ]
    if first and board.free(before, part.start) and _is_initial(board, before):
        return _Part(before, part.end, tuple(first))
    if last and board.free(part.end, part.end + 1) and _is_initial(board, part.end):
        return _Part(part.start, min(after, len(board.tokens)), tuple(last))
    return part


def _is_initial(board: Board, place: int) -> bool:
    return board.word(place) not in _WORDS or board.word(place + 1) == "."


def _is_meant(board: Board, part: _Part, lexicon: Lexicon, members: Members, view: View) -> bool:
    """Whether a part of a name stands for whose it is: by its letters, what leads to it, its field.

    A noun right after it may be what it describes: "young customers".
    """
    tokens = board.tokens[part.start : part.end]
    if any(token.titled for token in tokens) or _is_beside_field(board, part, lexicon):
        return True
    if all(is_common(token) for token in tokens):
        return False
    before = board.word(part.start - 1)
    person = _is_person(part.choices, members, view)
    if not person and len(tokens) == 1 and phrase(part.choices[0][1])[-1] == tokens[0].stem:
        # What the last word of "O'Hara's Bakery" says in small letters are bakeries.
        return False
    if tokens[-1].end - tokens[-1].start > len(tokens[-1].word) or before in ACTING:
        return True
    if any(mark.start == part.end for mark in board.marks if _is_noun(mark)):
        first = part.value.lower().startswith(f"{board.word(part.start)} ")
        return person and first and before in OPENING
    return (person or before in _LEADING) and _ends(board, part.end)


def _is_noun(mark: Mark) -> bool:
    return isinstance(mark.meaning, MetricSaid | DimensionSaid | Grouped)


def _is_beside_field(board: Board, part: _Part, lexicon: Lexicon) -> bool:
    """Whether the field whose member it is stands beside a name: "the Golden plan".

    Also where that begins the name of a metric, as in "Golden plan fees".
    """
    fields = {name for name, _ in part.choices}
    beside = (*board.tokens[part.start - 1 : part.start], *board.tokens[part.end : part.end + 1])
    return any(fields & set(lexicon.names_field(token)) for token in beside)


def _ends(board: Board, place: int) -> bool:
    """Whether no further noun follows: "for young people" names nobody."""
    if place >= len(board.tokens) or not board.free(place, place + 1):
        return True
    token = board.tokens[place]
    return token.is_number or token.word in MARKS | NEUTRAL | _LEADING or token.word in MONTHS
