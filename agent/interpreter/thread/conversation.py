"""Going on in a thread: what a question takes over from the one before it."""

from collections.abc import Iterator, Sequence
from itertools import dropwhile

from agent.evidence import is_state
from agent.interpreter.board import (
    Board,
    Change,
    DimensionSaid,
    GrainSaid,
    Hint,
    Mark,
    MemberSaid,
    MetricSaid,
    Noise,
    Rank,
    Shift,
    TimeSaid,
    TotalSaid,
)
from agent.interpreter.figures.counting import Counted
from agent.interpreter.figures.running_totals import Running
from agent.interpreter.figures.shares import ShareSaid
from agent.interpreter.intents import WhySaid
from agent.interpreter.members.fields import bare, fitting
from agent.interpreter.members.grouping import CohortSaid, Grouped, SplitOpen
from agent.interpreter.outcome import Outside
from agent.interpreter.rows.listed_rows import ByName, RestOfList
from agent.interpreter.rows.sorting import Turned
from agent.interpreter.rows.thresholds import Limited
from agent.interpreter.rows.within import for_each
from agent.interpreter.thread.added_members import is_adding, with_earlier
from agent.interpreter.thread.pointing import Theirs
from agent.interpreter.thread.resets import Reset, Shown
from agent.interpreter.times.day_parts import PartFilter, PartSplit
from agent.interpreter.times.periods import Compare
from agent.interpreter.words.lexicon import Lexicon, Words
from agent.interpreter.words.ordinary import MARKS, NEUTRAL, number
from agent.interpreter.words.tokens import Token
from agent.patterns import regex
from agent.reading import Reading, ReadPeriod
from agent.splits import cannot_be_split
from agent.time_groups import is_part
from semantic.model import Filter
from semantic.view import View

_OPENINGS = (
    ("and",), ("also",), ("but",), ("same",), ("the", "same"), ("what", "about"), ("how", "about"),
    ("then",), ("now",), ("ok",), ("okay",), ("plus",),
)  # fmt: skip
_ASKING = frozenset(
    {"what", "how", "which", "who", "where", "when", "why", "show", "give", "list", "tell", "did"}
    | {"was", "were", "is", "are", "do", "does", "has", "have", "had", "can", "could", "i", "we"}
)
_FILLING = frozenset(
    {"make", "it", "that", "show", "me", "the", "a", "top", "now", "instead", "please", "only"}
    | {"just", "and", "what", "about", "them", "do", "rather", "better", "no", "list", "give"}
)
_POINTING = frozenset({"that", "it", "this", "those", "them", "these", "they", "same", "instead"})
_PART = regex(
    r"(?:^|(?<= ))of (?:that|it|this|those|these|them) (?:is|was|are|were|has been|have been|went"
    r"|came) (?:already |still |then |in |from )*(?P<part>\w+)(?= [?.!]|$)",
    "of ",
)
_NARROWING = frozenset({"for", "from", "of", "by", "with", "among", "to", "only", "just", "at"})
_BEING = frozenset({"is", "are", "was", "were", "be", "been", "has", "have", "had", "any", "hi"})
_PARTING = frozenset({"thanks", "thank", "thx", "cheers", "bye"})
# What is said to an answer before the next question: "Great, thank you. And …".
_THANKING = (_PARTING - {"bye"}) | {
    "you",
    "very",
    "so",
    "much",
    "great",
    "perfect",
    "lovely",
    "nice",
}
_THANKING |= {"good", "super", "brilliant", "excellent", "cool", "ta", "thanx", "thnx", "tx", "ty"}
_THANKING |= {"wow", "interesting", "fine", "right", "got", "it", "for", "that", "a", "lot", "many"}
_SHORT = 4
_MOST_ROWS = 1000
_SAID = (
    TimeSaid, MemberSaid, Grouped, GrainSaid, Rank, Shift, Change, CohortSaid, DimensionSaid,
    WhySaid, Reset, Shown, SplitOpen, PartSplit, PartFilter, Counted, ShareSaid, Turned,
    TotalSaid, Limited, ByName, RestOfList, Running,
)  # fmt: skip


def opens_as_continuation(board: Board) -> bool:
    """Whether the question begins as one that goes on: "and …", "what about …"."""
    words = [token.word for token in board.tokens if token.word not in MARKS]
    words = list(dropwhile(_THANKING.__contains__, words))[:3]
    return any(tuple(words[: len(opening)]) == opening for opening in _OPENINGS)


def is_thanked(given: Sequence[Token]) -> bool:
    """Whether a message begins with thanks: "great, thank you. And …"."""
    return any(token.word in _PARTING - {"bye"} for token in given[:3])


def is_fragment(board: Board) -> bool:
    """Whether the question is a few words that make no sentence: "orders?"."""
    words = [token.word for token in board.tokens if token.word not in MARKS]
    return len(words) <= _SHORT and not any(word in _ASKING for word in words[:1])


def mark_pointers(board: Board) -> None:
    """Mark words that point at what was said before."""
    first, second = board.word(0), board.word(1)
    for place in list(board.rest()):
        if board.word(place) == "but" and "same" in (first, second):
            board.put(place, place + 1, Noise())
    if first == "no" and second == "," and board.free(0, 1):
        board.put(0, 1, Noise())
    for place in list(board.rest()):
        narrows = board.word(place) in ("only", "just") and board.has(TimeSaid)
        if narrows or board.word(place) in ("instead", "same", "again", "now", "then", "too"):
            board.put(place, place + 1, Noise())


def mark_count(board: Board, before: Reading) -> None:
    """Mark "make it 10" as how many rows are wanted of the ranking before."""
    if before.limit is None or board.has(Rank):
        return
    words = [token.word for token in board.tokens if token.word not in MARKS | _FILLING]
    count = number(words[-1]) if len(words) == 1 else None
    # "What about 22423" names a product, and no number of rows.
    if count is not None and count <= _MOST_ROWS:
        end = "highest" if before.order_by[0].startswith("-") else "lowest"
        place = next(n for n in board.rest() if board.word(n) == words[-1])
        board.put(place, place + 1, Rank(end, count))


def mark_instead(board: Board, before: Reading | None) -> None:
    """Take what "instead of" leaves out as said: "by therapist instead of by site".

    Which figure another one is told instead of, only a thread says.
    """
    for mark in list(board.marks):
        if before is None and isinstance(mark.meaning, MetricSaid):
            continue
        start = mark.start
        while board.word(start - 1) in ("by", "per", "the"):
            start -= 1
        if (board.word(start - 2), board.word(start - 1)) == ("instead", "of"):
            inner = [other for other in board.marks if start - 2 <= other.start < mark.end]
            board.marks = [other for other in board.marks if other not in inner]
            board.put(start - 2, mark.end, Noise())


def mark_part_of_name(board: Board, before: Reading, lexicon: Lexicon) -> None:
    """Mark "net" after gross sales as net sales: a metric by the word it differs in."""
    deeds = [mark for mark, _ in board.of(MetricSaid) if _is_a_word(board, mark, lexicon)]
    if board.has(MetricSaid) and not (is_fragment(board) and len(deeds) == 1):
        return
    alike = _named_like(before, lexicon)
    for place in [*board.rest(), *(mark.start for mark in deeds)]:
        found = {
            name
            for said in alike
            for words in _with_word(board.tokens[place].stem, said)
            for meaning in [lexicon.phrases.get(words)]
            if meaning and len(meaning.metrics) == 1
            for name in meaning.metrics
        }
        if len(found) == 1 and board.word(place) not in NEUTRAL:
            board.marks = [mark for mark in board.marks if mark not in deeds]
            board.put(place, place + 1, MetricSaid(tuple(found)))
            _mark_replaced(board, place + 1, alike)
            _mark_alone(board, place)
            return


def _with_word(stem: str, said: Words) -> Iterator[Words]:
    """Names that differ in a word, or go on with it: "net sales", "damage cost", "late rate"."""
    yield (stem, said[-1])
    if len(said) > 1:
        yield (*said[:-1], stem)
        yield (*said, stem)


def _is_a_word(board: Board, mark: Mark, lexicon: Lexicon) -> bool:
    """Whether a metric is named by one word that is none of its names: "returning"."""
    alone = mark.end == mark.start + 1
    return alone and (board.tokens[mark.start].stem,) not in lexicon.phrases


def _mark_alone(board: Board, place: int) -> None:
    """Mark "only" and "ones" beside such a word: "only new ones"."""
    for beside, words in ((place - 1, ("only", "just")), (place + 1, ("ones", "one"))):
        if board.word(beside) in words and board.free(beside, beside + 1):
            board.put(beside, beside + 1, Noise())


def _mark_replaced(board: Board, place: int, alike: Sequence[Words]) -> None:
    """Mark "instead of gross" after "net", where the word is of the metric before."""
    said = tuple(board.word(n) for n in range(place, place + 2))
    replaced = said in (("instead", "of"), ("rather", "than")) or said[:1] == ("not",)
    end = place + (2 if said[:1] == ("not",) else 3)
    taken = board.tokens[end - 1 : end]
    own = any(taken and taken[0].stem in words for words in alike)
    if replaced and own and board.free(place, end):
        board.put(place, end, Noise())


def _named_like(before: Reading, lexicon: Lexicon) -> list[Words]:
    return [
        words
        for words, meaning in lexicon.phrases.items()
        if set(before.metrics) & set(meaning.metrics)
    ]


def mark_asides(board: Board) -> None:
    """Mark "I mean", which says that what is said is meant."""
    for place in list(board.rest()):
        if board.word(place) in ("mean", "meant") and board.word(place - 1) == "i":
            board.put(place, place + 1, Noise())


def says_how(board: Board) -> bool:
    """Whether the question says how something is to be shown, or points at what was said."""
    words = {token.word for token in board.tokens}
    pointing = bool(words & _POINTING) and not words & _PARTING
    return pointing or any(isinstance(mark.meaning, _SAID) for mark in board.marks)


def _corrects(board: Board) -> bool:
    """Whether the question takes back a word of the one before: "sorry, I meant net sales"."""
    words = [token.word for token in board.tokens]
    return any(
        word in ("meant", "mean") and words[place - 1 : place] == ["i"]
        for place, word in enumerate(words)
    )


def goes_on(board: Board, names_metric: bool) -> bool:
    """Whether the question takes over what it does not say from the thread.

    One that names a metric does when it opens like that, or is a fragment without a period.
    """
    if board.has(Theirs):
        return True
    if not names_metric:
        return says_how(board)
    if opens_as_continuation(board) or _corrects(board) or _points_there(board):
        return True
    pointing = any(token.word in ("that", "those", "these", "them") for token in board.tokens)
    return (pointing or is_fragment(board)) and not board.of(TimeSaid)


def _points_there(board: Board) -> bool:
    """Whether "there" says where: "how many left there in May", and not "how many are there"."""
    return any(
        token.word == "there"
        and board.word(place - 1) not in _BEING
        and board.word(place + 1) not in _BEING
        for place, token in enumerate(board.tokens)
    )


def hangs_on(board: Board) -> bool:
    """Whether a question makes no sense by itself: a few words, or one that points back."""
    words = {token.word for token in board.tokens}
    return is_fragment(board) or opens_as_continuation(board) or bool(words & _POINTING)


def narrows_to_some(board: Board) -> bool:
    """Whether a figure is kept to some customers, who are not asked for: "for business guests"."""
    for mark, _ in board.of(MemberSaid):
        lead = mark.start - 1 - (board.word(mark.start - 1) in ("the", "our"))
        said = any(one.start == mark.end and isinstance(one.meaning, Noise) for one in board.marks)
        if said and board.word(lead) in _NARROWING and not board.has(Hint):
            return True
    return False


def told_again(board: Board, reading: Reading, before: Reading | None) -> str:
    """The words that ask for a part of the figure before, and are read as that very figure.

    As in "how much of that is paid". Empty where something else is told.
    """
    bare: dict[str, object] = {"assumptions": (), "not_understood": ()}
    if before is None or before.model_copy(update=bare) != reading.model_copy(update=bare):
        return ""
    match = _PART.search(" ".join(token.word for token in board.tokens))
    return match["part"] if match else ""


def carried_period(before: Reading, metrics: Sequence[str], view: View) -> bool:
    """Whether the period is taken over: not that of a state as of now by what happens over time."""
    was_state = all(is_state(view.metrics[name]) for name in before.metrics)
    states = all(is_state(view.metrics[name]) for name in metrics)
    return states or not was_state or before.period.days.days < 366


def carried_scope(
    before: Reading,
    metrics: Sequence[str],
    filters: Sequence[Filter],
    groups: Sequence[str],
    board: Board,
    view: View,
    *,
    listed: bool = False,
) -> tuple[list[Filter], list[str]] | Outside:
    """Filters and groups of the thread, with those of the question in place of their like.

    Of what is `listed`, the list says which rows are meant, and its own filters with it.
    """
    said = {bare(given.field) for given in filters}
    filters, apart = with_earlier(filters, before.filters, board)
    resets = [reset for _, reset in board.of(Reset)]
    said |= {bare(field) for reset in resets for field in reset.fields}
    had = () if listed else before.filters
    kept = [f for f in had if bare(f.field) not in said and not _goes_without_saying(f, before)]
    kept = [one for one in kept if not _is_elsewhere(one, filters, view)]
    old_groups = [name for name in before.group_by if not is_pinned(name, filters)]
    if any(reset.split for reset in resets):
        old_groups = []
    if groups and not is_adding(board) and not for_each(board, before, groups):
        old_groups = []
    found_filters: list[Filter] = []
    for given in kept:
        field = given.field if is_part(given.field) else _fitted(given.field, metrics, view)
        if field is None:
            return Outside(cannot_be_split(metrics, given.field, view))
        found_filters.append(given.model_copy(update={"field": field}))
    found_groups = []
    for name in old_groups:
        fitted = name if name.startswith("time.") else _fitted(name, metrics, view)
        if fitted is None:
            return Outside(cannot_be_split(metrics, name, view))
        found_groups.append(fitted)
    return [*found_filters, *filters], list(dict.fromkeys([*found_groups, *groups, *apart]))


def _goes_without_saying(given: Filter, before: Reading) -> bool:
    """Whether a split by customers brings a condition with it, as long as there is one."""
    return given.op == "not_null" and given.field in before.group_by


def _is_elsewhere(given: Filter, said: Sequence[Filter], view: View) -> bool:
    """Whether one thing by its name gives way to others of its kind: Cork Airport to "Dublin?".

    No property narrows what one name says already.
    """
    entity = given.field.partition(".")[0]
    dimension = view.dimensions[given.field].dimension if given.field in view.dimensions else None
    names = dimension and entity in (dimension.label, dimension.name, *dimension.synonyms)
    of_kind = [one for one in said if one.field.partition(".")[0] == entity and one.op == "eq"]
    return bool(names and of_kind and given.op == "eq")


def carried_compare(before: Reading | None, period: ReadPeriod, board: Board) -> Compare:
    """A thread that compares goes on comparing; with a period of its own, for the same one only."""
    # Figures by weekday have no period before them.
    dropped = board.has(PartSplit) or any(reset.compare for _, reset in board.of(Reset))
    if (
        before is None
        or dropped
        or (isinstance(before.compare, ReadPeriod) and period.days != before.period.days)
    ):
        return None
    return before.compare


def is_pinned(name: str, filters: Sequence[Filter]) -> bool:
    """Whether a split ends with these filters: by countries, where one country is asked for."""
    return any(bare(given.field) == bare(name) and given.op == "eq" for given in filters)


def _fitted(field: str, metrics: Sequence[str], view: View) -> str | None:
    alike = [name for name in view.dimensions if bare(name) == bare(field)]
    found = fitting([field, *alike], metrics, view)
    return field if field in found else found[0] if found else None


def says_nothing_more(board: Board) -> bool:
    """Whether no mark says anything of its own: a bare "why?" or "who?"."""
    return all(isinstance(mark.meaning, Hint | Noise | MetricSaid) for mark in board.marks)
